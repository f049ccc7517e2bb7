"""Who reads hostile bytes holds no secret."""

from __future__ import annotations

import pytest

from knowledge.loaders.worker import run_apart


async def test_a_child_is_not_given_what_the_service_keeps_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TELEGRAM_TOKEN", "DATABASE_URL", "LOA_SECRET", "LOA_METRICS_TOKEN"):
        monkeypatch.setenv(name, "s3cret")
    given = (await run_apart("tests.knowledge.loaders.telling", b"{}\n")).decode().split()
    assert "PYTHONPATH" in given
    assert not [name for name in given if name.startswith(("LOA_", "TELEGRAM", "DATABASE"))]
