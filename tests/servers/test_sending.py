"""Sending, editing and deleting: what is kept, and the exact refusals."""

from __future__ import annotations

from typing import Any

import pytest

from tests.servers.conftest import RawApi
from tests.servers.server import BotApiServer


def button(data: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Xem", "callback_data": data}]]}


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        pytest.param({"text": ""}, "message text is empty", id="empty"),
        pytest.param({"text": "  \n"}, "text must be non-empty", id="spaces"),
        pytest.param({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty", id="empty after parsing"),
        pytest.param({"text": "x" * 4097}, "message is too long", id="4097 characters"),
        pytest.param({"text": "đ" * 16_385}, "text is too long", id="more than 32768 bytes"),
        pytest.param(
            {"text": "<p>", "parse_mode": "HTML"},
            'can\'t parse entities: Unsupported start tag "p" at byte offset 0',
            id="bad tag",
        ),
        pytest.param({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode", id="parse mode"),
        pytest.param({"text": "x", "reply_markup": button("đ" * 33)}, "BUTTON_DATA_INVALID", id="66 bytes of data"),
        pytest.param(
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "localhost"}]]}},
            "inline keyboard button URL 'localhost' is invalid: Wrong HTTP URL",
            id="button url",
        ),
        pytest.param(
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
            id="button without action",
        ),
        pytest.param(
            {"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object", id="bad json"
        ),
        pytest.param(
            {"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found", id="reply"
        ),
        pytest.param({"text": "x", "chat_id": 5}, "chat not found", id="unknown chat"),
        pytest.param({"text": "x", "chat_id": ""}, "chat_id is empty", id="no chat"),
        pytest.param({"text": "x", "chat_id": "@nobody"}, "chat not found", id="unknown name"),
    ],
)
async def test_send_message_refuses(server: BotApiServer, api: RawApi, parameters: dict[str, Any], error: str) -> None:
    lan = server.resident(has_started=True)
    answer = await api("sendMessage", **{"chat_id": lan.id} | parameters)
    assert (answer.status, answer.error) == (400, f"Bad Request: {error}")
    assert lan.messages == []


@pytest.mark.parametrize(
    "parameters",
    [
        pytest.param({"text": "đ" * 4096}, id="4096 characters"),
        pytest.param({"text": f"<b>{'😀' * 4000}</b>", "parse_mode": "HTML"}, id="4000 emoji in bold"),
        pytest.param({"text": "x", "reply_markup": button("d" * 64)}, id="64 bytes of data"),
        pytest.param(
            {"text": "x", "reply_parameters": {"message_id": 9, "allow_sending_without_reply": True}},
            id="reply to nothing allowed",
        ),
    ],
)
async def test_send_message_accepts_the_limits(server: BotApiServer, api: RawApi, parameters: dict[str, Any]) -> None:
    lan = server.resident(has_started=True)
    answer = await api("sendMessage", chat_id=lan.id, **parameters)
    assert answer.result["message_id"] == lan.last.id
    assert server.violations == []


