"""The `poster` command: files on disk, one line for what cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.bot.posters.reading import open_png, print_pdf, scan

Run = Callable[..., Result]
NOTICE = '---\ntitle: Cắt điện tổ 5\nnumber: 7/TB-UBND\ncategory: ["{category}"]\n---\n\nCắt điện từ 8 giờ.\n'


@pytest.fixture
def loa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs the command over two announcements in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    content = tmp_path / "content"
    content.mkdir()
    (content / "cat-dien.md").write_text(NOTICE.format(category="Điện nước"), "utf-8")
    (content / "tiem-chung.md").write_text(NOTICE.format(category="Y tế"), "utf-8")
    base = {"DATABASE_URL": f"sqlite:///{tmp_path}/loa.db", "LOA_CONTENT": str(content), "LOA_WEB__URL": ""}

    def run(*words: str, **more: str) -> Result:
        return CliRunner().invoke(main, ("poster", *words), env=base | more, prog_name="loa")

    return run


@pytest.mark.parametrize("topic", ["dien-nuoc", "Điện nước", "dien nuoc", "Điên nươc"])
def test_topic_s_poster_subscribes_however_it_is_named(loa: Run, tmp_path: Path, topic: str) -> None:
    found = loa("--topic", topic, "--bot", "@LoaPhuongBot", "--out", "p.png", "--paper", "a5")
    assert found.exit_code == 0, found.stderr
    link = "https://t.me/LoaPhuongBot?start=b_dien-nuoc"
    assert link in found.stdout
    assert scan(open_png((tmp_path / "p.png").read_bytes())) == [link]


def test_announcement_s_pdf_leads_to_its_page(loa: Run, tmp_path: Path) -> None:
    found = loa("--announcement", "cat-dien", "--out", "p.PDF", LOA_WEB__URL="https://hoi.phuong-mau.vn")
    assert found.exit_code == 0, found.stderr
    image = print_pdf((tmp_path / "p.PDF").read_bytes())
    assert scan(image) == ["https://hoi.phuong-mau.vn/thong-bao/cat-dien"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--out", "p.png"], "web.url"),
        (["--bot", "no name", "--out", "p.png"], "LoaPhuongBot"),
        (["--bot", "LoaPhuongBot", "--out", "p.jpg"], ".pdf"),
        (["--bot", "LoaPhuongBot", "--out", "nowhere/p.png"], "nowhere"),
        (["--topic", "đien nuoc sach", "--bot", "LoaPhuongBot", "--out", "p.png"], "dien-nuoc (Điện nước)"),
        (["--topic", "🎈", "--bot", "LoaPhuongBot", "--out", "p.png"], "y-te (Y tế)"),
        (["--topic", "y tế, điện nước", "--bot", "LoaPhuongBot", "--out", "p.png"], "y-te (Y tế), dien-nuoc"),
        (["--announcement", "cat-dienn", "--bot", "LoaPhuongBot", "--out", "p.png"], "nearest: cat-dien"),
        (["--announcement", "a", "--topic", "b", "--out", "p.png"], "one of them"),
    ],
)
def test_bad_use_is_one_line_that_names_the_mend(loa: Run, words: list[str], named: str) -> None:
    found = loa(*words)
    assert found.exit_code == 2
    assert named in found.stderr
    assert len(found.stderr.splitlines()) == 1
