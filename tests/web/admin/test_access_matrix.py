"""Every route of the site against everybody who may come: only what MEANT says passes.

The routes are read from the site itself: one that MEANT does not name fails the test, and so does a row without route.
"""

from __future__ import annotations

import html
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from enum import StrEnum

import httpx
import pytest
from sqlalchemy import select
from starlette.routing import BaseRoute, Mount, Route

from bot.audit import read_attempts
from bot.staff import Deed, Member, StaffRole
from bot.tables import AUDIT
from knowledge.store import METADATA
from tests.web.admin.conftest import ADMIN, OFFICIAL, Office
from tests.web.admin.outsiders import DOOR, LEAVER, OUTSIDERS, resident


class May(StrEnum):
    """Who may use a route."""

    EVERYBODY = "everybody"
    KEY = "who holds a key"  # everybody may knock; only a link or Telegram's proof lets in
    MONITOR = "a monitor on the same machine, or with its token"
    STAFF = "officials and admins"
    ADMINS = "admins"


MEANT = {
    # the public's
    ("GET", "/"): May.EVERYBODY,
    ("POST", "/"): May.EVERYBODY,
    ("POST", "/api/ask"): May.EVERYBODY,
    ("POST", "/api/press"): May.EVERYBODY,
    ("POST", "/api/command"): May.EVERYBODY,
    ("GET", "/thong-bao/{announcement_id}"): May.EVERYBODY,
    ("GET", "/theo-doi"): May.EVERYBODY,  # a ticket by its code
    ("POST", "/theo-doi"): May.EVERYBODY,
    ("GET", "/healthz"): May.EVERYBODY,
    ("GET", "/metrics"): May.MONITOR,
    ("GET", "/robots.txt"): May.EVERYBODY,
    ("GET", "/favicon.ico"): May.EVERYBODY,
    ("GET", "/static"): May.EVERYBODY,
    # the door
    ("GET", "/quan-tri/vao"): May.KEY,
    ("GET", "/quan-tri/vao/{token}"): May.KEY,
    ("POST", "/quan-tri/vao/{token}"): May.KEY,
    ("POST", "/quan-tri/ra"): May.KEY,
    ("GET", "/quan-tri/mini"): May.KEY,
    ("POST", "/quan-tri/mini"): May.KEY,
    # the desk
    ("GET", "/quan-tri"): May.STAFF,
    ("GET", "/quan-tri/hom-nay"): May.STAFF,
    ("GET", "/quan-tri/hom-nay/hinh.svg"): May.STAFF,
    ("GET", "/quan-tri/phieu"): May.STAFF,
    ("POST", "/quan-tri/phieu"): May.STAFF,
    ("GET", "/quan-tri/chua-tra-loi"): May.STAFF,
    ("GET", "/quan-tri/nhat-ky"): May.STAFF,
    ("GET", "/quan-tri/nhat-ky/{number}"): May.STAFF,
    ("GET", "/quan-tri/cau-hoi"): May.STAFF,
    ("GET", "/quan-tri/luot-truy-cap"): May.STAFF,
    ("GET", "/quan-tri/luot-truy-cap/hinh.svg"): May.STAFF,
    ("GET", "/quan-tri/day-may"): May.STAFF,
    ("GET", "/quan-tri/day-may/thu/{replay}"): May.STAFF,
    ("POST", "/quan-tri/day-may/luu"): May.STAFF,
    ("POST", "/quan-tri/day-may/thu-lai"): May.STAFF,
    ("POST", "/quan-tri/day-may/tac-dung"): May.STAFF,
    ("POST", "/quan-tri/day-may/rut"): May.STAFF,
    ("POST", "/quan-tri/day-may/day-lai"): May.STAFF,
    ("GET", "/quan-tri/day-may/moi"): May.STAFF,
    ("POST", "/quan-tri/day-may/moi"): May.STAFF,
    ("GET", "/quan-tri/thong-bao"): May.STAFF,
    ("GET", "/quan-tri/thong-bao/{announcement_id}"): May.STAFF,
    ("POST", "/quan-tri/thong-bao/{announcement_id}"): May.STAFF,
    ("GET", "/quan-tri/phat-loa"): May.STAFF,
    ("POST", "/quan-tri/phat-loa"): May.STAFF,
    ("GET", "/quan-tri/xuat-tep"): May.STAFF,
    ("POST", "/quan-tri/xuat-tep"): May.STAFF,
    ("GET", "/quan-tri/can-bo"): May.ADMINS,
    ("POST", "/quan-tri/can-bo"): May.ADMINS,
    ("GET", "/quan-tri/thao-tac"): May.ADMINS,
    ("GET", "/quan-tri/rieng-tu"): May.STAFF,
    ("POST", "/quan-tri/rieng-tu"): May.ADMINS,
    ("GET", "/quan-tri/suc-khoe"): May.STAFF,
}
AT_DESK = {row: may for row, may in MEANT.items() if may in (May.STAFF, May.ADMINS)}
PARAMETERS = {"announcement_id": "thu-tuc-khai-sinh", "number": "1", "replay": "1", "token": "x" * 43}
# What an act carries where it would change something.
FORMS = {
    "/quan-tri/thong-bao/{announcement_id}": {"thanh": "withdrawn", "tu": "published"},
    "/quan-tri/phat-loa": {"command": "phatloa"},
    "/quan-tri/can-bo": {"action": f"f:staff.role.{OFFICIAL}.admin"},
}
FOREIGN = (
    {"origin": "https://elsewhere.example"},
    {"origin": "null"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site", "origin": "http://other.loa.test"},
)


def rows_of(route: BaseRoute) -> set[tuple[str, str]]:
    if isinstance(route, Mount):
        return {("GET", route.path)}
    assert isinstance(route, Route), f"the matrix cannot read {route}"
    return {(method, route.path) for method in route.methods or () if method != "HEAD"}


async def request(client: httpx.AsyncClient, row: tuple[str, str]) -> httpx.Response:
    method, path = row
    address = "/static/site.css" if path == "/static" else path.format(**PARAMETERS)
    return await client.request(method, address, data=FORMS.get(path) if method == "POST" else None)


def is_let_through(answer: httpx.Response) -> bool:
    """Return whether the page was served; raises where the site failed."""
    assert answer.status_code != 500, f"{answer.request.method} {answer.request.url} failed"
    return answer.status_code not in (401, 403) and answer.headers.get("location") != DOOR


async def passed(client: httpx.AsyncClient, rows: Mapping[tuple[str, str], May]) -> set[tuple[str, str]]:
    """Return the rows that the client came through."""
    return {row for row in rows if is_let_through(await request(client, row))}


async def held(office: Office) -> dict[str, str]:
    """Return everything that the database holds, the audit aside."""
    async with office.app.database.read() as connection:
        tables = [table for table in METADATA.sorted_tables if table is not AUDIT]
        return {table.name: str((await connection.execute(select(table))).all()) for table in tables}


def test_every_route_is_meant(office: Office) -> None:
    found = {row for route in office.site.routes for row in rows_of(route)}
    assert found - MEANT.keys() == set(), "routes that MEANT does not name"
    assert MEANT.keys() - found == set(), "rows of MEANT without a route"


@pytest.fixture(params=OUTSIDERS, ids=[each.__name__ for each in OUTSIDERS])
async def outsider(request: pytest.FixtureRequest, office: Office) -> AsyncIterator[httpx.AsyncClient]:
    client = await request.param(office)
    yield client
    await client.aclose()


async def test_outsiders_come_to_the_door_only(office: Office, outsider: httpx.AsyncClient) -> None:
    before = await held(office)
    assert await passed(outsider, AT_DESK) == set()
    for row, may in MEANT.items():
        if may is May.KEY and row != ("POST", "/quan-tri/ra"):
            answer = await request(outsider, row)
            assert answer.status_code in (200, 403, 410), row
            assert "loa_desk" not in answer.headers.get("set-cookie", ""), row
    assert await held(office) == before


async def test_outsiders_may_not_even_ask_for_the_head_of_a_page(office: Office) -> None:
    async with office.browser() as client:
        for method, path in AT_DESK:
            if method == "GET":
                answer = await client.head(path.format(**PARAMETERS))
                assert answer.headers["location"] == DOOR, path


async def test_everybody_may_use_what_is_the_publics(office: Office) -> None:
    public = {row: may for row, may in MEANT.items() if may is May.EVERYBODY}
    for client in (office.browser(), await resident(office), await office.sign_in(ADMIN)):
        assert await passed(client, public) == public.keys()
        await client.aclose()


async def test_the_numbers_are_a_monitors_only(office: Office) -> None:
    monitored = {row: may for row, may in MEANT.items() if may is May.MONITOR}
    for client in (office.browser(), await resident(office), await office.sign_in(ADMIN)):
        assert await passed(client, monitored) == set()
        await client.aclose()
    here = httpx.ASGITransport(office.site, client=("127.0.0.1", 4711))
    async with httpx.AsyncClient(transport=here, base_url="http://loa.test") as client:
        assert await passed(client, monitored) == monitored.keys()


async def test_an_admin_may_do_everything(office: Office, admin: httpx.AsyncClient) -> None:
    assert await passed(admin, AT_DESK) == AT_DESK.keys()


async def a_demoted_admin(office: Office) -> tuple[int, httpx.AsyncClient]:
    await office.app.roster.grant(ADMIN, Member(LEAVER, StaffRole.ADMIN))
    client = await office.sign_in(LEAVER)
    await office.app.roster.grant(ADMIN, Member(LEAVER, StaffRole.OFFICIAL))
    return LEAVER, client


async def an_official(office: Office) -> tuple[int, httpx.AsyncClient]:
    return OFFICIAL, await office.sign_in(OFFICIAL)


@pytest.mark.parametrize("person", [an_official, a_demoted_admin], ids=["official", "demoted admin"])
async def test_officials_may_do_what_is_theirs(
    office: Office, person: Callable[[Office], Awaitable[tuple[int, httpx.AsyncClient]]]
) -> None:
    staff_id, client = await person(office)
    assert await passed(client, AT_DESK) == {row for row, may in AT_DESK.items() if may is May.STAFF}
    before = await held(office)
    for row in (row for row, may in AT_DESK.items() if may is May.ADMINS):
        assert (await request(client, row)).status_code == 403, row
        attempt = (await read_attempts(office.app.database, limit=1))[0]
        assert (attempt.staff_id, attempt.subject, attempt.is_allowed) == (staff_id, row[1], False)
        assert attempt.detail == {"reason": "role"}
    assert await held(office) == before
    await client.aclose()


@pytest.mark.parametrize("path", ["/quan-tri/phat-loa", "/quan-tri/phieu"])
@pytest.mark.parametrize("action", [f"f:staff.role.{OFFICIAL}.admin", f"f:staff.gone.{ADMIN}", "f:office.nhansu."])
async def test_the_offices_pages_are_no_way_round_the_gate(
    office: Office, official: httpx.AsyncClient, path: str, action: str
) -> None:
    before = await held(office)
    answer = await official.post(path, data={"action": action})
    assert office.app.catalogue.text("office.refused.role", "vi") in html.unescape(answer.text)
    assert await held(office) == before
    attempt = (await read_attempts(office.app.database, limit=1))[0]
    assert (attempt.staff_id, attempt.deed, attempt.is_allowed) == (OFFICIAL, Deed.APPOINT, False)


@pytest.mark.parametrize("path", FORMS)
async def test_what_the_forms_carry_changes_something(office: Office, admin: httpx.AsyncClient, path: str) -> None:
    before = await held(office)
    await request(admin, ("POST", path))
    assert await held(office) != before, "the refusals of this form prove nothing"


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_no_other_site_acts_for_an_admin(
    office: Office, admin: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    admin.headers.update(headers)
    before, attempts = await held(office), await read_attempts(office.app.database)
    acts = {row: may for row, may in MEANT.items() if row[0] == "POST"}
    assert await passed(admin, acts) == set()
    assert await held(office) == before
    assert await read_attempts(office.app.database) == attempts


async def test_no_other_method_is_heard(office: Office, admin: httpx.AsyncClient) -> None:
    for path in {path for _, path in MEANT}:
        for method in ("PUT", "PATCH", "DELETE"):
            answer = await request(admin, (method, path))
            assert answer.status_code == 405, (method, path)
