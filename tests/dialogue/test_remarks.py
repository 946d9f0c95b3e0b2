"""What somebody does with what they tell is asked on about, whatever it is about."""

from __future__ import annotations

import pytest

from bot.dialogue import drawing_out, remarks
from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState
from bot.knowledge import Knowledge
from bot.knowledge.check_remarks import mistakes
from bot.knowledge.remarks import mistakes_in, pattern
from tests.dialogue.test_turns import Chat


def made(text: str, k: Knowledge) -> set[str]:
    return {one.id for one in k.remarks if one.says.search(text)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ja klanten gaan dan klagen", "vreest_reactie"),
        ("dan lopen ze allemaal weg", "vreest_reactie"),
        ("m'n beste kapster is weg en nu sta ik zelf zes dagen", "iemand_weg"),
        ("omdat m'n prijzen al zes jaar hetzelfde zijn", "al_jaren_zo"),
        ("daar praten we niet over thuis", "niet_besproken"),
        ("geen idee wat zo'n reparatie kost", "weet_cijfer_niet"),
        ("dat schuif ik al een jaar voor me uit", "stelt_uit"),
        ("zeven dingen half af", "half_af"),
        ("mijn vader wil er niks van weten", "ander_wil_niet"),
        ("nu komt er steeds iets tussen", "half_af"),
        ("eerlijk gezegd ging het daar niet sneller van", "geprobeerd"),
        ("altijd druk, te weinig handen denk ik", "mist_handen"),
    ],
)
def test_the_same_remark_about_other_things_is_heard(
    text: str, kind: str, knowledge: Knowledge
) -> None:
    assert kind in made(text, knowledge)


@pytest.mark.parametrize(
    "text",
    ["we zitten in een hal van 400 meter", "ja soms", "wij maken kozijnen en deuren",
     "ik heb een kapsalon in Zeewolde", "mijn zoon Jeroen rijdt op de trekker",
     "iemand ertussenin die het ook kent", "wie heeft er nog tijd voor koffie"],
)  # fmt: skip
def test_plain_facts_make_none(text: str, knowledge: Knowledge) -> None:
    assert not made(text, knowledge)


def test_their_words_come_back_with_a_question_that_fits_them(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.hear("we draaien best aardig, maar de prijzen zijn al zes jaar hetzelfde", "express_need",
              needs={"fin_rendement": 0.9})  # fmt: skip
    assert "“de prijzen zijn al zes jaar hetzelfde”" in chat.said[-1]
    assert "Wat hield je tegen" in chat.said[-1]
    chat.hear("nou als ik dat doe gaan ze klagen", "express_need", needs={"fin_rendement": 0.9})
    assert "Hoe vaak is dat tot nu toe echt gebeurd?" in chat.said[-1]


def test_who_left_is_not_talked_with(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.hear("mijn planner Sandra heeft opgezegd en nu loopt het niet", "express_need",
              needs={"tal_behouden": 0.9})  # fmt: skip
    assert "Hoe is het zo gekomen dat je planner Sandra wegging?" in chat.said[-1]
    chat.hear("ze kreeg ergens anders meer", "express_need", needs={"tal_behouden": 0.9})
    assert "bespreek je daarover met je planner" not in " ".join(chat.said)


def test_one_kind_is_asked_about_twice_at_most(knowledge: Knowledge) -> None:
    state = IntakeState()
    texts = ("ik durf het niet", "nee dat durf ik gewoon niet", "nogmaals, ik durf het niet")
    asked = [
        drawing_out.about_remark(text, state, Speaker(knowledge.texts, state), knowledge)
        for text in texts
    ]
    assert asked[0] and asked[1] and asked[0] != asked[1]
    assert asked[2] is None


def test_what_weighs_most_goes_first(knowledge: Knowledge) -> None:
    state = IntakeState()
    told = "hij heeft ontslag genomen, en ik kom er zelf niet aan toe"
    question = remarks.about(told, None, state, Speaker(knowledge.texts, state), knowledge)
    left = next(one for one in knowledge.remarks if one.id == "iemand_weg")
    assert question in left.ask


@pytest.mark.parametrize(
    ("phrase", "text", "fits"),
    [
        ("durf .. niet", "ik durf het hem echt niet te zeggen", True),
        ("durf .. niet", "ik durf het. en dat is niet niks", False),
        ("(drie|vier) lijstjes", "we hebben vier lijstjes", True),
        ("opvolg*", "geen opvolger", True),
        ("opvolg*", "de klant volgt op", False),
        ("van # naar #", "van 12 naar 5", True),
        ("ik doe .. alles zelf", "ik doe hier alles zelf", True),
        ("ik doe .. alles zelf", "ik doe niet alles zelf", False),
    ],
)
def test_phrases(phrase: str, text: str, fits: bool) -> None:
    assert (pattern([phrase]).search(text) is not None) is fits


@pytest.mark.parametrize("phrase", [".. niet", "durf ..", "Durf", "(a|b", "durf?"])
def test_a_phrase_that_cannot_be_is_found(phrase: str) -> None:
    assert list(mistakes_in(phrase))


def test_a_kind_without_what_it_needs_is_found() -> None:
    good = {"id": "a", "what": "x", "says": ["nooit"], "ask": ["Wat dan?", "Hoe dan?"]}
    assert not list(mistakes({"remarks": [good]}))
    for wrong in ({"says": []}, {"what": ""}, {"ask": ["Wat dan?"]}, {"who": ["Wat dan nou?"]},
                  {"ask": ["Wat dan?", "Is dat zo?"]}):  # fmt: skip
        assert list(mistakes({"remarks": [{**good, **wrong}]})), wrong
    assert list(mistakes({"remarks": [good, good]}))
