"""The command line without its start-up: each command runs in a fork of one process that has read the program.

`python -m tests.broadcasts.shell` reads a JSON line for each command, its words, environment and folder, and answers
with one: exit code and what was printed.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import IO, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
MAX_ANSWER_BYTES = 64 << 20
_READ_AHEAD = ("bot.cli", "bot.commands.staff", "bot.commands.broadcast", "bot.commands.import_subscribers")
_READ_AHEAD_DRIVERS = ("aiosqlite", "sqlalchemy.dialects.sqlite.aiosqlite", "alembic.command")


class Printed(NamedTuple):
    """What a command ended with."""

    code: int
    out: str
    error: str


class Shell:
    """The process that forks; commands run one after another."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._turn = asyncio.Lock()

    async def run(self, words: Sequence[str], environment: dict[str, str], folder: Path) -> Printed:
        """Return what `python -m bot` with these words ends with."""
        asked = {"words": list(words), "environment": environment, "folder": str(folder)}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        async with self._turn:
            self._process.stdin.write(json.dumps(asked).encode() + b"\n")
            return Printed(*json.loads(await self._process.stdout.readline()))


@asynccontextmanager
async def open_shell() -> AsyncIterator[Shell]:
    """Give a shell and end it afterwards."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.broadcasts.shell", cwd=ROOT, stdin=PIPE, stdout=PIPE, limit=MAX_ANSWER_BYTES
    )
    try:
        yield Shell(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()  # the end of its input ends it
        await process.wait()


def serve() -> None:
    """Run each command that comes on standard input, until its end."""
    for name in (*_READ_AHEAD, *_READ_AHEAD_DRIVERS):
        import_module(name)
    for line in sys.stdin:
        asked = json.loads(line)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error:
            child = os.fork()
            if child == 0:
                _become(asked, out, error)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            printed = Printed(code, _read(out), _read(error))
        sys.stdout.write(json.dumps(printed) + "\n")
        sys.stdout.flush()


def _become(asked: dict[str, object], out: IO[bytes], error: IO[bytes]) -> None:
    """Run one command in this fork and end it."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out.fileno(), 1)
    os.dup2(error.fileno(), 2)
    environment, folder, words = asked["environment"], asked["folder"], asked["words"]
    assert isinstance(environment, dict)
    assert isinstance(words, list)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(str(folder))
    code = 1
    try:
        import_module("bot.cli").main(words)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace").strip()


if __name__ == "__main__":
    serve()
