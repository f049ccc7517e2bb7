"""Methods by which the bot receives updates: long polling and the webhook.

Source: tdlib/telegram-bot-api Client.cpp, core.telegram.org/bots/api#getting-updates.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.servers.arguments import Arguments
from tests.servers.backend import Backend, Handler
from tests.servers.errors import bad_request, conflict
from tests.servers.webhooks import DEFAULT_CONNECTIONS, Webhook

PORTS = frozenset({443, 80, 88, 8443})
_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


async def get_updates(backend: Backend, arguments: Arguments) -> list[dict[str, Any]]:
    """Return the updates from `offset` on, waiting up to `timeout` real seconds for one."""
    if backend.webhooks.current is not None:
        raise conflict(_WEBHOOK_ACTIVE)
    if "allowed_updates" in arguments:
        backend.updates.allow(arguments["allowed_updates"])
    offset, limit = arguments.get("offset", 0), arguments.get("limit", 100)
    limit, timeout_s = backend.pace_poll(offset, limit, arguments.get("timeout", 0))
    return await backend.updates.get(offset, limit, timeout_s)


async def set_webhook(backend: Backend, arguments: Arguments) -> bool:
    """Deliver updates to a URL from now on; an empty URL stops it."""
    url = arguments.get("url", "")
    if not url:
        return await delete_webhook(backend, arguments)
    _check_url(url, allows_loopback=backend.allows_loopback_webhook)
    secret = arguments.get("secret_token", "")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if arguments.get("drop_pending_updates"):
        backend.updates.clear()
    if "allowed_updates" in arguments:
        backend.updates.allow(arguments["allowed_updates"])
    connections = min(max(arguments.get("max_connections", DEFAULT_CONNECTIONS), 1), 100)
    backend.updates.abort_held(conflict("terminated by setWebhook request"))
    await backend.webhooks.start(Webhook(url, secret, connections))
    return True


def _check_url(url: str, *, allows_loopback: bool) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host:
        raise bad_request("invalid webhook URL specified")
    if allows_loopback and host in {"127.0.0.1", "localhost"}:
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


async def delete_webhook(backend: Backend, arguments: Arguments) -> bool:
    """Stop the webhook; pending updates stay unless they are to be dropped."""
    await backend.webhooks.stop()
    if arguments.get("drop_pending_updates"):
        backend.updates.clear()
    await asyncio.sleep(0)
    return True


def get_webhook_info(backend: Backend, _: Arguments) -> dict[str, Any]:
    """Return the state of the webhook."""
    info = backend.webhooks.info() | {"pending_update_count": len(backend.updates)}
    if allowed := backend.updates.allowed_updates:
        info["allowed_updates"] = allowed
    return info


HANDLERS: Mapping[str, Handler] = {
    "getupdates": get_updates,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
}
