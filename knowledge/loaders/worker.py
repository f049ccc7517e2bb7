"""Read a fetched page in a process of its own, which a time and a memory limit end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys

from knowledge.loaders.encoding import read_text
from knowledge.loaders.markdown import unwrap
from knowledge.loaders.page import Page, read_page
from knowledge.loaders.result import RefusedError

TIMEOUT_S = 20.0
MAX_MEMORY = 1_500_000_000  # bytes of address space
_REFUSED = 3


async def read_page_apart(
    data: bytes, *, charset: str | None = None, is_plain: bool = False, timeout_s: float = TIMEOUT_S
) -> Page:
    """Return the page in `data`, parsed by a child process that is killed after `timeout_s`.

    Raises:
        RefusedError: the page is refused, or the child died or ran out of time.
    """
    request = json.dumps({"charset": charset, "is_plain": is_plain}).encode() + b"\n" + data
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __spec__.name if __spec__ else "knowledge.loaders.worker",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    try:
        async with asyncio.timeout(timeout_s):
            answer, _ = await child.communicate(request)
    except TimeoutError as error:
        raise RefusedError(f"took longer than {timeout_s:.0f} s to read; save its text to a file") from error
    finally:
        await _end(child)
    if child.returncode == _REFUSED:
        raise RefusedError(answer.decode("utf-8", "replace")[:300])
    if child.returncode != 0:
        raise RefusedError("cannot be read, its HTML breaks the reader; save its text to a file")
    return Page.from_json(answer.decode())


async def _end(child: asyncio.subprocess.Process) -> None:
    """Kill the child where it still runs, and wait for its end."""
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()


def main() -> int:
    """Read a request from standard input, write the page as JSON; 3 and the reason where it is refused."""
    _limit_memory()
    head, _, data = sys.stdin.buffer.read().partition(b"\n")
    request = json.loads(head)
    try:
        if request["is_plain"]:
            text = read_text(data, charset=request["charset"])
            page = Page(unwrap([line.strip() for line in text.split("\n")]))
        else:
            page = read_page(data, charset=request["charset"])
    except RefusedError as error:
        sys.stdout.buffer.write(error.reason.encode())
        return _REFUSED
    sys.stdout.buffer.write(page.to_json().encode())
    return 0


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


if __name__ == "__main__":
    sys.exit(main())
