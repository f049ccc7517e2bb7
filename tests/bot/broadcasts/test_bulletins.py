"""Bulletins: made once for each day or week, from what is new, for those who want it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.broadcasts.broadcast import Audience, Broadcast, BroadcastKind, Content
from bot.broadcasts.bulletins import MACHINE, Rhythm, make_bulletins, read_rhythms
from bot.broadcasts.wording import BulletinWords
from bot.catalogue import load_catalogue
from bot.subscribers import Digest
from knowledge.announcement import Announcement
from knowledge.store import Origin, save_announcement
from tests.bot.broadcasts.station import BINH, Station
from tests.bot.cast import HANOI
from tests.bot.house import CERTIFICATION, WARD, WASTE, build_house

BERLIN = ZoneInfo("Europe/Berlin")
DAILY, WEEKLY = Rhythm(Digest.DAILY, 18 * 60), Rhythm(Digest.WEEKLY, 18 * 60, 6)


def at(text: str, zone: ZoneInfo = HANOI) -> datetime:
    """Return a moment of the unit's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


async def publish(station: Station, announcement: Announcement, moment: str) -> None:
    """Save an announcement at a moment."""
    async with station.database.write() as connection:
        await save_announcement(connection, announcement, origin=Origin.LOADED, now=at(moment))


async def make(station: Station, moment: str) -> list[Broadcast]:
    """Make what is due at a moment, twice, and return all bulletins so far, oldest first."""
    station.clock.now = at(moment)
    for _ in range(2):
        async with station.database.write() as connection:
            await make_bulletins(connection, read_rhythms(station.settings), station.clock(), HANOI)
    found = await station.broadcasts.listed(limit=50)
    return [each for each in reversed(found) if each.kind is BroadcastKind.BULLETIN]


def told(bulletin: Broadcast) -> list[str]:
    """Return what a bulletin tells, in order."""
    return [note.announcement_id or note.text for note in bulletin.content.notes]


@pytest.mark.parametrize(
    ("rhythm", "zone", "now", "due", "key"),
    [
        pytest.param(DAILY, HANOI, "2026-11-27T18:00", "2026-11-27T18:00", "daily:2026-11-27", id="at the minute"),
        pytest.param(DAILY, HANOI, "2027-01-01T00:10", "2026-12-31T18:00", "daily:2026-12-31", id="after New Year"),
        pytest.param(WEEKLY, HANOI, "2026-11-28T23:00", "2026-11-22T18:00", "weekly:2026-W47", id="before Sunday"),
        pytest.param(WEEKLY, HANOI, "2027-01-03T18:00", "2027-01-03T18:00", "weekly:2026-W53", id="week of two years"),
        pytest.param(DAILY, BERLIN, "2026-03-29T18:30", "2026-03-29T18:00", "daily:2026-03-29", id="summer time"),
    ],
)
def test_the_last_moment_due(rhythm: Rhythm, zone: ZoneInfo, now: str, due: str, key: str) -> None:
    found = rhythm.last_due(at(now, zone), zone)
    assert found == at(due, zone)
    assert rhythm.key(found) == key


async def test_a_day_s_news_are_told_once(station: Station) -> None:
    await publish(station, CERTIFICATION, "2026-11-25T08:00")  # the first load is no news
    assert await make(station, "2026-11-26T18:01") == []
    await publish(station, WASTE, "2026-11-27T09:00")
    assert await make(station, "2026-11-27T17:59") == []
    (made,) = await make(station, "2026-11-27T18:00")
    assert (told(made), made.author_id, made.key) == ([WASTE.id], MACHINE, "daily:2026-11-27")
    assert await make(station, "2026-11-27T23:59") == [made]
    assert await make(station, "2026-11-28T18:00") == [made]


async def test_a_change_is_no_news_and_what_is_withdrawn_is_none(station: Station) -> None:
    await publish(station, CERTIFICATION, "2026-11-25T08:00")
    await publish(station, replace(CERTIFICATION, title="Tên mới"), "2026-11-27T09:00")
    assert await make(station, "2026-11-27T18:00") == []


