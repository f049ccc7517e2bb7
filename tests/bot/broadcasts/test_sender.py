"""The outbox and its sender: nobody missed, nobody twice, and what is not known is called so."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.broadcasts.broadcast import Audience, BroadcastKind, BroadcastState, Content, Tier
from bot.broadcasts.carrier import Blocked, Failed, Fate, Held, Migrated, Sent, Uncertain, Unsendable, Unsent
from bot.broadcasts.delivery import DeliveryState
from bot.broadcasts.lease import LEASE_S, Lease
from bot.broadcasts.ledger import Ledger, Tried
from bot.broadcasts.starting import start_due
from bot.tables import SUBSCRIBER
from tests.bot.broadcasts.station import AN, BINH, CHI, DUNG, Station
from tests.bot.cast import HANOI

PEOPLE = range(1, 41)


async def test_everybody_gets_it_once(station: Station) -> None:
    await station.subscribe(PEOPLE)
    made = await station.approve()
    await station.play(made.id)
    assert sorted(station.carrier.chats) == list(PEOPLE)
    report = await station.broadcasts.report(made.id)
    assert report is not None
    assert (report.audience, report.sent, report.pending) == (40, 40, 0)


async def test_what_was_in_flight_at_a_kill_is_uncertain_and_not_repeated(station: Station) -> None:
    await station.subscribe(PEOPLE)
    made = await station.approve()
    await station.die_while_sending(parcels=6)
    station.clock.move(seconds=LEASE_S + 1)
    await station.play(made.id)
    report = await station.broadcasts.report(made.id)
    assert report is not None
    assert report.uncertain >= 2
    assert report.sent + report.uncertain == 40
    states = await station.states(made.id)
    assert len(station.carrier.chats) == len(set(station.carrier.chats)), "somebody got it twice"
    assert all(states[chat] is DeliveryState.UNCERTAIN for chat in set(PEOPLE) - set(station.carrier.chats))
    assert dict(report.failures) == {"interrupted": report.uncertain}


async def test_a_second_process_waits_for_the_lease(station: Station) -> None:
    await station.subscribe(PEOPLE)
    made = await station.approve()
    stop = asyncio.Event()
    senders = [asyncio.create_task(station.sender(name).run(stop)) for name in ("one", "two", "three")]
    while (await station.found(made.id)).state is not BroadcastState.DONE:  # noqa: ASYNC110 - the database tells
        await asyncio.sleep(0.02)
    stop.set()
    await asyncio.gather(*senders)
    assert sorted(station.carrier.chats) == list(PEOPLE)


@pytest.mark.parametrize(
    ("fate", "state"),
    [
        pytest.param(Blocked("bot was blocked by the user"), DeliveryState.BLOCKED, id="blocked"),
        pytest.param(Failed("strange"), DeliveryState.FAILED, id="failed"),
        pytest.param(Uncertain("time_out"), DeliveryState.UNCERTAIN, id="uncertain"),
        pytest.param(Held(0.05), DeliveryState.SENT, id="held, then sent"),
        pytest.param(Migrated(-1009), DeliveryState.SENT, id="migrated, then sent"),
    ],
)
async def test_a_fate_leads_to_its_state(station: Station, fate: Fate, state: DeliveryState) -> None:
    await station.subscribe([-5, 6])
    station.carrier.fates = {-5: [fate]}
    made = await station.approve()
    running = asyncio.create_task(station.play(made.id))
    while not running.done():
        station.clock.move(seconds=0.02)
        await asyncio.sleep(0.02)
    await running
    states = await station.states(made.id)
    assert states.get(-1009 if isinstance(fate, Migrated) else -5) is state
    assert states[6] is DeliveryState.SENT


async def test_who_blocked_the_bot_is_no_subscriber_any_more(station: Station) -> None:
    await station.subscribe([1, 2])
    station.carrier.fates = {1: [Blocked("bot was blocked by the user")]}
    await station.play((await station.approve()).id)
    async with station.database.read() as connection:
        rows = (await connection.execute(select(SUBSCRIBER.c.chat_id, SUBSCRIBER.c.state))).mappings()
        assert {row["chat_id"]: row["state"] for row in rows} == {1: "lost", 2: "active"}


async def test_a_group_under_a_new_id_stays_a_subscriber_once(station: Station) -> None:
    await station.subscribe([-5, -1009])
    station.carrier.fates = {-5: [Migrated(-1009)]}
    made = await station.approve()
    await station.play(made.id)
    assert station.carrier.chats.count(-1009) == 1
    report = await station.broadcasts.report(made.id)
    assert report is not None
    assert dict(report.failures) == {"merged": 1}
    async with station.database.read() as connection:
        assert list(await connection.scalars(select(SUBSCRIBER.c.chat_id))) == [-1009]


async def test_a_message_that_nobody_can_get_stops_at_once(station: Station) -> None:
    await station.subscribe(PEOPLE)
    station.carrier.fates = {chat: [Unsendable("can't parse entities")] for chat in PEOPLE}
    made = await station.approve()
    await station.play(made.id, until=BroadcastState.STOPPED)
    report = await station.broadcasts.report(made.id)
    assert report is not None
    assert (report.sent, report.pending) == (0, 0)
    assert report.broadcast.reason == "can't parse entities"
    assert len(station.carrier.chats) < 40


async def test_unsent_ones_are_tried_again_and_given_up_in_the_end(station: Station) -> None:
    await station.subscribe([1, 2])
    station.carrier.fates = {1: [Unsent("server_error")] * 2, 2: [Unsent("server_error")] * 9}
    made = await station.approve()
    running = asyncio.create_task(station.play(made.id, timeout_s=40))
    while not running.done():
        station.clock.move(seconds=2)
        await asyncio.sleep(0.05)
    await running
    assert await station.states(made.id) == {1: DeliveryState.SENT, 2: DeliveryState.FAILED}
    assert station.carrier.chats.count(2) == station.settings.retry_attempts


async def test_a_pause_holds_and_a_resume_goes_on(station: Station) -> None:
    await station.subscribe(PEOPLE)
    made = await station.approve()
    station.carrier.hanging = {1, 2, 3, 4}
    stop = asyncio.Event()
    running = asyncio.create_task(station.sender().run(stop))
    while len(station.carrier.chats) < 4:  # noqa: ASYNC110 - the carrier tells nothing
        await asyncio.sleep(0.01)
    await station.broadcasts.pause(made.id, BINH)
    stop.set()
    await running
    before = len(station.carrier.chats)
    station.clock.move(seconds=LEASE_S + 1)
    await station.broadcasts.resume(made.id, BINH)
    await station.play(made.id)
    assert before == 4
    assert sorted(station.carrier.chats) == list(PEOPLE)


async def test_the_kill_switch_stops_everything_until_released(station: Station) -> None:
    await station.subscribe(PEOPLE)
    await station.broadcasts.halt(AN)
    made = await station.approve()
    with pytest.raises(TimeoutError):
        await station.play(made.id, timeout_s=1.5)
    assert station.carrier.chats == []
    await station.broadcasts.release(DUNG)
    await station.play(made.id)
    assert sorted(station.carrier.chats) == list(PEOPLE)


async def test_emergencies_go_first(station: Station) -> None:
    await station.subscribe(PEOPLE)
    first = await station.approve(tier=Tier.PRIORITY)
    urgent = await station.approve(tier=Tier.EMERGENCY)
    station.carrier.hanging = set()
    await station.play(urgent.id)
    assert [parcel.broadcast_id for parcel in station.carrier.parcels[:40]] == [urgent.id] * 40
    station.clock.move(seconds=5)
    assert first.id != urgent.id


async def test_the_audience_is_by_topic_area_and_digest(station: Station) -> None:
    await station.subscribe([1])
    await station.subscribe([2], topics=["rac"])
    await station.subscribe([3], topics=["dien"])
    await station.subscribe([4], area="to-3")
    await station.subscribe([5], digest="daily")
    await station.subscribe([6], state="stopped")
    made = await station.approve(audience=Audience("rac", "to-4"))
    await station.play(made.id)
    assert sorted(station.carrier.chats) == [1, 2]
    size = await station.broadcasts.audience_size(Audience("rac"), Tier.ORDINARY)
    assert (size.now, size.later) == (3, 1)
    size = await station.broadcasts.audience_size(Audience(), Tier.EMERGENCY)
    assert (size.now, size.later) == (5, 0)


async def test_a_recall_takes_back_what_arrived_and_stops_the_rest(station: Station) -> None:
    await station.subscribe([1, 2, 3])
    station.carrier.fates = {2: [Uncertain("time_out")], 3: [Failed("strange")]}
    made = await station.approve()
    await station.play(made.id)
    recall = await station.broadcasts.recall(made.id, CHI)
    await station.play(recall.id)
    taken = [p for p in station.carrier.parcels if p.kind is BroadcastKind.RECALL]
    assert [(p.chat_id, p.original_id is not None) for p in taken] == [(1, True), (2, False)]


async def test_a_correction_edits_what_arrived_and_reaches_the_others(station: Station) -> None:
    await station.subscribe([1, 2, 3])
    made = await station.approve()
    async with station.database.write() as connection:
        await start_due(connection, station.clock(), HANOI)
    await station.die_while_sending(parcels=3)
    station.clock.move(seconds=LEASE_S + 1)
    draft = await station.broadcasts.correct(made.id, Content("Đúng là 9 giờ."), AN)
    await station.broadcasts.submit(draft.id, AN)
    await station.broadcasts.approve(draft.id, BINH)
    await station.play(draft.id)
    corrections = [p for p in station.carrier.parcels if p.broadcast_id == draft.id]
    assert sorted(p.chat_id for p in corrections) == [1, 2, 3]
    assert {p.content.text for p in corrections} == {"Đúng là 9 giờ."}


async def test_failed_ones_can_be_tried_again(station: Station) -> None:
    await station.subscribe([1, 2])
    station.carrier.fates = {1: [Failed("strange")]}
    made = await station.approve()
    await station.play(made.id)
    await station.broadcasts.retry_failed(made.id, BINH)
    await station.play(made.id)
    assert set((await station.states(made.id)).values()) == {DeliveryState.SENT}
    assert station.carrier.chats.count(2) == 1


async def test_a_series_makes_one_run_for_each_moment_and_no_late_ones(station: Station) -> None:
    await station.subscribe([1])
    series = await station.approve(cron="0 13 * * *", send_at=station.clock())
    for hours, runs in ((0, 1), (1, 2), (24, 3), (47, 3)):  # the last time the moment was 23 hours ago
        station.clock.move(hours=hours)
        async with station.database.write() as connection:
            await start_due(connection, station.clock(), HANOI)
            await start_due(connection, station.clock(), HANOI)
        made = [each for each in await station.broadcasts.listed() if each.parent_id == series.id]
        assert len(made) == runs
    again = await station.found(series.id)
    assert again.state is BroadcastState.APPROVED
    assert again.send_at > station.clock()


async def test_opened_is_counted_once_for_each_recipient(station: Station) -> None:
    await station.subscribe([1, 2])
    made = await station.approve(content=Content("Xem văn bản.", announcement_id="ke-hoach-rac"))
    await station.play(made.id)
    for chat in (1, 1, 99):
        await station.broadcasts.open(made.id, chat)
    report = await station.broadcasts.report(made.id)
    assert report is not None
    assert report.opened == 1


async def test_a_late_result_beats_the_doubt_of_a_new_sender(station: Station) -> None:
    await station.subscribe([1])
    made = await station.approve()
    lease = Lease(station.database, "sender:7", "one", station.clock)
    ledger = Ledger(station.database, lease, station.clock)
    assert await lease.take()
    async with station.database.write() as connection:
        await start_due(connection, station.clock(), HANOI)
    claims, _ = await ledger.turn((), [await station.found(made.id)], 5)
    assert await ledger.recover() == 1
    tried = Tried(claims[0].parcel.delivery_id, made.id, 1, 1, Sent(77))
    await ledger.turn([tried], (), 0)
    assert await station.states(made.id) == {1: DeliveryState.SENT}


async def test_who_lost_the_lease_claims_nothing_more(station: Station) -> None:
    await station.subscribe([1])
    made = await station.approve()
    first, second = (Lease(station.database, "sender:7", name, station.clock) for name in ("one", "two"))
    assert await first.take()
    assert not await second.take()
    async with station.database.write() as connection:
        await start_due(connection, station.clock(), HANOI)
    station.clock.move(seconds=LEASE_S + 1)
    assert await second.take()
    claims, _ = await Ledger(station.database, first, station.clock).turn((), [await station.found(made.id)], 5)
    assert claims == []


async def test_a_lease_of_a_clock_that_was_set_back_binds_nobody(station: Station) -> None:
    first, second = (Lease(station.database, "sender:7", name, station.clock) for name in ("one", "two"))
    assert await first.take()
    station.clock.move(hours=-1)
    assert await second.take()


async def test_old_reports_keep_their_counts_and_forget_their_chats(station: Station) -> None:
    await station.subscribe([1, 2])
    made = await station.approve()
    await station.play(made.id)
    station.clock.move(days=station.settings.kept_days - 1)
    await station.broadcasts.purge()
    assert set(await station.states(made.id)) == {1, 2}
    station.clock.move(days=2)
    await station.broadcasts.purge()
    assert set(await station.states(made.id)) == {None}
    report = await station.broadcasts.report(made.id)
    assert report is not None
    assert (report.audience, report.sent) == (2, 2)
