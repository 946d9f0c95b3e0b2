"""Brokers' accounts: passwords as Argon2id, sessions in the database so that they can be ended."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot.console import rights
from bot.conversations import takeover
from bot.store import audit, now, reading, work, writing
from bot.store.tables import broker_sessions, brokers, login_failures
from bot.store.work import Actor

SESSION_HOURS = 12
IDLE_S = 2 * 3600.0
"""Seconds without a page or an action after which a session ends."""

SEEN_EVERY_S = 60.0
"""How exactly that is kept: not every page must write."""

TOTP_STEP_S = 30
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


def add_broker(
    engine: Engine, email: str, name: str, password: str, role: str | None = None
) -> None:
    """Make an account, or give an existing one a new password and name.

    Args:
        role: see `bot.console.rights`; None: makelaar, or the one it had.

    Raises:
        AccountError: the address is not one, the name is empty, the password too short, or the
            role unknown.
    """
    email = email.strip().lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        raise AccountError(f"{email!r} is geen mailadres.")
    if not name.strip():
        raise AccountError("De naam mag niet leeg zijn.")
    if len(password) < SHORTEST_PASSWORD:
        raise AccountError(f"Het wachtwoord moet minstens {SHORTEST_PASSWORD} tekens hebben.")
    if role is not None and role not in rights.ROLES:
        raise AccountError(f"Kies een rol: {', '.join(rights.ROLES)}.")
    values = {"name": name.strip()[:120], "password_hash": _HASHER.hash(password), "active": 1}
    if role is not None:
        values["role"] = role
    try:
        with writing(engine) as connection:
            connection.execute(insert(brokers).values(email=email, created_at=now(), **values))
    except IntegrityError:
        with writing(engine) as connection:
            connection.execute(update(brokers).where(brokers.c.email == email).values(**values))
            # A new password ends whatever session an old one opened.
            ids = select(brokers.c.id).where(brokers.c.email == email).scalar_subquery()
            connection.execute(delete(broker_sessions).where(broker_sessions.c.broker_id == ids))


def log_in(engine: Engine, email: str, password: str, code: str = "") -> str | None:
    """Open a session.

    Args:
        code: of the app, for who set up a second factor.

    Returns:
        The value of the session's cookie, or None when address, password or code is wrong.

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
            select(brokers).where(brokers.c.email == email, brokers.c.active == 1)
        ).first()
    if failures >= MOST_FAILURES:
        raise TooManyFailures(email)
    # The same work for an unknown address, so that the time it takes tells nothing.
    right = _verify(row.password_hash if row else _NOBODY, password) and row is not None
    if right and row.totp_secret:
        right = _use_code(engine, row.id, row.totp_secret, code)
    if not right:
        with writing(engine) as connection:
            connection.execute(insert(login_failures).values(email=email, at=now()))
            if failures + 1 == MOST_FAILURES and row is not None:
                audit.note(connection, row.id, row.name, "account.locked", email)
        return None
    with writing(engine) as connection:
        connection.execute(delete(login_failures).where(login_failures.c.email == email))
        return open_session(connection, row.id, row.name)


def open_session(connection: Connection, broker_id: int, name: str) -> str:
    """A session for somebody who proved who they are; the value of its cookie."""
    token = secrets.token_urlsafe(32)
    connection.execute(delete(broker_sessions).where(broker_sessions.c.expires_at < now()))
    connection.execute(
        insert(broker_sessions).values(
            token_hash=_hash(token),
            broker_id=broker_id,
            csrf=secrets.token_urlsafe(24),
            created_at=now(),
            expires_at=now() + timedelta(hours=SESSION_HOURS),
            seen_at=time.time(),
        )
    )
    audit.note(connection, broker_id, name, "account.login", str(broker_id))
    return token


def by_identity(engine: Engine, subject: str, email: str | None) -> str | None:
    """Open a session for who an identity provider vouches for.

    Args:
        subject: who it is there, for good.
        email: address that the provider checked; it ties the two together the first time.

    Returns:
        The value of the session's cookie; None: there is no account for them.
    """
    with writing(engine) as connection:
        active = brokers.c.active == 1
        row = connection.execute(
            select(brokers).where(brokers.c.oidc_subject == subject, active)
        ).first()
        if row is None and email:
            row = connection.execute(
                select(brokers).where(
                    brokers.c.email == email.strip().lower(),
                    brokers.c.oidc_subject.is_(None),
                    active,
                )
            ).first()
            if row is not None:
                connection.execute(
                    update(brokers).where(brokers.c.id == row.id).values(oidc_subject=subject)
                )
        return open_session(connection, row.id, row.name) if row is not None else None


def new_secret() -> str:
    """A secret for a second factor; it counts once a code of it was given (`set_secret`)."""
    return pyotp.random_base32()


