"""Holds a model against all that it should understand: corrections, and messages of strangers."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path

from ruamel.yaml import YAML
from sqlalchemy.engine import Engine

from bot import corrections
from bot.engine.parse import load_agent, parse_with
from bot.knowledge.examples import NEED, read
from bot.models import STRANGERS, Figures, against, file_of
from bot.paths import ROOT
from bot.store import models


def measure(
    model: Path, tests: Path = corrections.TESTS, strangers: Path = STRANGERS
) -> tuple[Figures, list[str]]:
    """Load a model in this process and hold it against all that it should understand.

    Returns:
        What was found, and the corrections that it gets wrong, in words.
    """
    cases = [case for case in corrections.read_tests(tests) if case["kind"] != "entity"]
    held_out = [e for file in sorted(strangers.glob("heldout_*.jsonl")) for e in read(file)]
    try:
        agent = load_agent(model)
    except Exception as error:  # a damaged or outdated file can fail in any way
        problem = f"{type(error).__name__}: {error}"[:200]
        return Figures(len(cases), 0, 0, None, None, None, (), problem), []
    loop = asyncio.new_event_loop()
    wrong = corrections.failures(cases, lambda texts: parse_with(agent, texts, loop))
    parsed = list(parse_with(agent, [e.text for e in held_out], loop))
    loop.close()
    domain = YAML(typ="safe").load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    today = {name for entry in domain["intents"] for name in entry}
    told = [(e, p) for e, p in zip(held_out, parsed, strict=True) if e.intent == NEED]
    ranks = [[n["id"] for n in p["needs"]] for _, p in told]
    figures = Figures(
        corrections=len(cases),
        right=len(cases) - len(wrong),
        strangers=len(held_out),
        intent=_share(
            [e.intent == p["intent"]["name"] for e, p in zip(held_out, parsed, strict=True)]
        ),
        top1=_share([e.need in rank[:1] for (e, _), rank in zip(told, ranks, strict=True)]),
        top3=_share([e.need in rank[:3] for (e, _), rank in zip(told, ranks, strict=True)]),
        missing=tuple(sorted(today - set(agent.domain.intents))),
    )
    return figures, wrong


def check(store: Engine, name: str) -> tuple[Figures, list[str]]:
    """Measure a model in this process, and keep what was found.

    Raises:
        NotLive: there is no such model.
    """
    path = file_of(name)
    held = against()
    figures, wrong = measure(path)
    models.save_check(store, name, held, figures.passed, asdict(figures))
    return figures, wrong


def _share(right: list[bool]) -> float | None:
    return round(sum(right) / len(right), 3) if right else None
