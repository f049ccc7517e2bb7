"""Entities given beside the text: offsets in UTF-16, what counts and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.conftest import RawApi
from tests.servers.entities import place_entities
from tests.servers.errors import ApiError
from tests.servers.plain import utf16_slice
from tests.servers.server import BotApiServer


def entity(offset: int, length: int, kind: str = "bold", **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


async def test_entities_mark_text_in_utf16(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident(has_started=True)
    marks = [entity(3, 3), entity(7, 3, "text_link", url="https://hanoi.gov.vn"), entity(0, 2, "mention")]
    await api("sendMessage", chat_id=lan.id, text="📣 Loa xem", entities=marks)
    assert lan.last.marked("bold") == ["Loa"]
    assert [(link.text, link.url) for link in lan.last.links] == [("xem", "https://hanoi.gov.vn")]
    assert lan.last.marked("mention") == []
    assert server.violations == []


async def test_captions_take_entities(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident(has_started=True)
    file_id = (await server.resident().send_voice())["voice"]["file_id"]
    await api("sendVoice", chat_id=lan.id, voice=file_id, caption="Nghe loa", caption_entities=[entity(5, 3, "code")])
    assert (lan.last.kind, lan.last.marked("code")) == ("voice", ["loa"])


@pytest.mark.parametrize(
    ("offset", "length", "error"),
    [
        (1, 1, "entity begins in a middle of a UTF-16 symbol at byte offset 4"),
        (0, 1, "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4"),
        (0, 9, "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9"),
        (9, 1, "entity begins after the end of the text at UTF-16 offset 9"),
        (-1, 2, "receive an entity with incorrect offset -1"),
        (0, -2, "receive an entity with incorrect length -2"),
    ],
)
async def test_impossible_offsets_are_refused(
    server: BotApiServer, api: RawApi, offset: int, length: int, error: str
) -> None:
    lan = server.resident(has_started=True)
    answer = await api("sendMessage", chat_id=lan.id, text="📣 Loa", entities=[entity(offset, length)])
    assert answer.error == f"Bad Request: {error}"


async def test_unknown_kinds_are_dropped_and_recorded(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident(has_started=True)
    await api("sendMessage", chat_id=lan.id, text="Loa", entities=[entity(0, 3, "blink")])
    assert lan.last.entities == []
    assert server.violations == ["sendMessage: no entity 'blink'"]


def test_cleaning_moves_entities() -> None:
    text, marks = place_entities("a\u202eb\r c", [entity(2, 1), entity(5, 1, "code")])
    assert [utf16_slice(text, mark["offset"], mark["length"]) for mark in marks] == ["b", "c"]


@given(st.text(max_size=20), st.lists(st.tuples(st.integers(-3, 45), st.integers(-3, 45)), max_size=4))
def test_entities_stay_in_the_text_or_are_refused(text: str, spans: list[tuple[int, int]]) -> None:
    try:
        kept, marks = place_entities(text, [entity(*span) for span in spans])
    except ApiError:
        return
    size = len(kept.encode("utf-16-le", "surrogatepass")) // 2
    assert all(mark["offset"] >= 0 and mark["offset"] + mark["length"] <= size for mark in marks)
