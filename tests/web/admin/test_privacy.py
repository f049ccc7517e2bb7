"""The page on privacy: what goes next is shown, a shortened retention goes only once an admin says so."""

from __future__ import annotations

import httpx
from sqlalchemy import delete

from bot.retention import Retention
from bot.settings import PrivacySettings
from bot.tables import RETENTION
from tests.bot.cast import HANOI
from tests.bot.test_retention import record
from tests.web.admin.conftest import Office

PATH = "/quan-tri/rieng-tu"


async def shorten(office: Office) -> None:
    """Have 180 days instead of 300 wait to be confirmed: two questions lie between."""
    await record(office.app.database, (250, 200, 10), now=office.app.clock())
    async with office.app.database.write() as connection:
        await connection.execute(delete(RETENTION))
    long = PrivacySettings(text_days=300)
    await Retention(office.app.database, long, HANOI, office.app.clock).purge()


async def test_a_shortened_retention_is_confirmed_by_an_admin(office: Office, admin: httpx.AsyncClient) -> None:
    await shorten(office)
    shown = (await admin.get(PATH)).text
    assert "chờ xác nhận (trước đây: 300 ngày)" in shown
    assert "Xóa 2 dòng" in shown
    assert await office.app.retention.purge() == 0
    answer = await admin.post(PATH, data={"rows": "2"}, follow_redirects=True)
    assert "Đã xóa những dòng quá hạn" in answer.text
    assert "chờ xác nhận" not in answer.text


async def test_a_number_that_changed_meanwhile_confirms_nothing(office: Office, admin: httpx.AsyncClient) -> None:
    await shorten(office)
    answer = await admin.post(PATH, data={"rows": "1"}, follow_redirects=True)
    assert "chưa xóa gì" in answer.text
    assert (await office.app.retention.preview())[0].is_waiting


async def test_an_official_sees_it_but_lets_nothing_go(office: Office, official: httpx.AsyncClient) -> None:
    await shorten(office)
    assert (await official.get(PATH)).status_code == 200
    assert (await official.post(PATH, data={"rows": "2"})).status_code == 403
    assert (await office.app.retention.preview())[0].is_waiting
