"""config.yaml and the environment as one frozen, checked record."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

OFFICIAL_API_URL = "https://api.telegram.org"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"  # quoted in YAML: 22:00 without quotes is the number 1320
DEFAULT_DATABASE_URL = "sqlite:///data/loa.db"


class SettingsError(Exception):
    """A setting that cannot be used; the message names the key and the mend."""


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def _is_known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"unknown time zone {name!r}; write e.g. Asia/Ho_Chi_Minh") from error
    return name


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


class UnitSettings(_Group):
    """Which unit runs the bot and where it lives in time."""

    id: str = "phuong-mau"
    time_zone: Annotated[str, AfterValidator(_is_known_zone)] = "Asia/Ho_Chi_Minh"
    language: str = Field("vi", pattern="^(vi|en)$")


class WebSettings(_Group):
    """The public chat page."""

    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    questions_per_minute: int = Field(20, ge=1, le=10_000)
    trusts_proxy: bool = False
    url: str = ""

    @property
    def address(self) -> str:
        """Return where the page is found: its public address, or this machine's where there is none."""
        return self.url or f"http://{self.host}:{self.port}"


class TelegramSettings(_Group):
    """How the Telegram face polls and answers."""

    poll_timeout_s: int = Field(30, ge=0, le=50)
    stale_after_s: int = Field(300, ge=10)
    inbox_limit: int = Field(2000, ge=100)
    concurrent_chats: int = Field(64, ge=1, le=1000)
    connections: int = Field(64, ge=1, le=1000)
    timeout_s: float = Field(15.0, gt=0)


class FairUseSettings(_Group):
    """How much one person may ask."""

    questions_per_minute: int = Field(20, ge=1)
    presses_per_minute: int = Field(60, ge=1)
    questions_per_day: int = Field(300, ge=1)


class PrivacySettings(_Group):
    """How long, in days, what residents wrote is kept."""

    text_days: int = Field(180, ge=1, le=36_500)
    interaction_days: int = Field(730, ge=1, le=36_500)


class DigestSettings(_Group):
    """The numbers of yesterday, to staff; the hour is of the unit's time zone."""

    is_on: bool = True
    at: str = Field("07:30", pattern=CLOCK)

    @property
    def at_min(self) -> int:
        """Return the minute of the day at which the digest is due."""
        return _minutes(self.at)


class StatisticsSettings(_Group):
    """What counts as being online."""

    online_minutes: int = Field(15, ge=1, le=1440)


class AnswerSettings(_Group):
    """Bounds of one question and its reply."""

    max_question_chars: int = Field(1000, ge=50, le=4000)
    summary_chars: int = Field(420, ge=120, le=2000)
    choices: int = Field(3, ge=1, le=8)


class BroadcastSettings(_Group):
    """How the loudspeaker sends. Hours are of the unit's time zone."""

    rate_per_s: float = Field(25.0, gt=0, le=10_000)
    group_per_minute: int = Field(20, ge=1, le=1000)
    quiet_from: str = Field("22:00", pattern=CLOCK)
    quiet_until: str = Field("06:00", pattern=CLOCK)
    draft_hours: int = Field(24, ge=1, le=720)
    emergency_approvers: int = Field(1, ge=1, le=2)
    daily_at: str = Field("18:00", pattern=CLOCK)
    weekly_on: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "sunday"
    weekly_at: str = Field("18:00", pattern=CLOCK)
    paid: bool = False
    retry_attempts: int = Field(5, ge=1, le=20)
    kept_days: int = Field(90, ge=1)

    @property
    def quiet_from_min(self) -> int:
        """Return the minute of the day at which the unit's quiet hours begin."""
        return _minutes(self.quiet_from)

    @property
    def quiet_until_min(self) -> int:
        """Return the minute of the day at which the unit's quiet hours end."""
        return _minutes(self.quiet_until)

    @property
    def daily_at_min(self) -> int:
        """Return the minute of the day at which the daily bulletin is due."""
        return _minutes(self.daily_at)

    @property
    def weekly_at_min(self) -> int:
        """Return the minute of the day at which the weekly bulletin is due."""
        return _minutes(self.weekly_at)

    @property
    def weekly_on_day(self) -> int:
        """Return the day of the week of the weekly bulletin, Monday 0."""
        return WEEKDAYS.index(self.weekly_on)


class TeachingSettings(_Group):
    """How much can be taught, and how far a lesson is tried before it is saved."""

    max_lessons: int = Field(1000, ge=1, le=10_000)
    replay_questions: int = Field(500, ge=1, le=5000)
    replay_seconds: int = Field(30, ge=1, le=300)
    questions: str = ""


