"""Methods about the bot itself: name, descriptions, commands, menu button, session."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from tests.servers.arguments import Arguments
from tests.servers.backend import Backend, Handler
from tests.servers.errors import bad_request

MAX_COMMANDS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_MAX_DESCRIPTION_CHARS = 256
_LANGUAGE = re.compile(r"[a-z]{2}")
# field -> longest text. Source: core.telegram.org/bots/api#setmyname and the two beside it
_TEXTS = {"name": 64, "description": 512, "short_description": 120}
_REFUSALS = {"name": "NAME_TOO_LONG", "description": "DESCRIPTION_TOO_LONG", "short_description": "ABOUT_TOO_LONG"}


def get_me(backend: Backend, _: Arguments) -> dict[str, Any]:
    """Return the bot's own account."""
    return backend.world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": backend.reads_all_group_messages,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _scope_key(arguments: Arguments) -> tuple[str, ...]:
    scope = arguments.get("scope") or {"type": "default"}
    language = arguments.get("language_code", "")
    if language and not _LANGUAGE.fullmatch(language):
        raise bad_request("Invalid language code specified")
    return (scope["type"], str(scope.get("chat_id", "")), str(scope.get("user_id", "")), language)


def set_my_commands(backend: Backend, arguments: Arguments) -> bool:
    """Replace the commands of a scope and language."""
    commands = arguments["commands"]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = []
    for command in commands:
        name = command["command"].removeprefix("/").lower()
        if not _COMMAND.fullmatch(name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= _MAX_DESCRIPTION_CHARS:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        kept.append({"command": name, "description": command["description"]})
    key = _scope_key(arguments)
    if kept:
        backend.commands[key] = kept
    else:
        backend.commands.pop(key, None)
    return True


def get_my_commands(backend: Backend, arguments: Arguments) -> list[dict[str, str]]:
    """Return the commands of exactly this scope and language."""
    return backend.commands.get(_scope_key(arguments), [])


def delete_my_commands(backend: Backend, arguments: Arguments) -> bool:
    """Remove the commands of a scope and language."""
    backend.commands.pop(_scope_key(arguments), None)
    return True


def set_text(field: str, backend: Backend, arguments: Arguments) -> bool:
    """Set or remove the bot's name or a description in a language."""
    text = arguments.get(field, "")
    if len(text) > _TEXTS[field]:
        raise bad_request(_REFUSALS[field])
    backend.profile[field, _scope_key(arguments)[3]] = text
    return True


def get_text(field: str, backend: Backend, arguments: Arguments) -> dict[str, str]:
    """Return the bot's name or a description in a language, else the one for all languages."""
    language = _scope_key(arguments)[3]
    default = backend.world.bot.first_name if field == "name" else ""
    text = backend.profile.get((field, language)) or backend.profile.get((field, "")) or default
    return {field: text}


def set_chat_menu_button(backend: Backend, arguments: Arguments) -> bool:
    """Set the button beside the input field of one private chat or of all."""
    backend.menu_buttons[arguments.get("chat_id", 0)] = arguments.get("menu_button") or {"type": "default"}
    return True


def get_chat_menu_button(backend: Backend, arguments: Arguments) -> dict[str, Any]:
    """Return the menu button of a private chat."""
    common = backend.menu_buttons.get(0, {"type": "default"})
    return backend.menu_buttons.get(arguments.get("chat_id", 0), common)


def end_session(_: Backend, __: Arguments) -> bool:
    """Do what logOut and close do here: nothing but answer."""
    return True


HANDLERS: Mapping[str, Handler] = {
    "getme": get_me,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setmyname": partial(set_text, "name"),
    "getmyname": partial(get_text, "name"),
    "setmydescription": partial(set_text, "description"),
    "getmydescription": partial(get_text, "description"),
    "setmyshortdescription": partial(set_text, "short_description"),
    "getmyshortdescription": partial(get_text, "short_description"),
    "setchatmenubutton": set_chat_menu_button,
    "getchatmenubutton": get_chat_menu_button,
    "logout": end_session,
    "close": end_session,
}
