"""The progress message: true at every moment, and edited at a humane pace."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcasts.broadcast import Audience, Broadcast, BroadcastKind, BroadcastState, Tier
from bot.broadcasts.report import Report
from bot.catalogue import load_catalogue
from bot.office.describing import Sayings, Words
from bot.office.progress import Shown, edit_wait_s, progress
from bot.settings import Settings
from bot.subscribing.choices import Choices
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from tests.bot.broadcasts.station import AN, WORDS
from tests.bot.cast import NOON

SENDING = Broadcast(
    id=12,
    kind=BroadcastKind.MESSAGE,
    tier=Tier.EMERGENCY,
    state=BroadcastState.SENDING,
    author_id=AN,
    content=WORDS,
    audience=Audience(),
    target_id=None,
    parent_id=None,
    key=None,
    cron="",
    approvers_needed=1,
    send_at=NOON,
    expires_at=None,
    created_at=NOON,
    started_at=NOON,
    finished_at=None,
    reason="",
    progress_id=None,
)
UNIT = Settings()
WORDS_IN_VIETNAMESE = Words(
    Sayings(load_catalogue(), Choices(KnowledgeBase(SearchIndex(load_lexicon())), ""), UNIT.broadcast, UNIT.zone), "vi"
)
HALF = Report(
    broadcast=SENDING,
    audience=9812,
    sent=5000,
    blocked=20,
    failed=1,
    uncertain=2,
    pending=4789,
    cancelled=0,
    opened=0,
    failures=(("bot was blocked by the user", 20), ("x", 1), ("time_out", 2)),
    rate_per_s=25.04,
    left_s=191.2,
)
DONE = replace(
    HALF,
    broadcast=replace(SENDING, state=BroadcastState.DONE, finished_at=NOON + timedelta(seconds=400)),
    sent=9789,
    pending=0,
    left_s=None,
)


def test_progress_shows_bar_counts_rate_time_left_and_failures() -> None:
    text = progress(HALF, WORDS_IN_VIETNAMESE).text
    for words in (
        "▓▓▓▓▓▓░░░░░░ 51 % · 5.000/9.812",
        "Chưa xong: còn 4.789 người",
        "Tốc độ: 25,0 tin mỗi giây",
        "Còn khoảng 4 phút",
        "Chưa tới được: 21",
        "Không rõ đã nhận hay chưa: 2",
    ):
        assert words in text


def test_the_end_is_the_whole_report() -> None:
    text = progress(DONE, WORDS_IN_VIETNAMESE).text
    assert "chỉ 9.789 trên 9.812 người chắc chắn nhận được" in text
    assert "người nhận đã chặn bot: 20" in text
    assert "▓" not in text


def test_a_halt_is_said() -> None:
    assert "Mọi việc phát đang bị dừng" in progress(HALF, WORDS_IN_VIETNAMESE, is_halted=True).text


@given(st.integers(1, 10**6), st.data())
def test_all_is_never_said_while_anybody_is_pending(audience: int, data: st.DataObject) -> None:
    pending = data.draw(st.integers(1, audience))
    state = data.draw(st.sampled_from([s for s in BroadcastState if s is not BroadcastState.STOPPED]))
    report = replace(
        HALF, broadcast=replace(SENDING, state=state), audience=audience, sent=audience - pending, pending=pending
    )
    text = progress(report, WORDS_IN_VIETNAMESE).text
    assert "Hoàn thành" not in text
    assert "100 %" not in text


@pytest.mark.parametrize(
    ("age_s", "shown_s_ago", "wait_s"),
    [
        pytest.param(0, None, 2.0, id="first after two seconds"),
        pytest.param(3, None, 0.0, id="first"),
        pytest.param(10, 1, 4.0, id="every five seconds"),
        pytest.param(10, 6, 0.0, id="due"),
        pytest.param(61, 5, 10.0, id="every fifteen after a minute"),
        pytest.param(300, 15, 0.0, id="due late"),
    ],
)
def test_the_pace_of_edits(age_s: float, shown_s_ago: float | None, wait_s: float) -> None:
    now = NOON + timedelta(seconds=age_s)
    shown = None
    if shown_s_ago is not None:
        shown = Shown(BroadcastState.SENDING, HALF.pending + 100, now - timedelta(seconds=shown_s_ago))
    assert edit_wait_s(HALF, shown, now) == wait_s


@pytest.mark.parametrize("state", [BroadcastState.PAUSED, BroadcastState.DONE, BroadcastState.CANCELLED])
def test_a_new_state_is_shown_at_once(state: BroadcastState) -> None:
    report = replace(HALF, broadcast=replace(SENDING, state=state))
    assert edit_wait_s(report, Shown(BroadcastState.SENDING, HALF.pending, NOON), NOON) == 0.0


def test_nothing_new_is_no_reason_to_edit() -> None:
    later = NOON + timedelta(hours=3)
    assert edit_wait_s(HALF, Shown(BroadcastState.SENDING, HALF.pending, NOON), later) == 15.0


def test_what_was_in_flight_at_a_cancel_is_shown_when_it_is_known() -> None:
    now = NOON + timedelta(seconds=20)
    cancelled = replace(HALF, broadcast=replace(SENDING, state=BroadcastState.CANCELLED), pending=0, cancelled=4780)
    assert edit_wait_s(cancelled, Shown(BroadcastState.CANCELLED, 9, now - timedelta(seconds=6)), now) == 0.0
    assert edit_wait_s(cancelled, Shown(BroadcastState.CANCELLED, 0, now), now) is None


def test_nothing_is_shown_before_the_start() -> None:
    waiting = replace(HALF, broadcast=replace(SENDING, started_at=None, state=BroadcastState.APPROVED))
    assert edit_wait_s(waiting, None, NOON) is None


def test_a_short_broadcast_is_reported_at_its_end() -> None:
    assert edit_wait_s(DONE, None, NOON + timedelta(seconds=1)) == 0.0
