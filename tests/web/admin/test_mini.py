"""The desk as a Mini App: only what Telegram signed for our bot lately lets a member of staff in, once."""

from __future__ import annotations

import hashlib
import hmac
import json
from urllib.parse import urlencode

import httpx
import pytest

from tests.web.admin.conftest import ADMIN, TOKEN, Office

PATH = "/quan-tri/mini"


def signed(token: str, telegram_id: int, at: float) -> str:
    """Return what Telegram hands a Mini App of the bot with that token.

    Source: core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app.
    """
    fields = {"auth_date": str(int(at)), "query_id": "q", "user": json.dumps({"id": telegram_id, "first_name": "Hoa"})}
    text = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    return urlencode(fields | {"hash": hmac.new(key, text.encode(), hashlib.sha256).hexdigest()})


async def send(office: Office, data: str) -> httpx.Response:
    async with office.browser() as client:
        return await client.post(PATH, data={"data": data})


async def test_staff_come_in_once(office: Office) -> None:
    data = signed(TOKEN, ADMIN, office.app.clock().timestamp())
    first = await send(office, data)
    assert first.headers["location"] == "/quan-tri"
    assert "loa_desk=" in first.headers["set-cookie"]
    assert (await send(office, data)).status_code == 403


@pytest.mark.parametrize(
    ("token", "who", "age_s"),
    [
        pytest.param("7:theirs", ADMIN, 0, id="of another bot"),
        pytest.param(TOKEN, 999, 0, id="no staff"),
        pytest.param(TOKEN, ADMIN, 3600, id="old"),
        pytest.param(TOKEN, ADMIN, -3600, id="of the future"),
    ],
)
async def test_others_do_not(office: Office, token: str, who: int, age_s: int) -> None:
    answer = await send(office, signed(token, who, office.app.clock().timestamp() - age_s))
    assert answer.status_code == 403
    assert "loa_desk" not in answer.headers.get("set-cookie", "")


async def test_changed_data_do_not(office: Office) -> None:
    data = signed(TOKEN, 999, office.app.clock().timestamp()).replace("999", str(ADMIN))
    assert (await send(office, data)).status_code == 403
