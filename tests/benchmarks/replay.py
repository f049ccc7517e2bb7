"""What a replay costs residents: milliseconds per answer alone, and while past questions are asked again.

Run: python -m tests.benchmarks.replay. It uses the shipped announcements, the questions of questions.yaml and a
database in a temporary folder. Prints p50, p95 and the longest of recorded answers, one every 20 ms on the event loop,
and the seconds that the replay took.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from bot.app import App, open_app
from bot.settings import Environment, Settings, TeachingSettings
from bot.staff import Member, StaffRole, add_member
from bot.teaching.checking import Draft
from bot.visitor import Channel, Visitor
from knowledge.teaching import LessonKind

QUESTIONS = Path(__file__).parent / "questions.yaml"
ASKED = "phí chứng thực bản sao bao nhiêu"
LAN = Visitor(person="1a" * 10, channel=Channel.WEB)


async def _series(app: App, is_over: Callable[[], bool]) -> str:
    spent = []
    while not is_over():
        started = time.perf_counter()
        await app.conversation.answer(LAN, ASKED, key=f"b{started}"[:40])
        spent.append((time.perf_counter() - started) * 1000)
        await asyncio.sleep(0.02)
    spent.sort()
    p50, p95 = spent[len(spent) // 2], spent[int(len(spent) * 0.95)]
    return f"{len(spent)} answers, p50 {p50:.1f} ms, p95 {p95:.1f} ms, longest {spent[-1]:.1f} ms"


async def _measure(folder: str) -> None:
    environment = Environment(database_url=SecretStr(f"sqlite:///{folder}/loa.db"), loa_secret=SecretStr("1" * 32))
    limits = {"questions_per_minute": 100_000, "questions_per_day": 1_000_000}
    settings = Settings.model_validate({"fair_use": limits, "teaching": TeachingSettings(questions=str(QUESTIONS))})
    async with open_app(settings, environment) as app:
        await add_member(app.database, Member(7, StaffRole.OFFICIAL), now=datetime.now(UTC))
        until = time.monotonic() + 3
        print("alone:        ", await _series(app, lambda: time.monotonic() > until))
        proposed = await app.teaching.propose(7, Draft(LessonKind.SYNONYM, "thẻ nhựa", "căn cước"))
        started = time.monotonic()
        work = asyncio.create_task(app.teaching.replays.finish(proposed.id))
        print("during replay:", await _series(app, work.done))
        replay = await work
        print(f"replay of {replay.asked if replay else 0} questions: {time.monotonic() - started:.1f} s")


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(folder))


if __name__ == "__main__":
    main()
