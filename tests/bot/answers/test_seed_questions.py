"""The first announcement: asked in five registers on each of its seven paragraphs, and about what it does not say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.answers.answerer import Answer, Answerer
from bot.catalogue import load_catalogue
from bot.outcome import Outcome
from bot.settings import AnswerSettings
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from knowledge.loaders import load_path

ROOT = Path(__file__).resolve().parents[3]
SEED = ROOT / ".." / "shared" / "seed"
SHIPPED = ROOT / "knowledge" / "announcements"

pytestmark = pytest.mark.skipif(not SEED.is_dir(), reason="the folder ../shared with the portal page is not here")

ASKED = {  # paragraph: formal, chatty, no diacritics, typos, abbreviations
    "p1": (
        "Kế hoạch số 310/KH-UBND được ban hành vào ngày nào?",
        "ad ơi cái kế hoạch 310 ra hôm nào thế",
        "ke hoach 310 ban hanh ngay nao",
        "kế hoach tuyên truyen kinh te xã hôi 2023 ban hành ngày nao",
        "KH 310 của UBND q TX bh khi nào",
    ),
    "p2": (
        "Kế hoạch góp phần thống nhất nhận thức, hành động của cán bộ, đảng viên và người dân như thế nào?",
        "quận làm cái này để cổ vũ mọi người khắc phục khó khăn, vượt qua thách thức à",
        "ke hoach nay de tao su thong nhat ve nhan thuc cua can bo dang vien va nhan dan",
        "cổ vũ ý chí quyêt tâm khăc phục khó khắn phát huy nôi lực",
        "kh tạo thống nhất nhận thức của CB, đảng viên, nd trong phát triển KT-XH",
    ),
    "p3": (
        "Việc phối hợp, giám sát giữa UBND quận và Thường trực HĐND có được tuyên truyền không?",
        "quận có tuyên truyền nghị quyết của trung ương với thành ủy không nhỉ",
        "tuyen truyen cong tac phoi hop giam sat giua ubnd quan va hdnd",
        "tuyên truyền hoạt đông chỉ đạo điêu hành của quân ủy",
        "tuyên truyền hđ của UB MTTQ VN và các tc chính trị - xã hội quận k",
    ),
    "p4": (
        "Kế hoạch nêu giải pháp phát triển kinh tế gắn với bảo vệ môi trường ra sao?",
        "giáo dục của quận mình giữ vị trí tốp đầu thủ đô hả ad",
        "phong trao toan dan doan ket xay dung doi song van hoa",
        "xây dưng phường đạt chuẩn đô thi văn mình",
        "công tác GPMB các dự án với quản lý TTXD",
    ),
    "p5": (
        "Quận đầu tư nâng cấp hạ tầng công nghệ thông tin để xây dựng chính quyền điện tử phải không?",
        "có siết chặt kỷ luật kỷ cương với khen thưởng đột xuất người lao động không ad",
        "tiep cong dan giai quyet don thu thanh tra tu phap",
        "thành phô thông mình chinh quyền điện từ",
        "nâng cấp hạ tầng CNTT xây dựng CQĐT và tp thông minh",
    ),
    "p6": (
        "Quận công khai, minh bạch chủ trương, chính sách để Nhân dân biết và giám sát thế nào?",
        "quận mình thi đua lập thành tích chào mừng ngày lễ lớn của thủ đô hở ad",
        "phong trao thi dua lap thanh tich chao mung cac su kien lon ngay le ky niem",
        "công khai minh bach chủ trương chinh sach để nhân dân biêt và giam sát",
        "đẩy mạnh pt thi đua yêu nước, nhân rộng điển hình tiên tiến q Thanh Xuân 2023",
    ),
    "p7": (
        "Các đơn vị được giao triển khai những hình thức tuyên truyền nào?",
        "đài truyền thanh phường là kênh thông tin trực tiếp cho dân hả ad",
        "he thong dai truyen thanh phuong la kenh thong tin truc tiep",
        "tuyên truyền cổ đông trưc quan trên cổng thông tin điên tử",
        "tuyên truyền nv KT-XH qua MXH, internet và ĐTT phường",
    ),
}
UNANSWERABLE = (
    "Giờ làm việc của UBND quận Thanh Xuân?",
    "quận thanh xuân mở cửa mấy giờ",
    "kế hoạch 311/KH-UBND nói gì",
    "ke hoach so 311 cua quan thanh xuan",
    "ngân sách của kế hoạch 310 là bao nhiêu",
    "kinh phi thuc hien ke hoach 310 bao nhieu tien",
    "kế hoạch tuyên truyền của quận Cầu Giấy",
    "kế hoạch 310 của quận cầu giấy",
    "ai ký kế hoạch 310",
    "người ký kế hoạch 310 là ai",
    "số điện thoại phòng văn hóa thông tin quận thanh xuân",
    "sđt UBND quận TX",
    "chủ đề năm 2023 là gì",
    "chu de nam 2023 cua thanh pho ha noi la gi",
    "kế hoạch tuyên truyền kinh tế xã hội năm 2024",
    "chủ tịch quận thanh xuân là ai",
    "năm 2023 kinh tế quận Thanh Xuân tăng trưởng bao nhiêu phần trăm",
    "kế hoạch 310 còn hiệu lực không",
    "lịch tiếp công dân của quận Thanh Xuân vào thứ mấy",
    "hôm nay trời có mưa không",
)


def build(*folders: Path) -> Answerer:
    base = KnowledgeBase(SearchIndex(load_lexicon()))
    for folder in folders:
        loaded = load_path(folder)
        base.put_units(loaded.units)
        base.change(loaded.announcements)
    zone, day = ZoneInfo("Asia/Ho_Chi_Minh"), date(2026, 11, 23)
    return Answerer(base, load_catalogue(), AnswerSettings(), unit_id="phuong-mau", today=lambda: day, zone=zone)


SEEDS = (SEED / "thanh-xuan-310.txt", SEED / "thanh-xuan-310.html")


@pytest.fixture(scope="module")
def alone() -> Answerer:
    return build(*SEEDS)


@pytest.fixture(scope="module")
def among_others() -> Answerer:
    return build(SHIPPED, *SEEDS)


@pytest.fixture(params=["alone", "among_others"])
def answerer(request: pytest.FixtureRequest) -> Answerer:
    found: Answerer = request.getfixturevalue(request.param)
    return found


def is_from(answer: Answer, paragraph: str) -> bool:
    return bool(answer.sources) and (answer.sources[0].section_id or "").endswith(f"/{paragraph}")


@pytest.mark.parametrize(("paragraph", "question"), [(p, q) for p, questions in ASKED.items() for q in questions])
def test_every_paragraph_answers_in_every_register(alone: Answerer, paragraph: str, question: str) -> None:
    answer = alone.answer(question, key="tg1")
    assert answer.outcome is Outcome.ANSWERED
    assert is_from(answer, paragraph)
    told = answer.reply.text
    assert "310/KH-UBND" in told
    assert "29/12/2022" in told
    assert "UBND quận Thanh Xuân" in told


def test_other_announcements_do_not_disturb(among_others: Answerer) -> None:
    answers = [(among_others.answer(q), p, q) for p, questions in ASKED.items() for q in questions]
    assert [q for answer, p, q in answers if not is_from(answer, p)] == []
    assert [q for answer, _, q in answers if answer.outcome is not Outcome.ANSWERED] == []


@pytest.mark.parametrize("folders", [(SEED / "thanh-xuan-310.html",), (SHIPPED, *SEEDS)], ids=["alone", "among"])
@pytest.mark.parametrize(
    ("question", "paragraph"), [("phường nào cũng có loa đài đúng ko", "p7"), ("ke hoach 310 ban hanh ngay nao", "p1")]
)
def test_the_first_examples_are_answered_with_their_source(
    folders: tuple[Path, ...], question: str, paragraph: str
) -> None:
    answer = build(*folders).answer(question)
    assert answer.outcome is Outcome.ANSWERED
    assert (answer.section_id or "").endswith(f"/{paragraph}")
    told = answer.reply.text
    assert all(words in told for words in ("310/KH-UBND", "29/12/2022", "UBND quận Thanh Xuân"))
    if SHIPPED in folders:  # the page alone names no address; the unit's portal is known from the shipped units
        assert any(span.url for block in answer.blocks for span in block.spans)


@pytest.mark.parametrize("question", UNANSWERABLE)
def test_what_the_page_does_not_say_is_not_answered(answerer: Answerer, question: str) -> None:
    assert answerer.answer(question).outcome in {Outcome.RELATED, Outcome.CLARIFY, Outcome.NOT_FOUND}


def test_the_portals_own_data_are_told(answerer: Answerer) -> None:
    told = {
        "kế hoạch 310 đăng khi nào": "10:03, 03/01/2023",
        "phòng nào đăng tin kế hoạch 310": "Phòng Văn hóa và Thông tin",
        "kế hoạch 310 do cơ quan nào ban hành": "UBND quận Thanh Xuân",
    }
    for question, words in told.items():
        answer = answerer.answer(question)
        assert answer.outcome is Outcome.ANSWERED
        assert words in answer.blocks[0].text
