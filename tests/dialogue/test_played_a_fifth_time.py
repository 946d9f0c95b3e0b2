"""What entrepreneurs who were played against it met on 27 November, in the evening."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue import safety
from bot.dialogue.acts import act_of
from bot.dialogue.state import IntakeState
from bot.dialogue.understood import Understood
from bot.growth_question import edits
from bot.growth_question.clause import result_clause
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import AT, Chat


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


def message(text: str, intent: str = "inform", confidence: float = 0.9) -> Understood:
    return Understood(text, "text", "1", AT, intent, confidence)


@pytest.mark.parametrize(
    "text",
    [
        "je slaat me oom over. dat is waar het op vast zit",
        "is dat niet voor mensen met schulden? ik zoek iemand die me leert verkopen",
    ],
)
def test_what_sounds_like_danger(knowledge: Knowledge, text: str) -> None:
    assert safety.signal(message(text), knowledge) is None


def test_who_is_hit_is_in_danger(knowledge: Knowledge) -> None:
    assert safety.signal(message("hij slaat me en de kinderen"), knowledge) == "geweld_mishandeling"
    assert safety.signal(message("ik heb schulden"), knowledge) == "faillissement_schulden"


def test_an_alarm_that_was_none_is_taken_back(chat: Chat) -> None:
    chat.to_need()
    asked = chat.about
    chat.hear("vroeger werd ik op school mishandeld, maar goed")
    assert chat.about == "care"
    chat.hear("wat is dit voor onzin, politie?? ik verkoop vis man")
    assert chat.state.flags == [] and not chat.state.resting and chat.about == asked


def test_a_protest_takes_no_cry_of_life_back(chat: Chat) -> None:
    chat.hear("ik wil gewoon niet meer leven")
    chat.hear("onzin, laat maar", "inform")
    assert chat.state.flags == ["suicide"]


@pytest.mark.parametrize(
    ("text", "intent", "act"),
    [
        ("dan komen ze met vragen bij mij en is een afspraak een afspraak", "ask_human", None),
        ("kan ik iemand spreken", "ask_human", "ask_human"),
        ("wie kan me leren verkopen, noem es een naam", "ask_privacy", None),
        ("bij die gemeente omdat bas overal ja op zegt", "ask_privacy", None),
        ("wie leest dit allemaal", "ask_privacy", "ask_privacy"),
        ("komt dit bij de gemeente terecht?", "ask_privacy", "ask_privacy"),
    ],
)
def test_a_question_needs_its_words(text: str, intent: str, act: str | None) -> None:
    assert act_of(message(text, intent, 0.85), IntakeState()) == act


def test_what_they_want_goes_before_any_list(chat: Chat) -> None:
    chat.hear("alles loopt via mij en ik kom nergens aan toe", "express_need",
              needs={"lead_delegeren": 0.95})  # fmt: skip
    chat.tap_to_readback()
    said = chat.hear("geen van die. ik wil dat wim voor de zomer weg is, zonder ruzie", "deny")
    assert "groeivraag" in said or "je vraag" in said
    assert str(chat.state.facts["approach"].value).startswith("zorgen dat wim weg is")
    if chat.about == "desired_result":
        chat.hear("dat ze naar mij luisteren en ik weer rust heb")
    chat.go_to("growth_question")
    assert "zorgen dat Wim weg is, zonder ruzie, zodat" in str(chat.state.question)


def test_a_partner_is_asked_about_whatever_is_told_of_him(chat: Chat) -> None:
    chat.hear("we groeien hard maar er blijft niks over", "express_need",
              needs={"fin_rendement": 0.9})  # fmt: skip
    chat.hear("mn compagnon bas heeft dat project binnengehaald. 180k", "express_need",
              needs={"fin_rendement": 0.6})  # fmt: skip
    assert "je compagnon Bas" in chat.said[-1]


def test_somebody_of_whom_nothing_is_the_matter_is_not(chat: Chat) -> None:
    chat.hear("alles loopt via mij", "express_need", needs={"lead_delegeren": 0.8})
    chat.hear("omdat ik nooit wat uit handen geef. mijn vrouw zag dat gisteren ook", "express_need",
              needs={"lead_delegeren": 0.8})  # fmt: skip
    assert "vrouw" not in chat.said[-1].split("”")[-1]


def test_a_story_under_when_is_asked_on(chat: Chat) -> None:
    chat.to("horizon_months")
    chat.hear("mn compagnon bas heeft dat project binnengehaald en zegt ja op alles wat ze vragen")
    assert chat.about == "deepen" and "Bas" in chat.said[-1]
    chat.hear("nooit eigenlijk, we zijn vrienden sinds school")
    assert chat.about == "horizon_months", "what was asked comes again"


def test_a_story_is_no_wish(chat: Chat) -> None:
    chat.to("desired_result")
    told = "een gemeente. vaste prijs afgesproken, 180k, en we gaan er elke maand overheen, 160 uur"
    chat.hear(told)
    assert chat.about == "desired_result" and "desired_result" not in chat.state.facts
    assert told in chat.state.facts["situation"].value
    chat.hear("dat het project geld oplevert")
    assert chat.state.facts["desired_result"].value == "dat het project geld oplevert"


def test_what_they_want_to_do_under_what_it_brings(chat: Chat) -> None:
    chat.to("desired_result")
    chat.hear("ik wil dat jeroen de planning doet zonder dat ik er tussen zit")
    approach = str(chat.state.facts["approach"].value)
    assert approach == "zorgen dat jeroen de planning doet zonder dat ik er tussen zit"
    assert chat.about == "desired_result"


def test_who_complains_of_a_list_is_listened_to(chat: Chat) -> None:
    chat.to_need()
    chat.go_to("desired_result")
    chat.hear("de planning doet nu niemand en daar heb ik dus elke dag last van", "express_need",
              needs={"lead_delegeren": 0.6})  # fmt: skip
    chat.go_to("horizon_months")
    chat.hear("pff ik vertel je net iets en jij komt met een lijstje", "complain")
    assert chat.about == "deepen"
    chat.hear("hij wil het wel maar ik laat hem niet")
    assert chat.about == "horizon_months"


def test_an_objection_turns_nothing_by_itself(chat: Chat) -> None:
    chat.to_question()
    chat.hear("nee klopt niet. een werkwijze hebben we al, ze doen t alleen niet", "express_need",
              needs={"tal_behouden": 0.6})  # fmt: skip
    assert chat.state.needs == ["lead_delegeren"]


def test_how_it_is_to_be_done_is_put_in() -> None:
    question = "Hoe kan ik met Bas afspreken wat we doen, zodat het lukt, voor maart?"
    made = edits.with_added(question, "bijna. wel zonder dat we ruzie krijgen")
    assert made is not None and "doen, zonder dat we ruzie krijgen, zodat het lukt" in made
    assert edits.new_act("bijna. wel zonder dat we ruzie krijgen") is None


def test_that_behind_a_preposition_begins_no_clause() -> None:
    made = result_clause("dan heb ik een stuk of vijf andere klanten voor die snack")
    assert made == "ik een stuk of vijf andere klanten voor die snack heb"


def test_help_with_something_else(chat: Chat) -> None:
    chat.to_route()
    reads = {"netw_partners": 0.8}
    chat.context = replace(chat.context, read=lambda text: reads)
    said = chat.hear("heb je niks over samenwerken met een compagnon?", "express_need")
    label = chat.k.needs_by_id["netw_partners"].label.lower()
    assert f"Voor {label} ken ik" in said and chat.about == "route"


def test_names_have_capitals(chat: Chat) -> None:
    chat.to_need()
    chat.go_to("desired_result")
    chat.hear("ik wil met mijn compagnon bas afspreken wie wat doet, dat is het punt")
    chat.go_to("growth_question")
    assert "compagnon Bas" in str(chat.state.question)


def test_what_another_sentence_says_is_no_part_of_the_result() -> None:
    made = edits.new_result("zodat de jonge monteurs blijven, dat moet erin", "Hoe kan ik x?")
    assert made == "dat de jonge monteurs blijven"


def test_a_month_after_something_is_no_term(chat: Chat) -> None:
    chat.to_need()
    chat.hear("hij snauwt ze af, die jongens durven na een maand niks meer", period_months=1)
    assert "horizon_months" not in chat.state.facts


def test_an_elaboration_is_no_other_need(chat: Chat) -> None:
    chat.to_need(asks_on=True)
    told = "mijn beste monteur snauwt ze af en ik zeg er niks van, eerlijk gezegd al een jaar"
    chat.hear(told, "express_need", needs={"tal_behouden": 0.97})
    assert chat.about != "turning"


def test_who_was_founded_long_ago_has_not_as_many_people(chat: Chat) -> None:
    chat.to("municipality")
    chat.hear("flimpers zetten in urk, familiebedrijf sinds 1952", municipality="urk")
    assert "employees" not in chat.state.facts


def test_two_numbers_are_asked_about_where_the_place_is(chat: Chat) -> None:
    chat.hear("we zijn met 9 man en alles loopt via mij", "express_need",
              needs={"lead_delegeren": 0.95}, employees=9)  # fmt: skip
    chat.tap_to_readback()
    chat.choose("lead_delegeren")
    assert chat.about == "municipality"
    chat.hear("het gekke is, we zijn met 15 man en nog lopen we achter", employees=15)
    assert chat.about == "conflict"
    chat.choose("new")
    assert chat.state.facts["employees"].value == 15
    chat.go_to("municipality")  # that is asked again


def test_who_is_hit_on_the_head_is_in_danger_too(knowledge: Knowledge) -> None:
    assert safety.signal(message("hij slaat me op mijn hoofd"), knowledge) == "geweld_mishandeling"


def test_a_protest_that_is_a_cry_itself_takes_nothing_back(chat: Chat) -> None:
    chat.hear("ik ben helemaal op, ik trek het niet meer")
    chat.hear("onzin, ik huil elke avond")
    assert chat.state.flags == ["uitputting"]
