"""A poster as a picture, as a document to print, and both as files for a chat. This is work for a thread."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

from bot.posters.layout import lay_out
from bot.posters.lettering import load_typeface
from bot.posters.poster import Paper, Poster
from bot.reply import File

_DOTS_PER_MM = 300 / 25.4  # what offices print with
_POINTS_PER_MM = 72 / 25.4
_NO_DAY = datetime(1970, 1, 1, tzinfo=UTC)  # the same poster is the same file, whenever it is made


def draw_png(poster: Poster, paper: Paper) -> bytes:
    """Return the poster as a grey PNG picture of 300 dots per inch."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 - heavy, and only posters need it

    sheet = lay_out(poster, paper)
    image = Image.new("L", (_dots(sheet.width_mm), _dots(sheet.height_mm)), 255)
    pen = ImageDraw.Draw(image)
    for bar in (*sheet.bars, *sheet.code):
        right, lower = _dots(bar.x_mm + bar.width_mm) - 1, _dots(bar.y_mm + bar.height_mm) - 1
        pen.rectangle((_dots(bar.x_mm), _dots(bar.y_mm), right, lower), fill=0)
    for words in sheet.words:
        path = str(load_typeface(is_bold=words.is_bold).path)
        font = ImageFont.truetype(path, words.size_mm * _DOTS_PER_MM, layout_engine=ImageFont.Layout.BASIC)
        place = (words.x_mm * _DOTS_PER_MM, words.y_mm * _DOTS_PER_MM)
        pen.text(place, words.text, fill=0, font=font, anchor="ms")
    out = BytesIO()
    image.save(out, "PNG", dpi=(300, 300))
    return out.getvalue()


def draw_pdf(poster: Poster, paper: Paper) -> bytes:
    """Return the poster as a PDF of one page: letters and code as outlines, the code a link."""
    from fpdf import FPDF  # noqa: PLC0415 - heavy, and only posters need it
    from fpdf.enums import PathPaintRule  # noqa: PLC0415

    sheet = lay_out(poster, paper)
    pdf = FPDF(unit="mm", format=paper.value)
    pdf.set_auto_page_break(auto=False)
    pdf.set_title(" ".join(part for part in (poster.heading, poster.subject) if part))
    pdf.set_creation_date(_NO_DAY)
    pdf.add_page()
    for is_bold in (False, True):
        pdf.add_font("Loa", "B" if is_bold else "", load_typeface(is_bold=is_bold).path)
    for words in sheet.words:
        pdf.set_font("Loa", "B" if words.is_bold else "", words.size_mm * _POINTS_PER_MM)
        half = load_typeface(is_bold=words.is_bold).measure(words.text) * words.size_mm / 2
        pdf.text(words.x_mm - half, words.y_mm, words.text)
    # One path: viewers show hair lines between squares that are painted one by one.
    with pdf.new_path(paint_rule=PathPaintRule.FILL_NONZERO) as path:
        path.style.fill_color = "#000000"
        for bar in (*sheet.bars, *sheet.code):
            path.rectangle(bar.x_mm, bar.y_mm, bar.width_mm, bar.height_mm)
    box = sheet.code_box
    pdf.link(box.x_mm, box.y_mm, box.width_mm, box.height_mm, poster.link)
    return bytes(pdf.output())


def make_poster_files(poster: Poster, paper: Paper = Paper.A4) -> tuple[File, File]:
    """Return the poster as PNG and PDF files whose names say what they are."""
    name = f"ma-qr-{poster.name}-{paper.name.lower()}"
    return File(f"{name}.png", draw_png(poster, paper)), File(f"{name}.pdf", draw_pdf(poster, paper))


def _dots(mm: float) -> int:
    return round(mm * _DOTS_PER_MM)
