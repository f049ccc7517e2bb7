"""Staff and the audit at the desk."""

from __future__ import annotations

import httpx

from bot.staff import Member, StaffRole
from tests.web.admin.conftest import ADMIN, OFFICIAL, Office

PATH = "/quan-tri/can-bo"


async def test_an_admin_gives_a_role(office: Office, admin: httpx.AsyncClient) -> None:
    offer = await admin.post(PATH, data={"who": "777 Trần Thị <Mai>"})
    assert "Trần Thị &lt;Mai&gt;" in offer.text
    await admin.post(PATH, data={"action": "f:staff.role.777.official"})
    assert await office.app.roster.find(777) == Member(777, StaffRole.OFFICIAL, "Trần Thị <Mai>")


async def test_who_loses_the_role_loses_the_desk(
    office: Office, admin: httpx.AsyncClient, official: httpx.AsyncClient
) -> None:
    assert (await official.get("/quan-tri/suc-khoe")).status_code == 200
    await admin.post(PATH, data={"action": f"f:staff.gone.{OFFICIAL}"})
    assert (await official.get("/quan-tri/suc-khoe")).headers["location"] == "/quan-tri/vao"


async def test_an_official_gives_no_roles(office: Office, official: httpx.AsyncClient) -> None:
    assert (await official.post(PATH, data={"action": f"f:staff.role.{OFFICIAL}.admin"})).status_code == 403
    assert (await office.app.roster.find(OFFICIAL) or Member(0, StaffRole.ADMIN)).role is StaffRole.OFFICIAL


async def test_the_audit_shows_what_was_refused(admin: httpx.AsyncClient, official: httpx.AsyncClient) -> None:
    await official.get(PATH)
    refused = await admin.get("/quan-tri/thao-tac", params={"ai": OFFICIAL, "tu-choi": "1"})
    assert f"<td>{PATH}</td>" in refused.text
    assert f"<td>{PATH}</td>" not in (await admin.get("/quan-tri/thao-tac", params={"ai": ADMIN})).text
