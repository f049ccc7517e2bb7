"""What is kept of an update: enough to answer, nothing about the person, and always readable by the library."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Bot, Update

from bot.command import Unreadable
from bot.privacy import MASK
from bot.telegram.reduction import ALLOWED_UPDATES, PLACEHOLDERS, MalformedUpdateError, Reduction

REDUCTION = Reduction(7, "loa_bot")
BOT = Bot("7:token")
LAN = {
    "id": 5,
    "is_bot": False,
    "first_name": "Lan",
    "last_name": "Nguyễn",
    "username": "lan_ng",
    "language_code": "vi",
}
PRIVATE = {"id": 5, "type": "private", "first_name": "Lan", "last_name": "Nguyễn", "username": "lan_ng"}
GROUP = {"id": -9, "type": "supergroup", "title": "Tổ dân phố 5"}


def message(chat: dict[str, Any] = PRIVATE, **content: Any) -> dict[str, Any]:
    return {"update_id": 1, "message": {"message_id": 3, "date": 1_700_000_000, "chat": chat, "from": LAN} | content}


def keep(update: dict[str, Any]) -> Update | None:
    incoming = REDUCTION.reduce(update)
    return Update.de_json(json.loads(incoming.raw), BOT) if incoming else None


def text_of(update: dict[str, Any]) -> str | None:
    kept = keep(update)
    return kept.effective_message.text if kept and kept.effective_message else None


def test_names_phones_and_places_do_not_stay() -> None:
    update = message(
        text="Tôi là 0912345678, hỏi khai sinh",
        forward_origin={"type": "user", "sender_user": LAN, "date": 1},
        reply_to_message={"message_id": 2, "date": 1, "chat": PRIVATE, "from": LAN, "text": "bí mật"},
        entities=[{"type": "phone_number", "offset": 7, "length": 10}],
    )
    incoming = REDUCTION.reduce(update)
    assert incoming
    assert not any(word in incoming.raw for word in ("Lan", "Nguyễn", "lan_ng", "0912345678", "bí mật"))
    assert "khai sinh" in incoming.raw
    assert incoming.chat_id == 5


@pytest.mark.parametrize("what", Unreadable, ids=str)
def test_media_keep_their_kind_only(what: Unreadable) -> None:
    field, placeholder = PLACEHOLDERS[what]
    secret = {"file_id": "SECRET", "phone_number": "SECRET", "longitude": 105.8, "emoji": "x"}
    content: Any = json.loads(json.dumps(placeholder))
    (content[0] if isinstance(content, list) else content).update(secret)
    kept = keep(message(PRIVATE, **{field: content}))
    assert kept
    assert kept.message
    assert getattr(kept.message, field)
    assert "SECRET" not in kept.to_json()
    assert "105.8" not in kept.to_json()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start o_khai-sinh_p1", "/start o_khai-sinh_p1"),
        ("/start 0912345678", "/start"),
        ("/START@Loa_Bot  x y", "/start"),
        ("/moinhat now", "/moinhat"),
        ("/DangKy@loa_bot Tổ 3, 0912345678", f"/dangky Tổ 3, {MASK}"),
        ("/huydangky ngay", "/huydangky"),
        ("/unknown x", "/unknown x"),
        ("@loa_bot giờ làm việc", "giờ làm việc"),
        ("@loa_bot", "/help"),
        ("a\x00b\ud83dc", "abc"),
        ("x" * 5000, "x" * 4096),
    ],
)
def test_text_is_kept_as_it_is_answered(text: str, expected: str) -> None:
    assert text_of(message(text=text)) == expected


@pytest.mark.parametrize(
    "content",
    [
        {"text": "tán chuyện"},
        {"text": "/help@other_bot"},
        {"text": "@loa_bot2 x"},
        {"sticker": {}},
        {"text": "x", "via_bot": {"id": 7}},
        {"text": "@loa_bot x", "from": LAN | {"is_bot": True}},
        {"text": "@loa_bot x", "is_automatic_forward": True},
        {"new_chat_members": [{"id": 7}]},
        {"text": "x", "reply_to_message": {"from": {"id": 6}}},
    ],
    ids="+".join,
)
def test_what_is_not_for_us_is_not_kept(content: dict[str, Any]) -> None:
    assert REDUCTION.reduce(message(GROUP, **content)) is None


@pytest.mark.parametrize(
    "content",
    [
        {"text": "@LOA_bot xin chào"},
        {"text": "xin chào, @loa_bot!"},
        {"text": "/help"},
        {"text": "xin chào", "reply_to_message": {"from": {"id": 7}}},
        {"photo": [], "caption": "@loa_bot xin chào"},
        {"text": "@loa_bot x", "from": LAN | {"is_bot": True}, "sender_chat": GROUP},
    ],
    ids="+".join,
)
def test_what_is_for_us_is_kept(content: dict[str, Any]) -> None:
    assert keep(message(GROUP, **content))


def test_edits_count_only_with_words() -> None:
    place = message()["message"]
    assert keep({"update_id": 1, "edited_message": place | {"text": "x"}})
    assert keep({"update_id": 1, "edited_message": place | {"location": {}}}) is None


def test_topic_stays() -> None:
    kept = keep(message(GROUP, text="/help", is_topic_message=True, message_thread_id=4))
    assert kept
    assert kept.message
    assert kept.message.message_thread_id == 4


def test_bad_callback_data_stays_bad() -> None:
    kept = keep({"update_id": 1, "callback_query": {"id": "1", "from": LAN, "data": "h:" + "x" * 500}})
    assert kept
    assert kept.callback_query
    assert 64 < len(str(kept.callback_query.data)) <= 80


def standing(old: dict[str, Any], new: dict[str, Any], chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
    change = {"chat": chat, "from": LAN, "date": 1, "old_chat_member": old, "new_chat_member": new}
    return {"update_id": 1, "my_chat_member": change}


IN, OUT = {"status": "member"}, {"status": "kicked", "until_date": 0, "user": LAN}


@pytest.mark.parametrize(
    ("old", "new", "chat", "status"),
    [
        (IN, OUT, PRIVATE, "left"),
        (OUT, IN, PRIVATE, "member"),
        ({"status": "administrator"}, {"status": "left"}, GROUP, "left"),
        (IN, {"status": "restricted", "is_member": False}, GROUP, "left"),
    ],
)
def test_of_a_change_of_standing_in_or_out_stays(
    old: dict[str, Any], new: dict[str, Any], chat: dict[str, Any], status: str
) -> None:
    kept = keep(standing(old, new, chat))
    assert kept
    assert kept.my_chat_member
    assert (kept.my_chat_member.chat.id, kept.my_chat_member.new_chat_member.status) == (chat["id"], status)
    assert not any(word in kept.to_json() for word in ("Lan", "lan_ng", "Tổ dân phố"))


@pytest.mark.parametrize(
    ("old", "new", "chat"),
    [
        (OUT, IN, GROUP),
        (IN, {"status": "administrator"}, GROUP),
        (IN, {"status": "restricted", "is_member": True}, GROUP),
    ],
)
def test_a_change_that_tells_nothing_is_not_kept(
    old: dict[str, Any], new: dict[str, Any], chat: dict[str, Any]
) -> None:
    assert REDUCTION.reduce(standing(old, new, chat)) is None


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("/dangky", True),
        ("/huydangky@loa_bot", True),
        (" /dangky ", True),
        ("/dangky tổ 3", False),
        ("/dangky@other_bot", False),
        ("/thongke", False),
        ("Mời bà con /dangky", False),
        ("Thông báo", False),
    ],
)
def test_of_channel_posts_only_bare_commands_are_kept(text: str, is_kept: bool) -> None:
    post = {"message_id": 3, "date": 1, "chat": {"id": -8, "type": "channel"}, "text": text, "author_signature": "Lan"}
    kept = keep({"update_id": 1, "channel_post": post})
    assert bool(kept) is is_kept
    assert kept is None or "Lan" not in kept.to_json()


def test_of_a_migration_the_new_id_stays() -> None:
    kept = keep(message(GROUP, migrate_to_chat_id=-1009))
    assert kept
    assert kept.message
    assert (kept.message.chat.id, kept.message.migrate_to_chat_id) == (-9, -1009)


def test_who_writes_for_the_group_itself_is_known_as_such() -> None:
    own = keep(message(GROUP, text="/dangky", sender_chat=GROUP))
    other = keep(message(GROUP, text="/dangky", sender_chat={"id": -7, "type": "channel"}))
    assert own
    assert own.message
    assert own.message.sender_chat
    assert other
    assert other.message
    assert other.message.sender_chat is None


@pytest.mark.parametrize(
    "update", [{}, {"update_id": "1"}, {"update_id": True}, {"update_id": 1, "message": 5}], ids=str
)
def test_malformed_update_is_refused(update: dict[str, Any]) -> None:
    with pytest.raises(MalformedUpdateError):
        REDUCTION.reduce(update)


NAMES = """id message_id date chat from type text caption data query photo sticker message reply_to_message is_bot
message_thread_id is_topic_message media_group_id sender_chat via_bot migrate_to_chat_id
old_chat_member new_chat_member status"""
fields = st.sampled_from(NAMES.split())
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["private", "group"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(fields, inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ALLOWED_UPDATES), st.dictionaries(fields, anything, max_size=8), st.booleans())
def test_anything_is_kept_readable_or_refused(kind: str, content: dict[str, Any], is_complete: bool) -> None:
    base = {"id": "1", "from": LAN, "message_id": 1, "date": 1, "chat": PRIVATE} if is_complete else {}
    try:
        incoming = REDUCTION.reduce({"update_id": 1, kind: base | content})
    except MalformedUpdateError:
        return
    if incoming:
        assert Update.de_json(json.loads(incoming.raw), BOT).to_json()
        incoming.raw.encode()
