"""What each poster says and where it leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.catalogue import load_catalogue
from bot.deep_link import decode_payload
from bot.posters.posters import NoLinkError, Posters
from bot.reply import Action, Verb
from bot.subscribing.choices import Choice, Kind
from knowledge.announcement import Announcement, Unit
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon

BOT, SITE = "LoaPhuongBot", "https://hoi.phuong-mau.vn/"
TOPIC = Choice(Kind.TOPIC, "bao-hiem", "Bảo hiểm")
NOTICE = Announcement("11-tb-ubnd", "Cắt điện tổ 5", number="11/TB-UBND", issued_on=date(2026, 1, 19))


def _posters(site_url: str = "") -> Posters:
    base = KnowledgeBase(SearchIndex(load_lexicon()), [Unit("phuong-mau", "Phường Hoa Sữa")])
    return Posters(base, load_catalogue(), unit_id="phuong-mau", language="vi", site_url=site_url)


def _leads_to(link: str) -> Action | None:
    return decode_payload(link.removeprefix(f"https://t.me/{BOT}?start="))


def test_topic_s_poster_subscribes() -> None:
    poster = _posters(SITE).of_topic(TOPIC, BOT)
    assert _leads_to(poster.link) == Action(Verb.SUBSCRIBE, "bao-hiem")
    assert (poster.unit, poster.subject) == ("Phường Hoa Sữa", "Bảo hiểm")
    assert "nhận thông báo" in poster.call


def test_topic_s_poster_without_a_bot_promises_no_bulletins() -> None:
    poster = _posters(SITE).of_topic(TOPIC)
    assert poster.link == SITE
    assert "nhận" not in poster.call
    assert "Telegram" not in poster.hint


def test_announcement_s_poster_leads_to_its_front_page() -> None:
    poster = _posters().of_announcement(NOTICE, BOT)
    assert _leads_to(poster.link) == Action(Verb.ANNOUNCEMENT, "11-tb-ubnd")
    assert (poster.subject, poster.note) == ("Cắt điện tổ 5", "Số 11/TB-UBND, ngày 19/01/2026")


def test_announcement_s_poster_without_a_bot_leads_to_its_page() -> None:
    assert _posters(SITE).of_announcement(NOTICE).link == f"{SITE}thong-bao/11-tb-ubnd"


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"number": None}, "Ngày 19/01/2026"),
        ({"issued_on": None}, "Số 11/TB-UBND"),
        ({"number": None, "issued_on": None}, ""),
        ({"number": None, "issued_on": None, "is_sample": True}, "(văn bản mẫu)"),
    ],
)
def test_note_says_what_is_known(changes: dict[str, object], note: str) -> None:
    assert _posters().of_announcement(replace(NOTICE, **changes), BOT).note == note  # type: ignore[arg-type]


def test_bot_s_poster_leads_to_the_bot_and_names_emergency_numbers() -> None:
    poster = _posters().of_bot(BOT)
    assert poster.link == f"https://t.me/{BOT}"
    assert all(number in poster.footer[-1] for number in ("113", "114", "115"))
    assert "tự động" in poster.footer[0]


@pytest.mark.parametrize("site_url", ["", "hoi.phuong-mau.vn", "https://x.vn/" + "a" * 300])
def test_without_a_usable_address_the_mend_is_named(site_url: str) -> None:
    with pytest.raises(NoLinkError, match=r"web\.url"):
        _posters(site_url).of_bot()
