"""What a page of the desk is made of, and the one way in: session, then the gate, then the page.

A feature is one module that exports a tuple of `Page`; `bot.web.admin.pages.PAGES` lists them all, and the routes, the
menu, the browser tests and the access matrix are made from that tuple. A page that shows (GET) may be reached by a
link; one that acts (POST) is a deed: allowed or not, it is written to the audit. An act ends with
`Opened.go_on(path, notice)`, so that a reload repeats nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.admin.access import DESK_PATH, DOOR_PATH
from bot.staff import MAY, Deed, Member, NotAllowedError
from bot.web.admin.services import Services
from bot.web.desk import clean, desk_of

SESSION_COOKIE = "loa_desk"
MAX_FIELDS = 40
MAX_VALUE_CHARS = 4000
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@dataclass(frozen=True, slots=True)
class Page:
    """One address of the desk; `path` is what follows DESK_PATH.

    `name` is the message desk.menu.<name>, "" for a page that is not in the menu. `example` fills the path's
    parameters for tests that open every page. `is_noted` is False where what the page calls writes every attempt down
    itself. `is_file` marks what is no page of its own, such as a picture.
    """

    path: str
    deed: Deed
    serve: Callable[[Opened], Awaitable[Response]]
    name: str = ""
    method: str = "GET"
    is_noted: bool = True
    example: Mapping[str, object] = field(default_factory=dict)
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A request that has passed the session and the gate. `form` is empty for pages that only show."""

    request: Request
    member: Member
    language: str
    services: Services
    form: Mapping[str, str]
    menu: tuple[Page, ...]

    def asked(self, name: str) -> str:
        """Return a value of the address's query, "" without it, bounded and without what no database holds."""
        return clean(self.request.query_params.get(name, "")[:MAX_VALUE_CHARS]).strip()

    def show(self, template: str, status: int = 200, **values: Any) -> Response:
        """Return a template of templates/admin/ as a page of the desk; `tell(key, …)` in it is any message."""
        desk = desk_of(self.request)
        page = desk.renderer.render(
            f"admin/{template}",
            self.language,
            unit=desk.unit,
            root=DESK_PATH,
            menu=self.menu,
            here=self.request.url.path,
            member=self.member,
            notice=self.notice(),
            **values,
        )
        return HTMLResponse(page, status, headers=PRIVATE)

    def notice(self) -> str:
        """Return what became of the act that led here, a message desk.notice.<name>, or ""."""
        key = f"desk.notice.{self.asked('notice')}"
        catalogue = self.services.catalogue
        return catalogue.text(key, self.language) if key in catalogue.keys(self.language) else ""

    def go_on(self, path: str, notice: str = "") -> Response:
        """Return the way to a page of the desk after an act; `notice` names the message desk.notice.<notice>."""
        mark = "&" if "?" in path else "?"
        return RedirectResponse(f"{DESK_PATH}{path}{f'{mark}notice={notice}' if notice else ''}", 303, headers=PRIVATE)


def make_routes(pages: tuple[Page, ...]) -> list[Route]:
    """Return the routes of all pages."""
    return [Route(f"{DESK_PATH}{page.path}", _endpoint(page, pages), methods=[page.method]) for page in pages]


def _endpoint(page: Page, pages: tuple[Page, ...]) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        services = services_of(request)
        member = await services.access.member(request.cookies.get(SESSION_COOKIE, ""))
        if member is None:
            if page.method == "GET" or not page.is_noted:
                return RedirectResponse(DOOR_PATH, 303, headers=PRIVATE)
            raise HTTPException(403)
        form = await _read_form(request) if page.method == "POST" else {}
        await _admit(services, member, page, request.url.path)
        menu = tuple(each for each in pages if each.name and each.deed in MAY[member.role])
        language = services.settings.unit.language
        return await page.serve(Opened(request, member, language, services, form, menu))

    return serve


def services_of(request: Request) -> Services:
    """Return the services of the desk of the site that serves `request`."""
    return cast(Services, request.app.state.services)


async def _admit(services: Services, member: Member, page: Page, path: str) -> None:
    """Return when the member may. Every act and every refusal is written down. Raises HTTPException 403."""
    if page.method == "GET" or not page.is_noted:
        async with services.database.read() as connection:
            if not await services.gate.refusal(connection, member.telegram_id, page.deed):
                return
    try:
        await services.gate.require(member.telegram_id, page.deed, path, now=services.clock())
    except NotAllowedError as error:
        raise HTTPException(403) from error


async def _read_form(request: Request) -> dict[str, str]:
    async with request.form(max_files=0, max_fields=MAX_FIELDS) as form:
        return {name: clean(value[:MAX_VALUE_CHARS]).strip() for name, value in form.items() if isinstance(value, str)}
