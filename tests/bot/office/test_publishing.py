"""Publishing from a phone: from words to an announcement that people find, and back; nothing lost, nothing twice."""

from __future__ import annotations

import pytest

from bot.audit import Filters, read_attempts
from bot.broadcasts.broadcast import Media, MediaKind
from bot.content import synchronise
from bot.office.dialogue import Dialogue
from bot.office.flow import Staffer, Submission
from bot.reply import Block, Reply, Span, Verb
from bot.staff import Deed
from knowledge.announcement import Announcement, Kind
from knowledge.loaders import Fetched
from tests.bot.cast import NOON
from tests.bot.house import CERTIFICATION, WARD, WASTE
from tests.bot.office.desk import HOA, NOTICE, TITLE, PublishDesk

PAGE = f"""<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>Từ 8 giờ đến 17 giờ ngày 03/12/2026
tạm ngừng cấp nước tại tổ dân phố số 5 để sửa đường ống, bà con chủ động trữ nước sinh hoạt.</p></body></html>"""


class Follower:
    """A flow of broadcasting that tells what it was asked to begin."""

    kind = "compose"

    async def start(self, staff: Staffer, argument: str) -> Reply:
        return Reply()

    async def receive(self, staff: Staffer, dialogue: Dialogue, submission: Submission) -> Reply:
        return Reply()

    async def press(self, staff: Staffer, dialogue: Dialogue | None, argument: str) -> Reply:
        return Reply((Block((Span(f"soạn {argument}"),)),))


def published(desk: PublishDesk, title: str = TITLE) -> Announcement:
    return next(each for each in desk.base.newest(limit=99) if each.title == title)


async def draft(desk: PublishDesk, text: str = NOTICE) -> Reply:
    await desk.open()
    return await desk.send(text)


async def test_words_become_an_announcement_that_people_find(publishing: PublishDesk) -> None:
    preview = await draft(publishing)
    assert "chưa đăng" in preview.text
    assert TITLE not in publishing.titles()
    done = await publishing.press(preview, "Đăng")
    assert done.text == f"✅ Đã đăng: {TITLE}"
    found = publishing.base.search("mấy giờ cắt nước tổ 5").matches[0]
    assert found.announcement_id == published(publishing).id
    assert published(publishing).kind is Kind.NOTICE
    assert (published(publishing).published_at, published(publishing).unit_id) == (NOON, WARD.id)


async def test_what_was_published_leads_on(publishing: PublishDesk) -> None:
    done = await publishing.press(await draft(publishing), "Đăng")
    own = published(publishing).id
    actions = [(b.action.verb, b.action.argument) for row in done.buttons for b in row]
    office = [(Verb.OFFICE, f"compose.a{own}"), (Verb.OFFICE, f"publish.q.{own}")]
    assert actions == [(Verb.ANNOUNCEMENT, own), *office]
    assert await publishing.dialogue() is None


async def test_the_author_is_in_the_audit(publishing: PublishDesk) -> None:
    await publishing.press(await draft(publishing), "Đăng")
    (attempt,) = await read_attempts(publishing.database, Filters(subject=f"announcement {published(publishing).id}"))
    assert (attempt.staff_id, attempt.deed, attempt.is_allowed) == (HOA.id, Deed.PUBLISH, True)


async def test_the_content_folder_never_withdraws_it(publishing: PublishDesk) -> None:
    await publishing.press(await draft(publishing), "Đăng")
    await synchronise(publishing.database, None, now=NOON)  # a folder without any file
    await publishing.reopen()
    assert TITLE in publishing.titles()
    assert WASTE.title not in publishing.titles()


async def test_the_preview_shows_what_would_be_answered(publishing: PublishDesk) -> None:
    preview = await draft(publishing)
    assert preview.text.count("✅ “") == 3
    assert "lúc mấy giờ?” → “Xí nghiệp nước tạm ngừng cấp nước" in preview.text


async def test_a_question_that_another_one_answers_is_shown_as_such(publishing: PublishDesk) -> None:
    text = "Thông báo phí chứng thực bản sao từ bản chính\n\nPhòng mời bà con xem bảng phí mới 5.000 đồng ở cổng."
    preview = await draft(publishing, text)
    assert f"→ ra tin khác: “{CERTIFICATION.title}”" in preview.text


async def test_a_link_is_fetched(publishing: PublishDesk) -> None:
    publishing.sites = {"https://phuong.example/nuoc": Fetched("https://phuong.example/nuoc", PAGE.encode())}
    preview = await draft(publishing, "Xem tại: https://phuong.example/nuoc")
    await publishing.press(preview, "Đăng")
    assert published(publishing).url == "https://phuong.example/nuoc"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tin.txt", NOTICE),
        ("tin.html", PAGE),
        ("tin.md", f"---\ntitle: {TITLE}\ncategory: Điện nước\n---\n{NOTICE.partition(chr(10))[2]}"),
        ("tin.yaml", f'title: "{TITLE}"\nbody: |\n  Từ 8 giờ ngày 03/12/2026 tạm ngừng cấp nước tại tổ 5.\n'),
    ],
)
async def test_a_file_is_read(publishing: PublishDesk, name: str, data: str) -> None:
    publishing.files["F"] = data.encode()
    await publishing.open()
    preview = await publishing.send("", media=Media(MediaKind.DOCUMENT, "F", name))
    await publishing.press(preview, "Đăng")
    assert published(publishing).sections


