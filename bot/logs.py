"""One log for everything: readable on a terminal, JSON elsewhere, and never a secret in it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable

import structlog
from structlog.typing import EventDict, WrappedLogger

QUIET = ("httpx", "httpcore", "telegram", "aiosqlite", "uvicorn", "trafilatura", "alembic", "fontTools", "fpdf", "PIL")


def configure_logs(secrets: Iterable[str] = ()) -> None:
    """Send the log of every library to standard error, with `secrets` blacked out."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        _Blackener([secret for secret in secrets if secret]),
    ]
    last = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class _Blackener:
    """Replaces secrets in every value of an event."""

    def __init__(self, secrets: list[str]) -> None:
        self._secrets = secrets

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        return {key: self._clean(value) for key, value in event.items()}

    def _clean(self, value: object) -> object:
        for secret in self._secrets:
            if isinstance(value, str) and secret in value:
                value = value.replace(secret, "***")
        return value
