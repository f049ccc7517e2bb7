"""The `export` command: a file on disk, one line for what cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from bot.cli import main

Run = Callable[..., Result]


@pytest.fixture
def loa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs the command in an empty folder, where an admin and an official are known."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Result:
        environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/loa.db", "LOA_CONTENT": ""}
        return CliRunner().invoke(main, words, env=environment, prog_name="loa")

    run("staff", "add", "1", "--role", "admin")
    run("staff", "add", "2", "--role", "official")
    run("ask", "đèn đường hỏng thì báo ai")
    return run


def test_the_log_goes_into_a_file_without_words(loa: Run, tmp_path: Path) -> None:
    done = loa("export", "questions", "--out", "a.csv", "--by", "2")
    assert (done.exit_code, done.stdout) == (0, "1 rows written to a.csv\n")
    written = (tmp_path / "a.csv").read_text("utf-8-sig")
    assert "Chưa tìm thấy" in written
    assert "đèn" not in written


def test_words_are_for_admins(loa: Run, tmp_path: Path) -> None:
    refused = loa("export", "questions", "--out", "a.xlsx", "--by", "2", "--with-text")
    assert (refused.exit_code, (tmp_path / "a.xlsx").exists()) == (2, False)
    assert loa("export", "questions", "--out", "a.xlsx", "--by", "1", "--with-text").exit_code == 0
    rows = list(load_workbook(tmp_path / "a.xlsx").active.values)
    assert rows[1][-1] == "đèn đường hỏng thì báo ai"


@pytest.mark.parametrize(
    "words",
    [
        ("questions", "--out", "a.pdf", "--by", "1"),
        ("questions", "--out", "a.csv", "--by", "3"),
        ("questions", "--out", "a.csv", "--by", "1", "--from", "2026-02-02", "--to", "2026-02-01"),
        ("questions", "--out", "a.csv", "--by", "1", "--to", "9999-12-31"),
        ("questions", "--out", "nowhere/a.csv", "--by", "1"),
        ("secrets", "--out", "a.csv", "--by", "1"),
        ("questions", "--out", "a.csv"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_told_in_one_line(loa: Run, words: tuple[str, ...]) -> None:
    refused = loa("export", *words)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("Error: ")
    assert refused.stderr.count("\n") == 1
