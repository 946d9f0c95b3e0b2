"""What brokers read: every refusal has its text and every text its refusal; the log in words."""

from __future__ import annotations

import re

from bot.console import words
from bot.console.view import question
from bot.dialogue.progress import ABOUT
from bot.knowledge import load as load_knowledge
from bot.paths import ROOT

CONSOLE = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "bot" / "console").glob("*.py"))


def test_every_refusal_has_a_text_that_is_used() -> None:
    used = set(re.findall(r'\bno\(\s*"(\w+)"', CONSOLE))
    known = {name[3:] for name in load_knowledge().texts.names() if name.startswith("no.")}
    assert used == known and len(known) > 40
    assert words.no("taken", name="Sam <b>") == "Sam <b> heeft deze groeivraag al."


def test_every_act_in_the_log_has_a_name() -> None:
    code = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "bot").rglob("*.py"))
    kinds = "account|correction|delivery|insight|list|model|notice|record|report|talk"
    files = r"(?!html|css|js)"
    noted = set(re.findall(rf'"((?:{kinds})\.{files}[a-z_]+)"', code))
    assert noted - set(words.AUDIT) == set(), "written down, and not named"


def test_what_the_bot_asks_about_has_a_name() -> None:
    k = load_knowledge()
    told = {name: question(k, name) for name in ABOUT}
    assert [name for name, said in told.items() if said == name] == []
