"""The secret that keys pseudonyms."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.secret import SecretError, read_secret
from bot.settings import Environment
from bot.visitor import Channel, person_key


def environment(url: str, secret: str = "") -> Environment:
    return Environment(database_url=url, loa_secret=secret)


def test_the_first_start_makes_one_and_later_starts_keep_it(tmp_path: Path) -> None:
    first = read_secret(environment(f"sqlite:///{tmp_path}/loa.db"))
    assert len(first) == 64
    assert read_secret(environment(f"sqlite:///{tmp_path}/loa.db")) == first


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    read_secret(environment(f"sqlite:///{tmp_path}/loa.db"))
    assert stat.S_IMODE((tmp_path / "loa.secret").stat().st_mode) == 0o600


@pytest.mark.parametrize(("url", "secret"), [("postgresql://a/b", ""), ("sqlite:///loa.db", "short")])
def test_a_missing_or_weak_secret_is_named(url: str, secret: str) -> None:
    with pytest.raises(SecretError, match="LOA_SECRET"):
        read_secret(environment(url, secret))


def test_a_person_is_another_one_under_another_secret_or_channel() -> None:
    keys = {
        person_key(secret, channel, 1)
        for secret in (b"one secret", b"another one")
        for channel in (Channel.TELEGRAM, Channel.WEB)
    }
    assert len(keys) == 4
    assert all(len(key) == 20 for key in keys)
