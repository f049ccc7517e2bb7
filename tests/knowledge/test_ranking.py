"""Ranking files: every question gets a line, bad lines are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.ranking import RankError, rank_file

CORPUS = [
    {"id": "a", "title": "Khai sinh", "text": "Nộp giấy chứng sinh."},
    {"id": "b", "title": "Kết hôn", "text": "Hai bên cùng có mặt."},
]


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_rank_file_writes_a_line_for_every_question(tmp_path: Path) -> None:
    corpus = write(tmp_path / "c", CORPUS)
    queries = write(tmp_path / "q", [{"id": "1", "text": "giay chung sinh"}, {"id": "2", "text": "☎"}])
    report = rank_file(corpus, queries, tmp_path / "r", limit=1)
    rows = [json.loads(line) for line in (tmp_path / "r").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["1", "2"]
    assert [hit["id"] for hit in rows[0]["hits"]] == ["a"]
    assert set(rows[0]["hits"][0]) == {"id", "score", "confidence"}
    assert rows[1]["hits"] == []
    assert rows[1]["outcome"] == "not_found"
    assert (report.sections, report.questions) == (2, 2)
    assert report.peak_mb > 1


@pytest.mark.parametrize("line", ['{"id": "1"}', "[]", "{"])
def test_rank_file_names_the_bad_line(tmp_path: Path, line: str) -> None:
    corpus = write(tmp_path / "c", CORPUS)
    (tmp_path / "q").write_text('{"id": "1", "text": "x"}\n' + line, encoding="utf-8")
    with pytest.raises(RankError, match="line 2"):
        rank_file(corpus, tmp_path / "q", tmp_path / "r")
