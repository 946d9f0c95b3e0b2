"""What entrepreneurs who do not know the code ran into, and how it goes now."""

from __future__ import annotations

import pytest

from bot.dialogue import agreeing, safety
from bot.dialogue.hearing.first import AWAY
from bot.dialogue.parts import worth_noting
from bot.dialogue.state import Fact
from bot.dialogue.understood import Understood
from bot.growth_question import acts, edits, leaving_out
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import AT, Chat


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        (
            "t gaat erom of t nog zin heeft om zoveel geld erin te steken",
            "erachter komen of het nog zin heeft om zoveel geld erin te steken",
        ),
        (
            "ik zoek geen opvolger. ik wil weten of hij t wil",
            "erachter komen of hij het wil",
        ),
        ("wat ik wil doen: weten wat een zak me kost", "erachter komen wat een zak me kost"),
        ("ik wil weten hoe we dat betalen", "erachter komen hoe we dat betalen"),
        ("de mensen hebben daar niks mee te maken, dat is tussen kees en mij", None),
        ("kun je nou es gewoon vragen hoe t met de jongen zit", None),
        ("het gaat erom dat henk niks meer wil kopen en ik niet zonder hem kan tekenen", None),
        ("we hebben de prijs gewonnen", None),
        ("klanten bepalen mijn prijs niet", None),
        ("ik moet het toch zien voordat ze verder gaan", None),
        ("ik wil meer tijd hebben voor mijn gezin", "meer tijd hebben voor mijn gezin"),
        ("ik wil een tweede zaak kunnen openen", "een tweede zaak kunnen openen"),
        ("ik wil alles zelf kunnen repareren", "alles zelf kunnen repareren"),
        ("“erachter komen hoe” is een beetje krom", None),
    ],
)
def test_what_somebody_wants_and_what_is_only_said(text: str, act: str | None) -> None:
    told = acts.finished(text)
    assert (told.act if told is not None else None) == act


@pytest.mark.parametrize(
    "text",
    [
        "de mensen hebben daar niks mee te maken",
        "kun je nou es gewoon vragen hoe t met de jongen zit",
    ],
)
def test_a_sentence_is_no_act(text: str) -> None:
    assert edits.new_act(text) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("die freesbank dus. zei ik net. kan dat of niet?", "die freesbank dus."),
        ("pff je geeft gewoon geen antwoord. excel geprobeerd", "excel geprobeerd"),
        ("dat we slimmer werken", "dat we slimmer werken"),
        ("ze luisteren niet naar mij", "ze luisteren niet naar mij"),
        ("dan heb ik geen gedoe meer thuis", "dan heb ik geen gedoe meer thuis"),
        ("de aanvraag duurt lang", "de aanvraag duurt lang"),
        (
            "ik weet niet of ik mag stoppen snap je dat",
            "ik weet niet of ik mag stoppen snap je dat",
        ),
        ("ja dat zei ik toch zelf. dus wat gaan we eraan doen, duurt lang dit", None),
    ],
)
def test_grumbles_do_not_come_into_the_record(text: str, kept: str | None) -> None:
    told = worth_noting(text)
    assert (told or "").strip(" .") == (kept or "").strip(" .")


def test_a_grumble_is_no_wish(chat: Chat) -> None:
    chat.to("desired_result")
    chat.hear("pff je luistert niet hoor je geeft geen antwoord op mijn vraag", "express_need", 0.5)
    assert "desired_result" not in chat.state.facts


@pytest.mark.parametrize(
    ("text", "need", "refused"),
    [
        ("genoeg stroom?? dat was een grapje", "loc_energie_net", True),
        ("dat klankbord moet eruit", "leren_sparring", True),
        ("ik zei niks over ruimte", "loc_ruimte", True),
        ("jezus nee geen stroom", "loc_energie_net", True),
        ("we hebben geen ruimte meer", "loc_ruimte", False),
        ("er is te weinig ruimte", "loc_ruimte", False),
        ("de cijfers kloppen", "fin_sturing", False),
    ],
)
def test_a_name_that_is_refused(text: str, need: str, refused: bool, knowledge: Knowledge) -> None:
    assert agreeing.refuses_name(text, knowledge.needs_by_id[need]) is refused


