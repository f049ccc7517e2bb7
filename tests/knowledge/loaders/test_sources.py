"""Files, folders, globs and addresses: what is found, what is refused, and that nothing raises."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.announcement import MAX_ANNOUNCEMENT_ID
from knowledge.loaders import Fetched, FetchError, expand_sources, load_path, load_url
from knowledge.loaders.article import read_announcement
from knowledge.loaders.content import read_markdown
from knowledge.loaders.result import RefusedError
from knowledge.loaders.sources import text_page

PAGE = (
    "Ngõ 5 có đèn mới\nNgày đăng 02/03/2026 | 08:00\nTừ tối nay ngõ 5 phố Dạ Hương có sáu bóng đèn mới, bật lúc 18 giờ."
)


def test_sources_expand_globs_and_keep_addresses(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", "c.txt"):
        (tmp_path / name).write_text("x")
    found = expand_sources([f"{tmp_path}/*.md", "https://hoasua.example/1", f"{tmp_path}/*.pdf"])
    assert found == (tmp_path / "a.md", tmp_path / "b.md", "https://hoasua.example/1", tmp_path / "*.pdf")


def test_folder_loads_below_and_passes_over_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "sau").mkdir()
    (tmp_path / "sau" / "den.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "anh.png").write_bytes(b"\x89PNG")
    result = load_path(tmp_path, default_unit="phuong-mau")
    assert [a.unit_id for a in result.announcements] == ["phuong-mau"]
    assert [r.reason for r in result.refusals] == [
        "anh.png: '.png' is not a kind that is read; use .md, .yaml, .txt or .html"
    ]


def test_missing_file_is_refused(tmp_path: Path) -> None:
    (refusal,) = load_path(tmp_path / "khong-co.md").refusals
    assert "there is no such file or folder" in refusal.reason


def test_hard_wrapped_text_is_joined(tmp_path: Path) -> None:
    wrapped = (
        PAGE.replace("phố Dạ Hương có sáu", "phố Dạ Hương có\nsáu") + "\n\nBà con thấy đèn hỏng thì gọi tổ trưởng."
    )
    (tmp_path / "den.txt").write_text(wrapped.replace("tối nay ngõ", "tối nay toàn bộ ngõ"), encoding="utf-8")
    (made,) = load_path(tmp_path / "den.txt").announcements
    assert [len(s.text.split("\n")) for s in made.sections] == [1, 1]


async def test_url_gives_an_announcement_with_its_address() -> None:
    async def fetch(url: str) -> Fetched:
        return Fetched(url + "?x=1", PAGE.encode(), is_plain=True)

    (made,) = (await load_url("https://hoasua.example/tin", fetch=fetch, default_unit="phuong-mau")).announcements
    assert (made.title, made.unit_id) == ("Ngõ 5 có đèn mới", "phuong-mau")
    assert made.url == "https://hoasua.example/tin?x=1"


async def test_url_that_fails_is_refused_with_its_reason() -> None:
    async def fetch(url: str) -> Fetched:
        raise FetchError("answered with status 404; open it in a browser and check")

    result = await load_url("https://hoasua.example/tin", fetch=fetch)
    assert result.refusals[0].reason.startswith("https://hoasua.example/tin: answered with status 404")


def test_two_pages_about_one_plan_both_stay(tmp_path: Path) -> None:
    lead = "Ngày 05/3/2026, UBND phường Mẫu vừa ban hành Kế hoạch số 7/KH-UBND về làm sạch ngõ phố và kênh Bằng Lăng."
    for name, title in (("a.txt", "Phường mở đợt làm sạch ngõ phố"), ("b.txt", "Sau một tuần làm sạch ngõ phố")):
        (tmp_path / name).write_text(f"{title}\nNgày đăng 06/03/2026 | 08:00\n{lead}", encoding="utf-8")
    first, second = load_path(tmp_path).announcements
    assert first.id.startswith("7-kh-ubnd-2026-")
    assert second.id.startswith("7-kh-ubnd-2026-")
    assert first.id != second.id
    assert second.sections[0].id == f"{second.id}/p1"


SCRAPS = st.sampled_from(
    [
        "Ngày đăng 03/01/2023 | 10:03",
        "Số: 1/KH-UBND",
        "TIN TIN",
        "I. MỤC",
        "./.",
        "a)",
        "| |",
        "Đang online: 1",
        "---",
        "# x",
    ]
)


@settings(deadline=None)
@given(st.lists(SCRAPS | st.text(max_size=60), max_size=25))
def test_any_text_gives_an_announcement_or_a_refusal(lines: list[str]) -> None:
    with contextlib.suppress(RefusedError):
        made = read_announcement(text_page("\n".join(lines)))
        assert made.id.isascii()
        assert 0 < len(made.id) <= MAX_ANNOUNCEMENT_ID
        assert made.sections


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["title: a", "- b", "[", "{", "&a", "*a", "'", ": ", "issued_on: 1"]) | st.text(max_size=20)
    )
)
def test_any_front_matter_gives_an_announcement_or_refusals(lines: list[str]) -> None:
    text = "\n".join(("---", *lines, "---", "Chữ."))
    with contextlib.suppress(RefusedError):
        result = read_markdown("a.md", "a", text)
        assert bool(result.announcements) != bool(result.refusals)


@pytest.mark.parametrize("name", ["a.html", "a.txt", "a.md", "a.yaml"])
@settings(deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_loaded_or_refused(tmp_path_factory: pytest.TempPathFactory, name: str, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(data)
    result = load_path(path)
    assert result.announcements or result.units or result.refusals or data.strip() == b"" or name == "a.yaml"


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    content, secret = tmp_path / "content", tmp_path / "loa.secret"
    content.mkdir()
    secret.write_text("what nobody may read " * 9)
    (content / "thong-bao.txt").symlink_to(secret)
    result = load_path(content)
    assert not result.announcements
    assert "outside its folder" in result.refusals[0].reason
