"""A broker words a growth question anew, and the entrepreneur approves that with one tap.

The answer is read here and not by the engine: it means the same whoever has the talk at that
moment, and it must not be taken for the answer to a question of the bot.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Sequence

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.conversations.inbox import take_choice
from bot.conversations.outbox import Reply, put
from bot.handoff.outbox import hand_over
from bot.store import audit, growth_questions, now
from bot.store.work import Actor
from bot.store.work_tables import work_items

ANSWER = re.compile(r'/approve_question\{"choice":\s*"(yes|no):(GV-[0-9]{4}-[0-9A-Z]{6,})"\}')


@dataclass(frozen=True)
class Words:
    """What is said about it."""

    asks: str
    """With ``{name}`` and ``{question}``."""
    yes: str
    no: str
    approved: str
    refused: str
    over: str
    """It was answered before, or another wording came after it."""


def send(connection: Connection, record_id: str, actor: Actor, question: str, words: Words) -> None:
    """Ask the entrepreneur whether this wording is right; until they say so nothing changes.

    Raises:
        NoSuchRecord
    """
    row = connection.execute(
        select(work_items.c.conversation_id).where(work_items.c.record_id == record_id)
    ).first()
    if row is None:
        raise growth_questions.NoSuchRecord(record_id)
    connection.execute(
        update(work_items)
        .where(work_items.c.record_id == record_id)
        .values(rewrite=question, rewrite_state="sent", rewrite_by=actor.id, updated_at=now())
    )
    buttons = tuple(
        {"title": title, "payload": _payload(answer, record_id)}
        for answer, title in (("yes", words.yes), ("no", words.no))
    )
    told = words.asks.format(name=actor.name, question=question)
    asked = Reply(told, buttons, {"name": actor.name, "asks": "confirm", "about": "rewrite"})
    put(connection, row.conversation_id, [asked], None, author="broker")
    audit.note(connection, actor.id, actor.name, "record.rewrite_sent", record_id)


def _payload(answer: str, record_id: str) -> str:
    return f"/approve_question{json.dumps({'choice': f'{answer}:{record_id}'})}"


class Answers:
    """Takes the answers out of what people choose (`bot.conversations.router.Decides`).

    Args:
        targets: where growth questions are delivered to.
    """

    def __init__(self, words: Words, targets: Sequence[str]) -> None:
        self._words, self._targets = words, targets

    def may_take(self, choice: str) -> bool:
        """Whether the payload of an option is such an answer."""
        return ANSWER.fullmatch(choice) is not None

    def take(self, connection: Connection, message_id: int) -> bool:
        """Take it, in the caller's transaction. False if it was taken before."""
        return take_answer(connection, message_id, self._words, self._targets) is not None


def take_answer(
    connection: Connection, message_id: int, words: Words, targets: Sequence[str]
) -> str | None:
    """Take a message as the answer, if it is one; the id of the growth question, or None.

    Args:
        targets: where growth questions are delivered to.
    """
    taken = take_choice(connection, message_id, ANSWER)
    if taken is None:
        return None
    answer, record_id = taken.found[1], taken.found[2]
    open_one = (
        (work_items.c.record_id == record_id)
        & (work_items.c.conversation_id == taken.conversation_id)
        & (work_items.c.rewrite_state == "sent")
    )
    item = connection.execute(select(work_items.c.rewrite).where(open_one)).first()
    state = "approved" if answer == "yes" else "refused"
    changed = connection.execute(
        update(work_items).where(open_one).values(rewrite_state=state, updated_at=now())
    )
    if item is None or changed.rowcount == 0:
        told = words.over
    elif answer == "no":
        told = words.refused
    else:
        told = words.approved
        moment = now().isoformat()

        def approve(record: dict[str, Any]) -> None:
            record["question"] = item.rewrite
            record["confirmed_at"] = record.get("confirmed_at") or moment
            if record["status"] == "draft":
                record["status"] = "confirmed"

        stored = growth_questions.change(
            connection, record_id, growth_questions.ENTREPRENEUR, approve, holds=["question"]
        )
        hand_over(connection, stored, targets)
    said = [Reply(told)]
    put(connection, taken.conversation_id, said, message_id, author="system", kind="notice")
    return record_id
