"""Who may do what to a broadcast, in which state; every attempt is written down."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.audit import read_attempts
from bot.broadcasts.broadcast import BroadcastState, Content, Draft, Tier
from bot.broadcasts.broadcasts import Broadcasts, StateError
from bot.broadcasts.carrier import Failed
from bot.settings import BroadcastSettings
from bot.staff import NotAllowedError
from tests.bot.broadcasts.station import AN, BINH, CHI, DUNG, STRANGER, WORDS, Station

Step = Callable[[Broadcasts, int, int], Awaitable[object]]
STEPS: dict[str, Step] = {
    "submit": Broadcasts.submit,
    "approve": Broadcasts.approve,
    "refuse": Broadcasts.refuse,
    "withdraw": Broadcasts.withdraw,
    "pause": Broadcasts.pause,
    "resume": Broadcasts.resume,
    "recall": Broadcasts.recall,
    "retry": Broadcasts.retry_failed,
    "correct": lambda broadcasts, number, by: broadcasts.correct(number, Content("Sửa."), by),
    "halt": lambda broadcasts, _, by: broadcasts.halt(by),
    "release": lambda broadcasts, _, by: broadcasts.release(by),
}
# Before each step the broadcast is brought to where the step makes sense.
READY = {"submit": "draft", "approve": "waiting", "refuse": "waiting", "withdraw": "waiting", "pause": "sending"}
READY |= {
    "resume": "paused",
    "recall": "done",
    "retry": "failed",
    "correct": "done",
    "halt": "draft",
    "release": "draft",
}
ANSWERS = {  # of author, another official, admin, stranger: "" is allowed
    "submit": ("", "not_author", "not_author", "not_staff"),
    "approve": ("author", "", "", "not_staff"),
    "refuse": ("author", "", "", "not_staff"),
    "withdraw": ("", "", "", "not_staff"),
    "pause": ("", "", "", "not_staff"),
    "resume": ("", "", "", "not_staff"),
    "recall": ("", "", "", "not_staff"),
    "retry": ("", "", "", "not_staff"),
    "correct": ("", "", "", "not_staff"),
    "halt": ("", "", "", "not_staff"),
    "release": ("role", "role", "", "not_staff"),
}
PEOPLE = (("author", AN), ("official", BINH), ("admin", DUNG), ("stranger", STRANGER))
MATRIX = [
    pytest.param(step, who, answer, id=f"{step} by {name}")
    for step, answers in ANSWERS.items()
    for name, who, answer in zip(
        ("author", "official", "admin", "stranger"), (AN, BINH, DUNG, STRANGER), answers, strict=True
    )
]


async def prepare(station: Station, stage: str) -> int:
    """Return the number of AN's broadcast, brought to a stage."""
    broadcasts = station.broadcasts
    number = (await broadcasts.draft(Draft(AN, WORDS))).id
    if stage == "draft":
        return number
    await broadcasts.submit(number, AN)
    if stage == "waiting":
        return number
    await broadcasts.approve(number, CHI)
    await station.subscribe([1, 2])
    if stage in ("done", "failed"):
        station.carrier.fates = {1: [Failed("other")]} if stage == "failed" else {}
        await station.play(number)
        return number
    station.carrier.hanging = {1, 2}
    await station.play(number, until=BroadcastState.SENDING, timeout_s=20)
    if stage == "paused":
        await broadcasts.pause(number, CHI)
    return number


@pytest.mark.parametrize(("step", "who", "answer"), MATRIX)
async def test_every_role_meets_every_step(sqlite_station: Station, step: str, who: int, answer: str) -> None:
    number = await prepare(sqlite_station, READY[step])
    if answer:
        with pytest.raises(NotAllowedError) as refused:
            await STEPS[step](sqlite_station.broadcasts, number, who)
        assert refused.value.reason == answer
    else:
        await STEPS[step](sqlite_station.broadcasts, number, who)
    attempt = (await read_attempts(sqlite_station.database, limit=1))[0]
    assert (attempt.staff_id, attempt.detail["step"], attempt.is_allowed) == (who, step, not answer)
    assert attempt.detail.get("reason", "") == answer


async def test_an_emergency_may_need_two_approvers(station: Station) -> None:
    station.settings = BroadcastSettings(emergency_approvers=2)
    number = (await station.broadcasts.draft(Draft(AN, WORDS, Tier.EMERGENCY))).id
    await station.broadcasts.submit(number, AN)
    assert (await station.broadcasts.approve(number, BINH)).state is BroadcastState.WAITING
    with pytest.raises(StateError, match="twice"):
        await station.broadcasts.approve(number, BINH)
    assert (await station.broadcasts.approve(number, CHI)).state is BroadcastState.APPROVED
    assert [each.staff_id for each in await station.broadcasts.approvals(number)] == [BINH, CHI]


async def test_what_waits_too_long_can_no_longer_be_approved(station: Station) -> None:
    number = await prepare(station, "waiting")
    station.clock.move(hours=25)
    with pytest.raises(StateError, match="expired"):
        await station.broadcasts.approve(number, BINH)
    await station.play(number, until=BroadcastState.EXPIRED)


@pytest.mark.parametrize("step", ["approve", "refuse", "submit"])
async def test_a_step_is_never_taken_twice(station: Station, step: str) -> None:
    number = await prepare(station, READY[step])
    who = AN if step == "submit" else BINH
    await STEPS[step](station.broadcasts, number, who)
    with pytest.raises(StateError):
        await STEPS[step](station.broadcasts, number, who)
