"""Everybody who may come to the desk and must not get in: each function returns the client of one of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
from sqlalchemy import update

from bot.admin.access import IDLE, LONGEST
from bot.staff import Member, StaffRole
from bot.tables import DESK_SESSION, LOGIN_LINK
from tests.web.admin.conftest import ADMIN, TOKEN, Office
from tests.web.admin.test_mini import signed

LEAVER = 503  # an admin whose role is taken while the desk is open
DOOR = "/quan-tri/vao"


async def anonymous(office: Office) -> httpx.AsyncClient:
    return office.browser()


async def resident(office: Office) -> httpx.AsyncClient:
    client = office.browser()
    await client.get("/")
    await client.post("/", data={"text": "làm giấy khai sinh cần giấy tờ gì"})
    assert client.cookies
    return client


async def guesser(office: Office) -> httpx.AsyncClient:
    client = office.browser()
    client.cookies.set("loa_desk", "x" * 43, path="/quan-tri")
    return client


async def revoked_admin(office: Office) -> httpx.AsyncClient:
    await office.app.roster.grant(ADMIN, Member(LEAVER, StaffRole.ADMIN))
    client = await office.sign_in(LEAVER)
    await office.app.roster.revoke(ADMIN, LEAVER)
    return client


async def idle_admin(office: Office) -> httpx.AsyncClient:
    return await _aged(office, "seen_at", IDLE)


async def lasting_admin(office: Office) -> httpx.AsyncClient:
    return await _aged(office, "begun_at", LONGEST)


async def _aged(office: Office, name: str, age: timedelta) -> httpx.AsyncClient:
    client = await office.sign_in(ADMIN)
    async with office.app.database.write() as connection:
        await connection.execute(update(DESK_SESSION).values({name: office.app.clock() - age}))
    return client


async def left_admin(office: Office) -> httpx.AsyncClient:
    client = await office.sign_in(ADMIN)
    session = client.cookies["loa_desk"]
    await client.post("/quan-tri/ra")
    client.cookies.set("loa_desk", session, path="/quan-tri")
    return client


async def holder_of_an_old_link(office: Office) -> httpx.AsyncClient:
    token, client = await office.app.access.make_link(ADMIN), office.browser()
    async with office.app.database.write() as connection:
        await connection.execute(update(LOGIN_LINK).values(expires_at=office.app.clock()))
    assert (await client.post(f"{DOOR}/{token}")).status_code == 410
    return client


async def replayer_of_a_link(office: Office) -> httpx.AsyncClient:
    token, client = await office.app.access.make_link(ADMIN), office.browser()
    async with office.browser() as first:
        assert (await first.post(f"{DOOR}/{token}")).headers["location"] == "/quan-tri"
    assert (await client.post(f"{DOOR}/{token}")).status_code == 410
    return client


async def holder_of_a_revoked_ones_link(office: Office) -> httpx.AsyncClient:
    await office.app.roster.grant(ADMIN, Member(LEAVER, StaffRole.ADMIN))
    token, client = await office.app.access.make_link(LEAVER), office.browser()
    await office.app.roster.revoke(ADMIN, LEAVER)
    assert (await client.post(f"{DOOR}/{token}")).status_code == 410
    return client


async def forger_of_init_data(office: Office) -> httpx.AsyncClient:
    client, now = office.browser(), office.app.clock().timestamp()
    for data in (signed("7:theirs", ADMIN, now), signed(TOKEN, 999, now).replace("999", str(ADMIN))):
        assert (await client.post("/quan-tri/mini", data={"data": data})).status_code == 403
    return client


OUTSIDERS: tuple[Callable[[Office], Awaitable[httpx.AsyncClient]], ...] = (
    anonymous,
    resident,
    guesser,
    revoked_admin,
    idle_admin,
    lasting_admin,
    left_admin,
    holder_of_an_old_link,
    replayer_of_a_link,
    holder_of_a_revoked_ones_link,
    forger_of_init_data,
)
