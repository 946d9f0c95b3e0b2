"""A growth question that is changed in words: each change is made, and undoes no other."""

from __future__ import annotations

import pytest

from bot.dialogue.agreeing import lets_stand
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge
from bot.language.extract import extract
from tests.dialogue.test_turns import AT, Chat

OWN = "hoe houd ik mijn beste kok, misschien als vennoot, zodat ik weer rustig slaap, voor kerst"


class Read(Chat):
    """A talk in which what a message holds is read by the extractors, as in the engine."""

    def say(self, text: str, intent: str = "inform", confidence: float = 0.5) -> str:
        self.number += 1
        found = tuple(extract(text, AT.date(), self.k.gazetteer))
        return self._take(Understood(text, "text", str(self.number), AT, intent, confidence, found))

    @property
    def question(self) -> str:
        return str(self.state.question)


@pytest.fixture()
def chat(knowledge: Knowledge) -> Read:
    chat = Read(knowledge)
    chat.to_question()
    return chat


def test_three_changes_in_one_message(chat: Read) -> None:
    said = chat.say(
        "nee dat laatste stuk zeg ik zo niet. het moet zijn zodat ik mijn weekend terug heb. en "
        "het zijn 7 vaste mensen en 1 stagiair, en voor de zomer ipv half jaar want dan is het "
        "druk"
    )
    assert "het resultaat, voor de zomer, 8 mensen" in said and chat.about == "growth_question"
    assert chat.question.endswith("zodat ik mijn weekend terug heb, voor de zomer?")
    assert chat.state.facts["employees"].value == 8
    assert chat.state.facts["horizon_months"].quote == "voor de zomer"


def test_what_to_do_to_what_end_and_with_how_many(chat: Read) -> None:
    said = chat.say(
        "haha nee. ik wil twee grote scholen werven zodat ik niet meer van die ene klant afhang. "
        "en we zijn met 9 man",
        "correct",
    )
    assert "wat je wilt doen, het resultaat, 9 mensen" in said
    assert chat.question == (
        "Hoe kan ik twee grote scholen werven, zodat ik niet meer van die ene klant afhang, "
        "binnen een half jaar?"
    )


def test_one_change_never_undoes_another(chat: Read) -> None:
    chat.say("eerste stuk moet zijn: de inkoop overdragen aan mijn zoon. en doe 'voor 1 mei' ipv "
             "een half jaar")  # fmt: skip
    assert "de inkoop overdragen aan mijn zoon, zodat" in chat.question
    assert chat.question.endswith("voor 1 mei?")
    chat.say("nee. hoe kan ik de inkoop bij mijn zoon leggen")
    chat.say("zodat ik weer in de werkplaats sta, dat is het resultaat")
    assert "de inkoop bij mijn zoon leggen, zodat" in chat.question
    assert chat.question.endswith("voor 1 mei?")


@pytest.mark.parametrize("intent", ["inform", "correct", "complain", "chitchat"])
def test_a_term_in_a_sentence_of_their_own(chat: Read, intent: str) -> None:
    chat.say(OWN, "express_need")
    own = chat.question
    assert chat.state.own_words
    chat.say("voor kerst lukt nooit. maak er gewoon binnen 8 maanden van", intent, 0.9)
    assert chat.question == own.replace("voor kerst", "binnen acht maanden")
    assert chat.state.facts["horizon_months"].value == 8 and chat.state.own_words


def test_what_was_not_understood_is_said(chat: Read) -> None:
    said = chat.say("doe de kleuren van de zin maar anders. en voor de bouwvak ipv half jaar")
    assert chat.question.endswith("voor de bouwvak?")
    assert "kleuren van de zin" in said
    said = chat.say("die kok moet eruit. en het zijn er 14, en doe een jaar")
    assert chat.question.endswith("binnen een jaar?") and "14 mensen" in said
    assert "“die kok moet eruit”" in said


def test_a_part_that_is_wrong_is_asked_for(chat: Read) -> None:
    said = chat.say("het laatste stuk is krom. en we zijn met 8 man")
    assert chat.state.facts["employees"].value == 8
    assert "8 mensen" in said and "laatste stuk dan zijn" in said


