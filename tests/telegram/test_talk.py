"""The conversation of a resident with the real library over the loopback server."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.command import Command
from bot.deep_link import encode_payload
from bot.reply import Action, Verb
from tests.servers.server import BotApiServer
from tests.telegram.house import House, assert_quiet, open_house

QUESTION = "lam giay khai sinh can giay to gi"


async def test_a_resident_gets_from_start_to_feedback(house: House, caplog: pytest.LogCaptureFixture) -> None:
    lan = house.server.resident("Lan")
    await lan.send("/start")
    welcome = await lan.next_message()
    assert "Máy trả lời tự động" in welcome.plain
    assert [len(row) for row in welcome.rows] == [2, 1, 2]

    asked = await lan.send(QUESTION)
    answer = await lan.next_message()
    assert answer.reply_to == asked["message_id"]
    assert any("Tờ khai đăng ký khai sinh" in each for each in answer.marked("blockquote"))

    await (await lan.press(answer, "Kết quả khác")).answered()
    others = await lan.next_message()
    await (await lan.press(others, others.buttons[0].data)).answered()
    opened = await lan.next_message()
    assert opened.marked("blockquote") or opened.marked("expandable_blockquote")

    assert "Cảm ơn" in (await (await lan.press(opened, "👍")).answered())["text"]
    await lan.send("/thongke")
    assert "Tổng số truy cập: 5" in (await lan.next_message()).plain
    await house.settle()
    assert [row.event for row in await house.interactions()] == [
        "browse", "question", "tap", "open", "feedback", "browse",
    ]  # fmt: skip
    assert_quiet(caplog)


async def test_every_command_is_answered(house: House) -> None:
    lan = house.server.resident("Lan")
    for command in Command:
        await lan.send(f"/{command}")
        assert (await lan.next_message()).plain
    await house.settle()
    assert len(lan.messages) == len(Command)


async def test_deep_link_leads_to_the_announcement(house: House) -> None:
    lan = house.server.resident("Lan")
    await lan.send(f"/start {encode_payload(Action(Verb.ANNOUNCEMENT, 'thu-tuc-khai-sinh'))}")
    assert "khai sinh" in (await lan.next_message()).plain.lower()


async def test_unusable_deep_link_is_a_plain_start(house: House) -> None:
    lan = house.server.resident("Lan")
    await lan.send("/start 0912345678")
    assert "Máy trả lời tự động" in (await lan.next_message()).plain
    assert "0912345678" not in str(await house.inbox())


async def test_edited_question_is_answered_anew(house: House) -> None:
    lan = house.server.resident("Lan")
    first = await lan.send("xin chào")
    await lan.next_message()
    await lan.edit(first, QUESTION)
    again = await lan.next_message()
    assert again.reply_to == first["message_id"]
    assert "Tờ khai" in again.plain


async def test_media_get_a_polite_word_and_captions_an_answer(house: House) -> None:
    lan = house.server.resident("Lan")
    for send in (lan.send_sticker, lan.send_photo, lan.send_voice, lan.send_contact, lan.send_location):
        await send()
        assert (await lan.next_message()).plain
    await lan.send_document(b"%PDF", "giay-to.pdf")
    assert "bằng chữ" in (await lan.next_message()).plain
    await lan.send_photo(caption=QUESTION)
    assert "Tờ khai" in (await lan.next_message()).plain
    await house.settle()
    kinds = [row.detail.get("what") for row in await house.interactions()]
    assert kinds == ["sticker", "photo", "voice", "contact", "location", "document", None]


async def test_album_gets_one_reply(house: House) -> None:
    lan = house.server.resident("Lan")
    photo = {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "media_group_id": "7"}
    for _ in range(3):
        await lan.send_content(photo)
    await house.settle()
    assert len(lan.messages) == 1


async def test_tap_that_comes_too_late_is_no_error(house: House, caplog: pytest.LogCaptureFixture) -> None:
    lan = house.server.resident("Lan")
    await lan.send("/help")
    shown = await lan.next_message()
    house.server.backend.queries.expiry_s = -1
    press = await lan.press(shown, "Mới nhất")
    assert (await lan.next_message()).buttons
    await house.settle()
    assert press.answer is None
    assert_quiet(caplog)


async def test_tap_under_a_message_too_old_to_see_is_answered(house: House) -> None:
    lan = house.server.resident("Lan")
    backend = house.server.backend
    old = {"message_id": 1, "date": 0, "chat": lan.chat.as_json()}
    query = backend.queries.ask("callback", {"from": lan.user.as_json(), "message": old, "data": "w:"})
    lan.user.has_started = True
    backend.push("callback_query", query.content | {"chat_instance": "1"}, lan.id)
    assert (await lan.next_message()).buttons


async def test_webhook_of_earlier_days_is_given_up(server: BotApiServer, tmp_path: Path) -> None:
    lan = server.resident("Lan")
    async with ClientSession() as http:
        url = f"{server.base_url}/bot{server.token}/setWebhook"
        assert (await http.post(url, json={"url": "http://127.0.0.1:9/"})).status == 200
    await lan.send("/help")
    async with open_house(tmp_path, server):
        assert (await lan.next_message()).plain


async def test_blocked_bot_gives_up_quietly(house: House, caplog: pytest.LogCaptureFixture) -> None:
    lan = house.server.resident("Lan")
    fault = house.server.faults.fail(403, method="sendMessage")
    await lan.send(QUESTION)
    await house.settle()
    assert fault.struck == 1
    assert_quiet(caplog)


async def test_staff_are_answered_but_not_counted(server: BotApiServer, tmp_path: Path) -> None:
    lan = server.resident("Lan")
    async with open_house(tmp_path, server, staff=frozenset({lan.id})) as house:
        await lan.send(QUESTION)
        assert (await lan.next_message()).plain
        assert (await house.app.conversation.visits()).total == 0


async def test_restart_goes_on_where_it_stopped(server: BotApiServer, tmp_path: Path) -> None:
    lan = server.resident("Lan")
    async with open_house(tmp_path, server) as house:
        await lan.send("/help")
        shown = await lan.next_message()
        await house.settle()
    await lan.press(shown, "Mới nhất")
    await lan.send(QUESTION)
    async with open_house(tmp_path, server) as house:
        assert (await lan.next_message()).buttons
        assert "Tờ khai" in (await lan.next_message()).plain
        await house.settle()
        assert len(await house.interactions()) == 3


async def test_every_kind_of_database_serves(server: BotApiServer, tmp_path: Path, database_url: str) -> None:
    people = server.residents(20)
    for lan in people:
        await lan.send(QUESTION)
    async with open_house(tmp_path, server, url=database_url) as house:
        await house.settle()
        assert [len(lan.messages) for lan in people] == [1] * 20
        assert len(await house.interactions()) == 20
        assert {(row.state, row.raw) for row in await house.inbox()} == {(1, None)}


async def test_commands_and_descriptions_are_set_in_both_languages(house: House) -> None:
    async with asyncio.timeout(5):
        while len(house.server.log.of("setMyShortDescription")) < 2:  # noqa: ASYNC110 - the last call of all
            await asyncio.sleep(0.01)
    calls = house.server.log.of("setMyCommands")
    assert [call.arguments.get("language_code", "") for call in calls] == ["", "en"]
    assert {c["command"] for c in calls[0].arguments["commands"]} == {command.value for command in Command}


async def test_answer_leaves_nothing_in_the_inbox(house: House) -> None:
    lan = house.server.resident("Lan", last_name="Nguyễn", username="lan_nguyen")
    await lan.send("số tôi là 0912345678, " + QUESTION)
    assert "Máy đã che số giấy tờ" in (await lan.next_message()).plain
    await house.settle()
    (row,) = await house.inbox()
    assert (row.state, row.raw, row.error) == (1, None, None)
    assert house.face.last_good_poll_at
    assert house.face.health().is_ready
