"""Today at a glance."""

from __future__ import annotations

from starlette.responses import Response

from bot.admin.glance import Glance, look
from bot.charts.chart import Chart
from bot.outcome import Outcome
from bot.staff import MAY, Deed
from bot.web.admin.drawing import draw
from bot.web.admin.page import Opened, Page


async def show_today(opened: Opened) -> Response:
    """Return the day so far: the footer's numbers, the same weekday a week ago, what is new and unanswered."""
    glance = await _look(opened)
    names = opened.services.numbers.names
    return opened.show(
        "today.html",
        glance=glance,
        chart=_chart(opened, glance),
        names=names,
        topics=names.topics(),
        outcomes=[each for each in Outcome if glance.outcomes[each] or glance.outcomes_week_ago[each]],
        may_read=Deed.READ_LOG in MAY[opened.member.role],
    )


async def draw_today(opened: Opened) -> Response:
    """Return the hours of today as a picture."""
    return await draw(opened, _chart(opened, await _look(opened)))


async def _look(opened: Opened) -> Glance:
    services = opened.services
    zone = services.settings.zone
    return await look(services.database, services.statistics, services.numbers.log, now=services.clock(), zone=zone)


def _chart(opened: Opened, glance: Glance) -> Chart:
    numbers, language = opened.services.numbers, opened.language
    return numbers.pictures.of_day(glance, title=numbers.names.say("today.chart", language), language=language)


PAGES = (
    Page("/hom-nay", Deed.INSPECT, show_today, name="today"),
    Page("/hom-nay/hinh.svg", Deed.INSPECT, draw_today, is_file=True),
)
