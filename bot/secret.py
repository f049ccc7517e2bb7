"""The secret that keys the hashes of persons and the links."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.settings import Environment

FILE_NAME = "loa.secret"
MIN_CHARS = 16


class SecretError(Exception):
    """A missing or weak secret; the message names LOA_SECRET and the mend."""


def read_secret(environment: Environment) -> bytes:
    """Return LOA_SECRET, or the one kept beside the SQLite file, made at the first start (mode 0600)."""
    given = environment.loa_secret.get_secret_value()
    if given:
        if len(given) < MIN_CHARS:
            raise SecretError(f"LOA_SECRET: give at least {MIN_CHARS} characters, e.g. from `openssl rand -hex 32`")
        return given.encode()
    url = make_url(environment.database_url.get_secret_value())
    if url.get_backend_name() != "sqlite" or not url.database:
        raise SecretError("LOA_SECRET: set it (at least 16 characters) when DATABASE_URL is not SQLite")
    return _kept(Path(url.database).with_name(FILE_NAME))


def _kept(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    return path.read_bytes()
