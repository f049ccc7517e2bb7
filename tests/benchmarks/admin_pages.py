"""How fast the desk's pages come with a million interactions over three years, and what exports cost in memory.

Run: python -m tests.benchmarks.admin_pages [--rows 1000000] [--times 40] [--database-url URL] [--kept FOLDER]
Without --database-url on a new SQLite file (in FOLDER, used again when it is there); with it on that database, which is
filled when it is empty. Pages are those that the app itself declares, asked over HTTP from a process of its own.
--pages-only leaves the exports out.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

import httpx
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.admin.access import Access
from bot.admin.exports.order import Format, Order, Sheet
from bot.admin.exports.rows import Rows
from bot.admin.exports.writing import WRITERS
from bot.admin.naming import Names
from bot.admin.periods import Span, Step
from bot.admin.question_log import Filters, QuestionLog
from bot.admin.series import By
from bot.app import open_app
from bot.database import Database, open_database
from bot.settings import Environment, Settings
from bot.staff import Member, StaffRole, add_member
from bot.tables import INTERACTION
from bot.web.admin.pages import PAGES
from tests.benchmarks.million import SECRET, fill

ADMIN = 502
LIMIT_MS = 300
SIZES = (100_000, 1_000_000)


@dataclass(slots=True)
class Timing:
    """The times of one page in milliseconds."""

    waited_ms: list[float] = field(default_factory=list)
    worked_ms: list[float] = field(default_factory=list)


def addresses(number: int, last: int) -> list[str]:
    """Return what is asked for: every declared page that shows, and the hard cases of those with filters."""
    plain = [page.path.format(**{**page.example, "number": number}) for page in PAGES if page.method == "GET"]
    views = [f"/luot-truy-cap?ky={step}&theo={by}" for step in Step for by in By]
    pictures = [f"/luot-truy-cap/hinh.svg?ky={step}&theo=outcome" for step in Step]
    log = [
        f"/nhat-ky?truoc={last // 2}",
        "/nhat-ky?tu-khoa=chung+thuc",
        "/nhat-ky?tu-khoa=khong+co+tu+nay",
        f"/nhat-ky?tu-khoa=khong+co+tu+nay&truoc={last // 3}",
        "/nhat-ky?chua=1",
        "/nhat-ky?ket-qua=not_found&gop-y=useless&kenh=web&tin-den=40",
        "/nhat-ky?tu-ngay=2025-05-05&den-ngay=2025-05-06",
    ]
    return [*plain, *views, *pictures, *log, *(f"/chua-tra-loi?ngay={days}" for days in (7, 90))]


async def prepare(url: str, rows: int) -> tuple[str, int, int]:
    """Fill the database where it is empty; return a session's link, a question's number and the last number."""
    database = await open_database(url)
    async with database.read() as connection:
        last = await connection.scalar(select(func.max(INTERACTION.c.id))) or 0
    if not last:
        started = perf_counter()
        last = await asyncio.to_thread(fill, url, rows, now=datetime.now(UTC))
        print(f"filled with {last} interactions in {perf_counter() - started:.0f} s")
    await add_member(database, Member(ADMIN, StaffRole.ADMIN), now=datetime.now(UTC))
    token = await Access(database, lambda: datetime.now(UTC)).make_link(ADMIN)
    newest = await QuestionLog(database, Settings().zone).page(Filters(words="phi"), limit=1)
    await database.close()
    return token, newest.rows[0].id or 1, last


async def measure(base_url: str, token: str, paths: list[str], times: int, server: int) -> dict[str, Timing]:
    """Return the times of each page, asked `times` times in turns; `server` is the process that serves."""
    found: dict[str, Timing] = {path: Timing() for path in paths}
    async with httpx.AsyncClient(base_url=base_url, timeout=60) as client:
        entered = await client.post(f"/quan-tri/vao/{token}")
        assert entered.status_code == 303, entered.text
        for _ in range(times):
            for path in paths:
                started, cpu = perf_counter(), _cpu_s(server)
                answer = await client.get(f"/quan-tri{path}")
                found[path].waited_ms.append((perf_counter() - started) * 1000)
                found[path].worked_ms.append((_cpu_s(server) - cpu) * 1000)
                assert answer.status_code in (200, 404), (path, answer.status_code)  # 404: an example that is not there
    return found


def report(found: dict[str, Timing]) -> None:
    """Print a table: the time waited, and the mean time that the server's processor worked, whatever else it did."""
    print(f"{'p50 ms':>8}{'p95 ms':>8}{'max ms':>8}{'cpu ms':>8}  page")
    slow = []
    for path, timing in sorted(found.items(), key=lambda item: -_share(item[1].waited_ms, 0.95)):
        waited, worked = timing.waited_ms, sum(timing.worked_ms) / len(timing.worked_ms)
        p50, p95 = _share(waited, 0.5), _share(waited, 0.95)
        print(f"{p50:8.1f}{p95:8.1f}{max(waited):8.1f}{worked:8.1f}  {path}")
        slow += [path] if p95 > LIMIT_MS else []
    print(f"pages over {LIMIT_MS} ms at p95: {slow or 'none'}")


