"""`bot check`: every mistake in knowledge, dialogue data and texts, with file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

from bot.knowledge import load
from bot.knowledge.check import Problem, check
from bot.knowledge.examples import NEED, Example, ExampleError, near_duplicates, read
from bot.knowledge.placed import read_placed
from bot.paths import DATA, ROOT
from bot.understanding.reader import VAGUE

LEAST_OF_A_NEED, LEAST_OF_AN_INTENT = 60, 40
"""Examples below which a need or another intent is not learnt well enough (measured)."""


def check_all() -> list[Problem]:
    """All problems; an empty list when there are none."""
    problems = check()
    if any(problem.stops for problem in problems):
        # What follows reads the knowledge, and needs it to be whole.
        return problems
    return sorted([*problems, *_domain(), *_examples()], key=lambda p: (p.file, p.line, p.message))


def _domain() -> Iterator[Problem]:
    """The domain's responses are the reflections of the needs, and no need lacks one."""
    domain = read_placed((ROOT / "domain.yml").read_text(encoding="utf-8"))
    responses = domain["responses"]
    wanted = {need.id: need.reflection for need in load().needs}
    wanted[VAGUE] = load().texts.get("listen.vague")[0]
    for label, text in wanted.items():
        name = f"utter_express_need/{label}"
        if name not in responses:
            yield Problem("domain.yml", responses.line, f"{name} ontbreekt")
        elif responses[name][0]["text"] != text:
            line = responses.lines[name]
            yield Problem("domain.yml", line, f"{name} is anders dan wat in data/ staat")


def _examples() -> Iterator[Problem]:
    """Every intent and need has enough examples, and none repeats another."""
    domain = read_placed((ROOT / "domain.yml").read_text(encoding="utf-8"))
    wanted = {name for entry in domain["intents"] for name in entry} - {NEED}
    wanted |= {f"{NEED}/{need.id}" for need in load().needs} | {f"{NEED}/{VAGUE}"}
    counts = dict.fromkeys(wanted, 0)
    try:
        examples = read(DATA / "nlu")
    except ExampleError as error:
        yield Problem("data/nlu", 1, str(error))
        return
    seen: dict[str, Example] = {}
    for example in examples:
        if example.label not in counts:
            yield _problem(example, f"onbekende intent {example.label!r}")
            continue
        counts[example.label] += 1
        plain = " ".join(example.text.lower().split())
        if plain in seen:
            yield _problem(example, f"deze zin staat ook bij {seen[plain].label}: {example.text!r}")
        seen[plain] = example
    for name, count in sorted(counts.items()):
        least = LEAST_OF_A_NEED if name.startswith(NEED) else LEAST_OF_AN_INTENT
        if count < least:
            yield Problem("data/nlu", 1, f"{name}: {count} voorbeelden; minstens {least}")
    for first, second in near_duplicates(examples):
        yield _problem(
            examples[second],
            f"lijkt te veel op {Path(examples[first].file).name}:{examples[first].line}: "
            f"{examples[first].text[:60]!r}",
        )


def _problem(example: Example, message: str) -> Problem:
    return Problem(str(Path(example.file).relative_to(ROOT)), example.line, message)
