"""Announcement body -> sections: a heading stack for administrative documents, paragraphs for news."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from knowledge.announcement import MAX_SECTION_KEY, Kind, Role, Section, content_digest
from knowledge.headings import BULLET, Heading, Rank, read_heading
from knowledge.zones import Zone, split_zones

MAX_TOGETHER = 1200  # characters up to which an item stays in one section with its sub-items
MAX_TITLE = 150
MAX_LIST_ITEM = 160  # average characters up to which numbered lines are a list and not headings

_ZONE_KEYS = {Role.PREAMBLE: "mo-dau", Role.RECIPIENTS: "noi-nhan", Role.SIGNATURE: "chu-ky"}
_LISTS = (Rank.LETTER, Rank.ROMAN, Rank.NUMBER, Rank.DECIMAL, Rank.DECIMAL + 1, Rank.DECIMAL + 2, Rank.POINT)
_TITLED = (*range(Rank.PART, Rank.ROMAN + 1), Rank.LEAD)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A section before it has an announcement, a unique key and a position."""

    key: str
    path: tuple[str, ...]
    text: str
    role: Role = Role.BODY


@dataclass(slots=True)
class _Node:
    """A heading with the lines and headings under it; the root has no heading."""

    heading: Heading | None = None
    title: str = ""
    lines: list[str] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)

    @property
    def rank(self) -> int:
        return self.heading.rank if self.heading else -1


def split_sections(announcement_id: str, body: str, *, kind: Kind) -> tuple[Section, ...]:
    """Return the sections of `body` in reading order, with unique ids "<announcement_id>/<key>".

    A section is the smallest citable heading with its text: short lists stay with their heading, an item longer than
    MAX_TOGETHER characters is cut at its sub-items. News give one section a paragraph. Keys come from the heading
    markers ("i-2-a", "d5-2") or count paragraphs ("p3"). Linear in the length of `body`.
    """
    lines = [line for line in (raw.strip() for raw in body.split("\n")) if line]
    if kind is Kind.NEWS:
        pieces: Iterable[_Piece] = _paragraphs(lines)
    else:
        pieces = (piece for zone, prefix in _keyed_zones(lines) for piece in _zone_pieces(zone, prefix))
    return tuple(_number_sections(announcement_id, pieces))


def _keyed_zones(lines: Sequence[str]) -> Iterator[tuple[Zone, str]]:
    annexes = 0
    for zone in split_zones(lines):
        annexes += zone.role is Role.ANNEX
        yield zone, f"pl{annexes if annexes > 1 else ''}" if zone.role is Role.ANNEX else ""


def _zone_pieces(zone: Zone, prefix: str) -> Iterator[_Piece]:
    if zone.role in _ZONE_KEYS:
        yield _Piece(_ZONE_KEYS[zone.role], (), "\n".join(zone.lines), zone.role)
        return
    title, lines = ((zone.lines[0],), zone.lines[1:]) if prefix and len(zone.lines) > 1 else ((), zone.lines)
    for piece in _root_pieces(_build_tree(lines)):
        key = f"{prefix}-{piece.key}" if prefix else piece.key
        yield _Piece(key, (*title, *piece.path), piece.text, zone.role)


def _build_tree(lines: Iterable[str]) -> _Node:
    root = _Node()
    stack = [root]
    for line in lines:
        heading = read_heading(line)
        if heading is not None and _is_in_sequence(heading, stack):
            while stack[-1].rank >= heading.rank:
                stack.pop()
            node = _Node(heading, heading.line)
            stack[-1].children.append(node)
            stack.append(node)
        elif _is_title_line(line, stack[-1]):
            stack[-1].title += f" {line}"
        else:
            stack[-1].lines.append(line)
    return root


def _is_in_sequence(heading: Heading, stack: Sequence[_Node]) -> bool:
    """Return whether a list marker follows its sibling; "30. ..." that opens a paragraph does not."""
    if heading.rank not in _LISTS:
        return True
    parent = next(node for node in reversed(stack) if node.rank < heading.rank)
    last = parent.children[-1].heading if parent.children else None
    if last is None or last.rank != heading.rank:
        return heading.order <= 3
    return heading.order == 1 or 0 < heading.order - last.order <= 3


def _is_title_line(line: str, node: _Node) -> bool:
    """Return whether `line` is the title of the marker that stands alone on the line above ("Chương I")."""
    heading = node.heading
    if heading is None or heading.rest or node.lines or node.title != heading.line or len(line) > MAX_TITLE:
        return False
    return heading.rank <= Rank.SUBDIVISION or heading.rank == Rank.ARTICLE


def _root_pieces(root: _Node) -> Iterator[_Piece]:
    is_one_list = all(c.rank >= Rank.DECIMAL and c.rank != Rank.LEAD for c in root.children)
    if root.children and is_one_list and _size(root) <= MAX_TOGETHER:
        yield _Piece("p1", (), "\n".join(_all_lines(root)))
        return
    yield from _paragraphs(root.lines)
    for child in root.children:
        yield from _pieces(child, (), "")


