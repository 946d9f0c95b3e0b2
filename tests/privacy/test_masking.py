"""How much of what must be masked is, and how much of what is masked must be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.privacy import masking, name_lists
from tests.conftest import need

LINES = Path(__file__).with_name("chat_lines.txt")
MARK = re.compile(r"\{(\w+)\|([^}]*)\}")
KINDS = {"naam": "name", "tel": "phone", "mail": "email", "adres": "address", "geb": "birth_date"}


def cases() -> list[tuple[str, list[tuple[str, int, int]]]]:
    """Each line without its marks, and where they stood."""
    found = []
    for line in LINES.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        plain, marks, at = "", [], 0
        for match in MARK.finditer(line):
            plain += line[at : match.start()]
            marks.append((KINDS.get(match[1], match[1]), len(plain), len(plain) + len(match[2])))
            plain += match[2]
            at = match.end()
        found.append((plain + line[at:], marks))
    return found


def measured(names: masking.Names | None) -> tuple[float, float, list[str]]:
    """Recall, precision, and what went wrong.

    Something is masked when none of its letters are left; a mask is right when it touches
    something that must be masked and takes no other word with it.
    """
    hit = wanted = right = made = 0
    wrong = []
    for text, marks in cases():
        found = masking.find(text, names=names)
        for kind, start, end in marks:
            wanted += 1
            covered = set().union(*(range(h.start, h.end) for h in found)) if found else set()
            left = {i for i in range(start, end) if text[i].isalnum()} - covered
            hit += not left
            if left:
                wrong.append(f"missed {kind} {text[start:end]!r} in {text!r}")
        for hidden in found:
            made += 1
            inside = {i for _, start, end in marks for i in range(start, end)}
            taken = {i for i in range(hidden.start, hidden.end) if text[i].isalnum()}
            good = taken and len(taken - inside) == 0
            right += bool(good)
            if not good:
                wrong.append(f"wrong {hidden.kind} {text[hidden.start : hidden.end]!r} in {text!r}")
    return hit / wanted, right / made, wrong


def test_there_are_enough_lines_of_each_kind() -> None:
    written = cases()
    assert len(written) >= 300
    kinds = [kind for _, marks in written for kind, _, _ in marks]
    assert all(kinds.count(kind) >= 10 for kind in masking.LABELS)
    assert sum(not marks for _, marks in written) >= 100


def test_patterns_and_introduced_names_alone() -> None:
    recall, precision, wrong = measured(None)
    assert recall >= 0.97 and precision >= 0.92, (recall, precision, wrong)


def test_with_the_lists_of_names() -> None:
    need(name_lists.is_built(), "the cache of names (`bot privacy mask --lists` builds it)")
    recall, precision, wrong = measured(name_lists.load())
    assert recall >= 0.97 and precision >= 0.92, (recall, precision, wrong)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("wietske doet dat, vraag wietske", "[naam] doet dat, vraag [naam]"),
        ("Wietske Hiemstra belde", "[naam] belde"),
        ("kaas uit Hiemstrastad", "kaas uit Hiemstrastad"),
    ],
)
def test_names_that_we_know_are_the_speakers(text: str, masked: str) -> None:
    assert masking.mask(text, known=["wietske", "Wietske Hiemstra"]) == masked


def test_labels_take_the_place() -> None:
    text = "ik ben Piet Jansen, bel 06-12345678 of mail piet@jansen.nl"
    expected = "ik ben [naam], bel [telefoonnummer] of mail [mailadres]"
    assert masking.mask(text) == expected
    assert masking.mask(expected) == expected, "masked once is masked"
