"""/baocao: nothing but the truth, and levers that do once what they say."""

from __future__ import annotations

import pytest
from sqlalchemy import and_, update

from bot.broadcasts.broadcast import BroadcastKind, BroadcastState, Content, Media, MediaKind, Tier
from bot.broadcasts.carrier import Blocked, Failed, Uncertain, Unsendable
from bot.broadcasts.delivery import DeliveryState
from bot.broadcasts.starting import start_due
from bot.office.office import OfficeCommand
from bot.reply import Reply
from bot.tables import DELIVERY
from tests.bot.broadcasts.station import AN, BINH, DUNG, STRANGER
from tests.bot.cast import HANOI
from tests.bot.office.studio import DEATHS, KilledError, MortalDatabase, Studio, labels

REPORT = OfficeCommand.REPORT


async def sent(studio: Studio, people: int = 3, **draft: object) -> int:
    """Return the number of a broadcast that everybody got, but for the fates that the carrier holds."""
    await studio.station.subscribe(range(1, people + 1))
    made = await studio.station.approve(**draft)
    await studio.station.play(made.id)
    return made.id


async def half_sent(studio: Studio, people: int = 10, **draft: object) -> int:
    """Return the number of a broadcast that three people got so far."""
    await studio.station.subscribe(range(1, people + 1))
    made = await studio.station.approve(**draft)
    async with studio.station.database.write() as connection:
        await start_due(connection, studio.now, HANOI)
        first = and_(DELIVERY.c.broadcast_id == made.id, DELIVERY.c.chat_id <= 3)
        await connection.execute(update(DELIVERY).where(first).values(state=DeliveryState.SENT, settled_at=studio.now))
    return made.id


async def test_nothing_was_sent_yet(studio: Studio) -> None:
    reply = await studio.command(AN, REPORT)
    assert "Chưa có tin phát loa nào" in reply.text
    assert labels(reply) == ["⛔ Dừng tất cả"]


async def test_the_latest_are_listed_with_their_states(studio: Studio) -> None:
    await sent(studio)
    await studio.compose(AN, "Bản nháp")
    listing = await studio.command(AN, REPORT)
    assert labels(listing)[:2] == ["bản nháp · #2 Bản nháp", "đã gửi hết lượt · #1 Mai cắt nước từ 8 giờ đến 12 giờ."]


async def test_complete_is_said_when_everybody_got_it(each_studio: Studio) -> None:
    number = await sent(each_studio)
    report = await each_studio.press(AN, f"report.show.{number}")
    assert "Hoàn thành: cả 3 người đã nhận." in report.text
    assert "Đã nhận: 3 trên 3" in report.text


async def test_complete_is_never_said_while_anybody_is_pending(each_studio: Studio) -> None:
    number = await half_sent(each_studio)
    report = await each_studio.press(AN, f"report.show.{number}")
    assert "Chưa xong: còn 7 người" in report.text
    assert "Hoàn thành" not in report.text


async def test_failures_are_told_in_plain_words_by_reason(studio: Studio) -> None:
    studio.station.carrier.fates = {
        1: [Blocked("bot was blocked by the user")],
        2: [Failed("have no rights to send a message")],
        3: [Uncertain("time_out")],
        4: [Failed("something new")],
    }
    report = await studio.press(AN, f"report.show.{await sent(studio, people=6)}")
    assert "chỉ 2 trên 6 người chắc chắn nhận được" in report.text
    for words in (
        "người nhận đã chặn bot: 1",
        "nhóm, kênh không cho bot gửi: 1",
        "mất kết nối giữa lúc gửi: 1",
        "lý do khác (something new): 1",
        "Không rõ đã nhận hay chưa: 1",
        "không tự gửi lại để không ai nhận hai lần",
    ):
        assert words in report.text
    assert "Hoàn thành" not in report.text


async def test_a_message_that_cannot_be_sent_is_told(studio: Studio) -> None:
    await studio.station.subscribe(range(1, 4))
    studio.station.carrier.fates = {1: [Unsendable("can't parse entities")]}
    made = await studio.station.approve()
    await studio.station.play(made.id, until=BroadcastState.STOPPED)
    assert "Telegram không nhận nội dung tin" in (await studio.press(AN, f"report.show.{made.id}")).text


