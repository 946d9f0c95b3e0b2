"""Pictures of figures, drawn by pygal as SVG that stands in the page itself.

They are images in a ``data:`` address: the page's rule that no style may stand inside it (its
Content-Security-Policy) does not reach into an image, and a report that is one file takes its
pictures along. No script is in them; the figures stand in a table beside each.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import pygal
from pygal.style import Style

COLOURS = ("#00594f", "#8a3a00", "#2b3f8a", "#6b2d73", "#5c5c00", "#a3142b")
"""Each is at least 4.5 to 1 on white; lines differ by their marks' place in the legend too."""

FONT = "system-ui, Segoe UI, Roboto, sans-serif"
STYLE = Style(
    background="#ffffff", plot_background="#ffffff", foreground="#14262b",
    foreground_strong="#14262b", foreground_subtle="#3f545a", colors=COLOURS, font_family=FONT,
    label_font_size=13, major_label_font_size=13, value_font_size=13, legend_font_size=14,
    opacity=1, opacity_hover=1,
)  # fmt: skip
WIDTH = 760
LONGEST = 44
"""Characters of a label; more is cut off, and stands whole in the table."""


def lines(labels: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]]) -> str:
    """Values over time, one line for each series.

    Args:
        labels: of the moments.
        series: name and values; None where there is none to show.

    Returns:
        An address for ``img``; empty where nothing can be drawn.
    """
    if not any(value is not None for _, values in series for value in values):
        return ""
    drawn = pygal.Line(
        **_common(), height=320 + 26 * ((len(series) + 1) // 2), margin_bottom=16,
        x_label_rotation=30 if len(labels) > 8 else 0, dots_size=4, stroke_style={"width": 3},
        range=(0, _most(series)), legend_at_bottom=True, legend_at_bottom_columns=2,
        truncate_legend=-1,
    )  # fmt: skip
    drawn.x_labels = list(labels)
    for name, values in series:
        drawn.add(name, list(values), allow_interruptions=True)
    return _address(drawn)


def bars(rows: Sequence[tuple[str, float]]) -> str:
    """Values beside each other, in the order in which they are given.

    Returns:
        As `lines`.
    """
    if not rows:
        return ""
    drawn = pygal.HorizontalBar(
        **_common(), height=70 + 30 * len(rows), show_legend=False, print_values=True,
        print_values_position="center", range=(0, max(value for _, value in rows) or 1), spacing=4,
    )  # fmt: skip
    # Horizontal bars are drawn from the bottom.
    upwards = list(rows)[::-1]
    drawn.x_labels = [_short(label) for label, _ in upwards]
    drawn.add("", [value for _, value in upwards])
    return _address(drawn)


def _common() -> dict[str, Any]:
    return {
        "width": WIDTH, "style": STYLE, "js": [], "disable_xml_declaration": True,
        "show_x_guides": False, "no_data_text": "",
    }  # fmt: skip


def _most(series: Sequence[tuple[str, Sequence[float | None]]]) -> float:
    return max(value for _, values in series for value in values if value is not None) or 1


def _short(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"


def _address(drawn: Any) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.render().encode()).decode()}"
