"""Groups: only what is meant for the bot is stored and answered. Inline mode: sections for any chat."""

from __future__ import annotations

from pathlib import Path

from tests.servers.server import BotApiServer
from tests.telegram.house import House, open_house

QUESTION = "làm giấy khai sinh cần giấy tờ gì"


async def test_mention_is_answered_with_the_question_quoted(house: House) -> None:
    lan = house.server.resident("Lan")
    group = await house.server.group("Tổ 5", lan)
    asked = await lan.send(f"@Loa_Phuong_Bot {QUESTION}", chat=group)
    answer = await group.next_message()
    assert answer.reply_to == asked["message_id"]
    assert "Tờ khai" in answer.plain
    await house.settle()
    assert [row.text for row in await house.interactions()] == [QUESTION]


async def test_reply_to_the_bot_is_answered(house: House) -> None:
    lan = house.server.resident("Lan")
    group = await house.server.group("Tổ 5", lan)
    await lan.send("/help@loa_phuong_bot", chat=group)
    shown = await group.next_message()
    await lan.send(QUESTION, chat=group, reply_to=shown)
    assert "Tờ khai" in (await group.next_message()).plain


async def test_mention_alone_gets_help(house: House) -> None:
    lan = house.server.resident("Lan")
    group = await house.server.group("Tổ 5", lan)
    await lan.send("@loa_phuong_bot", chat=group)
    assert "Cách hỏi" in (await group.next_message()).plain


async def test_tap_in_a_group_is_answered(house: House) -> None:
    lan = house.server.resident("Lan")
    group = await house.server.group("Tổ 5", lan)
    await lan.send("/help", chat=group)
    shown = await group.next_message()
    press = await lan.press(shown, "Mới nhất")
    assert (await group.next_message()).reply_to == shown.id
    assert press.answer is not None


async def test_talk_among_others_is_neither_answered_nor_stored(tmp_path: Path) -> None:
    async with BotApiServer(reads_all_group_messages=True) as server, open_house(tmp_path, server) as house:
        lan = server.resident("Lan")
        group = await server.group("Tổ 5", lan)
        for text in (QUESTION, "/help@another_bot", "/other", "xem @loa_phuong_bot2", "a@loa_phuong_bot"):
            await lan.send(text, chat=group)
        await lan.send_sticker(chat=group)
        await lan.send("/help", chat=group)
        assert "Cách hỏi" in (await group.next_message()).plain
        await house.settle()
        assert len(await house.inbox()) == 1


async def test_group_that_became_a_supergroup_is_followed(house: House) -> None:
    lan = house.server.resident("Lan")
    group = await house.server.group("Tổ 5", lan, kind="group")
    new = await house.server.group("Tổ 5", lan)
    house.server.faults.migrate(new.id, method="sendMessage", chat_id=group.id)
    await lan.send("/help", chat=group)
    assert "Cách hỏi" in (await new.next_message()).plain


async def test_inline_mode_offers_sections(house: House) -> None:
    lan = house.server.resident("Lan")
    question = await lan.inline("khai sinh")
    results = await question.answered()
    assert results
    assert "khai sinh" in results[0]["title"].lower()
    await lan.choose(question, results[0]["id"])
    await house.settle()
    assert await house.interactions() == []
    assert lan.messages == []


async def test_inline_mode_survives_any_words(house: House) -> None:
    lan = house.server.resident("Lan")
    for query in ("", "   ", "<b>&", "🎉", "x" * 256):
        await (await lan.inline(query)).answered()
