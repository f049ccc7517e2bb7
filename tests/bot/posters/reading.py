"""Reads posters back as a phone and a printer do."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
import zxingcpp
from PIL import Image


def open_png(data: bytes) -> Image.Image:
    """Return the picture of a PNG."""
    return Image.open(BytesIO(data))


def print_pdf(data: bytes, dpi: int = 150) -> Image.Image:
    """Return the only page of a PDF as a printer draws it."""
    document = pypdfium2.PdfDocument(data)
    assert len(document) == 1
    page = document[0]
    image: Image.Image = page.render(scale=dpi / 72).to_pil().convert("L")
    page.close()
    document.close()
    return image


def read_words(data: bytes) -> str:
    """Return the words of a PDF's page."""
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    text = page.get_textpage()
    words = " ".join(str(text.get_text_range()).split())
    text.close()
    page.close()
    document.close()
    return words


def scan(image: Image.Image) -> list[str]:
    """Return what the QR codes of a picture hold."""
    return [found.text for found in zxingcpp.read_barcodes(image) if found.format == zxingcpp.BarcodeFormat.QRCode]
