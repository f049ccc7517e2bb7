"""Lines of a portal page that belong to the site and not to the article: menus, counters, lists of other news."""

from __future__ import annotations

import re

from knowledge.vietnamese import fold

# All are matched from the start of a folded line; `_CHROME` and `_COUNTER` must take it whole.
_TAIL = re.compile(
    r"(?:cac |nhung )?tin (?:cung chuyen muc|lien quan|khac|moi hon|cu hon|moi nhat|noi bat|da dua)\b"
    r"|tin tuc (?:noi bat|khac)\b"
    r"|(?:cac )?bai (?:viet )?(?:lien quan|khac|cung chuyen muc)\b|(?:cac )?(?:tin|bai) (?:da dang|tiep theo)\b"
    r"|xem them\s?:?$|lien ket (?:website|web)\b|tham do y kien|y kien ban doc|binh luan\b|gui binh luan"
    r"|thong ke truy cap|co quan chu quan|chiu trach nhiem (?:chinh|noi dung)|ban quyen\b|copyright|ghi ro nguon"
    r"|giay phep (?:so|thiet lap)|thoi gian dang\b|van ban moi\b|video\b.{0,20}$|thu vien anh|lich cong tac$"
)
_CHROME = re.compile(
    r"(?:truy cap noi dung luon|skip to.{0,30}|chuyen den noi dung|trang chu|tong quan|danh muc|menu|tim kiem"
    r"|(?:xem voi )?co chu|ban in|in (?:trang|bai|bai viet)|(?:goi|gui) (?:bai viet|email)|tro ve|quay lai|back"
    r"|ve dau trang|dang (?:nhap|ky)|toggle navigation|chung nhan tin nhiem mang|turn o(?:n|ff).{0,60}"
    r"|chia se|share|like|facebook|twitter|zalo|e-?mail|print|nghe (?:bai|doc bai)|doc bai viet|a-|a\+"
    r"|gioi thieu|lien he|rss|so do (?:trang|cong)|english|tieng viet)\W{0,6}(?:a\W{0,4}){0,3}$"
)
_COUNTER = re.compile(
    r"(?:(?:so )?(?:nguoi )?dang (?:online|truy cap|xem)|truc tuyen|online|hom (?:nay|qua)(?:hom (?:nay|qua))?"
    r"|(?:trong )?(?:tuan|thang|nam)(?: nay| truoc|:)|(?:tong )?(?:so )?luot (?:truy cap|xem|tai)[^:\d]{0,30}"
    r"|tong (?:so |luot |cong )?(?:truy cap)?|hien co|khach|view count|thanh vien|may chu tim kiem|tat ca)"
    r"\s?[:|]?\s?[\d.,]{1,15}(?: (?:khach|luot|nguoi).{0,30})?$"
)
_BYLINE = re.compile(
    r"(?:tac gia|nguon(?: tin)?|nguoi dang|tin,? (?:va )?(?:bai|anh)|bai(?: va|,) anh|anh|tags?|tu khoa)\s?:"
)
_TWICE_MIN = 3


def split_doubled(line: str) -> tuple[str, str] | None:
    """Return (what stands before, X) for a line that ends with "X X", None for any other line.

    Portlet titles are printed twice by the commonest portal software, the parent category glued before them:
    "TIN TỨCVĂN HÓA VĂN HÓA" gives ("TIN TỨC", "VĂN HÓA"). The longest X counts. Lines over 200 characters give None.
    """
    if len(line) > 200:
        return None
    for cut in (i for i, char in enumerate(line) if char == " "):
        right, left = line[cut + 1 :].strip(), line[:cut].rstrip()
        if len(right) >= _TWICE_MIN and left.endswith(right) and any(c.isalpha() for c in right):
            return left.removesuffix(right).strip(" >»/|"), right
    return None


def starts_tail(line: str) -> bool:
    """Return whether `line` opens what follows an article: related news, counters, imprint, a doubled title."""
    folded = fold(line)
    if len(folded) <= 120 and (_TAIL.match(folded) or _COUNTER.match(folded)):
        return True
    doubled = split_doubled(line)
    return doubled is not None and not doubled[0] and len(doubled[1].split()) > 1


def is_chrome(line: str) -> bool:
    """Return whether `line` alone is a menu entry, a button, a counter or a byline, wherever it stands."""
    folded = fold(line).lstrip("[(«< ")
    if len(folded) > 120:
        return False
    is_byline = len(folded) <= 60 and _BYLINE.match(folded) is not None
    return is_byline or not any(map(str.isalnum, folded)) or bool(_CHROME.match(folded) or _COUNTER.match(folded))
