"""Whatever people send: a polite reply or none, and no exception in the log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.servers.server import BotApiServer
from tests.telegram.house import House, assert_quiet, open_house

TEXTS = {
    "html": "<b>khai sinh</b> & <script>alert(1)</script> </blockquote><a href='x'>",
    "entities": "&lt;b&gt; &#x3c; &amp;amp; khai sinh",
    "rtl": "\u202ekhai sinh\u202c \u200f\u2066giấy tờ\u2069",
    "long": "khai sinh " * 1000,
    "one long word": "a" * 10_000,
    "emoji": "😀🎉👨\u200d👩\u200d👧 🇻🇳",
    "blank": " \n\t ",
    "empty": "",
    "zalgo": "k\u0301\u0302\u0303" * 500,
    "nul": "khai\x00sinh\x07",
    "surrogate": "khai sinh \ud83d",
    "sql": "'; DROP TABLE interaction; --",
    "format": "{unit} %s %(x)s ${x} {0.__class__}",
    "slashes": "//// /start@ /",
    "command": "/unknown khai sinh",
}
DATA = [
    "",
    ":",
    "o:",
    "zz:1",
    "o:" + "x" * 200,
    "\x00",
    "u:tg999999",
    "m:tg1",
    "d:\u202e",
    "o:../../etc/passwd",
    "k:%s",
]


async def test_any_text_is_survived(house: House, caplog: pytest.LogCaptureFixture) -> None:
    people = {name: house.server.resident(name) for name in TEXTS}
    for name, person in people.items():
        await person.send_content({"text": TEXTS[name]})
        await person.send_photo(caption=TEXTS[name][:1000])
    await house.settle()
    assert {name: 1 <= len(person.messages) <= 2 for name, person in people.items()} == dict.fromkeys(TEXTS, True)
    assert await house.count_rows(2) == 0
    assert_quiet(caplog)


async def test_any_callback_data_is_answered(house: House, caplog: pytest.LogCaptureFixture) -> None:
    lan = house.server.resident("Lan")
    await lan.send("/help")
    shown = await lan.next_message()
    for data in DATA:
        press = await lan.press_data(shown, data)
        await press.answered()
        assert "không còn dùng được" in (await lan.next_message()).plain, data
    assert_quiet(caplog)


async def test_tap_without_data_or_message_is_answered(house: House, caplog: pytest.LogCaptureFixture) -> None:
    lan = house.server.resident("Lan")
    backend = house.server.backend
    bare = {"from": lan.user.as_json(), "chat_instance": "1"}
    game = backend.queries.ask("callback", bare | {"game_short_name": "x", "inline_message_id": "AA"})
    backend.updates.add("callback_query", game.content, lan.id)
    await house.settle()
    assert game.answer is not None
    assert_quiet(caplog)


PLACE = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
MALFORMED: dict[str, dict[str, Any]] = {
    "no chat": {"message": {"message_id": 1, "date": 1, "from": {"id": 1}}},
    "text is a number": {"message": PLACE | {"from": {"id": 1}, "text": 5}},
    "message is a list": {"message": []},
    "id is a text": {"message": PLACE | {"message_id": "1"}},
    "id is huge": {"message": PLACE | {"message_id": 1 << 70}},
    "date is huge": {"message": PLACE | {"date": 1 << 40}},
    "no query id": {"callback_query": {"from": {"id": 1}}},
    "standing without statuses": {"my_chat_member": {"chat": {"id": 1, "type": "private"}, "date": 1}},
    "channel post without id": {"channel_post": {"chat": {"id": 1, "type": "channel"}, "text": "/dangky"}},
    "inline without sender": {"inline_query": {"id": "1", "query": "x"}},
}


async def test_malformed_updates_become_dead_letters_and_block_nobody(tmp_path: Path) -> None:
    async with BotApiServer(checks_answers=False) as server, open_house(tmp_path, server) as house:
        lan = server.resident("Lan")
        for content in MALFORMED.values():
            ((kind, body),) = content.items()
            server.backend.updates.add(kind, body, lan.id)
        await lan.send("/help")
        assert (await lan.next_message()).plain
        await house.settle()
        dead = [row for row in await house.inbox() if row.state == 2]
        assert len(dead) == len(MALFORMED)
        assert all(row.raw is None and row.error for row in dead)


async def test_updates_of_unknown_kinds_are_passed_over(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with BotApiServer(checks_answers=False) as server:
        for kind in ("chat_member", "edited_channel_post", "poll", "brand_new_kind"):
            server.backend.updates.add(kind, {"chat": {"id": 1}}, 1)
        async with open_house(tmp_path, server) as house:
            await house.settle()
            assert await house.inbox() == []
    assert_quiet(caplog)


async def test_markup_of_the_visitor_is_never_markup_of_ours(house: House) -> None:
    lan = house.server.resident("Lan")
    await lan.send("<b>xyzzy</b> <a href='https://evil.example'>khai sinh</a>")
    answer = await lan.next_message()
    assert not any("evil" in entity.get("url", "") for entity in answer.entities)  # a link that we wrote
    assert "xyzzy" not in json.dumps(answer.marked("bold"))