def _span(text: str) -> tuple[int, int]:
    start, dash, end = text.partition("-")
    if not dash or not re.fullmatch(CLOCK, start) or not re.fullmatch(CLOCK, end) or _minutes(start) >= _minutes(end):
        raise ValueError(f'hours {text!r}: write e.g. "08:00-12:00"')
    return _minutes(start), _minutes(end)


def _are_spans(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        _span(text)
    return texts


Spans = Annotated[tuple[str, ...], AfterValidator(_are_spans)]
_WORKDAY = ("08:00-12:00", "13:30-17:00")


class TicketSettings(_Group):
    """Questions and reports in officials' care. Hours are of the unit's time zone."""

    automatic: bool = False
    automatic_per_hour: int = Field(6, ge=1, le=1000)
    open_per_person: int = Field(5, ge=1, le=100)
    per_person_per_day: int = Field(10, ge=1, le=1000)
    likeness_percent: int = Field(90, ge=50, le=100)
    remind_after_h: float = Field(4.0, gt=0, le=200)
    reminders: int = Field(3, ge=0, le=20)
    department: str = Field("", max_length=120)
    group_id: int = 0
    monday: Spans = _WORKDAY
    tuesday: Spans = _WORKDAY
    wednesday: Spans = _WORKDAY
    thursday: Spans = _WORKDAY
    friday: Spans = _WORKDAY
    saturday: Spans = ("08:00-11:30",)
    sunday: Spans = ()
    holidays: tuple[date, ...] = ()

    @property
    def spans(self) -> dict[int, tuple[tuple[int, int], ...]]:
        """Return the working hours in minutes of the day by weekday, Monday 0."""
        return {number: tuple(map(_span, getattr(self, day))) for number, day in enumerate(WEEKDAYS)}


class Settings(BaseSettings):
    """Everything that config.yaml holds; the environment's LOA_<GROUP>__<KEY> goes before the file."""

    model_config = SettingsConfigDict(env_prefix="LOA_", env_nested_delimiter="__", extra="forbid", frozen=True)

    unit: UnitSettings = UnitSettings()
    web: WebSettings = WebSettings()
    telegram: TelegramSettings = TelegramSettings()
    fair_use: FairUseSettings = FairUseSettings()
    privacy: PrivacySettings = PrivacySettings()
    digest: DigestSettings = DigestSettings()
    statistics: StatisticsSettings = StatisticsSettings()
    answers: AnswerSettings = AnswerSettings()
    broadcast: BroadcastSettings = BroadcastSettings()
    teaching: TeachingSettings = TeachingSettings()
    tickets: TicketSettings = TicketSettings()

    @property
    def zone(self) -> ZoneInfo:
        """Return the unit's time zone."""
        return ZoneInfo(self.unit.time_zone)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources, first wins: the environment, then the file's values."""
        return env_settings, init_settings


class Environment(BaseSettings):
    """Secrets and places, from the environment only.

    `loa_content` is the folder of announcement files read at start; None: the shipped one, empty: none.
    """

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    telegram_token: SecretStr = SecretStr("")
    telegram_api_url: str = OFFICIAL_API_URL
    database_url: SecretStr = SecretStr(DEFAULT_DATABASE_URL)
    loa_config: str = ""
    loa_content: str | None = None
    loa_secret: SecretStr = SecretStr("")
    loa_metrics_token: SecretStr = SecretStr("")


def load_settings(environment: Environment, folder: Path = Path()) -> Settings:
    """Return the settings of config.yaml in `folder` (or LOA_CONFIG), overridden by the environment.

    Raises SettingsError with one line that names the key and the mend.
    """
    path = Path(environment.loa_config) if environment.loa_config else folder / "config.yaml"
    if environment.loa_config and not path.is_file():
        raise SettingsError(f"LOA_CONFIG: no file {str(path)!r}; give the path of a config.yaml or unset it")
    try:
        return Settings(**_read(path)) if path.is_file() else Settings()
    except ValidationError as error:
        raise SettingsError(_first_line(error)) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{path}: cannot be read as YAML: {' '.join(str(error).split())}") from error
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise SettingsError(f"{path}: must hold groups of settings such as 'web:'")
    return values


def _first_line(error: ValidationError) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{key}: unknown setting; the config.yaml of the repository lists every one"
    return f"{key}: {first['msg']} (found {first.get('input')!r})"
