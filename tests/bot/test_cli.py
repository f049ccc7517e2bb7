"""The command line as people and scripts call it."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT.parent / "shared" / "seed"
Run = Callable[..., Result]


def _environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LOA_", "TELEGRAM_", "DATABASE_"))}
    return kept | {"DATABASE_URL": f"sqlite:///{folder}/loa.db", "PYTHONPATH": str(ROOT), "LOA_CONTENT": ""} | more


@pytest.fixture
def loa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs the command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    base = {"DATABASE_URL": f"sqlite:///{tmp_path}/loa.db", "LOA_CONTENT": ""}

    def run(*words: str, stdin: str = "", **more: str) -> Result:
        return CliRunner().invoke(main, words, input=stdin, env=base | more, prog_name="loa")

    return run


NOTICE = "---\ntitle: Thông báo cắt điện\nnumber: 7/TB-UBND\nissued_on: 2026-05-04\n---\n\nCắt điện tổ 5 từ 8 giờ.\n"


@pytest.fixture
def notice(tmp_path: Path) -> str:
    path = tmp_path / "cat-dien.md"
    path.write_text(NOTICE, "utf-8")
    return str(path)


def test_load_ask_and_stats_work_together(loa: Run, notice: str) -> None:
    loaded = loa("load", notice)
    assert loaded.exit_code == 0
    assert "1 loaded, 0 changed, 0 unchanged, 0 refused" in loaded.stdout
    assert "1 unchanged" in loa("load", notice).stdout
    asked = json.loads(loa("ask", "may gio cat dien to 5", "--json").stdout)
    assert set(asked) == {"outcome", "answer_text", "sources", "elapsed_ms"}
    assert asked["outcome"] == "answered"
    assert "từ 8 giờ" in asked["answer_text"]
    (source,) = asked["sources"]
    assert source | {"confidence": 1} == {
        "announcement_id": "cat-dien", "section_id": "cat-dien/p1", "title": "Thông báo cắt điện",
        "number": "7/TB-UBND", "issued_on": "2026-05-04", "url": None, "heading": "",
        "text": "Cắt điện tổ 5 từ 8 giờ.", "confidence": 1,
    }  # fmt: skip
    counted = json.loads(loa("stats", "--json").stdout)
    assert (counted["online"], counted["total"]) == (1, 1)
    assert counted["announcements"] == [{"id": "cat-dien", "title": "Thông báo cắt điện", "views": 1}]


def test_ask_reads_questions_from_standard_input(loa: Run, notice: str) -> None:
    loa("load", notice)
    found = loa("ask", "-", "--json", stdin="cắt điện tổ 5 lúc nào\nxin chào\n")
    assert [json.loads(line)["outcome"] for line in found.stdout.splitlines()] == ["answered", "greeting"]


def test_load_says_what_it_refused_and_why(loa: Run, tmp_path: Path, notice: str) -> None:
    (tmp_path / "hong.md").write_text("---\ntitle: Hỏng\nissued_on: hôm qua\n---\n\nx\n", "utf-8")
    found = loa("load", notice, str(tmp_path / "hong.md"), str(tmp_path / "khong-co.md"))
    assert "1 loaded" in found.stdout
    assert "2 refused" in found.stdout
    assert re.search(r"hong\.md.*line 3.*issued_on", found.stderr)
    assert "khong-co.md" in found.stderr


@pytest.mark.parametrize(
    ("words", "environment", "named"),
    [
        (["nonsense"], {}, "nonsense"),
        (["ask"], {}, "QUESTION"),
        (["stats"], {"LOA_WEB__PORT": "many"}, "web.port"),
        (["stats"], {"LOA_CONFIG": "/nowhere.yaml"}, "LOA_CONFIG"),
        (["ask", "x"], {"LOA_CONTENT": "/nowhere"}, "LOA_CONTENT"),
        (["stats"], {"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        (["staff", "add", "1", "--role", "king"], {}, "king"),
    ],
)
def test_bad_use_ends_with_2_and_names_what_is_wrong(
    loa: Run, words: list[str], environment: dict[str, str], named: str
) -> None:
    found = loa(*words, **environment)
    assert found.exit_code == 2
    assert named in found.stderr
    assert len(found.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", [[], ["run"], ["ask"], ["chat"], ["load"], ["stats"], ["rank"], ["staff", "add"]])
def test_each_command_explains_itself(loa: Run, words: list[str]) -> None:
    assert "Usage:" in loa(*words, "--help").stdout


def test_staff_are_added_and_listed(loa: Run) -> None:
    loa("staff", "add", "42", "--role", "official")
    loa("staff", "add", "42", "--role", "admin")
    assert loa("staff", "list").stdout == "42 admin\n"


def test_chat_talks_until_an_empty_line(loa: Run, notice: str) -> None:
    loa("load", notice)
    assert "từ 8 giờ" in loa("chat", stdin="cắt điện tổ 5 mấy giờ\n\n").stdout


def test_rank_measures_any_collection(loa: Run, tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text('{"id": "a", "title": "Rác", "text": "xe rác đi lúc 18 giờ"}\n', "utf-8")
    (tmp_path / "q.jsonl").write_text('{"id": "1", "text": "xe rac may gio"}\n', "utf-8")
    found = loa("rank", "--corpus", "c.jsonl", "--queries", "q.jsonl", "--out", "r.jsonl")
    assert found.exit_code == 0, found.stderr
    (row,) = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text("utf-8").splitlines()]
    assert row["hits"][0]["id"] == "a"
    assert 0 <= row["hits"][0]["confidence"] <= 1
    assert set(row) == {"id", "hits", "outcome", "elapsed_ms"}


def test_run_without_a_token_serves_the_web_chat_and_says_how_to_add_telegram(tmp_path: Path) -> None:
    environment = _environment(tmp_path, LOA_WEB__PORT="0", LOA_CONTENT=str(ROOT / "knowledge" / "announcements"))
    command = [sys.executable, "-m", "bot"]
    with subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = ""
        while "http://" not in said and process.poll() is None:
            said += process.stderr.readline()
        address = re.search(r"http://\S+/", said)
        assert address, said
        with urllib.request.urlopen(address.group(), timeout=20) as page:
            assert "<form" in page.read().decode()
        process.terminate()
        said += process.stderr.read()
    assert process.returncode == 0
    assert "TELEGRAM_TOKEN" in said
    assert "Traceback" not in said


def test_a_taken_port_is_named(loa: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        found = loa("run", LOA_WEB__PORT=str(taken.getsockname()[1]))
    assert found.exit_code == 2, found.stderr
    assert "web.port" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.skipif(not SEED.is_dir(), reason="the folder shared is not beside the repository")
@pytest.mark.parametrize("name", ["thanh-xuan-310.txt", "thanh-xuan-310.html"])
def test_both_forms_of_the_first_announcement_load_alike(loa: Run, name: str) -> None:
    (read,) = json.loads(loa("load", "--json", str(SEED / name)).stdout)
    assert read["number"] == "310/KH-UBND"
    assert read["issued_on"] == "2022-12-29"
    assert read["issuer"] == "UBND quận Thanh Xuân"
    assert read["published_at"] == "2023-01-03 03:03:00+00:00"
    assert read["category_path"] == ["TIN TỨC - SỰ KIỆN", "VĂN HÓA XÃ HỘI"]
    assert read["department"] == "Phòng Văn hóa và Thông tin quận"
    assert read["portal_views"] == 22
    assert len(read["sections"]) == 7
    written = json.dumps(read, ensure_ascii=False)
    assert not any(
        chrome in written for chrome in ("1696", "9454", "1786387", "Truy cập nội dung", "Hội nghị tổng kết")
    )
