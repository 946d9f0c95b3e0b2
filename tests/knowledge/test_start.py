"""Knowledge with a mistake in it stops the start, and says where to look."""

from __future__ import annotations

import pytest

from bot import run
from bot.knowledge import check
from bot.knowledge.check import Problem


def test_the_start_is_refused_with_file_line_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run._check_knowledge()
    wrong = Problem("data/knowledge/questions.yml", 12, "h_geld: onbekende behoefte 'x'")
    monkeypatch.setattr(check, "check", lambda: [wrong])
    with pytest.raises(run.CannotStart, match=r"questions\.yml:12: h_geld"):
        run._check_knowledge()
