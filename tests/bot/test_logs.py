"""The log tells what happened and never a secret."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import logging
from bot.logs import configure_logs
configure_logs(["123:token", ""])
log = logging.getLogger("bot.telegram")
log.warning("cannot reach %s", "https://api/bot123:token/getMe")
try:
    raise RuntimeError("bad 123:token")
except RuntimeError:
    log.exception("failed")
"""


def test_secrets_are_blackened_in_messages_and_tracebacks() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    warning, failure = (json.loads(line) for line in done.stderr.splitlines())
    assert warning["event"] == "cannot reach https://api/bot***/getMe"
    assert (warning["level"], warning["logger"]) == ("warning", "bot.telegram")
    assert "RuntimeError: bad ***" in failure["exception"]
    assert "123:token" not in done.stderr
