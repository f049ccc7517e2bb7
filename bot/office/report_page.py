"""A report in plain words, as truthful as what is known; that all is done is never said while anybody is pending."""

from __future__ import annotations

from bot.broadcasts.broadcast import Broadcast, BroadcastKind, BroadcastState, Tier
from bot.broadcasts.report import Report
from bot.office.describing import Words, labelled, line
from bot.reply import Block

# What the codes of failures mean: the first fragment that a code holds names the reason.
_REASONS = (
    ("blocked", "blocked"),
    ("deactivated", "deactivated"),
    ("initiate", "unstarted"),
    ("kicked", "removed"),
    ("not a member", "removed"),
    ("deleted", "gone"),
    ("not found", "gone"),
    ("peer_id_invalid", "gone"),
    ("rights", "rights"),
    ("chat_write_forbidden", "rights"),
    ("merged", "merged"),
    ("interrupted", "interrupted"),
    ("time_out", "no_answer"),
    ("connection_lost", "no_answer"),
    ("no_connection", "no_connection"),
    ("server_error", "server_error"),
    ("token_refused", "token"),
    ("file", "content"),
    ("parse", "content"),
    ("too long", "content"),
)


def report_blocks(report: Report, words: Words, *, is_halted: bool = False) -> tuple[Block, ...]:
    """Return the whole report, what matters most first."""
    broadcast = report.broadcast
    blocks = [labelled(f"{words.label(broadcast)}:", f"{words.tier(broadcast.tier)}, {words.state(broadcast.state)}")]
    if is_halted:
        blocks += words.blocks("report.halted")
    blocks += head(report, words)
    if report.audience:
        blocks += (*_counts(report, words), *_failures(report, words))
    if report.uncertain:
        blocks += words.blocks("report.why_uncertain")
    if broadcast.content.announcement_id and report.sent:
        blocks.append(line(words.text("report.opened", count=words.number(report.opened))))
    return tuple(blocks)


def head(report: Report, words: Words) -> tuple[Block, ...]:
    """Return the one sentence that says how far a broadcast is."""
    broadcast = report.broadcast
    values = {
        name: words.number(getattr(report, name)) for name in ("audience", "sent", "pending", "cancelled", "uncertain")
    }
    reason = reason_of(broadcast.reason, words) if broadcast.reason else ""
    blocks = words.blocks(f"report.head.{_head(report)}", reason=reason, **values)
    if report.pending and broadcast.state.is_over:
        blocks += words.blocks("report.in_flight", pending=values["pending"])
    if report.pending and broadcast.state is BroadcastState.SENDING and broadcast.tier is not Tier.EMERGENCY:
        blocks += words.blocks("report.quiet")
    return blocks


def reason_of(code: str, words: Words) -> str:
    """Return what a failure's code means."""
    found = next((reason for fragment, reason in _REASONS if fragment in code), None)
    return words.text(f"report.reason.{found}") if found else words.text("report.reason.other", code=code or "?")


def is_unfinished(report: Report) -> bool:
    """Return whether something may still become of a broadcast that has started."""
    return report.pending > 0 or not report.broadcast.state.is_over


def _head(report: Report) -> str:
    broadcast = report.broadcast
    if broadcast.state is BroadcastState.STOPPED:
        return "stopped"
    if broadcast.started_at is None:
        return "series" if broadcast.cron and not broadcast.state.is_over else "not_started"
    if broadcast.state is BroadcastState.PAUSED:
        return "paused"
    if broadcast.state is BroadcastState.CANCELLED:
        return "cancelled"
    if report.pending or broadcast.state is not BroadcastState.DONE:
        return "running"
    return _ended(report, broadcast)


def _ended(report: Report, broadcast: Broadcast) -> str:
    if not report.audience:
        return "nobody"
    if report.sent < report.audience:
        return "settled"
    return f"all_{broadcast.kind}" if broadcast.kind is not BroadcastKind.BULLETIN else "all_message"


def _counts(report: Report, words: Words) -> tuple[Block, ...]:
    names = ("sent", "blocked", "failed", "uncertain", "pending", "cancelled")
    audience = words.number(report.audience)
    counts = [(name, getattr(report, name)) for name in names]
    lines = [
        words.text(f"report.count.{name}", count=words.number(count), audience=audience)
        for name, count in counts
        if count or name == "sent"
    ]
    return (line("\n".join(lines)),)


def _failures(report: Report, words: Words) -> tuple[Block, ...]:
    if not report.failures:
        return ()
    grouped: dict[str, int] = {}
    for code, count in report.failures:
        reason = reason_of(code, words)
        grouped[reason] = grouped.get(reason, 0) + count
    ordered = sorted(grouped.items(), key=lambda item: -item[1])
    lines = "\n".join(f"• {reason}: {words.number(count)}" for reason, count in ordered)
    return (labelled(words.text("report.label.failures"), f"\n{lines}"),)