async def test_pause_and_resume_do_once_what_they_say(studio: Studio) -> None:
    number = await half_sent(studio)
    paused = await studio.press(BINH, f"report.pause.{number}")
    assert "Tạm dừng, chưa xong: còn" in paused.text
    assert await studio.press(BINH, f"report.pause.{number}") == paused
    resumed = await studio.tap(BINH, paused, "Phát tiếp")
    assert (await studio.found(number)).state is BroadcastState.SENDING
    assert await studio.press(BINH, f"report.resume.{number}") == resumed


async def test_the_rest_is_cancelled_after_a_question(studio: Studio) -> None:
    number = await half_sent(studio)
    ask = await studio.tap(AN, await studio.press(AN, f"report.show.{number}"), "Hủy phần còn lại")
    assert (await studio.found(number)).state is BroadcastState.SENDING
    cut = await studio.tap(AN, ask, "Hủy, không gửi nữa")
    assert (await studio.found(number)).state is BroadcastState.CANCELLED
    assert "người chưa được gửi và sẽ không nhận" in cut.text
    assert await studio.press(AN, f"report.cut.{number}") == cut


async def test_failed_ones_are_tried_again_and_uncertain_ones_left_alone(studio: Studio) -> None:
    studio.station.carrier.fates = {1: [Failed("x")], 2: [Uncertain("time_out")]}
    number = await sent(studio)
    report = await studio.press(AN, f"report.show.{number}")
    again = await studio.tap(AN, report, "Gửi lại lượt hỏng")
    assert "Chưa xong: còn 1 người" in again.text
    assert await studio.press(AN, f"report.retry.{number}") == again
    await studio.station.play(number)
    assert await studio.station.states(number) == {
        1: DeliveryState.SENT,
        2: DeliveryState.UNCERTAIN,
        3: DeliveryState.SENT,
    }


async def test_a_correction_is_a_draft_that_goes_its_way(studio: Studio) -> None:
    number = await sent(studio)
    await studio.tap(AN, await studio.press(AN, f"report.show.{number}"), "Đính chính")
    panel = await studio.send(AN, "Mai cắt nước từ 9 giờ.")
    assert panel.previews[0].kind is BroadcastKind.CORRECTION
    assert "3 người đã nhận, có thể đã nhận hoặc đang chờ nhận tin #1" in panel.text
    assert not any("Khẩn cấp" in label or "Gửi tới ai" in label for label in labels(panel))
    waiting = await studio.tap(AN, panel, "Trình duyệt")
    assert "chờ duyệt" in waiting.text
    await studio.press(BINH, "approve.sure.2.3")
    await studio.station.play(2)
    assert "Hoàn thành: cả 3 người đã có bản đính chính" in (await studio.press(AN, "report.show.2")).text


async def test_a_correction_keeps_the_file_and_takes_no_other(studio: Studio) -> None:
    photo = Media(MediaKind.PHOTO, "one")
    number = await sent(studio, content=Content("Sơ đồ cũ", media=photo))
    await studio.press(AN, f"report.fix.{number}")
    assert "chỉ thay được chữ" in (await studio.send(AN, "Sơ đồ mới", media=Media(MediaKind.PHOTO, "two"))).text
    assert "tối đa 900" in (await studio.send(AN, "x" * 901)).text
    panel = await studio.send(AN, "Sơ đồ mới")
    assert panel.previews[0].content.media == photo
    await studio.tap(AN, panel, "Sửa nội dung")
    assert (await studio.send(AN, "Sơ đồ mới nhất")).previews[0].content.media == photo


async def test_a_recall_says_what_it_can_do_and_happens_once(studio: Studio) -> None:
    number = await half_sent(studio)
    ask = await studio.tap(AN, await studio.press(AN, f"report.show.{number}"), "Thu hồi")
    assert "quá 48 giờ không xóa được" in ask.text
    assert (await studio.found(number)).state is BroadcastState.SENDING
    recalled = await studio.tap(AN, ask, "Thu hồi ngay")
    assert (await studio.found(number)).state is BroadcastState.CANCELLED
    assert "mã thu hồi #2" in recalled.text
    assert await studio.press(BINH, f"report.undo.{number}") == recalled
    kinds = [each.kind for each in await studio.station.broadcasts.listed()]
    assert kinds == [BroadcastKind.RECALL, BroadcastKind.MESSAGE]


