"""Questions as people type them, with made-up identifiers in them, and with public numbers that are none.

Import `write_questions` to run them through a part of the house and `Typed.is_in` to look for what must not arrive.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random

_WINDOW = 7  # no identifier is shorter
_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_PLAIN_WORDS = ("khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin")
_AREAS = ("024", "028", "0208", "0236", "0225", "0292")
_HOSTS = ("gmail.com", "yahoo.com.vn", "hotmail.com", "phuong.example.vn")
_NAMES = ("lan", "minh.tran", "hoa_1988", "tuan-anh", "ngoc.b")
_SERIES = ("A", "F", "H1", "K", "LD", "AA", "C2", "V")

# Registers: polite, blunt, without diacritics, chat spellings, letters to an office, more lines than one.
_SENTENCES = (
    "Cho em hỏi làm lại giấy khai sinh cần gì ạ, {0} em là {1}",
    "{0} {1} lam giay khai sinh o dau",
    "toi ten Hoa {0}: {1}. Bao gio co ket qua?",
    "Kính gửi ủy ban, tôi {0} {1}, xin hỏi lịch tiếp công dân tuần này.",
    "dk ket hon can j z, {0} {1} nha",
    "{1} là {0} của bố tôi, ông muốn xin trợ cấp người cao tuổi",
    "Alo phường ơi\n{0}\n{1}\nphí chứng thực bao nhiêu",
    "hoi phi chung thuc ({0} {1})",
    "{0}={1} tra giup ho so",
    "Nhà mất nước từ sáng!!! Gọi lại {0} {1} giúp",
    "{0} cũ 1, mới {1}; đổi ở đâu?",
    "“{1}” – {0} này đã cập nhật chưa ạ?",
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A question, the identifier in it as typed, and its digits or letters without what parts them."""

    text: str
    identifier: str
    bare: str

    def is_in(self, found: str) -> bool:
        """Return whether the identifier, or a telling part of it, stands in `found`."""
        return self.identifier in found or self.bare[-6:] in re.sub(r"[\W_]", "", found.lower())


def find_leaks(questions: Iterable[Typed], text: str) -> list[Typed]:
    """Return the questions whose identifier stands in a long text, in whatever way it is parted there."""
    stripped = re.sub(r"[\W_]+", "", re.sub(r"(\d\.\d{3})\d+", r"\1", text).lower())  # no digits of measured times
    windows = {stripped[start : start + _WINDOW] for start in range(len(stripped))}
    suspects = [typed for typed in questions if typed.bare[-_WINDOW:] in windows]
    return [typed for typed in suspects if typed.bare[-9:] in stripped]


def write_questions(count: int, *, seed: int = 1) -> Iterator[Typed]:
    """Give `count` questions with an identifier each, the same ones for a seed, every kind in turn."""
    random = Random(seed)
    for number in range(count):
        name, make = _KINDS[number % len(_KINDS)]
        identifier, bare = make(random)
        sentence = random.choice(_SENTENCES)
        # An identifier that only its name betrays stands right behind the name.
        text = f"{name} {identifier} thì hỏi ở đâu" if name in _NAMED else sentence.format(name, identifier)
        yield Typed(_hide(text, random), identifier, re.sub(r"[\W_]", "", bare.lower()))


def write_public(count: int, *, seed: int = 1) -> Iterator[str]:
    """Give `count` questions in which every number is public."""
    random = Random(seed)
    for number in range(count):
        yield _PUBLIC_SENTENCES[number % len(_PUBLIC_SENTENCES)].format(_PUBLIC[number % len(_PUBLIC)](random))


def _digits(random: Random, count: int) -> str:
    return "".join(random.choices("0123456789", k=count))


def _mobile(random: Random) -> str:
    return f"0{random.choice('35789')}{_digits(random, 8)}"


def _landline(random: Random) -> str:
    area = random.choice(_AREAS)
    return area + random.choice("23456789") + _digits(random, 10 - len(area))


def _parted(number: str, random: Random, gaps: tuple[str, ...]) -> str:
    sizes = random.choice(((4, 3, 3), (3, 3, 4), (4, 2, 2, 2), (4, 6), (5, 5)))
    ends = [sum(sizes[: index + 1]) for index in range(len(sizes))]
    groups = [number[end - size : end] for size, end in zip(sizes, ends, strict=True)]
    return random.choice(gaps).join(groups) + number[ends[-1] :]


def _plain_phone(random: Random) -> tuple[str, str]:
    number = _mobile(random)
    return number, number[1:]


