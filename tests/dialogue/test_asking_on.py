"""What was just told is asked on about: the thing that was named, or the need that it is."""

from __future__ import annotations

import pytest

from bot.dialogue.topics import named
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import Chat

QUOTES = "ik maak de hele maand offertes en het wordt nooit wat"


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


def asked_of(topic: str, k: Knowledge) -> tuple[str, ...]:
    return next(one for one in k.topics if one.id == topic).ask


def topics(text: str, k: Knowledge) -> list[str]:
    return [one.topic.id for one in named(text, k)]


def test_the_thing_that_was_named_is_asked_about(chat: Chat) -> None:
    every = [one for texts in chat.k.drawing_out.questions.values() for one in texts]
    chat.state.said.update({f"drawn:{text}": 1 for text in every})  # why was asked already
    said = chat.hear(QUOTES, "express_need", needs={"markt_klantwerving": 0.9})
    assert chat.about == "deepen" and any(q in said for q in asked_of("offertes", chat.k))


def test_why_is_asked_before_any_thing(chat: Chat) -> None:
    said = chat.hear(QUOTES, "express_need", needs={"markt_klantwerving": 0.9})
    assert "Hoe komt dat" in said and "het wordt nooit wat" in said


def test_who_names_nothing_is_asked_in_general(chat: Chat) -> None:
    said = chat.hear("het loopt al maanden niet lekker bij mij", "express_need",
                     needs={"markt_klantwerving": 0.4})  # fmt: skip
    assert chat.k.open_by_id["o_voorval"].text in said


def test_a_scheme_that_is_asked_for_is_not_what_it_is_about(chat: Chat) -> None:
    chat.hear("ik zoek subsidie voor een programma dat offertes maakt", "ask_instrument")
    assert any(q in chat.said[-1] for q in chat.k.drawing_out.questions["money"])
    assert not any(q in chat.said[-1] for q in asked_of("offertes", chat.k))


def test_what_goes_with_another_need_is_left(chat: Chat) -> None:
    """A thing that is only named in passing is not what it is about."""
    chat.hear("mijn voormannen praten niet met elkaar, ook niet over de offertes", "express_need",
              needs={"lead_teamcultuur": 0.97})  # fmt: skip
    assert not any(q in chat.said[-1] for q in asked_of("offertes", chat.k))


def test_what_is_set_aside_is_not_named(knowledge: Knowledge) -> None:
    assert "offertes" in topics("die offertes, daar gaat het mis", knowledge)
    assert "offertes" not in topics("aan de offertes ligt het niet", knowledge)


@pytest.mark.parametrize("text", ["", "ja", "gewoon druk", "het kost geld en tijd"])
def test_words_that_say_nothing_name_nothing(text: str, knowledge: Knowledge) -> None:
    assert topics(text, knowledge) == []


def test_the_need_that_was_recognised_is_asked_on_about(chat: Chat) -> None:
    chat.to_need(asks_on=True)
    pending = chat.state.pending
    assert pending is not None and not pending.options
    need = chat.k.needs_by_id["lead_delegeren"]
    of_topics = [q for t in chat.k.topics if need.id in t.needs for q in t.ask]
    assert pending.text in (*need.ask_on, *of_topics)


def test_the_answer_is_kept_word_for_word_and_shown(chat: Chat) -> None:
    chat.to_need(asks_on=True)
    told = "gisteren nog, toen stond er een klant en niemand durfde ja te zeggen"
    chat.hear(told, "express_need", needs={"lead_delegeren": 0.9})
    while chat.about == "deepen":
        chat.hear("nee", "deny")
    chat.go_to("growth_question")
    record = chat.outcome.record if chat.outcome else None
    assert record is not None
    field = record["fields"]["situation"]
    assert field["value"][-1] == told and field["source"] == "said"
    assert field["evidence"][0]["quote"] == told
    assert any("Hoe het nu gaat" in said for said in chat.said)


def test_a_second_question_only_goes_on_about_the_answer(chat: Chat) -> None:
    chat.to_need(asks_on=True)
    chat.hear("ik weet het soms zelf ook niet meer", "express_need", needs={"lead_delegeren": 0.9})
    assert chat.about != "deepen", "nothing was named, so there is nothing to go on about"
    other = Chat(chat.k)
    other.to_need(asks_on=True)
    said = other.hear("de offertes maak ik altijd op zondagavond", "express_need",
                      needs={"lead_delegeren": 0.9})  # fmt: skip
    assert other.about == "deepen" and any(q in said for q in asked_of("offertes", chat.k))
    other.hear("en de offertes kijk ik dan ook nog na", "express_need")
    assert other.about != "deepen", "twice is enough"


def test_it_can_be_left(chat: Chat) -> None:
    chat.to_need(asks_on=True)
    before = chat.state.facts.get("situation")
    chat.hear("weet ik niet", "dont_know")
    assert chat.about != "deepen" and chat.state.facts.get("situation") == before


def test_who_would_rather_tap_is_not_asked_to_type_on(chat: Chat) -> None:
    chat.hear("alles loopt via mij en ik kom nergens aan toe", "express_need",
              needs={"lead_delegeren": 0.95})  # fmt: skip
    chat.tap_to_readback()
    chat.choose("lead_delegeren")
    assert chat.about != "deepen"


def test_who_is_annoyed_is_not_asked_on(chat: Chat) -> None:
    chat.to_need(asks_on=True)
    chat.hear("wat een gezeur zeg, hou eens op met vragen", "complain", 0.95)
    assert chat.about != "deepen"


def test_a_question_is_never_put_twice(chat: Chat) -> None:
    chat.hear(QUOTES, "express_need", needs={"markt_klantwerving": 0.95})
    for _ in range(6):
        pending = chat.state.pending
        assert pending is not None
        if pending.about == "readback":
            chat.choose("markt_klantwerving")
        elif pending.options:
            chat.choose(pending.options[0].value)
        else:
            chat.hear("ja die offertes, elke avond weer zo'n stapel", "express_need",
                      needs={"markt_klantwerving": 0.9})  # fmt: skip
    every = [q for topic in chat.k.topics for q in topic.ask]
    for question in every:
        assert sum(question in said for said in chat.said) <= 1, question


def test_what_they_had_before_is_not_what_they_look_for(knowledge: Knowledge) -> None:
    had = "dat dacht ik bij de vorige developer die ik aannam ook, toen werd er niet meer af"
    assert "programmeurs" not in topics(had, knowledge)
    assert "programmeurs" in topics("ik heb een developer nodig", knowledge)
