"""/duyet: a second person sees what will be received, and only that person lets it out, once."""

from __future__ import annotations

import pytest

from bot.audit import Filters, read_attempts
from bot.broadcasts.broadcast import Broadcast, BroadcastState, Draft, Tier
from bot.office.dialogue import Dialogue
from bot.office.office import OfficeCommand
from bot.reply import Preview, Reply
from bot.settings import BroadcastSettings
from tests.bot.broadcasts.station import AN, BINH, CHI, DUNG, STRANGER, WORDS
from tests.bot.office.studio import DEATHS, KilledError, MortalDatabase, Studio, action_of, labels

APPROVE = OfficeCommand.APPROVE


async def hand_in(studio: Studio, tier: Tier = Tier.ORDINARY, **draft: object) -> Broadcast:
    """Return a broadcast of AN that waits."""
    made = await studio.station.broadcasts.draft(Draft(AN, WORDS, tier, **draft))  # type: ignore[arg-type]
    return await studio.station.broadcasts.submit(made.id, AN)


async def test_nothing_waits(studio: Studio) -> None:
    assert "Không có tin nào chờ duyệt" in (await studio.command(BINH, APPROVE)).text


async def test_the_card_shows_the_message_author_tier_count_moment_and_expiry(studio: Studio) -> None:
    await studio.station.subscribe(range(1, 9813))
    waiting = await hand_in(studio, Tier.PRIORITY)
    card = await studio.command(BINH, APPROVE)
    assert card.previews == (Preview(WORDS, Tier.PRIORITY),)
    for words in ("Ưu tiên", "9.812 người", "ngay khi được duyệt", f"Người soạn (mã): {AN}", "trước 12:00, 24/11/2026"):
        assert words in card.text
    assert labels(card) == ["✅ Duyệt", "❌ Từ chối"]
    assert await studio.found(waiting.id) == waiting


async def test_several_are_listed_the_most_urgent_first(studio: Studio) -> None:
    for tier in (Tier.ORDINARY, Tier.EMERGENCY, Tier.PRIORITY):
        await hand_in(studio, tier)
    listing = await studio.command(BINH, APPROVE)
    assert [label.split(" · ")[0] for label in labels(listing)] == ["Khẩn cấp", "Ưu tiên", "Thường"]
    card = await studio.tap(BINH, listing, "Khẩn cấp")
    assert card.previews[0].tier is Tier.EMERGENCY


async def test_an_ordinary_one_goes_out_by_one_tap_that_names_the_people(each_studio: Studio) -> None:
    studio = each_studio
    await studio.station.subscribe(range(1, 9813))
    waiting = await hand_in(studio)
    card = await studio.command(BINH, APPROVE)
    done = await studio.tap(BINH, card, "Duyệt và phát tới 9.812 người")
    assert (await studio.found(waiting.id)).state is BroadcastState.APPROVED
    assert "Phát: ngay bây giờ" in done.text
    ((told, notice),) = studio.told
    assert told == AN
    assert f"được {BINH} duyệt" in notice.text


@pytest.mark.parametrize("tier", [Tier.PRIORITY, Tier.EMERGENCY])
async def test_what_is_more_than_ordinary_needs_a_second_tap_that_names_the_people(studio: Studio, tier: Tier) -> None:
    await studio.station.subscribe(range(1, 9813))
    waiting = await hand_in(studio, tier)
    ask = await studio.tap(BINH, await studio.command(BINH, APPROVE), "✅ Duyệt")
    assert "gửi tới 9.812 người" in ask.text
    assert (await studio.found(waiting.id)).state is BroadcastState.WAITING
    await studio.tap(BINH, ask, "Duyệt và phát tới 9.812 người")
    assert (await studio.found(waiting.id)).state is BroadcastState.APPROVED


async def test_a_count_that_grew_meanwhile_is_asked_again(studio: Studio) -> None:
    await studio.station.subscribe(range(1, 11))
    waiting = await hand_in(studio)
    card = await studio.command(BINH, APPROVE)
    await studio.station.subscribe(range(100, 200))
    ask = await studio.tap(BINH, card, "phát tới 10 người")
    assert (await studio.found(waiting.id)).state is BroadcastState.WAITING
    await studio.tap(BINH, ask, "phát tới 110 người")
    assert (await studio.found(waiting.id)).state is BroadcastState.APPROVED


@pytest.mark.parametrize("action", ["show", "yes", "sure", "no", "deny"])
async def test_the_author_sees_why_he_cannot(studio: Studio, action: str) -> None:
    waiting = await hand_in(studio, Tier.EMERGENCY)
    reply = await studio.press(AN, f"approve.{action}.{waiting.id}.0")
    assert "Người soạn không được tự duyệt" in reply.text
    assert labels(reply) == ["🗑 Hủy tin này"]
    assert await studio.found(waiting.id) == waiting
    attempts = await read_attempts(studio.station.database, Filters(subject=f"broadcast {waiting.id}"))
    assert attempts[0].is_allowed == (action == "show")