def _spaced_phone(random: Random) -> tuple[str, str]:
    number = _mobile(random)
    return _parted(number, random, (" ", ".", "-", "  ", " . ", "\u00a0", "\u202f", "–", "_")), number[1:]


def _ruled_phone(random: Random) -> tuple[str, str]:
    number = _mobile(random)
    return _parted(number, random, (",", "/", ", ", " / ", ";", "\n", " - ", "\r\n")), number[1:]


def _phone_abroad(random: Random) -> tuple[str, str]:
    number = _mobile(random)[1:]
    start = random.choice(("+84", "84", "0084", "(+84)", "+84 ", "+84-", "+84 (0) "))
    return start + random.choice((number, f"{number[:3]} {number[3:6]} {number[6:]}")), number


def _landline_phone(random: Random) -> tuple[str, str]:
    number = _landline(random)
    area = 3 if number[:3] in _AREAS else 4
    forms = (number, f"{number[:area]} {number[area:]}", f"({number[:area]}) {number[area:]}")
    return random.choice((*forms, f"{number[:area]}.{number[area : area + 4]}.{number[area + 4 :]}")), number


def _single_digits(random: Random) -> tuple[str, str]:
    number = _mobile(random)
    return random.choice((" ", ".", "-", "\n")).join(number), number


def _spoken_phone(random: Random) -> tuple[str, str]:
    number = _mobile(random)
    words = random.choice((_WORDS, _PLAIN_WORDS))
    spoken = random.choice((" ", ", ", "-")).join(words[int(digit)] for digit in number)
    return spoken, re.sub(r"\W", "", spoken)


def _lettered_phone(random: Random) -> tuple[str, str]:
    number = _mobile(random)
    typed = number[:4] + number[4:].replace("0", "o").replace("1", "l")
    return random.choice(("o", "O", "0")) + typed[1:], typed[1:]


def _wide_phone(random: Random) -> tuple[str, str]:
    number = _mobile(random)
    return "".join(chr(ord(digit) + 0xFEE0) for digit in number), number


def _card(random: Random) -> tuple[str, str]:
    number = f"0{random.choice(('01', '10', '38', '79', '96'))}{random.choice('0123')}{_digits(random, 8)}"
    groups = re.findall("...", number)
    forms = (number, *(gap.join(groups) for gap in (" ", ".", "-", ",", "\n")), f"{number[:6]} {number[6:]}")
    return random.choice(forms), number


def _old_card(random: Random) -> tuple[str, str]:
    number = random.choice("0123") + _digits(random, 8)
    return random.choice((number, f"{number[:3]} {number[3:6]} {number[6:]}")), number


def _health_card(random: Random) -> tuple[str, str]:
    letters, number = (
        random.choice(("HS", "GD", "HC", "TE", "DN")),
        f"4{random.choice(('01', '79'))}{_digits(random, 10)}",
    )
    forms = (f"{letters}{number}", f"{letters} {number[0]} {number[1:3]} {number[3:]}", f"{letters.lower()}{number}")
    return random.choice(forms), number


def _ten_digits(random: Random) -> tuple[str, str]:
    number = "01" + _digits(random, 8)
    return number, number


def _tax_code(random: Random) -> tuple[str, str]:
    number = "01" + _digits(random, 8)
    return random.choice((number, f"{number}-001")), number


def _account(random: Random) -> tuple[str, str]:
    number = "19" + random.choice("1234567") + _digits(random, random.choice((7, 10, 11)))
    return random.choice((number, f"{number[:4]} {number[4:8]} {number[8:]}", f"{number[:4]}-{number[4:]}")), number


def _plate(random: Random) -> tuple[str, str]:
    place, series, number = random.choice(("29", "30", "51", "99")), random.choice(_SERIES), _digits(random, 5)
    forms = (f"{place}{series}-{number[:3]}.{number[3:]}", f"{place}-{series} {number[:3]}.{number[3:]}")
    return random.choice((*forms, f"{place}{series}{number}", f"{place}{series} {number}")), f"{place}{series}{number}"


def _passport(random: Random) -> tuple[str, str]:
    number = random.choice("BCNPK") + _digits(random, random.choice((7, 8)))
    return number, number


def _address(random: Random) -> tuple[str, str]:
    name, host = f"{random.choice(_NAMES)}{_digits(random, 4)}", random.choice(_HOSTS)
    ats = ("@", " @ ", "(at)", " (at) ", "[at]", " a còng ", " a cong ", "＠")
    typed = name + random.choice(ats) + random.choice((host, host.replace(".", " chấm "), host.replace(".", "(dot)")))
    return typed if "@" not in typed else f"{name}@{host}", name


