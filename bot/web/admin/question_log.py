"""The question log, and why a question got the answer that it got."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.admin.question_log import Rating
from bot.admin.why import explain
from bot.outcome import Outcome
from bot.staff import Deed
from bot.visitor import Channel
from bot.web.admin.page import Opened, Page
from bot.web.admin.wishes import read_filters, read_number

# What can be done about one question: templates below templates/admin/, each shown with `why` in the order named here.
ROW_ACTS: tuple[str, ...] = ()
_WISHES = ("tu-khoa", "ket-qua", "tu-ngay", "den-ngay", "chuyen-muc", "tin-tu", "tin-den", "gop-y", "kenh", "chua")


async def show_log(opened: Opened) -> Response:
    """Return a page of the log, filtered as the address says."""
    numbers = opened.services.numbers
    before = read_number(opened.asked("truoc"))
    page = await numbers.log.page(read_filters(opened), before=before)
    wishes = {name: value for name in _WISHES if (value := opened.asked(name))}
    return opened.show(
        "question_log.html",
        page=page,
        wishes=wishes,
        older=urlencode(wishes | {"truoc": page.older}) if page.older else "",
        newest=urlencode(wishes) if before else "",
        is_newest=before is None,
        names=numbers.names,
        topics=numbers.names.topics(),
        named_outcomes=[(each.value, numbers.names.outcome(each, opened.language)) for each in Outcome],
        named_ratings=[(each.value, numbers.names.say(f"rating.{each}", opened.language)) for each in Rating],
        named_channels=[(each.value, numbers.names.channel(each, opened.language)) for each in Channel],
    )


async def show_row(opened: Opened) -> Response:
    """Return one question with everything that the log knows of it."""
    services = opened.services
    number = read_number(opened.request.path_params["number"])
    why = await explain(services.numbers.log, services.base, number) if number else None
    if why is None:
        raise HTTPException(404)
    names = services.numbers.names
    return opened.show("question.html", why=why, names=names, topics=names.topics(), acts=ROW_ACTS)


PAGES = (
    Page("/nhat-ky", Deed.READ_LOG, show_log, name="log"),
    Page("/nhat-ky/{number}", Deed.READ_LOG, show_row, example={"number": 1}),
)
