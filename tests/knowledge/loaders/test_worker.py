"""The child process that reads fetched pages: its answer, its refusals, its end."""

import pytest

from knowledge.loaders.result import RefusedError
from knowledge.loaders.worker import read_page_apart

HTML = "<title>Hội làng</title><body><div class='item-page'><p>Hội làng mở ngày rằm.</p></div></body>"


async def test_child_reads_html() -> None:
    page = await read_page_apart(HTML.encode())
    assert (page.lines, page.title) == (["Hội làng mở ngày rằm."], "Hội làng")


async def test_child_reads_plain_text_in_its_charset() -> None:
    page = await read_page_apart("café ≠".encode("mac_roman"), charset="mac_roman", is_plain=True)
    assert page.lines == ["café ≠"]


async def test_refusal_of_the_child_comes_back() -> None:
    with pytest.raises(RefusedError, match="is a PDF"):
        await read_page_apart(b"%PDF-1.7")


async def test_slow_child_is_killed() -> None:
    with pytest.raises(RefusedError, match="took longer than 0 s"):
        await read_page_apart(HTML.encode(), timeout_s=0.01)


async def test_deep_nesting_neither_recurses_nor_hangs() -> None:
    html = "<div class='item-page'>" + "<div><table><tr><td>" * 20_000 + "Chữ"
    page = await read_page_apart(html.encode())
    assert page.lines in (["Chữ"], [])
