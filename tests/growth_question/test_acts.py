"""What somebody wants to do, from how they finish "ik wil ..."."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.growth_question import acts

BY_OTHERS = [
    json.loads(line)
    for line in (Path(__file__).parent / "wishes_by_others.jsonl").read_text().splitlines()
]
"""Ninety answers of a writer who saw nothing of the rules, with what a broker would make of each;
looked at once, half-way (docs/diagnosis.md)."""


@pytest.mark.parametrize(
    ("said", "act", "end"),
    [
        ("ik wil jeroen binnen houden. hij kan bij de concurent meer krijgen",
         "jeroen binnen houden", None),
        ("tja, gewoon eens achter mn offertes aan bellen, maar ik durf niet zo goed",
         "achter mijn offertes aan bellen", None),
        ("Ik wil dat aannemers in 30 dagen betalen ipv 75. ben toch geen bank",
         "zorgen dat aannemers in 30 dagen betalen in plaats van 75", None),
        ("ik wil 2 monteurs vinden voor de bouwvak, liefst jongens uit de polder",
         "2 monteurs vinden, liefst jongens uit de polder", None),
        ("mn chauffeurs op cursus krijgen voor adr zodat we die klus kunnen aannemen",
         "mijn chauffeurs op cursus krijgen voor adr", "we die klus kunnen aannemen"),
        ("ik wil een loodgieter vinden waar ik op kan bouwen, dan kan ik hele badkamers aanbieden",
         "een loodgieter vinden waar ik op kan bouwen", "ik hele badkamers kan aanbieden"),
        ("verhuizen of bijbouwen, ik kom er niet uit",
         "kiezen tussen verhuizen en bijbouwen", None),
        ("of bruiloften of bedrijven fotograferen",
         "kiezen tussen bruiloften en bedrijven fotograferen", None),
        ("patent ja of nee. mn zwager zegt doen", "beslissen over patent", None),
        ("ik wil dat ik weer op tijd thuis eet",
         "zorgen dat ik weer op tijd thuis eet", None),
        ("gewoon een kok. maakt me niet uit waar ie vandaan komt", "een kok krijgen", None),
        ("al het papierwerk bij een ander neerleggen, ben boer geen ambtenaar",
         "al het papierwerk bij een ander neerleggen", None),
        ("wat de hele handel waard is met klanten en al",
         "erachter komen wat de hele handel waard is met klanten en al", None),
        ("ze vragen er 3 aan. zou wel es willen horen wat ik verkeerd doe",
         "horen wat ik verkeerd doe", None),
    ],
)  # fmt: skip
def test_what_they_want_to_do(said: str, act: str, end: str | None) -> None:
    assert acts.finished(said) == acts.Act(act, end)


@pytest.mark.parametrize(
    "said",
    [
        "geen idee joh zeg jij het maar",
        "als ik dat wist had ik jou niet nodig haha",
        "ja goeie vraag...",
        "rust",
        "er ligt al drie jaar een brief bij de gemeente",
        "dat moet een keer op papier staan",
        "waar lekt het nou weg",
        "structuur, zo noemen ze dat toch",
        "hij weet het beter dan ik",
        "",
        "?",
    ],
)
def test_what_is_no_act(said: str) -> None:
    assert acts.finished(said) is None


@given(st.text(max_size=200))
def test_any_text_is_an_act_or_none(text: str) -> None:
    made = acts.finished(text)
    assert made is None or made.act.strip()


@given(st.lists(st.sampled_from("ik wil dat of en zodat, dan kan niet een mijn broer . ?".split())))
def test_any_words_are_an_act_or_none(said: list[str]) -> None:
    made = acts.finished(" ".join(said))
    assert made is None or made.act.strip()


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def test_answers_of_a_stranger() -> None:
    asked = [line for line in BY_OTHERS if line["act"]]
    made = [(acts.finished(line["said"]), line) for line in asked]
    found = [(one, line) for one, line in made if one is not None]
    alike = []
    for one, line in found:
        mine, theirs = words(one.act), words(line["act"])
        common = sum((mine & theirs).values())
        alike.append(2 * common / (sum(mine.values()) + sum(theirs.values())))
    share, mean = len(found) / len(asked), sum(alike) / len(alike)
    print(f"{len(asked)} answers: an act of {share:.2f}, its words alike for {mean:.2f}")
    assert share >= 0.75 and mean >= 0.75
    nothing = [line["said"] for line in BY_OTHERS if not line["act"]]
    assert sum(acts.finished(said) is not None for said in nothing) <= 1


@pytest.mark.parametrize("line", BY_OTHERS, ids=lambda line: str(line["said"])[:30])
def test_an_act_stands_in_the_sentence(line: dict[str, str]) -> None:
    made = acts.finished(line["said"])
    if made is not None:
        assert acts.FEWEST <= len(made.act.split()) <= acts.MOST + 3
        assert "?" not in made.act and "zodat" not in made.act
        assert not re.match(r"(?:ik|we|wij) ", made.act)
