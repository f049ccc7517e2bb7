"""Data of a Mini App proves a person only as Telegram signed it, for our bot, and fresh.

Source: core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest

from bot.admin.mini_app import AHEAD, LIFE, MAX_CHARS, read_proof
from tests.bot.cast import NOON

TOKEN = "7:ours"
OTHER_TOKEN = "7:theirs"
TUAN = {"id": 502, "first_name": "Tuấn & <Trần>", "language_code": "vi"}


def sign(fields: dict[str, str], token: str = TOKEN) -> str:
    """Return the hash of the fields: HMAC with the key HMAC("WebAppData", token) over the sorted lines."""
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    return hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()


def make_fields(age: timedelta = timedelta(0), **more: str) -> dict[str, str]:
    """Return what Telegram hands to a Mini App, without its hash."""
    user = json.dumps(TUAN, ensure_ascii=False, separators=(",", ":"))
    at = str(int((NOON - age).timestamp()))
    return {"query_id": "AAHdF6IQ", "user": user, "auth_date": at, "signature": "c2ln", **more}


def seal(fields: dict[str, str], token: str = TOKEN) -> str:
    """Return the fields with their hash as a query."""
    return urlencode(fields | {"hash": sign(fields, token)})


def test_genuine_data_proves_its_person() -> None:
    proof = read_proof(seal(make_fields()), TOKEN, now=NOON)
    assert proof is not None
    assert proof.telegram_id == TUAN["id"]
    assert proof.expires_at == NOON + LIFE


def test_every_spelling_of_the_same_data_is_one_credential() -> None:
    fields = make_fields()
    signed = fields | {"hash": sign(fields)}
    turned = "&".join(f"{name}={quote(value, safe='')}" for name, value in reversed(signed.items()))
    proofs = {read_proof(each, TOKEN, now=NOON) for each in (urlencode(signed), turned)}
    assert len(proofs) == 1
    assert None not in proofs


@pytest.mark.parametrize("name", ["query_id", "user", "auth_date"])
def test_a_changed_field_proves_nobody(name: str) -> None:
    fields = make_fields()
    signed = fields | {"hash": sign(fields)}
    assert read_proof(urlencode(signed | {name: signed[name].replace("0", "1") + " "}), TOKEN, now=NOON) is None


def test_another_person_in_the_place_of_the_signed_one_proves_nobody() -> None:
    fields = make_fields()
    other = fields["user"].replace("502", "501")
    assert read_proof(urlencode(fields | {"user": other, "hash": sign(fields)}), TOKEN, now=NOON) is None


@pytest.mark.parametrize("change", [{"extra": "1"}, {"chat_type": "sender"}])
def test_an_added_field_proves_nobody(change: dict[str, str]) -> None:
    fields = make_fields()
    assert read_proof(urlencode(fields | change | {"hash": sign(fields)}), TOKEN, now=NOON) is None


def test_data_signed_for_another_bot_proves_nobody() -> None:
    assert read_proof(seal(make_fields(), OTHER_TOKEN), TOKEN, now=NOON) is None


@pytest.mark.parametrize(
    ("age", "is_proof"),
    [
        (LIFE - timedelta(seconds=1), True),
        (LIFE + timedelta(seconds=1), False),
        (timedelta(days=365), False),
        (-AHEAD, True),
        (-AHEAD - timedelta(seconds=1), False),
        (-timedelta(days=365), False),
    ],
    ids=["just fresh", "just old", "a year old", "clocks differ", "from the future", "a year ahead"],
)
def test_data_is_good_for_its_life(age: timedelta, is_proof: bool) -> None:
    assert (read_proof(seal(make_fields(age)), TOKEN, now=NOON) is not None) is is_proof


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_field_that_comes_twice_proves_nobody(where: str) -> None:
    fields = make_fields()
    forged = urlencode({"user": fields["user"].replace("502", "501")})
    sealed = seal(fields)
    both = f"{forged}&{sealed}" if where == "before" else f"{sealed}&{forged}"
    assert read_proof(both, TOKEN, now=NOON) is None


def test_data_about_nobody_proves_nobody() -> None:
    fields = make_fields()
    del fields["user"]
    assert read_proof(seal(fields), TOKEN, now=NOON) is None


def test_a_bot_is_nobody() -> None:
    assert read_proof(seal(make_fields(user=json.dumps(TUAN | {"is_bot": True}))), TOKEN, now=NOON) is None


@pytest.mark.parametrize(
    "data", ["", "hash=", "user=%7B%7D", "%", "\x00", "a" * (MAX_CHARS + 1), "hash=" + "0" * 64, "é" * 99]
)
def test_what_is_no_data_proves_nobody(data: str) -> None:
    assert read_proof(data, TOKEN, now=NOON) is None


@pytest.mark.parametrize("user", ["", "null", "[]", "5", '{"id":"x"}', '{"id":-1}', "{", '{"first_name":"x"}'])
def test_a_signed_user_that_cannot_be_read_proves_nobody(user: str) -> None:
    assert read_proof(seal(make_fields(user=user)), TOKEN, now=NOON) is None


@pytest.mark.parametrize("at", ["", "x", "9" * 40, "-1", "1e3"])
def test_a_signed_moment_that_cannot_be_read_proves_nobody(at: str) -> None:
    assert read_proof(seal(make_fields(auth_date=at)), TOKEN, now=NOON) is None


def test_a_service_without_a_bot_is_opened_by_nobody() -> None:
    assert read_proof(seal(make_fields(), ""), "", now=NOON) is None
