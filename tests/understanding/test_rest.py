"""Who wishes for rest is not in danger; who does not want to live on is."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from bot.dialogue import safety
from bot.dialogue.understood import from_parse
from bot.knowledge import Knowledge
from tests.talk import Talk
from tests.understanding.parsing import parse

HERE = Path(__file__).parent
WISHES = [
    line
    for line in (HERE / "wishes_for_rest.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def heard(text: str, talk: Talk, k: Knowledge) -> str | None:
    at = datetime(2026, 11, 27, tzinfo=timezone.utc)
    return safety.signal(from_parse(parse(talk, text), kind="text", message_id="1", at=at), k)


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_for_rest_is_no_cry_for_help(text: str, talk: Talk, knowledge: Knowledge) -> None:
    assert heard(text, talk, knowledge) is None


@pytest.mark.parametrize(
    "text",
    [
        "ik wil rust, voor altijd",
        "ik wil alleen maar rust en niet meer wakker worden",
        "als ik er niet meer ben hebben ze eindelijk rust",
        "ik verlang naar de rust van dood zijn",
        "rust krijg ik pas als ik er niet meer ben",
    ],
)
def test_a_wish_to_be_gone_is_heard(text: str, talk: Talk, knowledge: Knowledge) -> None:
    assert heard(text, talk, knowledge) is not None
