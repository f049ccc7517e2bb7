"""The kind of fact that a resident's question asks for, in whatever spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from knowledge.facts import Fact, find_facts, held_facts, kinds_that_meet
from knowledge.vietnamese import clean, fold

__all__ = [
    "Fact",
    "asked_form",
    "asks_whether",
    "expected_facts",
    "find_facts",
    "held_facts",
    "kinds_that_meet",
    "lacks_asked_noun",
    "names_fact",
    "names_other",
]

_WORDS = re.compile(r"[a-z0-9]+(?:[/.:&@-][a-z0-9]+)*")
_STRETCHED = re.compile(r"([^\W\d])\1{2,}")
_UNIVERSAL = re.compile(r"\b(?:\w+ )?nao cung\b|\bbat (?:ky|cu) (?:\w+ )?nao\b|\b(?:gi|bao nhieu|may) cung\b")

_HOW_MUCH = r"(?:bao nhieu|bao nhiu|baonhieu|bnhieu|bnhiu|bnh|nhiu|bn)"
_NUMBERED = "".join(rf"(?<!\b{thing} )" for thing in ("quay", "phong", "tang", "cua", "to", "nha", "ngo", "lop"))
_WEEKDAY = r"(?:hai|ba|tu|nam|sau|bay|[2-7])\b"
_COUNTED = r"(?:nguoi|ho|trang|ban|bo|lan|loai|to|khu|diem|truong|tuoi|chi tieu|m2|met|phan tram|con|chau|em|tre)"
_MONEY_WORD = (
    r"(?:phat|dong|nop|thu|den bu|boi thuong|ho tro|huong|ton|mat|het|tra|gia|phi|le phi|lp|kp|fee|muc|hoc phi|"
    r"kinh phi|ngan sach|tro cap|thuong|luong|salary|thue|tien|qua|lai)"
)
_ASKING: Mapping[Fact, re.Pattern[str]] = {
    Fact.TIME: re.compile(r"\b(?:may|mays) ?(?:gio|h)\b|\b(?:gio|h) nao\b|\bkhung gio\b|\bmo cua luc\b"),
    Fact.DATE: re.compile(
        r"\bngay (?:nao|may|bao nhieu|bn|thang nao|gi)\b|\bhom (?:nao|may)\b|\bbua (?:mo|nao)\b|\bthang (?:may|nao)\b"
        r"|\bnam nao\b|\bthu may\b|\bngay thang nam\b"
    ),
    Fact.WHEN: re.compile(
        r"\b(?:khi|luc|hoi|chung|dot) (?:nao|mo)\b|\bbao (?:gio|h|gjo)\b|\bthoi (?:gian|diem) nao\b|\bdeadline\b"
        r"|\bbh (?:co|thi|xong)\b|\bhan (?:chot|cuoi|nop)\b"
    ),
    Fact.DURATION: re.compile(
        rf"\bbao lau\b|\b(?:may|{_HOW_MUCH}) (?:ngay|thang|nam|tuan|hom|phut|tieng)\b|\bbao ngay\b"
        r"|\bthoi (?:han|gian) (?:giai quyet|tra ket qua|xu ly)\b"
    ),
    Fact.PRICE: re.compile(
        rf"\b(?:{_HOW_MUCH}|may|bao) (?:tien|dong|chuc|tram|nghin|ngan|trieu|ty|xu|cu)\b"
        rf"|\b{_MONEY_WORD}\b(?: \w+){{0,9}} {_HOW_MUCH}\b(?! (?:ngay|thang|nam|tuan|gio|hom|{_COUNTED})\b)"
        r"|\b(?:mat|thu|ton|dong|nop|tra) (?:\w+ )?(?:phi|tien|le phi|lp|dong nao) (?:(?!duoc|dc)\w+ ){0,2}"
        r"(?:khong|k|ko|hok|hk|hong|kh)\b"
        r"|\bmien phi (?:\w+ ){0,2}(?:khong|k|ko|hok|hk|hong|kh)\b"
    ),
    Fact.PHONE: re.compile(
        rf"\bso (?:dien thoai|dt|dthoai|phone|hotline)\b|{_NUMBERED}\bso may\b|\bsdth?\b|\bhotline\b|\bduong day nong\b"
        r"|\b(?:goi|call|keu|bam) (?:so|dien so|den so|may) (?:nao|may|gi|mo|bao nhieu)\b|\bso (?:nao|may) de goi\b"
        r"|\bdien thoai (?:\w+ ){0,6}(?:so may|bao nhieu|la gi)\b"
    ),
    Fact.EMAIL: re.compile(
        r"\be-?mail\b|\bgmail\b|\bthu dien tu\b"
        rf"|\bhom thu\b(?! {_WEEKDAY}| gop y)"
    ),
    Fact.LINK: re.compile(
        r"\b(?:link|website|web|app|ung dung) nao\b|\btrang (?:web )?nao\b|\blink\b|\bduong (?:link|dan)\b"
    ),
    Fact.PLACE: re.compile(
        r"\b(?:o|tai|den|ra|len|qua|ve|nop|gui|toi|di|mua|lay|nhan|xem|lam|gap) (?:dau|mo)\b"
        r"|\b(?:cho|noi|diem|phong|quay|phuong|khu|xa|(?<!giay )to|quan|bv|benh vien|truong|tram|tdp|duong) nao\b"
        r"|\b(?:o|tai) (?:\w+ ){1,3}nao\b|\b(?:quay|phong|tang|cua so) (?:so )?may\b"
        r"|\bdau (?:vay|the|z|a|ha|day)\b|\b\w+ dau$"
    ),
    Fact.CONTACT: re.compile(
        r"\b(?:bao|goi|phan anh|lien he|lhe|gui|hoi|nho|gap|keu|bc|bao cao|khai bao|to cao|to giac)(?: \w+){0,4} ai\b"
        r"|\bai (?:xu ly|giai quyet|ho tro|giup|phu trach|chu tri|lo)\b|\blien he (?:the nao|sao|nhu the nao)\b"
    ),
    Fact.PERSON: re.compile(
        r"\bai (?:(?:da |se |duoc )?(?:doat|dat giai|trung|thang|vo dich|cham))\b|\bdoi nao (?:vo dich|thang|nhat)\b|"
        r"\b(?:co|gom|nhung) (?:nhung )?ai$|"
        r"\bai (?:la|ky|dung ten|da ky|lam chu tich|dung dau)\b|\b(?:la|boi|ten) ai\b|\bnguoi ky\b|\bten (?:la )?gi\b"
        r"|\bai vay$"
    ),
    Fact.DOCUMENTS: re.compile(
        r"\b(?:giay to|giay|gto|ho so|hso)(?: \w+){0,8} (?:gi|chi)\b|\bgiay to nao\b"
        r"|\bho so(?: \w+){0,8} (?:gom|bao gom)\b"
        r"|\bcan (?:phai )?(?:mang |chuan bi |nop |co |nhung |theo |giay to |giay |lam ){0,4}(?:gi|nhung gi|chi)\b"
        r"|\b(?:mang|chuan bi|nop|dem) (?:theo )?(?:nhung )?(?:giay to |giay )?(?:gi|j|chi)\b|\bthanh phan ho so\b"
    ),
    Fact.NAME: re.compile(r"\b(?:chu de|khau hieu|slogan|ten goi|tieu de)\b(?: \w+){0,12} (?:gi|nao|the nao|j)\b"),
    Fact.NUMBER: re.compile(
        rf"\b(?:may|{_HOW_MUCH}) {_COUNTED}\b|\bbao (?:nhieu|nhiu)\b"
        r"|\b(?:la|duoc|co|rong) (?:bn|bnhieu|nhiu)\b|\bso luong\b"
    ),
}
_NOUNS: Mapping[Fact, re.Pattern[str]] = {  # without a question word of its own, the thing named is what is asked
    Fact.TIME: re.compile(r"\bgio (?:lam viec|mo cua|dong cua|hanh chinh|tiep|nhan|tra)\b|\blich lam viec\b"),
    Fact.WHEN: re.compile(r"\blich\b(?! su\b)|\bthoi gian\b|\bthoi han\b"),
    Fact.PRICE: re.compile(
        r"\b(?:le phi|hoc phi|kinh phi|ngan sach|phi (?:chung thuc|sao y|gui xe)|"
        r"gia (?:nuoc|dien|ve|dat|tiem|thue|ban|suat|vang|xang)|"
        r"muc (?:phi|thu|dong|phat|tien|tro cap|ho tro|huong))\b"
    ),
    Fact.PLACE: re.compile(r"\bdia chi\b|\bdchi\b"),
    Fact.DOCUMENTS: re.compile(r"\bgiay to (?:can|phai)\b"),
    Fact.NUMBER: re.compile(r"\bdien tich\b|\bdan so\b"),
}
_OTHER_QUESTION = re.compile(
    r"\b(?:khong|ko|hok|hong|hk|kh|chua|k|dc k|nao|gi|sao|the nao|vi sao|tai sao|lam gi|j|dung)\b(?!\?)"
)
_WHETHER = re.compile(r"\b(?:co|duoc|dc|phai)\b.*\b(?:khong|ko|k|hok|hong|hk|kh|chua)\b|\b(?:hay|dung) (?:khong|ko)\b")
_HOW = re.compile(r"\b(?:nhu )?the nao\b|\bra sao\b|\bla gi\b|\bnhu nao\b|\bntn\b")
_HEADINGS: Mapping[Fact, re.Pattern[str]] = {
    Fact.TIME: re.compile(r"\b(?:gio|lich|thoi gian)\b"),
    Fact.DATE: re.compile(r"\b(?:ngay|lich|thoi gian|thoi diem|khi nao|han)\b"),
    Fact.WHEN: re.compile(r"\b(?:ngay|gio|lich|thoi gian|thoi diem|thoi han|khi nao|han)\b"),
    Fact.DURATION: re.compile(r"\b(?:bao lau|thoi han|thoi gian|han)\b"),
    Fact.PRICE: re.compile(r"\b(?:(?<!kinh )phi|muc|gia|tien|phat)\b"),
    Fact.PHONE: re.compile(r"\b(?:lien he|hoi them|dien thoai|duong day nong)\b"),
    Fact.CONTACT: re.compile(r"\b(?:lien he|hoi them|dien thoai|duong day nong|phan anh|bao ai|gui o dau)\b"),
    Fact.PLACE: re.compile(
        r"\b(?:(?:nop|lam|nhan|dang ky) o dau|noi (?:nop|nhan|tiep|cap|to chuc|dang ky|lam)|dia diem|dia chi|tru so)\b"
    ),
    Fact.DOCUMENTS: re.compile(r"\b(?:ho so|giay to|mang)\b"),
}
_UNLIKE = frozenset({Fact.PRICE, Fact.PLACE, Fact.PHONE, Fact.DOCUMENTS})
_COUNTED_THING = re.compile(rf"\b(?:may|{_HOW_MUCH}) (?P<thing>[a-z]{{2,8}})\b")
_REQUIRED_WORDS = (  # asked noun, what the passage must mention at least
    (re.compile(r"\b(?:ngan sach|kinh phi)\b"), re.compile(r"\b(?:ngan sach|kinh phi)\b")),
    (
        re.compile(r"\b(?:gio (?:lam viec|hanh chinh)|lich lam viec|mo cua)\b|\blam viec (?:\w+ ){0,3}may (?:gio|h)\b"),
        re.compile(r"\b(?:lam viec|mo cua|tiep nhan|gio hanh chinh|truc|tiep cong dan|buoi sang|nhan ho so)\b"),
    ),
    (re.compile(r"\bhoc phi\b"), re.compile(r"\bhoc phi\b")),
    (re.compile(r"\b(?:muc|bi|tien) phat\b|\bphat (?:bao|bn|may|the)\b"), re.compile(r"\bphat\b")),
    (re.compile(r"\bai (?:da )?ky\b|\bnguoi ky\b"), re.compile(r"\bky (?!luat|niem|hop)")),
    (re.compile(r"\bdan so\b"), re.compile(r"\b(?:dan so|nguoi)\b")),
    (re.compile(r"\bdien tich\b"), re.compile(r"\b(?:dien tich|rong|km2|km²|m2|m²)")),
    (re.compile(r"\bchu tich\b(?: \w+){0,6} (?:la ai|ten gi)\b|\bai la chu tich\b"), re.compile(r"\bchu tich\b")),
)


@lru_cache(maxsize=256)
def asked_form(question: str) -> str:
    """Return the question folded, stretched letters cut ("lâuuuu"), its words parted by single spaces."""
    return " ".join(_WORDS.findall(_STRETCHED.sub(r"\1", fold(clean(question)))))


@lru_cache(maxsize=256)
def expected_facts(question: str) -> frozenset[Fact]:
    """Return the kinds of fact that `question` asks for, empty where it asks for none that can be told by its form.

    Any register: folded, chat spellings ("may h", "bn tien"), abbreviations. "khi nào" asks for WHEN; a noun alone
    ("lệ phí", "giờ làm việc") counts unless the question is about something else of it ("lệ phí nộp online được
    không"). Linear in the length of `question`.
    """
    form = _UNIVERSAL.sub(" ", asked_form(question))
    asked = {fact for fact, pattern in _ASKING.items() if pattern.search(form)}
    if asked - {Fact.NUMBER}:
        asked.discard(Fact.NUMBER)
    if not asked and not _OTHER_QUESTION.search(_HOW.sub(" ", form)):
        asked = {fact for fact, pattern in _NOUNS.items() if pattern.search(form)}
    return frozenset(_keep_narrower(asked))


def asks_whether(question: str) -> bool:
    """Return whether the question is one of yes or no ("có phải ... không")."""
    return _WHETHER.search(asked_form(question)) is not None


def lacks_asked_noun(question: str, passage: str) -> bool:
    """Return whether the question names a thing ("ngân sách", "bao nhiêu đài") that `passage` does not tell of."""
    form = asked_form(question)
    needed = [needed for asked, needed in _REQUIRED_WORDS if asked.search(form)]
    counted = _COUNTED_THING.search(form) if expected_facts(question) == {Fact.NUMBER} else None
    if counted:
        needed.append(_count_of(counted["thing"]))
    return bool(needed) and any(not pattern.search(fold(passage)) for pattern in needed)


def _count_of(thing: str) -> re.Pattern[str]:
    unit = "%" if thing == "phan" else rf"{thing}\b"
    return re.compile(rf"\d ?(?:[a-z]{{1,8}} )?{unit}")


def names_fact(heading: str, asked: frozenset[Fact]) -> bool:
    """Return whether a section's heading announces one of the asked kinds of fact ("Lệ phí", "Địa điểm")."""
    folded = fold(heading)
    return any(_HEADINGS[fact].search(folded) for fact in asked if fact in _HEADINGS)


def names_other(heading: str, asked: frozenset[Fact]) -> bool:
    """Return whether a section's heading announces a kind of fact unlike the asked ones ("Lệ phí và thời hạn")."""
    folded = fold(heading)
    unlike = _UNLIKE - asked if asked.isdisjoint((Fact.PHONE, Fact.CONTACT)) else _UNLIKE - {Fact.PHONE} - asked
    return any(_HEADINGS[fact].search(folded) for fact in unlike)


def _keep_narrower(asked: set[Fact]) -> set[Fact]:
    """Drop a wide kind where the question also names a narrow one."""
    if asked & {Fact.TIME, Fact.DATE, Fact.DURATION}:
        asked = asked - {Fact.WHEN}
    if asked & {Fact.PHONE, Fact.EMAIL, Fact.PLACE, Fact.PERSON}:
        asked = asked - {Fact.CONTACT}
    if Fact.EMAIL in asked or Fact.LINK in asked:
        asked = asked - {Fact.PLACE}  # "địa chỉ thư điện tử", "link ở đâu"
    return asked