def address_of_secret(secret: str, email: str) -> str:
    """The ``otpauth:`` address by which an app takes it over."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Groeimakelaar")


def set_secret(engine: Engine, actor: Actor, secret: str, code: str) -> bool:
    """Begin to ask for codes of this secret. False: the code is not one of it."""
    if not re.fullmatch(r"[A-Z2-7]{32}", secret):
        return False
    step = _step_of(secret, code)
    if step is None:
        return False
    with writing(engine) as connection:
        connection.execute(
            update(brokers)
            .where(brokers.c.id == actor.id)
            .values(totp_secret=secret, totp_step=step)
        )
        audit.note(connection, actor.id, actor.name, "account.totp_on", str(actor.id))
    return True


def drop_secret(engine: Engine, actor: Actor, broker_id: int) -> None:
    """Ask this account for no codes any more (a lost phone)."""
    with writing(engine) as connection:
        connection.execute(
            update(brokers).where(brokers.c.id == broker_id).values(totp_secret=None)
        )
        audit.note(connection, actor.id, actor.name, "account.totp_off", str(broker_id))


def _use_code(engine: Engine, broker_id: int, secret: str, code: str) -> bool:
    """Whether a code is right; it works once."""
    step = _step_of(secret, code)
    if step is None:
        return False
    with writing(engine) as connection:
        used = connection.execute(
            update(brokers)
            .where(brokers.c.id == broker_id, brokers.c.totp_step < step)
            .values(totp_step=step)
        )
    return bool(used.rowcount)


def _step_of(secret: str, code: str) -> int | None:
    """The step of time that a code belongs to: this one, or the one before or after."""
    plain = code.replace(" ", "")
    here = int(time.time()) // TOTP_STEP_S
    for step in (here, here - 1, here + 1):
        if secrets.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), plain.encode()):
            return step
    return None


def people(engine: Engine) -> list[dict[str, Any]]:
    """All accounts, those in use first; without what proves who they are."""
    b = brokers.c
    columns = (b.id, b.email, b.name, b.role, b.active, b.capacity, b.absent_from, b.absent_to)
    secret = b.totp_secret.is_not(None).label("has_code")
    with reading(engine) as connection:
        rows = connection.execute(select(*columns, secret).order_by(b.active.desc(), b.name))
        return [dict(row) for row in rows.mappings()]


def person(engine: Engine, broker_id: int) -> dict[str, Any] | None:
    """One account."""
    return next((row for row in people(engine) if row["id"] == broker_id), None)


def change(
    engine: Engine,
    actor: Actor,
    broker_id: int,
    role: str,
    capacity: int,
    absent: tuple[date | None, date | None],
) -> None:
    """Change what an account may do, how much it takes, and when it is away.

    Raises:
        AccountError: an unknown role, a capacity below 1, an absence that ends before it begins;
            or nobody would be left to manage accounts.
    """
    if role not in rights.ROLES:
        raise AccountError(f"Kies een rol: {', '.join(rights.ROLES)}.")
    if not 1 <= capacity <= 500:
        raise AccountError("Kies voor hoeveel tegelijk een getal van 1 tot 500.")
    first, last = absent
    if last is not None and (first is None or last < first):
        raise AccountError("De afwezigheid eindigt voor hij begint.")
    with writing(engine) as connection:
        if role != "beheerder":
            _somebody_manages(connection, broker_id)
        connection.execute(
            update(brokers)
            .where(brokers.c.id == broker_id)
            .values(role=role, capacity=capacity, absent_from=first, absent_to=last)
        )
        detail = {"role": role, "capacity": capacity}
        audit.note(connection, actor.id, actor.name, "account.change", str(broker_id), detail)


def remove(engine: Engine, actor: Actor, broker_id: int, said: str) -> tuple[int, int]:
    """Shut an account: its sessions end, its growth questions go back to the list, and the bot
    goes on with its talks.

    Args:
        said: what the entrepreneurs of those talks are told.

    Returns:
        How many growth questions and talks there were.

    Raises:
        AccountError: nobody would be left to manage accounts.
    """
    with writing(engine) as connection:
        _somebody_manages(connection, broker_id)
        connection.execute(update(brokers).where(brokers.c.id == broker_id).values(active=0))
        connection.execute(delete(broker_sessions).where(broker_sessions.c.broker_id == broker_id))
        talks = takeover.give_back_all(connection, broker_id, actor, said)
        questions = work.give_back_all(connection, broker_id, actor)
        audit.note(connection, actor.id, actor.name, "account.remove", str(broker_id))
    return questions, talks


def _somebody_manages(connection: Connection, but: int) -> None:
    manage = brokers.c.role == "beheerder"
    this = connection.execute(select(brokers.c.id).where(brokers.c.id == but, manage)).first()
    others = select(func.count()).where(manage, brokers.c.active == 1, brokers.c.id != but)
    if this is not None and connection.execute(others).scalar_one() == 0:
        raise AccountError("Er moet minstens één beheerder blijven.")


def session(engine: Engine, token: str | None, used: bool = True) -> Session | None:
    """Who the cookie belongs to, or None when there is no such session (any more).

    Args:
        used: somebody does something; a stream that is merely open keeps no session alive.
    """
    if not token:
        return None
    query = (
        select(
            brokers.c.id,
            brokers.c.name,
            brokers.c.role,
            broker_sessions.c.csrf,
            broker_sessions.c.expires_at,
            broker_sessions.c.seen_at,
        )
        .join(brokers, brokers.c.id == broker_sessions.c.broker_id)
        .where(broker_sessions.c.token_hash == _hash(token), brokers.c.active == 1)
    )
    with reading(engine) as connection:
        row = connection.execute(query).first()
    at = time.time()
    if row is None or _aware(row.expires_at) < now() or at - row.seen_at > IDLE_S:
        return None
    if used and at - row.seen_at > SEEN_EVERY_S:
        with writing(engine) as connection:
            connection.execute(
                update(broker_sessions)
                .where(broker_sessions.c.token_hash == _hash(token))
                .values(seen_at=at)
            )
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
