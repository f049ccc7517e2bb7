"""Delivery: page by page, only what failed again, quiet where nobody can be reached."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from time import monotonic

import pytest
from telegram import Message
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.pace import Pace
from bot.reply import Action, Block, Button, Reply, Span, Verb
from bot.telegram.courier import Courier
from bot.telegram.transport import AiohttpRequest
from tests.servers.resident import Resident
from tests.servers.server import BotApiServer

LONG = Reply(
    tuple(Block((Span(f"{n} " + "a" * 3000),), is_quote=True) for n in range(3)),
    ((Button("Cách hỏi", Action(Verb.HELP)),),),
)
SHORT = Reply((Block((Span("xem https://phuong.vn/"),)),))


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[ExtBot[None]]:
    polls, request = AiohttpRequest(connections=1), AiohttpRequest(connections=4)
    made = ExtBot(server.token, f"{server.base_url}/bot", request=request, get_updates_request=polls)
    async with made:
        yield made


@pytest.fixture
def courier(bot: ExtBot[None]) -> Courier:
    return Courier(bot, Pace(monotonic), rest=asyncio.sleep, first_back_off_s=0.01)


@pytest.fixture
def lan(server: BotApiServer) -> Resident:
    return server.resident("Lan", has_started=True)


async def ask(lan: Resident, bot: ExtBot[None]) -> Message:
    return Message.de_json(await lan.send("?"), bot)


async def test_pages_come_in_order_with_buttons_under_the_last(
    courier: Courier, bot: ExtBot[None], lan: Resident
) -> None:
    question = await ask(lan, bot)
    await courier.reply(question, LONG, quotes=True)
    assert [m.plain[0] for m in lan.messages] == ["0", "1", "2"]
    assert [len(m.buttons) for m in lan.messages] == [0, 0, 1]
    assert {m.reply_to for m in lan.messages} == {question.message_id}


async def test_only_the_page_that_failed_is_sent_again(
    server: BotApiServer, courier: Courier, bot: ExtBot[None], lan: Resident
) -> None:
    server.faults.fail_with_page(502, method="sendMessage", skip=1, times=2)
    await courier.reply(await ask(lan, bot), LONG, quotes=False)
    assert [m.plain[0] for m in lan.messages] == ["0", "1", "2"]


async def test_deleted_question_is_answered_all_the_same(courier: Courier, bot: ExtBot[None], lan: Resident) -> None:
    question = await ask(lan, bot)
    del lan.chat.messages[question.message_id]
    await courier.reply(question, SHORT, quotes=True)
    assert lan.last.reply_to is None


async def test_links_are_not_previewed(
    server: BotApiServer, courier: Courier, bot: ExtBot[None], lan: Resident
) -> None:
    await courier.reply(await ask(lan, bot), SHORT, quotes=False)
    (call,) = server.log.of("sendMessage")
    assert call.arguments["link_preview_options"] == {"is_disabled": True}
    assert call.arguments["parse_mode"] == "HTML"


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: not enough rights to send text messages to the chat"),
    ],
)
async def test_who_cannot_be_reached_is_let_be(
    server: BotApiServer,
    courier: Courier,
    bot: ExtBot[None],
    lan: Resident,
    caplog: pytest.LogCaptureFixture,
    status: int,
    description: str,
) -> None:
    fault = server.faults.fail(status, description, method="sendMessage")
    await courier.reply(await ask(lan, bot), LONG, quotes=False)
    assert fault.struck == 1
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


async def test_any_other_refusal_is_our_mistake_and_raised(
    server: BotApiServer, courier: Courier, bot: ExtBot[None], lan: Resident
) -> None:
    fault = server.faults.fail(400, "Bad Request: can't parse entities: Unclosed start tag", method="sendMessage")
    with pytest.raises(BadRequest):
        await courier.reply(await ask(lan, bot), LONG, quotes=False)
    assert fault.struck == 1


async def test_query_is_answered_once_and_never_repeated(server: BotApiServer, courier: Courier) -> None:
    fault = server.faults.reset(method="answerCallbackQuery")
    await courier.answer_tap("1", "Cảm ơn")
    assert fault.struck == 1