async def test_the_recipients_come_as_a_file(studio: Studio) -> None:
    number = await sent(studio)
    (file,) = (await studio.tap(AN, await studio.press(AN, f"report.show.{number}"), "CSV")).files
    assert file.name == "loa-1.csv"
    assert len(file.data.decode("utf-8-sig").splitlines()) == 4


async def test_everything_is_stopped_after_a_question_and_released_by_an_admin_only(studio: Studio) -> None:
    ask = await studio.tap(AN, await studio.command(AN, REPORT), "Dừng tất cả")
    assert not await studio.station.broadcasts.is_halted()
    stopped = await studio.tap(AN, ask, "Dừng tất cả ngay")
    assert await studio.station.broadcasts.is_halted()
    assert "Mọi việc phát đang bị dừng" in stopped.text
    assert "quản trị viên" in (await studio.tap(AN, stopped, "Cho phát lại")).text
    assert await studio.station.broadcasts.is_halted()
    await studio.tap(DUNG, stopped, "Cho phát lại")
    assert not await studio.station.broadcasts.is_halted()


@pytest.mark.parametrize(
    "action", ["show", "pause", "resume", "cancel", "cut", "retry", "fix", "recall", "undo", "csv", "stop", "release"]
)
async def test_strangers_get_nowhere(studio: Studio, action: str) -> None:
    number = await half_sent(studio)
    before = await studio.found(number)
    reply = await studio.press(
        STRANGER, f"report.{action}.{number}" if action not in ("stop", "release") else f"report.{action}"
    )
    assert "dành cho cán bộ" in reply.text
    assert reply.files == ()
    assert await studio.found(number) == before


@pytest.mark.parametrize(
    "action", ["", "show", "show.", "show.99", "pause.99", "undo.99", "fix.99", "csv.99", "zzz.1", "1"]
)
async def test_no_broken_button_does_harm(studio: Studio, action: str) -> None:
    number = await half_sent(studio)
    before = await studio.found(number)
    assert (await studio.press(AN, f"report.{action}")).text
    assert await studio.found(number) == before


async def test_levers_that_do_not_fit_say_so(studio: Studio) -> None:
    number = await sent(studio)
    assert "không đang phát" in (await studio.press(AN, f"report.pause.{number}")).text
    assert "đã kết thúc" in (await studio.press(AN, f"report.cut.{number}")).text
    draft, _ = await studio.compose(AN)
    assert "chưa phát tới ai" in (await studio.press(AN, f"report.undo.{draft.id}")).text
    assert "chưa phát tới ai" in (await studio.press(AN, f"report.fix.{draft.id}")).text


@pytest.mark.parametrize(("tier", "waits"), [(Tier.ORDINARY, True), (Tier.PRIORITY, True), (Tier.EMERGENCY, False)])
async def test_quiet_hours_are_named_while_somebody_waits(studio: Studio, tier: Tier, *, waits: bool) -> None:
    number = await half_sent(studio, tier=tier)
    assert ("Ai đang trong giờ nghỉ" in (await studio.press(AN, f"report.show.{number}")).text) == waits


async def test_killed_after_any_commit_a_correction_is_drafted_once(mortal: Studio) -> None:
    database = mortal.station.database
    assert isinstance(database, MortalDatabase)
    number = await sent(mortal)
    await mortal.press(AN, f"report.fix.{number}")
    replies: list[Reply] = []
    for commits in (*DEATHS, None):
        database.commits_left = commits
        try:
            replies.append(await mortal.send(AN, "Mai cắt nước từ 9 giờ."))
        except KilledError:
            continue
    assert len(replies) > 1
    assert all(reply == replies[0] for reply in replies)
    drafts = await mortal.station.broadcasts.listed(states={BroadcastState.DRAFT})
    assert [draft.target_id for draft in drafts] == [number]


async def test_killed_after_any_commit_a_recall_happens_once(mortal: Studio) -> None:
    database = mortal.station.database
    assert isinstance(database, MortalDatabase)
    number = await sent(mortal)
    for commits in (*DEATHS, None, None):
        database.commits_left = commits
        try:
            await mortal.press(AN, f"report.undo.{number}")
        except KilledError:
            continue
    recalls = [b for b in await mortal.station.broadcasts.listed() if b.kind is BroadcastKind.RECALL]
    assert len(recalls) == 1
