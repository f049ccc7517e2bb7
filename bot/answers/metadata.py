"""Questions about an announcement itself (issued when, by whom, what number), answered from its fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import tzinfo
from enum import StrEnum

from bot.catalogue import Catalogue
from bot.formats import show_day, show_moment
from bot.reply import Block
from knowledge.announcement import Announcement, Kind
from knowledge.expected import asked_form
from knowledge.numbers import parse_number


class Field(StrEnum):
    """What of an announcement is asked; the value is the message key behind "metadata."."""

    ISSUED_ON = "issued_on"
    PUBLISHED_AT = "published_at"
    ISSUER = "issuer"
    SIGNER = "signer"
    DEPARTMENT = "department"
    NUMBER = "number"
    VIEWS = "views"
    LINK = "link"
    VALIDITY = "validity"


_PAPER = (
    r"(?:ke hoach|kh|thong bao|tb|quyet dinh|qd|nghi quyet|cong van|cv|van ban|vb|bao cao|huong dan|quy che|giay moi"
    r"|tin|"
    r"bai(?: viet| dang)?|tin tuc|tai lieu|lich)"
)
_WHEN = (
    r"(?:ngay (?:nao|may|bao nhieu|thang nao|gi|thang nam)|khi nao|bao gio|bao h|luc nao|hom nao|hoi nao"
    r"|thang (?:nao|may)|"
    r"nam nao|may gio|may h|chung nao|luc may gio|(?:bua|hom|khi|luc|hoi|ngay) mo)"
)
_ISSUE = r"(?:ky ban hanh|ban hanh|phat hanh)"
_SIGN = r"(?:ban hanh|phat hanh|ky|ra doi|ra|bh)"  # weaker words: only beside a paper
_POST = r"(?:dang tai|dang len|dang tin|dang bai|dang|cong bo|dua len|up len|up|post)"
_FIELDS: Mapping[Field, re.Pattern[str]] = {
    Field.VIEWS: re.compile(
        r"\b(?:luot (?:xem|doc|truy cap)|may nguoi (?:xem|doc)|bao nhieu (?:nguoi )?(?:xem|doc|view)|views?)\b"
    ),
    Field.VALIDITY: re.compile(
        rf"\b{_PAPER}\b(?: \S+){{0,12}} (?:con|het) (?:hieu luc|ap dung|gia tri|han)\b"
        r"|\d\S*(?: \S+){0,4} (?:con|het) hieu luc\b|^(?:\S+ )?con hieu luc (?:khong|k|ko)\b"
    ),
    Field.SIGNER: re.compile(
        rf"\b{_PAPER}\b(?: \S+){{0,12}} (?:do )?(?:ai|nguoi nao) (?:da |la nguoi )?ky\b|\bky (?:ten )?(?:la )?ai\b"
        rf"|\b(?:ai|nguoi nao|nguoi) (?:da |la nguoi )?ky (?:ban hanh )?{_PAPER}\b|\bnguoi ky {_PAPER}\b"
    ),
    Field.LINK: re.compile(
        rf"\b(?:link|duong link|duong dan|ban goc|ban day du|file|toan van)\b(?: \S+){{0,4}} {_PAPER}\b"
        rf"|\b{_PAPER}\b(?: \S+){{0,8}} (?:link|duong link|duong dan|o link nao|xem ban goc|ban goc|toan van)\b"
    ),
    Field.DEPARTMENT: re.compile(
        rf"\b(?:phong|ban|phong ban|bo phan|don vi) (?:nao|gi) (?:\S+ ){{0,2}}{_POST}\b"
        rf"|\b{_PAPER}\b(?: \S+){{0,10}} (?:do |cua )?(?:phong|phong ban|bo phan) (?:nao|gi)\b|\bnguon tin\b"
    ),
    Field.ISSUER: re.compile(
        rf"\b(?:ai|co quan nao|don vi nao|cap nao|noi nao|ben nao|o dau) {_ISSUE}\b(?! (?:ngay|khi))"
        rf"|\b{_PAPER}\b(?: \S+){{0,8}} (?:do )?(?:ai|co quan nao|don vi nao|cap nao) {_SIGN}\b(?<! ky)"
        rf"|\b{_ISSUE} boi ai\b|\bco quan ban hanh\b|\b{_PAPER}\b(?: \S+){{0,8}} (?:la )?cua (?:ai|co quan nao"
        rf"|don vi nao|cap nao)\b"
    ),
    Field.PUBLISHED_AT: re.compile(
        rf"\b{_POST} (?:\S+ ){{0,4}}{_WHEN}\b(?<!ky)|\bngay dang(?: tai| tin| bai)?\b"
        rf"|\b{_WHEN} (?:thi )?(?:duoc )?dang (?:tai|len|tin|bai)\b"
    ),
    Field.ISSUED_ON: re.compile(
        rf"\b{_ISSUE}(?: \S+){{0,4}} {_WHEN}\b|\b{_PAPER}\b(?: \S+){{0,10}} {_SIGN} (?:\S+ ){{0,2}}{_WHEN}\b"
        rf"|\bngay (?:ban hanh|ky|phat hanh|ra van ban)\b|\b{_WHEN} (?:\S+ ){{0,4}}{_ISSUE}\b"
        rf"|\b{_PAPER}\b(?: \S+){{0,8}} co tu (?:khi nao|bao gio|ngay nao|luc nao)\b"
    ),
    Field.NUMBER: re.compile(
        rf"\b(?:so (?:hieu|ky hieu|van ban)|ky hieu)\b|\b{_PAPER}\b(?: \S+){{0,10}} (?:mang |co )?so (?:may"
        rf"|bao nhieu|bn|gi|nao)\b"
        rf"|\bso (?:\S+ )?{_PAPER}\b(?: \S+){{0,10}} (?:bao nhieu|la gi|may|bn)\b|\b{_PAPER} so may\b"
    ),
}
_REGISTERED = re.compile(r"\bdang (?:ky|ki)\b")
_KIND_OF_CODE = {
    "KH": Kind.PLAN,
    "TB": Kind.NOTICE,
    "QĐ": Kind.DECISION,
    "NQ": Kind.RESOLUTION,
    "BC": Kind.REPORT,
    "CV": Kind.DISPATCH,
}


def recognise_field(question: str) -> Field | None:
    """Return which field of an announcement is asked, None for a question about its content."""
    form = _REGISTERED.sub("dangky", asked_form(question))
    return next((field for field, pattern in _FIELDS.items() if pattern.search(form)), None)


def subject_of(question: str, field: Field) -> str:
    """Return the folded question without the words that ask for the field: what the announcement is about."""
    form = _REGISTERED.sub("dangky", asked_form(question))
    match = _FIELDS[field].search(form)
    asking = re.compile(
        rf"\b(?:{_SIGN}|{_POST}|{_WHEN}|luot xem|ai|bao nhieu|may|link|con hieu luc|ngay|do|so|(?:\S+ )?nao)\b"
    )
    rest = f"{form[: match.start()]} {asking.sub(' ', match.group())} {form[match.end() :]}" if match else form
    rest = re.sub(r"\b(?:khong|dau|(?:do )?co quan nao|bao nhieu)$", " ", rest.strip())
    return " ".join(rest.replace("dangky", "dang ky").split())


def name_document(announcement: Announcement, catalogue: Catalogue, language: str) -> str:
    """Return how a sentence names the announcement: "Kế hoạch số 310/KH-UBND", or its title in quotes."""
    if not announcement.number:
        return f"“{announcement.title}”"
    parsed = parse_number(announcement.number)
    kind = _KIND_OF_CODE.get(parsed.type_code or "CV", Kind.OTHER) if parsed else Kind.OTHER
    return catalogue.text(
        "metadata.numbered", language, kind=catalogue.text(f"kinds.{kind}", language), number=announcement.number
    )


def tell_field(
    announcement: Announcement, field: Field, catalogue: Catalogue, *, language: str, zone: tzinfo
) -> tuple[tuple[Block, ...], bool]:
    """Return a sentence that tells the field, and whether the announcement has it; validity is never asserted."""
    document = name_document(announcement, catalogue, language)
    values = _values(announcement, field, zone)
    if values is None:
        return catalogue.blocks(f"metadata.missing.{field}", language, document=document), False
    issuer = announcement.issuer or catalogue.text("metadata.unknown_issuer", language)
    blocks = catalogue.blocks(f"metadata.{field}", language, document=document, issuer=issuer, **values)
    return blocks, field is not Field.VALIDITY


def _values(announcement: Announcement, field: Field, zone: tzinfo) -> dict[str, object] | None:
    """Return what the field's sentence needs, None where the announcement does not tell."""
    told: dict[Field, object | None] = {
        Field.ISSUED_ON: announcement.issued_on and show_day(announcement.issued_on),
        Field.PUBLISHED_AT: announcement.published_at and show_moment(announcement.published_at, zone),
        Field.ISSUER: announcement.issuer,
        Field.DEPARTMENT: announcement.department,
        Field.NUMBER: announcement.number,
        Field.VIEWS: announcement.portal_views,
        Field.LINK: announcement.url,
        Field.VALIDITY: announcement.issued_on and show_day(announcement.issued_on),
    }
    value = told.get(field)
    return None if value is None else {"value": value}
