"""Moments of talks that others played on 27 November and that went wrong."""

from __future__ import annotations

import pytest

from bot.diagnosis import belief
from bot.dialogue import safety
from bot.dialogue.state import Fact
from bot.dialogue.topics import named
from bot.dialogue.understood import Understood
from bot.growth_question import edits, wording
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import AT, Chat


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


OWN = "hoe houd ik kim in de zaak, misschien als partner, zodat ik weer rustig slaap"


def with_own_sentence(chat: Chat) -> None:
    chat.to("growth_question")
    chat.hear(f"nee. {OWN}", "express_need", 0.6)
    assert chat.state.own_words and "kim" in str(chat.state.question)


@pytest.mark.parametrize(
    "text",
    [
        "nee niet wissen!! alleen de naam weg",
        "wat?? ik zei NIET wissen",
        "wacht, wis nog niks",
        "hoho stop, dat bedoel ik niet",
    ],
)
def test_a_no_never_erases(chat: Chat, text: str) -> None:
    chat.to("growth_question")
    chat.hear("wis alles", "erase_data", 0.95)
    assert chat.about == "withdraw"
    chat.hear(text, "erase_data", 0.98)
    assert not chat.state.erase and chat.state.withdrawn_at is None
    assert chat.about == "growth_question"


def test_who_means_it_is_asked_again_and_not_told_that_it_stays(chat: Chat) -> None:
    chat.to("growth_question")
    chat.hear("wis alles", "erase_data", 0.95)
    said = chat.hear("ik wil er niks meer mee te maken hebben, weg ermee", "erase_data", 0.95)
    assert chat.about == "withdraw" and not chat.state.erase and "blijft staan" not in said
    chat.choose("all")
    assert chat.state.erase


def test_who_takes_it_back_and_waits_for_a_call_is_called(chat: Chat) -> None:
    chat.hear("we lopen achter met alles", "express_need", needs={"digi_processen": 0.9})
    chat.hear("ik zit te huilen", "express_need", 0.9)
    chat.hear("bel me op 0612345678", "ask_human", 0.9, phone="0612345678")
    chat.hear("ik huil niet hoor, maar bellen graag", "inform", 0.6)
    assert chat.state.contact is not None and chat.state.route == "human_now"


def test_a_yes_with_a_change_is_a_change(chat: Chat) -> None:
    with_own_sentence(chat)
    chat.hear("ja beter. maar haal kim der naam eruit, zet mijn beste styliste", "affirm", 0.9)
    assert not chat.state.confirmed() and chat.about == "growth_question"
    assert "mijn beste styliste" in str(chat.state.question)
    assert "kim" not in str(chat.state.question)


def test_a_name_goes_after_it_was_confirmed_too(chat: Chat) -> None:
    with_own_sentence(chat)
    chat.confirm()
    before = chat.state.version
    said = chat.hear("haal de naam kim weg uit mijn groeivraag", "erase_data", 0.98)
    assert chat.about == "route" and "iemand in de zaak" in said
    record = chat.outcome.record if chat.outcome else None
    assert record is not None and "kim" not in record["question"].lower()
    assert record["version"] > before and record["status"] == "confirmed"


@pytest.mark.parametrize(
    "text", ["offertes?? ik knip haar", "ik heb GEEN offertes", "aan de offertes ligt het niet"]
)
def test_what_is_refused_is_not_asked_about(text: str, knowledge: Knowledge) -> None:
    assert "offertes" not in [one.topic.id for one in named(text, knowledge)]


def test_a_no_behind_the_words_is_a_no(chat: Chat) -> None:
    chat.hear("hoe krijg ik meer klanten", "express_need", needs={"markt_klantwerving": 0.95})
    chat.tap_to_readback()
    chat.hear("offertes?? ik knip haar. nee dus", "express_need", 0.94,
              needs={chat.state.shown[0]: 0.97})  # fmt: skip
    assert chat.state.needs == [] and not chat.state.need_confirmed


def test_words_under_a_list_are_heard_whatever_is_made_of_them(chat: Chat) -> None:
    chat.hear("we komen handen tekort", "express_need", needs={"tal_werven": 0.7})
    chat.to_options()
    list_asked = chat.about
    chat.hear("iedereen staat op mij te wachten, ik deel smorgens het werk uit", "inform", 0.4)
    assert chat.about != list_asked
    assert any(line.quote and "deel smorgens" in line.quote for line in chat.state.log)


