"""What people thought of it: asked once, one tap, never of who is in trouble."""

from __future__ import annotations

import json
import time
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.engine import Engine

from bot.console import accounts, view
from bot.conversations import inbox, outbox, ratings, takeover
from bot.conversations.outbox import Reply
from bot.conversations.ratings import Heard, Taps
from bot.knowledge import load as load_knowledge
from bot.privacy import erasure, own_data
from bot.privacy.periods import periods
from bot.settings import Settings
from bot.store import growth_questions, insight, now, reading, writing
from bot.store.tables import messages, trackers
from bot.store.work import Actor
from bot.store.work_tables import ratings as table
from tests.store.records import record

K = load_knowledge()
WORDS = ratings.Words(**{f.name: K.texts.get(f"rating.{f.name}")[0] for f in fields(ratings.Words)})
TAPS = Taps(WORDS, K.rating_words)
ID = "GV-2026-AAAAAA"


def begun(store: Engine, **intake: Any) -> str:
    """A talk with a confirmed growth question, in which nothing was said for a while."""
    talk = inbox.begin(store, "website").id
    state = json.dumps({"slots": {"intake": {"pending": None, **intake}}, "loop": None})
    with writing(store) as connection:
        growth_questions.put_record(connection, record(ID, conversation_id=talk), "entrepreneur")
        connection.execute(
            insert(trackers).values(conversation_id=talk, version=1, state=state, updated_at=now())
        )
        ratings.due(connection, talk, "question", ID)
    later(store)
    return talk


def later(store: Engine) -> None:
    """An hour passes."""
    with writing(store) as connection:
        connection.execute(update(table).values(due_at=time.time() - 1))
        connection.execute(update(messages).values(created_at=now() - timedelta(hours=1)))


def state_of(store: Engine, talk: str) -> Any:
    with reading(store) as connection:
        return connection.execute(select(table).where(table.c.conversation_id == talk)).first()


def said(store: Engine, talk: str) -> list[str]:
    return [m["text"] for m in outbox.transcript(store, talk) if m["direction"] == "out"]


def tap(store: Engine, talk: str, choice: str) -> bool:
    payload = f"/rate_talk{json.dumps({'choice': choice})}"
    number = f"t{time.monotonic_ns()}"
    got = inbox.receive(store, talk, "choice", payload, number, {"title": choice})
    assert TAPS.may_take(payload)
    with writing(store) as connection:
        return TAPS.take(connection, got.message_id)


def types(store: Engine, talk: str, words: str) -> bool:
    """Whether what is typed was taken, and not left to the bot."""
    got = inbox.receive(store, talk, "text", words, f"t{time.monotonic_ns()}")
    heard = TAPS.awaits(store, got.message_id)
    if heard is None:
        return False
    with writing(store) as connection:
        TAPS.hear(connection, got.message_id, heard, for_the_bot=False)
    return True


def test_asked_once_with_three_short_options(any_store: Engine) -> None:
    talk = begun(any_store)
    assert ratings.ask_due(any_store, WORDS) == [talk]
    for _ in range(2):
        with writing(any_store) as connection:
            ratings.due(connection, talk, "takeover")
        later(any_store)
        assert ratings.ask_due(any_store, WORDS) == []
    [asked] = [m for m in outbox.transcript(any_store, talk) if m["direction"] == "out"]
    titles = [button["title"] for button in asked["payload"]["buttons"]]
    assert len(titles) == 3 and all(len(title) <= 20 for title in titles)
    assert asked["payload"]["custom"] == {"asks": "choice", "about": "rating"}
    assert "Overslaan mag" in asked["text"]


@pytest.mark.parametrize(
    "intake", [{"flags": ["suicide"]}, {"resting": True}, {"withdrawn_at": "2026-11-26T10:00"}]
)
def test_never_of_who_is_in_trouble_or_took_it_back(
    any_store: Engine, intake: dict[str, Any]
) -> None:
    talk = begun(any_store, **intake)
    assert ratings.ask_due(any_store, WORDS) == [] and said(any_store, talk) == []
    assert state_of(any_store, talk).state == "done", "and not later either"