def test_a_second_point_that_is_refused_goes(chat: Chat) -> None:
    chat.to_need()
    chat.state.needs = [*chat.state.needs, "leren_sparring"]
    pending = chat.about
    chat.hear("dat klankbord moet eruit, dat heb ik niet gezegd", "correct", 0.5)
    assert chat.state.needs == ["lead_delegeren"] and chat.about == pending


@pytest.mark.parametrize(
    "text",
    [
        "niet op maandag want dan is het altijd paniek met het rooster",
        "dan is er weer paniek in de keuken",
    ],
)
def test_panic_of_a_busy_firm_is_no_cry(text: str, knowledge: Knowledge) -> None:
    u = Understood(text, "text", "1", AT, "inform", 0.5)
    assert safety.signal(u, knowledge) is None


@pytest.mark.parametrize("text", ["ik raak in paniek", "ik krijg paniek als ik de deur open doe"])
def test_panic_of_somebody_is_one(text: str, knowledge: Knowledge) -> None:
    u = Understood(text, "text", "1", AT, "inform", 0.5)
    assert safety.signal(u, knowledge) == "uitputting"


def test_who_has_to_do_with_it_is_asked_about(chat: Chat) -> None:
    chat.to("desired_result")
    said = chat.hear(
        "dat het doorgaat. maar dat beslis ik niet alleen, ik zit er met mijn broer in"
    )
    assert chat.about == "deepen" and "je broer" in said


def test_a_question_that_we_cannot_answer_is_no_answer(chat: Chat) -> None:
    chat.to("desired_result")
    said = chat.hear("mag ik zo'n stacaravan ombouwen tot theehuis of moet dat langs de gemeente?")
    assert chat.about == "desired_result" and "desired_result" not in chat.state.facts
    assert "makelaar" in said
    assert "theehuis" in str(chat.state.facts["for_broker"].value)


def test_a_yes_with_a_remark_is_a_yes(chat: Chat) -> None:
    chat.to_question()
    chat.hear("ja dat is hem, die heb ik dan wel zelf bedacht hoor", "affirm", 0.5)
    assert chat.state.confirmed()


def test_where_the_talk_was_is_said_to_who_asks(chat: Chat) -> None:
    chat.to("desired_result")
    said = chat.hear("zo daar ben ik weer, excuus. waar waren we", "greet", 0.5)
    assert chat.about == "desired_result" and chat.state.pending is not None
    assert chat.state.pending.text.lower()[:10] in said.lower() or chat.state.pending.options


def test_the_end_of_a_partner_takes_no_term_out(chat: Chat) -> None:
    chat.to_question()
    before = chat.state.facts["horizon_months"].value
    chat.hear("henk wil er over twee jaar eruit en er staat niks op papier", "express_need", 0.6)
    assert chat.state.facts["horizon_months"].value == before


def test_what_sounds_like_a_correction_takes_no_answer_back(chat: Chat) -> None:
    chat.hear("het loopt niet lekker in de zaak", "express_need", needs={"str_koers": 0.3})
    chat.to_options()
    chat.choose("a")
    kept = list(chat.state.log)
    chat.hear("geen van dat, druk is niet het punt hoor", "correct", 0.9)
    assert all(line in chat.state.log for line in kept)


def test_what_is_the_matter_beside_an_answer_is_asked_on_about(chat: Chat) -> None:
    chat.to("tried")
    said = chat.hear("een adviseur gehad en sindsdien is het alleen maar erger geworden")
    assert chat.about == "deepen" and "vertellen" in said
    chat.hear("hij veranderde alles in een week en de klanten liepen weg")
    chat.go_to("growth_question")
    told = chat.state.facts["situation"].value
    assert any("klanten liepen weg" in words for words in told)


def test_who_is_called_away_is_not_asked_again(chat: Chat) -> None:
    chat.to("desired_result")
    waiting = chat.state.pending
    said = chat.hear("wacht ik heb een chauffeur aan de lijn", "ask_human", 0.6)
    assert waiting is not None and "wacht" in said and waiting.text not in said
    assert chat.state.pending == waiting, "it waits, and is answered by what comes next"
    chat.hear("dat het ook zonder mij doorloopt op maandag")
    assert chat.state.facts["desired_result"].value == "dat het ook zonder mij doorloopt op maandag"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("oh nee 19. er zijn er 4 weg", 19),
        ("28 man met de planning erbij, 22 is wat er rijdt", 28),
        ("er zijn er 4 vertrokken hoor", 12),
    ],
)
def test_how_many_there_are_is_set_right(chat: Chat, text: str, people: int) -> None:
    chat.to("desired_result")
    chat.state.facts["employees"] = Fact(12, "said", "12 man", "1")
    chat.hear(text, "inform", 0.5)
    assert chat.state.facts["employees"].value == people


