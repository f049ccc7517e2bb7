"""Make pygal's document light: no scripts, one path for each line's bars, only the style rules that are needed."""

from __future__ import annotations

import re
from typing import Any

_FRACTION = re.compile(r"-?\d+\.\d{2,}")
_NEEDLESS = frozenset({"overlay", "text-overlay", "tooltip-overlay", "tooltip"})


def slim(root: Any, style: str) -> Any:
    """Return pygal's document without what is for tooltips and scripts, under the rules of `style`."""
    for parent in list(root.iter()):
        for child in list(parent):
            if _is_needless(parent, child, root):
                parent.remove(child)
    for element in root.iter():
        if _name(element) == "style":
            element.text = style
        elif "series" in element.get("class", "").split():
            _join_bars(element)
        for name, value in element.items():
            element.set(name, _FRACTION.sub(lambda match: f"{float(match.group()):.1f}", value))
    return root


def _is_needless(parent: Any, child: Any, root: Any) -> bool:
    if not isinstance(child.tag, str):
        return True  # a comment
    is_tip = _name(child) == "title" and parent is not root
    has_class = bool(_NEEDLESS & set(child.get("class", "").split()))
    return _name(child) in ("script", "desc") or is_tip or has_class


def _join_bars(series: Any) -> None:
    """Put the bars of one line together: a page of many periods would be heavy with them apart."""
    bars = [element for element in series.iter() if _name(element) == "rect"]
    if not bars:
        return
    path = "".join(_outline(*(float(bar.get(name, "0")) for name in ("x", "y", "width", "height"))) for bar in bars)
    namespace = bars[0].tag.rpartition("rect")[0]
    for child in list(series):
        series.remove(child)
    series.append(series.makeelement(f"{namespace}path", {"d": path}))


def _outline(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}z" if height and width else ""


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
