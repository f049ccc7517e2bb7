"""Recognise words that are about the bot, or about nothing, rather than about an announcement."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from knowledge.expected import asked_form, expected_facts
from knowledge.facts import fold_in_place


class Talk(StrEnum):
    """What small talk or request it is; the value is the message key behind "smalltalk."."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    MACHINE = "machine"
    ABILITIES = "abilities"
    STORED = "stored"
    ERASE = "erase"
    OFFICIAL = "official"
    NEWEST = "newest"
    INJECTION = "injection"
    LOTTERY = "lottery"
    ABUSE = "abuse"
    PERSONAL_CASE = "personal_case"
    ENGLISH = "english"


REFUSED = frozenset({Talk.INJECTION, Talk.LOTTERY, Talk.ABUSE, Talk.PERSONAL_CASE})

_FILLER = (
    "a ac ad admin ah ai anh ak alo ban bac be bot cac cam chao chi cho chu co con cu cung da dang day di do duoc e "
    "em gi "
    "giup ha hay hi hoi hoi xiu xin k khong la lam loa luon ma may minh mn mng moi mot muon nay nguoi nguyen nha "
    "nhe nhen "
    "nhieu nhi nhieu lam oi ok okie oke phuong qua quy ra rat roi tat ca thay thi ti tin tinh toi tui tro ly u uh "
    "um ung "
    "va vang vay ve vi viec voi x xl z cai chut ti buoi sang trua chieu toi ngay tot lanh dep ui the co ba thay ong "
    "shop "
    "page nhan vien can bo 1 2 tks nhung nua biet het dc de ho tam biet hen gap lai"
)
_FILLERS = frozenset(_FILLER.split())
_SMALL: Mapping[Talk, re.Pattern[str]] = {
    Talk.THANKS: re.compile(
        r"\b(?:cam on|cam o|camon|cmon|c on|tks|thks|thanks?|thank you|thank u|ty|xin cam on|biet on|tuyet voi"
        r"|hay qua|tot qua)\b"
        r"|^(?:da |vang |u |uh |ok |oke )*(?:ok|oke|okie|okay|vang|da|um|uk|u|duoc roi|hieu roi|ro roi"
        r"|biet roi)(?: a| ad| ban| e| em| nhe| roi)*$"
    ),
    Talk.GOODBYE: re.compile(r"\b(?:tam biet|bye|bai bai|hen gap lai|chao tam biet|good ?night|ngu ngon|goodbye)\b"),
    Talk.GREETING: re.compile(
        r"\b(?:chao|xin chao|hello|helo|hi|hey|hi lo|he lo|alo|aloo?|good (?:morning|afternoon|evening)|chuc)\b"
        r"|^(?:ad|admin|bot|shop|page|ban|loa|loa phuong)(?: oi| a)*$|^(?:cho|em|minh|toi|e|con"
        r"|chau)(?: \w+){0,2} hoi(?: \w+){0,3}$|^test$"
    ),
}
_REQUESTS: Mapping[Talk, re.Pattern[str]] = {
    Talk.INJECTION: re.compile(
        r"\bbo qua (?:\w+ ){0,3}(?:huong dan|chi dan|chi thi|lenh|quy tac|yeu cau)\b|\bquen (?:het "
        r"|di )?(?:\w+ ){0,2}(?:huong dan|chi dan|lenh)\b"
        r"|\bignore (?:\w+ ){0,4}(?:instructions?|prompts?|rules?)\b|\bsystem prompt\b|\bjailbreak\b|\bdeveloper mode\b"
        r"|\b(?:in|liet ke|xuat|gui|cho xem|dump)(?: \w+){0,5} (?:du lieu|danh sach|thong tin"
        r"|cau hoi) (?:cua )?(?:tat ca |cac |moi )?nguoi dung\b"
        r"|\b(?:mat khau|token|api key|khoa bi mat) (?:cua )?(?:bot|admin|he thong|may chu|quan tri)\b"
        r"|\bdrop table\b|\bunion select\b"
        r"|\b(?:dong vai|gia vo (?:lam|la)|you are now|act as)\b|\bin ra prompt\b"
    ),
    Talk.LOTTERY: re.compile(
        r"\bdanh con (?:gi|nao|lo)\b|\b(?:soi|chot) (?:cau|so|lo|de)\b|\b(?:danh|ghi|choi) (?:lo|de|so de|lo de)\b"
        r"|\blo de\b|\bxo so\b"
        r"|\bbach thu\b|\bcon lo\b|\bket qua (?:xs|so xo)\b|\bxsmb\b|\bca (?:do|cuoc)\b"
    ),
    Talk.STORED: re.compile(
        r"\b(?:bot|ban|may|he thong|day|ad|cac ban|ben (?:nay|minh)|tro chuyen"
        r"|loa phuong)(?: \w+){0,2} (?:co )?(?:luu|ghi lai|luu lai|luu tru|thu thap)\b"
        r"|\b(?:luu|luu lai|luu tru|ghi lai|thu thap) (?:nhung )?(?:thong tin|du lieu|cau hoi|tin nhan"
        r"|gi) (?:gi )?(?:\w+ )?cua (?:toi|minh|em|tui|nguoi dung)\b"
        r"|\bbao mat (?:thong tin|du lieu) (?:khong|cua toi|the nao)\b|\bquyen rieng tu\b|\bdo you (?:store|save"
        r"|keep)\b|\bprivacy\b"
    ),
    Talk.ERASE: re.compile(
        r"\bxoa (?:het |toan bo |giup |moi )*(?:du lieu|thong tin|cau hoi|lich su|tin nhan"
        r"|tai khoan chat)(?: \w+){0,3} (?:cua )?(?:toi|minh|em|tui)\b"
        r"|^(?:\w+ ){0,4}xoa (?:du lieu|lich su)(?: chat)?$|\b(?:delete|erase) my (?:data|messages)\b"
    ),
    Talk.MACHINE: re.compile(
        r"\b(?:nguoi|con nguoi)(?: that)? (?:hay|hay la|or) (?:la )?(?:may|bot|robot|ai|tu dong|chatbot)\b|\b(?:may"
        r"|bot|robot|chatbot) (?:hay|hay la) (?:la )?nguoi\b"
        r"|\b(?:ban|may|day|ad|em|cau|bot) (?:co phai )?(?:la )?(?:nguoi that|robot|chatbot|chatgpt|bot a"
        r"|tri tue nhan tao)\b|\b(?:ban|may|cau) la ai\b|\bbot (?:la gi|la ai|ten gi|nay la gi)\b"
        r"|\bai (?:dang )?(?:tra loi|rep|nhan tin|noi chuyen)(?: \w+){0,3}$|\b(?:are|r) (?:you|u) (?:a )?(?:bot"
        r"|human|robot|real)\b|\bwho are you\b|\bban ten (?:la )?gi\b"
    ),
    Talk.ABILITIES: re.compile(
        r"\b(?:bot|ban|ad|loa phuong)(?: nay)? (?:lam|giup|biet|tra loi)(?: duoc| cho)? (?:\w+ )?(?:nhung )?(?:gi"
        r"|viec gi)\b|\bhoi (?:duoc )?(?:nhung )?gi (?:o day|duoc)\b"
        r"|\b(?:huong dan|cach) (?:su dung|dung|hoi) (?:bot|loa)\b|\bwhat can you do\b|^help$|^huong dan$|^tro giup$"
        r"|^menu$"
    ),
    Talk.NEWEST: re.compile(
        r"\b(?:thong bao|tin|tin tuc|van ban|bai)(?: \w+){0,2} moi(?: nhat)?(?: \w+){0,3}$|\bco (?:thong bao "
        r"|tin )?gi (?:moi|hot)\b|\bmoi nhat$"
    ),
}
_OFFICIAL = re.compile(
    r"\b(?:noi chuyen|tro chuyen|chat|ket noi|trao doi|noi|gap|lien he|chuyen)(?: \w+){0,3} (?:can bo|nguoi that"
    r"|nhan vien|nguoi|tu van vien|tong dai vien)(?: that| truc)?\b"
    r"|\btalk to (?:a |an )?(?:human|person|official)\b"
)
_ABUSE = re.compile(
    r"\blam an (?:nhu|kieu) (?:hach|cc|cut|lon|loz|l|dau buoi|shit|the a)\b|\bhanh (?:dan|la chinh|dan la chinh)\b"
    r"|\b(?:do|lu|bon|quan|thang|con) (?:ngu|cho|mat day|khon|an hai|tham nhung)\b"
    r"|\bngu (?:the|vai|nhu|vl|qua)\b|\b(?:dm|dmm|dit|dcm|vcl|vkl|clgt|dkm|deo|cc|cl|loz|fuck|shit)\b|\ban (?:hai"
    r"|bam)\b|\bthoi nat\b|\bvo dung\b|\bbo lao\b"
)
_STATUS = re.compile(
    r"\b(?:don|ho so|giay to|so do|the|can cuoc|cccd|to khai|giay phep|giay khai sinh|tien"
    r"|tro cap)\b(?: \w+){0,12} (?:(?:da |duoc |xu ly |thu ly |duyet |giai quyet |tra |co )"
    r"{0,3}(?:xong |thay |duyet |thu ly |ket qua )?chua|den dau(?: roi)?|toi dau(?: roi)?|ra sao(?: roi)?|bi sao"
    r"|chua thay gi|chua thay|chua xong|chua co gi)\b"
)
_MINE = re.compile(
    r"\b(?:cua|cho) (?:toi|em|e|minh|tui|tao|con|chau|nha (?:toi|em|minh)|me (?:toi|em)|bo (?:toi|em)|vo (?:toi|em)"
    r"|chong em|con em|anh|chi)\b"
    r"|\b(?:toi|em|minh|e|con|chau) (?:da |co |vua )?(?:nop|gui|lam)\b|\b(?:nop|gui)\b(?: \w+){0,8} (?:may|bao nhieu"
    r"|\d+|hon|ca) (?:ngay|tuan|thang|hom)\b|^(?:ho so|don) (?:\w+ ){0,3}(?:toi|em|minh)\b"
)
_LOOK_UP = re.compile(
    r"\b(?:kiem tra|tra cuu|tra|xem|check)(?: (?:giup|ho|dum|gium|cho))*(?: (?:em|e|toi|minh|con|chau"
    r"|tui))? (?:tinh trang )?(?:ho so|don)(?: (?:giup|ho|cho|dum|cua|ma|so|nay|voi)\b| [a-z]*\d|$)"
)
_ENGLISH = re.compile(
    r"\b(?:what|how|where|when|which|who|is|are|my|of|and|you|please|fee|register|need|get|for|with|does|have|this"
    r"|find|"
    r"office|birth|certificate|open|hours|apply|want|there|much|about)\b"
)
_COURTESY = re.compile(
    r"^(?:(?:xin )?chao|hello|hi|alo|cam on|thanks|tks|da|vang|ok)(?: (?:ad|admin|bot|ban|shop|anh|chi|em|ac|a|bac"
    r"|page))*"
    r"(?=[ ,.!:])|\b(?:cho|xin|lam on cho|vui long cho) (?:em|e|minh|toi|con|chau|tui|m)? ?hoi(?: (?:ti|chut|voi"
    r"|them|la|ve|xiu))*\b"
    r"|\b(?:ad|admin|shop|bot|page)(?: oi)?\b(?=[ ,.!?]|$)|\bnao cung (?:co|phai|duoc)?\b"
    r"|[ ,]+(?:co )?(?:dung|phai) (?:khong|ko|k|kh|hk|hok|hong|hem)(?: (?:vay|the|a|nhi|nhe|ha|z|v|ak|ta|nha))*[ ?!.]*$"
)
_REPORTING = re.compile(r"\b(?:to giac|trinh bao|bao cho|bao ai|phan anh|phat hien|xu phat|bi phat|quy dinh)\b")