def test_a_short_answer_about_a_thing_is_not_asked_again(chat: Chat) -> None:
    first = chat.hear("ik zoek monteurs en die zijn er niet", "express_need",
                      needs={"tal_werven": 0.95})  # fmt: skip
    assert "monteurs" in first and chat.about == "deepen"
    said = chat.hear("cv ketels en warmtepompen, we zijn met 9 man", "inform", 0.9, employees=9)
    assert chat.state.facts["employees"].value == 9
    assert said.split(". ")[-1] != first.split(". ")[-1], "what was answered is not asked again"


def test_a_story_that_sounds_like_small_talk_is_a_story(chat: Chat) -> None:
    chat.hear("het loopt niet lekker", "express_need", needs={"fin_rendement": 0.3})
    assert chat.about == "o_voorval"
    chat.hear("drie feesten gedaan en zelf de koude bitterballen opgegeten haha", "chitchat", 0.96)
    assert chat.about != "o_voorval"


def test_what_is_told_beside_being_fine_is_kept(chat: Chat) -> None:
    chat.hear("er blijft niks over", "express_need", needs={"fin_rendement": 0.9})
    chat.hear("ik word er soms zo moe van", "crisis_personal", 0.75)
    assert chat.about == "grey"
    chat.hear("haha met mij gaat t prima. ik geef gewoon iedereen korting", "chitchat", 0.9)
    assert chat.about != "grey" and not chat.state.resting
    assert any(line.quote and "korting" in line.quote for line in chat.state.log)


@pytest.mark.parametrize(
    "text",
    [
        "niet vinden, ik heb ze al",
        "of tegelijk doen",
        "'niet vinden' is geen nederlands",
        "niet stoppen met feesten",
    ],
)
def test_a_protest_is_no_act(text: str) -> None:
    assert edits.new_act(text) is None


def test_a_question_leaves_their_own_sentence(chat: Chat) -> None:
    with_own_sentence(chat)
    before = chat.state.question
    chat.hear("is dat eigenlijk wel slim, eerst praten. of tegelijk een contract maken",
              "out_of_scope", 0.4)  # fmt: skip
    assert chat.state.question == before


def test_their_own_sentence_may_have_words_in_front(chat: Chat) -> None:
    chat.to("growth_question")
    chat.choose("change")
    chat.choose("own")
    chat.hear("mijn eigen zin: hoe komen mijn broer en ik voor 1 maart tot een besluit over de hal",
              "express_need", 0.6)  # fmt: skip
    assert str(chat.state.question).startswith("Hoe komen mijn broer en ik voor 1 maart")


@pytest.mark.parametrize(
    ("said", "term"),
    [("1 oktober", "voor 1 oktober"), ("voor eind dit jaar", "voor eind dit jaar"),
     ("eh voor het stookseizoen", "voor het stookseizoen"), ("drie maanden", None)],
)  # fmt: skip
def test_a_term_in_their_own_words(said: str, term: str | None) -> None:
    assert wording.said_term(said) == term
    if term is not None:
        assert wording.has_term(f"Hoe kan ik dit doen, zodat het werkt zoals ik wil, {term}?")


def test_the_number_and_the_time_are_told_back(chat: Chat) -> None:
    chat.to_route()
    said = chat.hear("bel me maar, na vier uur want dan ben ik thuis. 0612345678", "inform", 0.6,
                     phone="0612345678")  # fmt: skip
    assert "eindigt op 78" in said and "na vier uur" in said


def test_a_number_that_is_none_is_asked_again(chat: Chat) -> None:
    chat.to_route()
    said = chat.hear("bel mij dan maar, mo, 06-00000000", "ask_human", 0.9)
    assert "06-00000000" in said and chat.about == "contact"
    assert "niet te kloppen" in said


def test_an_address_beside_a_skip_is_not_lost(chat: Chat) -> None:
    chat.to("growth_question")
    chat.choose("yes")
    assert chat.about != "route"
    chat.hear("sla over. mail mij maar op jelle@vis.nl", "skip", 0.9, email="jelle@vis.nl")
    assert chat.state.contact is not None and chat.state.contact["email"] == "jelle@vis.nl"


