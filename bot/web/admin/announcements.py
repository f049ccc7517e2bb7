"""Announcements: their views and states, and the steps of their life."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.admin.announcements import PAGE_ROWS, Held
from bot.staff import Deed, NotAllowedError
from bot.web.admin.page import Opened, Page
from bot.web.admin.wishes import read_choice, read_number
from knowledge.announcement import Status

PATH = "/thong-bao"
MAX_SKIP = 1_000_000
CHOICES = (Status.PUBLISHED, Status.SUPERSEDED, Status.EXPIRED, Status.WITHDRAWN)
_WISHES = ("tu-khoa", "tinh-trang")


async def show_announcements(opened: Opened) -> Response:
    """Return a page of the announcements, filtered as the address says."""
    skip = min(read_number(opened.asked("bo-qua")) or 0, MAX_SKIP)
    status = read_choice(opened.asked("tinh-trang"), Status)
    page = await opened.services.announcements.page(words=opened.asked("tu-khoa"), status=status, skip=skip)
    wishes = {name: value for name in _WISHES if (value := opened.asked(name))}
    return opened.show(
        "announcements.html",
        page=page,
        wishes=wishes,
        states=tuple(Status),
        path=PATH,
        older=urlencode(wishes | {"bo-qua": skip + PAGE_ROWS}) if page.has_more else "",
        newest=urlencode(wishes),
        is_newest=skip == 0,
    )


async def show_announcement(opened: Opened) -> Response:
    """Return one announcement with the steps that it can take, or the question before one of them."""
    held = await _find(opened)
    wanted = read_choice(opened.asked("thanh"), Status)
    asked = wanted if wanted in CHOICES and wanted is not held.status else None
    steps = [status for status in CHOICES if status is not held.status]
    return opened.show("announcement_steps.html", held=held, steps=steps, asked=asked, path=PATH)


async def decide(opened: Opened) -> Response:
    """Take a step; where the state changed meanwhile, it is shown again instead."""
    held = await _find(opened)
    wanted = read_choice(opened.form.get("thanh", ""), Status)
    here = f"{PATH}/{quote(held.id, safe='')}"
    if wanted not in CHOICES or opened.form.get("tu") != held.status:
        return opened.go_on(here)
    try:
        await opened.services.announcements.decide(opened.member.telegram_id, held, wanted)
    except NotAllowedError as error:
        raise HTTPException(403) from error
    return opened.go_on(here, "standing_changed")


async def _find(opened: Opened) -> Held:
    held = await opened.services.announcements.find(opened.request.path_params["announcement_id"][:80])
    if held is None:
        raise HTTPException(404)
    return held


PAGES = (
    Page(PATH, Deed.PUBLISH, show_announcements, name="announcements"),
    Page(
        f"{PATH}/{{announcement_id}}",
        Deed.PUBLISH,
        show_announcement,
        example={"announcement_id": "thu-tuc-khai-sinh"},
    ),
    Page(f"{PATH}/{{announcement_id}}", Deed.PUBLISH, decide, method="POST", is_noted=False),
)
