"""/phatloa: from a message to a broadcast that waits, whatever is sent, tapped twice or cut off in the middle."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import delete

from bot.broadcasts.broadcast import Audience, BroadcastState, Entity, Media, MediaKind, Tier
from bot.office.dialogue import Dialogue
from bot.office.office import OfficeCommand
from bot.office.templates import NAMES
from bot.reply import Preview, Reply
from bot.settings import BroadcastSettings
from bot.tables import STAFF
from tests.bot.broadcasts.station import AN, BINH, CHI, DUNG, STRANGER
from tests.bot.house import WASTE
from tests.bot.office.studio import DEATHS, KilledError, MortalDatabase, Studio

COMPOSE = OfficeCommand.COMPOSE
BOLD = (Entity("bold", 0, 3),)
PHOTO = Media(MediaKind.PHOTO, "photo-1")


async def test_a_message_becomes_a_draft_with_its_preview_and_one_panel(each_studio: Studio) -> None:
    studio = each_studio
    await studio.command(AN, COMPOSE)
    panel = await studio.send(AN, "Mai cắt nước 🚰", BOLD, PHOTO)
    (draft,) = await studio.station.broadcasts.listed()
    assert (draft.content.text, draft.content.entities, draft.content.media) == ("Mai cắt nước 🚰", BOLD, PHOTO)
    assert draft.state is BroadcastState.DRAFT
    assert panel.previews == (Preview(draft.content),)
    assert "ngay khi được duyệt" in panel.text


async def test_the_text_may_stand_right_after_the_command(studio: Studio) -> None:
    panel = await studio.command(AN, COMPOSE, "Chiều nay họp tổ dân phố.")
    assert panel.previews[0].content.text == "Chiều nay họp tổ dân phố."


async def test_the_panel_says_whom_it_reaches_now_and_later(each_studio: Studio) -> None:
    studio = each_studio
    await studio.station.subscribe(range(1, 1235))
    await studio.station.subscribe(range(5000, 5010), digest="daily")
    draft, panel = await studio.compose(AN)
    assert "1.234 người nhận ngay, thêm 10 người nhận sau" in panel.text
    priority = await studio.press(AN, f"compose.tier.{draft.id}.priority")
    assert "Hiện có 1.244 người nhận." in priority.text


@pytest.mark.parametrize(
    ("tier", "meaning"),
    [
        (Tier.ORDINARY, "Không phát trong giờ nghỉ (22:00–06:00"),
        (Tier.PRIORITY, "Vẫn chờ hết giờ nghỉ (22:00–06:00"),
        (Tier.EMERGENCY, "KHÔNG chờ hết giờ nghỉ (22:00–06:00"),
    ],
)
async def test_the_panel_says_what_a_tier_means(studio: Studio, tier: Tier, meaning: str) -> None:
    draft, _ = await studio.compose(AN)
    assert meaning in (await studio.press(AN, f"compose.tier.{draft.id}.{tier}")).text
    assert (await studio.found(draft.id)).tier is tier


async def test_topic_and_area_are_chosen_by_tapping(studio: Studio) -> None:
    await studio.station.subscribe([1], topics=["moi-truong"], area="to-1")
    await studio.station.subscribe([2], topics=["chung-thuc"])
    draft, panel = await studio.compose(AN)
    picker = await studio.tap(AN, panel, "Gửi tới ai")
    panel = await studio.tap(AN, picker, "Môi trường")
    panel = await studio.tap(AN, await studio.tap(AN, panel, "Gửi tới ai"), "Tổ 1")
    assert (await studio.found(draft.id)).audience == Audience("moi-truong", "to-1")
    assert "Chuyên mục Môi trường, khu vực Tổ 1. Hiện có 1 người nhận." in panel.text


@pytest.mark.parametrize(
    ("text", "media", "complaint"),
    [
        pytest.param("x" * 3501, None, "Tin dài 3501 ký tự, tối đa 3500", id="long text"),
        pytest.param("🚰" * 901, PHOTO, "dài 901 ký tự, tối đa 900", id="long caption"),
        pytest.param(" \u200b\u2800\n", None, "không có chữ nào", id="nothing to see"),
    ],
)
async def test_what_does_not_fit_is_refused_at_once(
    studio: Studio, text: str, media: Media | None, complaint: str
) -> None:
    await studio.command(AN, COMPOSE)
    assert complaint in (await studio.send(AN, text, media=media)).text
    assert await studio.station.broadcasts.listed() == ()
    assert (await studio.send(AN, "Ngắn gọn.")).previews


async def test_characters_are_counted_as_telegram_counts_them(studio: Studio) -> None:
    await studio.command(AN, COMPOSE)
    assert (await studio.send(AN, "🚰" * 3500)).previews


@pytest.mark.parametrize("name", NAMES)
async def test_a_template_is_filled_line_by_line(studio: Studio, name: str) -> None:
    ask = await studio.press(AN, f"compose.template.{name}")
    places = [line for line in ask.blocks[1].text.splitlines() if line[0].isdigit()]
    panel = await studio.send(AN, "\n".join(f"chỗ {number}" for number in range(len(places))))
    text = panel.previews[0].content.text
    assert "[" not in text
    assert all(f"chỗ {number}" in text for number in range(len(places)))


async def test_a_template_may_be_sent_back_whole(studio: Studio) -> None:
    ask = await studio.press(AN, "compose.template.water")
    whole = ask.blocks[-1].text.replace("[vì sao]", "sửa ống")
    panel = await studio.send(AN, whole)
    assert "Lý do: sửa ống" in panel.previews[0].content.text
    assert "Còn thiếu, phải điền: [tổ, ngõ, đường nào]" in panel.text


async def test_too_few_lines_are_counted(studio: Studio) -> None:
    await studio.press(AN, "compose.template.water")
    assert "Cần 5 dòng" in (await studio.send(AN, "ngõ 12")).text


async def test_a_blank_left_open_is_named_and_keeps_the_draft_from_being_handed_in(studio: Studio) -> None:
    draft, panel = await studio.compose(AN, "Cắt nước từ [mấy giờ].")
    refused = await studio.tap(AN, panel, "Trình duyệt")
    assert "còn chỗ trống [mấy giờ]" in refused.text
    assert (await studio.found(draft.id)).state is BroadcastState.DRAFT
    await studio.tap(AN, refused, "Sửa nội dung")
    panel = await studio.send(AN, "Cắt nước từ 8 giờ.")
    await studio.tap(AN, panel, "Trình duyệt")
    assert (await studio.found(draft.id)).state is BroadcastState.WAITING


async def test_an_announcement_is_told_verbatim_with_a_way_to_it(studio: Studio) -> None:
    panel = await studio.press(AN, f"compose.a{WASTE.id}")
    content = panel.previews[0].content
    title, facts, _, quote = content.text.split("\n")
    assert (title, facts, quote) == (WASTE.title, "số 12/KH-UBND · ngày 03/02/2026", WASTE.sections[0].text)
    assert content.announcement_id == WASTE.id


@pytest.mark.parametrize("action", ["topic.1.gone", "area.1.gone", "topic.1.", f"area.1.{'x' * 45}"])
async def test_a_topic_or_area_that_is_gone_is_refused(studio: Studio, action: str) -> None:
    draft, _ = await studio.compose(AN)
    assert "không còn" in (await studio.press(AN, f"compose.{action}")).text
    assert (await studio.found(draft.id)).audience == Audience()


async def test_a_test_goes_to_the_author_alone_exactly_as_it_will_be_received(studio: Studio) -> None:
    draft, panel = await studio.compose(AN)
    await studio.press(AN, f"compose.tier.{draft.id}.priority")
    test = await studio.tap(AN, panel, "Gửi thử")
    assert test.previews == (Preview(draft.content, Tier.PRIORITY),)
    assert test.blocks == ()
    assert studio.told == []


async def test_handing_in_tells_every_approver_but_the_author(each_studio: Studio) -> None:
    studio = each_studio
    draft, panel = await studio.compose(AN)
    done = await studio.tap(AN, panel, "Trình duyệt")
    assert "Đã trình duyệt tin #1" in done.text
    assert sorted(who for who, _ in studio.told) == [BINH, CHI, DUNG]
    assert all(reply.previews == (Preview(draft.content),) for _, reply in studio.told)


async def test_an_author_without_colleagues_is_told_so(studio: Studio) -> None:
    async with studio.station.database.write() as connection:
        await connection.execute(delete(STAFF).where(STAFF.c.telegram_id != AN))
    _, panel = await studio.compose(AN)
    assert "chưa có ai khác được quyền duyệt" in (await studio.tap(AN, panel, "Trình duyệt")).text


async def test_an_emergency_needs_a_tap_that_repeats_its_count(studio: Studio) -> None:
    await studio.station.subscribe(range(1, 9813))
    draft, _ = await studio.compose(AN)
    panel = await studio.press(AN, f"compose.tier.{draft.id}.emergency")
    ask = await studio.tap(AN, panel, "Trình duyệt")
    assert "sẽ tới 9.812 người, cả trong giờ nghỉ" in ask.text
    assert (await studio.found(draft.id)).state is BroadcastState.DRAFT
    await studio.tap(AN, ask, "khẩn cấp tới 9.812 người")
    assert (await studio.found(draft.id)).state is BroadcastState.WAITING


async def test_a_confirmation_of_another_count_is_asked_again(studio: Studio) -> None:
    await studio.station.subscribe(range(1, 101))
    draft, _ = await studio.compose(AN)
    panel = await studio.press(AN, f"compose.tier.{draft.id}.emergency")
    ask = await studio.tap(AN, panel, "Trình duyệt")
    await studio.station.subscribe(range(1000, 2000))
    again = await studio.tap(AN, ask, "khẩn cấp tới 100 người")
    assert "sẽ tới 1.100 người" in again.text
    assert (await studio.found(draft.id)).state is BroadcastState.DRAFT


async def test_the_panel_names_how_many_must_approve(studio: Studio) -> None:
    studio.station.settings = BroadcastSettings(emergency_approvers=2)
    studio = Studio(studio.station)
    draft, _ = await studio.compose(AN)
    assert "Cần 2 người khác duyệt" in (await studio.press(AN, f"compose.tier.{draft.id}.emergency")).text


async def test_a_draft_is_cancelled_by_one_tap_and_twice_is_once(studio: Studio) -> None:
    draft, panel = await studio.compose(AN)
    first, second = await studio.tap(AN, panel, "Hủy tin này"), await studio.tap(AN, panel, "Hủy tin này")
    assert first == second
    assert (await studio.found(draft.id)).state is BroadcastState.CANCELLED
    assert await studio.dialogues.find(AN) is None


async def test_a_waiting_broadcast_can_be_taken_back_by_its_author(studio: Studio) -> None:
    draft, panel = await studio.compose(AN)
    waiting = await studio.tap(AN, panel, "Trình duyệt")
    await studio.tap(AN, waiting, "Hủy tin này")
    assert (await studio.found(draft.id)).state is BroadcastState.CANCELLED


async def test_a_moment_is_typed_and_said_again(studio: Studio) -> None:
    draft, panel = await studio.compose(AN)
    await studio.tap(AN, await studio.tap(AN, panel, "Khi nào"), "Hẹn giờ")
    assert "chưa hiểu chỗ “hom nao do”" in (await studio.send(AN, "hôm nào đó")).text
    panel = await studio.send(AN, "18:00 30/11/2026")
    assert "lúc 18:00, 30/11/2026, nếu đã được duyệt" in panel.text
    assert (await studio.found(draft.id)).send_at.isoformat() == "2026-11-30T11:00:00+00:00"


async def test_a_series_is_explained_with_its_next_three_runs(studio: Studio) -> None:
    draft, panel = await studio.compose(AN)
    await studio.tap(AN, await studio.tap(AN, panel, "Khi nào"), "Định kỳ")
    panel = await studio.send(AN, "hằng ngày 7h")
    assert "Các lần tới: 07:00, 24/11/2026; 07:00, 25/11/2026; 07:00, 26/11/2026" in panel.text
    assert (await studio.found(draft.id)).cron == "0 7 * * *"


async def test_a_later_change_keeps_the_moment(studio: Studio) -> None:
    draft, panel = await studio.compose(AN)
    await studio.press(AN, f"compose.moment.{draft.id}")
    await studio.send(AN, "18:00 30/11/2026")
    panel = await studio.press(AN, f"compose.tier.{draft.id}.priority")
    assert "lúc 18:00, 30/11/2026" in panel.text
    assert "ngay khi được duyệt" in (await studio.press(AN, f"compose.now.{draft.id}")).text


async def test_words_that_nobody_asked_for_change_nothing(studio: Studio) -> None:
    draft, _ = await studio.compose(AN)
    assert "Muốn thay nội dung" in (await studio.send(AN, "Mấy giờ rồi?")).text
    assert (await studio.found(draft.id)).content == draft.content


async def test_open_drafts_are_offered_again(studio: Studio) -> None:
    await studio.compose(AN, "Họp tổ dân phố số 5 tối thứ Bảy.")
    ask = await studio.command(AN, COMPOSE)
    panel = await studio.tap(AN, ask, "Làm tiếp #1 Họp tổ dân phố")
    assert "Tin phát loa #1" in panel.text


@pytest.mark.parametrize(
    "action", ["show.1", "see.1", "test.1", "to.1", "when.1", "edit.1", "tier.1.emergency", "submit.1"]
)
async def test_a_draft_is_its_authors_alone(studio: Studio, action: str) -> None:
    draft, _ = await studio.compose(AN)
    assert "Chỉ người soạn" in (await studio.press(BINH, f"compose.{action}")).text
    assert await studio.found(draft.id) == draft


@pytest.mark.parametrize("action", ["show.1", "tier.1.priority", "submit.1", "drop.1", "templates", "x"])
async def test_strangers_get_nowhere(studio: Studio, action: str) -> None:
    draft, _ = await studio.compose(AN)
    assert "dành cho cán bộ" in (await studio.press(STRANGER, f"compose.{action}")).text
    assert await studio.found(draft.id) == draft


@pytest.mark.parametrize(
    "action",
    ["", ".", "show", "show.", "show.x", "show.99", "tier.1.", "tier.1.loud", "sure.1.x", "template.x", "a", "ax"],
)
async def test_no_broken_button_does_harm(studio: Studio, action: str) -> None:
    await studio.compose(AN)
    assert (await studio.press(AN, f"compose.{action}")).text
    assert studio.told == [] or action.startswith("sure")


Step = Callable[[Studio, Reply], Awaitable[Reply]]
WAY: list[Step] = [
    lambda studio, _: studio.command(AN, COMPOSE),
    lambda studio, _: studio.send(AN, "Mai cắt nước [mấy giờ]", BOLD),
    lambda studio, reply: studio.tap(AN, reply, "Sửa nội dung"),
    lambda studio, _: studio.send(AN, "Mai cắt nước 8 giờ", BOLD),
    lambda studio, reply: studio.tap(AN, reply, "Khẩn cấp"),
    lambda studio, reply: studio.tap(AN, reply, "Khi nào"),
    lambda studio, reply: studio.tap(AN, reply, "Hẹn giờ"),
    lambda studio, _: studio.send(AN, "18:00 30/11/2026"),
    lambda studio, reply: studio.tap(AN, reply, "Gửi thử"),
    lambda studio, _: studio.press(AN, "compose.submit.1"),
    lambda studio, reply: studio.tap(AN, reply, "khẩn cấp tới"),
]


async def test_killed_after_any_commit_of_any_step_the_same_step_leads_on(mortal: Studio) -> None:
    database = mortal.station.database
    assert isinstance(database, MortalDatabase)
    reply = Reply()
    for step in WAY:
        for commits in DEATHS:
            database.commits_left, studio = commits, Studio(mortal.station, mortal.told)
            try:
                await step(studio, reply)
            except KilledError:
                continue
            break
        database.commits_left = None
        first, again = await step(Studio(mortal.station, mortal.told), reply), await step(mortal, reply)
        assert first == again
        reply = first
    (broadcast,) = await mortal.station.broadcasts.listed()
    assert (broadcast.state, broadcast.tier) == (BroadcastState.WAITING, Tier.EMERGENCY)
    assert broadcast.content.text == "Mai cắt nước 8 giờ"
    assert {who for who, _ in mortal.told} == {BINH, CHI, DUNG}
    assert await mortal.dialogues.find(AN) is None


async def test_a_second_tap_tells_nobody_again(studio: Studio) -> None:
    _, panel = await studio.compose(AN)
    first, second = await studio.tap(AN, panel, "Trình duyệt"), await studio.tap(AN, panel, "Trình duyệt")
    assert first == second
    assert len(studio.told) == 3


async def test_handing_in_leaves_another_open_dialogue_alone(studio: Studio) -> None:
    draft, _ = await studio.compose(AN)
    other = Dialogue(AN, "report", "correct", {"number": 7})
    await studio.dialogues.put(other)
    await studio.press(AN, f"compose.submit.{draft.id}")
    assert await studio.dialogues.find(AN) == other