@pytest.mark.parametrize("action", ["show", "yes", "sure", "no", "deny"])
async def test_strangers_get_nowhere(studio: Studio, action: str) -> None:
    waiting = await hand_in(studio)
    assert "dành cho cán bộ" in (await studio.press(STRANGER, f"approve.{action}.{waiting.id}.0")).text
    assert await studio.found(waiting.id) == waiting


async def test_refusing_asks_first_and_tells_the_author(studio: Studio) -> None:
    waiting = await hand_in(studio)
    ask = await studio.tap(BINH, await studio.command(BINH, APPROVE), "Từ chối")
    assert (await studio.found(waiting.id)).state is BroadcastState.WAITING
    await studio.tap(BINH, ask, "Từ chối tin này")
    assert (await studio.found(waiting.id)).state is BroadcastState.REFUSED
    ((told, notice),) = studio.told
    assert told == AN
    assert f"bị {BINH} từ chối" in notice.text


async def test_an_emergency_of_two_waits_for_the_second_approver(studio: Studio) -> None:
    studio.station.settings = BroadcastSettings(emergency_approvers=2)
    studio = Studio(studio.station)
    waiting = await hand_in(studio, Tier.EMERGENCY)
    first = await studio.press(BINH, f"approve.sure.{waiting.id}.0")
    assert "Cần thêm 1 người nữa duyệt" in first.text
    assert "Đã duyệt: 102" in (await studio.press(CHI, f"approve.show.{waiting.id}")).text
    await studio.press(CHI, f"approve.sure.{waiting.id}.0")
    assert (await studio.found(waiting.id)).state is BroadcastState.APPROVED


async def test_one_person_is_not_two(studio: Studio) -> None:
    studio.station.settings = BroadcastSettings(emergency_approvers=2)
    studio = Studio(studio.station)
    waiting = await hand_in(studio, Tier.EMERGENCY)
    first = await studio.press(BINH, f"approve.sure.{waiting.id}.0")
    assert await studio.press(BINH, f"approve.sure.{waiting.id}.0") == first
    assert (await studio.found(waiting.id)).state is BroadcastState.WAITING
    assert len(studio.told) == 1


async def test_what_waited_too_long_cannot_be_approved(studio: Studio) -> None:
    waiting = await hand_in(studio)
    studio.station.clock.move(hours=25)
    assert "quá hạn" in (await studio.press(BINH, f"approve.sure.{waiting.id}.0")).text
    assert (await studio.found(waiting.id)).state is BroadcastState.WAITING


async def test_what_another_one_decided_is_said(studio: Studio) -> None:
    waiting = await hand_in(studio)
    await studio.press(CHI, f"approve.deny.{waiting.id}")
    late = await studio.press(BINH, f"approve.sure.{waiting.id}.0")
    assert "không ở trạng thái chờ duyệt" in late.text
    assert f"Đã từ chối: {CHI}" in late.text


async def test_the_halt_is_said_to_who_approves(studio: Studio) -> None:
    waiting = await hand_in(studio)
    await studio.station.broadcasts.halt(DUNG)
    assert "Mọi việc phát đang bị dừng" in (await studio.press(BINH, f"approve.sure.{waiting.id}.0")).text


@pytest.mark.parametrize("verdict", ["sure.1.0", "deny.1"])
async def test_killed_after_any_commit_the_decision_stands_once_and_is_told(mortal: Studio, verdict: str) -> None:
    database = mortal.station.database
    assert isinstance(database, MortalDatabase)
    await hand_in(mortal)
    open_dialogue = Dialogue(BINH, "compose", "panel", {"number": 7})
    await mortal.dialogues.put(open_dialogue)
    for commits in DEATHS:
        database.commits_left = commits
        try:
            await mortal.press(BINH, f"approve.{verdict}")
        except KilledError:
            continue
        break
    database.commits_left = None
    first, again = await mortal.press(BINH, f"approve.{verdict}"), await mortal.press(BINH, f"approve.{verdict}")
    assert first == again
    (decision,) = await mortal.station.broadcasts.approvals(1)
    assert (decision.staff_id, decision.is_approved) == (BINH, verdict.startswith("sure"))
    assert {who for who, _ in mortal.told} == {AN}
    assert await mortal.dialogues.find(BINH) == open_dialogue


async def test_a_second_tap_tells_nobody_again(studio: Studio) -> None:
    await hand_in(studio)
    card: Reply = await studio.command(BINH, APPROVE)
    action = action_of(card, "Duyệt và phát")
    assert await studio.press(BINH, action) == await studio.press(BINH, action)
    assert len(studio.told) == 1


@pytest.mark.parametrize("action", ["", "yes", "yes.", "yes.x", "sure.99.0", "sure.1", "sure.1.x", "deny.99", "zzz.1"])
async def test_no_broken_button_does_harm(studio: Studio, action: str) -> None:
    waiting = await hand_in(studio)
    assert (await studio.press(BINH, f"approve.{action}")).text
    assert await studio.found(waiting.id) == waiting
