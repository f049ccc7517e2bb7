"""The loudspeaker from the command line and from the chat: every role against every step, each attempt in the audit."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.audit import read_attempts
from bot.cli import main
from bot.settings import BroadcastSettings
from tests.bot.broadcasts.station import AN, BINH, DUNG, STRANGER, Station
from tests.bot.broadcasts.test_approval import ANSWERS, PEOPLE, READY, prepare
from tests.bot.office.studio import Studio

ON_THE_LINE = {"withdraw": "cancel"}  # named otherwise there
IN_CHAT_ONLY = ("submit", "correct")
IN_THE_CHAT = {
    "submit": "compose.sure.{number}.0",
    "approve": "approve.sure.{number}.0",
    "refuse": "approve.deny.{number}",
    "withdraw": "report.cut.{number}",
    "pause": "report.pause.{number}",
    "resume": "report.resume.{number}",
    "recall": "report.undo.{number}",
    "retry": "report.retry.{number}",
    "halt": "report.stop",
    "release": "report.release",
}
MATRIX = [
    pytest.param(step, who, answer, id=f"{step} by {name}")
    for step, answers in ANSWERS.items()
    for (name, who), answer in zip(PEOPLE, answers, strict=True)
]
Run = Callable[..., Result]


@pytest.fixture
def loa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs `broadcast …` on the station's database."""
    monkeypatch.chdir(tmp_path)
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/loa.db", "LOA_CONTENT": ""}

    def run(*words: object) -> Result:
        return CliRunner().invoke(main, ["broadcast", *map(str, words)], env=environment, prog_name="loa")

    return run


@pytest.fixture
async def station(sqlite_station: Station) -> Station:
    """Give a station whose clock is the command line's, and without quiet hours: the tests may run at night."""
    sqlite_station.clock.now = datetime.now(UTC)
    sqlite_station.settings = BroadcastSettings(quiet_from="00:00", quiet_until="00:00")
    return sqlite_station


@pytest.mark.parametrize(("step", "who", "answer"), [each for each in MATRIX if each.values[0] not in IN_CHAT_ONLY])
async def test_every_role_on_the_command_line(station: Station, loa: Run, step: str, who: int, answer: str) -> None:
    number = await prepare(station, READY[step])
    words = [ON_THE_LINE.get(step, step)] + ([] if step in ("halt", "release") else [str(number)])
    done = await asyncio.to_thread(loa, *words, "--by", who)
    assert (done.exit_code == 0) is not bool(answer), done.output
    assert len(done.stderr.splitlines()) == bool(answer)
    await check_audit(station, step, who, answer)


@pytest.mark.parametrize(("step", "who", "answer"), [each for each in MATRIX if each.values[0] in IN_THE_CHAT])
async def test_every_role_in_the_chat(station: Station, step: str, who: int, answer: str) -> None:
    number = await prepare(station, READY[step])
    before = await station.found(number), await station.broadcasts.is_halted(), await station.broadcasts.listed()
    await Studio(station).press(who, IN_THE_CHAT[step].format(number=number))
    after = await station.found(number), await station.broadcasts.is_halted(), await station.broadcasts.listed()
    if answer:
        assert after == before
        assert not (await read_attempts(station.database, limit=1))[0].is_allowed
    elif step != "release":  # nothing was halted
        assert after != before
        assert any(each.is_allowed and each.staff_id == who for each in await read_attempts(station.database, limit=3))


async def check_audit(station: Station, step: str, who: int, answer: str) -> None:
    """Check that the attempt stands in the audit with what became of it."""
    (attempt,) = await read_attempts(station.database, limit=1)
    assert (attempt.staff_id, attempt.detail["step"], attempt.is_allowed) == (who, step, not answer)
    assert attempt.detail.get("reason", "") == answer


async def test_a_broadcast_is_made_approved_listed_and_reported(station: Station, loa: Run) -> None:
    await station.subscribe([1, 2])
    made = await asyncio.to_thread(loa, "create", "--text", "Mai cắt nước.", "--tier", "emergency", "--by", AN)
    number = int(made.stdout)
    assert (await asyncio.to_thread(loa, "approve", number, "--by", BINH)).stdout == f"{number} approved\n"
    station.clock.move(minutes=1)
    await station.play(number)
    (listed,) = json.loads((await asyncio.to_thread(loa, "list", "--json")).stdout)
    assert (listed["id"], listed["state"], listed["tier"]) == (number, "done", "emergency")
    report = json.loads((await asyncio.to_thread(loa, "report", number, "--json", "--csv", "r.csv")).stdout)
    names = ("id", "state", "audience", "sent", "blocked", "failed", "uncertain", "pending")
    assert [report[name] for name in names] == [number, "done", 2, 2, 0, 0, 0, 0]
    assert await asyncio.to_thread(Path("r.csv").read_text, "utf-8-sig")


async def test_an_audience_is_named_as_people_write_it(station: Station, loa: Run) -> None:
    words = ("create", "--text", "Mai cắt nước.", "--topic", "Môi trường", "--area", "Tổ 5", "--by", AN)
    made = await station.broadcasts.find(int((await asyncio.to_thread(loa, *words)).stdout))
    assert made
    assert (made.audience.topic, made.audience.area) == ("moi-truong", "to-5")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(("create", "--text", " ", "--by", AN), "1 to 3500", id="no words"),
        pytest.param(("create", "--text", "a", "--at", "mai", "--by", AN), "no moment 'mai'", id="no moment"),
        pytest.param(("create", "--text", "a", "--by", STRANGER), "has no role", id="no staff"),
        pytest.param(("approve", 9, "--by", DUNG), "no broadcast of that number", id="no such one"),
        pytest.param(("report", 9), "no broadcast of that number", id="nothing to report"),
    ],
)
async def test_bad_use_is_told_in_one_line(station: Station, loa: Run, words: tuple[object, ...], told: str) -> None:
    done = await asyncio.to_thread(loa, *words)
    assert done.exit_code != 0
    assert told in done.stderr.splitlines()[-1]
