"""Lessons: what was taught by whom, and taking it back; what a proposed lesson would change, and saving it."""

from __future__ import annotations

from starlette.responses import Response

from bot.staff import Deed, NotAllowedError
from bot.teaching.checking import LessonError
from bot.teaching.lesson_book import Taught
from bot.teaching.past_questions import read_questions
from bot.teaching.teaching import StaleError
from bot.teaching.wording import LessonWords
from bot.web.admin.page import Opened, Page

LISTED = 30
ROOT = "/day-may"


async def show_lessons(opened: Opened) -> Response:
    """Return the lessons, the newest first."""
    book, skipped = opened.services.teaching.book, read_number(opened.asked("bo-qua"))
    found = await book.listed(limit=LISTED + 1, offset=skipped)
    counting, total = await book.count()
    rows = [(each, _state(opened, each)) for each in found[:LISTED]]
    asked = await read_questions(opened.services.database, tuple(filter(None, (t.interaction_id for t, _ in rows))))
    older = f"{ROOT}?bo-qua={skipped + LISTED}" if len(found) > LISTED else ""
    return opened.show(
        "lessons.html",
        rows=rows,
        asked=asked,
        words=words_of(opened),
        counting=counting,
        total=total,
        older=older,
        skipped=skipped,
    )


async def show_trial(opened: Opened) -> Response:
    """Return how far a replay is, or what it found and the choice to save."""
    replays, number = opened.services.teaching.replays, read_number(opened.request.path_params["replay"])
    replay = await replays.advance(number)
    questions = await replays.questions_of(replay) if replay else {}
    book = opened.services.teaching.book
    is_saved = replay is not None and await book.find_by_replay(number) is not None
    standing = await book.find(replay.proposal.without) if replay else None
    is_stale = bool(opened.asked("cu")) or bool(replay and replay.is_over and not replays.is_current(replay))
    return opened.show(
        "lesson_trial.html",
        replay=replay,
        questions=questions,
        words=words_of(opened),
        is_stale=is_stale,
        is_saved=is_saved,
        can_undo=standing is not None and not standing.is_undone,
    )


async def save(opened: Opened) -> Response:
    """Save the lesson that a replay proposes, or say that the knowledge has changed meanwhile."""
    teaching, number = opened.services.teaching, read_number(opened.form.get("replay", ""))
    try:
        await teaching.save(opened.member.telegram_id, number, is_sure=opened.form.get("sure") == "1")
    except StaleError:
        return opened.go_on(f"{ROOT}/thu/{number}?cu=1")
    except (LessonError, NotAllowedError):
        return opened.go_on(ROOT, "lesson_not_saved")
    return opened.go_on(ROOT, "lesson_saved")


async def try_again(opened: Opened) -> Response:
    """Ask the same questions anew for the same proposal."""
    replays, number = opened.services.teaching.replays, read_number(opened.form.get("replay", ""))
    before = await replays.find(number)
    if before is None:
        return opened.go_on(ROOT, "lesson_not_saved")
    again = await replays.propose(opened.member.telegram_id, before.proposal)
    return opened.go_on(f"{ROOT}/thu/{again.id}")


async def show_effect(opened: Opened) -> Response:
    """Begin a replay of what would change without a lesson."""
    teaching, number = opened.services.teaching, read_number(opened.form.get("lesson", ""))
    try:
        replay = await teaching.propose_undo(opened.member.telegram_id, number)
    except LessonError:
        return opened.go_on(ROOT)
    return opened.go_on(f"{ROOT}/thu/{replay.id}")


async def undo(opened: Opened) -> Response:
    """Take a lesson back."""
    return await _step(opened, "undo")


async def redo(opened: Opened) -> Response:
    """Let a lesson count again."""
    return await _step(opened, "redo")


async def _step(opened: Opened, what: str) -> Response:
    book, number = opened.services.teaching.book, read_number(opened.form.get("lesson", ""))
    try:
        await (book.undo if what == "undo" else book.redo)(opened.member.telegram_id, number)
    except (LessonError, NotAllowedError):
        return opened.go_on(ROOT, "lesson_not_saved")
    return opened.go_on(ROOT, f"lesson_{what}")


def words_of(opened: Opened) -> LessonWords:
    """Return what describes lessons in the language of the desk."""
    return LessonWords(opened.services.catalogue, opened.services.base, opened.language)


def read_number(text: str) -> int:
    """Return a number of an address or a form, 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _state(opened: Opened, taught: Taught) -> str:
    if taught.is_undone:
        return "undone"
    return "counts" if opened.services.teaching.book.is_alive(taught) else "resting"


PAGES = (
    Page(ROOT, Deed.TEACH, show_lessons, name="lessons"),
    Page(f"{ROOT}/thu/{{replay}}", Deed.TEACH, show_trial, example={"replay": 1}),
    Page(f"{ROOT}/luu", Deed.TEACH, save, method="POST"),
    Page(f"{ROOT}/thu-lai", Deed.TEACH, try_again, method="POST"),
    Page(f"{ROOT}/tac-dung", Deed.TEACH, show_effect, method="POST"),
    Page(f"{ROOT}/rut", Deed.TEACH, undo, method="POST"),
    Page(f"{ROOT}/day-lai", Deed.TEACH, redo, method="POST"),
)