async def test_send_message_trims_and_marks_text(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident(has_started=True)
    text = "\n <b>Loa</b>: https://hanoi.gov.vn/tin. Gọi /help \u202e "
    sent = (await api("sendMessage", chat_id=lan.id, text=text, parse_mode="HTML")).result
    assert sent["text"] == "Loa: https://hanoi.gov.vn/tin. Gọi /help"
    assert [link.url for link in lan.last.links] == ["https://hanoi.gov.vn/tin"]
    assert lan.last.marked("bold") == ["Loa"]
    assert lan.last.marked("bot_command") == ["/help"]


async def test_reply_keyboards_are_shown_and_removed(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident(has_started=True)
    markup = {"keyboard": [[{"text": "Gửi số điện thoại", "request_contact": True}]], "resize_keyboard": True}
    await api("sendMessage", chat_id=lan.id, text="x", reply_markup=markup)
    assert lan.reply_keyboard == [["Gửi số điện thoại"]]
    await api("sendMessage", chat_id=lan.id, text="x", reply_markup={"remove_keyboard": True})
    assert lan.reply_keyboard == []
    assert server.violations == []


async def test_send_refuses_by_the_state_of_the_person(server: BotApiServer, api: RawApi) -> None:
    lan, minh, tu = server.residents(3)
    stranger = server.resident("Stranger")
    await lan.block_bot()
    minh.deactivate()
    for resident, error in [
        (lan, "Forbidden: bot was blocked by the user"),
        (minh, "Forbidden: user is deactivated"),
        (stranger, "Forbidden: bot can't initiate conversation with a user"),
    ]:
        answer = await api("sendMessage", chat_id=resident.id, text="x")
        assert (answer.status, answer.error) == (403, error)
    assert (await api("sendMessage", chat_id=tu.id, text="x")).status == 200


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
@pytest.mark.parametrize(
    ("status", "error"), [("kicked", "bot was kicked from the"), ("left", "bot is not a member of the")]
)
async def test_send_refuses_where_the_bot_is_not(
    server: BotApiServer, api: RawApi, kind: str, status: str, error: str
) -> None:
    group = await server.group("Tổ 7", server.resident(), kind=kind, bot_status="left")
    group.chat.bot_status = status
    answer = await api("sendMessage", chat_id=group.id, text="x")
    assert (answer.status, answer.error) == (403, f"Forbidden: {error} {kind} chat")


async def test_send_to_a_migrated_group_names_the_new_one(server: BotApiServer, api: RawApi) -> None:
    group = await server.group("Tổ 7", server.resident(), kind="group")
    new = group.migrate()
    answer = await api("sendMessage", chat_id=group.id, text="x")
    assert answer.error == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer.body["parameters"] == {"migrate_to_chat_id": new.id}
    assert (await api("sendMessage", chat_id=new.id, text="x")).status == 200


async def test_send_to_a_deleted_group_is_refused(server: BotApiServer, api: RawApi) -> None:
    group = await server.group("Tổ 7", server.resident(), kind="group")
    group.delete()
    assert (await api("sendMessage", chat_id=group.id, text="x")).error == "Forbidden: the group chat was deleted"


async def test_edit_replaces_text_and_keyboard(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident(has_started=True)
    sent = (await api("sendMessage", chat_id=lan.id, text="một", reply_markup=button("a"))).result
    message = await lan.next_message()
    edited = await api("editMessageText", chat_id=lan.id, message_id=sent["message_id"], text="hai")
    assert edited.result["text"] == "hai"
    assert (message.plain, message.buttons, message.is_edited) == ("hai", [], True)
    assert (await lan.next_edit()).id == message.id


@pytest.mark.parametrize("markup", [None, button("a")], ids=["bare", "with keyboard"])
async def test_edit_refuses_the_same_content(server: BotApiServer, api: RawApi, markup: dict[str, Any] | None) -> None:
    lan = server.resident(has_started=True)
    content: dict[str, Any] = {"text": "<b>một</b>", "parse_mode": "HTML"} | (
        {"reply_markup": markup} if markup else {}
    )
    sent = (await api("sendMessage", chat_id=lan.id, **content)).result
    again = await api("editMessageText", chat_id=lan.id, message_id=sent["message_id"], **content)
    assert again.error == (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
        "a current content and reply markup of the message"
    )


@pytest.mark.parametrize(
    ("method", "parameters", "error"),
    [
        ("editMessageText", {"text": "x", "message_id": 77}, "message to edit not found"),
        ("editMessageReplyMarkup", {"message_id": 77}, "message to edit not found"),
        ("deleteMessage", {"message_id": 77}, "message to delete not found"),
        ("forwardMessage", {"from_chat_id": 0, "message_id": 77}, "message to forward not found"),
        ("copyMessage", {"from_chat_id": 0, "message_id": 77}, "message to copy not found"),
        ("pinChatMessage", {"message_id": 77}, "message to pin not found"),
        ("setMessageReaction", {"message_id": 77}, "message to react not found"),
    ],
)
async def test_unknown_messages_are_refused(
    server: BotApiServer, api: RawApi, method: str, parameters: dict[str, Any], error: str
) -> None:
    lan = server.resident(has_started=True)
    place = {name: lan.id for name in ("chat_id", "from_chat_id") if name == "chat_id" or name in parameters}
    assert (await api(method, **parameters | place)).error == f"Bad Request: {error}"


async def test_messages_of_others_cannot_be_edited(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident()
    asked = await lan.send("xin chào")
    answer = await api("editMessageText", chat_id=lan.id, message_id=asked["message_id"], text="x")
    assert answer.error == "Bad Request: message can't be edited"


async def test_delete_is_refused_after_48_hours_and_editing_is_not(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident(has_started=True)
    sent = (await api("sendMessage", chat_id=lan.id, text="một")).result["message_id"]
    server.clock.advance(48 * 3600 + 1)
    refused = await api("deleteMessage", chat_id=lan.id, message_id=sent)
    assert refused.error == "Bad Request: message can't be deleted"
    assert (await api("editMessageText", chat_id=lan.id, message_id=sent, text="hai")).status == 200


async def test_delete_takes_messages_away(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident(has_started=True)
    numbers = [(await api("sendMessage", chat_id=lan.id, text="x")).result["message_id"] for _ in range(3)]
    assert (await api("deleteMessage", chat_id=lan.id, message_id=numbers[0])).result is True
    assert (await api("deleteMessages", chat_id=lan.id, message_ids=[*numbers, 999])).result is True
    assert lan.messages == []
    assert all(message.is_deleted for message in lan.all_messages)


async def test_forward_and_copy_carry_content(server: BotApiServer, api: RawApi) -> None:
    lan, minh = server.residents(2)
    asked = await lan.send("Có lịch cắt điện không?")
    source = {"chat_id": minh.id, "from_chat_id": lan.id, "message_id": asked["message_id"]}
    forwarded = (await api("forwardMessage", **source)).result
    copied = (await api("copyMessage", **source)).result
    assert forwarded["forward_origin"]["sender_user"]["id"] == lan.id
    assert [message.plain for message in minh.messages] == [asked["text"]] * 2
    assert copied == {"message_id": minh.last.id}
    assert "forward_origin" not in minh.last.raw


async def test_inline_message_ids_cannot_be_invented(api: RawApi) -> None:
    answer = await api("editMessageText", inline_message_id="x", text="a")
    assert answer.error == "Bad Request: MESSAGE_ID_INVALID"
    assert (await api("editMessageText", text="a")).error == "Bad Request: message identifier is not specified"


async def test_unknown_methods_and_tokens(server: BotApiServer, api: RawApi) -> None:
    missing = await api("sendTelepathy")
    assert (missing.status, missing.error) == (404, "Not Found: method not found")
    async with api.session.post(f"{server.base_url}/bot1:other/getMe") as response:
        assert (response.status, (await response.json())["description"]) == (401, "Unauthorized")


async def test_methods_are_found_whatever_their_case(api: RawApi) -> None:
    assert (await api("GETME")).result["is_bot"] is True


async def test_other_methods_answer_true_or_are_recorded(server: BotApiServer, api: RawApi) -> None:
    assert (await api("setChatTitle", chat_id=1, title="x")).result is True
    assert server.violations == []
    refused = await api("getUserProfilePhotos", user_id=1)
    assert refused.status == 501
    assert server.violations == ["getUserProfilePhotos: getUserProfilePhotos is not known to this server"]


async def test_unsupported_markup_is_recorded(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident(has_started=True)
    assert (await api("sendMessage", chat_id=lan.id, text="*a*", parse_mode="MarkdownV2")).status == 501
    assert server.violations


async def test_wrong_types_are_recorded_and_refused(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident(has_started=True)
    markup = {"inline_keyboard": [[{"text": "a", "web_app": "https://a.vn"}]]}
    answer = await api("sendMessage", chat_id=lan.id, text="a", reply_markup=markup)
    assert answer.error == "Bad Request: wrong parameter type specified"
    assert any("web_app" in violation for violation in server.violations)


async def test_log_tells_the_truth(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident(has_started=True)
    sent = (await api("sendMessage", chat_id=lan.id, text="một")).result
    await api("sendMessage", chat_id=4, text="hai")
    first, second = server.log.of("sendMessage")
    assert (first.chat_id, first.message_id, first.status) == (lan.id, sent["message_id"], 200)
    assert (second.status, second.description) == (400, "Bad Request: chat not found")
    assert server.log.refused() == [second]


async def test_json_and_query_parameters_are_read(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident(has_started=True)
    async with api.session.post(f"{api.url}/sendMessage", json={"chat_id": lan.id, "text": "json"}) as response:
        assert response.status == 200
    async with api.session.get(f"{api.url}/sendMessage", params={"chat_id": lan.id, "text": "query"}) as response:
        assert response.status == 200
    assert [message.plain for message in lan.messages] == ["json", "query"]
