"""Every YAML file in this folder is a talk with the real engine, from hello to growth question."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot.growth_question import record as records
from bot.knowledge import Knowledge
from tests.conversations.persona import Persona, Result, Script
from tests.talk import Talk

TALKS = sorted(Path(__file__).parent.glob("*.yml"))


@pytest.mark.parametrize("path", TALKS, ids=lambda p: p.stem)
def test_talk(path: Path, talk: Talk, knowledge: Knowledge) -> None:
    script = Script.load(path)
    problems = problems_of(script, talk, knowledge)
    if script.known_problem:
        assert problems, "this goes well now: take known_problem out"
        pytest.xfail(script.known_problem)
    assert not problems, "\n".join(problems)


def problems_of(
    script: Script, talk: Talk, knowledge: Knowledge, played: list[Persona] | None = None
) -> list[str]:
    """Play a talk and say all that is wrong with what came of it.

    Args:
        played: takes up the persona, for who wants to know more of the talk.
    """
    persona = Persona(script, talk, knowledge)
    if played is not None:
        played.append(persona)
    result = persona.play()
    problems = list(result.problems)
    ends = script.expect.get("ends", "confirmed")
    if not problems and result.ended != ends:
        problems.append(f"ended {result.ended}, not {ends}; asked {result.asked}")
    if not problems and ends == "confirmed":
        problems += wrong_in_record(script, talk, knowledge, result)
    if not problems and ends in ("crisis", "human"):
        record = talk.record
        if record is None or record["route"] not in ("human_now", "safety_net"):
            problems.append("no person is alerted")
        elif ends == "crisis" and record["matches"]:
            problems.append("something is matched to somebody in trouble")
    return problems + wrong_manners(talk)


def wrong_in_record(script: Script, talk: Talk, knowledge: Knowledge, result: Result) -> list[str]:
    record, expected = talk.record, script.expect
    assert record is not None
    records.validate(record)
    found = []

    def check(ok: bool, message: str) -> None:
        if not ok:
            found.append(message)

    needs = [n["id"] for n in record["needs"]]
    check(needs[0] == expected.get("need", script.need), f"need {needs}, asked {result.asked}")
    if "second" in expected:
        check(expected["second"] in needs, f"no second need: {needs}")
    for name, value in (expected.get("fields") or {}).items():
        is_now = record["fields"].get(name, {}).get("value")
        check(is_now == value, f"{name} is {is_now!r}, not {value!r}")
    for name in expected.get("never_asked") or ():
        check(name not in result.asked, f"{name} was said already: {result.asked}")
    diagnostic = {
        a for a in result.asked if a in knowledge.questions_by_id or a in knowledge.open_by_id
    }
    check(len(diagnostic) <= expected.get("most_questions", 9), f"many questions: {diagnostic}")
    matched = [m["instrument"] for m in record["matches"]]
    for instrument in expected.get("matches", []):
        check(instrument in matched, f"{instrument} not in {matched}")
    for name, value in record["fields"].items():
        check(bool(value.get("evidence")), f"{name} has no evidence")
    said = [e["quote"] for n in record["needs"] for e in n["evidence"] if "quote" in e]
    check(len(record["needs"][0]["evidence"]) >= 2, "a need needs two pieces of evidence")
    check(bool(said), "no words prove the need")
    check(
        re.fullmatch(r"Hoe .+ zodat .+\?", record["question"]) is not None,
        f"no growth question: {record['question']}",
    )
    check(record["id"] in talk.text, "the reference is not told")
    return found


def wrong_manners(talk: Talk) -> list[str]:
    """What holds in every talk."""
    found = []
    first = talk.heard[0]["text"]
    if "computer" not in first:
        found.append(f"it does not say what it is before anything else: {first!r}")
    questions = [m["text"] for m in talk.heard if m.get("custom")]
    twice = {q for q in questions if questions.count(q) > 1}
    if twice:
        found.append(f"put twice in the same words: {twice}")
    for message in talk.heard:
        found += wrong_message(message)
    return found


def wrong_message(message: dict[str, Any]) -> list[str]:
    """What no channel can show, or nobody can read."""
    found = []
    buttons = message.get("buttons", [])
    titles = [b["title"] for b in buttons]
    if len(buttons) > 5 or len(titles) != len(set(titles)):
        found.append(f"buttons: {titles}")
    for button in buttons:
        if len(button["title"]) > 24 or len(button["payload"].encode()) > 64:
            found.append(f"too long: {button}")
    if buttons and not (message["custom"]["asks"] and message["custom"]["about"]):
        found.append(f"buttons under nothing that is asked: {message}")
    if "{" in message["text"]:
        found.append(f"a name was not filled in: {message['text']!r}")
    return found
