"""Draw a chart: SVG without scripts or foreign addresses, and the same picture as PNG."""

from __future__ import annotations

from importlib import resources
from typing import Any

from bot.charts.chart import WIDE, Chart, Line, Shape, Size
from bot.charts.slimming import slim
from bot.formats import show_number
from knowledge.vietnamese import clean

# Each at least 3:1 against white (WCAG 2.1, 1.4.11); neighbours differ in lightness, for those who see no red or green.
COLORS = ("#00695c", "#c77700", "#9a2a1c", "#1d4f91", "#7b5ea7", "#5f6b73", "#b03a72", "#3f7d20")
_FAMILY = "DejaVu Sans"
_INK, _LINE, _PAPER = "#2a211d", "#d9cbbb", "#ffffff"
_LINE_PX, _MARGIN_PX = 27, 12
_FEW = 5  # the axis goes to 5 at least: its marks are whole numbers
_ZOOM = 2  # of the PNG: phones have dense screens


def draw_svg(chart: Chart, size: Size = WIDE) -> bytes:
    """Return the chart as an SVG document that loads nothing and runs nothing."""
    drawing = _plot(chart, size)
    drawing.title = clean(chart.title)
    chars = 20 if size.is_narrow else 40
    labels, lines = [_short(label, chars) for label in chart.labels], chart.lines
    if chart.shape is Shape.BARS:  # pygal draws the first one lowest
        labels = labels[::-1]
        lines = tuple(Line(line.name, line.values[::-1]) for line in lines)
    drawing.x_labels = labels
    for line in lines:
        drawing.add(_short(line.name, chars), list(line.values))
    drawing.add_xml_filter(lambda root: slim(root, _rules()))
    svg: bytes = drawing.render()
    return svg


def draw_png(chart: Chart, size: Size = WIDE) -> bytes:
    """Return the chart as PNG, twice the size in pixels, in the shipped typeface."""
    import resvg_py  # noqa: PLC0415 - heavy, and only chats need it

    fonts = [str(resources.files("bot") / "fonts" / f"DejaVuSans{weight}.ttf") for weight in ("", "-Bold")]
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=draw_svg(chart, size).decode(),
            zoom=_ZOOM,
            font_files=fonts,
            skip_system_fonts=True,
            font_family=_FAMILY,
            sans_serif_family=_FAMILY,
        )
    )


def _plot(chart: Chart, size: Size) -> Any:
    import pygal  # noqa: PLC0415 - heavy, and only charts need it

    kinds = {Shape.COLUMNS: pygal.Bar, Shape.STACK: pygal.StackedBar, Shape.BARS: pygal.HorizontalBar}
    is_lying, legend = chart.shape is Shape.BARS, _legend(chart, size)
    step = 1 if is_lying else -(-len(chart.labels) // (5 if size.is_narrow else 16)) or 1
    return kinds[chart.shape](
        legend,
        width=size.width,
        height=size.height,
        style=_style(),
        js=[],
        no_prefix=True,
        show_minor_x_labels=step == 1,
        x_labels_major_every=None if is_lying else step,
        truncate_label=-1,
        truncate_legend=-1,
        value_formatter=lambda value: show_number(round(value), chart.language),
        no_data_text="",
        include_x_axis=True,
        range=(0, _FEW) if _top(chart) < _FEW else None,
        min_scale=2,
        max_scale=3 if size.is_narrow and is_lying else 6,
    )


def _top(chart: Chart) -> int:
    """Return how far the axis must reach."""
    add = sum if chart.shape is Shape.STACK else max
    return max((add(values) for _, values in chart.rows() if values), default=0)


def _legend(chart: Chart, size: Size) -> Any:
    """Return where the names of the lines stand: below, with the room that pygal forgets for a last, shorter row."""
    from pygal import Config  # noqa: PLC0415 - as above

    count = len(chart.lines) or 1
    columns = min(count, 2 if size.is_narrow else 4)
    forgotten = -(-count // columns) - count // columns
    return Config(
        show_legend=count > 1,
        legend_at_bottom=True,
        legend_at_bottom_columns=columns,
        margin=_MARGIN_PX,
        margin_bottom=_MARGIN_PX + _LINE_PX * forgotten,
    )


def _style() -> Any:
    from pygal.style import Style  # noqa: PLC0415 - as above

    sizes = {"label": 14, "major_label": 14, "legend": 14, "title": 18}
    return Style(
        font_family=f'"{_FAMILY}", sans-serif',  # what resvg does not know, it leaves out: no text at all
        **{f"{name}_font_size": size for name, size in sizes.items()},
    )


def _rules() -> str:
    colors = "".join(f".color-{number}{{fill:{color}}}" for number, color in enumerate(COLORS))
    return (
        f'text{{font:14px "{_FAMILY}",sans-serif;fill:{_INK}}}.title{{font-size:18px;text-anchor:middle}}'
        f".background{{fill:{_PAPER}}}.line{{fill:none;stroke:{_INK}}}.guide.line{{stroke:{_LINE};stroke-dasharray:4,4}}"
        ".axis.x text{text-anchor:middle}.axis.y text{text-anchor:end}"
        ".vertical .axis.x .guide.line,.horizontal .axis.y .guide.line{opacity:0}"
        f"{colors}"
    )


def _short(text: str, chars: int) -> str:
    text = " ".join(clean(text).split())
    return text if len(text) <= chars else text[: chars - 1].rstrip() + "…"
