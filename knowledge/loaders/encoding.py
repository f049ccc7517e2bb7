"""Bytes -> clean Unicode text: code pages, text that was encoded twice, old Vietnamese fonts, secrecy stamps."""

from __future__ import annotations

import codecs
import re

from knowledge.loaders.result import Fault, RefusedError
from knowledge.vietnamese import clean, fold, share_of_syllables

MAX_BYTES = 5_000_000
MAX_CHARS = 1_000_000
LEAST_SHARE = 0.75  # of legal syllables, under which old font codes are looked for

_MAGIC = {b"%PDF": "a PDF", b"PK\x03\x04": "a Word or ZIP file", b"\xd0\xcf\x11\xe0": "an old Word file"}
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,3}=\s{0,3}["']?([\w\-]{2,20})""", re.I)
_TWICE = re.compile("[ÃÄÅÆáâ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_TCVN3 = re.compile(r"[a-z]?[µ¸¶·¹¨©ª«¬®][a-z]?")
_VNI = re.compile(r"[aeouyAEOUY][øùûïäåëüØÙÛÏÄÅËÜ]")
_STAMPS = frozenset({"MẬT", "TỐI MẬT", "TUYỆT MẬT"})


def read_text(data: bytes, *, charset: str | None = None) -> str:
    """Return the text of `data` in NFC with "\\n" line ends.

    A byte-order mark decides, then UTF-8, the declared `charset` (or the page's meta tag), then windows-1258. Lines
    that were encoded as UTF-8 twice are repaired.

    Raises:
        RefusedError: too large, binary, undecodable, written with TCVN3 or VNI font codes, or stamped secret.
    """
    if len(data) > MAX_BYTES:
        raise RefusedError(f"is larger than {MAX_BYTES // 1_000_000} MB; split it or save only the article", Fault.SIZE)
    kind = next((name for magic, name in _MAGIC.items() if data.startswith(magic)), None)
    if kind:
        raise RefusedError(f"is {kind}; save it as HTML or plain text in UTF-8 and load that", Fault.KIND)
    text = clean("\n".join(map(_repair_line, _decode(data, charset).splitlines())))
    if len(text) > MAX_CHARS:
        raise RefusedError(f"has more than {MAX_CHARS} characters; split it into single announcements", Fault.SIZE)
    _refuse_font_codes(text)
    return text


def refuse_secret(text: str) -> None:
    """Check that no line of `text` is a secrecy stamp.

    Raises:
        RefusedError: a stamp MẬT, TỐI MẬT, TUYỆT MẬT or "lưu hành nội bộ" stands in it. Source: Law on Protection of
            State Secrets; Decree 30/2020/NĐ-CP, art. 8 (stamps).
    """
    for count, line in enumerate(text.split("\n"), 1):
        cells = (cell.strip(" .*()[]") for cell in line.split("|"))
        if any(cell in _STAMPS for cell in cells) or (len(line) <= 80 and "luu hanh noi bo" in fold(line)):
            raise RefusedError(
                f"line {count} bears a secrecy stamp ({line.strip()[:40]}); such papers are never loaded", Fault.STAMP
            )


def _decode(data: bytes, charset: str | None) -> str:
    bom = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    if bom is None and b"\x00" in data[:8192]:
        raise RefusedError("is binary, not text; save it as HTML or plain text in UTF-8", Fault.KIND)
    meta = _META_CHARSET.search(data[:4096])
    declared = charset or (meta[1].decode("ascii", "replace") if meta else None)
    for name in dict.fromkeys(filter(None, (bom, "utf-8", declared, "cp1258"))):
        try:
            return data.decode(name)
        except (UnicodeError, LookupError):  # some codecs raise the wider one
            continue
    raise RefusedError("is in no known code page; save it again as UTF-8", Fault.LETTERS)


def _repair_line(line: str) -> str:
    """Return the line decoded once more where it was encoded as UTF-8 twice."""
    if not _TWICE.search(line):
        return line
    try:
        once = b"".join(_single_byte(char) for char in line).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return line
    return once if share_of_syllables(once) >= share_of_syllables(line) else line


def _single_byte(char: str) -> bytes:
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")


def _refuse_font_codes(text: str) -> None:
    sample = text[:20_000]
    if share_of_syllables(sample) >= LEAST_SHARE:
        return
    for name, pattern in (("TCVN3 (.VnTime)", _TCVN3), ("VNI", _VNI)):
        if len(pattern.findall(sample)) * 5 > len(sample.split()):
            raise RefusedError(
                f"is written with {name} font codes; convert it to Unicode (UTF-8) and load it again", Fault.LETTERS
            )
    if sample.count("\ufffd") * 50 > len(sample):
        raise RefusedError("has too many unreadable characters; save it again as UTF-8", Fault.LETTERS)
