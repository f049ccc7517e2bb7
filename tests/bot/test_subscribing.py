"""Subscribing as a resident does it: by words in any spelling, and by buttons that may be pressed twice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import subscribers
from bot.answers.quotes import Quotes
from bot.catalogue import load_catalogue
from bot.database import Database
from bot.interactions import Event
from bot.outcome import Outcome
from bot.pages import Pages
from bot.privacy import MASK
from bot.reply import MAX_ACTION_BYTES, Reply
from bot.subscribers import NEVER_QUIET, ChatKind, Digest, QuietHours, Subscriber, SubscriberState
from bot.subscribing.choices import Choice, Choices, Kind, Wish
from bot.subscribing.dialogue import Chat, Subscribing
from bot.subscribing.membership import Membership
from bot.subscribing.panels import Panels
from bot.subscribing.step import STOP, Step, read_move
from knowledge.announcement import FormerName
from knowledge.base import MAX_SLUG, KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from tests.bot.cast import HANOI, LAN, NOON, TODAY
from tests.bot.house import CERTIFICATION, WARD, WASTE, House, build_house

AREAS = ("Tổ dân phố số 3", "Tổ dân phố số 5", "Khu dân cư 3", "Khu chợ Hoa Sữa")
UNIT = replace(WARD, areas=AREAS, former_names=(FormerName("Phường Dạ Hương"), FormerName("Phường Bằng Lăng")))
POWER = replace(WASTE, id="dien", category_path=("Điện - Nước",), sections=())
HOME = Chat(5, ChatKind.PRIVATE, LAN)


@dataclass(frozen=True, slots=True)
class Talk:
    """A private chat with the dialogue."""

    house: House
    database: Database
    subscribing: Subscribing

    async def say(self, typed: str = "") -> Reply:
        """Send /dangky with words."""
        return await self.subscribing.subscribe(HOME, typed, key=f"s{typed}")

    async def press(self, argument: str, *, times: int = 1) -> Reply:
        """Press a button; every delivery of the same tap has the same key."""
        return [await self.subscribing.press(HOME, argument, key=f"p{argument}") for _ in range(times)][-1]

    async def tap(self, reply: Reply, label: str) -> Reply:
        """Press the button with this in its label."""
        found = next(b for row in reply.buttons for b in row if label in b.label)
        return await self.press(found.action.argument)

    async def state(self) -> Subscriber:
        """Return the stored subscription."""
        async with self.database.read() as connection:
            found = await subscribers.find(connection, HOME.id)
        assert found
        return found

    async def is_unknown(self) -> bool:
        """Return whether nothing is stored."""
        async with self.database.read() as connection:
            return await subscribers.find(connection, HOME.id) is None


def labels(reply: Reply) -> list[str]:
    return [button.label for row in reply.buttons for button in row]


@pytest.fixture
async def talk(database: Database) -> AsyncIterator[Talk]:
    """Give a dialogue over three categories, four areas and two former names."""
    house = build_house(database)
    house.base.put_units([UNIT])
    house.base.change([POWER])
    choices, catalogue = Choices(house.base, UNIT.id), load_catalogue()
    quotes = Quotes(house.base, catalogue, summary_chars=420)
    pages = Pages(house.base, catalogue, quotes, unit_id=UNIT.id, zone=HANOI, today=lambda: TODAY)
    panels = Panels(choices, catalogue, pages, zone=HANOI, unit_quiet=QuietHours(22 * 60, 6 * 60))
    membership = Membership(database, panels, clock=lambda: NOON)
    subscribing = Subscribing(database, house.log, choices, panels, membership, clock=lambda: NOON)
    yield Talk(house, database, subscribing)
    await house.log.close()


def make_choices() -> Choices:
    base = KnowledgeBase(SearchIndex(load_lexicon()), [UNIT])
    base.change((CERTIFICATION, WASTE, POWER))
    return Choices(base, UNIT.id)


CHOICES = make_choices()


def read(typed: str) -> tuple[list[str], str | None]:
    wish = CHOICES.read(typed)
    return [each.slug for each in wish.topics], wish.area.slug if wish.area else None


@pytest.mark.parametrize(
    ("typed", "topics", "area"),
    [
        ("tổ 3", [], "to-dan-pho-so-3"),
        ("TDP số 03", [], "to-dan-pho-so-3"),
        ("tdp5", [], "to-dan-pho-so-5"),
        ("khu 3", [], "khu-dan-cu-3"),
        ("da huong", [], "phuong-da-huong"),
        ("P. Bang Lang", [], "phuong-bang-lang"),
        ("Phường Dạ Hương", [], "phuong-da-huong"),
        ("môi trường", ["moi-truong"], None),
        ("moi truogn", ["moi-truong"], None),
        ("dien nuoc", ["dien-nuoc"], None),
        ("ĐIỆN-NƯỚC và tổ 5", ["dien-nuoc"], "to-dan-pho-so-5"),
        ("chung thuc, moi truong; khu cho hoa sua", ["chung-thuc", "moi-truong"], "khu-cho-hoa-sua"),
        ("môi trường tổ 3", ["moi-truong"], "to-dan-pho-so-3"),
        ("moi truong dien nuoc", ["moi-truong", "dien-nuoc"], None),
    ],
)
def test_words_in_any_spelling_name_topics_and_areas(typed: str, topics: list[str], area: str | None) -> None:
    assert read(typed) == (topics, area)


def test_a_number_is_never_guessed() -> None:
    (doubt,) = CHOICES.read("tổ 9").doubts
    assert {each.slug for each in doubt.offered} >= {"to-dan-pho-so-3", "to-dan-pho-so-5"}
    assert read("tổ 9") == ([], None)


def test_words_that_announcements_hold_lead_to_their_topic() -> None:
    (doubt,) = CHOICES.read("rác thải").doubts
    assert doubt.words == "rác thải"
    assert "moi-truong" in [each.slug for each in doubt.offered]


def test_of_two_areas_the_first_counts_and_the_other_is_offered() -> None:
    wish = CHOICES.read("tổ 3, tổ 5")
    assert wish.area
    assert (wish.area.slug, wish.doubts[0].offered[0].slug) == ("to-dan-pho-so-3", "to-dan-pho-so-5")


names = st.sampled_from([*CHOICES.topics(), *CHOICES.areas()])


@settings(max_examples=60, deadline=None)
@given(names, st.sampled_from([str.upper, str.lower, str.title, lambda s: s.replace("-", ""), lambda s: f"  {s} !"]))
def test_every_name_means_itself(choice: Choice, spell: Callable[[str], str]) -> None:
    wish = CHOICES.read(spell(choice.name))
    assert [*wish.topics, *([wish.area] if wish.area else [])] == [choice]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_words_are_read(typed: str) -> None:
    wish = CHOICES.read(typed)
    assert isinstance(wish, Wish)
    assert len(wish.doubts) <= 21


async def test_subscribing_begins_at_once_with_everything(talk: Talk) -> None:
    reply = await talk.say()
    stored = await talk.state()
    assert (stored.is_active, stored.topics, stored.area, stored.digest) == (True, (), "", Digest.NOW)
    assert "Đang nhận tin của Phường Thử" in reply.text
    assert "giữ mã số" in reply.text
    assert any("Ngừng nhận tin" in label for label in labels(reply))


async def test_subscribing_with_words_narrows_at_once(talk: Talk) -> None:
    reply = await talk.say("moi truong, to 3")
    stored = await talk.state()
    assert (stored.topics, stored.area) == (("moi-truong",), "to-dan-pho-so-3")
    assert "Môi trường, Tổ dân phố số 3" in reply.text
    await talk.say("điện nước")
    assert (await talk.state()).topics == ("dien-nuoc", "moi-truong")
    await talk.say("tất cả")
    assert ((await talk.state()).topics, (await talk.state()).area) == ((), "")


async def test_unclear_words_subscribe_nobody_and_offer_choices(talk: Talk) -> None:
    reply = await talk.say("rác thải")
    assert await talk.is_unknown()
    await talk.tap(reply, "Môi trường")
    assert (await talk.state()).topics == ("moi-truong",)


async def test_words_without_any_meaning_here_are_named(talk: Talk) -> None:
    reply = await talk.say("zzzz")
    assert "zzzz" in reply.text
    assert await talk.is_unknown()
    await talk.tap(reply, "Nhận tất cả")
    assert (await talk.state()).is_active


async def test_topics_are_added_and_taken_off_one_by_one(talk: Talk) -> None:
    panel = await talk.tap(await talk.say(), "Chuyên mục")
    panel = await talk.tap(panel, "Môi trường")
    assert (await talk.state()).topics == ("moi-truong",)
    panel = await talk.tap(panel, "Điện")
    assert [label for label in labels(panel) if label.startswith("✅")] == ["✅ Môi trường", "✅ Điện - Nước"]
    panel = await talk.tap(panel, "✅ Điện")
    assert (await talk.state()).topics == ("moi-truong",)
    panel = await talk.tap(panel, "✅ Môi")
    assert "ít nhất một" in panel.toast
    assert (await talk.state()).topics == ("moi-truong",)
    await talk.tap(panel, "Nhận tất cả")
    assert (await talk.state()).topics == ()


@pytest.mark.parametrize(
    "argument", ["t.0.+moi-truong", "a.0.to-dan-pho-so-3", "d.0.weekly", "q.0.0-0", "l.0.en", STOP]
)
async def test_a_tap_that_comes_twice_changes_nothing_more(talk: Talk, argument: str) -> None:
    await talk.say()
    await talk.press(argument)
    first = await talk.state()
    await talk.press(argument, times=2)
    assert await talk.state() == first


async def test_area_digest_quiet_hours_and_language_are_chosen(talk: Talk) -> None:
    home = await talk.say()
    await talk.tap(await talk.tap(home, "Khu vực"), "Dạ Hương")
    await talk.tap(await talk.tap(home, "Khi nào"), "mỗi ngày")
    await talk.tap(await talk.tap(home, "yên lặng"), "21:00")
    stored = await talk.state()
    assert (stored.area, stored.digest) == ("phuong-da-huong", Digest.DAILY)
    assert stored.quiet == QuietHours(21 * 60, 6 * 60)
    await talk.tap(await talk.tap(home, "yên lặng"), "lúc nào cũng nhận")
    assert (await talk.state()).quiet == NEVER_QUIET
    await talk.tap(await talk.tap(home, "yên lặng"), "giờ chung")
    assert (await talk.state()).quiet is None
    english = await talk.tap(home, "English")
    assert "This chat gets the news" in english.text


async def test_stopping_is_one_step_and_can_be_undone(talk: Talk) -> None:
    await talk.say("môi trường")
    reply = await talk.subscribing.stop(HOME, key="x")
    assert "Đã ngừng" in reply.text
    assert (await talk.state()).state is SubscriberState.STOPPED
    await talk.tap(reply, "Nhận lại")
    stored = await talk.state()
    assert (stored.is_active, stored.topics) == (True, ("moi-truong",))


async def test_old_buttons_subscribe_nobody_again(talk: Talk) -> None:
    await talk.say()
    await talk.press(STOP)
    for argument in ("t.0.+moi-truong", "h.0.", "d.0.daily"):
        assert "không nhận tin" in (await talk.press(argument)).text
    assert (await talk.state()).state is SubscriberState.STOPPED


async def test_a_poster_s_link_adds_its_topic_and_takes_nothing_away(talk: Talk) -> None:
    await talk.press("moi-truong")
    assert (await talk.state()).topics == ("moi-truong",)
    await talk.press("dien-nuoc")
    assert (await talk.state()).topics == ("dien-nuoc", "moi-truong")
    await talk.press("t.0.*")
    reply = await talk.press("chung-thuc")
    assert "mọi chuyên mục" in reply.text
    assert (await talk.state()).topics == ()


async def test_a_poster_s_link_sets_the_area(talk: Talk) -> None:
    await talk.press("phuong-da-huong")
    assert (await talk.state()).area == "phuong-da-huong"


@pytest.mark.parametrize("argument", ["gone", "n.0.gone", "z.0.x", "t.x.y", "t.99999999999.", "....", "a.0.gone"])
async def test_buttons_that_lead_nowhere_subscribe_nobody(talk: Talk, argument: str) -> None:
    assert (await talk.press(argument)).text
    assert await talk.is_unknown()


@settings(max_examples=100, deadline=None)
@given(argument=st.text(max_size=62) | st.from_regex(r"[a-z]\.[0-9]{1,3}\.[a-z0-9*+\-]{0,40}", fullmatch=True))
def test_any_argument_is_a_move_or_none(argument: str) -> None:
    move = read_move(argument)
    assert move is None or read_move(move.action.argument) == move


def test_the_longest_action_fits_a_button() -> None:
    longest = f"{Step.TOPICS.value}.99.+{'x' * MAX_SLUG}"
    move = read_move(longest)
    assert move
    assert len(move.action.encode()) <= MAX_ACTION_BYTES


async def test_long_lists_have_pages(talk: Talk) -> None:
    talk.house.base.change([replace(WASTE, id=f"r{n}", category_path=(f"Mục {n:02}",), sections=()) for n in range(20)])
    panel, seen = await talk.tap(await talk.say(), "Chuyên mục"), set()
    for _ in range(3):
        seen |= {label for label in labels(panel) if "Mục" in label}
        if any("Trang sau" in label for label in labels(panel)):
            panel = await talk.tap(panel, "Trang sau")
    assert len(seen) == 20


async def test_a_topic_that_is_in_use_no_more_can_be_taken_off(talk: Talk) -> None:
    await talk.say("điện nước, môi trường")
    talk.house.base.change(removed=["dien"])
    panel = await talk.press("t.0.")
    await talk.tap(panel, "✅ dien nuoc")
    assert (await talk.state()).topics == ("moi-truong",)


async def test_steps_are_recorded_as_visits_once_and_masked(talk: Talk) -> None:
    await talk.subscribing.subscribe(HOME, "0912345678", key="k1")
    await talk.subscribing.press(HOME, STOP, key="k2")
    await talk.subscribing.press(HOME, STOP, key="k2")
    first, second = await talk.house.log.find("k1"), await talk.house.log.find("k2")
    assert first
    assert second
    assert (first.event, first.text, second.event, second.outcome) == (Event.BROWSE, MASK, Event.TAP, Outcome.NOTED)
    assert (await talk.house.conversation.visits()).total == 2


async def test_what_is_stored_is_shown_and_erased(talk: Talk) -> None:
    await talk.say("môi trường")
    shown = Reply(await talk.subscribing.membership.describe(HOME.id, "vi")).text
    assert "Môi trường" in shown
    assert "5" in shown
    person = replace(HOME.visitor, chat_id=HOME.id)
    assert await talk.subscribing.membership.count_of(person) == 1
    assert await talk.subscribing.membership.erase(person) == 1
    assert await talk.is_unknown()
    assert "không đăng ký" in Reply(await talk.subscribing.membership.describe(HOME.id, "vi")).text


def test_every_choice_is_found_by_its_slug() -> None:
    for each in (*CHOICES.topics(), *CHOICES.areas()):
        assert CHOICES.find(each.kind, each.slug) == each
    assert CHOICES.name(Kind.TOPIC, "da-bo") == "da bo"