def test_a_part_that_is_wrong_and_no_more_is_asked_anew(chat: Read) -> None:
    chat.say("de termijn klopt niet", "correct")
    assert chat.about == "horizon_months"
    chat.say("voor 1 mei", "inform")
    assert chat.about == "growth_question" and chat.question.endswith("voor 1 mei?")
    chat.say("dat laatste stuk is fout", "complain")
    assert chat.about == "desired_result"


def test_place_people_and_term_at_once(chat: Read) -> None:
    said = chat.say("nee wij zitten in dronten, en het zijn 4 man, en de termijn is een jaar")
    assert chat.question.endswith("binnen een jaar?")
    assert chat.state.facts["employees"].value == 4
    assert chat.state.facts["municipality"].value == "dronten"
    assert "binnen een jaar, dronten, 4 mensen" in said


def test_what_is_wanted_beside_a_term_is_not_lost(chat: Read) -> None:
    chat.say("liever binnen een jaar. en het resultaat is dat de zaak op mijn dochter draait")
    assert "zodat de zaak op mijn dochter draait, binnen een jaar?" in chat.question
    said = chat.say("het gaat me vooral om tijd voor mijn tuin, en voor de zomer")
    assert chat.question.endswith("voor de zomer?") and "tijd voor mijn tuin" in said


def test_quoted_words_in_place_of_others(chat: Read) -> None:
    chat.say("in plaats van 'doordraait' moet er staan 'winst maakt'")
    assert "zodat het bedrijf winst maakt als ik er niet ben, binnen" in chat.question


def test_words_that_go_beside_another_term(chat: Read) -> None:
    chat.say(OWN, "express_need")
    said = chat.say("vervang kok door chef-kok. en doe maar voor pasen")
    assert "mijn beste chef-kok" in chat.question and chat.question.endswith("voor pasen?")
    assert "de woorden" in said


@pytest.mark.parametrize(
    "said",
    [
        "ja laat maar, is goed zo. maar hoe gaat dit nu verder?",
        "ik zei JA. die zin over de loods klopt",
        "jaaa",
        "is prima zo",
        "doe maar zo",
        "goed laten staan",
        "niks meer veranderen. hij is prima zo",
        "nou laat maar zo staan",
        "oké, hou het zo",
    ],
)
def test_a_yes_in_other_words(chat: Read, said: str) -> None:
    chat.say(said, "inform", 0.5)
    assert chat.state.confirmed()


@pytest.mark.parametrize(
    "said",
    [
        "laat maar",
        "laat maar zitten",
        "doe maar anders",
        "ja maar het einde klopt niet",
        "is goed, alleen is de termijn fout",
        "is dat goed zo?",
        "ik zei ja op die andere vraag maar dit is onzin",
    ],
)
def test_no_yes(chat: Read, said: str) -> None:
    assert not lets_stand(said)
    chat.say(said, "inform", 0.5)
    assert not chat.state.confirmed()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("heb ik al gezegd. de bakkerij draait zonder mij", "de bakkerij draait zonder mij"),
        ("tja, zoals ik al zei: weer tijd voor mijn vak", "weer tijd voor mijn vak"),
        ("nou gewoon, dat de telefoon stil is", "dat de telefoon stil is"),
    ],
)
def test_what_is_said_before_a_wish_is_no_part_of_it(
    knowledge: Knowledge, said: str, kept: str
) -> None:
    chat = Read(knowledge)
    chat.to("desired_result")
    chat.say(said)
    assert chat.state.facts["desired_result"].value == kept


def test_what_it_will_be_like_is_kept_to_its_end(knowledge: Knowledge) -> None:
    chat = Read(knowledge)
    chat.to("desired_result")
    wish = "dan heb ik twee vaste opdrachtgevers en kan ik een keer een klus weigeren"
    chat.say(wish)
    assert chat.state.facts["desired_result"].value == wish
    chat.go_to("growth_question")
    assert "zodat ik twee vaste opdrachtgevers heb en een keer een klus kan weigeren" in (
        chat.question
    )


def test_who_only_says_that_it_was_said_is_asked_again(knowledge: Knowledge) -> None:
    chat = Read(knowledge)
    chat.to("desired_result")
    chat.say("dat heb ik toch al gezegd")
    assert "desired_result" not in chat.state.facts
