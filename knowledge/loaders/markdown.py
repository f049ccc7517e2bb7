"""A clerk's Markdown -> plain lines: headings keep their "##", emphasis and links lose their marks."""

from __future__ import annotations

import re

from knowledge.headings import BULLET, read_heading

_COMMENT = re.compile(r"<!--[^>]{0,5000}-->")
_IMAGE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\s]{0,500}\)")
_LINK = re.compile(r"\[([^\]\n]{1,300})\]\(([^)\s]{1,500})\)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,500}?)(?<=\S)\1")
_ITALIC = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]{1,500}?)(?<=\S)\1(?![\w*])")
_CODE = re.compile(r"`([^`\n]{1,300})`")
_RULE = re.compile(r"^\|?\s*:?---[\s:|\-]*$")
_MIN_WRAPPED = 40


def plain_lines(markdown: str, *, title: str = "") -> list[str]:
    """Return the lines of `markdown` without markup; a first heading that repeats `title` goes.

    Table rows become cells joined by " | ", quotes lose their ">". Wrapped sentences are joined (see `unwrap`).
    """
    lines = [_plain(raw) for raw in _COMMENT.sub("", markdown).split("\n")]
    kept = [line for line in lines if line != "# " + title]
    return unwrap(kept)


def unwrap(lines: list[str]) -> list[str]:
    """Return non-blank lines, a hard-wrapped sentence joined again; a blank line always parts.

    A line is taken for wrapped when it is long, ends without punctuation and the next one goes on in lower case.
    """
    joined: list[list[str]] = []
    may_join = False
    for line in lines:
        if may_join and line[:1].islower() and not BULLET.match(line) and read_heading(line) is None:
            joined[-1].append(line)
        elif line:
            joined.append([line])
        may_join = bool(line) and len(line) >= _MIN_WRAPPED and line[-1] not in '.;:!?…”")' and " | " not in line
    return [" ".join(parts) for parts in joined]


def _plain(raw: str) -> str:
    line = raw.strip()
    if _RULE.match(line):
        return ""
    line = _LINK.sub(_plain_link, _IMAGE.sub("", line))
    for pattern, group in ((_BOLD, 2), (_ITALIC, 2), (_CODE, 1)):
        line = pattern.sub(rf"\{group}", line)
    line = re.sub(r"^>\s?", "", line)
    line = re.sub(r"^[*+]\s+", "- ", line)
    if line.startswith("|") and line.endswith("|"):
        line = " | ".join(cell.strip() for cell in line.strip("|").split("|"))
    return line.strip()


def _plain_link(match: re.Match[str]) -> str:
    text, address = match[1], match[2]
    return text if text == address or address.startswith("#") else f"{text} ({address})"
