"""What was said last goes first: it is asked on about, and what they want is taken as said."""

from __future__ import annotations

from dataclasses import replace
from typing import Sequence

import pytest

from bot.diagnosis import Evidence
from bot.dialogue import drawing_out, overview, steps
from bot.dialogue.hearing.base import I_WANT
from bot.dialogue.speech import Speaker
from bot.dialogue.state import Fact
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import Chat


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


def test_asked_on_about_the_need_of_the_last_words(chat: Chat) -> None:
    """All that was told is likeliest about customers; the last words are about prices."""
    chat.hear("de omzet zakt al een jaar en klanten blijven weg", "express_need",
              needs={"markt_klantwerving": 0.9})  # fmt: skip
    chat.hear("klanten kopen alles online en dat wordt steeds meer", "express_need",
              needs={"markt_klantwerving": 0.9})  # fmt: skip
    chat.state.said["drawn:general"] = 1  # a general question came last
    said = chat.hear("voor een bandje krijg ik nog steeds vijftien euro", "express_need",
                     needs={"fin_rendement": 0.95})  # fmt: skip
    put = [q for q in chat.k.needs_by_id["fin_rendement"].ask_on if q in said]
    assert put, said


COST = "ik wil weten wat een reparatie mij echt kost en dan eerlijke prijzen rekenen"


def test_who_says_what_they_want_asks_us_nothing(chat: Chat) -> None:
    matter = next(aside.id for aside in chat.k.asides if aside.told)

    def reads(texts: Sequence[str]) -> list[tuple[str, float, float]]:
        return [(matter, 0.95, 0.99) if "reparatie" in one else ("", 0.0, 0.0) for one in texts]

    chat.context = replace(chat.context, asked_of_firm=reads)
    chat.to("desired_result")
    said = chat.hear(COST, "express_need", needs={"fin_rendement": 0.9})
    assert chat.k.texts.get(f"aside.{matter}")[0] not in said
    approach = chat.state.facts["approach"]
    assert approach.source == "said" and "reparatie" in str(approach.value)


def test_a_question_to_us_is_answered_there_too(chat: Chat) -> None:
    chat.to("desired_result")
    chat.context = replace(
        chat.context, asked=lambda texts: [("duration", 0.99, 0.99) for _ in texts]
    )
    said = chat.hear("ik wil eerst weten hoe lang dit duurt", "ask_process")
    assert any(text in said for text in chat.k.texts.get("aside.duration_near")), said
    assert chat.about == "desired_result"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (COST, True),
        ("ja, we willen meer tijd voor het vak", True),
        ("ik wil eerst weten wat dit kost", False),
        ("ik wil weten hoe jullie mijn gegevens bewaren", False),
        ("ik wil weten wie dit leest", False),
        ("ik wil eerst weten hoe lang het duurt", False),
        ("wat kost een reparatie mij", False),
    ],
)
def test_what_finishes_i_want(text: str, says: bool) -> None:
    assert (I_WANT.match(text) is not None) is says


def test_a_result_that_comes_with_the_term_is_the_result(chat: Chat) -> None:
    chat.to("horizon_months")
    chat.state.facts.pop("desired_result", None)
    chat.hear("dat ik in maart weer gewoon wat verdien", "inform", period_months=4)
    assert chat.state.facts["horizon_months"].value == 4
    assert chat.state.facts["desired_result"].value == "dat ik weer gewoon wat verdien"


def test_a_result_of_ours_is_shown_as_ours(chat: Chat) -> None:
    chat.to("growth_question")
    chat.state.facts.pop("desired_result", None)
    need = chat.k.needs_by_id[chat.state.needs[0]]
    clause = need.results[0].clause
    chat.state.question = f"Hoe kan ik dit doen, zodat {clause}, binnen een jaar?"
    rows = overview.rows(chat.state, Speaker(chat.k.texts, chat.state), chat.k)
    (row,) = [row for row in rows if row.field == "desired_result"]
    assert clause in row.value and row.how == chat.k.texts.get("overview.proposal")[0]
    chat.state.question = "Hoe kan ik dit doen, zodat ik rust heb, binnen een jaar?"
    rows = overview.rows(chat.state, Speaker(chat.k.texts, chat.state), chat.k)
    assert not [row for row in rows if row.field == "desired_result"]