@pytest.mark.parametrize(
    ("text", "media", "words"),
    [
        ("", Media(MediaKind.PHOTO, "F"), "không đọc chữ trong ảnh"),
        ("", Media(MediaKind.VOICE, "F"), "không nghe ghi âm"),
        ("", Media(MediaKind.DOCUMENT, "F", "a.pdf"), "chưa đọc được loại này"),
        ("", Media(MediaKind.DOCUMENT, "F", "a.txt"), "chưa đọc được loại này"),
        ("", Media(MediaKind.DOCUMENT, "gone", "a.txt"), "Không còn tải được"),
        ("", Media(MediaKind.DOCUMENT, "Y", "a.yaml"), "field 'titel'"),
        ("", Media(MediaKind.DOCUMENT, "U", "unit.yaml"), "0 announcements"),
        ("https://phuong.example/404", None, "Không mở được trang (answered with status 404"),
        ("MẬT\n" + NOTICE, None, "dấu mật"),
        (f"{NOTICE}\nTài liệu lưu hành nội bộ", None, "dấu mật"),
        ("!!!", None, "Không thấy nội dung"),
    ],
    ids=["photo", "voice", "pdf", "binary", "gone", "field", "unit", "404", "secret", "internal", "nothing"],
)
async def test_what_cannot_be_published_is_refused_with_the_mend(
    publishing: PublishDesk, text: str, media: Media | None, words: str
) -> None:
    unit = f"units:\n  - id: {WARD.id}\n    name: Phường\n"
    publishing.files = {"F": b"%PDF-1.7", "Y": "titel: Lịch\nbody: Nội dung".encode(), "U": unit.encode()}
    await publishing.open()
    assert words in (await publishing.send(text, media=media)).text
    assert "chưa đăng" in (await publishing.send()).text  # and the conversation goes on


async def test_a_second_text_asks_before_it_replaces(publishing: PublishDesk) -> None:
    await draft(publishing)
    asked = await publishing.send(NOTICE.replace("số 5", "số 9"))
    assert "tin soạn dở" in asked.text
    assert TITLE in (await publishing.press(asked, "Giữ")).text
    replaced = await publishing.press(await publishing.send(NOTICE.replace("số 5", "số 9")), "Thay")
    assert "tổ dân phố số 9" in replaced.text


async def test_a_text_that_telegram_cut_is_joined(publishing: PublishDesk) -> None:
    await draft(publishing)
    rest = "Mọi thắc mắc xin gọi bộ phận một cửa của phường trong giờ hành chính."
    joined = await publishing.press(await publishing.send(rest), "Nối tiếp")
    assert await publishing.send(rest) == joined  # delivered again
    await publishing.press(joined, "Đăng")
    words = "\n".join(section.text for section in published(publishing).sections)
    assert "từ 8 giờ đến 17 giờ" in words
    assert rest in words


async def test_a_broadcast_goes_on_where_publishing_ends(publishing: PublishDesk) -> None:
    publishing.compose = Follower()
    await publishing.reopen()
    preview = await draft(publishing)
    both = next(b.action.argument for row in preview.buttons for b in row if "phát loa" in b.label)
    replies = [await publishing.office.press(HOA, both) for _ in range(2)]
    own = published(publishing).id
    assert [reply.text for reply in replies] == [f"✅ Đã đăng: {TITLE}\n\nsoạn a{own}"] * 2
    assert publishing.titles().count(TITLE) == 1


async def test_a_stamped_second_text_is_never_kept(publishing: PublishDesk) -> None:
    await draft(publishing)
    assert "dấu mật" in (await publishing.send(f"MẬT\n{NOTICE} Kín.")).text
    dialogue = await publishing.dialogue()
    assert dialogue
    assert "Kín" not in str(dialogue.data)


async def test_a_mended_field_is_published(publishing: PublishDesk) -> None:
    fields = await publishing.press(await draft(publishing), "Sửa mục")
    await publishing.press(fields, "Số, ký hiệu")
    assert "Chưa đúng dạng số" in (await publishing.send("mười hai")).text
    preview = await publishing.send("15/TB-UBND")
    await publishing.press(await publishing.press(preview, "Sửa mục"), "Loại")
    preview = await publishing.office.press(HOA, "publish.k.calendar")
    preview = await publishing.press(await publishing.press(preview, "Sửa mục"), "Chuyên mục")
    preview = await publishing.press(preview, "Môi trường")
    await publishing.press(preview, "Đăng")
    mended = published(publishing)
    assert (mended.number, mended.kind, mended.category) == ("15/TB-UBND", Kind.CALENDAR, "Môi trường")