def _hide(text: str, random: Random) -> str:
    """Return the text now and then with characters in it that nobody sees, or with its letters in pieces."""
    if random.random() < 0.1:
        return re.sub(r"(?<=[0-9])(?=[0-9])", lambda _: random.choice(("", "\u200b", "\u2060", "\u00ad")), text)
    return text


_Make = Callable[[Random], tuple[str, str]]
_NAMED = frozenset({"cmnd", "chứng minh nhân dân số", "bhxh", "mã số thuế", "mst", "stk", "số tài khoản"})
_KINDS: tuple[tuple[str, _Make], ...] = (
    ("số", _plain_phone),
    ("sđt", _spaced_phone),
    ("điện thoại", _ruled_phone),
    ("zalo", _phone_abroad),
    ("nhà riêng", _landline_phone),
    ("số", _single_digits),
    ("máy", _spoken_phone),
    ("dt", _lettered_phone),
    ("phone", _wide_phone),
    ("cccd", _card),
    ("giấy tờ", _card),
    ("cmnd", _old_card),
    ("chứng minh nhân dân số", _old_card),
    ("bhyt", _health_card),
    ("thẻ", _health_card),
    ("bhxh", _ten_digits),
    ("mã số thuế", _tax_code),
    ("mst", _tax_code),
    ("stk", _account),
    ("số tài khoản", _account),
    ("xe", _plate),
    ("biển số", _plate),
    ("hộ chiếu", _passport),
    ("mail", _address),
    ("email", _address),
)
_PUBLIC_SENTENCES = (
    "Cho em hỏi {0} có còn hiệu lực không ạ",
    "toi muon xem {0} o dau",
    "{0} thì sao ạ?",
    "Kính gửi ủy ban: {0} áp dụng cho tổ 10 phải không?",
    "{0}\nxin cảm ơn",
)
_PUBLIC: tuple[Callable[[Random], str], ...] = (
    lambda random: f"{random.randint(1, 9999)}/KH-UBND",
    lambda random: f"kế hoạch {random.randint(1, 999)}",
    lambda random: f"nghị quyết {random.randint(1, 99)}/2018/QH14",
    lambda random: f"nghị định {random.randint(1, 99):02}/2017/NĐ-CP",
    lambda random: f"82/2005-QĐ-UBND và {random.randint(1, 99)}-CT/TU",
    lambda random: f"ngày {random.randint(1, 28):02}/{random.randint(1, 12):02}/2026",
    lambda random: f"{random.randint(1, 28):02}-{random.randint(1, 12):02}-2024 lúc 07:30",
    lambda random: f"từ {random.randint(1, 9):02}.03.2024 - 15.03.2024",
    lambda random: f"10:03 {random.randint(1, 28):02}/01/2023",
    lambda random: f"phí {random.randint(1, 999)}.000 đồng",
    lambda random: f"lệ phí {random.randint(1, 9)}.500.000đ",
    lambda random: f"mức {random.randint(1, 9)},000,000 đồng",
    lambda random: f"hỗ trợ {random.randint(1, 99)} triệu 500 nghìn",
    lambda random: random.choice(("1022", "113", "114", "115", "111", "1900 6035", "19001234", "1800 1567")),
    lambda random: f"số nhà {random.randint(1, 999)} ngõ {random.randint(1, 999)}",
    lambda random: f"nhà {random.randint(1, 99)}A/{random.randint(1, 99)} đường Láng",
    lambda random: f"lô 12A-{random.randint(1000, 9999)} khu B",
    lambda random: f"tòa N05-{random.randint(10, 40)}A tầng 12",
    lambda random: f"{random.randint(10, 999)},{random.randint(1, 9)} m2 đất",
    lambda random: f"{random.randint(10, 99)} m² và {random.randint(100, 999)} ha",
    lambda random: f"tăng {random.randint(1, 99)},{random.randint(1, 9)}% so với năm 2025",
    lambda random: f"sáng 7h30 - 11h30, chiều 13h30 - 17h{random.randint(10, 59)}",
    lambda random: f"các năm 2024 2025 202{random.randint(6, 9)}",
    lambda random: f"1.786.{random.randint(100, 999)} lượt truy cập",
    lambda random: f"nghỉ các ngày 03, 05, 07, 09, {random.randint(10, 30)}",
    lambda random: f"mẫu CT{random.randint(1, 15):02} và tờ khai TK1-TS",
    lambda random: f"sinh năm 19{random.randint(50, 99)}, {random.randint(60, 80)} tuổi",
    lambda random: f"tổ {random.randint(1, 40)}, khu {random.randint(1, 9)}, thửa {random.randint(1, 999)} tờ 12",
)
