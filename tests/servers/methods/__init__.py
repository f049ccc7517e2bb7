"""What each method of the Bot API does, by its name."""

from __future__ import annotations

from collections.abc import Mapping

from tests.servers.backend import Handler
from tests.servers.methods import (
    answering,
    chats,
    copying,
    deleting,
    editing,
    media,
    profile,
    receiving,
    sending,
)

HANDLERS: Mapping[str, Handler] = {
    **receiving.HANDLERS,
    **sending.HANDLERS,
    **media.HANDLERS,
    **copying.HANDLERS,
    **editing.HANDLERS,
    **deleting.HANDLERS,
    **answering.HANDLERS,
    **chats.HANDLERS,
    **profile.HANDLERS,
}
