"""Links t.me/<bot>?start=<payload>, whose payload is an action.

Source: core.telegram.org/bots/features#deep-linking (1 to 64 of A-Za-z0-9_-).
"""

from __future__ import annotations

import re

from bot.reply import Action, parse_action

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ARGUMENT = re.compile(r"[A-Za-z0-9/-]*")
_USERNAME = re.compile(r"(?:(?:https?://)?t\.me/|@)?([A-Za-z][A-Za-z0-9_]{3,31})/?")


def encode_payload(action: Action) -> str | None:
    """Return the payload that leads to `action`, None where its argument has other characters."""
    payload = f"{action.verb.value}_{action.argument.replace('/', '_')}"
    return payload if _ARGUMENT.fullmatch(action.argument) and len(payload) <= 64 else None


def decode_payload(payload: str) -> Action | None:
    """Return the action that a payload leads to, None for anything else."""
    if not _PAYLOAD.fullmatch(payload):
        return None
    verb, mark, argument = payload.partition("_")
    return parse_action(f"{verb}:{argument.replace('_', '/')}") if mark else None


def read_username(text: str) -> str | None:
    """Return the bot's name in `name`, `@name` or `t.me/name`, None where there is none."""
    found = _USERNAME.fullmatch(text.strip())
    return found[1] if found else None


def make_link(username: str, action: Action | None = None) -> str | None:
    """Return the address that opens the bot, at `action` where one is given; None where a link cannot hold it."""
    if action is None:
        return f"https://t.me/{username}"
    payload = encode_payload(action)
    return f"https://t.me/{username}?start={payload}" if payload else None
