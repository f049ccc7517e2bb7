"""Recognise a cry for help in a question, and tell it from talk about fire drills, rules and allowances."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from knowledge.expected import asked_form
from knowledge.vietnamese import clean


class Emergency(StrEnum):
    """Who has to come: fire and rescue (114), police (113) or an ambulance (115)."""

    FIRE = "fire"
    CRIME = "crime"
    MEDICAL = "medical"


_HOME = r"(?:nha|xe|can ho|chung cu|kho|bep|rung|cho|quan|lon|to|phong|tang|xuong|gas|binh gas|day dien)"
_NEED: Mapping[Emergency, re.Pattern[str]] = {
    Emergency.FIRE: re.compile(
        rf"^chay(?: chay)*$|\bchay {_HOME}\b|\b(?:bi|boc|dang bi|co dam) chay\b|\bco chay\b(?! mau)|\bchay (?:roi"
        rf"|o (?:ngo|so|to))\b"
        r"|\b(?:nha|hang xom|xe|kho|bep|can ho)(?: \w+){0,4} (?:dang|bi|boc) (?:boc |bi )?chay\b|\bhoa hoan\b"
        r"|\bboc khoi\b"
        r"|\bno (?:binh )?(?:gas|ga)\b|\bro ri (?:khi )?gas?\b|\bchap dien\b|\bket (?:trong )?thang may\b|\bsap nha\b"
        r"|\bduoi nuoc\b|\bbi (?:chet )?duoi\b|\broi xuong (?:ho|song|gieng|ao|cong)\b|\bfire\b"
    ),
    Emergency.CRIME: re.compile(
        r"\b(?:co|bi|bat duoc|thay|ke|dua|thang|ten) (?:\w+ )?trom\b|\btrom (?:vao|dot nhap|dang|pha)\b|\b(?:bi|co"
        r"|vu) cuop\b"
        r"|\bcuop giat\b|\btrom cuop\b|\bdot nhap\b|\bcam dao\b|\bdam (?:nhau|chem)\b|\bchem nhau\b|\bdanh nhau\b"
        r"|\bdanh (?:vo|dap|con(?! (?:gi|nao|lo)))\b|\bbat coc\b|\bdoa (?:giet|chem)\b|\bhanh hung\b|\bbao hanh\b"
    ),
    Emergency.MEDICAL: re.compile(
        r"\bcap cuu\b|\bbat tinh\b|\bngat (?:xiu|di)\b|\bkho tho\b|\bdot quy\b|\bchay (?:nhieu )?mau\b|\bco giat\b"
        r"|\b(?:co|bi|vua|vu|dang) (?:\w+ )?tai nan\b|\btai nan (?:o|tai|giao thong)\b|\bdien giat\b|\bngo doc\b"
        r"|\bngung tho\b|\bnga (?:tu tren cao|tang)\b|\btho khong duoc\b|\bambulance\b"
    ),
}
_SUICIDE = re.compile(r"\btự (?:tử|sát|vẫn)\b", re.IGNORECASE)
_RUNNING = re.compile(r"\b(?:chạy|chảy|chay)\b")
_NEVER = re.compile(
    r"\bdien tap\b|\bthuc tap phuong an\b|\bchay (?:hang|ve|tui|pho|nang|phim)\b|\bban chay\b|\bpccc\b"
    r"|\bphong chay\b|\bchua chay\b"
    r"|\bbao chay\b|\bbao hiem\b|\btap huan\b|\bphong (?:chong|ngua)\b|\btuyen truyen\b|\bso cap cuu\b|\bnghiem thu\b"
    r"|\bday boi\b|\blop (?:hoc )?(?:boi|thoat hiem)\b|\bke hoach\b|\btai nan lao dong\b|\bchay (?:bo|viet da|xe om)\b"
)
_TALK = re.compile(
    r"\b(?:ho tro|boi thuong|den bu|tro cap|giay to|thu tuc|ho so|quy dinh|thong bao|thong ke|nguyen nhan|thiet hai"
    r"|dieu tra|"
    r"hom qua|hom truoc|tuan truoc|thang truoc|nam ngoai|nam truoc|dot truoc|hoi truoc|mua truoc|tung|trinh bao|xin"
    r"|phat|"
    r"muc|luat|giam|so vu|phong cap cuu|xe cap cuu|truc cap cuu|camera)\b"
)
_URGENT = re.compile(
    r"\b(?:gap|khan cap|cuu|cuu voi|ngay lap tuc|goi ai|goi so may|goi so nao|dang chay|dang bi|help)\b"
)


def recognise_emergency(question: str) -> Emergency | None:
    """Return who has to come at once, None where nobody calls for help.

    Drills, fire-safety rules, insurance and past events are no cry for help unless somebody asks for help at once.
    """
    if _SUICIDE.search(clean(question)):
        return Emergency.MEDICAL
    form = asked_form(question)
    if _NEVER.search(form):
        return None
    for kind, pattern in _NEED.items():
        found = pattern.search(form)
        if found and not _is_running(kind, question, found.group()):
            return kind if _URGENT.search(form) or not _TALK.search(form) else None
    return None


def _is_running(kind: Emergency, question: str, found: str) -> bool:
    """Return whether the word that looks like fire is written as running or flowing ("chạy", "chảy")."""
    if kind is not Emergency.FIRE or "chay" not in found:
        return False
    lower = clean(question).lower()
    return "cháy" not in lower and any(word.group() != "chay" for word in _RUNNING.finditer(lower))
