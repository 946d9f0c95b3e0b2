"""What is kept of somebody, for themselves: in a few lines, as a page, and as JSON."""

from __future__ import annotations

import hashlib
import secrets
import time
from datetime import datetime, timedelta, timezone
from typing import Any, Mapping

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection, Engine

from bot.privacy import contacts, holds
from bot.privacy.periods import Kept
from bot.store import now, reading, writing
from bot.store.tables import channel_users, conversations, data_links, growth_questions, messages
from bot.store.work_tables import audit_log, ratings, record_notes, record_tags

LINK_S = 3600.0
"""Seconds that a link works, if it is not used before."""

OPENED_S = 900.0
"""Seconds that the opened page works, in the browser that opened it."""


class LinkOver(LookupError):
    """There is no such link, it was used, or its time is over; which of these is not told."""


def looked_at(connection: Connection, subjects: list[str]) -> list[dict[str, Any]]:
    """Who of the programme looked at or changed something of these: ``who``, ``action``, ``at``."""
    rows = connection.execute(
        select(audit_log.c.who, audit_log.c.action, audit_log.c.at)
        .where(audit_log.c.subject.in_(subjects))
        .order_by(audit_log.c.id)
    )
    return [{"who": row.who, "action": row.action, "at": _at(row.at)} for row in rows]


def all_of(store: Engine, conversation_id: str, kept: Kept) -> dict[str, Any] | None:
    """Everything that is kept of somebody, ready for JSON; None where there is no such talk."""
    with reading(store) as connection:
        talk = connection.execute(
            select(conversations).where(conversations.c.id == conversation_id)
        ).first()
        if talk is None:
            return None
        records = [
            dict(row)
            for row in connection.execute(
                select(growth_questions.c.record, growth_questions.c.updated_at)
                .where(growth_questions.c.conversation_id == conversation_id)
                .order_by(growth_questions.c.created_at)
            ).mappings()
        ]
        ids = [row["record"]["id"] for row in records]
        said = connection.execute(
            select(messages.c.author, messages.c.text, messages.c.payload, messages.c.created_at)
            .where(messages.c.conversation_id == conversation_id, messages.c.kind != "open")
            .order_by(messages.c.id)
        ).all()
        notes = connection.execute(
            select(record_notes.c.record_id, record_notes.c.text, record_notes.c.created_at)
            .where(record_notes.c.record_id.in_(ids))
            .order_by(record_notes.c.id)
        ).all()
        tags = connection.execute(
            select(record_tags.c.record_id, record_tags.c.tag).where(
                record_tags.c.record_id.in_(ids)
            )
        ).all()
        addresses = connection.execute(
            select(channel_users.c.channel, channel_users.c.address, channel_users.c.alias).where(
                channel_users.c.conversation_id == conversation_id
            )
        ).all()
        rated = connection.execute(
            select(ratings.c.score, ratings.c.words, ratings.c.answered_at).where(
                ratings.c.conversation_id == conversation_id, ratings.c.score.is_not(None)
            )
        ).first()
        looked = looked_at(connection, [conversation_id, *ids])
        held = holds.of_talk(connection, conversation_id)
    return {
        "made_at": now().isoformat(),
        "talk": {
            "channel": talk.channel,
            "began_at": _at(talk.created_at),
            "kept_until": _until(talk.updated_at, kept["chat_days"]),
            "addresses": [
                {"channel": row.channel, "address": row.address, "alias": row.alias}
                for row in addresses
            ],
            "messages": [
                {
                    "author": row.author,
                    "text": (row.payload or {}).get("title") or row.text,
                    "at": _at(row.created_at),
                }
                for row in said
            ],
        },
        "growth_questions": [
            {
                "kept_until": _until(row["updated_at"], kept["question_days"]),
                "record": contacts.filled_in(store, row["record"]),
                "notes": [
                    {"text": note.text, "at": _at(note.created_at)}
                    for note in notes
                    if note.record_id == row["record"]["id"]
                ],
                "tags": [tag.tag for tag in tags if tag.record_id == row["record"]["id"]],
            }
            for row in records
        ],
        "rating": {"score": rated.score, "words": rated.words, "at": _at(rated.answered_at)}
        if rated
        else None,
        "looked_at": looked,
        "held": {"reason": held[0], "until": held[1]} if held else None,
    }


def in_short(store: Engine, conversation_id: str, kept: Kept) -> dict[str, Any] | None:
    """The same in numbers and dates, for the talk itself."""
    with reading(store) as connection:
        talk = connection.execute(
            select(conversations.c.created_at, conversations.c.updated_at).where(
                conversations.c.id == conversation_id
            )
        ).first()
        if talk is None:
            return None
        number = connection.execute(
            select(func.count()).where(
                messages.c.conversation_id == conversation_id,
                messages.c.author == "entrepreneur",
                messages.c.kind != "open",
            )
        ).scalar_one()
        rows = connection.execute(
            select(growth_questions.c.id, growth_questions.c.updated_at).where(
                growth_questions.c.conversation_id == conversation_id
            )
        ).all()
        looked = looked_at(connection, [conversation_id, *(row.id for row in rows)])
    return {
        "messages": number,
        "since": talk.created_at,
        "talk_until": _until(talk.updated_at, kept["chat_days"]),
        "references": [row.id for row in rows],
        "questions_until": max(
            (_until(row.updated_at, kept["question_days"]) for row in rows), default=None
        ),
        "looked_by": sorted({look["who"] for look in looked}),
    }


def make_link(store: Engine, conversation_id: str) -> str:
    """A token that opens somebody's own data, once; earlier ones stop to work."""
    token = secrets.token_urlsafe(24)
    with writing(store) as connection:
        connection.execute(
            delete(data_links).where(data_links.c.conversation_id == conversation_id)
        )
        _keep(connection, token, conversation_id, "link", LINK_S)
    return token


def open_link(store: Engine, token: str) -> str:
    """Use a link up.

    Returns:
        Key of the opened page, for the browser that opened it.

    Raises:
        LinkOver
    """
    with writing(store) as connection:
        conversation_id = _find(connection, token, "link")
        # One statement decides, so that of two who come at once one is refused.
        used = connection.execute(delete(data_links).where(data_links.c.token_hash == _hash(token)))
        if used.rowcount != 1:
            raise LinkOver
        key = secrets.token_urlsafe(24)
        _keep(connection, key, conversation_id, "opened", OPENED_S)
    return key


def of_opened(store: Engine, key: str) -> str:
    """The conversation of an opened page.

    Raises:
        LinkOver
    """
    with reading(store) as connection:
        return _find(connection, key, "opened")


def _find(connection: Connection, token: str, kind: str) -> str:
    found = connection.execute(
        select(data_links.c.conversation_id).where(
            data_links.c.token_hash == _hash(token),
            data_links.c.kind == kind,
            data_links.c.expires_at >= time.time(),
        )
    ).scalar()
    if found is None:
        raise LinkOver
    return str(found)


def _keep(
    connection: Connection, token: str, conversation_id: str, kind: str, lasts_s: float
) -> None:
    row: Mapping[str, Any] = {
        "token_hash": _hash(token),
        "conversation_id": conversation_id,
        "kind": kind,
        "expires_at": time.time() + lasts_s,
    }
    connection.execute(insert(data_links).values(**row))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _at(moment: datetime) -> str:
    """ISO 8601 with its zone; SQLite gives moments in UTC without one."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).isoformat()


def _until(moment: datetime, days: int) -> str:
    return (moment + timedelta(days=days)).date().isoformat()
