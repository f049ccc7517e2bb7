"""Which links Telegram accepts, and which it only drops or refuses.

Source: tdlib/td LinkManager.cpp.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_USER_LINK = re.compile(r"tg:(?://)?user/?\?(?:[^#]*&)?id=(\d{1,18})(?:[&#].*)?", re.IGNORECASE | re.DOTALL)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,20})://", re.IGNORECASE)
_HOST = re.compile(r"[^\s/?#@:<>\"'\\]{1,253}")


def linked_user_id(url: str) -> int | None:
    """Return the user of a `tg://user?id=` link, else None."""
    found = _USER_LINK.fullmatch(url)
    return int(found[1]) if found else None


def link_problem(url: str, *, https_only: bool = False) -> str | None:
    """Return why Telegram refuses `url` in a button ("Wrong HTTP URL", ...), or None when it is accepted."""
    lowered = url.lower()
    if lowered.startswith(("tg:", "ton:", "tonsite:")):
        return "Only HTTPS links are allowed" if https_only else None
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() not in {"http", "https"}:
        return "Unsupported URL protocol"
    if https_only and not lowered.startswith("https://"):
        return "Only HTTPS links are allowed"
    return _host_problem(url if scheme else f"http://{url}")


def _host_problem(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "Wrong port number specified in the URL" if "[" not in url else "Wrong HTTP URL"
    if not host:
        return "URL host is empty"
    if port == 0 or any(char.isspace() for char in url.strip()):
        return "Wrong HTTP URL"
    is_ipv6 = ":" in host
    return None if is_ipv6 or ("." in host and _HOST.fullmatch(host)) else "Wrong HTTP URL"


def checked_link(url: str) -> str:
    """Return the link that a text entity keeps, "" when Telegram drops it (as it does with bare host names)."""
    if link_problem(url):
        return ""
    if _SCHEME.match(url) or url.lower().startswith(("tg:", "ton:", "tonsite:")):
        return url if urlsplit(url).path or urlsplit(url).query else f"{url}/"
    return f"http://{url}" if "/" in url else f"http://{url}/"
