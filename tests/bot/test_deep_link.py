"""Actions in links: what can be encoded leads back to itself, and nothing else leads anywhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deep_link import decode_payload, encode_payload, make_link, read_username
from bot.reply import Action, Verb
from knowledge.announcement import MAX_ANNOUNCEMENT_ID, MAX_SECTION_KEY

words = st.text("abcxyz019-", min_size=1, max_size=24)
ids = words | st.tuples(words, words).map("/".join)


@given(st.sampled_from(Verb), ids)
def test_action_comes_back(verb: Verb, argument: str) -> None:
    payload = encode_payload(Action(verb, argument))
    assert payload is not None
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    assert decode_payload(payload) == Action(verb, argument)


@given(st.text(max_size=80))
def test_any_payload_is_read_or_refused(payload: str) -> None:
    action = decode_payload(payload)
    assert action is None or encode_payload(action) == payload


@pytest.mark.parametrize("argument", ["a_b", "a b", "ă", "a:b"])
def test_what_a_link_cannot_hold_is_refused(argument: str) -> None:
    assert encode_payload(Action(Verb.OPEN, argument)) is None


def test_longest_section_id_fits() -> None:
    longest = "a" * MAX_ANNOUNCEMENT_ID + "/" + "b" * MAX_SECTION_KEY
    assert encode_payload(Action(Verb.OPEN, longest))


@pytest.mark.parametrize("text", ["LoaPhuongBot", " @LoaPhuongBot", "t.me/LoaPhuongBot", "https://t.me/LoaPhuongBot/"])
def test_bot_s_name_is_read_as_people_write_it(text: str) -> None:
    assert read_username(text) == "LoaPhuongBot"


@pytest.mark.parametrize("text", ["", "abc", "loa phuong", "https://example.com/LoaPhuongBot", "loa?start=x"])
def test_what_is_no_bot_s_name_is_refused(text: str) -> None:
    assert read_username(text) is None


def test_link_leads_to_the_action() -> None:
    assert make_link("LoaPhuongBot") == "https://t.me/LoaPhuongBot"
    assert make_link("LoaPhuongBot", Action(Verb.SUBSCRIBE, "y-te")) == "https://t.me/LoaPhuongBot?start=b_y-te"
    assert make_link("LoaPhuongBot", Action(Verb.OPEN, "a b")) is None
