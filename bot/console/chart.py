"""Small charts as SVG, made here so that a page needs no script for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 220, 44, 26, 12, 12

DASHES = ("", "8 4", "2 4", "10 3 2 3")
"""Lines differ by more than their colour."""


@dataclass(frozen=True)
class Line:
    """One line of a chart."""

    label: str
    points: str
    """As ``polyline`` has it."""
    dash: str
    end_x: float
    end_y: float


@dataclass(frozen=True)
class Chart:
    """Lines over steps, from 0 to 1."""

    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, str], ...]
    """Place and label along the bottom."""
    grid: tuple[tuple[float, str], ...]
    """Place and label along the side."""
    width: int = WIDTH
    height: int = HEIGHT


def lines(series: Sequence[tuple[str, Sequence[float]]]) -> Chart | None:
    """A chart of values between 0 and 1; None where there are no two steps to show."""
    steps = max((len(values) for _, values in series), default=0)
    if steps < 2:
        return None

    def x(step: int) -> float:
        return round(LEFT + step * (WIDTH - LEFT - RIGHT) / (steps - 1), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value * (HEIGHT - BOTTOM - TOP), 1)

    drawn = [
        Line(
            label,
            " ".join(f"{x(i)},{y(v)}" for i, v in enumerate(values)),
            DASHES[number % len(DASHES)],
            x(len(values) - 1),
            y(values[-1]),
        )
        for number, (label, values) in enumerate(series)
    ]
    return Chart(
        tuple(drawn),
        tuple((x(step), str(step)) for step in range(steps)),
        tuple((y(value), f"{round(value * 100)} %") for value in (0.0, 0.5, 1.0)),
    )
