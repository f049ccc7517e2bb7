"""Charts on pages: a picture of its own address, wide or narrow, beside a table of the same numbers."""

from __future__ import annotations

import asyncio

from starlette.responses import Response

from bot.charts.chart import NARROW, WIDE, Chart
from bot.charts.drawing import draw_svg
from bot.web.admin.page import PRIVATE, Opened


async def draw(opened: Opened, chart: Chart) -> Response:
    """Return the chart as the address asks for it; drawn beside the event loop."""
    size = NARROW if opened.asked("hep") else WIDE
    svg = await asyncio.to_thread(draw_svg, chart, size)
    return Response(svg, media_type="image/svg+xml", headers=PRIVATE)
