"""What the tests share: databases, SQLite always, PostgreSQL where its programs are."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from psycopg import Connection

from bot.database import Database, connect, open_database


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
def kind(request: pytest.FixtureRequest) -> str:
    """Give each kind of database in turn."""
    return str(request.param)


@pytest.fixture
def database_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of an empty database of each kind, without tables."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    return _create(request.getfixturevalue("postgresql_url"), "template1")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated SQLite file to copy: migrating once saves most of a test's time."""
    path = tmp_path_factory.mktemp("migrated") / "loa.db"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_template(postgresql_url: str) -> str:
    """Give the name of a migrated PostgreSQL database to copy."""
    url = _create(postgresql_url, "template1")
    asyncio.run(_migrate(url))
    return url.split("/")[3].split("?")[0]


@pytest.fixture
def migrated_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of an empty, migrated database of each kind."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "loa.db")
        return f"sqlite:///{tmp_path}/loa.db"
    return _create(request.getfixturevalue("postgresql_url"), request.getfixturevalue("migrated_template"))


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[Database]:
    """Give an empty, migrated database of each kind."""
    opened = connect(migrated_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """Give an empty, migrated SQLite database."""
    shutil.copy(migrated_file, tmp_path / "loa.db")
    opened = connect(f"sqlite:///{tmp_path}/loa.db")
    yield opened
    await opened.close()


def _create(server_url: str, template: str) -> str:
    name = f"t{uuid.uuid4().hex[:12]}"
    with Connection.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
    return server_url.replace("/postgres?", f"/{name}?")


async def _migrate(url: str) -> None:
    await (await open_database(url)).close()
