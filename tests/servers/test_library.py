"""The server as python-telegram-bot meets it: calls, uploads, errors and an application that polls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyParameters,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from tests.servers.limits import Limits
from tests.servers.resident import PIXEL
from tests.servers.server import BotApiServer


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[Bot]:
    """Return the library's bot on the server."""
    async with Bot(
        server.token, base_url=f"{server.base_url}/bot", base_file_url=f"{server.base_url}/file/bot"
    ) as running:
        yield running


async def test_library_reads_what_it_sends(server: BotApiServer, bot: Bot) -> None:
    lan = server.resident(has_started=True)
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Mở", callback_data="open:1")]])
    sent = await bot.send_message(
        lan.id,
        "Xin <b>chào</b>",
        parse_mode="HTML",
        reply_markup=keyboard,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert sent.text_html == "Xin <b>chào</b>"
    assert sent.reply_markup == keyboard
    reply = await bot.send_message(lan.id, "tiếp", reply_parameters=ReplyParameters(sent.message_id))
    assert reply.reply_to_message is not None
    edited = await sent.edit_text("xong")
    assert isinstance(edited, type(sent))
    assert edited.text == lan.messages[0].plain == "xong"
    assert await sent.delete()
    assert server.violations == []


async def test_library_uploads_and_downloads(server: BotApiServer, bot: Bot) -> None:
    lan = server.resident(has_started=True)
    photo = await bot.send_photo(lan.id, PIXEL, caption="<i>Ảnh</i>", parse_mode="HTML")
    assert (photo.caption, photo.photo[0].width) == ("Ảnh", 1)
    again = await bot.send_photo(lan.id, photo.photo[0].file_id)
    assert again.photo[0].file_id == photo.photo[0].file_id
    report = await bot.send_document(lan.id, b"a;b\n", filename="báo cáo.csv")
    assert report.document is not None
    assert report.document.file_name == "báo cáo.csv"
    assert await (await report.document.get_file()).download_as_bytearray() == b"a;b\n"
    await bot.send_voice(lan.id, b"OggS")
    album = await bot.send_media_group(lan.id, [InputMediaPhoto(PIXEL, caption="1"), InputMediaPhoto(PIXEL)])
    assert len({message.media_group_id for message in album}) == 1
    assert [message.kind for message in lan.messages] == ["photo", "photo", "document", "voice", "photo", "photo"]
    assert server.violations == []


@pytest.mark.parametrize(
    ("data", "error"),
    [(b"no picture", "Image_process_failed"), (b"", "File must be non-empty")],
    ids=["no picture", "empty"],
)
async def test_library_gets_refusals_of_files(server: BotApiServer, bot: Bot, data: bytes, error: str) -> None:
    with pytest.raises(BadRequest, match=error):
        await bot.send_photo(server.resident(has_started=True).id, data)


async def test_library_maps_errors(server: BotApiServer, bot: Bot) -> None:
    lan = server.resident()
    group = await server.group("Tổ 7", lan, kind="group")
    new = group.migrate()
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(group.id, "x")
    assert migrated.value.new_chat_id == new.id
    with pytest.raises(Forbidden, match="initiate"):
        await bot.send_message(lan.id, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(3, "x")
    server.faults.fail(404, method="getMe", times=1)
    with pytest.raises(InvalidToken):
        await bot.get_me()
    server.faults.fail_with_page(502, method="getMe", times=1)
    with pytest.raises(NetworkError):
        await bot.get_me()
    server.faults.time_out(method="getMe", times=1)
    with pytest.raises(TimedOut):
        await bot.get_me(read_timeout=0.1)


async def test_library_meets_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # without it the library warns when it reads retry_after
    async with BotApiServer(limits=Limits(chat_burst=1)) as server:
        lan = server.resident(has_started=True)
        async with Bot(server.token, base_url=f"{server.base_url}/bot") as bot:
            await bot.send_message(lan.id, "một")
            with pytest.raises(RetryAfter):
                await bot.send_message(lan.id, "hai")


async def test_library_meets_the_conflict(server: BotApiServer, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.05)
    await server.resident().send("x")
    assert len(await first) == 1
    await bot.set_webhook(f"{server.base_url}/hook")
    with pytest.raises(Conflict, match="deleteWebhook"):
        await bot.get_updates()


Running = Application[Any, Any, Any, Any, Any, Any]


async def greet(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Mở mục 1", callback_data="open:1")]])
    await update.message.reply_html("Xin <b>chào</b>", reply_markup=keyboard)


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text(update.message.text or "?")


async def open_section(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("Đã mở")
    await update.callback_query.edit_message_text("Mục 1")


@pytest.fixture
async def application(server: BotApiServer) -> AsyncIterator[Running]:
    """Return a polling application with three handlers."""
    built = Application.builder().token(server.token).base_url(f"{server.base_url}/bot").build()
    built.add_handler(CommandHandler("start", greet))
    built.add_handler(MessageHandler(filters.TEXT, echo))
    built.add_handler(CallbackQueryHandler(open_section))
    async with built:
        await built.start()
        assert built.updater is not None
        await built.updater.start_polling(poll_interval=0.0)
        yield built
        await built.updater.stop()
        await built.stop()


@pytest.mark.usefixtures("application")
async def test_a_conversation_over_polling(server: BotApiServer) -> None:
    lan, minh = server.resident("Lan"), server.resident("Minh")
    await lan.send("/start")
    greeting = await lan.next_message()
    assert (greeting.plain, greeting.marked("bold")) == ("Xin chào", ["chào"])
    press = await lan.press(greeting, "Mở mục 1")
    assert (await press.answered())["text"] == "Đã mở"
    assert (await lan.next_edit()).plain == greeting.plain == "Mục 1"
    await minh.send("rác đổ giờ nào?")
    assert (await minh.next_message()).plain == "rác đổ giờ nào?"
    await lan.expect_silence(0.05)
    assert server.violations == []


@pytest.mark.usefixtures("application")
async def test_polling_survives_an_outage(server: BotApiServer) -> None:
    lan = server.resident("Lan")
    server.faults.fail_with_page(502, method="getUpdates", times=1)
    await lan.send("có điện chưa?")
    assert (await lan.next_message()).plain == "có điện chưa?"