def _cpu_s(process: int) -> float:
    """Return the processor time of a process, all its threads together."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _share(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


async def export(url: str, form: Format, limit: int) -> None:
    """Write the log of about `limit` questions and print rows, bytes, seconds and how memory grew; for a process."""
    environment = Environment(database_url=SecretStr(url), loa_secret=SecretStr(SECRET), loa_content="")
    async with open_app(Settings(), environment) as app:
        rows = Rows(app.database, Names(app.catalogue, app.base), app.settings.zone)
        span = Span(await _first_day(app.database, limit), date(2199, 1, 1))
        order = Order(Sheet.QUESTIONS, span, has_text=True)
        warm = Order(Sheet.QUESTIONS, Span(date(2001, 1, 1), date(2001, 1, 2)), has_text=True)
        async for _ in WRITERS[form](rows.head(warm), rows.batches(warm)):
            pass
        before, started, size, count = _peak_mb(), perf_counter(), 0, await rows.count(order)
        async for chunk in WRITERS[form](rows.head(order), rows.batches(order)):
            size += len(chunk)
    seconds = perf_counter() - started
    print(
        json.dumps({"interactions": count, "bytes": size, "s": round(seconds, 1), "mb": round(_peak_mb() - before, 1)})
    )


async def _first_day(database: Database, limit: int) -> date:
    """Return the day after which there are about `limit` interactions."""
    async with database.read() as connection:
        last = await connection.scalar(select(func.max(INTERACTION.c.id))) or 0
        query = select(INTERACTION.c.day).where(INTERACTION.c.id > last - limit).order_by(INTERACTION.c.id).limit(1)
        day: date | None = await connection.scalar(query)
    return day or date(2000, 1, 1)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(arguments: argparse.Namespace, folder: str) -> None:
    """Measure pages, then exports, each side in a process of its own."""
    url = arguments.database_url or f"sqlite:///{arguments.kept or folder}/million.db"
    token, number, last = asyncio.run(prepare(url, arguments.rows))
    server = [sys.executable, "-m", "tests.benchmarks.admin_pages", "--serve", url]
    with subprocess.Popen(server, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        base_url = process.stdout.readline().strip()
        report(asyncio.run(measure(base_url, token, addresses(number, last), arguments.times, process.pid)))
        process.terminate()
    for form in () if arguments.pages_only else Format:
        for limit in SIZES:
            worker = [sys.executable, "-m", "tests.benchmarks.admin_pages", "--export", url, form, str(limit)]
            print(form.value, subprocess.run(worker, check=True, capture_output=True, text=True).stdout.strip())


async def serve_desk(url: str) -> None:
    """Serve the whole site with its desk and print where."""
    from bot.health import Health  # noqa: PLC0415 - only the process that serves needs the web
    from bot.run import make_site  # noqa: PLC0415 - as above
    from bot.web.serve import serve  # noqa: PLC0415 - as above

    async def health() -> Health:
        return Health(())

    environment = Environment(database_url=SecretStr(url), loa_secret=SecretStr(SECRET))
    async with open_app(Settings(), environment) as app:
        site = make_site(app, health)
        ready = asyncio.Event()
        await serve(site, "127.0.0.1", 0, ready, on_ready=lambda port: print(f"http://127.0.0.1:{port}", flush=True))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--database-url", default="")
    parser.add_argument("--kept", default="")
    parser.add_argument("--pages-only", action="store_true")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--export", nargs=3, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        asyncio.run(serve_desk(chosen.serve))
    elif chosen.export:
        asyncio.run(export(chosen.export[0], Format(chosen.export[1]), int(chosen.export[2])))
    else:
        with tempfile.TemporaryDirectory() as scratch:
            run(chosen, scratch)
