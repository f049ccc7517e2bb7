"""Subscribing on Telegram: people, groups, channels, blocking, moving and links, over the loopback server."""

from __future__ import annotations

import pytest

from bot import subscribers
from bot.deep_link import encode_payload
from bot.reply import Action, Verb
from bot.subscribers import ChatKind, Subscriber, SubscriberState
from bot.subscribing.step import STOP
from tests.servers.resident import Resident
from tests.telegram.house import House, assert_quiet

TOPIC = "ho-tich"


async def find(house: House, chat_id: int) -> Subscriber | None:
    await house.settle()
    async with house.app.database.read() as connection:
        return await subscribers.find(connection, chat_id)


async def state_of(house: House, chat_id: int) -> SubscriberState | None:
    found = await find(house, chat_id)
    return found.state if found else None


async def subscribe(house: House, resident: Resident, words: str = "") -> None:
    await resident.send(f"/dangky {words}".strip())
    await resident.next_message()


def link(argument: str) -> str:
    payload = encode_payload(Action(Verb.SUBSCRIBE, argument))
    return f"/start {payload}"


async def test_a_resident_subscribes_narrows_and_stops_under_one_message(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    lan = house.server.resident("Lan")
    await lan.send("/dangky")
    panel = await lan.next_message()
    assert "Đang nhận tin" in panel.plain
    for label in ("Khu vực", "số 3", "Xong", "Khi nào", "mỗi tuần", "Xong", "Ngừng nhận tin"):
        press = await lan.press(panel, label)
        await press.answered()
        assert (await lan.next_edit()).id == panel.id
    assert "Đã ngừng" in panel.plain
    assert len(lan.messages) == 1
    stored = await find(house, lan.id)
    assert stored
    assert (stored.state, stored.area, stored.digest) == (SubscriberState.STOPPED, "to-dan-pho-so-3", "weekly")
    assert_quiet(caplog)


async def test_the_menu_leads_to_subscribing(house: House) -> None:
    lan = house.server.resident("Lan")
    await lan.send("/start")
    await lan.press(await lan.next_message(), "Nhận tin")
    assert "Đang nhận tin" in (await lan.next_message()).plain
    assert await state_of(house, lan.id) is SubscriberState.ACTIVE


async def test_a_tap_that_changes_nothing_is_no_fault(house: House, caplog: pytest.LogCaptureFixture) -> None:
    lan = house.server.resident("Lan")
    await lan.send("/dangky")
    panel = await lan.next_message()
    for _ in range(2):
        await (await lan.press_data(panel, "b:h.0.")).answered()
    await house.settle()
    assert len(lan.messages) == 1
    assert_quiet(caplog)


async def test_one_tap_under_a_broadcast_stops_and_leaves_it_as_it_is(house: House) -> None:
    lan = house.server.resident("Lan")
    await subscribe(house, lan)
    await lan.send("/help")
    broadcast = await lan.next_message()
    words = broadcast.plain
    press = await lan.press_data(broadcast, Action(Verb.SUBSCRIBE, STOP).encode())
    assert "Đã ngừng" in (await press.answered())["text"]
    assert "Đã ngừng" in (await lan.next_message()).plain
    assert broadcast.plain == words
    assert await state_of(house, lan.id) is SubscriberState.STOPPED


async def test_words_after_the_command_are_kept_masked_and_understood(house: House) -> None:
    lan = house.server.resident("Lan")
    await lan.send("/dangky ho tich, da huong, 0912345678")
    assert "HỘ TỊCH, Phường Dạ Hương" in (await lan.next_message()).plain
    stored = await find(house, lan.id)
    assert stored
    assert (stored.topics, stored.area) == ((TOPIC,), "phuong-da-huong")
    assert not any("0912345678" in row.text for row in await house.interactions())


async def test_a_poster_s_link_subscribes_to_its_topic_and_says_so(house: House) -> None:
    lan = house.server.resident("Lan")
    await lan.send(link(TOPIC))
    reply = await lan.next_message()
    assert "HỘ TỊCH" in reply.plain
    assert reply.find_button("Ngừng nhận tin")
    stored = await find(house, lan.id)
    assert stored
    assert stored.topics == (TOPIC,)


async def test_blocking_and_coming_back_restores_what_was_on(house: House) -> None:
    lan = house.server.resident("Lan")
    await subscribe(house, lan, "hộ tịch")
    await lan.block_bot()
    assert await state_of(house, lan.id) is SubscriberState.LOST
    await lan.unblock_bot()
    assert "như trước" in (await lan.next_message()).plain
    stored = await find(house, lan.id)
    assert stored
    assert (stored.state, stored.topics) == (SubscriberState.ACTIVE, (TOPIC,))


async def test_who_stopped_and_blocked_is_left_in_peace(house: House) -> None:
    lan = house.server.resident("Lan")
    await subscribe(house, lan)
    await lan.send("/huydangky")
    await lan.next_message()
    await lan.block_bot()
    await lan.unblock_bot()
    await lan.expect_silence()
    assert await state_of(house, lan.id) is SubscriberState.STOPPED


async def test_start_brings_back_who_was_lost_without_a_word(house: House) -> None:
    lan = house.server.resident("Lan")
    await subscribe(house, lan)
    await house.app.subscribing.membership.lose(lan.id, "bot was blocked by the user")
    await lan.send("/start")
    welcome = await lan.next_message()
    assert "như trước" in welcome.plain
    assert welcome.find_button("Ngừng nhận tin")
    assert await state_of(house, lan.id) is SubscriberState.ACTIVE


async def test_only_administrators_subscribe_a_group(house: House) -> None:
    owner, lan = house.server.resident("Owner"), house.server.resident("Lan")
    group = await house.server.group("Tổ 5", owner, lan)
    await lan.send("/dangky", chat=group)
    assert "Chỉ quản trị viên" in (await group.next_message()).plain
    assert await find(house, group.id) is None
    await owner.send("/dangky", chat=group)
    panel = await group.next_message()
    press = await lan.press(panel, "Ngừng nhận tin")
    assert "Chỉ quản trị viên" in (await press.answered())["text"]
    assert await state_of(house, group.id) is SubscriberState.ACTIVE
    await owner.press(panel, "Ngừng nhận tin")
    await group.next_edit()
    assert await state_of(house, group.id) is SubscriberState.STOPPED


async def test_an_anonymous_administrator_subscribes_the_group(house: House) -> None:
    owner, bot = house.server.resident("Owner"), house.server.resident("Group", is_bot=False)
    bot.user.is_bot = True
    group = await house.server.group("Tổ 5", owner)
    await bot.send_content({"text": "/dangky", "sender_chat": group.chat.as_json()}, chat=group)
    assert "Đang nhận tin" in (await group.next_message()).plain
    stored = await find(house, group.id)
    assert stored
    assert stored.kind is ChatKind.SUPERGROUP


async def test_a_link_in_a_group_asks_for_an_administrator_too(house: House) -> None:
    owner, lan = house.server.resident("Owner"), house.server.resident("Lan")
    group = await house.server.group("Tổ 5", owner, lan)
    await lan.send(link(TOPIC), chat=group)
    assert "Chỉ quản trị viên" in (await group.next_message()).plain
    assert await find(house, group.id) is None


async def test_a_group_that_puts_the_bot_out_is_lost_and_stays_so(house: House) -> None:
    owner = house.server.resident("Owner")
    group = await house.server.group("Tổ 5", owner)
    await owner.send("/dangky", chat=group)
    await group.next_message()
    await group.set_bot_status("kicked", owner.user)
    assert await state_of(house, group.id) is SubscriberState.LOST
    await group.set_bot_status("member", owner.user)
    assert await state_of(house, group.id) is SubscriberState.LOST


async def test_a_group_is_followed_when_it_becomes_a_supergroup(house: House) -> None:
    owner = house.server.resident("Owner")
    group = await house.server.group("Tổ 5", owner, kind="group")
    await owner.send("/dangky ho tich", chat=group)
    await group.next_message()
    await house.settle()
    new = group.migrate()
    stored = await find(house, new.id)
    assert stored
    assert (stored.kind, stored.topics) == (ChatKind.SUPERGROUP, (TOPIC,))
    assert await find(house, group.id) is None


async def test_a_channel_subscribes_by_a_post_that_is_just_the_command(house: House) -> None:
    owner = house.server.resident("Owner")
    channel = await house.server.channel("Kênh phường", owner)
    channel.post({"text": "Chào bà con, xin mời /dangky"}, None)
    channel.post({"text": "/dangky", "entities": [{"type": "bot_command", "offset": 0, "length": 7}]}, None)
    panel = await channel.next_message()
    assert "nhóm hoặc kênh" in panel.plain
    await house.settle()
    assert len(await house.inbox()) == 1
    stored = await find(house, channel.id)
    assert stored
    assert stored.kind is ChatKind.CHANNEL
    await owner.press(panel, "Ngừng nhận tin")
    await channel.next_edit()
    assert await state_of(house, channel.id) is SubscriberState.STOPPED
    await channel.set_bot_status("left", owner.user)
    await house.settle()


async def test_a_person_sees_and_erases_the_subscription(house: House) -> None:
    lan = house.server.resident("Lan")
    await lan.send("/dulieu")
    assert "không đăng ký" in (await lan.next_message()).plain
    await subscribe(house, lan, "hộ tịch")
    await lan.send("/dulieu")
    shown = (await lan.next_message()).plain
    assert str(lan.id) in shown
    assert "HỘ TỊCH" in shown
    await lan.send("/xoa")
    assert "Đã xóa đăng ký nhận tin" in (await lan.next_message()).plain
    assert await find(house, lan.id) is None


async def test_a_gone_panel_is_sent_anew(house: House) -> None:
    lan = house.server.resident("Lan")
    await lan.send("/dangky")
    panel = await lan.next_message()
    house.server.faults.fail(400, "Bad Request: message to edit not found", method="editMessageText")
    await lan.press(panel, "Khi nào")
    assert "Khi nào gửi" in (await lan.next_message()).plain


async def test_where_the_standing_is_hidden_nobody_subscribes_the_group(house: House) -> None:
    owner = house.server.resident("Owner")
    group = await house.server.group("Tổ 5", owner)
    house.server.faults.fail(400, "Bad Request: CHAT_ADMIN_REQUIRED", method="getChatMember")
    await owner.send("/dangky", chat=group)
    assert "Chỉ quản trị viên" in (await group.next_message()).plain
    assert await find(house, group.id) is None


async def test_a_standing_that_cannot_be_fetched_at_once_is_asked_again(house: House) -> None:
    owner = house.server.resident("Owner")
    group = await house.server.group("Tổ 5", owner)
    house.server.faults.fail(500, method="getChatMember", times=2)
    await owner.send("/dangky", chat=group)
    assert "Đang nhận tin" in (await group.next_message()).plain


async def test_corrected_words_are_understood_anew(house: House) -> None:
    lan = house.server.resident("Lan")
    sent = await lan.send("/dangky tổ 99")
    assert "tổ 99" in (await lan.next_message()).plain
    await lan.edit(sent, "/dangky tổ 3")
    await lan.next_message()
    stored = await find(house, lan.id)
    assert stored
    assert stored.area == "to-dan-pho-so-3"


async def test_a_panel_of_who_blocked_meanwhile_hinders_nobody(house: House, caplog: pytest.LogCaptureFixture) -> None:
    lan = house.server.resident("Lan")
    await lan.send("/dangky")
    panel = await lan.next_message()
    house.server.faults.fail(403, "Forbidden: bot was blocked by the user", method="editMessageText")
    await lan.press(panel, "Khi nào")
    await house.settle()
    assert_quiet(caplog)
