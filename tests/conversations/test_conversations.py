"""Every YAML file in this folder is a talk with the real engine, from hello to growth question."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.growth_question import record as records
from bot.knowledge import Knowledge
from tests.talk import Talk

TALKS = sorted(Path(__file__).parent.glob("*.yml"))
MOST_TURNS = 30


def load(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def answer(talk: Talk, script: dict[str, Any], knowledge: Knowledge) -> None:
    about = talk.about
    assert about is not None, f"nothing is asked after: {talk.last['text']!r}"
    wanted = script["answers"].get(about)
    if wanted is None and about in knowledge.questions_by_id:
        wanted = script["otherwise"]
    assert wanted is not None, f"the talk has no answer to {about}: {talk.last['text']!r}"
    titles = [b["title"] for b in talk.buttons]
    if wanted in titles:
        talk.choose(wanted)
    else:
        talk.say(wanted)


@pytest.mark.parametrize("path", TALKS, ids=lambda p: p.stem)
def test_talk(path: Path, talk: Talk, knowledge: Knowledge) -> None:
    script = load(path)
    expected = script["expect"]
    talk.say(script["opening"])
    asked: list[str] = []
    for _ in range(MOST_TURNS):
        record = talk.record
        if record and record["status"] == "confirmed" and talk.about in (None, "route", "contact"):
            break
        asked.append(str(talk.about))
        answer(talk, script, knowledge)
    else:
        pytest.fail(f"no growth question after {MOST_TURNS} turns; asked: {asked}")

    record = talk.record
    assert record is not None
    records.validate(record)
    assert record["needs"][0]["id"] == expected["need"], record["needs"]
    assert record["needs"][0]["confirmed"] is True
    for name, value in expected.get("fields", {}).items():
        assert record["fields"][name]["value"] == value, name
    for name in expected.get("never_asked", []):
        assert name not in asked, f"{name} was said already: {asked}"
    diagnostic = {a for a in asked if a in knowledge.questions_by_id}
    assert len(diagnostic) <= expected.get("most_questions", 9), diagnostic
    matched = [m["instrument"] for m in record["matches"]]
    for instrument in expected.get("matches", []):
        assert instrument in matched, matched
    # Own words prove the need, and stand literally in what was said.
    quotes = [e["quote"] for e in record["needs"][0]["evidence"] if "quote" in e]
    assert script["opening"] in quotes
    assert len(record["needs"][0]["evidence"]) >= 2
    assert record["presenting_problem"]["value"] == script["opening"]
    assert re.fullmatch(r"Hoe .+ zodat .+\?", record["question"]), record["question"]
    assert record["id"] in talk.text
    check_manners(talk)


def check_manners(talk: Talk) -> None:
    """What holds in every talk."""
    sentences = [m["text"] for m in talk.heard]
    first = sentences[0]
    assert "computer" in first, "it says what it is before anything else"
    questions = [m["text"] for m in talk.heard if m.get("custom")]
    assert len(questions) == len(set(questions)), "no question is put twice in the same words"
    for message in talk.heard:
        buttons = message.get("buttons", [])
        assert len(buttons) <= 5
        titles = [b["title"] for b in buttons]
        assert len(titles) == len(set(titles))
        for button in buttons:
            assert len(button["title"]) <= 24, button
            assert len(button["payload"].encode()) <= 64, button
        if buttons:
            assert message["custom"]["asks"] and message["custom"]["about"]
        assert "{" not in message["text"], f"a name was not filled in: {message['text']!r}"
