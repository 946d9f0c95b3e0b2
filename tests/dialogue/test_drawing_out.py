"""What is told is asked on about before any list; what is set aside is left alone."""

from __future__ import annotations

import pytest

from bot.dialogue import drawing_out
from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState
from bot.dialogue.topics import named
from bot.knowledge import Knowledge
from bot.knowledge.drawing_out import KINDS, mistakes
from tests.dialogue.test_turns import Chat


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


def person_question(told: str, k: Knowledge) -> str | None:
    state = IntakeState()
    return drawing_out.about_person(told, state, Speaker(k.texts, state), k)


@pytest.mark.parametrize(
    ("told", "who"),
    [
        ("mijn broer wil nergens meer geld in steken", "je broer"),
        ("mien breur geet er nooit over", "je broer"),
        ("het ligt aan mn planner sandra, die is vaak ziek", "je planner Sandra"),
        ("de voorman loopt de kantjes ervan af", "je voorman"),
        ("als Gerrit er niet is weet niemand iets", "Gerrit"),
        ("onze oudste dochter wil de winkel wel overnemen", "je dochter"),
    ],
)
def test_who_is_named_is_asked_about(told: str, who: str, knowledge: Knowledge) -> None:
    question = person_question(told, knowledge)
    assert question is not None and who in question, question


@pytest.mark.parametrize(
    "told",
    [
        "sinds mijn vader is overleden loopt het niet meer",  # nobody asks what he says of it
        "de man van de bank belt niet terug",  # nobody's husband
        "ik ben Gerrit en ik heb een garage",
        "de orders lopen terug en dat al twee jaar",
        "mijn moeder zei dat ook al van de verzendkosten",  # in passing: nothing is the matter
    ],
)
def test_where_there_is_nobody_to_ask_about(told: str, knowledge: Knowledge) -> None:
    assert person_question(told, knowledge) is None


def test_who_says_that_they_do_not_talk_is_not_asked_whether_they_do(knowledge: Knowledge) -> None:
    asked = person_question("mijn zus en ik praten er niet over", knowledge)
    assert asked is not None and "Hoe praat je" not in asked


def test_who_types_is_asked_on_and_gets_no_list(chat: Chat) -> None:
    chat.hear("de bestellingen lopen terug, al een hele tijd", "express_need",
              needs={"markt_klantwerving": 0.6})  # fmt: skip
    assert chat.about == "deepen" and "Hoe komt dat" in chat.said[-1]
    chat.hear("vorige week nog, op de kwekerij met zijn allen gestaan", "inform",
              needs={"markt_klantwerving": 0.5})  # fmt: skip
    said = chat.said[-1]
    general = [q for kind in chat.k.drawing_out.questions.values() for q in kind]
    assert chat.about == "deepen" and not any(q in said for q in general), "not twice in a row"
    assert chat.state.pending is not None and not chat.state.pending.options
    said = chat.hear("mijn broer wil niks meer vernieuwen", "inform", needs={"opv_eigendom": 0.6})
    assert "je broer" in said
    asked = [chat.said[-1]]
    for told in ("daar beginnen wij nooit over samen", "twee jaar niks gekocht, alles is oud",
                 "en dan blijft alles zo liggen"):  # fmt: skip
        if chat.about == "readback":
            break
        asked.append(chat.hear(told, "inform", needs={"opv_eigendom": 0.6}))
    assert chat.about == "readback", "then it is read back"
    assert len(set(asked)) == len(asked), "no question is put twice"


def test_who_has_no_idea_is_not_asked_on(chat: Chat) -> None:
    chat.hear("de bestellingen lopen terug, al een hele tijd", "express_need",
              needs={"markt_klantwerving": 0.6})  # fmt: skip
    chat.hear("vorige week nog, het was de hele dag stil op de kwekerij", "inform",
              needs={"markt_klantwerving": 0.5})  # fmt: skip
    assert chat.about == "deepen"
    chat.hear("geen idee", "dont_know")
    assert chat.about != "deepen" and chat.state.pending is not None
    assert chat.state.pending.options, "a list helps who has no words"


def test_who_taps_is_not_asked_to_type(chat: Chat) -> None:
    chat.hear("het loopt allemaal niet lekker hier", "express_need", needs={"lead_structuur": 0.4})
    chat.hear("geen idee", "dont_know")
    assert chat.state.pending is not None and chat.state.pending.options


