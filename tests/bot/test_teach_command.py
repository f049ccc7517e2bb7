"""`teach` from the command line: tried, saved, listed, taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

Run = Callable[..., Result]
NOTICE = "---\ntitle: Thông báo cắt điện\nnumber: 7/TB-UBND\nissued_on: 2026-05-04\n---\n\nCắt điện tổ 5 từ 8 giờ.\n"
ASK = ("ask", "cai den het lua to 5 luc may gio", "--json")
ADD = ("teach", "add", "--kind", "synonym", "cái đèn hết lửa", "cắt điện", "--by", "7")


@pytest.fixture
def loa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs the command in a folder with one announcement and one official."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cat-dien.md").write_text(NOTICE, "utf-8")
    (tmp_path / "q.txt").write_text("cái đèn hết lửa tổ 5 lúc mấy giờ\ntổ 5 họp ở đâu\n", "utf-8")
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/loa.db", "LOA_CONTENT": ""}
    environment["LOA_TEACHING__QUESTIONS"] = str(tmp_path / "q.txt")

    def run(*words: str, stdin: str = "") -> Result:
        return CliRunner().invoke(main, words, input=stdin, env=environment, prog_name="loa")

    assert run("load", str(tmp_path / "cat-dien.md")).exit_code == 0
    assert run("staff", "add", "7", "--role", "official").exit_code == 0
    return run


def test_a_lesson_is_saved_after_yes_listed_and_taken_back(loa: Run) -> None:
    assert "not saved" in loa(*ADD, stdin="n\n").stdout
    assert loa("teach", "list").stdout == ""
    before = loa(*ASK).stdout
    saved = loa(*ADD, stdin="y\n")
    assert "1  “cái đèn hết lửa” và “cắt điện” là một" in saved.stdout
    taught = loa(*ASK).stdout
    assert "Thông báo cắt điện" in taught
    assert "Thông báo cắt điện" not in before
    assert "undone" in loa("teach", "undo", "1", "--by", "7").stdout
    assert "Thông báo cắt điện" not in loa(*ASK).stdout
    assert "counts" in loa("teach", "redo", "1", "--by", "7").stdout
    assert "counts   synonym" in loa("teach", "list").stdout


def test_a_replay_shows_what_would_change_and_saves_nothing(loa: Run) -> None:
    shown = loa("teach", "replay", "--kind", "synonym", "cái đèn hết lửa", "cắt điện", "--by", "7")
    assert shown.exit_code == 0
    assert "Đã thử 2 câu: 1 câu đổi." in shown.stderr
    assert "cái đèn hết lửa tổ 5 lúc mấy giờ" in shown.stderr
    assert loa("teach", "list").stdout == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("cho em hỏi", "cắt điện", "--by", "7"), "câu hỏi nào cũng có"),
        (("mất lửa", "cắt điện", "--by", "8"), "dành cho cán bộ"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(loa: Run, words: tuple[str, ...], told: str) -> None:
    refused = loa("teach", "add", "--kind", "synonym", *words, "--yes")
    assert refused.exit_code == 1
    assert told in refused.stderr
    assert refused.stderr.count("\n") == 1
