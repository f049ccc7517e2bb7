"""YAML mappings with the line of every value: raw text stays raw, problems name line, field and mend.

Values are read from the parser's nodes, so YAML 1.1 cannot turn 18:30, no or 010 into something else.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from knowledge.dates import moment_of
from knowledge.loaders.result import RefusedError
from knowledge.vietnamese import clean

MAX_YAML_CHARS = 300_000
MAX_ITEMS = 200

_ISO_DAY = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_SLASHED_DAY = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
_MOMENT = re.compile(r"^(\S+)[ T]+(\d{1,2})(?::|h)(\d{2})(?::\d{2})?$")
_YES = frozenset({"true", "yes", "on"})
_NO = frozenset({"false", "no", "off"})


@dataclass(slots=True)
class Fields:
    """One mapping of a YAML text; collects what is wrong with its values in `problems`.

    Getters return the empty value for a field that is missing or wrong. `line_offset` counts the lines above the YAML.
    """

    values: dict[str, Node]
    line: int
    line_offset: int = 0
    problems: list[str] = field(default_factory=list)

    def text(self, name: str, *, max_chars: int = 2000) -> str | None:
        """Return a field's text exactly as written, None without it."""
        node = self.values.get(name)
        if node is None or _is_null(node):
            return None
        if not isinstance(node, ScalarNode):
            self._report(node, name, "must be one line of text; write it behind the colon, in quotes")
            return None
        value = clean(node.value).strip()
        if len(value) > max_chars:
            self._report(node, name, f"is longer than {max_chars} characters; shorten it")
            return None
        return value or None

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; a single text is a list of one."""
        node = self.values.get(name)
        if isinstance(node, SequenceNode):
            items = node.value[:MAX_ITEMS]
            wrong = next((item for item in items if not isinstance(item, ScalarNode)), None)
            if wrong is not None:
                self._report(wrong, name, 'must list plain texts; write e.g. ["một", "hai"]')
                return ()
            return tuple(filter(None, (clean(item.value).strip() for item in items)))
        text = self.text(name)
        return (text,) if text else ()

    def day(self, name: str) -> date | None:
        """Return a calendar day."""
        text = self.text(name)
        if text is None:
            return None
        day = _read_day(text)
        if day is None:
            self._report(self.values[name], name, f"'{text[:40]}' is no day; write e.g. 2025-03-17")
        return day

    def moment(self, name: str) -> datetime | None:
        """Return a moment (aware UTC) from a day and time in Viet Nam, or from a time with its offset."""
        text = self.text(name)
        if text is None:
            return None
        moment = _read_moment(text)
        if moment is None:
            self._report(self.values[name], name, f"'{text[:40]}' is no day and time; write e.g. \"2025-03-17 08:30\"")
        return moment

    def flag(self, name: str) -> bool:
        """Return a yes-or-no field, False without it."""
        text = (self.text(name) or "no").lower()
        if text not in _YES | _NO:
            self._report(self.values[name], name, f"'{text[:40]}' is neither true nor false; write true or false")
        return text in _YES

    def choice(self, name: str, choices: Iterable[str]) -> str | None:
        """Return a text that must be one of `choices`."""
        text = self.text(name)
        if text is None or text in (known := tuple(choices)):
            return text
        near = difflib.get_close_matches(text, known, 1) or known
        self._report(self.values[name], name, f"'{text[:40]}' is not known; write e.g. {near[0]} ({', '.join(known)})")
        return None

    def mappings(self, name: str) -> tuple[Fields, ...]:
        """Return a list of mappings; their problems join this one's."""
        node = self.values.get(name)
        if node is None or _is_null(node):
            return ()
        items: list[Node] = node.value if isinstance(node, SequenceNode) else [node]
        below = [item for item in items[:MAX_ITEMS] if isinstance(item, MappingNode)]
        if len(below) < len(items):
            self._report(node, name, "must be a short list of entries with fields; write each as '- name: …'")
            return ()
        return tuple(self._below(item) for item in below)

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Report every field whose name is not in `known`."""
        names = tuple(known)
        for name, node in self.values.items():
            if name not in names:
                near = difflib.get_close_matches(name, names, 1)
                mend = f"did you mean '{near[0]}'?" if near else f"known fields: {', '.join(names)}"
                self._report(node, name, f"is not known; {mend}")

    def report(self, name: str, problem: str) -> None:
        """Report a problem of a field, at its line."""
        node = self.values.get(name)
        line = self.line if node is None else node.start_mark.line + 1 + self.line_offset
        self.problems.append(f"line {line}: field '{name}': {problem}")

    def _report(self, node: Node, name: str, problem: str) -> None:
        self.problems.append(f"line {node.start_mark.line + 1 + self.line_offset}: field '{name[:40]}': {problem}")

    def _below(self, node: MappingNode) -> Fields:
        below = _read_mapping(node, self.line_offset)
        self.problems.extend(below.problems)
        below.problems = self.problems
        return below


def read_fields(text: str, *, line_offset: int = 0) -> tuple[Fields, ...]:
    """Return the mappings of a YAML text: one, or each of a list. An empty text gives one without values.

    Raises:
        RefusedError: no YAML, or neither a mapping nor a list of mappings.
    """
    root = _compose(text, line_offset)
    if root is None:
        return (Fields({}, 1 + line_offset, line_offset),)
    items: list[Node] = root.value if isinstance(root, SequenceNode) else [root]
    mappings = [item for item in items[:MAX_ITEMS] if isinstance(item, MappingNode)]
    if len(mappings) < len(items):
        raise RefusedError(f"line {1 + line_offset}: must hold fields; write each as 'name: value' on its own line")
    return tuple(_read_mapping(item, line_offset) for item in mappings)


def _compose(text: str, line_offset: int) -> Node | None:
    if len(text) > MAX_YAML_CHARS:
        raise RefusedError(f"has more than {MAX_YAML_CHARS} characters of YAML; split the file")
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + 1 + line_offset
        problem = f"{error.problem or error.context or 'not understood'}".split("\n")[0]
        raise RefusedError(f"line {line}: is no valid YAML ({problem}); put texts with ':' or '#' in quotes") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise RefusedError("is no valid YAML; compare it with a file that loads") from error


def _read_mapping(node: MappingNode, line_offset: int) -> Fields:
    fields = Fields({}, node.start_mark.line + 1 + line_offset, line_offset)
    for key, value in node.value:
        name = clean(key.value).strip() if isinstance(key, ScalarNode) else "?"
        if name in fields.values:
            fields._report(key, name, "stands twice; keep one")
        fields.values[name] = value
    return fields


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.style is None and node.value in ("", "~", "null")


def _read_day(text: str) -> date | None:
    iso, slashed = _ISO_DAY.match(text), _SLASHED_DAY.match(text)
    parts = iso.groups() if iso else slashed.groups()[::-1] if slashed else None
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


def _read_moment(text: str) -> datetime | None:
    match = _MOMENT.match(text)
    day = _read_day(match[1] if match else text)
    try:
        if day is not None:
            return moment_of(day, time(int(match[2]), int(match[3])) if match else None)
        moment = datetime.fromisoformat(text)
        return moment_of(moment.date(), moment.time()) if moment.tzinfo is None else moment
    except (ValueError, OverflowError):
        return None
