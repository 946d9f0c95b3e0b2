"""The conversation, turn by turn, without Rasa."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import yaml

from bot.diagnosis import Evidence, belief
from bot.dialogue import IntakeState, Outcome, Understood, asking_on, firm, take_turn
from bot.dialogue.acts import act_of
from bot.dialogue.context import Context
from bot.growth_question import record as records
from bot.knowledge import Knowledge
from bot.language.found import Found
from bot.paths import KNOWLEDGE

AT = datetime(2026, 11, 24, 10, 0, tzinfo=timezone.utc)


FIRM = {"municipality": "Urk", "sector": "zorg"}
"""What is said of the firm where it is asked."""


class Chat:
    """A talk in which each message is understood as the test says."""

    tells = "telkens weer wissewasjes"
    """What `answer` says where there is nothing to choose: too short to be asked on about."""

    def __init__(self, knowledge: Knowledge, seed: int = 1) -> None:
        self.k = knowledge
        self.state = IntakeState()
        self.context = Context("c1", "website", AT, random.Random(seed))
        self.said: list[str] = []
        self.outcome: Outcome | None = None
        self.number = 0

    def hear(
        self,
        text: str,
        intent: str = "inform",
        confidence: float = 0.95,
        needs: Mapping[str, float] | None = None,
        **entities: Any,
    ) -> str:
        """One message; everything that is said in return."""
        self.number += 1
        found = tuple(
            Found(name, value, *_where(text, value), 0.9) for name, value in entities.items()
        )
        return self._take(
            Understood(text, "text", str(self.number), AT, intent, confidence, found, needs or {})
        )

    def choose(self, value: str) -> str:
        """Press the button with this value."""
        self.number += 1
        assert self.state.pending is not None
        option = next(o for o in self.state.pending.options if o.value == value)
        return self._take(
            Understood(option.title, "choice", str(self.number), AT, "inform", choice=value)
        )

    def open(self) -> str:
        """Open the chat without saying anything."""
        return self._take(Understood("", "open", "0", AT))

    def _take(self, understood: Understood) -> str:
        # Through JSON each time, as the engine keeps it.
        state = IntakeState.from_slot(json.loads(json.dumps(self.state.to_slot())))
        self.outcome = take_turn(state, understood, self.k, self.context)
        self.state = self.outcome.state
        if self.outcome.record is not None:
            records.validate(self.outcome.record)
        texts = [say.text for say in self.outcome.says]
        self.said += texts
        return "\n".join(texts)

    @property
    def about(self) -> str | None:
        pending = self.outcome.state.pending if self.outcome else None
        return pending.about if pending else None

    def to_need(
        self, second_is_asked: bool = False, asks_on: bool = False, up_to: str = ""
    ) -> None:
        """From the start to a recognised need, and what is asked of the firm right after it.

        Args:
            up_to: a question about the firm that stays open.
            second_is_asked: another need was told of, and the question for it is open.
            asks_on: the question that goes deeper into the need is open; else it was left.
        """
        self.hear("alles loopt via mij en ik kom nergens aan toe", "express_need",
                  needs={"lead_delegeren": 0.8})  # fmt: skip
        likely = {"h_te_druk": "a", "h_team": "d", "q_waar_wringt": "a", "q_twee_weken_weg": "c"}
        for _ in range(9):
            if self.about == "readback":
                break
            self.answer(likely.get(str(self.about), "e"))
        assert self.about == "readback"
        if second_is_asked:
            told = "en de planning zit alleen in mijn hoofd"
            self.state.log.append(Evidence("text", "99", told, None, None, {"lead_structuur": 0.9}))
            self.state.both = ["lead_delegeren", "lead_structuur"]
            self.choose("lead_delegeren")
            assert self.about == "second"
            return
        if asks_on or up_to == "tried":
            self.state.said[asking_on.BEFORE] = 0  # as of who tapped, and was asked nothing yet
        self.choose("lead_delegeren")
        while self.about in firm.FIELDS and self.about != up_to:
            self._pass()
        assert not asks_on or self.about == "deepen"
        if not asks_on and self.about == "deepen":
            self.hear("nee", "deny")

    def tap_to_readback(self) -> None:
        """To the read-back, as who would rather tap than type: the last option, or "weet niet"."""
        while self.about != "readback":
            pending = self.state.pending
            assert pending is not None
            if pending.options:
                self.choose(pending.options[-1].value)
            else:
                self.hear("weet ik niet", "dont_know")

    def answer(self, value: str) -> str:
        """Choose an option, or say something where there are none."""
        if self.state.pending is not None and self.state.pending.options:
            return self.choose(value)
        return self.hear(self.tells, "express_need",
                         needs={"lead_delegeren": 0.7})  # fmt: skip

    def to_options(self) -> None:
        """Past the open questions, to the first one with options."""
        while self.state.pending is not None and not self.state.pending.options:
            self.hear("geen idee", "dont_know")

    def to_question(self) -> None:
        """From the start to the proposed growth question."""
        self.to("growth_question")

    def to(self, about: str) -> None:
        """From the start to a question after the need."""
        self.to_need(up_to=about)
        self.go_to(about)

    def to_route(self) -> None:
        """From the start to help that was shown: the growth question is right, and no more told."""
        self.to("growth_question")
        self.confirm()

    def confirm(self) -> None:
        """The growth question is right; what is asked after it is left."""
        self.choose("yes")
        while self.about != "route":
            assert self.state.pending is not None
            self.choose(self.state.pending.options[-1].value)

    def go_to(self, about: str) -> None:
        """On to this question: the second option of each, words where there are none."""
        for _ in range(10):
            if self.about == about:
                return
            self._pass()
        raise AssertionError(self.about)

    def _pass(self) -> None:
        """Answer the open question: the second option, or words where there are none."""
        pending = self.state.pending
        assert pending is not None
        if pending.about == "deepen":
            self.hear("nee", "deny")
        elif pending.options:
            self.choose(pending.options[1].value)
        else:
            # The number of people is left out; it is asked by itself, with options.
            asked = [pending.about, *firm.asked_beside(self.state, pending.about)]
            told = [name for name in asked if name in FIRM]
            values = {name: FIRM[name].lower() for name in told}
            self.hear(", ".join(FIRM[name] for name in told), **values)


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


def test_it_says_that_it_is_a_computer_before_anything_else(chat: Chat) -> None:
    chat.open()
    assert "computer" in chat.said[0] and chat.about == "opening"
    other = Chat(chat.k)
    other.hear("ik vind geen mensen", "express_need", needs={"tal_werven": 0.9})
    assert "computer" in other.said[0]


def test_what_was_said_is_not_asked(chat: Chat) -> None:
    chat.hear("in Urk met 12 man loopt alles via mij", "express_need",
              needs={"lead_delegeren": 0.8}, municipality="urk", employees=12)  # fmt: skip
    chat.to_question()
    assert "municipality" not in chat.state.asked and "employees" not in chat.state.asked
    record = chat.outcome.record if chat.outcome else None
    assert record is not None and record["fields"]["municipality"]["value"] == "urk"


def test_a_corrected_fact_replaces_the_old_one(chat: Chat) -> None:
    chat.to_question()
    said = chat.hear("nee wacht, Dronten", "correct", municipality="dronten")
    assert "aangepast" in said and chat.state.facts["municipality"].value == "dronten"
    assert chat.about == "growth_question"


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("zet daar maar dronten neer", "municipality", "dronten"),
        ("maak er 14 man van", "employees", 14),
    ],
)
def test_who_says_what_to_write_down_corrects(
    chat: Chat, text: str, field: str, value: object
) -> None:
    chat.to_question()
    said = chat.hear(text, "share_success", 0.6, **{field: value})
    assert "veranderd" in said.lower() or "aangepast" in said
    assert chat.state.facts[field].value == value


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("nee, maak er urk van", "correct"),
        ("ik maak het zelf op de werf in urk", None),
        ("we zetten er een loods op in urk", None),
    ],
)
def test_who_tells_what_they_make_corrects_nothing(text: str, act: str | None) -> None:
    place = Found("municipality", "urk", *_where(text, "urk"), 0.9)
    u = Understood(text, "text", "1", AT, "inform", 0.6, (place,))
    assert act_of(u, IntakeState()) == act


def test_taking_the_last_answer_back_really_takes_it_out(chat: Chat) -> None:
    chat.hear("het loopt niet lekker in de zaak", "express_need", needs={"str_koers": 0.3})
    chat.to_options()
    question, log = chat.about, len(chat.state.log)
    chat.choose("a")
    assert len(chat.state.log) == log + 1
    chat.hear("dat klopte niet", "correct")
    assert chat.about == question and len(chat.state.log) == log


@pytest.mark.parametrize(("intent", "mark"), [("dont_know", "dont_know"), ("skip", "skipped")])
def test_not_knowing_and_skipping_go_on(chat: Chat, intent: str, mark: str) -> None:
    chat.hear("het loopt niet lekker in de zaak", "express_need", needs={"str_koers": 0.3})
    question = str(chat.about)
    chat.hear("geen idee", intent)
    assert chat.state.asked[question] == mark and chat.about != question


def test_why_is_answered_with_the_true_reason(chat: Chat) -> None:
    chat.hear("het loopt niet lekker in de zaak", "express_need", needs={"str_koers": 0.3})
    chat.to_options()
    question = chat.k.questions_by_id[str(chat.about)]
    said = chat.hear("waarom vraag je dat", "ask_why")
    assert question.why in said and question.text[1:] in said and chat.about == question.id
    assert question.why not in chat.hear("maar waarom dan", "ask_why"), "not the same twice"


def test_a_person_can_be_had_at_once(chat: Chat) -> None:
    said = chat.hear("mens", "ask_human")
    assert "mens" in said and chat.about == "contact"
    record = chat.outcome.record if chat.outcome else None
    assert record is not None and record["route"] == "human_now"
    chat.hear("Sam, 0612345678", phone="0612345678")
    assert chat.state.contact == {
        "phone": "0612345678",
        "name": "Sam",
        "preferred_channel": "phone",
    }
    assert chat.state.consents[0]["given"] is True


def test_contact_can_be_refused(chat: Chat) -> None:
    chat.hear("mens", "ask_human")
    chat.choose("skip")
    assert chat.state.contact is None and chat.state.consents[0]["given"] is False


def test_starting_over_is_asked_first(chat: Chat) -> None:
    chat.to_need()
    chat.hear("opnieuw", "restart")
    assert chat.about == "restart"
    chat.choose("no")
    assert chat.state.needs == ["lead_delegeren"]
    chat.hear("opnieuw", "restart")
    chat.choose("yes")
    assert chat.state.needs == [] and chat.state.facts == {} and chat.about == "opening"


@pytest.mark.parametrize("text", ["", "   ", "😀😀"])
def test_nothing_to_read(chat: Chat, text: str) -> None:
    chat.open()
    assert chat.hear(text) and chat.about == "opening"


def test_a_need_that_is_not_recognised_twice_stays_open(chat: Chat) -> None:
    chat.hear("het loopt niet lekker in de zaak", "express_need", needs={"str_koers": 0.3})
    for _ in range(25):
        if chat.state.needs:
            break
        if chat.about == "readback":
            chat.choose("none")
        elif chat.about == "own_words" or not (chat.state.pending and chat.state.pending.options):
            chat.hear("het is iets heel anders, denk ik", "express_need", needs={"str_koers": 0.3})
        else:
            chat.choose(chat.state.pending.options[-1].value)
    assert chat.state.needs and chat.state.need_confirmed is False


def test_the_growth_question_can_be_changed(chat: Chat) -> None:
    chat.to_question()
    first = chat.state.question
    chat.choose("change")
    chat.choose("horizon_months")
    chat.choose("24")
    assert "binnen twee jaar" in str(chat.state.question) and chat.state.question != first
    own = "Hoe kan ik mijn zaak leiden vanaf mijn boot in Friesland"
    kept = ", zodat het bedrijf doordraait als ik er niet ben, binnen twee jaar?"
    chat.hear(own, "express_need")
    assert chat.state.question == own + kept, "only the beginning was said anew"
    chat.choose("yes")
    record = chat.outcome.record if chat.outcome else None
    assert record is not None and record["status"] == "confirmed"
    assert record["question"] == own + kept and record["version"] >= 2


def test_the_choice_at_the_end(chat: Chat) -> None:
    chat.to_route()
    chat.choose("both")
    assert chat.state.route == "broker_and_instrument" and chat.about == "contact"


def test_danger_comes_before_everything(knowledge: Knowledge) -> None:
    cases = yaml.safe_load((KNOWLEDGE / "safety.yml").read_text(encoding="utf-8"))["test_cases"]
    replies = {rule.id: rule.reply for rule in knowledge.safety_rules}
    listed = 0
    for rule_id, texts in cases.items():
        for text in texts if isinstance(texts, list) else []:
            rule = next((r for r in knowledge.safety_rules if r.id == rule_id), None)
            if rule is None or not any(t in text.lower() for t in rule.triggers):
                continue
            listed += 1
            chat = Chat(knowledge)
            chat.to_need()
            said = chat.hear(text, "express_need", needs={"fin_liquiditeit": 0.9})
            assert said in replies.values(), text
            assert chat.about == "care", "the interview ends"
            record = chat.outcome.record if chat.outcome else None
            assert record is not None and record["route"] in ("human_now", "safety_net")
            assert record["matches"] == [] and text not in json.dumps(record, ensure_ascii=False)
            assert chat.state.flags and text not in json.dumps(chat.state.to_slot()["flags"])
    assert listed >= 5


def test_crisis_is_heard_by_intent_too(chat: Chat) -> None:
    said = chat.hear("vrijdag kan ik niemand meer uitbetalen", "crisis_business", 0.9)
    assert "Geldfit" in said


def test_four_hundred_turns_stay_small_and_never_fail(chat: Chat) -> None:
    chat.to_need()
    acts = ["chitchat", "ask_why", "ask_bot", "complain", "thank", "ask_privacy", "greet"]
    for i in range(400):
        assert chat.hear(f"zomaar iets {i}", acts[i % len(acts)])
    assert len(chat.state.log) <= 40
    assert len(json.dumps(chat.state.to_slot())) < 40_000


def test_the_same_words_lead_to_the_same_talk(knowledge: Knowledge) -> None:
    one, two = Chat(knowledge), Chat(knowledge)
    for chat in (one, two):
        chat.to_question()
        chat.choose("yes")
    assert one.said == two.said


def test_yes_to_a_choice_between_three_asks_which_one_and_only_that(chat: Chat) -> None:
    chat.hear("het loopt niet lekker in de zaak", "express_need", needs={"str_koers": 0.3})
    for _ in range(12):
        if chat.about == "readback":
            break
        chat.hear("weet ik niet", "dont_know")
    assert chat.about == "readback" and chat.state.pending is not None
    assert not chat.state.pending.options[0].payload.startswith("/affirm"), "it is in doubt"
    shown, readbacks = list(chat.state.shown), chat.state.readbacks
    said = chat.hear("ja", "affirm")
    assert said == chat.k.texts.get("fact.readback.unclear")[0], "asked once, and nothing else"
    assert chat.about == "readback" and not chat.state.needs
    assert (chat.state.shown, chat.state.readbacks) == (shown, readbacks)
    chosen = chat.k.needs_by_id[shown[1]].short.split()[-1]
    if len(chosen) >= 4:
        chat.hear(chosen, "inform")
        assert chat.state.needs == [shown[1]] and chat.state.need_confirmed


def test_a_scheme_is_explained_and_the_question_is_put_again(chat: Chat) -> None:
    chat.hear("ik vind geen mensen", "express_need", needs={"tal_werven": 0.5})
    question = chat.about
    said = chat.hear("wat is de wbso", "ask_instrument", instrument="wbso")
    assert chat.k.instruments_by_id["wbso"].summary in said and chat.about == question
    ended = next(i for i in chat.k.instruments if i.replaced_by in chat.k.instruments_by_id)
    said = chat.hear("en die oude dan", "ask_instrument", instrument=ended.id)
    following = chat.k.instruments_by_id[str(ended.replaced_by)]
    assert ended.name in said and following.summary in said and chat.about == question
    unknown = chat.hear("en iets anders dan", "ask_instrument", instrument="iets-anders")
    assert "geen zekere gegevens" in unknown and chat.about == question


# --- coming back, contradicting, having had enough ---


def _where(text: str, value: Any) -> tuple[int, int]:
    """Where a value stands as it is; else somewhere."""
    start = text.find(str(value))
    return (start, start + len(str(value))) if start >= 0 else (0, min(len(text), 5))


def later(chat: Chat, **gone: float) -> None:
    """Make it later, for the messages that follow."""
    chat.context = replace(chat.context, at=chat.context.at + timedelta(**gone))


@pytest.mark.parametrize(
    ("gone", "heard"),
    [({"hours": 2.0}, "weer"), ({"days": 2.0}, "loopt via mij")],
)
def test_who_comes_back_goes_on_where_they_were(
    chat: Chat, gone: dict[str, float], heard: str
) -> None:
    chat.hear("alles loopt via mij", "express_need", needs={"lead_delegeren": 0.8})
    chat.to_options()
    question = chat.about
    later(chat, **gone)
    said = chat.hear("zo daar ben ik weer", "greet")
    assert heard in said and chat.about == question


def test_after_weeks_they_choose_to_go_on_or_begin_again(chat: Chat) -> None:
    chat.to_need()
    question = chat.about
    later(chat, days=30)
    said = chat.hear("hallo", "greet")
    assert chat.about == "restart" and "loopt via mij" in said
    chat.choose("no")
    assert chat.about == question and chat.state.needs == ["lead_delegeren"]


def test_two_numbers_that_cannot_both_be_so_are_asked_about_once(chat: Chat) -> None:
    chat.hear("ik werk alleen en alles loopt via mij", "express_need",
              needs={"lead_delegeren": 0.8}, employees=1)  # fmt: skip
    chat.to_options()
    said = chat.hear("we zijn met 12 man", "inform", employees=12)
    assert chat.about == "conflict" and "12" in said
    chat.choose("old")
    assert chat.state.facts["employees"].value == 1
    chat.hear("we zijn met 12 man", "inform", employees=12)
    assert chat.about != "conflict", "once"


@pytest.mark.parametrize("value", [-3, 0, 100_000])
def test_what_cannot_be_is_not_stored(chat: Chat, value: int) -> None:
    chat.hear("alles loopt via mij", "express_need", needs={"lead_delegeren": 0.8},
              employees=value)  # fmt: skip
    assert "employees" not in chat.state.facts


def test_who_has_had_enough_gets_what_is_known(chat: Chat) -> None:
    chat.hear("alles loopt via mij", "express_need", needs={"lead_delegeren": 0.8})
    said = chat.hear("wat een gezeur zeg", "complain")
    assert chat.about == "readback" and "mens" in said


def test_a_second_need_is_kept_with_its_evidence(chat: Chat) -> None:
    chat.to_need(second_is_asked=True)
    chat.hear("ja mijn beste mensen gaan weg", "express_need", needs={"tal_behouden": 0.9})
    assert chat.state.needs == ["lead_delegeren", "tal_behouden"]
    while chat.about != "growth_question":
        chat.hear("meer rust en overzicht voor mij", "inform", municipality="urk", employees=12,
                  period_months=6)  # fmt: skip
    record = chat.outcome.record if chat.outcome else None
    assert record is not None
    assert [n["id"] for n in record["needs"]] == ["lead_delegeren", "tal_behouden"]
    assert record["needs"][1]["evidence"]


def test_a_rival_is_named_once_when_wish_and_signs_differ(chat: Chat) -> None:
    chat.hear("ik zoek subsidie", "ask_instrument")
    chat.hear("ik word voor alles gebeld, ook zondag", "express_need",
              needs={"lead_delegeren": 0.95})  # fmt: skip
    for _ in range(3):
        if chat.about == "rival":
            break
        chat.answer("a")
    assert chat.about == "rival" and "geld" in chat.said[-1]
    before = belief(chat.k, chat.state.log).probabilities["lead_delegeren"]
    chat.choose("rival")
    after = belief(chat.k, chat.state.log).probabilities["lead_delegeren"]
    assert after > before and list(chat.state.asked).count("rival") == 1


def test_a_short_wish_is_asked_on_and_both_are_kept(chat: Chat) -> None:
    chat.to_need()
    assert chat.about == "desired_result"
    chat.hear("opdrachten", "inform")
    assert chat.about == "ladder"
    chat.hear("dat ik mijn mensen aan het werk kan houden", "express_need")
    assert chat.state.facts["ambition"].value == "opdrachten"
    assert "aan het werk" in chat.state.facts["desired_result"].value


def test_a_talk_goes_on_after_the_assistant_was_changed(chat: Chat) -> None:
    """The state as an older and a newer version may have left it."""
    chat.to_need()
    slot = chat.state.to_slot()
    for name in ("hints", "waiting", "complaints", "last_at", "stated_theme", "conflict"):
        del slot[name]
    slot["of_another_version"] = {"x": 1}
    slot["log"].append({**slot["log"][0], "kind": "answer", "question": "q_gone", "option": "z"})
    chat.state = IntakeState.from_slot(json.loads(json.dumps(slot)))
    assert chat.hear("meer tijd voor mijn gezin", "inform") and chat.about == "horizon_months"


def test_words_of_care_are_not_kept_but_a_person_is_called(chat: Chat) -> None:
    chat.hear("ik zie het niet meer zitten", "crisis_personal", 0.95)
    assert chat.about == "care"
    chat.choose("yes")
    assert chat.about == "contact"
    chat.hear("Sam 0612345678", phone="0612345678")
    record = chat.outcome.record if chat.outcome else None
    assert record is not None and record["route"] == "human_now" and record["contact"]
    assert "zie het niet" not in json.dumps(record) and record["matches"] == []
    assert chat.about is None, "nothing more is asked"


def test_in_doubt_it_is_asked_softly_and_the_question_waits(chat: Chat) -> None:
    chat.hear("alles loopt via mij", "express_need", needs={"lead_delegeren": 0.8})
    question = chat.about
    chat.hear("ik ben er zo moe van", "crisis_personal", 0.75)
    assert chat.about == "grey"
    chat.choose("no")
    told = [line.quote for line in chat.state.log]
    assert question is not None and "ik ben er zo moe van" in told, "what was said is not lost"
    chat.hear("ik ben er zo moe van", "crisis_personal", 0.75)
    assert chat.about != "grey", "once"


def test_heavy_words_get_the_right_help(chat: Chat) -> None:
    said = chat.hear("als het zo doorgaat hang ik me op", "express_need")
    assert "113" in said and chat.about == "care"
    again = chat.hear("ik meen het, ik maak er een eind aan", "express_need")
    assert again.count("113") >= 1 and chat.about == "care", "the numbers again"
    other = Chat(chat.k)
    other.hear("als ik er niet meer was zou niemand het merken", "express_need")
    assert other.about == "grey"
    assert "113" in other.choose("crisis_personal") and "suicide" in other.state.flags


def test_who_is_in_trouble_and_asks_for_a_person_is_not_interviewed(chat: Chat) -> None:
    chat.hear("ik zit er helemaal doorheen", "crisis_personal", 0.95)
    chat.hear("0612345678", phone="0612345678")
    said = chat.hear("mens", "ask_human")
    assert chat.about is None and "doorgegeven" in said


def test_heavy_words_go_to_a_person_and_are_not_kept(chat: Chat) -> None:
    words = "ik zit er helemaal doorheen en zie het niet meer"
    chat.hear(words, "crisis_personal", 0.75, needs={"pers_overbelast": 0.6})
    assert chat.about == "grey"
    chat.choose("human")
    record = chat.outcome.record if chat.outcome else None
    assert record is not None and record["route"] == "human_now"
    assert words not in json.dumps(record, ensure_ascii=False)
    assert words not in json.dumps(chat.state.to_slot(), ensure_ascii=False)


def test_a_number_that_was_wrong_is_changed(chat: Chat) -> None:
    chat.hear("mens", "ask_human")
    chat.hear("Sam 0612345678", phone="0612345678")
    said = chat.hear("was fout, 0687654321", "correct", phone="0687654321")
    assert chat.state.contact and chat.state.contact["phone"] == "0687654321"
    assert "eindigt op 21" in said and "0687654321" not in said, "what is said is kept"


@pytest.mark.parametrize(
    ("text", "value"),
    [("nee plek zat", None), ("nee dit is het wel zo", None), ("#1", 0), ("het loslaten zelf", 0)],
)
def test_a_second_need_in_words(chat: Chat, text: str, value: int | None) -> None:
    chat.to_need(second_is_asked=True)
    assert chat.state.pending is not None
    first = chat.state.pending.options[0]
    if value is not None and not text.startswith("#"):
        text = f"het {first.title.split()[-1]}"
    chat.hear(text, "express_need", needs={"loc_ruimte": 0.9})
    assert chat.state.needs == ["lead_delegeren", *([first.value] if value is not None else [])]


def test_a_remark_about_the_sentence_is_no_wish(chat: Chat) -> None:
    chat.to_question()
    before = chat.state.facts["desired_result"].value
    chat.hear("die zin is een beetje krom", "complain", 0.3)
    assert chat.state.facts["desired_result"].value == before
    chat.hear(
        "maak er maar van: hoe kan ik om vijf uur thuis zijn bij mijn kinderen", "correct", 0.3
    )
    assert chat.state.question == (
        "Hoe kan ik om vijf uur thuis zijn bij mijn kinderen, "
        "zodat het bedrijf doordraait als ik er niet ben, binnen een half jaar?"
    )


def test_who_would_rather_tap_is_asked_no_more_open_questions(chat: Chat) -> None:
    chat.hear("het loopt niet lekker in de zaak", "express_need", needs={"str_koers": 0.3})
    assert chat.about in chat.k.open_by_id
    chat.hear("weet ik niet", "dont_know")
    for _ in range(3):
        assert chat.about in chat.k.questions_by_id, "taps, and no end of the questions yet"
        assert chat.state.pending is not None
        chat.choose(chat.state.pending.options[-1].value)


def test_yes_to_a_second_need_asks_which(chat: Chat) -> None:
    chat.to_need(second_is_asked=True)
    chat.hear("ja", "affirm")
    assert chat.about == "second" and len(chat.state.needs) == 1
    assert chat.state.pending is not None
    other = chat.state.pending.options[0].value
    chat.choose(other)
    assert chat.state.needs == ["lead_delegeren", other]


def test_annoyed_from_the_start_is_no_reason_to_guess(chat: Chat) -> None:
    chat.open()
    chat.hear("pff alweer zo'n bot", "complain")
    chat.hear("het gaat niet goed", "express_need")
    assert chat.about != "readback", "nothing is known yet"


@pytest.mark.parametrize(("text", "intent"), [("nee klopt niet", "deny"), ("400", "inform")])
def test_what_is_no_wish_is_not_kept_as_one(chat: Chat, text: str, intent: str) -> None:
    chat.to_need()
    assert chat.about == "desired_result"
    chat.hear(text, intent)
    assert "desired_result" not in chat.state.facts and chat.about == "desired_result"


def test_after_help_was_offered_the_talk_can_go_on(chat: Chat) -> None:
    chat.hear("vrijdag kan ik niemand meer uitbetalen", "crisis_business", 0.95)
    chat.choose("no")
    chat.hear("ok", "affirm")
    assert chat.about == "opening"
    chat.hear("klanten betalen na negentig dagen", "express_need", needs={"fin_liquiditeit": 0.9})
    assert chat.state.presenting is not None
    assert chat.state.presenting.value == "klanten betalen na negentig dagen"
    record = chat.outcome.record if chat.outcome else None
    assert record is not None
    assert all(
        chat.k.instruments_by_id[m["instrument"]].kind == "safety_net" for m in record["matches"]
    )


def test_who_does_not_want_to_be_called_is_not(chat: Chat) -> None:
    chat.hear("mens", "ask_human")
    chat.hear("Sam 0612345678", phone="0612345678")
    said = chat.hear("ik wil toch niet gebeld worden", "erase_data", 0.9)
    assert chat.state.contact is None and "niet gebeld" in said
    assert [c["given"] for c in chat.state.consents] == [False], "sharing is taken back too"
    record = chat.outcome.record if chat.outcome else None
    assert record is not None and record["contact"] is None


def test_a_hold_that_comes_between_the_question_and_the_yes_is_told(chat: Chat) -> None:
    reasons: list[tuple[str, str]] = []
    chat.context = replace(chat.context, held=lambda: reasons[0] if reasons else None)
    chat.hear("alles loopt via mij en ik kom nergens aan toe", "express_need",
              needs={"lead_delegeren": 0.8})  # fmt: skip
    chat.to_options()
    asked = chat.about
    chat.hear("wis alles wat je van mij hebt", "erase_data")
    assert chat.about == "withdraw"
    reasons.append(("er loopt een bezwaar", "2027-03-01"))
    told = chat.choose("all")
    assert "er loopt een bezwaar" in told and "2027-03-01" in told
    assert chat.about == asked and not chat.state.erase, "the talk goes on where it was"
    reasons.clear()
    chat.hear("wis alles wat je van mij hebt", "erase_data")
    chat.choose("all")
    assert chat.state.erase


@pytest.mark.parametrize(
    ("said", "care"),
    [
        ("bij dierenartsen hangt het spul gewoon in de kast he", "jou"),
        ("we zitten aan de grond, huur vier maanden achter, woensdag eruit", "bedrijf"),
    ],
)
def test_what_is_no_cry_on_the_face_of_it_is_asked_about(chat: Chat, said: str, care: str) -> None:
    answer = chat.hear(said, "express_need", 0.5, needs={"fin_liquiditeit": 0.1})
    assert chat.about == "grey" and care in answer