def test_a_theme_that_is_set_aside_gets_no_question_and_is_not_read_back(chat: Chat) -> None:
    chat.hear("we krijgen het werk niet af", "express_need", needs={"tal_werven": 0.6})
    chat.hear("vakmensen heb ik genoeg, die zitten hier al jaren", "inform",
              needs={"ops_capaciteit": 0.4})  # fmt: skip
    assert drawing_out.themes_set_aside(chat.state, chat.k) == {"talent"}
    for _ in range(12):
        if chat.about == "readback":
            break
        pending = chat.state.pending
        assert pending is not None
        question = chat.k.questions_by_id.get(pending.about)
        assert question is None or question.theme != "talent", pending.text
        if pending.options:
            chat.choose(pending.options[-1].value)
        else:
            chat.hear("geen idee", "dont_know")
    assert chat.about == "readback"
    talent = {need.id for need in chat.k.needs if need.theme == "talent"}
    assert not talent & set(chat.state.shown)


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("klanten zat hoor", {"markt"}),
        ("aan geld ligt het niet", {"financiering"}),
        ("met mijn mensen is niks", {"talent"}),
        ("niks met stroom", {"bedrijfsvoering"}),
        ("we hebben te weinig klanten", set()),
        ("geen mensen te krijgen, werk zat", {"markt"}),
        ("er is genoeg werk maar geen volk", {"markt"}),
    ],
)
def test_what_is_set_aside(text: str, themes: set[str], knowledge: Knowledge) -> None:
    aside = knowledge.drawing_out.aside
    assert {theme for theme, words in aside.items() if words.search(text)} == themes


def test_what_there_is_enough_of_is_no_thing_to_ask_about(knowledge: Knowledge) -> None:
    assert not named("vakmensen heb ik genoeg", knowledge)
    assert named("vakmensen krijg ik niet", knowledge)


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("t gaat over klanten, niet over cijfers", "markt"),
        ("nee man. niet cijfers. KLANTEN. die ouwe zijn met de baas mee weg", "markt"),
        ("het draait om de opvolging", "eigendom"),
        ("personeel is het probleem", "talent"),
        ("het zit m in de planning", "leiderschap"),
        ("het gaat niet om loslaten. t is dat ik mien broer wil uitkopen", None),
        ("klanten is het probleem niet", None),
        ("het gaat om klanten en om personeel", None),
        ("we hebben klanten genoeg en de koers is goed", None),
    ],
)
def test_the_theme_that_somebody_names(text: str, theme: str | None, knowledge: Knowledge) -> None:
    assert drawing_out.theme_named(text, knowledge, bare=True) == theme


def test_a_theme_that_is_named_goes_before_what_was_heard(chat: Chat) -> None:
    chat.to("desired_result")
    assert chat.state.needs == ["lead_delegeren"]
    said = chat.hear("het gaat over klanten, niet over loslaten", "express_need", 0.6)
    assert chat.state.needs == [] and chat.about == "own_words" and "klanten" in said
    chat.hear("we krijgen geen nieuwe opdrachten meer binnen", "express_need",
              needs={"markt_klantwerving": 0.5})  # fmt: skip
    while chat.about != "readback":
        chat.answer("e")
    assert chat.k.needs_by_id[chat.state.shown[0]].theme == "markt"


def test_who_complains_may_say_what_we_do_not_see(chat: Chat) -> None:
    chat.hear("het komt er niet van, al een jaar", "express_need", needs={"inno_product": 0.5})
    chat.to_options()
    said = chat.hear("vraagt u niet eens waarom ze geen tijd hebben", "complain", 0.9)
    assert chat.about == "own_words" and chat.state.pending and not chat.state.pending.options
    assert "jouw manier" in said


def test_mistakes_in_the_file_are_found() -> None:
    good = {
        "people": [{"roles": ["broer"], "mine": True,
                    "ask": ["Wat zegt {who}?"]}],
        "tension": ["wil"], "happened": ["drama"], "said": ["zei dat"],
        "whose": {"mine": ["mijn"], "the": ["de"], "nearer": ["oudste"]},
        "talks": ["praat*"], "no_more": ["dood"], "reasons": ["omdat"],
        "questions": {kind: ["Hoe komt dat?"] for kind in KINDS},
        "aside": {"markt": ["klanten"]}, "named": {"markt": ["klanten"]},
    }  # fmt: skip
    assert not list(mistakes(good, {"markt"}))
    bad = {**good, "people": [{"roles": ["broer"], "mine": "ja", "ask": ["Wat zegt hij?"]}],
           "questions": {**good["questions"], "wish": ["Zeg het."], "cause": []},
           "aside": {"weer": ["regen"]}}  # fmt: skip
    found = " | ".join(mistakes(bad, {"markt"}))
    for words in ("{who} ontbreekt", "true of false", "cause ontbreekt", "niet één vraag", "weer"):
        assert words in found, found
