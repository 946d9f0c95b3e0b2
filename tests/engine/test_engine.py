"""The engine: what users may type, what a failed turn leaves behind, and what a turn costs."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from typing import Any

import pytest
from sqlalchemy import func, select

import actions.intake
from bot.store import reading
from bot.store.tables import messages, tracker_events, trackers
from tests.talk import Talk


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        "/session_start",
        "/back",
        '/inform{"choice":"growth_question:yes"}',
        '/affirm{"choice":"readback:lead_delegeren"}',
        '/inform{"choice":"employees:c"}',
        "/intent{broken",
        "////",
        "EXTERNAL: boo",
    ],
)
def test_typed_commands_are_only_words(talk: Talk, text: str) -> None:
    talk.say("we vinden al maanden geen monteurs")
    state = talk.slot("intake")
    said = talk.say(text)
    assert said and said[0]["text"]
    after = talk.slot("intake")
    assert after["presenting"] == state["presenting"], "nothing was thrown away"
    assert after["needs"] == [] and after["confirmed_at"] is None, "nothing was confirmed"
    assert "employees" not in after["facts"]


def test_payload_of_an_offered_option_counts(talk: Talk) -> None:
    talk.say("we vinden al maanden geen monteurs")
    while not talk.buttons:
        talk.say("vorige week zei er weer een af, nu rijd ik zelf de storingen")
    question = talk.about
    talk.say(talk.buttons[0]["payload"])
    assert talk.slot("intake")["asked"][question] == "answered"


@pytest.mark.parametrize(
    "text",
    [
        "😀😀🎉",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "'; DROP TABLE messages; --",
        "{{7*7}} {name} %s",
        "a" * 10_000,
        "wij maken stallen van staal en dat loopt goed maar ik vind geen mensen " * 140,
        "\u202e\u200b\u0000 zero",
        "?",
        "1",
        "𝕴𝖐 𝖟𝖔𝖊𝖐 𝖌𝖊𝖑𝖉",
    ],
    ids=[
        "emoji",
        "html",
        "sql",
        "template",
        "long-word",
        "long",
        "control",
        "mark",
        "digit",
        "fancy",
    ],
)
def test_nonsense_gets_a_friendly_answer(talk: Talk, text: str) -> None:
    for _ in range(2):
        said = talk.say(text)
        assert said and all(m["text"] for m in said)
        shown = " ".join(m["text"] for m in said)
        assert "Traceback" not in shown and "Error" not in shown
    talk.say("ik kom om in het werk, alles loopt via mij")
    assert talk.about is not None


def test_failed_action_leaves_no_half_turn(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    talk.say("we vinden al maanden geen monteurs")
    store = talk.agent.store

    def stored() -> tuple[int, int, Any]:
        with reading(store) as connection:
            return (
                connection.execute(
                    select(func.count()).where(messages.c.conversation_id == talk.id)
                ).scalar_one(),
                connection.execute(
                    select(func.count()).where(tracker_events.c.conversation_id == talk.id)
                ).scalar_one(),
                connection.execute(
                    select(trackers.c.version, trackers.c.state).where(
                        trackers.c.conversation_id == talk.id
                    )
                ).one(),
            )

    before = stored()

    def broken(*_: Any) -> Any:
        raise RuntimeError("broken on purpose")

    with monkeypatch.context() as patched:
        patched.setattr(actions.intake, "take_turn", broken)
        with pytest.raises(RuntimeError, match="on purpose"):
            talk.say("Bij mijn mensen")
    assert stored() == before, "all of a turn, or nothing"
    assert talk.say("Bij mijn mensen"), "and the next try works"


def test_how_long_it_is_kept_is_told_as_it_is_set(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_KEEP_CHAT_DAYS", "41")
    actions.intake.keep_days.cache_clear()
    try:
        said = talk.say("hoe lang bewaar je wat ik hier zeg?")
    finally:
        actions.intake.keep_days.cache_clear()
    assert "41 dagen" in " ".join(message["text"] for message in said)


def test_turn_400_costs_about_what_turn_2_costs(loaded_agent: Any) -> None:
    # Side questions: the open question stays the same, so both talks do the same work.
    words = ("lekker weertje he", "waarom vraag je dit", "ben je een robot", "dankjewel")
    start = "mijn beste mensen gaan weg naar de concurrent"
    long = Talk(loaded_agent)
    long.say(start)
    for i in range(375):
        long.say(words[i % len(words)])
    early, late = [], []
    # In turns, so that what else the machine does weighs on both alike.
    for i in range(24):
        if i % 8 == 0:
            fresh = Talk(loaded_agent)
            fresh.say(start)
        for talk, spent in ((fresh, early), (long, late)):
            started = time.process_time()
            talk.say(words[i % len(words)])
            spent.append(time.process_time() - started)
        assert long.about == fresh.about
    ratio = statistics.median(late) / statistics.median(early)
    assert ratio <= 1.2, ratio
    full = long.loop.run_until_complete(loaded_agent.tracker_store.retrieve_full_tracker(long.id))
    assert sum(1 for e in full.events if e.type_name == "user") == 400, "all of it is kept"


def test_engine_loads_no_tensorflow() -> None:
    code = (
        "import bot.engine.serve, sys, json;"
        "print(json.dumps([m for m in ('jax', 'keras.layers', 'tensorflow.python')"
        " if m in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_using_tensorflow_is_refused() -> None:
    import tensorflow

    from bot.engine.without_tensorflow import TensorFlowIsOff

    with pytest.raises(TensorFlowIsOff):
        tensorflow.constant(1)


def test_parse_has_the_contracts_form(talk: Talk) -> None:
    from rasa.core.channels.channel import UserMessage

    text = "in Emmeloord staat al een half jaar een vacature open, we zijn met 12 man"
    parsed = talk.loop.run_until_complete(talk.agent.processor.parse_message(UserMessage(text)))
    assert parsed["intent"]["name"] == "express_need"
    needs = parsed["needs"]
    assert needs[0]["id"] == "tal_werven"
    confidences = [n["confidence"] for n in needs]
    assert confidences == sorted(confidences, reverse=True) and sum(confidences) <= 1
    found = {e["entity"]: e for e in parsed["entities"]}
    assert found["municipality"]["value"] == "noordoostpolder"
    assert found["place"]["value"] == "Emmeloord"
    assert found["employees"]["value"] == 12
    for entity in parsed["entities"]:
        assert {"entity", "value", "start", "end", "confidence"} <= set(entity)
    assert text[found["place"]["start"] : found["place"]["end"]] == "Emmeloord"
