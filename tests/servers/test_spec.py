"""The specification: complete, the same as its source, and strict in what it checks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.servers.arguments import Upload, decode_arguments
from tests.servers.methods import HANDLERS
from tests.servers.reduce_spec import SPEC_PATH, main, reduce_spec
from tests.servers.spec import load_spec

SOURCE = Path(__file__).resolve().parents[2] / ".." / "shared" / "telegram" / "api.json"


def test_spec_json_equals_its_source() -> None:
    if not SOURCE.exists():
        pytest.skip("the full description of the Bot API is not beside this repository")
    assert json.loads(SPEC_PATH.read_text(encoding="utf-8")) == reduce_spec(
        json.loads(SOURCE.read_text(encoding="utf-8"))
    )


def test_spec_knows_every_type_it_names() -> None:
    spec = load_spec()
    for method in spec.methods.values():
        spec.check(method.returns)
        for name, parameter in method.parameters.items():
            for known in set(parameter.types) - {"InputFile"}:
                assert spec.problems(known, object()) != [], name


def test_every_handler_is_a_method_of_the_spec() -> None:
    assert HANDLERS.keys() <= load_spec().methods.keys()


def test_reduce_spec_refuses_bad_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err


USER = {"id": 1, "is_bot": False, "first_name": "Lan"}


TYPED: list[tuple[str, Any, str | None]] = [
    ("User", USER, None),
    ("User", USER | {"id": "1"}, "User.id: expected Integer, got str"),
    ("User", USER | {"id": True}, "User.id: expected Integer, got bool"),
    ("User", USER | {"age": 3}, "User.age: no such field in User"),
    ("User", {"id": 1, "is_bot": False}, "User.first_name: required in User"),
    ("Array of User", [USER, {}], "Array of User[1].id: required in User"),
    ("Message|Boolean", True, None),
    ("Message|Boolean", 3, "Message|Boolean: fits no member of Message|Boolean; nearest: "),
    ("BotCommandScope", {"type": "chat", "chat_id": 5}, None),
    ("BotCommandScope", {"type": "room"}, "BotCommandScope.type: 'room' is no kind of BotCommandScope"),
    ("BotCommandScope", {"type": "chat"}, "BotCommandScope.chat_id: required in BotCommandScopeChat"),
    ("InlineKeyboardMarkup", {"inline_keyboard": {}}, "InlineKeyboardMarkup.inline_keyboard: expected an array"),
    ("Float", 3, None),
    ("ReactionType", [], "ReactionType.type: None is no kind of ReactionType"),
]


@pytest.mark.parametrize(
    ("type_text", "value", "problem"), TYPED, ids=[problem or f"valid {name}" for name, _, problem in TYPED]
)
def test_problems_names_what_is_wrong(type_text: str, value: Any, problem: str | None) -> None:
    found = load_spec().problems(type_text, value)
    if problem is None:
        assert found == []
    else:
        assert any(line.startswith(problem) for line in found), found


@pytest.mark.parametrize(
    ("raw", "arguments", "violation"),
    [
        ({"chat_id": "5", "text": "a"}, {"chat_id": 5, "text": "a"}, None),
        ({"chat_id": "@loa", "text": "5"}, {"chat_id": "@loa", "text": "5"}, None),
        (
            {"chat_id": 5, "text": "a", "protect_content": "true"},
            {"chat_id": 5, "text": "a", "protect_content": True},
            None,
        ),
        ({"chat_id": "5", "text": "a", "protect_content": "maybe"}, {"chat_id": 5, "text": "a"}, "cannot be read"),
        ({"chat_id": "5", "text": "a", "txt": "b"}, {"chat_id": 5, "text": "a"}, "unknown parameter txt"),
        ({"chat_id": "5", "text": "a", "message_thread_id": "x"}, {"chat_id": 5, "text": "a"}, "cannot be read"),
        ({"chat_id": "5", "text": Upload("a", "b", b"c")}, None, "a file is not allowed"),
    ],
)
def test_arguments_are_decoded_and_checked(
    raw: dict[str, Any], arguments: dict[str, Any] | None, violation: str | None
) -> None:
    spec = load_spec()
    decoded = decode_arguments(spec, spec.methods["sendmessage"], raw)
    assert arguments is None or decoded.arguments == arguments
    assert (decoded.violations == []) == (violation is None)
    assert violation is None or violation in decoded.violations[0]


def test_arguments_check_nested_objects() -> None:
    spec = load_spec()
    markup = json.dumps({"inline_keyboard": [[{"text": "A", "callback_dat": "x"}]]})
    decoded = decode_arguments(spec, spec.methods["sendmessage"], {"chat_id": "1", "text": "a", "reply_markup": markup})
    assert "callback_dat: no such field" in decoded.violations[0]
