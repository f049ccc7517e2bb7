"""What the tests share: databases, SQLite always, PostgreSQL where its programs are."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from psycopg import AsyncConnection

from bot.database import Database, open_database


def _find_postgresql() -> Path | None:
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    return found[0].resolve().parent if found else None


def _owner() -> int | None:
    """PostgreSQL refuses to run as root: an unprivileged account owns it then."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


def _run(*command: object, user: int | None) -> int:
    words = [str(word) for word in command]
    return subprocess.run(words, check=False, capture_output=True, cwd="/", user=user).returncode


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped."""
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.write_line(f"skipped: {report.nodeid}: {report.longrepr[2] if report.longrepr else ''}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that must not skip an optional part; only what reads ../shared may be missing anywhere."""
    if not os.environ.get("LOA_REQUIRE_ALL") or hasattr(session.config, "workerinput"):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if any("shared" not in str(report.longrepr) for report in skipped):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Give the URL of a PostgreSQL server that lives as long as the test session; skips where there is none."""
    programs = _find_postgresql()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (initdb not found)")
    folder, owner = Path(tempfile.mkdtemp(prefix="loa-pg-", dir="/tmp")), _owner()
    if owner is not None:
        os.chown(folder, owner, -1)
    data = folder / "data"
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=200"
    try:
        assert _run(programs / "initdb", "-D", data, "-U", "loa", "-A", "trust", "-E", "UTF8", user=owner) == 0
        start = ("-D", data, "-w", "-o", options, "-l", folder / "log", "start")
        assert _run(programs / "pg_ctl", *start, user=owner) == 0
        yield f"postgresql://loa@/postgres?host={folder}"
    finally:
        _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop", user=owner)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/loa.db"
    base: str = request.getfixturevalue("postgresql_url")
    name = f"t{uuid.uuid4().hex[:12]}"
    async with await AsyncConnection.connect(base, autocommit=True) as connection:
        await connection.execute(f"CREATE DATABASE {name}".encode())
    return base.replace("/postgres?", f"/{name}?")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Give an empty, migrated database of each kind."""
    opened = await open_database(database_url)
    yield opened
    await opened.close()
