"""One page with every figure and plot of an evaluation; it needs nothing beside it."""

from __future__ import annotations

import base64
import html
import io
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot as plt

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { text-align: left; padding: .25rem .75rem; border-bottom: 1px solid #ddd }
td.number { text-align: right; font-variant-numeric: tabular-nums }
img { max-width: 100% }
"""


def write(result: dict[str, Any], target: Path) -> None:
    """Write the page."""
    parts = [
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>Understanding, measured"
        f"</title><style>{STYLE}</style><h1>Understanding, measured</h1>"
        f"<p>{html.escape(result['about'])}</p>"
    ]
    parts.append("<h2>Systems on the same folds</h2>" + _table(result["systems"]))
    if "targets" in result:
        parts.append("<h2>Against what was to be reached</h2>" + _table(result["targets"]))
    if "calibration" in result:
        parts.append("<h2>How sure, how often right</h2>" + _image(_calibration(result)))
    if result.get("learning_curve"):
        parts.append("<h2>Learning curve</h2>" + _image(_curve(result["learning_curve"])))
        parts.append(
            "<h3>Where more examples would help most</h3>" + _table(result["most_to_gain"])
        )
    for key, title in (
        ("by_need", "Each need"),
        ("by_intent", "Each intent"),
        ("need_confusions", "Needs taken for another"),
        ("intent_confusions", "Intents taken for another"),
        ("entities", "Values"),
        ("robustness", "The same message, typed differently"),
        ("cost", "Cost"),
        ("took", "This evaluation"),
        ("entity_mistakes", "Values that went wrong"),
    ):
        if result.get(key):
            parts.append(f"<h2>{title}</h2>" + _table(result[key]))
    target.write_text("".join(parts), encoding="utf-8")


def _table(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "<p>None.</p>"
    names = list(rows[0])
    head = "".join(f"<th>{html.escape(name.replace('_', ' '))}</th>" for name in names)
    body = "".join(
        "<tr>" + "".join(_cell(row.get(name)) for name in names) + "</tr>" for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"<td class='number'>{value:.3f}</td>"
    if isinstance(value, int):
        return f"<td class='number'>{value}</td>"
    return f"<td>{html.escape(str(value))}</td>"


def _image(figure: Any) -> str:
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=110, bbox_inches="tight")
    plt.close(figure)
    return (
        f"<img alt='' src='data:image/png;base64,{base64.b64encode(picture.getvalue()).decode()}'>"
    )


def _calibration(result: dict[str, Any]) -> Any:
    figure, axes = plt.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], color="#bbb", linestyle="--")
    bins = result["calibration"]["bins"]
    axes.plot([b["sure"] for b in bins], [b["right"] for b in bins], marker="o", color="#00594c")
    for b in bins:
        axes.annotate(
            str(b["count"]), (b["sure"], b["right"]), textcoords="offset points", xytext=(4, -12)
        )
    axes.set(
        xlabel="how sure of the likeliest need",
        ylabel="how often right",
        xlim=(0, 1),
        ylim=(0, 1),
        title=f"ECE {result['calibration']['ece']:.3f}",
    )
    return figure


def _curve(points: list[dict[str, Any]]) -> Any:
    figure, axes = plt.subplots(figsize=(7, 4))
    at = [p["examples"] for p in points]
    for name, colour in (("top1", "#00594c"), ("top3", "#6aa84f"), ("accuracy", "#1155cc")):
        axes.plot(at, [p[name] for p in points], marker="o", label=name, color=colour)
    axes.set(xlabel="examples learnt from", ylabel="share right", ylim=(0, 1))
    axes.legend()
    return figure


def markdown(result: dict[str, Any], target: Path) -> None:
    """Write the tables that docs/ keeps, without plots and without the long lists of mistakes."""
    lines = [
        "# Understanding, measured",
        "",
        "Written by `make eval-nlu`; what the figures mean stands in",
        "[understanding.md](understanding.md). Plots, all needs and intents, and each value that",
        "went wrong are in `var/bench/nlu.html`.",
        "",
        result["about"] + ".",
    ]
    for key, title, most in (
        ("targets", "Against what was to be reached", 20),
        ("systems", "Systems on the same folds", 20),
        ("robustness", "The same message, typed differently", 10),
        ("learning_curve", "Learning curve", 10),
        ("most_to_gain", "Where more examples would help most", 10),
        ("calibration_bins", "How sure of the likeliest need, how often right", 10),
        ("entities", "Values, on all examples (the extractors were written with these)", 20),
        ("held_out_values", "Values, in sentences that no rule was written from", 20),
        ("intent_confusions", "Intents taken for another", 10),
        ("need_confusions", "Needs taken for another", 10),
        ("cost", "Cost", 5),
        ("took", "This evaluation", 5),
    ):
        rows = result["calibration"]["bins"] if key == "calibration_bins" else result.get(key)
        if rows:
            names = list(rows[0])
            lines += ["", f"## {title}", "", "| " + " | ".join(_spoken(n) for n in names) + " |"]
            lines.append("|" + "---|" * len(names))
            lines += [
                "| " + " | ".join(_short(row.get(n)) for n in names) + " |" for row in rows[:most]
            ]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _short(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
