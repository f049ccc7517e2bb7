"""Bytes to text: code pages, double encoding, old font codes, binary junk, secrecy stamps."""

import contextlib
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.loaders.encoding import MAX_BYTES, read_text, refuse_secret
from knowledge.loaders.result import RefusedError

TEXT = "Kế hoạch trồng cây ở các ngõ của phường Hoa Sữa, mời bà con góp sức."


def windows_1258(text: str) -> bytes:
    """Encode as the code page does: base letters precomposed, tone marks after them."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    out = []
    for char in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", char)
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
        out.append(base + "".join(c for c in parts if c in tones))
    return "".join(out).encode("cp1258")


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        unicodedata.normalize("NFD", TEXT).encode(),
        windows_1258(TEXT),
        TEXT.encode().decode("latin-1").encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "decomposed", "windows-1258", "twice"],
)
def test_text_is_read_whatever_its_coding(data: bytes) -> None:
    assert read_text(data) == TEXT


def test_declared_charset_counts_where_utf_8_fails() -> None:
    assert read_text("café ≠".encode("mac_roman"), charset="mac_roman") == "café ≠"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7 rest", "is a PDF; save it as HTML or plain text"),
        (b"PK\x03\x04rest", "is a Word or ZIP file"),
        (b"\x89PNG\x00\x00\x01", "is binary"),
        (b"a" * (MAX_BYTES + 1), "is larger than 5 MB"),
        ("hép møt tÕt cña bµ con ph­êng ®ang b¸n ë chî TÕt".encode(), "TCVN3"),
        ("Xin chaøo caùc baïn, phöôøng môû lôùp daïy naáu aên".encode(), "VNI"),
    ],
    ids=["pdf", "docx", "png", "large", "tcvn3", "vni"],
)
def test_unreadable_bytes_are_refused_with_the_mend(data: bytes, reason: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_text(data)
    assert reason in refused.value.reason


@pytest.mark.parametrize("stamp", ["MẬT", "TỐI MẬT", "Số: 1/KH | TUYỆT MẬT", "Tài liệu lưu hành nội bộ"])
def test_secret_stamp_is_refused(stamp: str) -> None:
    with pytest.raises(RefusedError, match="line 2 bears a secrecy stamp"):
        refuse_secret(f"Phường Mẫu\n{stamp}\nNội dung.")


def test_words_about_secrecy_are_no_stamp() -> None:
    refuse_secret("Không chứng thực giấy tờ đóng dấu mật.\nMắt\nMẶT BẰNG\nMật ong")


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_refusal(data: bytes) -> None:
    with contextlib.suppress(RefusedError):
        assert isinstance(read_text(data), str)


def test_a_page_that_names_an_undecodable_charset_is_read_all_the_same() -> None:
    assert read_text(b"<meta charset=undefined>\xc0n b\xe1n").startswith("<meta")
