"""/xoa leaves no row tied to the person: a scan over every column of every table, on each kind of database."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.broadcasts.broadcast import Content, Draft, Tier
from bot.office.dialogue import Dialogue, Dialogues
from bot.tables import INTERACTION, LESSON
from bot.visitor import Channel, Visitor, person_key
from tests.bot.cast import NOON
from tests.bot.scan import Cell, read_cells
from tests.servers.resident import Resident
from tests.servers.server import BotApiServer
from tests.telegram.house import House, hire, open_house

WORDS = (
    "khai sinh cho chau Bong",
    "ket hon o phuong Mai",
    "khai tu cu Tam",
    "rac thai ngo Chua",
    "le phi ho Ca",
    "den duong cut",
)


async def traces(house: House, who: Resident) -> list[Cell]:
    """Return every cell that holds the person's id, pseudonym or words."""
    marks = [str(who.id), person_key(house.app.secret, Channel.TELEGRAM, who.id), *WORDS]
    return [cell for cell in await read_cells(house.app.database) if any(mark in cell.text for mark in marks)]


async def live(house: House, lan: Resident) -> None:
    """Let Lan do everything that residents can do, also what goes wrong."""
    await lan.send("/start")
    await lan.send(WORDS[0])
    answer = [await lan.next_message() for _ in range(2)][1]
    await (await lan.press(answer, "👍")).answered()
    await lan.press(answer, answer.buttons[0].data)
    await (await lan.inline(WORDS[1])).answered()
    group = await house.server.group("Tổ 7", lan)
    await lan.send(f"@{house.server.bot_name} {WORDS[2]}", chat=group)
    await group.next_message()
    await lan.send_photo(caption=WORDS[3])
    await lan.send_sticker()
    for command in (
        "/dangky ho tich",
        "/dulieu",
        "/thongke",
        "/dangtin",
        "/phatloa 5",
        "/nhansu ABCD-EFGH-JKLM-NPQR-STUV",
    ):
        await lan.send(command)
    await house.settle()
    house.server.faults.fail(400, "Bad Request: can't parse entities: x", method="sendMessage", chat_id=lan.id, times=3)
    await lan.send(WORDS[4])
    await house.settle()
    await lan.send(f"/hoicanbo {WORDS[5]}")
    await house.settle()
    await _teach(house, lan)
    await _broadcast(house, lan)
    await Dialogues(house.app.database, lambda: NOON).put(Dialogue(lan.id, "compose", "text", {"text": WORDS[0]}))


async def _teach(house: House, lan: Resident) -> None:
    """Let an official have taught the search from a question of Lan's."""
    person = person_key(house.app.secret, Channel.TELEGRAM, lan.id)
    own = select(INTERACTION.c.id).where(INTERACTION.c.person == person).limit(1).scalar_subquery()
    row = {
        "kind": "synonym",
        "wording": "giấy sinh",
        "meaning": "khai sinh",
        "target": "",
        "digest": "",
        "author_id": 1,
    }
    row |= {"at": NOON, "interaction_id": own, "effect": {}, "revision": 1}
    async with house.app.database.write() as connection:
        await connection.execute(insert(LESSON).values(row))


async def _broadcast(house: House, lan: Resident) -> None:
    """Send Lan an alert, which she opens."""
    await hire(house.app, 1)
    await hire(house.app, 2)
    content = Content("Bão số 3 vào chiều nay", announcement_id="thu-tuc-khai-sinh")
    broadcasts, seen = house.app.broadcasts, len(lan.messages)
    draft = await broadcasts.draft(Draft(1, content, Tier.EMERGENCY))
    await broadcasts.submit(draft.id, 1)
    await broadcasts.approve(draft.id, 2)
    await lan.wait_until(lambda: len(lan.messages) > seen)
    await (await lan.press(lan.messages[-1], "Xem văn bản")).answered()
    await house.settle()


async def test_nothing_is_left_of_a_resident(
    server: BotApiServer, tmp_path: Path, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    lan, minh = server.resident("Lan"), server.resident("Minh")
    async with open_house(tmp_path, server, url=database_url) as house:
        await minh.send(WORDS[0])
        await minh.send("/dangky")
        await live(house, lan)
        before = {(cell.table, cell.column) for cell in await traces(house, lan)}
        assert before >= {
            *(("interaction", "person"), ("interaction", "text"), ("subscriber", "chat_id")),
            *(("subscriber_topic", "chat_id"), ("delivery", "chat_id"), ("audit", "staff_id")),
            *(("dialogue", "staff_id"), ("dialogue", "data"), ("founding_try", "telegram_id")),
            *(("ticket", "text"), ("ticket_asker", "person"), ("ticket_asker", "chat_id")),
        }
        kept = [cell for cell in await traces(house, minh) if cell.text == str(minh.id)]
        await lan.send("/xoa")
        await house.settle()
        assert "Đã xóa" in lan.messages[-1].plain
        left = [cell for cell in await traces(house, lan) if cell.text != WORDS[0]]  # Minh asked the same
        assert left == []
        assert [cell for cell in await traces(house, minh) if cell.text == str(minh.id)] == kept
        assert len([row for row in await house.interactions() if row.text == WORDS[0]]) == 1
        await lan.send("/dulieu")
        await house.settle()
        assert "Hiện có **0**".replace("*", "") in lan.messages[-1].plain
        assert "dòng" not in lan.messages[-1].plain
    assert not [record for record in caplog.records if record.exc_info and record.levelno > logging.ERROR]


async def test_what_is_counted_is_what_goes(server: BotApiServer, tmp_path: Path) -> None:
    lan = server.resident("Lan")
    async with open_house(tmp_path, server) as house:
        await live(house, lan)
        parts = house.app.conversation._parts
        visitor = Visitor(person_key(house.app.secret, Channel.TELEGRAM, lan.id), Channel.TELEGRAM, chat_id=lan.id)
        counted = {room.name: await room.count_of(visitor) for room in parts.erasers}
        assert all(counted.values())
        assert {room.name: await room.erase(visitor) for room in parts.erasers} == counted
        assert not any([await room.count_of(visitor) for room in parts.erasers])


async def test_staff_stay_answerable_for_what_they_did(server: BotApiServer, tmp_path: Path) -> None:
    an = server.resident("An", has_started=True)
    async with open_house(tmp_path, server, staff=frozenset({an.id})) as house:
        await hire(house.app, an.id)
        await house.app.broadcasts.draft(Draft(an.id, Content("Tin thử")))
        await an.send("/phatloa")
        await house.settle()
        await an.send("/xoa")
        await house.settle()
        assert {(cell.table, cell.column) for cell in await traces(house, an)} == {
            *(("staff", "telegram_id"), ("broadcast", "author_id"), ("audit", "staff_id")),
        }
