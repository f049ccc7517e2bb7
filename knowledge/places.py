"""Names of provinces, cities and districts that residents mention, to tell one's own place from another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge.vietnamese import canonical, clean, fold

_PROVINCES = (
    "An Giang, Bà Rịa - Vũng Tàu, Bắc Giang, Bắc Kạn, Bạc Liêu, Bắc Ninh, Bến Tre, Bình Định, Bình Dương, Bình "
    "Phước, Bình Thuận, Cà Mau, Cần Thơ, Cao Bằng, Đà Nẵng, Đắk Lắk, Đắk Nông, Điện Biên, Đồng Nai, Đồng Tháp, "
    "Gia Lai, Hà Giang, Hà Nam, Hà Nội, Hà Tĩnh, Hải Dương, Hải Phòng, Hậu Giang, Hòa Bình, Hồ Chí Minh, Hưng "
    "Yên, Khánh Hòa, Kiên Giang, Kon Tum, Lai Châu, Lâm Đồng, Lạng Sơn, Lào Cai, Long An, Nam Định, Nghệ An, Ninh "
    "Bình, Ninh Thuận, Phú Thọ, Phú Yên, Quảng Bình, Quảng Nam, Quảng Ngãi, Quảng Ninh, Quảng Trị, Sóc Trăng, Sơn "
    "La, Tây Ninh, Thái Bình, Thái Nguyên, Thanh Hóa, Thừa Thiên Huế, Tiền Giang, Trà Vinh, Tuyên Quang, Vĩnh "
    "Long, Vĩnh Phúc, Yên Bái, Sài Gòn, Nha Trang, Đà Lạt, Vũng Tàu, Biên Hòa, Hạ Long, Việt Trì"
)
_DISTRICTS = (
    "Ba Đình, Bắc Từ Liêm, Cầu Giấy, Đống Đa, Hà Đông, Hai Bà Trưng, Hoàn Kiếm, Hoàng Mai, Long Biên, Nam Từ "
    "Liêm, Tây Hồ, Thanh Xuân, Ba Vì, Chương Mỹ, Đan Phượng, Đông Anh, Gia Lâm, Hoài Đức, Mê Linh, Mỹ Đức, Phú "
    "Xuyên, Phúc Thọ, Quốc Oai, Sóc Sơn, Sơn Tây, Thạch Thất, Thanh Oai, Thanh Trì, Thường Tín, Ứng Hòa, Khương "
    "Đình, Phương Liệt, Hạ Đình, Nhân Chính, Thượng Đình, Kim Giang, Khương Mai, Khương Trung, Thủ Đức, Gò Vấp, "
    "Bình Thạnh, Tân Bình, Tân Phú, Phú Nhuận, Bình Tân, Bình Chánh, Hóc Môn, Củ Chi, Nhà Bè, Cần Giờ, Hải Châu, "
    "Thanh Khê, Liên Chiểu, Ngũ Hành Sơn"
)
_COMMON_WITHOUT_ACCENTS = "hoa binh, ba vi, can gio, nam dinh, thai binh, can tho, ha nam, an giang, ba dinh"
_LEVELS = {
    "phường": "phuong",
    "quận": "quan",
    "huyện": "huyen",
    "xã": "xa",
    "tỉnh": "tinh",
    "thị trấn": "thi tran",
    "thị xã": "thi xa",
    "thành phố": "thanh pho",
    "tp": "thanh pho",
    "q": "quan",
    "p": "phuong",
}
_NO_PLACE_BEFORE = " duong pho ngo ngach hem cau ho cho song dinh chua ga ben truong xom lang cong quoc "
_TOKEN = re.compile(r"\w+")
_MAX_NAME = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A named area; `level` ("phuong", "quan" ...) is empty where only the name stands; both folded."""

    level: str
    name: str
    text: str