async def test_what_comes_after_the_moment_waits_for_the_next(station: Station) -> None:
    await publish(station, CERTIFICATION, "2026-11-25T08:00")
    await publish(station, WASTE, "2026-11-27T18:30")
    assert await make(station, "2026-11-27T19:00") == []
    (made,) = await make(station, "2026-11-28T18:00")
    assert told(made) == [WASTE.id]


async def test_after_a_standstill_everything_since_the_last_one_is_told(station: Station) -> None:
    await publish(station, CERTIFICATION, "2026-11-20T08:00")
    await publish(station, WASTE, "2026-11-23T09:00")
    daily, weekly = await make(station, "2026-11-29T20:00")  # a Sunday
    assert told(daily) == told(weekly) == [WASTE.id]


async def test_a_weekly_one_is_not_made_days_late(station: Station) -> None:
    await publish(station, CERTIFICATION, "2026-11-20T08:00")
    await publish(station, WASTE, "2026-11-21T09:00")
    assert [each.key for each in await make(station, "2026-11-25T10:00")] == ["daily:2026-11-24"]


async def test_two_senders_make_one(station: Station) -> None:
    await publish(station, CERTIFICATION, "2026-11-25T08:00")
    await publish(station, WASTE, "2026-11-27T09:00")
    station.clock.now = at("2026-11-27T18:00")
    await station.subscribe([1], digest="daily")
    stop = asyncio.Event()
    senders = [asyncio.create_task(station.sender(name).run(stop)) for name in ("one", "two")]
    async with asyncio.timeout(10):
        while not station.carrier.parcels:  # noqa: ASYNC110 - the carrier tells nothing
            await asyncio.sleep(0.02)
    stop.set()
    await asyncio.gather(*senders)
    assert station.carrier.chats == [1]


async def test_ordinary_broadcasts_are_told_to_who_did_not_get_them(station: Station) -> None:
    await publish(station, CERTIFICATION, "2026-11-20T08:00")
    station.clock.now = at("2026-11-27T09:00")
    await station.subscribe([1])
    await station.play((await station.approve(content=Content("Mai cắt điện."), audience=Audience("dien"))).id)
    station.clock.move(minutes=1)
    wrong = await station.approve(content=Content("Nhầm."))
    await station.play(wrong.id)
    await station.broadcasts.recall(wrong.id, BINH)
    (made,) = await make(station, "2026-11-27T18:00")
    assert told(made) == ["Mai cắt điện."]


async def test_each_reader_is_one_who_wants_something(station: Station) -> None:
    await publish(station, CERTIFICATION, "2026-11-20T08:00")
    await publish(station, WASTE, "2026-11-27T09:00")
    await station.subscribe([1], digest="daily")
    await station.subscribe([2, 3], digest="daily", topics=["moi-truong"], area="to-3")
    await station.subscribe([4], digest="daily", topics=["chung-thuc"])
    await station.subscribe([5], digest="weekly")
    await station.subscribe([6])
    (made,) = await make(station, "2026-11-27T18:00")
    await station.play(made.id)
    assert {parcel.chat_id: parcel.topics for parcel in station.carrier.parcels} == {
        1: (),
        2: ("moi-truong", "@to-3"),
        3: ("moi-truong", "@to-3"),
    }


async def test_the_words_are_those_of_the_reader_s_topics(station: Station) -> None:
    await publish(station, replace(CERTIFICATION, id="cu", sections=()), "2026-11-20T08:00")
    for announcement in (WASTE, CERTIFICATION):
        await publish(station, announcement, "2026-11-27T09:00")
    (made,) = await make(station, "2026-11-27T18:00")
    words = BulletinWords(build_house(station.database).base, load_catalogue(), unit_id=WARD.id, zone=HANOI)
    reply = words.compose(made.content, ("moi-truong",), "vi")
    assert reply.text == (
        "📰 Tin mới của Phường Thử. Bấm vào tên để xem, hoặc cứ nhắn câu hỏi:\n\n"
        "Môi trường\n• Kế hoạch phân loại rác thải sinh hoạt tại nguồn (số 12/KH-UBND, 03/02/2026)"
    )
    assert [button.action.argument for (button,) in reply.buttons] == [WASTE.id]
    assert len(words.compose(made.content, (), "vi").buttons) == 2
