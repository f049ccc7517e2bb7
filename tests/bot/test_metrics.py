"""Numbers for a monitor: true, few, and about nobody."""

from __future__ import annotations

from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from bot.database import Database
from bot.metrics import Metrics, Updates
from bot.outcome import Outcome
from bot.tables import BROADCAST, DELIVERY, INBOX
from bot.visitor import Channel
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from tests.bot.cast import LAN, NOON, OFFICIAL
from tests.bot.house import CERTIFICATION, WARD, build_house
from tests.bot.typed import find_leaks, write_questions

QUESTIONS = tuple(write_questions(300, seed=5))


def make_metrics(database: Database) -> Metrics:
    """Return metrics over WARD's certification."""
    base = KnowledgeBase(SearchIndex(load_lexicon()), [WARD])
    base.change((CERTIFICATION,))
    return Metrics(database, base, lambda: NOON, rate=25)


async def scrape(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """Return every sample by its name and the values of its labels."""
    text = (await metrics.render()).decode()
    families = text_string_to_metric_families(text)
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


async def test_visits_are_counted_by_channel_and_outcome(database: Database) -> None:
    metrics, house = make_metrics(database), build_house(database)
    house.log._observe = metrics.observe
    await house.conversation.ask(LAN, "phí chứng thực bao nhiêu", key="a")
    await house.conversation.ask(OFFICIAL, "phí chứng thực bao nhiêu", key="b")
    found = await scrape(metrics)
    assert found["loa_visits_total", "telegram", "yes", "answered"] == 1
    assert found["loa_visits_total", "telegram", "no", "answered"] == 1
    assert found["loa_answer_seconds_count", "telegram"] == 2
    assert found["loa_answer_seconds_bucket", "telegram", "+Inf"] == 2
    assert found["loa_index_size", "sections"] == 2
    assert found["loa_database_up",] == 1
    assert found["process_resident_memory_bytes",] > 1_000_000


async def test_inbox_and_broadcasts_are_read_at_each_scrape(database: Database) -> None:
    metrics = make_metrics(database)
    metrics.read_updates = lambda: Updates(7, 2, 1)
    row = {"chat_id": 5, "received_at": NOON, "attempts": 0}
    async with database.write() as connection:
        rows = [row | {"update_id": number, "state": state} for number, state in enumerate((0, 0, 1, 2))]
        await connection.execute(INBOX.insert(), rows)
    found = await scrape(metrics)
    assert (found["loa_inbox_updates", "pending"], found["loa_inbox_updates", "dead"]) == (2, 1)
    assert found["loa_telegram_updates", "failures"] == 2
    assert found["loa_broadcasts_running",] == 0
    assert found["loa_deliveries", "pending"] == 0


async def test_labels_are_few_and_nothing_is_personal(database: Database) -> None:
    metrics, house = make_metrics(database), build_house(database)
    house.log._observe = metrics.observe
    people = [LAN.__class__(f"{number:020x}", channel) for number in range(100) for channel in Channel]
    for person, typed in zip(people, QUESTIONS, strict=True):
        await house.conversation.ask(person, typed.text, key=person.person + person.channel)
    text = (await metrics.render()).decode()
    assert find_leaks(QUESTIONS, text) == []
    assert not [person for person in people[3:] if person.person in text]
    lines = [line for line in text.splitlines() if line.startswith("loa_visits_total")]
    assert 0 < len(lines) <= len(Channel) * len(Outcome) * 2
    assert len(text.splitlines()) < 400


async def test_without_a_database_it_says_so(sqlite: Database) -> None:
    metrics = make_metrics(sqlite)
    async with sqlite.write() as connection:
        await connection.run_sync(INBOX.drop)
    found = await scrape(metrics)
    assert found["loa_database_up",] == 0
    assert ("loa_inbox_updates", "pending") not in found


async def test_a_running_broadcast_shows_its_deliveries(database: Database) -> None:
    metrics = make_metrics(database)
    row = {"kind": "message", "tier": "ordinary", "author_id": 1, "content": {}, "topic": "", "area": "", "cron": ""}
    row |= {"approvers_needed": 1, "send_at": NOON, "created_at": NOON, "reason": ""}
    delivery = {"next_at": NOON, "attempts": 1, "language": "vi", "topics": ""}
    old = NOON - timedelta(days=3)
    async with database.write() as connection:
        await connection.execute(BROADCAST.insert(), [row | {"id": 1, "state": "sending", "finished_at": None}])
        await connection.execute(BROADCAST.insert(), [row | {"id": 2, "state": "done", "finished_at": old}])
        rows = [(1, 0, None), (1, 2, NOON - timedelta(seconds=5)), (1, 2, NOON - timedelta(minutes=5)), (2, 2, old)]
        deliveries = [
            delivery | {"broadcast_id": broadcast, "chat_id": chat, "state": state, "settled_at": settled_at}
            for chat, (broadcast, state, settled_at) in enumerate(rows)
        ]
        await connection.execute(DELIVERY.insert(), deliveries)
    found = await scrape(metrics)
    assert found["loa_broadcasts_running",] == 1
    assert (found["loa_deliveries", "pending"], found["loa_deliveries", "sent"]) == (1, 2)
    assert found["loa_sender_rate_per_second",] == 1 / 60
    assert found["loa_sender_rate_limit_per_second",] == 25
