"""Callback and inline queries: answered once, in time, within the limits."""

from __future__ import annotations

from typing import Any

import pytest

from tests.servers.conftest import RawApi
from tests.servers.sent import SentMessage
from tests.servers.server import BotApiServer

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def send_button(server: BotApiServer, api: RawApi) -> SentMessage:
    lan = server.resident(has_started=True)
    markup = {"inline_keyboard": [[{"text": "Mở mục 1", "callback_data": "open:1"}, {"text": "Trang", "url": "a.vn"}]]}
    await api("sendMessage", chat_id=lan.id, text="x", reply_markup=markup)
    return await lan.next_message()


async def test_press_makes_a_callback_query(server: BotApiServer, api: RawApi) -> None:
    message = await send_button(server, api)
    lan = server.find_resident(message.chat.id)
    assert lan is not None
    press = await lan.press(message, "mục 1")
    (update,) = (await api("getUpdates")).result
    query = update["callback_query"]
    assert (query["data"], query["from"]["id"], query["message"]["message_id"]) == ("open:1", lan.id, message.id)
    assert press.answer is None
    await api("answerCallbackQuery", callback_query_id=query["id"], text="Đã mở")
    assert (await press.answered())["text"] == press.text == "Đã mở"


async def test_press_needs_a_button_that_calls_back(server: BotApiServer, api: RawApi) -> None:
    message = await send_button(server, api)
    lan = server.find_resident(message.chat.id)
    assert lan is not None
    with pytest.raises(LookupError, match="sends nothing"):
        await lan.press(message, "Trang")
    with pytest.raises(LookupError, match="no button 'xyz'"):
        await lan.press(message, "xyz")


async def test_callback_is_answered_once_and_in_time(server: BotApiServer, api: RawApi) -> None:
    message = await send_button(server, api)
    lan = server.find_resident(message.chat.id)
    assert lan is not None
    first, second = await lan.press(message, "open:1"), await lan.press_data(message, "forged")
    assert (await api("answerCallbackQuery", callback_query_id=first.query.id)).result is True
    assert (await api("answerCallbackQuery", callback_query_id=first.query.id)).error == TOO_OLD
    server.clock.advance(60)
    assert (await api("answerCallbackQuery", callback_query_id=second.query.id)).error == TOO_OLD
    assert (await api("answerCallbackQuery", callback_query_id="5")).error == TOO_OLD


async def test_callback_answer_has_at_most_200_characters(server: BotApiServer, api: RawApi) -> None:
    message = await send_button(server, api)
    lan = server.find_resident(message.chat.id)
    assert lan is not None
    press = await lan.press(message, "open:1")
    refused = await api("answerCallbackQuery", callback_query_id=press.query.id, text="đ" * 201)
    assert refused.error == "Bad Request: MESSAGE_TOO_LONG"
    assert (await api("answerCallbackQuery", callback_query_id=press.query.id, text="đ" * 200)).status == 200


def article(number: int, **content: Any) -> dict[str, Any]:
    shown = {"message_text": f"<b>Kết quả {number}</b>", "parse_mode": "HTML"} | content
    return {"type": "article", "id": str(number), "title": "Kết quả", "input_message_content": shown}


async def test_inline_query_is_answered_and_chosen(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident()
    asked = await lan.inline("rác thải")
    (update,) = (await api("getUpdates")).result
    assert update["inline_query"]["query"] == "rác thải"
    results = [article(1), article(2) | {"reply_markup": {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}}]
    assert (await api("answerInlineQuery", inline_query_id=asked.query.id, results=results)).result is True
    assert [result["id"] for result in await asked.answered()] == ["1", "2"]
    sent = await lan.choose(asked, "2")
    assert (sent["text"], sent["entities"][0]["type"]) == ("Kết quả 2", "bold")
    chosen = next(one for one in (await api("getUpdates")).result if "chosen_inline_result" in one)
    inline_id = chosen["chosen_inline_result"]["inline_message_id"]
    assert (await api("editMessageText", inline_message_id=inline_id, text="mới")).result is True


@pytest.mark.parametrize(
    ("results", "error"),
    [
        pytest.param([article(n) for n in range(51)], "too many inline query results specified", id="51 results"),
        pytest.param([article(1), article(1)], "RESULT_ID_DUPLICATE", id="same id"),
        pytest.param([article(1) | {"id": "x" * 65}], "RESULT_ID_INVALID", id="long id"),
        pytest.param([article(1, message_text="")], "message text is empty", id="empty text"),
        pytest.param(
            [article(1, message_text="<b>")],
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
            id="bad markup",
        ),
        pytest.param("[", "can't parse inline query results JSON object", id="bad json"),
    ],
)
async def test_inline_answer_refuses(server: BotApiServer, api: RawApi, results: Any, error: str) -> None:
    asked = await server.resident().inline("x")
    refused = await api("answerInlineQuery", inline_query_id=asked.query.id, results=results)
    assert refused.error == f"Bad Request: {error}"
    assert asked.answer is None


async def test_inline_results_are_checked_against_the_spec(server: BotApiServer, api: RawApi) -> None:
    asked = await server.resident().inline("x")
    await api("answerInlineQuery", inline_query_id=asked.query.id, results=[article(1) | {"titel": "x"}])
    assert any("titel" in violation for violation in server.violations)
