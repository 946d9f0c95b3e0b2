"""How well models understood, week by week, as pictures and as lines of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot import moments
from bot.console import pictures
from bot.store.quality import Week

FEW = "minder dan 5"
MEASURES = {
    "unsure": "Te weinig zekerheid (% van de berichten)",
    "outside": "Hoort hier niet (% van de berichten)",
    "asked_person": "Vroeg om een mens (% van de berichten)",
    "corrections": "Correcties per 100 berichten",
    "certainty": "Gemiddelde zekerheid (%)",
}
HEADS = ["week van", "model", "berichten (minstens)", *(MEASURES[name] for name in MEASURES)]


def model_pictures(weeks: Sequence[Week]) -> list[dict[str, str]]:
    """A picture for each measure with a line for each model: ``title`` and ``src``."""
    mondays = sorted({week.monday for week in weeks})
    labels = [f"{day:%d-%m}" for day in mondays]
    models = list(dict.fromkeys(week.model for week in weeks))
    by = {(week.model, week.monday): week for week in weeks}
    drawn = []
    for name, title in MEASURES.items():
        series = [
            (f"model {model}", [getattr(by.get((model, day)), name, None) for day in mondays])
            for model in models
        ]
        src = pictures.lines(labels, series)
        if src:
            drawn.append({"title": title, "src": src})
    return drawn


def model_lines(weeks: Sequence[Week]) -> list[list[Any]]:
    """A table with its heads: a line for each week and model."""
    return [HEADS] + [
        [moments.day_in_words(week.monday), week.model, week.messages]
        + [FEW if (value := getattr(week, name)) is None else value for name in MEASURES]
        for week in weeks
    ]
