"""The belief: a function of its log, and nothing else."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from bot.diagnosis import Evidence, belief, explain, next_question, option_from_text, should_stop
from bot.diagnosis.belief import TEXT_CAP, tables
from bot.diagnosis.second import second_needs
from bot.knowledge import Knowledge, OpenQuestion, Question


def answer(question: str, option: str) -> Evidence:
    return Evidence("answer", "1", None, question, option, None)


def text(**needs: float) -> Evidence:
    return Evidence("text", "1", "...", None, None, needs)


def test_without_evidence_it_is_the_prior(knowledge: Knowledge) -> None:
    p = belief(knowledge, []).probabilities
    weights = sum(need.prior for need in knowledge.needs)
    assert sum(p.values()) == pytest.approx(1)
    assert p["tal_werven"] == pytest.approx(knowledge.needs_by_id["tal_werven"].prior / weights)


def test_it_depends_on_what_was_said_not_on_the_order(knowledge: Knowledge) -> None:
    log = [
        answer("h_te_druk", "a"),
        answer("h_team", "d"),
        text(lead_delegeren=0.6, tal_werven=0.2),
        Evidence("rejected", "1", None, None, None, {"tal_werven": 1.0}),
    ]
    p = belief(knowledge, log).probabilities
    assert sum(p.values()) == pytest.approx(1)
    shuffled = log[:]
    random.Random(1).shuffle(shuffled)
    assert belief(knowledge, shuffled).probabilities == pytest.approx(p)
    assert belief(knowledge, log).top(1)[0][0] == "lead_delegeren"


def test_a_line_taken_out_was_never_there(knowledge: Knowledge) -> None:
    log = [answer("h_te_druk", "a"), answer("h_geld", "b")]
    assert (
        belief(knowledge, log[:1]).probabilities
        == belief(knowledge, [answer("h_te_druk", "a")]).probabilities
    )


def test_one_text_does_not_decide(knowledge: Knowledge) -> None:
    before = belief(knowledge, []).probabilities
    after = belief(knowledge, [text(digi_veiligheid=1.0)]).probabilities
    ratio = (after["digi_veiligheid"] / after["tal_werven"]) / (
        before["digi_veiligheid"] / before["tal_werven"]
    )
    assert ratio == pytest.approx(TEXT_CAP, rel=0.01)


def test_recognised_and_not_recognised(knowledge: Knowledge) -> None:
    before = belief(knowledge, []).probabilities["opv_opvolging"]
    named = {"opv_opvolging": 1.0}
    yes = belief(knowledge, [Evidence("confirmed", "1", "ja", None, None, named)])
    no = belief(knowledge, [Evidence("rejected", "1", "nee", None, None, named)])
    assert yes.probabilities["opv_opvolging"] > before > no.probabilities["opv_opvolging"]


def test_an_answer_to_a_question_that_is_gone_says_nothing(knowledge: Knowledge) -> None:
    assert belief(knowledge, [answer("q_taken_out", "a")]).probabilities == pytest.approx(
        belief(knowledge, []).probabilities
    )


def test_explain_points_at_what_was_said(knowledge: Knowledge) -> None:
    log = [answer("h_geld", "e"), answer("h_te_druk", "a")]
    first = explain(knowledge, log, "lead_delegeren")[0]
    assert first.evidence.question == "h_te_druk" and first.bits > 1


def test_a_question_is_not_asked_twice_and_not_of_somebody_alone(knowledge: Knowledge) -> None:
    asked: list[str] = []
    alone = [Evidence("context", "1", None, "c_omvang", "a", None)]
    for _ in range(len(knowledge.questions)):
        choice = next_question(knowledge, alone, asked, None, {})
        if choice is None:
            break
        assert choice.question.id not in asked
        if isinstance(choice.question, Question):
            assert "c_omvang" not in choice.question.skip_if
        asked.append(choice.question.id)
    assert len(asked) > 5
    assert sum(q in knowledge.open_by_id for q in asked) == knowledge.policy.max_open


def test_own_words_are_asked_for_first_and_what_asks_the_same_not_again(
    knowledge: Knowledge,
) -> None:
    first = next_question(knowledge, [], [], None, {})
    assert first is not None and isinstance(first.question, OpenQuestion)
    wish = next(q for q in knowledge.open_questions if q.instead_of)
    asked = [wish.id]
    for _ in range(len(knowledge.questions)):
        choice = next_question(knowledge, [], asked, None, {})
        if choice is None:
            break
        asked.append(choice.question.id)
    assert wish.instead_of not in asked


def test_a_story_says_more_than_its_parts(knowledge: Knowledge) -> None:
    parts = [text(tal_werven=0.5, lead_delegeren=0.3), text(lead_delegeren=0.4, tal_werven=0.4)]
    story = Evidence("story", "2", None, None, None, {"lead_delegeren": 0.9})
    assert belief(knowledge, parts).top(1)[0][0] == "tal_werven"
    assert belief(knowledge, [*parts, story]).top(1)[0][0] == "lead_delegeren"


def test_a_second_need_is_what_the_first_leaves_unexplained(knowledge: Knowledge) -> None:
    log = [answer("h_te_druk", "a"), answer("h_team", "d"), answer("h_geld", "b")]
    others = second_needs(knowledge, log, "lead_delegeren")
    assert sum(p for _, p in others) == pytest.approx(1, abs=1e-6)
    assert "lead_delegeren" not in [need for need, _ in others]
    options = {o.id: o for o in knowledge.questions_by_id["h_geld"].options}
    pointed_at = max(options["b"].lr, key=lambda need: options["b"].lr[need])
    without = dict(second_needs(knowledge, log[:2], "lead_delegeren"))
    assert dict(others)[pointed_at] > without[pointed_at]
    rejected = Evidence("rejected", "1", None, None, None, {pointed_at: 1.0})
    after = dict(second_needs(knowledge, [*log, rejected], "lead_delegeren"))
    assert after[pointed_at] == 0


def test_when_to_stop(knowledge: Knowledge) -> None:
    sure = [answer("h_te_druk", "a"), answer("h_team", "d"), text(lead_delegeren=0.9)]
    assert should_stop(knowledge, sure, ["x", "y"]) is None, "at least three questions"
    assert should_stop(knowledge, sure, ["x", "y", "z"]) is not None
    assert should_stop(knowledge, [], ["x"] * 3) is None
    assert should_stop(knowledge, [], ["x"] * knowledge.policy.max_questions) is not None


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        ("Alles moet langs mij", "a"),
        ("alles moet langs mij!", "a"),
        ("b", "b"),
        ("3", "c"),
        ("de eerste", "a"),
        ("te weinig mensen", "b"),
        ("het is gewoon rommelig", "d"),
        ("geen van deze", "e"),
        ("het", None),
        ("weet ik veel", None),
        ("", None),
    ],
)
def test_option_from_text(knowledge: Knowledge, typed: str, option: str | None) -> None:
    found = option_from_text(knowledge.questions_by_id["h_te_druk"], typed)
    assert (found[0] if found else None) == option


def test_asking_what_tells_most_beats_asking_at_random(knowledge: Knowledge) -> None:
    """300 entrepreneurs drawn from the tables (with noise), five questions each; top-1."""
    t = tables(knowledge)
    rng = np.random.default_rng(7)
    right = {"best": 0, "random": 0}
    only_buttons = replace(knowledge, open_questions=())
    for _ in range(300):
        need = rng.choice(len(t.needs), p=t.prior)
        for policy in right:
            log: list[Evidence] = []
            asked: list[str] = []
            for _ in range(5):
                if policy == "best":
                    choice = next_question(only_buttons, log, asked, None, {})
                    if choice is None:
                        break  # no question tells enough any more
                    question = choice.question
                    assert isinstance(question, Question)
                else:
                    left = [q for q in knowledge.questions if q.id not in asked]
                    question = left[rng.integers(len(left))]
                option = rng.choice(len(question.options), p=t.likelihood[question.id][need])
                asked.append(question.id)
                log.append(answer(question.id, question.options[option].id))
            right[policy] += belief(knowledge, log).top(1)[0][0] == t.needs[need]
    assert right["best"] >= right["random"] + 0.08 * 300, right
