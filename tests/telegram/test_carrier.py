"""What the loudspeaker's messages look like in a chat, and what an answer of Telegram tells of their fate."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.broadcasts.broadcast import BroadcastKind, Content, Entity, Media, MediaKind, Tier
from bot.broadcasts.carrier import Blocked, Failed, Fate, Held, Migrated, Parcel, Sent, Uncertain, Unsendable, Unsent
from bot.catalogue import load_catalogue
from bot.reply import Action, Block, Button, Reply, Span, Verb
from bot.telegram.carrier import TelegramCarrier
from bot.telegram.transport import AiohttpRequest, Timeouts
from bot.telegram.wrapping import Wrapping
from tests.servers.faults import Faults
from tests.servers.resident import Resident
from tests.servers.server import BotApiServer

BOLD = Content("Mai 🚰 cắt nước.", (Entity("bold", 4, 2), Entity("italic", 7, 8)))


@pytest.fixture
async def carrier(server: BotApiServer) -> AsyncIterator[TelegramCarrier]:
    """Give a carrier that loses patience quickly."""
    request = AiohttpRequest(connections=4, timeouts=Timeouts(read_s=0.3, write_s=0.3))
    await request.initialize()
    wrapping = Wrapping(load_catalogue(), lambda *_: Reply())
    yield TelegramCarrier(request, f"{server.base_url}/bot{server.token}", wrapping, lambda: datetime.now(UTC))
    await request.shutdown()


@pytest.fixture
def lan(server: BotApiServer) -> Resident:
    """Give a resident who has started the bot."""
    return server.resident("Lan", has_started=True)


def parcel(lan: Resident, content: Content = BOLD, tier: Tier = Tier.ORDINARY) -> Parcel:
    """Return a message for Lan."""
    return Parcel(1, 7, lan.id, BroadcastKind.MESSAGE, tier, content, "vi")


async def deliver(carrier: TelegramCarrier, each: Parcel) -> int:
    """Return the id of a message that arrived."""
    fate = await carrier.deliver(each)
    assert isinstance(fate, Sent), fate
    return fate.message_id


async def change(carrier: TelegramCarrier, lan: Resident, content: Content, kind: BroadcastKind, age_h: float) -> None:
    """Send a message and change it as if it were so many hours old."""
    original = await deliver(carrier, parcel(lan, content))
    at = datetime.now(UTC) - timedelta(hours=age_h)
    changed = replace(parcel(lan, content), kind=kind, original_id=original, original_at=at, broadcast_id=8)
    if kind is BroadcastKind.CORRECTION:
        changed = replace(changed, content=replace(content, text="Đúng là 9 giờ.", entities=()))
    assert await carrier.deliver(changed) == Sent(original)


@pytest.mark.parametrize(
    ("tier", "text", "bold"),
    [
        pytest.param(Tier.ORDINARY, "Mai 🚰 cắt nước.", ["🚰"], id="ordinary"),
        pytest.param(Tier.PRIORITY, "⚠️ ƯU TIÊN\n\nMai 🚰 cắt nước.", ["⚠️ ƯU TIÊN", "🚰"], id="priority"),
        pytest.param(Tier.EMERGENCY, "🚨 KHẨN CẤP\n\nMai 🚰 cắt nước.", ["🚨 KHẨN CẤP", "🚰"], id="emergency"),
    ],
)
async def test_styles_stay_in_place_under_a_heading(
    carrier: TelegramCarrier, lan: Resident, tier: Tier, text: str, bold: list[str]
) -> None:
    await deliver(carrier, parcel(lan, BOLD, tier))
    message = await lan.next_message()
    assert message.plain == text
    assert message.marked("bold") == bold
    assert message.marked("italic") == ["cắt nước"]


async def test_a_bulletin_opens_its_announcements(lan: Resident, server: BotApiServer) -> None:
    request = AiohttpRequest(connections=1)
    await request.initialize()
    button = Button("Rác thải", Action(Verb.ANNOUNCEMENT, "ke-hoach-rac"))
    reply = Reply((Block((Span("Tin mới", bold=True),)),), ((button,),))
    wrapping = Wrapping(load_catalogue(), lambda *_: reply)
    carrier = TelegramCarrier(request, f"{server.base_url}/bot{server.token}", wrapping, lambda: datetime.now(UTC))
    await deliver(carrier, replace(parcel(lan, Content("")), kind=BroadcastKind.BULLETIN))
    await request.shutdown()
    message = await lan.next_message()
    assert (message.plain, message.marked("bold")) == ("Tin mới", ["Tin mới"])
    assert [each.data for each in message.buttons] == ["a:ke-hoach-rac", "b:stop"]


async def test_every_message_ends_the_subscription_by_one_tap(carrier: TelegramCarrier, lan: Resident) -> None:
    await deliver(carrier, parcel(lan, Content("Xem văn bản.", announcement_id="ke-hoach-rac")))
    buttons = (await lan.next_message()).buttons
    assert [(button.label, button.data) for button in buttons] == [
        ("📄 Xem văn bản", "r:7"),
        ("🔕 Ngừng nhận tin", "b:stop"),
    ]


async def test_a_photo_keeps_its_caption_and_can_be_corrected(
    carrier: TelegramCarrier, lan: Resident, server: BotApiServer
) -> None:
    photo = (await lan.send_photo())["photo"][-1]["file_id"]
    content = Content("Bản đồ cắt nước.", media=Media(MediaKind.PHOTO, photo))
    await change(carrier, lan, content, BroadcastKind.CORRECTION, age_h=100)
    message = lan.last
    assert (message.kind, message.plain) == ("photo", "✏️ ĐÍNH CHÍNH\n\nĐúng là 9 giờ.")
    assert [call.method for call in server.log.calls] == ["sendPhoto", "editMessageCaption"]


async def test_a_young_message_is_taken_back(carrier: TelegramCarrier, lan: Resident) -> None:
    await change(carrier, lan, BOLD, BroadcastKind.RECALL, age_h=1)
    assert (await lan.next_deletion()) is not None


async def test_an_old_message_says_that_it_was_withdrawn(carrier: TelegramCarrier, lan: Resident) -> None:
    await change(carrier, lan, BOLD, BroadcastKind.RECALL, age_h=49)
    assert "thu hồi" in lan.last.plain
    assert not lan.last.is_deleted


async def test_a_message_that_telegram_will_not_delete_is_edited(
    carrier: TelegramCarrier, lan: Resident, server: BotApiServer
) -> None:
    original = await deliver(carrier, parcel(lan))
    server.backend.clock.advance(49 * 3600)
    recall = replace(parcel(lan), kind=BroadcastKind.RECALL, original_id=original, original_at=datetime.now(UTC))
    assert await carrier.deliver(recall) == Sent(original)
    assert "thu hồi" in lan.last.plain


async def test_a_change_made_twice_stays_one(carrier: TelegramCarrier, lan: Resident) -> None:
    original = await deliver(carrier, parcel(lan))
    again = replace(
        parcel(lan), kind=BroadcastKind.CORRECTION, original_id=original, original_at=datetime.now(UTC), broadcast_id=8
    )
    assert await carrier.deliver(again) == await carrier.deliver(again) == Sent(original)


@pytest.mark.parametrize(
    ("fault", "fate"),
    [
        pytest.param(lambda f: f.fail(403), Blocked("bot was blocked by the user"), id="blocked"),
        pytest.param(lambda f: f.fail(400, "Bad Request: chat not found"), Blocked("chat not found"), id="gone"),
        pytest.param(lambda f: f.fail(429, retry_after_s=7), Held(7), id="429"),
        pytest.param(lambda f: f.migrate(-1009), Migrated(-1009), id="migrated"),
        pytest.param(lambda f: f.fail(500), Unsent("server_error"), id="500 of the server itself"),
        pytest.param(lambda f: f.fail_with_page(502), Uncertain("connection_lost"), id="a gateway's page"),
        pytest.param(lambda f: f.time_out(), Uncertain("time_out"), id="no answer"),
        pytest.param(lambda f: f.reset(after_processing=True), Uncertain("connection_lost"), id="cut off"),
        pytest.param(
            lambda f: f.fail(400, "Bad Request: can't parse entities: x"),
            Unsendable("can't parse entities: x"),
            id="the message is at fault",
        ),
        pytest.param(lambda f: f.fail(400, "Bad Request: strange"), Failed("strange"), id="something else"),
    ],
)
async def test_an_answer_tells_the_fate(
    carrier: TelegramCarrier, lan: Resident, server: BotApiServer, fault: Callable[[Faults], object], fate: Fate
) -> None:
    fault(server.faults)
    assert await carrier.deliver(parcel(lan)) == fate


async def test_a_server_out_of_reach_got_nothing(lan: Resident) -> None:
    request = AiohttpRequest(connections=1)
    await request.initialize()
    wrapping = Wrapping(load_catalogue(), lambda *_: Reply())
    carrier = TelegramCarrier(request, "http://127.0.0.1:1/bot7:x", wrapping, lambda: datetime.now(UTC))
    assert await carrier.deliver(parcel(lan)) == Unsent("no_connection")
    await request.shutdown()


async def test_a_lost_answer_to_a_change_is_tried_again(
    carrier: TelegramCarrier, lan: Resident, server: BotApiServer
) -> None:
    original = await deliver(carrier, parcel(lan))
    server.faults.time_out(after_processing=True, times=1)
    again = replace(
        parcel(lan), kind=BroadcastKind.CORRECTION, original_id=original, original_at=datetime.now(UTC), broadcast_id=8
    )
    assert await carrier.deliver(again) == Unsent("time_out")
    assert await carrier.deliver(again) == Sent(original)