def test_a_sentence_that_told_words_do_not_change_is_not_put_again(chat: Chat) -> None:
    chat.to_question()
    said = chat.hear(
        "nee, dat kan niet want mijn zus moet ook tekenen en die wil niet", "deny", 0.5
    )
    assert chat.about == "deepen" and "je zus" in said
    before = chat.state.question
    said = chat.hear("dat is bij de notaris zo gegaan", "inform", 0.4)
    assert chat.about == "change_question" and str(before) not in said


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "haal dat eigendom eruit",
            "Hoe kan ik goede afspraken maken en mijn mensen rust geven, voor kerst?",
        ),
    ],
)
def test_a_word_goes_with_what_leads_up_to_it(text: str, left: str) -> None:
    act = "goede afspraken over het eigendom maken en mijn mensen rust geven"
    question = f"Hoe kan ik {act}, voor kerst?"
    assert leaving_out.without(question, text) == left


def test_who_says_when_not_to_call_may_be_called(chat: Chat) -> None:
    chat.to_route()
    chat.choose("broker")
    chat.hear("mirjam 0612345678, niet bellen als ik patienten heb", "inform", phone="0612345678")
    assert chat.state.contact is not None and chat.state.contact["phone"]
    said = chat.hear("en niet bellen waar mijn dochter bij is", "inform", 0.4)
    assert chat.state.contact is not None and "niet gebeld" not in said
    assert "dochter" in str(chat.state.facts["for_broker"].value)


def test_who_asks_what_is_meant_is_told(chat: Chat) -> None:
    chat.to("horizon_months")
    chat.hear("Wat bedoelt u precies met voor elkaar hebben?", "ask_why", 0.3)
    assert "for_broker" not in chat.state.facts and chat.about == "horizon_months"


@pytest.mark.parametrize(
    ("text", "away"),
    [
        ("wacht ff telefoon", True),
        ("er staat een klant aan de balie", True),
        ("momentje", True),
        ("er komt een klant en die wil korting, dat is waar het om draait", False),
        ("ik zit de hele dag aan de telefoon", False),
        ("kan ik iemand aan de telefoon krijgen", False),
    ],
)
def test_who_is_called_away(text: str, away: bool) -> None:
    assert (AWAY.search(text) is not None) is away


def test_who_was_asked_about_has_a_capital_in_the_sentence(chat: Chat) -> None:
    chat.to("tried")
    said = chat.hear("niks, want ineke wil nergens meer in investeren")
    assert "Ineke" in said and chat.about == "deepen"
    chat.hear("daar praten we niet over")
    chat.go_to("growth_question")
    chat.hear("hoe kan ik met ineke een plan maken voor de zaak zodat we allebei verder kunnen")
    assert "met Ineke een plan" in str(chat.state.question)


def test_what_is_wanted_late_comes_into_the_sentence(chat: Chat) -> None:
    chat.to("tried")
    chat.hear("niks, want mijn zus wil nergens meer in investeren")
    assert chat.about == "deepen"
    chat.hear("ik wil weten of zij eruit wil", "inform", 0.5)
    while chat.about == "deepen":
        chat.hear("nee", "deny")
    chat.go_to("growth_question")
    assert "erachter komen of mijn zus eruit wil" in str(chat.state.question)


@pytest.mark.parametrize(
    ("text", "about"),
    [("momentje, ik wil een mens spreken", "contact"), ("momentje, wacht. 14 man", "deepen")],
)
def test_what_is_said_beside_being_called_away_is_heard(chat: Chat, text: str, about: str) -> None:
    chat.to("employees")
    found = {"employees": 14} if "14" in text else {}
    chat.hear(text, "ask_human" if "mens" in text else "inform", 0.9, **found)
    assert chat.about == about


def test_a_theme_that_is_named_weighs_once(chat: Chat) -> None:
    chat.to("desired_result")
    chat.hear("het gaat over klanten, niet over loslaten", "express_need", 0.6)
    assert sum(line.question == "theme" for line in chat.state.log) == 1
