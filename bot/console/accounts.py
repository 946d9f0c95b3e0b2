"""Brokers' accounts: passwords as Argon2id, sessions in the database so that they can be ended."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from bot.store import now, reading, writing
from bot.store.tables import broker_sessions, brokers, login_failures

SESSION_HOURS = 12
SHORTEST_PASSWORD = 12
"""Characters; NIST SP 800-63B asks for length, not for kinds of characters."""

MOST_FAILURES = 5
FAILURE_WINDOW = timedelta(minutes=15)

_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("nobody")


class AccountError(ValueError):
    """An account cannot be made; the message says why, in Dutch."""


class TooManyFailures(RuntimeError):
    """This address failed too often; it has to wait."""


@dataclass(frozen=True)
class Session:
    """Who is logged in."""

    broker_id: int
    name: str
    role: str
    csrf: str


def add_broker(engine: Engine, email: str, name: str, password: str) -> None:
    """Make an account, or give an existing one a new password and name.

    Raises:
        AccountError: the address is not one, the name is empty or the password too short.
    """
    email = email.strip().lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        raise AccountError(f"{email!r} is geen mailadres.")
    if not name.strip():
        raise AccountError("De naam mag niet leeg zijn.")
    if len(password) < SHORTEST_PASSWORD:
        raise AccountError(f"Het wachtwoord moet minstens {SHORTEST_PASSWORD} tekens hebben.")
    values = {"name": name.strip(), "password_hash": _HASHER.hash(password), "active": 1}
    try:
        with writing(engine) as connection:
            connection.execute(insert(brokers).values(email=email, created_at=now(), **values))
    except IntegrityError:
        with writing(engine) as connection:
            connection.execute(update(brokers).where(brokers.c.email == email).values(**values))
            # A new password ends whatever session an old one opened.
            ids = select(brokers.c.id).where(brokers.c.email == email).scalar_subquery()
            connection.execute(delete(broker_sessions).where(broker_sessions.c.broker_id == ids))


def log_in(engine: Engine, email: str, password: str) -> str | None:
    """Open a session.

    Returns:
        The value of the session's cookie, or None when address or password is wrong.

    Raises:
        TooManyFailures: it was wrong too often in the last quarter of an hour.
    """
    email = email.strip().lower()[:254]
    with reading(engine) as connection:
        failures = connection.execute(
            select(func.count()).where(
                login_failures.c.email == email, login_failures.c.at > now() - FAILURE_WINDOW
            )
        ).scalar_one()
        row = connection.execute(
            select(brokers.c.id, brokers.c.password_hash).where(
                brokers.c.email == email, brokers.c.active == 1
            )
        ).first()
    if failures >= MOST_FAILURES:
        raise TooManyFailures(email)
    # The same work for an unknown address, so that the time it takes tells nothing.
    right = _verify(row.password_hash if row else _NOBODY, password) and row is not None
    if not right:
        with writing(engine) as connection:
            connection.execute(insert(login_failures).values(email=email, at=now()))
        return None
    token = secrets.token_urlsafe(32)
    with writing(engine) as connection:
        connection.execute(delete(login_failures).where(login_failures.c.email == email))
        connection.execute(delete(broker_sessions).where(broker_sessions.c.expires_at < now()))
        connection.execute(
            insert(broker_sessions).values(
                token_hash=_hash(token),
                broker_id=row.id,
                csrf=secrets.token_urlsafe(24),
                created_at=now(),
                expires_at=now() + timedelta(hours=SESSION_HOURS),
            )
        )
    return token


def session(engine: Engine, token: str | None) -> Session | None:
    """Who the cookie belongs to, or None when there is no such session (any more)."""
    if not token:
        return None
    query = (
        select(
            brokers.c.id,
            brokers.c.name,
            brokers.c.role,
            broker_sessions.c.csrf,
            broker_sessions.c.expires_at,
        )
        .join(brokers, brokers.c.id == broker_sessions.c.broker_id)
        .where(broker_sessions.c.token_hash == _hash(token), brokers.c.active == 1)
    )
    with reading(engine) as connection:
        row = connection.execute(query).first()
    if row is None or _aware(row.expires_at) < now():
        return None
    return Session(row.id, row.name, row.role, row.csrf)


def log_out(engine: Engine, token: str) -> None:
    """End a session."""
    with writing(engine) as connection:
        connection.execute(
            delete(broker_sessions).where(broker_sessions.c.token_hash == _hash(token))
        )


def _verify(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _aware(moment: datetime) -> datetime:
    """SQLite gives moments back without their zone; they are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
