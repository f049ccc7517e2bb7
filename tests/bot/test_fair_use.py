"""Fair use: so many a minute, and the day is remembered too."""

from __future__ import annotations

from bot.fair_use import Allowance, FairUse


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_wait_ends_when_the_window_has_moved_on() -> None:
    clock = Clock()
    fair = FairUse(Allowance(2, 60), clock=clock)
    assert [fair.wait_s("lan"), fair.wait_s("lan"), fair.wait_s("lan")] == [0, 0, 60]
    clock.now = 60
    assert fair.wait_s("lan") == 0


def test_a_refused_event_does_not_lengthen_the_wait() -> None:
    clock = Clock()
    fair = FairUse(Allowance(1, 60), clock=clock)
    fair.wait_s("lan")
    clock.now = 30
    assert fair.wait_s("lan") == 30
    assert fair.wait_s("lan") == 30


def test_the_longest_wait_counts() -> None:
    clock = Clock()
    fair = FairUse(Allowance(5, 60), Allowance(6, 86_400), clock=clock)
    for _ in range(5):
        assert fair.wait_s("lan") == 0
    clock.now = 100
    assert fair.wait_s("lan") == 0
    assert fair.wait_s("lan") == 86_300


def test_one_person_s_haste_is_not_another_s() -> None:
    fair = FairUse(Allowance(1, 60), clock=Clock())
    fair.wait_s("lan")
    assert fair.wait_s("minh") == 0


def test_a_repeated_event_is_counted_once() -> None:
    fair = FairUse(Allowance(1, 60), clock=Clock())
    assert [fair.wait_s("lan", "q1"), fair.wait_s("lan", "q1"), fair.wait_s("lan", "q2")] == [0, 0, 60]


def test_memory_is_bounded() -> None:
    fair = FairUse(Allowance(1, 60), clock=Clock(), max_keys=10)
    for number in range(1000):
        fair.wait_s(str(number))
    assert len(fair._seen) == 10
