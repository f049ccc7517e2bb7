"""Actions as the payload of a link t.me/<bot>?start=<payload>.

Source: core.telegram.org/bots/features#deep-linking (1 to 64 of A-Za-z0-9_-).
"""

from __future__ import annotations

import re

from bot.reply import Action, parse_action

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ARGUMENT = re.compile(r"[A-Za-z0-9/-]*")


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
