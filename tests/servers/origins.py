"""Where a forwarded message comes from."""

from __future__ import annotations

from tests.servers.world import CHANNEL, Message


def origin_of(message: Message, *, is_hidden: bool = False) -> Message:
    """Return the `MessageOrigin` of a message; `is_hidden`: its sender lets nobody find the account."""
    if origin := message.get("forward_origin"):
        return dict(origin)
    date = message["date"]
    if message["chat"]["type"] == CHANNEL:
        return {"type": "channel", "date": date, "chat": message["chat"], "message_id": message["message_id"]}
    if "sender_chat" in message:
        return {"type": "chat", "date": date, "sender_chat": message["sender_chat"]}
    sender = message["from"]
    if is_hidden:
        return {"type": "hidden_user", "date": date, "sender_user_name": sender["first_name"]}
    return {"type": "user", "date": date, "sender_user": sender}
