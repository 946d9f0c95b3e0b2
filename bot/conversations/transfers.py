"""One conversation, many doors: a short code takes it along to another channel or device.

A code works once and for a quarter of an hour. It is made of letters and digits that cannot be
taken for each other (Crockford's base 32), in two groups, so that it can be read out and typed.
"""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection, Engine

from bot.conversations.inbox import answer_on_website, hash_key
from bot.store import now, writing
from bot.store.tables import transfer_codes, visitor_keys

LIVES_S = 15 * 60
"""Seconds a code works."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-?[0-9A-HJKMNP-TV-Z]{4}")

LOOKALIKES = str.maketrans("OIL", "011")


class UnknownCode(LookupError):
    """No such code, or it was used, or its time is over; the three look the same from outside."""


@dataclass(frozen=True)
class Code:
    """A fresh code."""

    text: str
    """As it is shown, such as ``K7QM-2XPD``."""
    expires_at: float
    """Seconds since the epoch."""


def looks_like_code(text: str) -> bool:
    """Whether somebody may have typed a code. "morgen" and the like have no digit, a code has."""
    plain = text.strip().upper().translate(LOOKALIKES)
    return bool(CODE.fullmatch(plain)) and any(c.isdigit() for c in text)


def make(connection: Connection, conversation_id: str) -> Code:
    """A new code for a conversation, in the caller's transaction."""
    at = time.time()
    connection.execute(delete(transfer_codes).where(transfer_codes.c.expires_at < at))
    while True:
        letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
        # With a digit in it, so that no word that somebody types can be one; see above.
        if any(c.isdigit() for c in letters):
            break
    code = Code(f"{letters[:4]}-{letters[4:]}", at + LIVES_S)
    connection.execute(
        insert(transfer_codes).values(
            code_hash=_hash(code.text), conversation_id=conversation_id, expires_at=code.expires_at
        )
    )
    return code


def redeem(connection: Connection, text: str) -> str:
    """Use up a code, in the caller's transaction.

    Returns:
        The id of its conversation.

    Raises:
        UnknownCode
    """
    code_hash = _hash(text)
    # One statement decides, so that of two who come at once one is refused.
    changed = connection.execute(
        update(transfer_codes)
        .where(
            transfer_codes.c.code_hash == code_hash,
            transfer_codes.c.used == 0,
            transfer_codes.c.expires_at >= time.time(),
        )
        .values(used=1)
    )
    if changed.rowcount != 1:
        raise UnknownCode
    found = connection.execute(
        select(transfer_codes.c.conversation_id).where(transfer_codes.c.code_hash == code_hash)
    ).scalar_one()
    return str(found)


def to_browser(engine: Engine, text: str) -> tuple[str, str]:
    """Use up a code for a browser.

    Returns:
        The conversation's id, and a key of its own for this browser.

    Raises:
        UnknownCode
    """
    with writing(engine) as connection:
        conversation_id = redeem(connection, text)
        key = secrets.token_urlsafe(24)
        connection.execute(
            insert(visitor_keys).values(
                key_hash=hash_key(key), conversation_id=conversation_id, created_at=now()
            )
        )
        answer_on_website(connection, conversation_id)
    return conversation_id, key


def _hash(text: str) -> str:
    """The same for a code however it was typed: with or without hyphen, small letters, O for 0."""
    return hash_key(text.strip().upper().translate(LOOKALIKES).replace("-", ""))
