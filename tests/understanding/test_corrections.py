"""Every approved correction stays right (`bot corrections export` writes the file)."""

from __future__ import annotations

from bot.corrections import TESTS, failures, read_tests
from tests.talk import Talk
from tests.understanding.parsing import parse


def test_what_brokers_corrected_is_right(talk: Talk) -> None:
    cases = [case for case in read_tests(TESTS) if case["kind"] != "entity"]
    assert failures(cases, lambda texts: (parse(talk, text) for text in texts)) == []
