"""Any reply becomes messages that the Bot API accepts, and loses no word."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reply import Action, Block, Button, Reply, Span, Verb
from bot.telegram.render import MAX_MESSAGES, MAX_TEXT_CHARS, Message, render, render_toast
from tests.servers.formatting import format_text
from tests.servers.keyboards import read_inline_keyboard

HELP = Button("Cách hỏi", Action(Verb.HELP))


def say(*texts: str, is_quote: bool = False) -> Reply:
    return Reply(tuple(Block((Span(text),), is_quote=is_quote) for text in texts), ((HELP,),))


def read(message: Message) -> tuple[str, list[dict[str, Any]]]:
    """Return what the Bot API makes of a message; raises where it would refuse it."""
    text, entities = format_text(message.html, "HTML")
    assert 0 < len(text) <= MAX_TEXT_CHARS
    if message.markup:
        assert read_inline_keyboard(message.markup.to_dict())
    return text, entities


hostile = st.text(
    st.one_of(st.characters(), st.sampled_from("<>&\"'\n \u202e\u200b\u2800\x00\ud800")), max_size=300
) | st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=9), st.integers(1, 3000))
spans = st.builds(
    Span, hostile, st.booleans(), st.booleans(), st.none() | hostile | st.just("https://phuong.vn/?a=1&b")
)
blocks = st.builds(Block, st.lists(spans, max_size=4).map(tuple), st.booleans())
buttons = st.builds(Button, hostile, st.builds(Action, st.sampled_from(Verb), hostile))
rows = st.lists(st.lists(buttons, max_size=3).map(tuple), max_size=4).map(tuple)


@settings(max_examples=60, deadline=None)
@given(st.builds(Reply, st.lists(blocks, max_size=5).map(tuple), rows, hostile))
def test_any_reply_is_accepted(reply: Reply) -> None:
    logging.disable()
    messages = render(reply)
    logging.disable(logging.NOTSET)
    for message in messages:
        read(message)
    assert len(messages) <= MAX_MESSAGES
    assert all(message.markup is None for message in messages[:-1])
    assert len(render_toast(reply)) <= 200
    render_toast(reply).encode()


def test_styles_links_and_quotes_become_entities() -> None:
    spans = (Span("Số 310", bold=True), Span(" & "), Span("gốc", italic=True, url='https://a.vn/?x=1&y="2"'))
    (message,) = render(Reply((Block(spans), Block((Span("a < b"),), is_quote=True))))
    text, entities = read(message)
    assert text == "Số 310 & gốc\n\na < b"
    assert [e["type"] for e in entities] == ["bold", "italic", "text_link", "blockquote"]
    assert entities[2]["url"] == 'https://a.vn/?x=1&y="2"'


def test_long_quote_folds() -> None:
    (message,) = render(say("dài " * 200, is_quote=True))
    assert read(message)[1][0]["type"] == "expandable_blockquote"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a.vn/ b", "tg://user?id=1", "x", "https://" + "a" * 3000]
)
def test_unfit_link_is_plain_text(url: str) -> None:
    (message,) = render(Reply((Block((Span("chữ", url=url),)),)))
    assert message.html == "chữ"


def test_long_reply_splits_between_paragraphs() -> None:
    messages = render(say(*(f"{n} " + "a" * 1500 for n in range(5))))
    assert [read(m)[0].count("\n\n") + 1 for m in messages] == [2, 2, 1]
    assert [m.markup is not None for m in messages] == [False, False, True]


def test_long_paragraph_splits_between_sentences_and_loses_no_word() -> None:
    text = "Ủy ban nhân dân phường thông báo. " * 300
    messages = render(say(text, is_quote=True))
    texts = [read(m)[0] for m in messages]
    assert all(each.endswith("thông báo.") for each in texts)
    assert " ".join(texts).split() == text.split()
    assert all(read(m)[1][0]["type"] == "expandable_blockquote" for m in messages)


def test_limit_counts_code_points_not_utf16() -> None:
    (message,) = render(say("🎉" * (MAX_TEXT_CHARS - 1)))
    assert len(read(message)[0]) == MAX_TEXT_CHARS - 1


def test_caption_limit_is_kept() -> None:
    assert all(len(format_text(m.html, "HTML")[0]) <= 1024 for m in render(say("a " * 3000), max_chars=1024))


def test_markup_stays_below_the_limit_before_parsing() -> None:
    span = Span("a ", url="https://a.vn/" + "x" * 1900)
    messages = render(Reply(tuple(Block((span,)) for _ in range(40))))
    assert len(messages) > 1
    assert [read(m)[0].count("a") for m in messages]


def test_endless_reply_ends_with_an_ellipsis() -> None:
    messages = render(say("a " * 40_000))
    assert len(messages) == MAX_MESSAGES
    assert read(messages[-1])[0].endswith("…")


@pytest.mark.parametrize(
    "text", ["", " \n", "\u200b", "\u2800", "\x00"], ids=["empty", "space", "zwsp", "braille", "nul"]
)
def test_reply_without_words_sends_nothing(text: str) -> None:
    assert render(say(text)) == ()


def test_button_with_too_long_action_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    reply = Reply((Block((Span("x"),)),), ((Button("a", Action(Verb.OPEN, "x" * 90)), HELP),))
    (message,) = render(reply)
    assert message.markup
    assert [b.callback_data for row in message.markup.inline_keyboard for b in row] == ["h:"]
    assert "too long" in caplog.text