def bare_name(name: str) -> str:
    """Return a unit's name folded, without its level and remarks in brackets: "Phường Hoa Sữa (mẫu)" -> "hoa sua"."""
    folded = " ".join(_TOKEN.findall(fold(name.partition("(")[0])))
    for level in sorted(set(_LEVELS.values()), key=len, reverse=True):
        folded = folded.removeprefix(f"{level} ")
    return folded


def find_places(question: str, *, known: Iterable[str] = ()) -> tuple[Place, ...]:
    """Return the places that `question` names, in reading order.

    A name counts behind its level ("phường Khương Đình") when it is written with capitals or is a known name, and by
    itself when it is a province, city or district of the list, but not as a street's name. `known` adds names of units.
    """
    tokens = _TOKEN.findall(clean(question))
    if sum(token.istitle() for token in tokens) > max(
        4, len(tokens) * 2 // 3
    ):  # Every Word Has A Capital: says nothing
        tokens = [token.lower() for token in tokens]
    names = _gazetteer(tuple(known))
    found: list[Place] = []
    at = 0
    while at < len(tokens):
        place, length = _place_at(tokens, at, names)
        if place:
            found.append(place)
        at += max(length, 1)
    return tuple(found)


@lru_cache(maxsize=8)
def _gazetteer(known: tuple[str, ...]) -> Mapping[str, str]:
    """Return canonical spelling by folded name."""
    listed = [*known, *f"{_DISTRICTS}, {_PROVINCES}".split(", ")]
    spelled = ((bare_name(n), " ".join(map(canonical, _TOKEN.findall(n.partition("(")[0])))) for n in listed)
    return {name: spelling for name, spelling in spelled if name}


def _place_at(tokens: list[str], at: int, names: Mapping[str, str]) -> tuple[Place | None, int]:
    level, length = _level_at(tokens, at)
    name = _name_at(tokens, at + length, names, is_behind_level=bool(level))
    if not name or (not level and at and f" {fold(tokens[at - 1])} " in _NO_PLACE_BEFORE):
        return None, length
    used = length + len(name)
    folded = _spell_out(name, names) or " ".join(fold(word) for word in name)
    return Place(level, folded, " ".join(tokens[at : at + used])), used


def _level_at(tokens: list[str], at: int) -> tuple[str, int]:
    for length in (2, 1):
        words = tokens[at : at + length]
        spelled = " ".join(canonical(word) for word in words)
        folded = " ".join(fold(word) for word in words)
        is_plain = spelled == folded and len(folded) > 1
        for level, key in _LEVELS.items():
            if spelled == level or (is_plain and folded == fold(level)):
                return key, length
    return "", 0


def _name_at(tokens: list[str], at: int, names: Mapping[str, str], *, is_behind_level: bool) -> list[str]:
    """Return the tokens of the name that begins at `at`, longest first, empty without one."""
    for length in range(_MAX_NAME, 0, -1):
        words = tokens[at : at + length]
        if len(words) == length and _is_name(words, names, is_behind_level=is_behind_level):
            return words
    return []


def _spell_out(words: list[str], names: Mapping[str, str]) -> str:
    """Return the first listed name with these initials ("TX" -> "thanh xuan"), empty for anything else."""
    if len(words) != 1 or not words[0].isupper() or not 2 <= len(words[0]) <= 4:
        return ""
    initials = fold(words[0])
    return next((name for name in names if "".join(w[0] for w in name.split()) == initials), "")


def _is_name(words: list[str], names: Mapping[str, str], *, is_behind_level: bool) -> bool:
    folded = " ".join(fold(word) for word in words)
    if is_behind_level and (all(word.istitle() for word in words) or (len(words) == 1 and words[0].isdecimal())):
        return True
    if is_behind_level and _spell_out(words, names):
        return True
    if folded not in names or (len(words) < 2 and not is_behind_level):
        return False
    spelled = " ".join(canonical(word) for word in words)
    if spelled != folded:  # typed with accents: they must be the name's own
        return names[folded].endswith(spelled)
    return is_behind_level or folded not in _COMMON_WITHOUT_ACCENTS or all(word.istitle() for word in words)
