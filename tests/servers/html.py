"""Telegram's HTML subset: text with tags -> plain text and entities, or the exact error.

Source: tdlib/td MessageEntity.cpp (tags, attributes, errors with byte offsets), core.telegram.org/bots/api#html-style.
"""

from __future__ import annotations

import re

from tests.servers.plain import clean_text, utf16_length
from tests.servers.tags import KINDS, Entity, HtmlError, OpenTag, add_entity, without_nested_in_code

__all__ = ["Entity", "HtmlError", "parse_html"]
_END = "\0"
_SPECIAL = re.compile("[<&]")
_SPACES = frozenset(" \t\r\n\0\v")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


def parse_html(markup: str) -> tuple[str, list[Entity]]:
    """Return the plain text and its entities, offsets in UTF-16 units, in the order of the opening tags.

    Raises HtmlError for what the real server refuses. Linear in the length of `markup`.
    """
    return _Parser(markup).parse()


class _Parser:
    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._at = 0
        self._text: list[str] = []
        self._length = 0  # of the plain text so far, in UTF-16 units
        self._open: list[OpenTag] = []
        self._entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        markup = self._markup
        while self._at < len(markup):
            char = markup[self._at]
            if char == "<":
                self._read_tag()
            elif char == "&" and (decoded := self._decode_reference()):
                self._append(decoded)
            else:
                end = self._next_special(self._at + 1)
                self._append(markup[self._at : end])
                self._at = end
        if self._open:
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        self._entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self._text), without_nested_in_code(self._entities)

    def _next_special(self, start: int) -> int:
        found = _SPECIAL.search(self._markup, start)
        return found.start() if found else len(self._markup)

    def _char(self) -> str:
        return self._markup[self._at] if self._at < len(self._markup) else _END

    def _append(self, piece: str) -> None:
        cleaned = clean_text(piece)
        self._text.append(cleaned)
        self._length += utf16_length(cleaned)

    def _byte_offset(self, position: int) -> str:
        return f"at byte offset {len(self._markup[:position].encode('utf-8', 'surrogatepass'))}"

    def _decode_reference(self) -> str:
        """Return the character that a reference stands for and step over it; "" when it is none."""
        markup, start = self._markup, self._at
        end = start + 1
        if markup.startswith("#", end):
            is_hex = markup.startswith("x", end + 1)
            first = end = end + 1 + is_hex
            digits = "0123456789abcdefABCDEF" if is_hex else "0123456789"
            while end < len(markup) and markup[end] in digits and end - start < 11:
                end += 1
            code = int(markup[first:end] or "0", 16 if is_hex else 10)
            if code == 0 or code >= 0x10FFFF or end - start >= 10 or 0xD800 <= code <= 0xDFFF:
                return ""
            decoded = chr(code)
        else:
            while end < len(markup) and markup[end].isascii() and markup[end].isalpha():
                end += 1
            decoded = _NAMED.get(markup[start + 1 : end], "")
            if not decoded:
                return ""
        self._at = end + 1 if markup.startswith(";", end) else end
        return decoded

    def _read_tag(self) -> None:
        start = self._at
        self._at += 1
        if self._char() == "/":
            self._read_end_tag(start)
        else:
            self._read_start_tag(start)

    def _read_name(self, stops: str) -> str:
        start = self._at
        while (char := self._char()) not in _SPACES and char not in stops:
            self._at += 1
        return self._markup[start : self._at]

    def _skip_spaces(self) -> None:
        while self._at < len(self._markup) and self._markup[self._at] in _SPACES:
            self._at += 1

    def _is_at_end(self) -> bool:
        return self._at >= len(self._markup)

    def _read_start_tag(self, start: int) -> None:
        where = self._byte_offset(start)
        name = self._read_name(">").lower()
        if self._is_at_end():
            raise HtmlError(f"Unclosed start tag {where}")
        if name not in KINDS:
            raise HtmlError(f'Unsupported start tag "{name}" {where}')
        attributes: dict[str, str] = {}
        while self._char() != ">":
            self._skip_spaces()
            if self._char() == ">":
                break
            key = self._read_name("=>/\"'")
            if not key:
                raise HtmlError(f'Empty attribute name in the tag "{name}" {where}')
            self._skip_spaces()
            if self._char() != "=":
                if self._is_at_end():
                    raise HtmlError(f'Unclosed start tag "{name}" {where}')
                attributes[key] = ""
                continue
            attributes[key] = self._read_value(name, where)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise HtmlError(f'Tag "span" must have class "tg-spoiler" {where}')
        self._at += 1
        self._open.append(OpenTag(name, attributes, self._length, len(self._text)))

    def _read_value(self, name: str, where: str) -> str:
        self._at += 1
        self._skip_spaces()
        if self._is_at_end():
            raise HtmlError(f'Unclosed start tag "{name}" {where}')
        value = self._read_quoted() if self._char() in "\"'" else self._read_token()
        if self._is_at_end():
            raise HtmlError(f"Unclosed start tag {where}")
        return value

    def _read_token(self) -> str:
        start = self._at
        while (char := self._char()).isascii() and (char.isalnum() or char in ".-"):
            self._at += 1
        if char not in _SPACES and char != ">":
            raise HtmlError(f"Unexpected end of name token {self._byte_offset(start)}")
        return self._markup[start : self._at].lower()

    def _read_quoted(self) -> str:
        quote = self._char()
        self._at += 1
        value: list[str] = []
        while not self._is_at_end() and (char := self._char()) != quote:
            if char == "&" and (decoded := self._decode_reference()):
                value.append(decoded)
            else:
                value.append(char)
                self._at += 1
        if not self._is_at_end():
            self._at += 1
        return "".join(value)

    def _read_end_tag(self, start: int) -> None:
        if not self._open:
            raise HtmlError(f"Unexpected end tag {self._byte_offset(start)}")
        self._at += 1
        found = self._read_name(">").lower()
        self._skip_spaces()
        if self._char() != ">":
            raise HtmlError(f"Unclosed end tag {self._byte_offset(start)}")
        self._at += 1
        opened = self._open.pop()
        if found and found != opened.name:
            where = self._byte_offset(start)
            raise HtmlError(f'Unmatched end tag {where}, expected "</{opened.name}>", found "</{found}>"')
        if self._length > opened.offset:
            covered = "".join(self._text[opened.position :]) if opened.name == "a" else ""
            add_entity(self._entities, opened, self._length, covered)
