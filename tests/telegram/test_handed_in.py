"""What is kept of staff: their own words with styles and files, bounded; of residents nothing more than before."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Bot, Message, Update

from bot.broadcasts.broadcast import Entity, Media, MediaKind
from bot.office.flow import Submission
from bot.telegram.handed_in import keep_handed_in, read_submission
from bot.telegram.reduction import Reduction

HOA, LAN = 11, 12
REDUCTION = Reduction(7, "loa_bot", staff_ids={HOA})
BOT = Bot("7:token")
PDF = {"file_id": "BQAC1", "file_unique_id": "u", "file_name": "lịch.pdf", "mime_type": "application/pdf"}


def update(sender: int = HOA, chat: int | None = None, **content: Any) -> dict[str, Any]:
    kind = "private" if chat is None else "supergroup"
    user = {"id": sender, "is_bot": False, "first_name": "Hoa", "username": "hoa_ng"}
    place = {"id": sender if chat is None else chat, "type": kind, "first_name": "Hoa"}
    return {"update_id": 1, "message": {"message_id": 3, "date": 1, "chat": place, "from": user} | content}


def keep(record: dict[str, Any]) -> Message:
    incoming = REDUCTION.reduce(record)
    assert incoming
    message = Update.de_json(json.loads(incoming.raw), BOT).effective_message
    assert message
    return message


def test_an_official_s_words_stay_as_they_are_with_their_styles() -> None:
    bold = {"type": "bold", "offset": 0, "length": 4}
    link = {"type": "text_link", "offset": 5, "length": 4, "url": "https://phuong.example/1"}
    phone = {"type": "phone_number", "offset": 10, "length": 10}
    message = keep(update(text="Trực ban: 0912345678", entities=[bold, link, phone], forward_origin={"type": "user"}))
    styles = (Entity("bold", 0, 4), Entity("text_link", 5, 4, "https://phuong.example/1"))
    assert read_submission(message) == Submission("Trực ban: 0912345678", styles)


@pytest.mark.parametrize(
    ("content", "media", "size"),
    [
        ({"photo": [{"file_id": "s"}, {"file_id": "L", "file_size": 9}]}, Media(MediaKind.PHOTO, "L"), 9),
        ({"document": PDF | {"file_size": 5}}, Media(MediaKind.DOCUMENT, "BQAC1", "lịch.pdf"), 5),
        ({"voice": {"file_id": "v", "duration": 3}}, Media(MediaKind.VOICE, "v"), 0),
    ],
    ids=["photo", "document", "voice"],
)
def test_a_file_stays_with_its_caption(content: dict[str, Any], media: Media, size: int) -> None:
    message = keep(update(caption="Lịch", caption_entities=[{"type": "italic", "offset": 0, "length": 4}], **content))
    assert read_submission(message) == Submission("Lịch", (Entity("italic", 0, 4),), media, size)


def test_of_residents_and_of_groups_nothing_more_is_kept() -> None:
    for record in (update(LAN, document=PDF), update(HOA, -9, document=PDF, caption="@loa_bot xem")):
        incoming = REDUCTION.reduce(record)
        assert incoming
        assert not any(word in incoming.raw for word in ("BQAC1", "lịch", "hoa_ng"))
    assert keep(update(LAN, text="gọi 0912345678")).text != "gọi 0912345678"


def test_only_staff_s_commands_keep_their_argument() -> None:
    assert keep(update(text="/baocao 12")).text == "/baocao 12"
    assert keep(update(LAN, text="/baocao 12")).text == "/baocao"
    assert keep(update(text="/help me")).text == "/help"


def test_what_is_broken_is_left_out() -> None:
    entities: list[Any] = [
        {"type": "bold", "offset": 0, "length": 99},
        {"type": "bold", "offset": -1, "length": 1},
        {"type": "text_link", "offset": 0, "length": 1, "url": "javascript:x"},
        {"type": "text_mention", "offset": 0, "length": 1, "user": {"id": 5}},
        {"type": "bold", "offset": True, "length": 1},
        "bold",
    ]
    assert keep_handed_in({"text": "abc", "entities": entities}) == {"text": "abc", "entities": []}
    assert keep_handed_in({"document": {"file_id": "../x"}}) is None
    assert keep_handed_in({"text": "a\x00b", "entities": [entities[0] | {"length": 1}]}) == {"text": "ab"}


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=9), below, max_size=3),
    max_leaves=6,
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "text": st.text() | ANY,
        "entities": st.lists(st.fixed_dictionaries({"type": st.just("bold"), "offset": ANY, "length": ANY})) | ANY,
        "document": st.fixed_dictionaries({"file_id": st.text() | st.just("B"), "file_name": ANY, "mime_type": ANY}),
        "photo": st.lists(ANY) | ANY,
        "voice": ANY,
        "caption": ANY,
    },
)


@given(FIELDS)
@settings(max_examples=200, deadline=None)
def test_whatever_is_kept_can_be_read(content: dict[str, Any]) -> None:
    kept = keep_handed_in(content)
    if kept is not None:
        frame = {"message_id": 3, "date": 1, "chat": {"id": HOA, "type": "private"}}
        submission = read_submission(Message.de_json(json.loads(json.dumps(frame | kept)), BOT))
        assert submission.text.strip() or submission.media
        assert len(submission.text) <= 4096
