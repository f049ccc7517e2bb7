"""The section splitter: heading stack, lists kept whole, roles, stable keys, paragraphs of news."""

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.announcement import MAX_SECTION_KEY, Kind, Role, Section
from knowledge.sections import split_sections

PLAN = """ỦY BAN NHÂN DÂN PHƯỜNG HOA SỮA | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 07/KH-UBND | Hoa Sữa, ngày 03 tháng 02 năm 2025
KẾ HOẠCH
Trồng cây đầu xuân ở các ngõ
Căn cứ Kế hoạch số 12/KH-UBND của Thành phố;
Phường lập kế hoạch trồng cây như sau:
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
- Thêm bóng mát cho ngõ nhỏ.
- Nhà nào cũng góp công.
2. Yêu cầu
Trồng đúng cây, đúng chỗ.
II. THỜI GIAN
Sáng Chủ nhật 09/02/2025, theo khoản 3, điều 18 của quy chế tổ dân phố./.
Nơi nhận:
- 24 tổ dân phố.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
PHỤ LỤC I. DANH SÁCH CÂY
1. Phố Dạ Hương: 12 cây sấu.
2. Phố Bằng Lăng: 9 cây bàng."""


def split(body: str, kind: Kind = Kind.PLAN) -> dict[str, Section]:
    return {s.id.split("/")[1]: s for s in split_sections("mau", body, kind=kind)}


def test_split_keeps_heading_path() -> None:
    purpose = split(PLAN)["i-1"]
    assert purpose.heading_path == ("I. MỤC ĐÍCH, YÊU CẦU", "1. Mục đích")
    assert purpose.text == "- Thêm bóng mát cho ngõ nhỏ.\n- Nhà nào cũng góp công."


def test_split_gives_each_zone_its_role() -> None:
    roles = {key: s.role for key, s in split(PLAN).items()}
    assert roles == {
        "mo-dau": Role.PREAMBLE,
        "p1": Role.BODY,
        "i-1": Role.BODY,
        "i-2": Role.BODY,
        "ii": Role.BODY,
        "noi-nhan": Role.RECIPIENTS,
        "chu-ky": Role.SIGNATURE,
        "pl-1": Role.ANNEX,
        "pl-2": Role.ANNEX,
    }


def test_split_takes_the_end_mark_off() -> None:
    assert split(PLAN)["ii"].text.endswith("quy chế tổ dân phố.")


def test_split_puts_the_annex_title_on_the_path() -> None:
    annex = split(PLAN)["pl-1"]
    assert annex.heading_path == ("PHỤ LỤC I. DANH SÁCH CÂY",)
    assert annex.text == "1. Phố Dạ Hương: 12 cây sấu."


def test_split_reads_articles_and_clauses() -> None:
    clause = "Người dân gửi đơn tại bộ phận một cửa và nhận giấy hẹn có ghi rõ ngày trả. " * 4
    body = f"Chương I\nQUY ĐỊNH CHUNG\nĐiều 4. Phạm vi\nCả phường.\nĐiều 5. Cách nộp đơn\n1. {clause}\n2. {clause}"
    sections = split(body, Kind.DECISION)
    assert list(sections) == ["d4", "d5-1", "d5-2"]
    assert sections["d5-2"].heading_path == ("Chương I QUY ĐỊNH CHUNG", "Điều 5. Cách nộp đơn")


def test_split_keeps_a_short_list_with_its_heading() -> None:
    sections = split("## Giấy tờ\n1. Tờ khai.\n2. Căn cước.\n3. Giấy hẹn.\n## Lệ phí\nKhông thu.", Kind.PROCEDURE)
    assert sections["giay-to"].text == "1. Tờ khai.\n2. Căn cước.\n3. Giấy hẹn."
    assert sections["le-phi"].text == "Không thu."


