"""The driver over HTTP, for a server that runs as a process of its own: /__driver/... with JSON bodies."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter
from typing import Any

from aiohttp import web

from tests.servers.driver import Driver
from tests.servers.faults import Fault
from tests.servers.journal import Entry, peak_rate
from tests.servers.limits import Limits
from tests.servers.resident import Resident

FIRST_USER_ID = 1_000_001
Answer = Callable[[Driver, dict[str, Any]], Awaitable[Any]]


async def serve(driver: Driver, request: web.BaseRequest, name: str) -> web.Response:
    """Return the answer to one request of the driver."""
    action = ACTIONS.get(name)
    if action is None:
        return _json(404, {"error": f"no such action; there are: {', '.join(ACTIONS)}"})
    parameters: dict[str, Any] = dict(request.query)
    if body := await request.read():
        parameters |= json.loads(body)
    try:
        return _json(200, await action(driver, parameters))
    except (LookupError, TypeError, ValueError) as error:
        return _json(400, {"error": f"{type(error).__name__}: {error}"})


def _json(status: int, body: Any) -> web.Response:
    return web.Response(status=status, body=json.dumps(body).encode(), content_type="application/json")


def _resident(driver: Driver, parameters: dict[str, Any]) -> Resident:
    user_id = int(parameters["user_id"])
    return driver.find_resident(user_id) or driver.resident(parameters.get("first_name", "Lan"), user_id=user_id)


async def send(driver: Driver, parameters: dict[str, Any]) -> Any:
    """Send `text` from user `user_id`, who is made when new; return the message."""
    return await _resident(driver, parameters).send(parameters["text"])


async def ask(driver: Driver, parameters: dict[str, Any]) -> Any:
    """Send `text` from user `user_id` and return the seconds until the bot's next message to them, and its text.

    Waits `timeout_s` seconds at most; `seconds` is None then.
    """
    resident = _resident(driver, parameters)
    resident.skip_messages()
    started = perf_counter()
    await resident.send(parameters["text"])
    try:
        answer = await resident.next_message(float(parameters.get("timeout_s", 30)))
    except TimeoutError:
        return {"seconds": None, "text": ""}
    return {"seconds": perf_counter() - started, "text": answer.plain}


async def queue(driver: Driver, parameters: dict[str, Any]) -> Any:
    """Send each of `texts` at once, each from a user of its own from `first_user_id` on; return the users."""
    first = int(parameters.get("first_user_id", FIRST_USER_ID))
    user_ids = list(range(first, first + len(parameters["texts"])))
    for user_id, text in zip(user_ids, parameters["texts"], strict=True):
        await _resident(driver, {"user_id": user_id}).send(text)
    return {"user_ids": user_ids}


async def add_users(driver: Driver, parameters: dict[str, Any]) -> Any:
    """Make `count` users from `first_user_id` on who let the bot write first."""
    first = int(parameters.get("first_user_id", FIRST_USER_ID))
    for user_id in range(first, first + int(parameters["count"])):
        driver.resident(f"Resident {user_id}", user_id=user_id, has_started=True)
    return {"first_user_id": first, "count": int(parameters["count"])}


async def add_groups(driver: Driver, parameters: dict[str, Any]) -> Any:
    """Make `count` groups of `kind` (`group` by default) with the bot in them, without updates; return their ids."""
    groups = driver.quiet_groups(int(parameters["count"]), kind=parameters.get("kind", "group"))
    return {"chat_ids": [group.id for group in groups]}


async def press(driver: Driver, parameters: dict[str, Any]) -> Any:
    """Press `button` of message `message_id` (the newest when left out) of the bot to `user_id`."""
    resident = _resident(driver, parameters)
    number = int(parameters.get("message_id", resident.last.id))
    message = next(message for message in resident.messages if message.id == number)
    return {"query_id": (await resident.press(message, parameters["button"])).query.id}


async def block(driver: Driver, parameters: dict[str, Any]) -> Any:
    """Let `user_id` block the bot."""
    await _resident(driver, parameters).block_bot()
    return {"ok": True}


async def fault(driver: Driver, parameters: dict[str, Any]) -> Any:
    """Add a fault: `effect` is a method of `Faults`, the rest its arguments; return how many there are."""
    effects: dict[str, Callable[..., Fault]] = {
        "fail": driver.backend.faults.fail,
        "migrate": driver.backend.faults.migrate,
        "fail_with_page": driver.backend.faults.fail_with_page,
        "time_out": driver.backend.faults.time_out,
        "reset": driver.backend.faults.reset,
        "delay": driver.backend.faults.delay,
    }
    if "spare" in parameters:
        parameters["spare"] = frozenset(parameters["spare"])
    effects[parameters.pop("effect")](**parameters)
    return {"faults": len(driver.backend.faults.script)}


async def clear_faults(driver: Driver, _: dict[str, Any]) -> Any:
    """End all faults."""
    driver.backend.faults.clear()
    return {"faults": 0}


async def faults(driver: Driver, _: dict[str, Any]) -> Any:
    """Return each fault with how often it struck."""
    script = driver.backend.faults.script
    return [{"effect": each.effect, "status": each.status, "struck": each.struck} for each in script]


async def limits(driver: Driver, parameters: dict[str, Any]) -> Any:
    """Hold the bot to sending rates from now on, Telegram's where none are named; `off` ends it."""
    driver.backend.limiter.limits = None if parameters.pop("off", False) else Limits(**parameters)
    return {"ok": True}


