"""Numbers in digits and words, on the canonical line."""

from __future__ import annotations

import pytest

from bot.language import numerals
from bot.language.reading import read

CANONICAL = [
    ("twaalf", "#12"),
    ("één man", "#1 man"),
    ("een man", "een man"),
    ("vijf en twintig", "#25"),
    ("tussen de vijf en twintig", "tussen de #5 en #20"),
    ("drie honderd vijftig", "#350"),
    ("drieduizend vijfhonderd", "#3500"),
    ("vijfentwintighonderd", "#2500"),
    ("tweeëndertig", "#32"),
    ("tweeendertig", "#32"),
    ("twee en een half", "#2.5"),
    ("twee en een halve ton", "#2.5 ton"),
    ("2½", "#2.5"),
    ("anderhalf", "#1.5"),
    ("1.250", "#1250"),
    ("1.250.000,-", "#1250000"),
    ("1 250 000", "#1250000"),
    ("2,5", "#2.5"),
    ("1.250,50", "#1250.5"),
    ("50k", "#50 duizend"),
    ("een dozijn", "een #12"),
    ("tweede", "tweede"),
    ("2e", "2e"),
    ("acht uur", "#8 uur"),
    ("achter", "achter"),
    ("eenheid", "eenheid"),
    ("14:30", "<time>"),
    ("8.30 uur", "<time>"),
    ("1-3-2027", "@20270301"),
    ("31-2-2027", "<digits>"),
    ("0320", "<digits>"),
    ("#12 @x", ". #12 . x"),
]


@pytest.mark.parametrize(("text", "canon"), CANONICAL)
def test_numbers_on_the_canonical_line(text: str, canon: str) -> None:
    assert read(text).canon == canon


@pytest.mark.parametrize("written", ["06", "12.34.56.78", "1" * 30, "0,5,5"])
def test_a_code_is_no_number(written: str) -> None:
    assert numerals.digits(written) is None
