"""`bot check`: every mistake in knowledge, dialogue data and texts, with file and line."""

from __future__ import annotations

from typing import Iterator

from ruamel.yaml import YAML

from bot.knowledge import load
from bot.knowledge.check import Problem, check
from bot.paths import DATA, ROOT

LEAST_EXAMPLES = 8
"""Examples of an intent or need below which it cannot be learnt."""


def check_all() -> list[Problem]:
    """All problems; an empty list when there are none."""
    problems = check()
    if problems:
        # What follows reads the knowledge, and needs it to be whole.
        return problems
    return sorted([*_domain(), *_examples()], key=lambda p: (p.file, p.line, p.message))


def _domain() -> Iterator[Problem]:
    """The domain's responses are the reflections of the needs, and no need lacks one."""
    domain = YAML().load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    responses = domain["responses"]
    for need in load().needs:
        name = f"utter_express_need/{need.id}"
        if name not in responses:
            yield Problem("domain.yml", responses.lc.line, f"{name} ontbreekt")
        elif responses[name][0]["text"] != need.reflection:
            line = responses.lc.key(name)[0] + 1
            yield Problem("domain.yml", line, f"{name} is anders dan de reflection in needs.yml")


def _examples() -> Iterator[Problem]:
    """Every intent and need has examples, each of them once."""
    domain = YAML().load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    wanted = {name for entry in domain["intents"] for name in entry} - {"express_need"}
    wanted |= {f"express_need/{need.id}" for need in load().needs}
    seen: dict[str, str] = {}
    counts = dict.fromkeys(wanted, 0)
    for file in sorted((DATA / "nlu").glob("*.yml")):
        where = str(file.relative_to(ROOT))
        for entry in YAML().load(file.read_text(encoding="utf-8"))["nlu"]:
            first = entry.lc.key("examples")[0] + 2
            name = entry["intent"]
            if name not in counts:
                yield Problem(where, entry.lc.line + 1, f"onbekende intent {name!r}")
                continue
            for line, example in enumerate(entry["examples"].splitlines(), first):
                text = example.removeprefix("- ").strip()
                counts[name] += 1
                plain = " ".join(text.lower().split())
                if plain in seen:
                    yield Problem(where, line, f"deze zin staat ook bij {seen[plain]}: {text!r}")
                seen[plain] = name
    for name, count in counts.items():
        if count < LEAST_EXAMPLES:
            yield Problem("data/nlu", 1, f"{name}: {count} voorbeelden; minstens {LEAST_EXAMPLES}")