def recognise_talk(question: str) -> Talk | None:
    """Return what kind of talk the question is, None for a question about announcements.

    A greeting, thanks or goodbye counts only with nothing else beside it: "chào ad, cho e hỏi phí chứng thực" is a
    question. Swear words beside a question do not hide it.
    """
    form = asked_form(question)
    if not form:
        return None
    if len(_ENGLISH.findall(form)) >= max(2, len(form.split()) / 3) and question.isascii():
        return _recognise_small(question, form) or _first_request(form) or Talk.ENGLISH
    request = _first_request(form)
    if request is Talk.LOTTERY and _REPORTING.search(form):
        request = None
    if request is Talk.NEWEST and expected_facts(question):
        request = None
    return request or _recognise_case(question, form) or _recognise_small(question, form)


def drop_courtesies(question: str) -> str:
    """Return the question without greetings, forms of address and swear words, unchanged where nothing else is left."""
    folded = fold_in_place(question)
    kept = list(question)
    for pattern in (_COURTESY, _ABUSE):
        for match in pattern.finditer(folded):
            kept[match.start() : match.end()] = " " * (match.end() - match.start())
    rest = " ".join("".join(kept).split()).lstrip(" ,.!:;-")
    return rest if _content(asked_form(rest)) else question


def _first_request(form: str) -> Talk | None:
    return next((talk for talk, pattern in _REQUESTS.items() if pattern.search(form)), None)


def _recognise_case(question: str, form: str) -> Talk | None:
    """Return PERSONAL_CASE for the state of somebody's own file; how to look a file up is a common question."""
    if _LOOK_UP.search(form) and not form.endswith(("o dau", "the nao", "o dau vay")):
        return Talk.PERSONAL_CASE
    if _STATUS.search(form) and _MINE.search(form):
        return Talk.PERSONAL_CASE
    return None


def _recognise_small(question: str, form: str) -> Talk | None:
    for talk, pattern in _SMALL.items():
        if pattern.search(form) and _is_only_filler(pattern.sub(" ", form)):
            return talk
    if _OFFICIAL.search(form) and _is_only_filler(_OFFICIAL.sub(" ", form)):
        return Talk.OFFICIAL
    if _ABUSE.search(form) and not expected_facts(question) and _content(_ABUSE.sub(" ", form)) <= 2:
        return Talk.ABUSE
    return None


def _is_only_filler(rest: str) -> bool:
    return all(word in _FILLERS for word in rest.split())


def _content(rest: str) -> int:
    return sum(word not in _FILLERS for word in rest.split())
