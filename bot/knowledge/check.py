"""Finds every mistake in data/knowledge and data/texts, with file and line."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any, Iterator, Mapping

import numpy as np
import yaml

from bot.knowledge import (
    check_catalogue,
    check_follow_ups,
    check_remarks,
    desk,
    drawing_out,
    ratings,
)
from bot.knowledge.placed import NoValue, read_placed
from bot.matching.models import CRITERIA
from bot.paths import DATA

BUTTON = 24
"""Characters of a WhatsApp list row; a Telegram button shows about as many on a phone."""

READBACK_BUTTON = 20
"""Characters of a WhatsApp reply button."""

LONGEST_SENTENCE = 15
"""Words of a sentence in a question."""

LEAST_ANGLES = 4
"""Angles of a need: with fewer there is nothing to choose."""

LEAST_SUPPORT = 4
"""Questions that must be able to point to a need."""

HELP_LINES = {
    "acuut_gevaar": ("112", "113"),
    "suicide": ("113",),
    "uitputting": ("huisarts", "088 0767 000", "113"),
    "faillissement_schulden": ("0800 8115", "Zelfstandigen Loket Flevoland"),
    "geweld_mishandeling": ("112", "0900 8844", "0800 2000"),
}
"""Lines and desks that the answer to each signal must name (needs.md, section 4.4)."""

NEED_TEXTS = (
    "actions", "reflection", "reflections", "readback", "readbacks", "rival", "short",
    "first_step",
    "results",
)  # fmt: skip
"""What every need must have to be talked about."""

NO_ASIDE = "none"
"""Under which aside_examples.yml has what is no question to us."""

MOST_DOOR_OPTIONS = 4
"""Five with the one to skip."""

SLOTS = frozenset({"people", "work", "amount"})
"""What an action can be filled with."""


@dataclass(frozen=True)
class Problem:
    """One mistake."""

    file: str
    line: int
    message: str
    stops: bool = True
    """Whether it must be mended first; else it is worth knowing (a scheme that ended yesterday is
    not offered any more, and no reason to stop)."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {'' if self.stops else 'let op: '}{self.message}"


def check(root: Path = DATA) -> list[Problem]:
    """All mistakes; an empty list when there are none."""
    checker = _Checker(root)
    return sorted(checker.run(), key=lambda p: (p.file, p.line, p.message))


