"""Settings: the file, the environment before it, and errors that name the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Environment, Settings, SettingsError, load_settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _no_outer_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOA_CONFIG", raising=False)


def test_the_shipped_file_shows_every_default() -> None:
    shipped = load_settings(Environment(), ROOT)
    assert shipped == Settings()
    text = (ROOT / "config.yaml").read_text("utf-8")
    for group in Settings.model_fields:
        for key in getattr(shipped, group).model_fields_set | set(type(getattr(shipped, group)).model_fields):
            assert f"  {key}:" in text, f"config.yaml does not show {group}.{key}"


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.yaml").write_text("web:\n  port: 9001\n  host: 0.0.0.0\n")
    monkeypatch.setenv("LOA_WEB__PORT", "9002")
    web = load_settings(Environment(), tmp_path).web
    assert (web.host, web.port) == ("0.0.0.0", 9002)  # noqa: S104 - a value to compare


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("web:\n  prt: 1\n", "web.prt"),
        ("web:\n  port: many\n", "web.port"),
        ("webb:\n  port: 1\n", "webb"),
        ("unit:\n  time_zone: Hanoi\n", "unit.time_zone"),
        ("- 1\n", "config.yaml"),
        ("web: [\n", "config.yaml"),
        ("1: 2\n", "config.yaml"),
        ("web: 3\n", "web"),
    ],
)
def test_a_mistake_is_named_in_one_line(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "config.yaml").write_text(text)
    with pytest.raises(SettingsError) as raised:
        load_settings(Environment(), tmp_path)
    assert named in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_named_file_must_exist() -> None:
    with pytest.raises(SettingsError, match="LOA_CONFIG"):
        load_settings(Environment(loa_config="/nowhere/config.yaml"))


def test_secrets_do_not_show() -> None:
    environment = Environment(telegram_token="123:hidden")
    assert "hidden" not in repr(environment)
