"""Read a fetched page in a process of its own, which a time and a memory limit end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from knowledge.loaders.encoding import read_text
from knowledge.loaders.markdown import unwrap
from knowledge.loaders.page import Page, read_page
from knowledge.loaders.result import Fault, RefusedError

TIMEOUT_S = 20.0
MAX_MEMORY = 1_500_000_000  # bytes of address space
_REFUSED = 3
_KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP")
_NAME = __spec__.name if __spec__ else "knowledge.loaders.worker"


async def read_page_apart(
    data: bytes, *, charset: str | None = None, is_plain: bool = False, timeout_s: float = TIMEOUT_S
) -> Page:
    """Return the page in `data`, parsed by a child process that is killed after `timeout_s`.

    Raises:
        RefusedError: the page is refused, or the child died or ran out of time.
    """
    request = json.dumps({"charset": charset, "is_plain": is_plain}).encode() + b"\n" + data
    return Page.from_json((await run_apart(_NAME, request, timeout_s=timeout_s)).decode())


async def run_apart(module: str, request: bytes, *, timeout_s: float = TIMEOUT_S) -> bytes:
    """Return what a module's `main` answers to `request` as a child process that is killed after `timeout_s`.

    Raises:
        RefusedError: the child refused what it read, died or ran out of time.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=_plain_environment(),
    )
    try:
        async with asyncio.timeout(timeout_s):
            answer, _ = await child.communicate(request)
    except TimeoutError as error:
        raise _too_slow(timeout_s) from error
    finally:
        await _end(child)
    return _check(child.returncode, answer)


def run_apart_blocking(module: str, request: bytes, *, timeout_s: float = TIMEOUT_S) -> bytes:
    """Return what `run_apart` does, for callers in a thread of their own.

    Raises:
        RefusedError: as there.
    """
    try:
        child = subprocess.run(  # noqa: S603 - a module of ours
            [sys.executable, "-m", module],
            input=request,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_plain_environment(),
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_slow(timeout_s) from error
    return _check(child.returncode, child.stdout)


def _too_slow(timeout_s: float) -> RefusedError:
    return RefusedError(f"took longer than {timeout_s:.0f} s to read; save its text to a file", Fault.SLOW)


def _check(returncode: int | None, answer: bytes) -> bytes:
    """Return the answer of a child that ended well; raises RefusedError for another."""
    if returncode == _REFUSED:
        fault, _, reason = answer.decode("utf-8", "replace").partition(" ")
        raise RefusedError(reason[:300], Fault(fault))
    if returncode != 0:
        raise RefusedError("cannot be read, its HTML breaks the reader; save its text to a file", Fault.SLOW)
    return answer


def serve_apart(answer: Callable[[dict[str, Any], bytes], str]) -> int:
    """Read a request from standard input, write what `answer` makes of it; the exit code tells of a refusal."""
    _limit_memory()
    head, _, data = sys.stdin.buffer.read().partition(b"\n")
    try:
        answered = answer(json.loads(head), data)
    except RefusedError as error:
        sys.stdout.buffer.write(f"{error.fault} {error.reason}".encode())
        return _REFUSED
    sys.stdout.buffer.write(answered.encode())
    return 0


def _plain_environment() -> dict[str, str]:
    """Return what a child needs to start and no more: it reads hostile bytes and must hold no token or password."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}


async def _end(child: asyncio.subprocess.Process) -> None:
    """Kill the child where it still runs, and wait for its end."""
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()


def main() -> int:
    """Read a request from standard input, write the page as JSON; 3 and the reason where it is refused."""
    return serve_apart(_answer)


def _answer(request: dict[str, Any], data: bytes) -> str:
    if not request["is_plain"]:
        return read_page(data, charset=request["charset"]).to_json()
    text = read_text(data, charset=request["charset"])
    return Page(unwrap([line.strip() for line in text.split("\n")])).to_json()


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


if __name__ == "__main__":
    sys.exit(main())