def _pieces(node: _Node, path: tuple[str, ...], parent_key: str) -> Iterator[_Piece]:
    key = _join_keys(parent_key, node)
    is_title = _has_title(node)
    here = (*path, node.title) if is_title else path
    own = node.lines if is_title else [node.title, *node.lines]
    if _is_kept_together(node):
        yield from _cut(key, here, own + [line for c in node.children for line in _all_lines(c)])
        return
    yield from _cut(key, here, own)
    below = here if is_title else (*path, _marker(node))
    for child in node.children:
        yield from _pieces(child, below, key)


def _is_kept_together(node: _Node) -> bool:
    if not node.children:
        return True
    if _size(node) > MAX_TOGETHER or min(c.rank for c in node.children) < Rank.NUMBER:
        return False
    numbered = [c for c in node.children if c.rank == Rank.NUMBER]
    if any(c.lines or c.children for c in numbered):
        return False
    return sum(len(c.title) for c in numbered) <= MAX_LIST_ITEM * len(numbered)


def _has_title(node: _Node) -> bool:
    """Return whether the heading's line only names what follows, so that it belongs to the path."""
    if not (node.lines or node.children) or len(node.title) > MAX_TITLE:
        return False
    return node.rank in _TITLED or not (node.title.endswith((".", ";", ",")) or ":" in node.title[:-1])


def _marker(node: _Node) -> str:
    """Return the short form of a heading whose line is a sentence itself: "Điều 5", "2."."""
    rest = node.heading.rest if node.heading else ""
    return node.title[: len(node.title) - len(rest)].strip(" .:") if rest and node.title.endswith(rest) else node.title


def _cut(key: str, path: tuple[str, ...], lines: Sequence[str]) -> Iterator[_Piece]:
    """Yield the lines as one section, or as several of whole blocks where they are longer than MAX_TOGETHER."""
    group: list[str] = []
    part = 1
    for block in _blocks(lines):
        if group and sum(map(len, group)) + len(block) > MAX_TOGETHER:
            yield _Piece(key if part == 1 else f"{key}-p{part}", path, "\n".join(group))
            group, part = [], part + 1
        group.append(block)
    if group:
        yield _Piece(key if part == 1 else f"{key}-p{part}", path, "\n".join(group))


def _paragraphs(lines: Sequence[str]) -> Iterator[_Piece]:
    for count, block in enumerate(_blocks(lines), 1):
        yield _Piece(f"p{count}", (), block)


def _blocks(lines: Sequence[str]) -> Iterator[str]:
    """Yield paragraphs: bullets stay with the line above them, table rows with their table."""
    block: list[str] = []
    for line in lines:
        is_row, is_under_row = " | " in line, bool(block) and " | " in block[-1]
        if block and not (is_row if is_under_row else BULLET.match(line)):
            yield "\n".join(block)
            block = []
        block.append(line)
    if block:
        yield "\n".join(block)


def _all_lines(node: _Node) -> list[str]:
    below = [line for child in node.children for line in _all_lines(child)]
    return [*([node.title] if node.heading else []), *node.lines, *below]


def _size(node: _Node) -> int:
    return sum(map(len, _all_lines(node)))


def _join_keys(parent_key: str, node: _Node) -> str:
    """Return the key of a heading below its parent; articles number through the document and stand alone."""
    own = node.heading.key if node.heading else ""
    if not parent_key or node.rank == Rank.ARTICLE:
        return own
    first, _, tail = own.partition("-")
    if node.rank >= Rank.DECIMAL and tail and parent_key.rsplit("-", 1)[-1] == first:
        return f"{parent_key}-{tail}"
    return f"{parent_key}-{own}"


def _number_sections(announcement_id: str, pieces: Iterable[_Piece]) -> Iterator[Section]:
    used: dict[str, int] = {}
    for position, piece in enumerate(pieces):
        key = _unique_key(piece.key, used)
        yield Section(
            id=f"{announcement_id}/{key}",
            announcement_id=announcement_id,
            position=position,
            text=piece.text,
            heading_path=piece.path,
            role=piece.role,
        )


def _unique_key(key: str, used: dict[str, int]) -> str:
    """Return `key`, shortened to MAX_SECTION_KEY and counted up where it was used before; notes it in `used`."""
    if len(key) > MAX_SECTION_KEY:
        key = f"{key[: MAX_SECTION_KEY - 5].rstrip('-')}-{content_digest(key)[:4]}"
    unique, count = key, 1
    while unique in used:
        count = max(count, used[key]) + 1
        used[key] = count
        suffix = f"-{count}"
        unique = f"{key[: MAX_SECTION_KEY - len(suffix)].rstrip('-')}{suffix}"
    used.setdefault(unique, 1)
    return unique