@pytest.mark.parametrize(
    ("last", "asked"), [(COST, False), ("wat een reparatie mij kost weet niemand hier", True)]
)
def test_who_said_what_they_want_is_not_asked_it_where_the_need_stays_open(
    last: str, asked: bool, chat: Chat
) -> None:
    chat.context = replace(chat.context, read=lambda text: {"fin_rendement": 0.9})
    chat.state.needs, chat.state.readbacks = ["fin_rendement"], 1
    for number, text in enumerate(("de omzet zakt al een jaar", last)):
        chat.state.log.append(Evidence("text", str(number), text, None, None, {}))
    assert steps.wants_wish(chat.state, chat.context) is asked


@pytest.mark.parametrize(
    ("text", "alarm"),
    [
        ("nee het gaat mij om de winkel, dat we daar straks van kunnen leven", False),
        ("over het bedrijf hoor, met mij is niks", False),
        ("nee ik kan echt niet meer, elke ochtend weer", True),
        ("het gaat om de winkel maar ik ga kapot", True),
        ("over het bedrijf, maar zelf zie ik ook geen uitweg", True),
    ],
)
def test_who_says_that_it_is_about_the_firm_is_believed(text: str, alarm: bool, chat: Chat) -> None:
    """After the soft question; a listed phrase counts whatever stands before it."""
    chat.hear("de winkel loopt goed maar mijn man kan niet meer op het land", "express_need",
              needs={"str_verdienmodel": 0.4})  # fmt: skip
    chat.hear("zijn rug is op en hij lag drie weken in de oogst", "crisis_personal", 0.92)
    assert chat.about == "grey"
    chat.hear(text, "crisis_personal")
    assert bool(chat.state.flags) is alarm


@pytest.mark.parametrize(
    ("told", "answers"),
    [
        ("ach daar praten we niet zo over thuis", True),
        ("daar zegt hij nooit iets van", True),
        ("daar wil ik het niet over hebben", False),
        ("laten we het daar niet over hebben", False),
        ("daar praten we met jou liever niet over", False),
    ],
)
def test_that_they_do_not_talk_is_an_answer(told: str, answers: bool, chat: Chat) -> None:
    chat.hear("mijn man Piet wil niet minder werken en wij moeten nu kiezen", "express_need",
              needs={"str_verdienmodel": 0.6})  # fmt: skip
    assert "Piet" in str(chat.state.pending and chat.state.pending.text)
    chat.hear(told, "skip")
    assert any(line.quote == told for line in chat.state.log) is answers


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("kweenie. mensen kopen alles online", "mensen kopen alles online"),
        ("nee. ja ik ben te goedkoop", "ik ben te goedkoop"),
        ("weet ik niet of we dat redden", "weet ik niet of we dat redden"),
        ("en", "en"),
    ],
)
def test_a_quote_begins_where_something_is_told(text: str, quoted: str) -> None:
    assert drawing_out.BEGINS.sub("", text) == quoted


def test_how_it_goes_leaves_out_what_they_want_and_keeps_what_a_broker_wrote(chat: Chat) -> None:
    chat.to("growth_question")
    chat.state.facts["approach"] = Fact("minder rekenen", "said", COST, "1")
    speaker = Speaker(chat.k.texts, chat.state)
    how = "nooit uitgerekend wat een reparatie kost"
    for value, shown in (([COST, how], how), ("Rekent nooit na.", "Rekent nooit na.")):
        chat.state.facts["situation"] = Fact(value, "said", how, "2")
        rows = overview.rows(chat.state, speaker, chat.k)
        assert [row.value for row in rows if row.field == "situation"] == [shown]
