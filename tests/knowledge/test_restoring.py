"""Did you mean: marks and slips mended where sure, numbers and known abbreviations left alone."""

from __future__ import annotations

import pytest

from knowledge.announcement import Announcement, Section
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon

TEXT = (
    "Người dân đăng ký tạm trú tại công an phường. Hồ sơ đăng ký khai sinh gồm tờ khai và giấy chứng sinh. "
    "Ủy ban nhân dân phường cấp giấy khai sinh. Thủ tục đăng ký kết hôn cần giấy xác nhận tình trạng hôn nhân."
)


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    index = SearchIndex(load_lexicon())
    section = Section(id="a/1", announcement_id="a", position=0, text="\n".join([TEXT] * 5))
    index.put(Announcement(id="a", title="Hộ tịch", sections=(section,)))
    return index


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dang ky khai sinh", "đăng ký khai sinh"),
        ("Thu tuc ket hon?", "Thủ tục kết hôn?"),
        ("ddawng kys tạm trus", "đăng ký tạm trú"),
        ("đăng ký khai sihn ntn", "đăng ký khai sinh như thế nào"),
    ],
)
def test_did_you_mean_restores_marks_and_slips(index: SearchIndex, typed: str, meant: str) -> None:
    assert index.search(typed).did_you_mean == meant


@pytest.mark.parametrize("typed", ["Đăng ký khai sinh", "UBND phường", "qwx zzk pfw", "", "119/QĐ-UBND"])
def test_did_you_mean_is_silent_where_nothing_changes_or_nothing_is_sure(index: SearchIndex, typed: str) -> None:
    assert index.search(typed).did_you_mean is None


def test_did_you_mean_keeps_everyday_words_that_no_announcement_uses(index: SearchIndex) -> None:
    assert index.search("tôi còn xài sổ đỏ").did_you_mean is None
