"""`bot chat`: a conversation in the terminal, over the same path as every channel."""

from __future__ import annotations

import sys
import threading
import time

from bot.conversations import inbox, outbox
from bot.settings import load
from bot.store import connect

PATIENCE_S = 30.0
LOOK_EVERY_S = 0.05


def chat() -> int:
    """Talk until Ctrl-D. `bot run` has to be running: its router answers."""
    store = connect(load().database)
    conversation = inbox.begin(store, "cli")
    seen = 0
    options: list[dict[str, str]] = []
    sent = 0
    waiting_for = 1
    while True:
        seen, options = _print_answers(store, conversation.id, seen, waiting_for)
        try:
            text = input("jij> ").strip()
        except EOFError:
            print()
            return 0
        if not text:
            continue
        sent += 1
        chosen = _chosen(text, options)
        received = inbox.receive(
            store,
            conversation.id,
            "choice" if chosen else "text",
            chosen["payload"] if chosen else text,
            f"{threading.get_ident()}-{sent}",
            {"title": chosen["title"]} if chosen else None,
        )
        waiting_for = received.message_id


def _print_answers(
    store: object, conversation_id: str, seen: int, waiting_for: int
) -> tuple[int, list[dict[str, str]]]:
    """Print what was said since ``seen``, waiting until something was; options of the last one."""
    from sqlalchemy.engine import Engine

    assert isinstance(store, Engine)
    deadline = time.monotonic() + PATIENCE_S
    options: list[dict[str, str]] = []
    told = False
    while time.monotonic() < deadline:
        rows = outbox.transcript(store, conversation_id, seen)
        answers = [row for row in rows if row["direction"] == "out"]
        for row in answers:
            seen = max(seen, row["id"])
            print(f"bot> {row['text']}")
            options = (row["payload"] or {}).get("buttons", [])
            for number, option in enumerate(options, 1):
                print(f"     {number}. {option['title']}")
        if any((row["in_reply_to"] or 0) >= waiting_for for row in answers):
            return seen, options
        if answers:
            told = True
        time.sleep(LOOK_EVERY_S)
    if not told:
        print("Er komt geen antwoord. Draait `bot run`? Je bericht is bewaard.", file=sys.stderr)
    return seen, options


def _chosen(text: str, options: list[dict[str, str]]) -> dict[str, str] | None:
    if text.isdigit() and 0 < int(text) <= len(options):
        return options[int(text) - 1]
    return next((o for o in options if o["title"].lower() == text.lower()), None)
