"""The desk's door: what opens it, and what does not."""

from __future__ import annotations

import httpx
import pytest

from tests.web.admin.conftest import ADMIN, Office


async def test_a_link_is_used_up_by_its_button_and_not_by_a_look(office: Office) -> None:
    token = await office.app.access.make_link(ADMIN)
    async with office.browser() as preview, office.browser() as hoa:
        assert (await preview.get(f"/quan-tri/vao/{token}")).status_code == 200
        assert "Vào bàn điều khiển" in (await hoa.get(f"/quan-tri/vao/{token}")).text
        entered = await hoa.post(f"/quan-tri/vao/{token}", follow_redirects=True)
        assert entered.status_code == 200
        assert (await preview.post(f"/quan-tri/vao/{token}")).status_code == 410
        assert (await preview.get(f"/quan-tri/vao/{token}")).status_code == 410


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(office: Office) -> None:
    async with office.browser() as hoa:
        answer = await hoa.post(f"/quan-tri/vao/{await office.app.access.make_link(ADMIN)}")
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=lax", "path=/quan-tri"))


async def test_leaving_closes_the_desk(admin: httpx.AsyncClient) -> None:
    assert (await admin.get("/quan-tri/suc-khoe")).status_code == 200
    await admin.post("/quan-tri/ra")
    assert (await admin.get("/quan-tri/suc-khoe")).headers["location"] == "/quan-tri/vao"


async def test_pages_of_the_desk_are_kept_by_nobody(admin: httpx.AsyncClient) -> None:
    answer = await admin.get("/quan-tri/suc-khoe")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("token", ["", "x", "%00", "a" * 500, "..%2f"])
async def test_what_is_no_link_opens_nothing(office: Office, token: str) -> None:
    async with office.browser() as stranger:
        answer = await stranger.post(f"/quan-tri/vao/{token}")
        assert answer.status_code in (307, 404, 405, 410)
        assert "loa_desk" not in answer.headers.get("set-cookie", "")


async def test_a_sick_part_is_named_with_its_reason(admin: httpx.AsyncClient) -> None:
    assert "no poll yet" in (await admin.get("/quan-tri/suc-khoe")).text
