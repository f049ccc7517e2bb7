"""Telegram's HTML subset: text with tags -> plain text and entities, or the exact error.

Source: tdlib/td MessageEntity.cpp (tags, attributes, errors with byte offsets), core.telegram.org/bots/api#html-style.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.servers.links import checked_link, linked_user_id
from tests.servers.plain import clean_text, utf16_length

Entity = dict[str, Any]
_END = "\0"
_SPACES = frozenset(" \t\r\n\0\v")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_KINDS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}


class HtmlError(Exception):
    """Markup that Telegram refuses; the message is what follows "can't parse entities: "."""


@dataclass(slots=True)
class _OpenTag:
    name: str
    attributes: dict[str, str]
    offset: int
    position: int


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
        self._open: list[_OpenTag] = []
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
        return "".join(self._text), _without_nested_in_code(self._entities)

    def _next_special(self, start: int) -> int:
        found = [position for mark in "<&" if (position := self._markup.find(mark, start)) >= 0]
        return min(found, default=len(self._markup))

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
        if name not in _KINDS:
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
        self._open.append(_OpenTag(name, attributes, self._length, len(self._text)))

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
            self._close(opened)

    def _close(self, opened: _OpenTag) -> None:
        entity: Entity = {
            "type": _KINDS[opened.name],
            "offset": opened.offset,
            "length": self._length - opened.offset,
        }
        if opened.name == "a" and not self._add_link(opened, entity):
            return
        if opened.name == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        if opened.name == "tg-emoji":
            emoji_id = opened.attributes.get("emoji-id", "")
            if not emoji_id.isdecimal() or int(emoji_id) == 0:
                raise HtmlError("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = emoji_id
        if opened.name == "tg-time":
            unix_time = opened.attributes.get("unix", "")
            if not unix_time.isdecimal() or int(unix_time) == 0:
                return
            entity |= {"unix_time": int(unix_time), "date_time_format": opened.attributes.get("format", "")}
        if opened.name in {"pre", "code"} and self._merge_code(opened, entity):
            return
        self._entities.append(entity)

    def _add_link(self, opened: _OpenTag, entity: Entity) -> bool:
        href = opened.attributes.get("href") or "".join(self._text[opened.position :])
        if (user_id := linked_user_id(href)) is not None:
            entity |= {"type": "text_mention", "user": {"id": user_id, "is_bot": False, "first_name": ""}}
            return True
        entity["url"] = checked_link(href)
        return bool(entity["url"])

    def _merge_code(self, opened: _OpenTag, entity: Entity) -> bool:
        """Join pre and code around the same text, in either order, into one pre with the language."""
        language = opened.attributes.get("class", "")
        is_code = opened.name == "code"
        if is_code and language.startswith("language-"):
            entity["_language"] = language.removeprefix("language-")
        inner = self._entities[-1] if self._entities else None
        if inner is None or (inner["offset"], inner["length"]) != (entity["offset"], entity["length"]):
            return False
        if is_code and inner["type"] == "pre" and "_language" in entity:
            inner["language"] = entity["_language"]
            return True
        if not is_code and inner["type"] == "code" and "_language" in inner:
            inner |= {"type": "pre", "language": inner.pop("_language")}
            return True
        return False


def _without_nested_in_code(entities: list[Entity]) -> list[Entity]:
    """Drop what stands inside code or pre: those can contain no other entity."""
    kept: list[Entity] = []
    code_end = 0
    for entity in entities:
        entity.pop("_language", None)
        if entity["offset"] >= code_end:
            kept.append(entity)
            if entity["type"] in {"code", "pre"}:
                code_end = entity["offset"] + entity["length"]
    return kept