@pytest.mark.parametrize(
    "text",
    ["kan hij dan zien dat ik dit heb ingevuld?", "ziet hij het, ja of nee?",
     "hij hoeft dit alleen niet te weten"],
)  # fmt: skip
def test_who_must_not_know_does_not(chat: Chat, text: str) -> None:
    chat.hear("mijn broer en ik zijn het oneens", "express_need", needs={"opv_eigendom": 0.9})
    asked = chat.about
    said = chat.hear(text, "ask_privacy", 0.6)
    assert "Nee" in said and chat.about == asked


def test_what_is_said_with_stress_counts_for_more(chat: Chat) -> None:
    plain = Chat(chat.k)
    told = "mijn broer en ik zijn ieder voor de helft baas"
    for one, words in ((chat, f"dat is het punt niet. {told}"), (plain, told)):
        one.hear("we moeten groter, er is geen plek", "express_need", needs={"loc_ruimte": 0.9})
        one.hear(words, "express_need", 0.99, needs={"opv_eigendom": 0.98})
    stressed, said = (
        belief(one.k, one.state.log).probabilities["opv_eigendom"] for one in (chat, plain)
    )
    assert stressed > said


def test_what_is_told_beside_a_fact_is_asked_on_about_once(chat: Chat) -> None:
    chat.to("employees")
    told = "12, maar mijn voorman durft zelf nooit ergens een knoop over door te hakken"
    chat.hear(told, "inform", 0.6, employees=12)
    assert chat.about == "deepen" and "voorman" in chat.said[-1].lower()
    for _ in range(2):
        if chat.about == "deepen":
            chat.hear("hij is bang dat ik boos word", "inform", 0.6)
    assert chat.about != "deepen", "and no more than that"


@pytest.mark.parametrize(
    "text",
    [
        "ho ho opvolging heb ik niks over gezegd. hoe kom je daarbij",
        "ho dat gaat snel. hoe kom je daarbij",
    ],
)
def test_an_objection_is_no_wish(chat: Chat, text: str) -> None:
    chat.to("desired_result")
    chat.hear(text, "inform", 0.5)
    assert "desired_result" not in chat.state.facts


@pytest.mark.parametrize(
    "text",
    [
        "kromme zin, 2x winter. maar vooruit, ja",
        "eindelijk. ja. en je had nu toch wel 18 man staan he?",
        "ja, laat maar zo. dat kan ermee door",
    ],
)
def test_a_grumpy_yes_is_one(chat: Chat, text: str) -> None:
    chat.to("growth_question")
    chat.hear(text, "express_need", 0.5)
    assert chat.state.confirmed()


def test_a_whole_sentence_of_their_own_stays_as_it_is(chat: Chat) -> None:
    chat.to("growth_question")
    chat.choose("change")
    chat.choose("own")
    own = ("Hoe kan ik nee zeggen tegen 8% korting en 90 dagen, zonder dat mijn klant wegloopt, "
           "de komende 2 weken")  # fmt: skip
    chat.hear(own, "express_need", 0.6)
    assert chat.state.question == f"{own}?"


def test_what_can_be_changed_may_be_typed(chat: Chat) -> None:
    chat.to("growth_question")
    chat.hear("Mijn eigen zin", "inform", 0.5)
    assert chat.about == "own_sentence"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("mevr de wit kreeg vorige week 5 verschillende, die belt me huilend op", None),
        ("stichting 155 is toch voor als je failliet gaat? wij draaien gewoon winst hoor", None),
        ("ik zit hier huilend achter de kassa", "uitputting"),
        ("mijn collega belt huilend op en we zijn failliet", "faillissement_schulden"),
        ("met mij gaat het goed maar we zijn failliet", "faillissement_schulden"),
    ],
)
def test_whose_trouble_it_is(text: str, rule: str | None, knowledge: Knowledge) -> None:
    assert safety.signal(Understood(text, "text", "1", AT), knowledge) == rule


@pytest.mark.parametrize(
    ("first", "text"),
    [
        ("straks gaan we failliet", "nee joh wij hebben geen geldzorgen!"),
        ("ik zit te huilen", "huh? IK huil niet, die cliente"),
    ],
)
def test_who_is_not_in_trouble_goes_on_without_the_urgency(
    chat: Chat, first: str, text: str
) -> None:
    chat.hear("we lopen achter met alles", "express_need", needs={"digi_processen": 0.9})
    chat.hear(first, "express_need", 0.9)
    assert chat.state.flags
    chat.hear(text, "deny", 0.6)
    assert chat.state.flags == [] and not chat.state.resting and chat.state.route is None