class _Checker:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.broken: list[Problem] = []
        knowledge = root / "knowledge"
        self.needs = self._read(knowledge / "needs.yml")
        self.questions = self._read(knowledge / "questions.yml")
        self.safety = self._read(knowledge / "safety.yml")
        self.instruments = self._read(knowledge / "instruments.yml")
        self.reasons = self._read(knowledge / "instrument_reasons.yml")
        self.brokers = self._read(knowledge / "brokers.yml")
        self.places = self._read(knowledge / "places.yml")
        self.sectors = self._read(knowledge / "sectors.yml")
        self.names = self._read(knowledge / "instrument_names.yml")
        self.door_questions = self._read(knowledge / "door_questions.yml")
        self.angles = self._read(knowledge / "angles.yml")
        self.follow_ups = self._read(knowledge / "follow_ups.yml")
        self.asides = self._read(knowledge / "asides.yml")
        self.aside_examples = self._read(knowledge / "aside_examples.yml")
        self.matters = self._read(knowledge / "matters.yml")
        self.matter_examples = self._read(knowledge / "matter_examples.yml")
        self.remarks = self._read(knowledge / "remarks.yml")
        self.desk = self._read(knowledge / "desk.yml")
        self.ratings = self._read(knowledge / "ratings.yml")
        self.drawing_out = self._read(knowledge / "drawing_out.yml")

    def run(self) -> Iterator[Problem]:
        yield from self.broken
        if self.broken:
            return
        yield from self._needs()
        yield from self._angles()
        ids = [need["id"] for need in self.needs["needs"]]
        for node, message in check_follow_ups.mistakes(self.follow_ups, ids):
            if isinstance(node, tuple):
                line = node[0].lines[node[1]]
                yield self._at(self.root / "knowledge" / "follow_ups.yml", line, message)
            else:
                yield self._problem("follow_ups.yml", node, message)
        for node, message in check_remarks.mistakes(self.remarks):
            yield self._problem("remarks.yml", node, message)
        yield from self._questions()
        yield from self._support()
        yield from self._door_questions()
        yield from self._catalogue()
        yield from self._desk()
        for message in ratings.mistakes(self.ratings):
            yield self._problem("ratings.yml", self.ratings, message)
        themes = {theme["id"] for theme in self.needs["themes"]}
        for message in drawing_out.mistakes(self.drawing_out, themes):
            yield self._problem("drawing_out.yml", self.drawing_out, message)
        yield from self._safety()
        yield from self._texts()

    def _read(self, path: Path) -> Any:
        try:
            return read_placed(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.broken.append(self._at(path, 1, "bestand ontbreekt"))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            said = (isinstance(error, NoValue) and error.problem) or "geen geldige YAML"
            self.broken.append(self._at(path, line, said))
        return None

    def _at(self, path: Path, line: int, message: str) -> Problem:
        return Problem(str(path.relative_to(self.root.parent)), line, message)

    def _problem(self, file: str, node: Any, message: str) -> Problem:
        return self._at(self.root / "knowledge" / file, node.line, message)

    # --- needs ---

    def _angles(self) -> Iterator[Problem]:
        """Every need has angles, and each goes into the sentence and on a button."""
        ids = [need["id"] for need in self.needs["needs"]]
        angles = self.angles["angles"]
        for need in (need for need in ids if len(angles.get(need, ())) < LEAST_ANGLES):
            yield self._problem("angles.yml", angles, f"{need}: minder dan {LEAST_ANGLES} hoeken")
        for need, of_need in angles.items():
            if need not in ids:
                yield self._problem("angles.yml", of_need, f"onbekende behoefte {need!r}")
            for one in of_need:
                act = one.get("act", "")
                missing = [key for key in ("act", "short", "says") if not one.get(key)]
                if missing:
                    message = f"{need}: {missing[0]} ontbreekt"
                elif len(one["short"]) > READBACK_BUTTON:
                    message = f"{need}: short is langer dan {READBACK_BUTTON}: {one['short']!r}"
                elif "zodat" in act or act[-1] in ".?" or act[0].isupper():
                    message = f"{need}: past niet na 'Hoe kan ik': {act!r}"
                else:
                    continue
                yield self._problem("angles.yml", one, message)

    def _needs(self) -> Iterator[Problem]:
        themes = {theme["id"] for theme in self.needs["themes"]}
        ids = [need["id"] for need in self.needs["needs"]]
        seen: dict[str, str] = {}
        for need in self.needs["needs"]:
            name = need["id"]

            def say(message: str, node: Any = need, name: str = name) -> Problem:
                return self._problem("needs.yml", node, f"{name}: {message}")

            if ids.count(name) > 1:
                yield say("id staat er twee keer")
            if need["theme"] not in themes:
                yield say(f"onbekend thema {need['theme']!r}")
            missing = [key for key in NEED_TEXTS if not need.get(key)]
            for key in missing:
                yield say(f"{key} ontbreekt")
            if missing:
                continue
            if "plain" not in need["actions"]:
                yield say("actions heeft geen plain")
            for key, text in need["actions"].items():
                wanted = frozenset() if key == "plain" else frozenset(key.split("_"))
                if key != "plain" and not wanted <= SLOTS:
                    yield say(f"onbekende actie {key!r}")
                elif _placeholders(text) != wanted:
                    yield say(f"actie {key} moet {sorted(wanted)} invullen: {text!r}")
            if len(need["short"]) > READBACK_BUTTON:
                yield say(f"short is langer dan {READBACK_BUTTON} tekens: {need['short']!r}")
            for result in need["results"]:
                if len(result["short"]) > BUTTON:
                    yield say(f"knop is langer dan {BUTTON} tekens: {result['short']!r}", result)
                if result["clause"].endswith((".", "?")):
                    yield say("een zin na 'zodat' eindigt niet op een punt", result)
            for confusion in need["confusions"]:
                if confusion["need"] not in ids:
                    yield say(f"onbekende behoefte {confusion['need']!r}", confusion)
            for kind in ("diffuse", "direct"):
                for utterance in need["utterances"][kind]:
                    if utterance in seen:
                        yield say(f"zin staat ook bij {seen[utterance]}: {utterance!r}")
                    seen[utterance] = name

    # --- questions ---

    def _all_questions(self) -> list[Any]:
        return [*self.questions["context_questions"], *self.questions["questions"]]

    def _questions(self) -> Iterator[Problem]:
        needs = {need["id"] for need in self.needs["needs"]}
        themes = {theme["id"] for theme in self.needs["themes"]}
        context = {q["id"]: {o["id"] for o in q["options"]} for q in self._all_questions()}
        ids = [question["id"] for question in self._all_questions()]
        yield from self._open_questions()
        for question in self._all_questions():
            name = question["id"]

            def say(message: str, node: Any = question, name: str = name) -> Problem:
                return self._problem("questions.yml", node, f"{name}: {message}")

            if ids.count(name) > 1:
                yield say("id staat er twee keer")
            if "theme" in question and question["theme"] not in themes:
                yield say(f"onbekend thema {question['theme']!r}")
            options = question["options"]
            if not 2 <= len(options) <= 5:
                yield say(f"{len(options)} antwoorden; het moeten er 2 tot 5 zijn")
            total = sum(option["base"] for option in options)
            if abs(total - 1) > 1e-6:
                yield say(f"de base-kansen zijn samen {total:.3f}, niet 1")
            labels = [option["short"] for option in options]
            for option in options:
                if labels.count(option["short"]) > 1:
                    yield say(f"knop staat er twee keer: {option['short']!r}", option)
                if len(option["short"]) > BUTTON:
                    yield say(f"knop is langer dan {BUTTON} tekens: {option['short']!r}", option)
                for need, ratio in (option.get("lr") or {}).items():
                    if need not in needs:
                        yield say(f"onbekende behoefte {need!r}", option)
                    if not 0.02 <= ratio <= 15:
                        yield say(f"lr van {need} is {ratio}; het moet 0,02 tot 15 zijn", option)
            if not question.get("why_nl") and question in self.questions["questions"]:
                yield say("why_nl ontbreekt: 'waarom vraag je dit?' heeft geen antwoord")
            for other, answers in (question.get("skip_if") or {}).items():
                for answer in answers:
                    if answer not in context.get(other, ()):
                        yield say(f"skip_if noemt {other}={answer}, dat bestaat niet")
            for sentence in _sentences(question["text_nl"]):
                if len(sentence.split()) > LONGEST_SENTENCE:
                    yield say(f"zin van meer dan {LONGEST_SENTENCE} woorden: {sentence!r}")

    def _open_questions(self) -> Iterator[Problem]:
        ids = {question["id"] for question in self.questions["questions"]}
        for question in self.questions["open_questions"]:
            for key in ("text_nl", "why_nl"):
                if not question.get(key):
                    yield self._problem(
                        "questions.yml", question, f"{question['id']}: {key} ontbreekt"
                    )
            if not 0 < question.get("right", 0) < 1:
                yield self._problem(
                    "questions.yml", question, f"{question['id']}: right moet tussen 0 en 1 liggen"
                )
            other = question.get("instead_of")
            if other is not None and other not in ids:
                yield self._problem(
                    "questions.yml", question, f"{question['id']}: onbekende vraag {other!r}"
                )
        for key in ("open_worth", "answer_noise"):
            policy = self.needs["meta"] if key == "answer_noise" else self.needs["meta"]["policy"]
            if not 0 < policy[key] < 1:
                yield self._at(
                    self.root / "knowledge" / "needs.yml",
                    policy.lines[key],
                    f"{key} is {policy[key]}; het moet tussen 0 en 1 liggen",
                )

    def _support(self) -> Iterator[Problem]:
        """Every need must be able to come out: enough questions that point to it."""
        needs = [need["id"] for need in self.needs["needs"]]
        prior = np.array([need["prior_weight"] for need in self.needs["needs"]], float)
        prior /= prior.sum()
        support = dict.fromkeys(needs, 0)
        for question in self.questions["questions"]:
            table = np.array(
                [
                    [o["base"] * (o.get("lr") or {}).get(need, 1.0) for o in question["options"]]
                    for need in needs
                ]
            )
            table /= table.sum(axis=1, keepdims=True)
            effective = (table / (prior @ table)).max(axis=1)
            for need, strongest in zip(needs, effective, strict=True):
                support[need] += strongest >= 2
        for need in self.needs["needs"]:
            if support[need["id"]] < LEAST_SUPPORT:
                yield self._problem(
                    "needs.yml",
                    need,
                    f"{need['id']}: maar {support[need['id']]} vragen kunnen hierheen wijzen",
                )

    # --- instruments and brokers ---

    def _door_questions(self) -> Iterator[Problem]:
        seen: set[str] = set()
        for entry in self.door_questions["door_questions"]:
            name = entry.get("field")

            def say(message: str, node: Any = entry, name: str = name) -> Problem:
                return self._problem("door_questions.yml", node, f"{name}: {message}")

            if name not in CRITERIA.values():
                yield say("geen voorwaarde van een instrument vraagt dit veld")
            if name in seen:
                yield say("staat er twee keer")
            seen.add(name)
            for key in ("text_nl", "why_nl"):
                if not entry.get(key):
                    yield say(f"{key} ontbreekt")
            if len(entry.get("options", ())) > MOST_DOOR_OPTIONS:
                yield say(f"meer dan {MOST_DOOR_OPTIONS} opties")
            for option in entry.get("options", ()):
                if len(option["short"]) > BUTTON:
                    yield say(f"{option['short']!r} is langer dan {BUTTON} tekens", option)

    def _desk(self) -> Iterator[Problem]:
        for message, stops in desk.mistakes(self.desk, date.today()):
            yield replace(self._problem("desk.yml", self.desk, message), stops=stops)

    def _catalogue(self) -> Iterator[Problem]:
        sectors = frozenset(sector["id"] for sector in self.sectors["sectors"])
        places = frozenset(m["id"] for m in self.places["municipalities"]) | {"flevoland"}
        entries = self.instruments["instruments"]
        for node, message, stops in check_catalogue.instruments(
            entries,
            self.names,
            frozenset(need["id"] for need in self.needs["needs"]),
            sectors,
            places,
            frozenset(stage["id"] for stage in self.needs["stages"]),
        ):
            yield replace(self._problem("instruments.yml", node, message), stops=stops)
        themes = frozenset(theme["id"] for theme in self.needs["themes"])
        for message in check_catalogue.reasons(self.reasons["reasons"], entries):
            yield self._problem("instrument_reasons.yml", self.reasons, message)
        for node, message, stops in check_catalogue.brokers(
            self.brokers["brokers"], themes, sectors, places
        ):
            yield replace(self._problem("brokers.yml", node, message), stops=stops)
        yield from self._covered()

    def _covered(self) -> Iterator[Problem]:
        """Every need has something that helps now, every theme somebody who knows it."""
        offered = [e for e in self.instruments["instruments"] if not e.get("valid_to")]
        helped = {need for entry in offered for need in entry.get("needs") or {}}
        for need in self.needs["needs"]:
            if need["id"] not in helped:
                yield self._problem(
                    "needs.yml", need, f"{need['id']}: geen instrument helpt hierbij"
                )
        known = {theme for broker in self.brokers["brokers"] for theme in broker.get("themes", ())}
        for theme in self.needs["themes"]:
            if theme["id"] not in known:
                yield self._problem(
                    "needs.yml", theme, f"thema {theme['id']}: geen makelaar kent dit"
                )

    def _safety(self) -> Iterator[Problem]:
        for rule in self.safety["rules"]:
            if not rule.get("trigger_nl") or not rule.get("reply_nl"):
                yield self._problem(
                    "safety.yml", rule, f"{rule['id']}: trigger of antwoord ontbreekt"
                )
            for line in HELP_LINES.get(rule["id"], ()):
                if line not in rule.get("reply_nl", ""):
                    yield self._problem(
                        "safety.yml", rule, f"{rule['id']}: het antwoord noemt {line!r} niet"
                    )
            for trigger in rule.get("trigger_nl", ()):
                if trigger != trigger.lower():
                    yield self._problem(
                        "safety.yml", rule, f"{rule['id']}: {trigger!r} moet kleine letters hebben"
                    )

    # --- texts ---

    def _texts(self) -> Iterator[Problem]:
        seen: dict[str, str] = {}
        for file in sorted((self.root / "texts").glob("*.yml")):
            known = len(self.broken)
            texts = self._read(file)
            if not hasattr(texts, "items"):
                if len(self.broken) == known:
                    yield self._at(file, 1, "hier horen teksten te staan")
                continue
            for key, variants in texts.items():
                line = texts.lines[key]
                if key in seen:
                    yield self._at(file, line, f"tekst {key!r} staat ook in {seen[key]}")
                seen[key] = file.name
                if not isinstance(variants, list) or not variants:
                    yield self._at(file, line, f"tekst {key!r} heeft geen lijst van varianten")
                    continue
                names = [_placeholders(variant) for variant in variants]
                if any(n != names[0] for n in names):
                    yield self._at(file, line, f"varianten van {key!r} vullen niet hetzelfde in")
        yield from self._heard(seen)
        yield from self._asides(seen)
        yield from self.broken

    def _asides(self, texts: Mapping[str, str]) -> Iterator[Problem]:
        """Every question to us has an answer, and ways to ask it from which it is known; what is
        asked of their own firm has another name than what is asked about us."""
        yield from self._asked("asides", self.asides, self.aside_examples, texts)
        yield from self._asked("matters", self.matters, self.matter_examples, texts)
        of_us = {aside["id"] for aside in self.asides["asides"]}
        for matter in self.matters["matters"]:
            if matter["id"] in of_us:
                message = f"{matter['id']} staat ook in asides.yml"
                yield self._problem("matters.yml", matter, message)

    def _asked(
        self, kind: str, listed: Any, examples: Any, texts: Mapping[str, str]
    ) -> Iterator[Problem]:
        """
        Args:
            kind: ``asides`` or ``matters``, as their files are called.
        """
        known = {aside["id"] for aside in listed[kind]}
        name_of_file, name_of_list = f"{kind[:-1]}_examples.yml", f"{kind}.yml"
        said: dict[str, str] = {}
        asked: set[str] = set()
        for voice, by in examples.items():
            for name, sentences in by.items():
                asked.add(name)
                if name not in {*known, NO_ASIDE}:
                    message = f"{voice}: onbekende vraag {name!r} (zie {name_of_list})"
                    file = self.root / "knowledge" / name_of_file
                    yield self._at(file, by.lines[name], message)
                for sentence in sentences:
                    key = str(sentence).lower()
                    if said.setdefault(key, name) != name:
                        message = f"{sentence!r} staat ook onder {said[key]}"
                        yield self._problem(name_of_file, sentences, message)
        for aside in listed[kind]:
            name = aside["id"]
            if f"aside.{name}" not in texts:
                yield self._problem(name_of_list, aside, f"{name}: geen tekst aside.{name}")
            if name not in asked and not aside.get("starts"):
                message = f"{name}: zet in {name_of_file} hoe mensen het vragen, of geef starts"
                yield self._problem(name_of_list, aside, message)

    def _heard(self, texts: Mapping[str, str]) -> Iterator[Problem]:
        """After every answer something is said back."""
        for question in self.questions["questions"]:
            for option in question["options"]:
                if f"heard.{question['id']}.{option['id']}" not in texts:
                    yield self._problem(
                        "questions.yml",
                        option,
                        f"{question['id']}.{option['id']}: geen tekst in data/texts/heard.yml",
                    )


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def _sentences(text: str) -> list[str]:
    parts = text.replace("?", ".").replace("!", ".").split(".")
    return [part.strip() for part in parts if part.strip()]


def main() -> int:
    """Print all problems."""
    problems = check()
    for problem in problems:
        print(problem)
    return 1 if any(problem.stops for problem in problems) else 0


if __name__ == "__main__":
    sys.exit(main())