async def test_an_old_preview_publishes_nothing_new(publishing: PublishDesk) -> None:
    old = await draft(publishing)
    await publishing.press(await publishing.press(old, "Sửa mục"), "Hết hạn")
    await publishing.send("04/12/2026")
    assert "Tin đã đổi" in (await publishing.press(old, "Đăng")).text
    assert TITLE not in publishing.titles()


async def test_a_number_that_exists_offers_the_change(publishing: PublishDesk) -> None:
    await publishing.press(await draft(publishing, f"{NOTICE}\n"), "Đăng")
    first = published(publishing)
    preview = await draft(publishing, NOTICE.replace("17 giờ", "19 giờ"))
    assert "trùng với tin đã đăng" in preview.text
    change = await publishing.press(preview, "bản sửa")
    assert "bản sửa — chưa đăng" in change.text
    await publishing.press(change, "Đăng")
    assert [each.id for each in publishing.base.newest(limit=9) if each.title == TITLE] == [first.id]
    assert any("19 giờ" in section.text for section in published(publishing).sections)


async def test_a_file_of_the_content_folder_is_never_overwritten(publishing: PublishDesk) -> None:
    twin = (
        f"{WASTE.title}\n\nSố: 12/KH-UBND. Xe thu gom rác hữu cơ qua ngõ lúc 19 giờ mỗi ngày, bà con để rác trước cửa."
    )
    preview = await draft(publishing, twin)
    assert "không sửa hay gỡ được" in (await publishing.office.press(HOA, f"publish.s.{WASTE.id}")).text
    await publishing.press(preview, "Đăng")
    assert publishing.titles().count(WASTE.title) == 2
    assert publishing.base.announcement(WASTE.id) == WASTE


async def test_an_own_announcement_is_changed_and_withdrawn(publishing_anywhere: PublishDesk) -> None:
    publishing = publishing_anywhere
    own = await publishing.press(await publishing.open(), CERTIFICATION.title)
    preview = await publishing.press(own, "Sửa")
    await publishing.press(await publishing.press(preview, "Sửa mục"), "Đơn vị phụ trách")
    await publishing.press(await publishing.send("Bộ phận một cửa"), "Đăng")
    assert published(publishing, CERTIFICATION.title).department == "Bộ phận một cửa"
    own = await publishing.press(await publishing.open(), CERTIFICATION.title)
    asked = await publishing.press(own, "Gỡ")
    assert CERTIFICATION.title in publishing.titles()
    assert "Đã gỡ" in (await publishing.press(asked, "Gỡ ngay")).text
    assert CERTIFICATION.title not in publishing.titles()


@pytest.mark.parametrize("verb", ["m", "w", "W", "e"])
async def test_what_stands_in_the_content_folder_cannot_be_touched(publishing: PublishDesk, verb: str) -> None:
    reply = await publishing.office.press(HOA, f"publish.{verb}.{WASTE.id}")
    assert "không sửa hay gỡ được" in reply.text
    assert WASTE.title in publishing.titles()


async def test_every_step_may_come_twice_and_after_a_restart(publishing_anywhere: PublishDesk) -> None:
    """Each update is handled twice, with a restart in between: the same reply, one announcement."""
    publishing = publishing_anywhere

    async def twice(argument: str = "", submission: Submission | None = None) -> Reply:
        replies = []
        for _ in range(2):
            await publishing.reopen()
            if submission is None:
                replies.append(await publishing.office.press(HOA, argument))
            else:
                replies.append(await publishing.send(submission.text))
        assert replies[0] == replies[1]
        return replies[0]

    assert await publishing.open() == await publishing.open()
    await twice(submission=Submission(NOTICE))
    await twice("publish.f")
    await twice("publish.f.number")
    await twice(submission=Submission("15/TB-UBND"))
    await twice("publish.c.moi-truong")
    await twice(submission=Submission(NOTICE + " Trân trọng."))
    preview = await twice("publish.p")
    go = next(b.action.argument for row in preview.buttons for b in row if b.action.argument.startswith("publish.go"))
    assert "Đã đăng" in (await twice(go)).text
    assert publishing.titles().count(TITLE) == 1


async def test_cancelling_leaves_nothing(publishing: PublishDesk) -> None:
    preview = await draft(publishing)
    assert "không đăng gì" in (await publishing.press(preview, "Hủy")).text
    assert "Không có tin nào đang soạn" in (await publishing.press(preview, "Đăng")).text
    assert await publishing.dialogue() is None
    assert TITLE not in publishing.titles()


async def test_an_open_draft_is_shown_again(publishing: PublishDesk) -> None:
    preview = await draft(publishing)
    assert await publishing.open() == preview


@pytest.mark.parametrize("argument", ["", "zz", "go", "go.x", "go.x.y", "gb.x.y", "r.x", "f.x", "k.x", "c.x", "s.x"])
async def test_broken_buttons_do_no_harm(publishing: PublishDesk, argument: str) -> None:
    assert (await publishing.office.press(HOA, f"publish.{argument}")).blocks
    await draft(publishing)
    assert (await publishing.office.press(HOA, f"publish.{argument}")).blocks
    assert publishing.titles() == sorted([CERTIFICATION.title, WASTE.title])