def test_a_few_of_them_is_not_how_many_there_are(chat: Chat) -> None:
    chat.hear("we zijn met 18 man", "inform", employees=18)
    chat.to("growth_question")
    chat.hear("ze gaan weg om het rooster, dat verandert elke dag en mn 2 planners hebben ruzie",
              "express_need", 0.6, employees=2)  # fmt: skip
    assert chat.state.facts["employees"].value == 18


def test_another_need_gets_a_sentence_of_its_own(chat: Chat) -> None:
    chat.to("growth_question")
    chat.state.facts["approach"] = Fact("mensen vinden voor het seizoen", "said", "x", "1")
    chat.hear("nee. dit gaat niet over loslaten, het gaat over mensen houden", "express_need", 0.7,
              needs={"tal_behouden": 0.3})  # fmt: skip
    assert chat.state.needs == ["tal_behouden"]
    chat.go_to("growth_question")
    assert "seizoen" not in str(chat.state.question)


def test_a_longer_message_is_never_called_unclear(chat: Chat) -> None:
    chat.to("employees")
    said = chat.hear("het is zeventig procent van mijn omzet, ik durf gewoon geen nee te zeggen",
                     "inform", 0.4)  # fmt: skip
    assert "begreep ik niet" not in said and "volg ik niet" not in said


def test_a_customers_name_is_not_their_own(chat: Chat) -> None:
    told = "ik heb een idee voor de loods van Bakker Transport, die wil wel"
    chat.hear(told, "express_need", needs={"str_verdienmodel": 0.8},
              company_name="Bakker Transport")  # fmt: skip
    assert "company_name" not in chat.state.facts
    chat.hear("mijn bedrijf heet Arjan Fietsen", "inform", company_name="Arjan Fietsen")
    assert chat.state.facts["company_name"].value == "Arjan Fietsen"


def test_a_number_is_kept_while_the_question_is_still_open(chat: Chat) -> None:
    chat.to("growth_question")
    said = chat.hear("bel me maar 0612345678, na zessen", "ask_human", 0.4, phone="0612345678")
    assert chat.state.contact is not None and "eindigt op 78" in said
    assert chat.about == "growth_question"


def test_who_objects_to_what_we_asked_on_is_not_asked_it_again(chat: Chat) -> None:
    chat.to_need(asks_on=True)
    asked = chat.state.pending.text if chat.state.pending else ""
    said = chat.hear("lees je wel wat ik schrijf", "complain", 0.9)
    assert chat.about != "deepen" and asked not in said


@pytest.mark.parametrize("text", ["het is wel hetzelfde, niks daarnaast", "dat is juist t eerste"])
def test_no_second_point_in_words(chat: Chat, text: str) -> None:
    chat.to_need(second_is_asked=True)
    chat.hear(text, "inform", 0.5, needs={"lead_structuur": 0.8})
    assert chat.state.needs == ["lead_delegeren"] and chat.about != "second"


def test_the_wish_stands_behind_what_is_none(chat: Chat) -> None:
    chat.to("desired_result")
    chat.hear("plezier heb ik wel. ik wil weten welke van de drie het wordt", "inform", 0.5)
    assert "plezier" not in str(chat.state.facts["desired_result"].value)


def test_an_option_by_its_rank_with_more_behind_it(chat: Chat) -> None:
    chat.hear("het loopt niet lekker", "express_need", needs={"lead_delegeren": 0.3})
    chat.to_options()
    asked, pending = str(chat.about), chat.state.pending
    assert pending is not None
    chat.hear("die tweede. dat herken ik wel", "inform", 0.5)
    answers = {line.question: line.option for line in chat.state.log if line.kind == "answer"}
    assert answers[asked] == pending.options[1].value


def test_who_cannot_say_what_is_to_change_gets_the_sentence_back(chat: Chat) -> None:
    chat.to("growth_question")
    chat.hear("nee niet helemaal hoor", "deny", 0.5)
    assert chat.about in ("other_angle", "change_question")
    for _ in range(4):
        if chat.about == "growth_question":
            break
        chat.hear("0", "inform", 0.2)
    assert chat.about == "growth_question"
