"""The author's progress message: what it says, and when it is worth an edit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.broadcasts.broadcast import BroadcastState
from bot.broadcasts.report import Report
from bot.office.describing import Words, line
from bot.office.report_page import head, is_unfinished, report_blocks
from bot.reply import Block, Reply

FIRST_S = 2.0
EARLY_EVERY_S = 5.0
EARLY_S = 60.0
LATE_EVERY_S = 15.0
BAR_CELLS = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """What the progress message says: in which state, how many pending, and when it was last edited."""

    state: BroadcastState
    pending: int
    at: datetime


def edit_wait_s(report: Report, shown: Shown | None, now: datetime) -> float | None:
    """Return in how many seconds to ask again, 0 when the message is to be written now, None when it never is again."""
    broadcast = report.broadcast
    if broadcast.started_at is None:
        return None
    age_s = (now - broadcast.started_at).total_seconds()
    if shown is None:
        return 0.0 if broadcast.state.is_over else max(0.0, FIRST_S - age_s)
    if shown.state is not broadcast.state:
        return 0.0
    every_s = EARLY_EVERY_S if age_s <= EARLY_S else LATE_EVERY_S
    if shown.pending == report.pending:  # quiet hours, a halt, a silent channel: nothing new to say
        return every_s if is_unfinished(report) else None
    return max(0.0, every_s - (now - shown.at).total_seconds())


def progress(report: Report, words: Words, *, is_halted: bool = False) -> Reply:
    """Return the progress while anything is under way, in the end the whole report."""
    broadcast = report.broadcast
    button = words.button("compose.button.report", f"report.show.{broadcast.id}")
    if not is_unfinished(report):
        return Reply(report_blocks(report, words), ((button,),))
    halted = words.blocks("report.halted") if is_halted else ()
    title = line(f"{words.label(broadcast)}: {words.state(broadcast.state)}")
    return Reply((title, *halted, _bar(report, words), *head(report, words), *_pace(report, words)), ((button,),))


def _bar(report: Report, words: Words) -> Block:
    settled = report.audience - report.pending - report.cancelled
    share = settled / report.audience if report.audience else 0.0
    filled = int(share * BAR_CELLS)
    bar = "▓" * filled + "░" * (BAR_CELLS - filled)
    counts = f"{words.number(report.sent)}/{words.number(report.audience)}"
    return line(words.text("report.bar", bar=bar, percent=int(share * 100), counts=counts))


def _pace(report: Report, words: Words) -> tuple[Block, ...]:
    lines = []
    if report.rate_per_s and report.broadcast.state is BroadcastState.SENDING:
        lines.append(words.text("report.rate", rate=words.decimal(report.rate_per_s)))
    if report.left_s is not None and report.pending:
        lines.append(words.text("report.left", duration=words.duration(report.left_s)))
    troubles = report.blocked + report.failed
    if troubles:
        lines.append(words.text("report.troubles", count=words.number(troubles)))
    if report.uncertain:
        lines.append(words.text("report.count.uncertain", count=words.number(report.uncertain)))
    return (line("\n".join(lines)),) if lines else ()