def test_never_while_the_record_says_that_somebody_is_in_trouble(any_store: Engine) -> None:
    talk = begun(any_store)
    with writing(any_store) as connection:
        from bot.store.work_tables import work_items

        connection.execute(update(work_items).values(urgent=2))
    assert ratings.ask_due(any_store, WORDS) == [] and said(any_store, talk) == []


def test_not_while_somebody_talks_or_the_bot_waits_for_an_answer(any_store: Engine) -> None:
    talk = begun(any_store, pending={"about": "route"})
    assert ratings.ask_due(any_store, WORDS) == []
    assert state_of(any_store, talk).state == "due"
    with writing(any_store) as connection:
        connection.execute(update(trackers).values(
            state=json.dumps({"slots": {"intake": {"pending": None}}, "loop": None})))  # fmt: skip
    later(any_store)
    inbox.receive(any_store, talk, "text", "en nog iets", "1")
    assert ratings.ask_due(any_store, WORDS) == [], "they are still talking"
    later(any_store)
    assert ratings.ask_due(any_store, WORDS) == [talk]


def test_not_days_later(any_store: Engine) -> None:
    talk = begun(any_store)
    with writing(any_store) as connection:
        connection.execute(update(table).values(created_at=now() - timedelta(hours=13)))
    assert ratings.ask_due(any_store, WORDS) == []
    assert state_of(any_store, talk).state == "done"


def test_a_tap_and_words_and_each_once(any_store: Engine) -> None:
    talk = begun(any_store)
    assert tap(any_store, talk, "say") and said(any_store, talk) == [WORDS.over]
    later(any_store)
    ratings.ask_due(any_store, WORDS)
    tap(any_store, talk, "ok")
    tap(any_store, talk, "bad")
    assert state_of(any_store, talk).score == 2, "the first tap counts"
    assert WORDS.over in said(any_store, talk)
    tap(any_store, talk, "say")
    got = inbox.receive(any_store, talk, "text", "vraag Fatima El Amrani op 0612345678", "w")
    heard = TAPS.awaits(any_store, got.message_id)
    assert heard == Heard("vraag Fatima El Amrani op 0612345678", None)
    with writing(any_store) as connection:
        TAPS.hear(connection, got.message_id, heard, for_the_bot=False)
    assert state_of(any_store, talk).words == "vraag [naam] op [telefoonnummer]"
    assert said(any_store, talk)[-1] == WORDS.thanks
    again = inbox.receive(any_store, talk, "text", "en verder", "w2")
    assert TAPS.awaits(any_store, again.message_id) is None, "one message, no more"
    page = view.growth_question(any_store, K, ID, me=0)
    assert page is not None and page["rating"]["label"] == "gaat wel"
    told = own_data.all_of(any_store, talk, periods(Settings(database_url="sqlite://")))
    assert told is not None and told["rating"]["score"] == 2


def test_a_cry_for_help_is_the_bots(any_store: Engine) -> None:
    talk = begun(any_store)
    ratings.ask_due(any_store, WORDS)
    tap(any_store, talk, "bad")
    tap(any_store, talk, "say")
    got = inbox.receive(any_store, talk, "text", "ik zie het niet meer zitten", "w")
    heard = TAPS.awaits(any_store, got.message_id)
    assert heard is not None and heard.tap is None
    with writing(any_store) as connection:
        TAPS.hear(connection, got.message_id, heard, for_the_bot=True)
    row = state_of(any_store, talk)
    assert (row.words, row.state) == (None, "done")
    with reading(any_store) as connection:
        left = connection.execute(
            select(messages.c.status).where(messages.c.id == got.message_id)
        ).scalar()
    assert left == "received", "the bot answers it"
    assert TAPS.awaits(any_store, got.message_id) is None


def test_a_score_in_words_and_that_it_was_enough(any_store: Engine) -> None:
    talk = begun(any_store)
    assert not types(any_store, talk, "prima"), "it was not asked yet"
    later(any_store)
    ratings.ask_due(any_store, WORDS)
    assert types(any_store, talk, "ik vond het prima, dank je wel")
    assert state_of(any_store, talk).score == 3
    assert said(any_store, talk)[-1] == WORDS.more
    assert types(any_store, talk, "nee hoor") and state_of(any_store, talk).state == "done"
    assert said(any_store, talk)[-1] == WORDS.thanks
    assert not types(any_store, talk, "prima"), "from here it is the bot's again"