def test_split_cuts_a_long_item_at_its_points() -> None:
    points = "\n".join(f"{letter}) {'Nội dung dài của điểm này. ' * 20}" for letter in "abđ")
    sections = split(f"I. VIỆC PHẢI LÀM\n1. Phường\n2. Trường học\n{points}")
    assert [k for k in sections if k.startswith("i-2")] == ["i-2-a", "i-2-b", "i-2-dd"]
    assert sections["i-2-a"].heading_path == ("I. VIỆC PHẢI LÀM", "2. Trường học")


def test_split_keeps_table_rows_with_their_header() -> None:
    rows = "\n".join(f"Ngõ {n} | {n}h00" for n in range(3))
    (section,) = split(f"## Giờ xe rác\nNgõ | Giờ\n{rows}", Kind.NOTICE).values()
    assert section.text.split("\n")[0] == "Ngõ | Giờ"
    assert len(section.text.split("\n")) == 4


def test_split_reads_a_lead_with_colon_and_steps() -> None:
    sections = split("Thành phần hồ sơ:\n- Tờ khai.\n- Căn cước.\nThời hạn giải quyết:\n03 ngày.", Kind.PROCEDURE)
    assert sections["thanh-phan-ho-so"].text == "- Tờ khai.\n- Căn cước."
    assert sections["thoi-han-giai-quyet"].text == "03 ngày."


def test_sentence_that_looks_like_a_heading_stays_text() -> None:
    body = "I. CHUNG\nlần thứ XV và khoản 3, điều 18.\n30. là số nhà của tổ trưởng.\nV/v trồng cây."
    (section,) = split(body).values()
    assert section.text.count("\n") == 2


def test_keys_stay_when_another_part_changes() -> None:
    changed = PLAN.replace(
        "2. Yêu cầu\nTrồng đúng cây, đúng chỗ.\n", "2. Yêu cầu\na) Mới.\nb) Thêm.\n3. Khác\nGì đó.\n"
    )
    before, after = split(PLAN), split(changed)
    assert all(after[key].text == before[key].text for key in before if key != "i-2")


def test_repeated_heading_gets_a_counted_key() -> None:
    sections = split("## Hồ sơ\nMột.\n## Hồ sơ\nHai.\n## Hồ sơ\nBa.", Kind.PROCEDURE)
    assert list(sections) == ["ho-so", "ho-so-2", "ho-so-3"]


def test_news_gives_one_section_a_paragraph() -> None:
    body = "Mở đầu.\n\nCác việc chính:\n- Quét ngõ;\n- Trồng cây.\n\n1. Không phải đề mục."
    sections = split(body, Kind.NEWS)
    assert list(sections) == ["p1", "p2", "p3"]
    assert sections["p2"].text == "Các việc chính:\n- Quét ngõ;\n- Trồng cây."


LINES = st.sampled_from(
    [
        "I. MỤC",
        "1. Một",
        "1.1. Con",
        "a) Điểm",
        "- gạch",
        "Điều 2. Gì",
        "## Mục",
        "Hồ sơ:",
        "chữ " * 200,
        "PHỤ LỤC",
        "x./.",
    ]
)


PRINTABLE = st.characters(exclude_categories=["C", "Z"])


@settings(deadline=None)
@given(st.lists(LINES | st.text(PRINTABLE, max_size=40), max_size=40), st.sampled_from([Kind.PLAN, Kind.NEWS]))
def test_any_body_keeps_every_line_and_unique_short_keys(lines: list[str], kind: Kind) -> None:
    sections = split_sections("mau", "\n".join(lines), kind=kind)
    keys = [s.id.removeprefix("mau/") for s in sections]
    assert len(set(keys)) == len(keys)
    assert all(key.isascii() and 0 < len(key) <= MAX_SECTION_KEY for key in keys)
    assert all(s.text for s in sections)
    shown = "\n".join(line for s in sections for line in (*s.heading_path, s.text))
    assert all(line.strip().removesuffix("/.").removeprefix("## ") in shown for line in lines if line.strip() == line)
