"""The way from a question to an answer, over a small knowledge base with the real search."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.answerer import Answer, Answerer
from bot.catalogue import load_catalogue
from bot.outcome import Outcome
from bot.reply import Verb
from bot.settings import AnswerSettings
from knowledge.announcement import Announcement, Kind, Role, Section, Unit
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HOME = Unit("phuong-mau", "Phường Hoa Sữa", contact="quầy số 1, điện thoại 024 0000 0101", hours="08h00 - 17h00")
DISTRICT = Unit(
    "quan-cu", "Quận Hoa Ban", portal="https://hoaban.example", ended_on=date(2025, 7, 1), successors=("phuong-mau",)
)


def announce(name: str, title: str, *texts: tuple[str, str], **fields: object) -> Announcement:
    sections = tuple(Section(f"{name}/{i}", name, i, text, (heading,)) for i, (heading, text) in enumerate(texts))
    signed = Section(f"{name}/ky", name, 99, "CHỦ TỊCH\nLê Thị Mơ", role=Role.SIGNATURE)
    return Announcement(name, title, sections=(*sections, signed), **fields)  # type: ignore[arg-type]


ANNOUNCEMENTS = (
    announce(
        "sao-y",
        "Chứng thực bản sao tại phường",
        ("Lệ phí", "Chứng thực bản sao thu 2.000 đồng một trang."),
        ("Nơi nộp", "Nộp bản chính cần chứng thực tại quầy số 4."),
        ("Thời gian trả kết quả", "Bản sao chứng thực được trả ngay trong buổi."),
        kind=Kind.PROCEDURE,
        issuer="UBND phường Hoa Sữa",
        unit_id="phuong-mau",
        is_sample=True,
    ),
    announce(
        "trong-cay",
        "Kế hoạch trồng cây đầu xuân năm 2026",
        ("Mục đích", "Ngày trồng cây nhằm phủ xanh bờ hồ và vườn hoa của khu dân cư."),
        ("Tổ chức", "Các tổ dân phố trồng cây quanh bờ hồ, mỗi tổ cử mười người tham gia."),
        kind=Kind.PLAN,
        number="7/KH-UBND",
        issuer="UBND phường Hoa Sữa",
        unit_id="phuong-mau",
        issued_on=date(2026, 2, 3),
        expires_on=date(2026, 3, 1),
        url="https://hoasua.example/-/trong-cay",
    ),
    announce(
        "he-pho",
        "Quy định đỗ xe trên hè phố quận Hoa Ban",
        ("Đỗ xe", "Người dân quận không đỗ xe máy trên hè phố trước cổng trường học."),
        number="15/QĐ-UBND",
        issuer="UBND quận Hoa Ban",
        issued_on=date(2024, 5, 6),
    ),
)


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    base = KnowledgeBase(SearchIndex(load_lexicon()), (HOME, DISTRICT))
    base.change(ANNOUNCEMENTS)
    day = date(2026, 11, 23)
    return Answerer(base, load_catalogue(), AnswerSettings(), unit_id=HOME.id, today=lambda: day, zone=ZONE)


def verbs(answer: Answer) -> list[Verb]:
    return [button.action.verb for row in answer.buttons for button in row]


def test_answer_quotes_then_cites_then_offers_buttons(answerer: Answerer) -> None:
    answer = answerer.answer("Phí chứng thực bản sao bao nhiêu tiền một trang?", key="tg1")
    assert (answer.outcome, answer.section_id) == (Outcome.ANSWERED, "sao-y/0")
    assert answer.blocks[0].is_quote
    assert ("2.000 đồng", True) in [(span.text, span.bold) for span in answer.blocks[0].spans]
    assert answer.blocks[1].text.startswith("Nguồn: Chứng thực bản sao tại phường")
    assert answer.blocks[1].text.endswith("(dữ liệu mẫu)")
    assert {Verb.OPEN, Verb.USEFUL, Verb.USELESS} <= set(verbs(answer))


def test_the_section_with_the_asked_fact_is_taken(answerer: Answerer) -> None:
    assert answerer.answer("chứng thực bản sao nộp ở đâu").section_id == "sao-y/1"


def test_a_missing_fact_makes_it_related(answerer: Answerer) -> None:
    answer = answerer.answer("các tổ dân phố trồng cây quanh bờ hồ lúc mấy giờ")
    assert answer.outcome is Outcome.RELATED
    assert "không nêu giờ giấc" in answer.blocks[0].text
    assert "024 0000 0101" in answer.reply.text


def test_a_bare_topic_offers_its_sections(answerer: Answerer) -> None:
    answer = answerer.answer("chứng thực bản sao", key="tg1")
    assert answer.outcome is Outcome.CLARIFY
    assert set(verbs(answer)) == {Verb.OPEN}


def test_another_place_is_never_answered(answerer: Answerer) -> None:
    answer = answerer.answer("chứng thực bản sao thu phí bao nhiêu ở phường Cầu Giấy")
    assert answer.outcome in {Outcome.RELATED, Outcome.NOT_FOUND}


def test_another_year_is_never_answered(answerer: Answerer) -> None:
    answer = answerer.answer("kế hoạch trồng cây đầu xuân năm 2024")
    assert answer.outcome is Outcome.RELATED
    assert "2024" in answer.blocks[0].text


def test_a_number_is_answered_from_its_document_alone(answerer: Answerer) -> None:
    answer = answerer.answer("ke hoach so 7/kh-ubnd noi ve gi")
    assert (answer.outcome, answer.announcement_ids) == (Outcome.ANSWERED, ("trong-cay",))
    assert "số 7/KH-UBND · ngày 03/02/2026 · UBND phường Hoa Sữa" in answer.reply.text
    assert "https://hoasua.example/-/trong-cay#:~:text=" in answer.reply.text


def test_an_unknown_number_is_said_to_be_unknown(answerer: Answerer) -> None:
    answer = answerer.answer("kế hoạch số 8/KH-UBND trồng cây")
    assert (answer.outcome, answer.sources) == (Outcome.NOT_FOUND, ())
    assert "8/KH-UBND" in answer.blocks[0].text


def test_a_known_number_of_another_place_is_not_ours(answerer: Answerer) -> None:
    assert answerer.answer("kế hoạch 7/KH-UBND của quận Cầu Giấy").outcome is Outcome.RELATED


def test_the_day_of_issue_comes_from_the_field(answerer: Answerer) -> None:
    answer = answerer.answer("kế hoạch 7/KH-UBND ban hành ngày nào")
    assert answer.outcome is Outcome.ANSWERED
    assert "ban hành ngày 03/02/2026" in answer.blocks[0].text


def test_the_signer_comes_from_the_signature(answerer: Answerer) -> None:
    answer = answerer.answer("kế hoạch 7/KH-UBND ai ký")
    assert (answer.outcome, answer.section_id) == (Outcome.ANSWERED, "trong-cay/ky")
    assert "Lê Thị Mơ" in answer.reply.text


def test_views_that_no_source_gives_are_not_invented(answerer: Answerer) -> None:
    answer = answerer.answer("kế hoạch 7/KH-UBND có bao nhiêu lượt xem")
    assert answer.outcome is Outcome.RELATED


def test_a_paper_of_an_ended_unit_says_so(answerer: Answerer) -> None:
    told = answerer.answer("quyết định 15/QĐ-UBND nói gì").reply.text
    assert "(đã kết thúc hoạt động từ 01/07/2025)" in told
    assert "https://hoaban.example" in told
    assert "Phường Hoa Sữa (quầy số 1, điện thoại 024 0000 0101)" in told


def test_what_became_of_an_ended_unit_is_told(answerer: Answerer) -> None:
    answer = answerer.answer("quận Hoa Ban giờ thuộc phường nào")
    assert answer.outcome is Outcome.ANSWERED
    assert "01/07/2025" in answer.reply.text


def test_expired_information_is_marked(answerer: Answerer) -> None:
    assert "có thời hạn đến 01/03/2026" in answerer.answer("kế hoạch 7/KH-UBND").reply.text


def test_a_question_without_diacritics_is_read_back(answerer: Answerer) -> None:
    answer = answerer.answer("cac to dan pho trong cay quanh bo ho luc may gio")
    assert answer.outcome is Outcome.RELATED
    assert answer.blocks[0].text.startswith("Máy hiểu câu hỏi là: “các tổ dân phố trồng cây quanh bờ hồ")


def test_nothing_found_names_a_human(answerer: Answerer) -> None:
    answer = answerer.answer("giá vàng trong nước hôm nay lên hay xuống")
    assert answer.outcome is Outcome.NOT_FOUND
    assert "024 0000 0101" in answer.reply.text
    assert "08h00 - 17h00" in answer.reply.text


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("xin chào", Outcome.GREETING),
        ("cảm ơn ad", Outcome.THANKS),
        ("bạn là người hay máy", Outcome.ABOUT),
        ("hồ sơ của tôi xong chưa", Outcome.REFUSED),
        ("👍👍", Outcome.UNREADABLE),
        ("what is the fee for a copy", Outcome.NOT_FOUND),
        ("   ", Outcome.UNREADABLE),
        ("trồng cây " * 200, Outcome.TOO_LONG),
        ("cháy nhà cứu với", Outcome.EMERGENCY),
        ("chào ad, cháy nhà rồi " + "cứu " * 400, Outcome.EMERGENCY),
    ],
)
def test_what_needs_no_search_ends_so(answerer: Answerer, question: str, outcome: Outcome) -> None:
    answer = answerer.answer(question)
    assert answer.outcome is outcome
    assert answer.blocks


def test_the_newest_are_offered_as_buttons(answerer: Answerer) -> None:
    assert verbs(answerer.answer("có thông báo gì mới không ad"))[0] is Verb.ANNOUNCEMENT


@settings(max_examples=60, deadline=None)
@given(question=st.text(max_size=120), language=st.sampled_from(["vi", "en"]))
def test_any_text_gets_a_polite_word(question: str, language: str, answerer: Answerer) -> None:
    answer = answerer.answer(question, language=language, key="tg1")
    assert answer.blocks
    assert all(len(button.action.encode()) <= 64 for row in answer.buttons for button in row)