def test_a_mark_that_may_be_of_five_or_of_ten_is_asked_once_more(any_store: Engine) -> None:
    talk = begun(any_store)
    ratings.ask_due(any_store, WORDS)
    assert types(any_store, talk, "een 4") and state_of(any_store, talk).score is None
    asked = outbox.transcript(any_store, talk)[-1]
    assert asked["text"] == WORDS.which and len(asked["payload"]["buttons"]) == 3
    assert types(any_store, talk, "4 van de 5") and state_of(any_store, talk).score == 3
    assert types(any_store, talk, "ja") and said(any_store, talk)[-1] == WORDS.type


def test_anything_else_and_anything_later_is_the_bots(any_store: Engine) -> None:
    talk = begun(any_store)
    ratings.ask_due(any_store, WORDS)
    for words in ("goed, maar wat kost het", "wie ben jij", "ja", "ik wil dood", "112"):
        assert not types(any_store, talk, words), words
    outbox.say(any_store, talk, Reply("Waar wil je mee beginnen?"), "bot", "text")
    assert not types(any_store, talk, "goed"), "something else was asked since"
    assert state_of(any_store, talk).score is None
    assert tap(any_store, talk, "good") and state_of(any_store, talk).score == 3


def test_while_the_bot_waits_only_what_stands_on_a_button(any_store: Engine) -> None:
    """After a person gave the talk back, its own question is still open."""
    talk = begun(any_store)
    ratings.ask_due(any_store, WORDS)
    open_question = json.dumps({"slots": {"intake": {"pending": {"about": "employees"}}}})
    with writing(any_store) as connection:
        connection.execute(update(trackers).values(state=open_question))
    for words in ("4", "prima", "een 8"):
        assert not types(any_store, talk, words), words
    assert types(any_store, talk, "Gaat wel") and state_of(any_store, talk).score == 2
    assert not types(any_store, talk, "ja")
    assert types(any_store, talk, "nee, klaar") and state_of(any_store, talk).state == "done"


def test_after_a_person_the_bots_own_question_comes_back(any_store: Engine) -> None:
    accounts.add_broker(any_store, "a@b.nl", "Sam", "een lange zin als wachtwoord")
    sam = Actor(accounts.people(any_store)[0]["id"], "Sam")
    talk = inbox.begin(any_store, "website").id
    state = {"slots": {"intake": {"pending": {"about": "opening"}}}, "loop": None}
    with writing(any_store) as connection:
        connection.execute(insert(trackers).values(
            conversation_id=talk, version=1, state=json.dumps(state), updated_at=now(),
        ))  # fmt: skip
        takeover.take(connection, talk, sam, "hoi")
        takeover.give_back(connection, talk, sam, "terug", sam.id)
    later(any_store)
    assert ratings.ask_due(any_store, WORDS) == [talk]
    with writing(any_store) as connection:
        connection.execute(update(messages).values(status="answered"))
    tap(any_store, talk, "good")
    tap(any_store, talk, "no")
    with reading(any_store) as connection:
        waiting = connection.execute(
            select(messages.c.kind, messages.c.payload).where(messages.c.status == "received")
        ).all()
    assert [(row.kind, row.payload) for row in waiting] == [("resume", {"quiet": False})]


def test_it_goes_with_the_talk_and_few_are_not_shown(any_store: Engine) -> None:
    talk = begun(any_store)
    ratings.ask_due(any_store, WORDS)
    tap(any_store, talk, "good")
    since, until = now() - timedelta(days=1), now() + timedelta(days=1)
    assert insight.scores(any_store, since, until) == {3: None}, "one is nobody's business"
    with writing(any_store) as connection:
        for number in range(6):
            connection.execute(insert(table).values(
                conversation_id=f"x{number}", cause="question", state="done", score=3, due_at=0.0,
                created_at=now()))  # fmt: skip
    assert insight.scores(any_store, since, until) == {3: 5}
    with writing(any_store) as connection:
        erasure.erase(connection, talk, 30)
    assert state_of(any_store, talk) is None
