"""What people do in groups and channels, and with files, as the loudspeaker meets it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.servers.conftest import RawApi
from tests.servers.server import BotApiServer


async def last_update(api: RawApi) -> dict[str, Any]:
    update: dict[str, Any] = (await api("getUpdates")).result[-1]
    return update


async def test_anonymous_administrators_write_as_the_group(server: BotApiServer, api: RawApi) -> None:
    group = await server.group("Tổ 7", server.resident())
    group.post_anonymously("/dangky")
    message = (await last_update(api))["message"]
    assert message["from"]["username"] == "GroupAnonymousBot"
    assert message["sender_chat"]["id"] == group.id
    member = await api("getChatMember", chat_id=group.id, user_id=message["from"]["id"])
    assert member.result["status"] == "left"


async def test_channel_posts_of_an_administrator_name_no_person(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident()
    channel = await server.channel("Loa phường", lan)
    post = await lan.send("/dangky", chat=channel)
    update = await last_update(api)
    assert update["channel_post"]["text"] == "/dangky"
    assert "from" not in update["channel_post"]
    await lan.edit(post, "/huydangky")
    assert (await last_update(api))["edited_channel_post"]["text"] == "/huydangky"


async def test_promotion_of_the_bot_is_told(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident()
    group = await server.group("Tổ 7", lan)
    await group.set_bot_status("administrator", lan.user)
    change = (await last_update(api))["my_chat_member"]
    assert change["old_chat_member"]["status"] == "member"
    assert change["new_chat_member"]["can_delete_messages"] is True


async def test_migration_is_told_as_telegram_does(server: BotApiServer, api: RawApi) -> None:
    group = await server.group("Tổ 7", server.resident(), kind="group")
    before = len((await api("getUpdates")).result)
    new = group.migrate()
    gone, joined, come = (await api("getUpdates")).result[before:]
    assert (gone["message"]["chat"]["id"], gone["message"]["migrate_to_chat_id"]) == (group.id, new.id)
    assert joined["my_chat_member"]["chat"]["id"] == new.id
    assert (come["message"]["chat"]["id"], come["message"]["migrate_from_chat_id"]) == (new.id, group.id)
    with pytest.raises(ValueError, match="no basic group"):
        new.migrate()


async def test_forwarded_messages_name_their_origin(server: BotApiServer, api: RawApi) -> None:
    lan, minh = server.residents(2)
    channel = await server.channel("Cổng thông tin", lan)
    group = await server.group("Tổ 7", lan, minh)
    post = await lan.send("Lịch cắt điện", chat=channel)
    asked = await lan.send("mấy giờ", chat=group)
    sources = [(post, False), (asked, False), (asked, True), (group.post_anonymously("họp"), False)]
    origins = [(await minh.forward(source, is_hidden=hidden))["forward_origin"] for source, hidden in sources]
    assert [origin["type"] for origin in origins] == ["channel", "user", "hidden_user", "chat"]
    assert origins[0]["message_id"] == post["message_id"]
    twice = await lan.forward(await minh.forward(post))
    assert twice["forward_origin"]["type"] == "channel"
    assert (await last_update(api))["message"]["text"] == "Lịch cắt điện"


async def test_documents_tell_kind_and_size(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident()
    sent = (await lan.send_document(b"%PDF", "ke hoach.pdf", size=(20 << 20) + 1))["document"]
    assert (sent["mime_type"], sent["file_size"]) == ("application/pdf", (20 << 20) + 1)
    assert (await api("getFile", file_id=sent["file_id"])).error == "Bad Request: file is too big"


async def test_what_a_resident_sent_can_be_sent_on_by_its_id(server: BotApiServer, api: RawApi) -> None:
    lan, minh = server.residents(2)
    photo = (await lan.send_photo())["photo"][-1]["file_id"]
    voice = (await lan.send_voice())["voice"]["file_id"]
    assert (await api("sendPhoto", chat_id=minh.id, photo=photo, caption="x" * 1024)).status == 200
    assert (await api("sendVoice", chat_id=minh.id, voice=voice)).status == 200
    assert [message.kind for message in minh.messages] == ["photo", "voice"]
    refused = await api("sendPhoto", chat_id=minh.id, photo=photo, caption="x" * 1025)
    assert refused.error == "Bad Request: message caption is too long"
    refused = await api("sendPhoto", chat_id=minh.id, photo=voice)
    assert refused.error == "Bad Request: can't use file of type Voice as Photo"


@pytest.mark.parametrize(("kind", "may_delete"), [("supergroup", False), ("channel", False), ("group", True)])
async def test_age_binds_administrators_too_but_in_basic_groups(
    server: BotApiServer, api: RawApi, kind: str, may_delete: bool
) -> None:
    group = await server.group("Tổ 7", server.resident(), kind=kind, bot_status="administrator")
    sent = (await api("sendMessage", chat_id=group.id, text="x")).result["message_id"]
    server.clock.advance(48 * 3600 + 1)
    answer = await api("deleteMessage", chat_id=group.id, message_id=sent)
    assert (answer.status == 200) is may_delete


async def test_delete_messages_takes_all_or_none(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident(has_started=True)
    old = (await api("sendMessage", chat_id=lan.id, text="cũ")).result["message_id"]
    server.clock.advance(48 * 3600 + 1)
    new = (await api("sendMessage", chat_id=lan.id, text="mới")).result["message_id"]
    answer = await api("deleteMessages", chat_id=lan.id, message_ids=[new, old])
    assert answer.error == "Bad Request: message can't be deleted"
    assert len(lan.messages) == 2
