"""The clerk's guide tells the truth: its example loads and every field is explained."""

import re
from pathlib import Path

from knowledge.loaders import load_path
from knowledge.loaders.content import CONTENT_FIELDS

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "adding-announcements.md"


def test_example_of_the_guide_loads(tmp_path: Path) -> None:
    example = re.search(r"```markdown\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    assert example is not None
    (tmp_path / "cat-nuoc.md").write_text(example[1], encoding="utf-8")
    (made,) = load_path(tmp_path).announcements
    assert [s.heading_path for s in made.sections] == [
        (),
        ("1. Thời gian",),
        ("2. Khu vực",),
        ("3. Số điện thoại hỏi thêm",),
    ]


def test_guide_explains_every_field() -> None:
    explained = set(re.findall(r"^\| `([a-z_]+)` \|", GUIDE.read_text(encoding="utf-8"), re.M))
    assert explained == set(CONTENT_FIELDS)
