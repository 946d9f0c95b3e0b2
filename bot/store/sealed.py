"""Columns that are encrypted where they are stored.

``Sealed`` (Fernet: AES-128-CBC with HMAC-SHA-256, another ciphertext each time) for what is only
read back. ``SealedName`` (AES-SIV, RFC 5297: the same ciphertext for the same text) for what must
be found by equality too, such as somebody's number on a platform; it shows which rows are equal,
and nothing else.

Keys come from ``BOT_DATA_KEYS`` and ``BOT_LOOKUP_KEY``, or from files in ``var/`` that are made at
the first use and that only their owner may read. Without them what is sealed cannot be read: keep
a copy of them, and not beside the backups of the database.
"""

from __future__ import annotations

import base64
import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import String, Text
from sqlalchemy.types import TypeDecorator

from bot import settings
from bot.paths import VAR

NAME_PREFIX = "s1:"
"""Before what ``SealedName`` made, so that it is not sealed twice."""


class KeyProblem(RuntimeError):
    """A key is missing or wrong; the message says which one and what to do."""


class Ring:
    """The keys of contact details: the first one seals, all of them open.

    Args:
        given: keys from the environment; the file is used where there are none.
        file: one key a line; made where it does not exist.
    """

    def __init__(self, given: Sequence[str], file: Path) -> None:
        self._given, self._file = list(given), file
        self._read_at: tuple[int, int] | None = None
        self._fernet = self._make(self.keys())

    def keys(self) -> list[str]:
        """All keys, the current one first."""
        if self._given:
            return self._given
        if not self._file.exists():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part = self._file.with_suffix(f".{os.getpid()}.new")
            _write_private(part, Fernet.generate_key().decode() + "\n")
            try:
                # Of two processes that start together, one makes it, whole; both read that one.
                os.link(part, self._file)
            except FileExistsError:
                pass
            finally:
                part.unlink()
        return self._file.read_text().split()

    @property
    def from_file(self) -> bool:
        """Whether they stand in the file, so that they can be changed from here."""
        return not self._given

    def put(self, keys: Sequence[str]) -> None:
        """Write the file anew, whole or not at all."""
        part = self._file.with_suffix(f".{os.getpid()}.new")
        _write_private(part, "\n".join(keys) + "\n")
        os.replace(part, self._file)
        self._fernet = self._make(self.keys())

    def seal(self, text: str) -> str:
        """Encrypt."""
        return self._current().encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Decrypt.

        Raises:
            KeyProblem: none of the keys fits.
        """
        try:
            return self._current().decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise KeyProblem(
                "contactgegevens zijn niet te lezen: de sleutel in BOT_DATA_KEYS of "
                f"{self._file.name} hoort niet bij deze database"
            ) from None

    def is_current(self, sealed: str) -> bool:
        """Whether the first key opens it: no other key is needed for it any more."""
        try:
            Fernet(self.keys()[0]).decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True

    def _current(self) -> MultiFernet:
        # Another process may have put a new key in front.
        if self.from_file:
            status = os.stat(self._file)
            if (status.st_mtime_ns, status.st_ino) != self._read_at:
                self._fernet = self._make(self.keys())
        return self._fernet

    def _make(self, keys: Sequence[str]) -> MultiFernet:
        if self.from_file:
            status = os.stat(self._file)
            self._read_at = (status.st_mtime_ns, status.st_ino)
        try:
            return MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise KeyProblem(
                "BOT_DATA_KEYS of var/data.keys is geen sleutel: 32 bytes in base64"
            ) from None


@lru_cache(maxsize=1)
def ring() -> Ring:
    """The keys of this installation."""
    given = [key.strip() for key in settings.load().data_keys.split(",") if key.strip()]
    return Ring(given, VAR / "data.keys")


@lru_cache(maxsize=1)
def _siv() -> AESSIV:
    secret = settings.kept_secret("lookup", settings.load().lookup_key)
    derived = HKDF(SHA512(), 64, salt=None, info=b"groeimakelaar names").derive(secret.encode())
    return AESSIV(derived)


def seal_name(text: str) -> str:
    """The same ciphertext for the same text, to look it up by."""
    sealed = _siv().encrypt(text.encode(), None)
    return NAME_PREFIX + base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def open_name(sealed: str) -> str:
    """What was sealed.

    Raises:
        KeyProblem: the key does not fit.
    """
    body = sealed.removeprefix(NAME_PREFIX)
    try:
        plain: bytes = _siv().decrypt(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), None)
    except (InvalidTag, ValueError):
        raise KeyProblem(
            "adressen op WhatsApp en Telegram zijn niet te lezen: de sleutel in BOT_LOOKUP_KEY of "
            "var/lookup.secret hoort niet bij deze database"
        ) from None
    return plain.decode()


class Sealed(TypeDecorator):
    """JSON that is encrypted in the database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        """Encrypt on the way in."""
        return None if value is None else ring().seal(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: str | None, dialect: Any) -> Any:
        """Decrypt on the way out."""
        return None if value is None else json.loads(ring().open(value))


class SealedName(TypeDecorator):
    """A short text that is encrypted in the database and can be found by equality."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """Encrypt on the way in, also what is searched for."""
        return None if value is None else seal_name(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else open_name(value)


def _write_private(path: Path, text: str) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        handle.write(text)
