"""A large local file is read in a process of its own: the same result, and an end to what takes too long."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.loaders import load_path
from knowledge.loaders.result import Fault, RefusedError
from knowledge.loaders.sources import LARGE_BYTES, _read_file, read_bytes
from knowledge.loaders.worker import run_apart_blocking

BODY = "# Lịch cắt nước tháng 12\n\n" + "".join(
    f"Tổ {number} cắt nước từ 8 giờ đến 17 giờ ngày 02/12/2026.\n\n" for number in range(2000)
)


def test_a_large_file_gives_what_a_small_one_would(tmp_path: Path) -> None:
    file = tmp_path / "lich.txt"
    file.write_text(BODY, "utf-8")
    assert file.stat().st_size > LARGE_BYTES
    assert load_path(file) == read_bytes("lich.txt", BODY.encode())


def test_a_large_file_that_is_refused_says_why(tmp_path: Path) -> None:
    file = tmp_path / "hong.yaml"
    file.write_text("title: [\n" + "# lấp\n" * LARGE_BYTES, "utf-8")
    (refusal,) = load_path(file).refusals
    assert "hong.yaml" in refusal.reason


def test_what_takes_too_long_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "lich.txt"
    file.write_text(BODY, "utf-8")
    with pytest.raises(RefusedError) as refused:
        _read_file(file, None, timeout_s=0.01)
    assert refused.value.fault is Fault.SLOW


def test_a_child_that_dies_is_a_refusal() -> None:
    with pytest.raises(RefusedError):
        run_apart_blocking("knowledge.loaders.no_such_module", b"{}\n")
