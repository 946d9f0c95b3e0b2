"""`bot corrections`: approved corrections become examples and tests, and a model that passes them.

A correction of an intent or a need becomes an example in ``data/nlu/corrections.yml`` and a line in
``tests/understanding/corrections.jsonl``. One of an entity becomes such a line only (``entity=``
where the words are no such thing): entities are read by rules and lists, and whoever mends those
sees what is wanted (`bot corrections report`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString
from sqlalchemy.engine import Engine

from bot.knowledge.examples import NEED, Example, near_duplicates, read
from bot.paths import DATA, ROOT
from bot.store import corrections

EXAMPLES = DATA / "nlu" / "corrections.yml"
TESTS = ROOT / "tests" / "understanding" / "corrections.jsonl"

VOICE = "correcties"
HEADER = """\
# Goedgekeurde correcties van makelaars; gemaakt door `bot corrections export`, niet met de hand.
# Namen, nummers en adressen zijn eruit gehaald.
"""

MARKS = re.compile(r"[\[\]{}]")
"""Characters that mark entities in this format."""

Parse = Callable[[Sequence[str]], Iterable[dict[str, Any]]]


@dataclass(frozen=True)
class Exported:
    """What was written."""

    examples: int
    tests: int
    repeated: int
    """Corrections that are tests but no examples: nearly the same example is there already."""


class NotPassed(RuntimeError):
    """The new model does not get all corrections right; the old one stays."""


def export(
    store: Engine, examples: Path = EXAMPLES, tests: Path = TESTS, nlu: Path = DATA / "nlu"
) -> Exported:
    """Write what is approved, anew each time: what was taken back goes away again."""
    wanted = corrections.listed(store, corrections.DECIDED, limit=100_000)[::-1]
    others = [e for e in read(nlu) if Path(e.file).name != examples.name]
    new = [_example(row) for row in wanted if row["kind"] != "entity"]
    new = list({_plain(e.text): e for e in new}.values())  # the latest word on the same words
    known = {_plain(e.text) for e in others}
    alike = {max(pair) for pair in near_duplicates([*others, *new])}
    kept = [
        e
        for at, e in enumerate(new, len(others))
        if at not in alike and _plain(e.text) not in known
    ]
    if kept:
        examples.write_text(_as_yaml(kept), encoding="utf-8")
    else:
        examples.unlink(missing_ok=True)
    lines = [json.dumps(_test(row), ensure_ascii=False) for row in wanted]
    if lines:
        tests.write_text("\n".join(lines) + "\n", encoding="utf-8")
    else:
        tests.unlink(missing_ok=True)
    return Exported(len(kept), len(lines), len(new) - len(kept))


def failures(cases: Sequence[dict[str, Any]], parse: Parse) -> list[str]:
    """Corrections that the model gets wrong, in words."""
    wrong = []
    for case, parsed in zip(cases, parse([case["text"] for case in cases]), strict=True):
        got = _made_of(case, parsed)
        if got != case["becomes"]:
            wrong.append(f"{case['text']!r}: {got or 'niets'} in plaats van {case['becomes']}")
    return wrong


def train(
    store: Engine,
    build: Callable[[], str],
    parse: Parse,
    model: Callable[[], str],
    go_live: Callable[[str], None],
) -> str:
    """Export, train, check, have it answer, and only then say that it is live.

    Args:
        build: makes a model of what is in data/nlu now.
        parse: what the model of now makes of texts.
        model: name of the model of now.
        go_live: has a model answer.

    Returns:
        One line that says what was done.

    Raises:
        NotPassed: examples and tests are as they were; so the old model is the one in use.
    """
    before = {path: path.read_bytes() if path.exists() else None for path in (EXAMPLES, TESTS)}
    # Before it is written: what is approved while a model is being made is not in it.
    approved = corrections.listed(store, ["approved"], limit=100_000)
    done = export(store)
    try:
        build()
        cases = [c for c in read_tests(TESTS) if c["kind"] != "entity"]
        wrong = failures(cases, parse)
        if wrong:
            raise NotPassed("het nieuwe model haalt deze correcties niet:\n" + "\n".join(wrong))
        go_live(model())
    except BaseException:
        for path, content in before.items():
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content)
        raise
    learnt = [row["id"] for row in approved if row["kind"] != "entity"]
    corrections.went_live(store, learnt, model())
    return f"{len(learnt)} correcties zijn live ({done.examples} voorbeelden, model {model()})."


def report(store: Engine) -> str:
    """How corrections stand, and which wait for a change of lists or rules."""
    names = {"proposed": "voorgesteld", "approved": "goedgekeurd", "rejected": "afgewezen",
             "live": "live"}  # fmt: skip
    found = corrections.counts(store)
    lines = [f"{label}: {found.get(status, 0)}" for status, label in names.items()]
    by_hand = [r for r in corrections.listed(store, ["approved"]) if r["kind"] == "entity"]
    if by_hand:
        lines.append("Gegevens die in data/knowledge moeten:")
        lines += [f"  {r['words'] or r['text']!r} is {_is(r['becomes'])}" for r in by_hand]
    return "\n".join(lines)


def _is(becomes: str) -> str:
    """``entity=value``, or that it is no such thing."""
    return becomes if not becomes.endswith("=") else f"geen {becomes[:-1]}"


def read_tests(path: Path) -> list[dict[str, Any]]:
    """The cases of a file of tests; none where there is no file."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _example(row: dict[str, Any]) -> Example:
    text = " ".join(MARKS.sub("", row["text"]).split())
    if row["kind"] == "need":
        return Example(text, NEED, row["becomes"], voice=VOICE)
    return Example(text, row["becomes"], voice=VOICE)


def _test(row: dict[str, Any]) -> dict[str, Any]:
    text = " ".join(MARKS.sub("", row["text"]).split())
    return {"text": text, "kind": row["kind"], "becomes": row["becomes"], "words": row["words"]}


def _made_of(case: dict[str, Any], parsed: dict[str, Any]) -> str | None:
    if case["kind"] == "intent":
        return str(parsed["intent"]["name"])
    if case["kind"] == "need":
        return str(parsed["needs"][0]["id"]) if parsed["needs"] else None
    found = [f"{e['entity']}={e['value']}" for e in parsed["entities"]]
    return next((f for f in found if f == case["becomes"]), ", ".join(found) or None)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _as_yaml(kept: Sequence[Example]) -> str:
    by_label: dict[str, list[str]] = {}
    for example in kept:
        by_label.setdefault(example.label, []).append(f"- {example.text}")
    nlu = [
        {
            "intent": label,
            "metadata": {"voice": VOICE},
            "examples": LiteralScalarString("\n".join(lines) + "\n"),
        }
        for label, lines in sorted(by_label.items())
    ]
    written = StringIO()
    yaml = YAML()
    yaml.width = 10_000
    yaml.dump({"version": "3.1", "nlu": nlu}, written)
    return HEADER + written.getvalue()
