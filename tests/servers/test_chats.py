"""Groups, channels, profile, commands and files."""

from __future__ import annotations

from typing import Any

import pytest

from tests.servers.arguments import Upload
from tests.servers.conftest import RawApi
from tests.servers.server import BotApiServer


async def kinds(api: RawApi) -> list[str]:
    updates = (await api("getUpdates")).result
    return [next(name for name in update if name != "update_id") for update in updates]


@pytest.mark.parametrize(
    ("text", "is_seen"),
    [
        ("chuyện riêng", False),
        ("/thongke", True),
        ("/thongke@loa_phuong_bot", True),
        ("/thongke@other_bot", False),
        ("@loa_phuong_bot rác đổ giờ nào?", True),
        ("a@loa.vn", False),
    ],
)
async def test_privacy_mode_hides_what_is_not_for_the_bot(
    server: BotApiServer, api: RawApi, text: str, is_seen: bool
) -> None:
    lan = server.resident()
    group = await server.group("Tổ 7", lan)
    before = len(await kinds(api))
    await lan.send(text, chat=group)
    assert (len(await kinds(api)) > before) is is_seen


async def test_replies_to_the_bot_are_seen(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident()
    group = await server.group("Tổ 7", lan)
    await api("sendMessage", chat_id=group.id, text="Thông báo")
    await lan.send("Mấy giờ?", chat=group, reply_to=await group.next_message())
    update = (await api("getUpdates")).result[-1]
    assert update["message"]["reply_to_message"]["text"] == "Thông báo"
    assert update["message"]["chat"]["type"] == "supergroup"


async def test_administrators_see_all(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident()
    group = await server.group("Tổ 7", lan, bot_status="administrator")
    await lan.send("chuyện riêng", chat=group)
    assert (await kinds(api))[-1] == "message"


async def test_membership_changes_are_told(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident(has_started=True)
    group = await server.group("Tổ 7", lan)
    await group.set_bot_status("kicked", lan.user)
    await lan.block_bot()
    await lan.unblock_bot()
    changes = [
        (update["my_chat_member"]["old_chat_member"]["status"], update["my_chat_member"]["new_chat_member"]["status"])
        for update in (await api("getUpdates")).result
        if "my_chat_member" in update
    ]
    assert changes == [("left", "member"), ("member", "kicked"), ("member", "kicked"), ("kicked", "member")]


async def test_channel_posts_come_and_go(server: BotApiServer, api: RawApi) -> None:
    channel = await server.channel("Loa phường", username="loa_phuong")
    channel.post({"text": "Tin mới"}, None)
    assert (await kinds(api))[-1] == "channel_post"
    assert (await api("sendMessage", chat_id="@loa_phuong", text="Tin")).result["sender_chat"]["id"] == channel.id
    channel.chat.bot_status = "member"
    refused = await api("sendMessage", chat_id=channel.id, text="Tin")
    assert refused.error == "Bad Request: need administrator rights in the channel chat"


async def test_members_and_administrators_are_told(server: BotApiServer, api: RawApi) -> None:
    lan, minh = server.residents(2)
    group = await server.group("Tổ 7", lan, minh)
    group.add(minh.user, status="administrator")
    admins = (await api("getChatAdministrators", chat_id=group.id)).result
    assert {admin["user"]["id"]: admin["status"] for admin in admins} == {lan.id: "creator", minh.id: "administrator"}
    stranger = server.resident()
    assert (await api("getChatMember", chat_id=group.id, user_id=stranger.id)).result["status"] == "left"
    assert (await api("getChatMemberCount", chat_id=group.id)).result == 3
    assert (await api("getChat", chat_id=group.id)).result["title"] == "Tổ 7"
    assert (await api("getChatAdministrators", chat_id=lan.id)).status == 400


@pytest.mark.parametrize("status", ["member", "restricted", "left", "kicked", "administrator", "creator"])
async def test_every_standing_is_a_valid_answer(server: BotApiServer, api: RawApi, status: str) -> None:
    lan, minh = server.residents(2)
    group = await server.group("Tổ 7", lan)
    group.add(minh.user, status=status)
    assert (await api("getChatMember", chat_id=group.id, user_id=minh.id)).result["status"] == status


async def test_leave_and_pin_need_their_rights(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident(has_started=True)
    group = await server.group("Tổ 7", lan)
    sent = (await api("sendMessage", chat_id=group.id, text="x")).result["message_id"]
    refused = await api("pinChatMessage", chat_id=group.id, message_id=sent)
    assert refused.error == "Bad Request: not enough rights to manage pinned messages in the chat"
    group.chat.bot_status = "administrator"
    assert (await api("pinChatMessage", chat_id=group.id, message_id=sent)).result is True
    assert (await api("getChat", chat_id=group.id)).result["pinned_message"]["message_id"] == sent
    assert (await api("unpinChatMessage", chat_id=group.id)).result is True
    assert (await api("leaveChat", chat_id=group.id)).result is True
    assert (await api("sendMessage", chat_id=group.id, text="x")).status == 403


async def test_commands_are_kept_by_scope_and_language(api: RawApi) -> None:
    common = [{"command": "help", "description": "Trợ giúp"}]
    english = [{"command": "/Help", "description": "Help"}]
    await api("setMyCommands", commands=common)
    await api("setMyCommands", commands=english, language_code="en", scope={"type": "all_private_chats"})
    assert (await api("getMyCommands")).result == common
    found = await api("getMyCommands", language_code="en", scope={"type": "all_private_chats"})
    assert found.result == [{"command": "help", "description": "Help"}]
    await api("deleteMyCommands")
    assert (await api("getMyCommands")).result == []


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"commands": [{"command": "Trợ_giúp", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "a", "description": "x"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [], "language_code": "vie"}, "invalid language code specified"),
        ({"commands": "{"}, "can't parse commands JSON object"),
    ],
)
async def test_commands_are_refused(api: RawApi, parameters: dict[str, Any], error: str) -> None:
    assert (await api("setMyCommands", **parameters)).error == f"Bad Request: {error}"


@pytest.mark.parametrize(
    ("method", "field", "limit"),
    [("MyName", "name", 64), ("MyDescription", "description", 512), ("MyShortDescription", "short_description", 120)],
)
async def test_profile_texts_have_limits_and_languages(api: RawApi, method: str, field: str, limit: int) -> None:
    assert (await api(f"set{method}", **{field: "x" * (limit + 1)})).status == 400
    assert (await api(f"set{method}", **{field: "x" * limit})).result is True
    await api(f"set{method}", **{field: "English", "language_code": "en"})
    assert (await api(f"get{method}", language_code="en")).result == {field: "English"}
    assert (await api(f"get{method}", language_code="fr")).result == {field: "x" * limit}


async def test_menu_button_is_kept(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident()
    await api("setChatMenuButton", menu_button={"type": "commands"})
    await api("setChatMenuButton", chat_id=lan.id, menu_button={"type": "default"})
    assert (await api("getChatMenuButton", chat_id=lan.id)).result == {"type": "default"}
    assert (await api("getChatMenuButton", chat_id=5)).result == {"type": "commands"}


async def test_files_of_residents_can_be_downloaded(server: BotApiServer, api: RawApi) -> None:
    sent = await server.resident().send_document(b"noi dung", "ke hoach.txt", "Kế hoạch")
    file_id = sent["document"]["file_id"]
    path = (await api("getFile", file_id=file_id)).result["file_path"]
    async with api.session.get(f"{server.base_url}/file/bot{server.token}/{path}") as response:
        assert await response.read() == b"noi dung"
    assert (await api("getFile", file_id="x")).status == 400


async def test_files_over_20_mb_cannot_be_downloaded(server: BotApiServer, api: RawApi) -> None:
    big = server.backend.files.add("document", Upload("a.pdf", "application/pdf", b"x"), size=(20 << 20) + 1)
    assert (await api("getFile", file_id=big.id)).error == "Bad Request: file is too big"


async def test_everything_a_resident_sends_is_a_valid_update(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident(last_name="Nguyễn", username="lan_nguyen")
    await lan.send_photo(caption="Ảnh #rác")
    await lan.send_voice()
    await lan.send_sticker()
    await lan.send_contact()
    await lan.send_location()
    asked = await lan.send("Hỏi /start xem https://hanoi.gov.vn", reply_to=1)
    await lan.edit(asked, "Hỏi lại")
    await lan.send("dài " * 2500)
    updates = (await api("getUpdates")).result
    assert len(updates) == 10
    assert server.backend.spec.problems("Array of Update", updates) == []
    with pytest.raises(ValueError, match="no such field"):
        await lan.send_content({"txt": "x"})
