"""Replies and the actions behind their buttons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reply import MAX_ACTION_BYTES, Action, Block, Reply, Span, Verb, parse_action
from knowledge.announcement import MAX_ANNOUNCEMENT_ID, MAX_SECTION_KEY


@pytest.mark.parametrize("verb", list(Verb))
def test_an_action_survives_its_encoding(verb: Verb) -> None:
    assert parse_action(Action(verb, "a/b").encode()) == Action(verb, "a/b")


def test_the_longest_section_id_fits_a_button() -> None:
    section_id = "a" * MAX_ANNOUNCEMENT_ID + "/" + "k" * MAX_SECTION_KEY
    assert len(Action(Verb.OPEN, section_id).encode().encode()) <= MAX_ACTION_BYTES


def test_a_longer_action_is_refused() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        Action(Verb.OPEN, "a" * 63).encode()


@given(st.text(max_size=100))
def test_any_data_is_an_action_or_none(data: str) -> None:
    action = parse_action(data)
    assert action is None or action.encode() == data


def test_the_plain_text_writes_links_out() -> None:
    link = Span("Xem trên trang gốc", url="https://example.vn/a")
    reply = Reply((Block((Span("Lịch", bold=True),)), Block((link,))))
    assert reply.text == "Lịch\n\nXem trên trang gốc (https://example.vn/a)"
