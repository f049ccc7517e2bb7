"""Document numbers: read from texts, read from questions, compared, told apart from citations."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.numbers import asked_numbers, find_numbers, is_asked, own_number, parse_number


@pytest.mark.parametrize(
    ("text", "key", "type_code"),
    [
        ("310/KH-UBND", "310/kh-ubnd", "KH"),
        ("2539/UBND- SNV", "2539/ubnd-snv", None),
        ("159 /KH-UBND", "159/kh-ubnd", "KH"),
        ("04/2021/TT- TTCP", "4/2021/tt-ttcp", "TT"),
        ("168a/QĐ-UBND", "168a/qd-ubnd", "QĐ"),
        ("30- CT/TU", "30-ct/tu", "CT"),
        ("147-CTHĐ/TU", "147-cthd/tu", "CTHĐ"),
        ("104/2016/QH13", "104/2016/qh13", "QH"),
        ("653/NQ-UBTVQH14", "653/nq-ubtvqh14", "NQ"),
        ("136/2001/QĐ.TTg", "136/2001/qd.ttg", "QĐ"),
        ("82/2005-QĐ-UBND", "82/2005/qd-ubnd", "QĐ"),
        ("19/2012/TTLT-BTC-BKH&ĐT-BTTTT", "19/2012/ttlt-btc-bkh&dt-btttt", "TTLT"),
        ("74-CP", "74/cp", None),
        ("13/2023/NĐ – CP", "13/2023/nd-cp", "NĐ"),
        ("308/TB-ĐLHTr", "308/tb-dlhtr", "TB"),
    ],
)
def test_find_reads_sloppy_spelling(text: str, key: str, type_code: str | None) -> None:
    (number,) = find_numbers(f"theo văn bản số {text}, các đơn vị")
    assert (number.key, number.type_code, number.text) == (key, type_code, text)


@pytest.mark.parametrize(
    "text",
    [
        "05/8/2020",
        "10:03 03/01/2023",
        "50.000đ/1sào",
        "31B/82",
        "G.7/NT1",
        "quận/phường",
        "2016-2021",
        "24/7",
        "1/2 diện tích",
        "điều 8/NĐ",
        "ngõ 12/Nguyễn Trãi",
        "60000/VNĐ",
        "số nhà 5/Ba Đình",
        "3-CT",
    ],
)
def test_find_ignores_what_is_no_number(text: str) -> None:
    assert find_numbers(text) == ()


def test_find_stops_at_the_end_of_the_symbol() -> None:
    texts = [n.text for n in find_numbers("Số 310/KH-UBND. Theo đó; số 12/QĐ-UBND - TIN MỚI")]
    assert texts == ["310/KH-UBND", "12/QĐ-UBND"]


@pytest.mark.parametrize(
    "question",
    [
        "310/kh-ubnd",
        "310 KH UBND",
        "so 310/KHUBND",
        "310 kh",
        "kh 310",
        "kế hoạch 310",
        "ke hoach so 310 la gi",
        "số 310",
        "310 kh ubnd quan thanh xuan",
        "kh310",
        "vb 310",
        "văn bản số 310",
        "kế hoạch 310 năm 2022",
        "310",
        "xem KẾ HOẠCH 310",
        "KH 310/2022",
        "ke hoach 310 ban hanh ngay nao",
    ],
)
def test_asked_number_meets_the_document(question: str) -> None:
    (asked,) = asked_numbers(question)
    assert is_asked("310/KH-UBND", asked)


@pytest.mark.parametrize(
    "question",
    [
        "kế hoạch 5 năm 2021-2025",
        "kế hoạch 2023",
        "kế hoạch năm 2023",
        "kế hoạch 30/4",
        "báo cáo 6 tháng đầu năm",
        "thông báo 2 lần",
        "tổ dân phố số 5 ở đâu",
        "nhà số 12",
        "2/9 có bắn pháo hoa",
        "gọi 113",
        "dự án 500 tỷ",
        "dự án đã ban hành chưa",
        "lệ phí 50.000đ/1 bản",
        "mở cửa 7h30",
        "24/7",
        "",
    ],
)
def test_question_without_number_asks_none(question: str) -> None:
    assert asked_numbers(question) == ()


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("311/KH-UBND", "310/KH-UBND"),
        ("quyết định 310", "310/KH-UBND"),
        ("310/kh-hđnd", "310/KH-UBND"),
        ("nghị định 30/2021", "30/2020/NĐ-CP"),
        ("kế hoạch 641", "641/UBND-LĐTBXH"),
        ("quyết định 168", "168a/QĐ-UBND"),
    ],
)
def test_differing_part_is_another_document(question: str, number: str) -> None:
    (asked,) = asked_numbers(question)
    assert not is_asked(number, asked)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("công văn 641", "641/UBND-LĐTBXH"),
        ("thông báo số 5", "05/TB-UBND"),
        ("luật số 91/2025", "91/2025/QH15"),
        ("chỉ thị 30 ct tu", "30-CT/TU"),
        ("qd 12/ubnd", "12/QĐ-UBND"),
    ],
)
def test_omitted_part_does_not_matter(question: str, number: str) -> None:
    assert any(is_asked(number, asked) for asked in asked_numbers(question))


def test_asked_number_keeps_its_place_in_decomposed_text() -> None:
    question = "xem kê\u0301 hoa\u0323ch 310 nhé"
    (asked,) = asked_numbers(question)
    assert question[asked.start : asked.end] == asked.text == "kê\u0301 hoa\u0323ch 310"


def test_bare_digits_are_weak_evidence() -> None:
    assert asked_numbers("số 310")[0].is_bare
    assert not asked_numbers("kế hoạch 310")[0].is_bare


def test_own_number_comes_from_the_letterhead_first() -> None:
    lines = ("ỦY BAN NHÂN DÂN", "Số: 07/TB-UBND | Hà Nội, ngày 3 tháng 2 năm 2025")
    own = own_number(letterhead=lines, title="Triển khai Kế hoạch số 12/KH-UBND")
    assert own is not None
    assert own.text == "07/TB-UBND"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Kế hoạch số 12/KH-UBND về vệ sinh ngõ phố", "12/KH-UBND"),
        ("UBND phường ban hành Kế hoạch 12/KH-UBND", "12/KH-UBND"),
        ("Dọn vệ sinh cuối tuần (Kế hoạch số 12/KH-UBND)", "12/KH-UBND"),
        ("Triển khai Kế hoạch số 12/KH-UBND của Thành phố", None),
        ("Thực hiện Nghị quyết 98/NQ-HĐND", None),
    ],
)
def test_own_number_in_the_title(title: str, expected: str | None) -> None:
    own = own_number(title=title)
    assert (own.text if own else None) == expected


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("Sáng 5/3, UBND phường vừa ban hành Kế hoạch số 12/KH-UBND về trồng cây.", "12/KH-UBND"),
        ("Thực hiện Kế hoạch 9/KH-UBND của quận, UBND phường đã ban hành Quyết định số 12/QĐ-UBND.", "12/QĐ-UBND"),
        ("Căn cứ Nghị định số 30/2020/NĐ-CP, phường thông báo lịch họp.", None),
        ("Sau khi Chính phủ ban hành Nghị định số 30/2020/NĐ-CP, phường tập huấn.", None),
    ],
)
def test_own_number_in_the_lead(lead: str, expected: str | None) -> None:
    own = own_number(lead=lead)
    assert (own.text if own else None) == expected


def test_parse_number_reads_any_case() -> None:
    number = parse_number("số 310/kh-ubnd")
    assert number is not None
    assert number.key == "310/kh-ubnd"


@settings(deadline=None)
@given(
    st.text(alphabet=st.sampled_from(list("0123456789/-. kKhHUuBNDđĐsoố\u0301\n")), max_size=80) | st.text(max_size=80)
)
def test_any_text_gives_places_that_exist(text: str) -> None:
    for number in find_numbers(text):
        assert text[number.start : number.end] == number.text
    for asked in asked_numbers(text):
        assert text[asked.start : asked.end] == asked.text
