"""The visits of the last thirty whole days as a picture for chats, drawn once a day beside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta

from bot.admin.periods import Span, Step
from bot.admin.pictures import Pictures
from bot.admin.series import By, read_series
from bot.charts.chart import NARROW
from bot.charts.drawing import draw_png
from bot.database import Database
from bot.reply import File

DAYS = 30


class RecentPicture:
    """Draws the picture; `title` is what stands over it in a language, `today` the unit's day."""

    def __init__(
        self, database: Database, pictures: Pictures, title: Callable[[str], str], today: Callable[[], date]
    ) -> None:
        self._database = database
        self._pictures = pictures
        self._title = title
        self._today = today
        self._drawing = asyncio.Lock()
        self._drawn: dict[str, tuple[date, File]] = {}

    async def show(self, language: str) -> tuple[File, ...]:
        """Return the picture, nothing without visits. It ends with yesterday, so it stays true all day."""
        today = self._today()
        async with self._drawing:
            known = self._drawn.get(language)
            if known and known[0] == today:
                return (known[1],)
            span = Span(today - timedelta(days=DAYS), today - timedelta(days=1))
            series = await read_series(self._database, span, Step.DAY, By.OUTCOME)
            chart = self._pictures.of_series(
                series, Step.DAY, By.OUTCOME, title=self._title(language), language=language
            )
            if chart.is_empty:
                return ()
            file = File(f"{today:%Y-%m-%d}.png", await asyncio.to_thread(draw_png, chart, NARROW), is_picture=True)
            self._drawn[language] = today, file
        return (file,)
