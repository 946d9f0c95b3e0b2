"""Reads data/knowledge and data/texts."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Mapping, Sequence

import yaml

from bot.knowledge.desk import load_desk
from bot.knowledge.drawing_out import load_drawing_out
from bot.knowledge.models import (
    Angle,
    Aside,
    DoorOption,
    DoorQuestion,
    Horizon,
    Knowledge,
    Need,
    OpenQuestion,
    Option,
    Policy,
    Question,
    ResultOption,
    SafetyRule,
    Stage,
    Texts,
    Topic,
)
from bot.knowledge.placed import LOADER
from bot.knowledge.ratings import load_rating_words
from bot.knowledge.remarks import load_remarks
from bot.language.gazetteer import Gazetteer
from bot.matching.models import load_brokers, load_instruments
from bot.paths import DATA

GRAVE = frozenset({"acuut_gevaar", "suicide", "geweld_mishandeling"})


@lru_cache(maxsize=4)
def load(root: Path = DATA) -> Knowledge:
    """Read everything once.

    Args:
        root: the folder that has ``knowledge`` and ``texts``.

    Raises:
        KeyError, ValueError: a file lacks something; `bot check` says where.
    """
    folder = root / "knowledge"
    needs = _yaml(folder / "needs.yml")
    angles = _yaml(folder / "angles.yml")["angles"]
    follow_ups = _yaml(folder / "follow_ups.yml")
    questions = _yaml(folder / "questions.yml")
    safety = _yaml(folder / "safety.yml")
    return Knowledge(
        needs=tuple(_need(entry, angles, follow_ups["needs"]) for entry in needs["needs"]),
        questions=tuple(_question(entry) for entry in questions["questions"]),
        context_questions=tuple(_question(entry) for entry in questions["context_questions"]),
        stages=tuple(_stage(entry) for entry in needs["stages"]),
        topics=tuple(_topic(entry) for entry in follow_ups["topics"]),
        drawing_out=load_drawing_out(_yaml(folder / "drawing_out.yml")),
        remarks=load_remarks(_yaml(folder / "remarks.yml")["remarks"]),
        open_questions=tuple(_open_question(entry) for entry in questions["open_questions"]),
        door_questions=tuple(
            _door_question(entry)
            for entry in _yaml(folder / "door_questions.yml")["door_questions"]
        ),
        themes={theme["id"]: theme["label_nl"] for theme in needs["themes"]},
        policy=_policy(needs["meta"]),
        safety_rules=tuple(_safety_rule(entry) for entry in safety["rules"]),
        grey_triggers=tuple(safety["grey_zone"]["trigger_nl"]),
        grey_business=tuple(safety["grey_zone"]["business_nl"]),
        horizons=tuple(Horizon(**entry) for entry in questions["horizons"]),
        asides=(
            *(_aside(entry) for entry in _yaml(folder / "asides.yml")["asides"]),
            *(_aside(entry, told=True) for entry in _yaml(folder / "matters.yml")["matters"]),
        ),
        texts=load_texts(root / "texts"),
        gazetteer=Gazetteer.from_data(
            _yaml(folder / "places.yml"),
            _yaml(folder / "sectors.yml"),
            _yaml(folder / "instrument_names.yml"),
        ),
        instruments=load_instruments(
            _yaml(folder / "instruments.yml"), _yaml(folder / "instrument_reasons.yml")["reasons"]
        ),
        brokers=load_brokers(_yaml(folder / "brokers.yml")),
        desk=load_desk(_yaml(folder / "desk.yml")),
        rating_words=load_rating_words(_yaml(folder / "ratings.yml")),
    )


def _aside(entry: Mapping[str, Any], told: bool = False) -> Aside:
    return Aside(
        entry["id"],
        tuple(entry.get("starts", ())),
        bool(entry.get("noted")),
        bool(entry.get("of_schemes")),
        told,
    )


Examples = Mapping[str, Mapping[str, Sequence[str]]]
"""Voice → question → how that voice asks it."""


def load_aside_examples(root: Path = DATA) -> Examples:
    """How people ask us the questions that have a fixed answer."""
    read: Examples = _yaml(root / "knowledge" / "aside_examples.yml")
    return read


def load_matter_examples(root: Path = DATA) -> Examples:
    """The same for what they ask about their own firm."""
    read: Examples = _yaml(root / "knowledge" / "matter_examples.yml")
    return read


def load_texts(folder: Path) -> Texts:
    """All texts of all files."""
    merged: dict[str, tuple[str, ...]] = {}
    for file in sorted(folder.glob("*.yml")):
        for key, variants in _yaml(file).items():
            if key in merged:
                raise ValueError(f"{file.name}: tekst {key!r} staat er twee keer")
            merged[key] = tuple(variants)
    return Texts(merged)


def _yaml(path: Path) -> Any:
    with open(path, encoding="utf-8") as handle:
        return yaml.load(handle, Loader=LOADER)


def _stage(entry: Mapping[str, Any]) -> Stage:
    low, _, high = str(entry["people"]).partition("-")
    people = (int(low), int(high)) if high else None
    return Stage(entry["id"], entry["label_nl"], people, entry["pyramid"])


def _need(
    entry: Mapping[str, Any],
    angles: Mapping[str, Sequence[Mapping[str, Any]]],
    ask_on: Mapping[str, Sequence[str]],
) -> Need:
    of_need = angles.get(entry["id"], ())
    return Need(
        id=entry["id"],
        label=entry["label_nl"],
        theme=entry["theme"],
        symptom=entry["symptom_nl"],
        prior=float(entry["prior_weight"]),
        stages=tuple(entry["stages"]),
        referral_types=tuple(entry["referral_types"]),
        confusions={c["need"]: c["separator_nl"] for c in entry["confusions"]},
        evidence=tuple(entry["evidence_nl"]),
        utterances=tuple(entry["utterances"]["diffuse"] + entry["utterances"]["direct"]),
        reflection=entry["reflection"],
        reflections=tuple(entry["reflections"]),
        readback=entry["readback"],
        readbacks=tuple(entry["readbacks"]),
        rival=entry["rival"],
        actions=dict(entry["actions"]),
        short=entry["short"],
        results=tuple(ResultOption(**result) for result in entry["results"]),
        angles=tuple(Angle(one["act"], one["short"], tuple(one["says"])) for one in of_need),
        ask_on=tuple(ask_on.get(entry["id"], ())),
        first_step=entry["first_step"],
    )


def _topic(entry: Mapping[str, Any]) -> Topic:
    return Topic(
        entry["id"],
        tuple(entry["needs"]),
        tuple(entry["words"]),
        tuple(entry["ask"]),
        bool(entry.get("first")),
    )


def _open_question(entry: Mapping[str, Any]) -> OpenQuestion:
    return OpenQuestion(
        id=entry["id"],
        text=entry["text_nl"],
        why=entry["why_nl"],
        right=float(entry["right"]),
        min_turn=int(entry.get("min_turn", 0)),
        field=entry.get("field"),
        instead_of=entry.get("instead_of"),
        wish=entry.get("wish_nl"),
        again=entry.get("again_nl"),
        asks_on=bool(entry.get("asks_on", False)),
    )


def _door_question(entry: Mapping[str, Any]) -> DoorQuestion:
    return DoorQuestion(
        field=entry["field"],
        text=entry["text_nl"],
        why=entry["why_nl"],
        options=tuple(DoorOption(o["id"], o["short"], o["value"]) for o in entry["options"]),
    )


def _question(entry: Mapping[str, Any]) -> Question:
    return Question(
        id=entry["id"],
        kind=entry.get("kind", "context"),
        theme=entry.get("theme", "context"),
        text=entry["text_nl"],
        why=entry.get("why_nl", ""),
        options=tuple(
            Option(
                id=option["id"],
                text=option["text_nl"],
                short=option["short"],
                base=float(option["base"]),
                lr=option.get("lr") or {},
                flag=option.get("flag"),
            )
            for option in entry["options"]
        ),
        skip_if={key: tuple(values) for key, values in (entry.get("skip_if") or {}).items()},
        min_turn=int(entry.get("min_turn", 0)),
        max_turn=int(entry.get("max_turn", 99)),
        sensitive=bool(entry.get("sensitive", False)),
        field=entry.get("field"),
    )


def _policy(meta: Mapping[str, Any]) -> Policy:
    policy = meta["policy"]
    return Policy(
        answer_noise=float(meta["answer_noise"]),
        max_questions=int(policy["max_questions"]),
        min_questions=int(policy["min_questions"]),
        stop_top1=float(policy["stop_top1"]),
        stop_margin=float(policy["stop_margin"]),
        stop_eig_bits=float(policy["stop_eig_bits"]),
        coherence_ratio=float(policy["coherence_ratio"]),
        max_open=int(policy["max_open"]),
        open_worth=float(policy["open_worth"]),
    )


def _safety_rule(entry: Mapping[str, Any]) -> SafetyRule:
    return SafetyRule(
        id=entry["id"],
        triggers=tuple(entry["trigger_nl"]),
        reply=entry["reply_nl"],
        grave=entry["id"] in GRAVE,
    )