async def advance(driver: Driver, parameters: dict[str, Any]) -> Any:
    """Move the server's clock ahead by `seconds` and return its time."""
    driver.clock.advance(float(parameters["seconds"]))
    return {"now": driver.clock.now()}


async def messages(driver: Driver, parameters: dict[str, Any]) -> Any:
    """Return the bot's messages to `user_id`, or to all users by id."""
    if "user_id" in parameters:
        return [message.raw for message in _resident(driver, parameters).messages]
    found: dict[str, list[Any]] = {}
    for chat in driver.backend.world.chats.values():
        texts = [event.message.get("text", "") for event in chat.events if event.kind == "sent"]
        if texts:
            found[str(chat.id)] = texts
    return found


async def statistics(driver: Driver, _: dict[str, Any]) -> Any:
    """Return counts of calls, updates and violations."""
    backend = driver.backend
    return backend.journal.statistics() | {
        "calls": len(backend.journal),
        "updates": {
            "created": len(backend.updates.created),
            "confirmed": len(backend.updates.confirmed),
            "pending": len(backend.updates),
        },
        "violations": backend.violations,
    }


async def calls(driver: Driver, parameters: dict[str, Any]) -> Any:
    """Return the log from call number `after` on, or of one `method`."""
    after = int(parameters.get("after", 0))
    return [
        {name: getattr(call, name) for name in _LOGGED}
        for call in driver.backend.journal.calls[after:]
        if parameters.get("method", call.method) == call.method
    ]


async def delivered(driver: Driver, _: dict[str, Any]) -> Any:
    """Return how many messages of the bot arrived in all chats together; cheap enough to ask often."""
    return {"messages": sum(len(chat.sent_by_bot) for chat in driver.backend.world.chats.values())}


async def ledger(driver: Driver, parameters: dict[str, Any]) -> Any:
    """Return what sending and changing calls did, row by row from call number `after` on, and the sums.

    `methods`: only these. `rows` hold the values of `columns`; `calls` is the number to ask on from.
    """
    journal = driver.backend.journal
    calls, after = len(journal), int(parameters.get("after", 0))
    rows = journal.ledger(parameters["methods"], after) if "methods" in parameters else journal.ledger(after=after)
    return {
        "columns": Entry._fields,
        "rows": rows,
        "calls": calls,
        "peak_per_s": peak_rate(rows),
        "refused_429": sum(row.status == 429 for row in rows),
        "violations": driver.backend.violations,
    }


_LOGGED = ("number", "method", "chat_id", "message_id", "received_at", "status", "description", "is_processed", "fault")
ACTIONS: Mapping[str, Answer] = {
    "send": send,
    "ask": ask,
    "queue": queue,
    "add_users": add_users,
    "add_groups": add_groups,
    "press": press,
    "block": block,
    "fault": fault,
    "clear_faults": clear_faults,
    "faults": faults,
    "limits": limits,
    "advance": advance,
    "messages": messages,
    "statistics": statistics,
    "calls": calls,
    "delivered": delivered,
    "ledger": ledger,
}
