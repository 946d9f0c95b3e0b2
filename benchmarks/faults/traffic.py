"""People who write on the website, WhatsApp and Telegram, whatever happens to the installation.

Each keeps a message until it was acknowledged, as browsers and platforms do, and sends some of
them twice. What was acknowledged is what must be answered.
"""

from __future__ import annotations

import itertools
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Iterator

import httpx

from benchmarks.faults.sides import Sides, update
from tests.channels import telegram_server, whatsapp_server

EACH = 6
"""Messages of one person, in order."""

SAYS = (
    "ik zoek subsidie want ik kom nergens meer aan toe",
    "alles komt op mij neer en s avonds doe ik de offertes nog",
    "waarom wil je dat weten",
    "we zitten in Emmeloord met 12 man",
    "weet ik eigenlijk niet",
    "een metaalbedrijf",
    "ja dat klopt",
)

WANTS_A_PERSON = ("ik wil graag een mens spreken", "Sam de Boer, 06 12 34 56 78")

NUMBERS = itertools.count(1)
"""Of people, over the whole run."""


@dataclass
class Person:
    """One person, and what was acknowledged to them."""

    number: int
    channel: str
    name: str = ""
    """Conversation id, telephone number or chat id."""
    acknowledged: list[str] = field(default_factory=list)
    """Marks of their messages, in order."""


class Traffic:
    """Writes until ``number`` messages were acknowledged.

    Args:
        duplicates: share of the messages that is sent again after it was acknowledged.
        at_once: people who write at the same time.
    """

    def __init__(
        self,
        url: str,
        sides: Sides,
        number: int,
        at_once: int = 10,
        duplicates: float = 0.2,
        patience_s: float = 400.0,
    ) -> None:
        self._url, self._sides, self._number = url, sides, number
        self._duplicates, self._patience_s = duplicates, patience_s
        self.people: list[Person] = []
        self.problems: list[str] = []
        self.sent_again = 0
        self._lock = threading.Lock()
        channels = ["website"] * 3
        channels += ["whatsapp"] if sides.whatsapp is not None else []
        channels += ["telegram"] if sides.telegram is not None else []
        self._threads = [
            threading.Thread(target=self._work, args=(channels[i % len(channels)], i), daemon=True)
            for i in range(at_once)
        ]

    @property
    def acknowledged(self) -> int:
        """Messages that were."""
        return sum(len(p.acknowledged) for p in self.people)

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        """Wait until all was acknowledged."""
        for thread in self._threads:
            thread.join()

    def wait_for(self, number: int) -> None:
        """Wait until so many were acknowledged."""
        deadline = time.monotonic() + self._patience_s
        while self.acknowledged < number and time.monotonic() < deadline and not self.problems:
            time.sleep(0.02)

    def _work(self, channel: str, seed: int) -> None:
        rng = random.Random(seed)
        try:
            with httpx.Client(base_url=self._url, timeout=10.0, trust_env=False) as http:
                while self.acknowledged < self._number and not self.problems:
                    person = Person(next(NUMBERS), channel)
                    with self._lock:
                        self.people.append(person)
                    self._write(http, person, rng)
        except Exception as problem:
            self.problems.append(f"{channel}: {type(problem).__name__}: {problem}"[:200])

    def _write(self, http: httpx.Client, person: Person, rng: random.Random) -> None:
        key = ""
        if person.channel == "website":
            begun = self._until(http, "/api/conversations", b"", {}, 201).json()
            person.name, key = begun["id"], begun["key"]
        else:
            person.name = (
                f"316{person.number:08}"
                if person.channel == "whatsapp"
                else str(7_000_000 + person.number)
            )
            if person.channel == "whatsapp" and self._sides.whatsapp is not None:
                self._sides.whatsapp.person(person.name)
        for n, text in enumerate(_says(person, rng)):
            mark = f"p{person.number}.{n}"
            path, body, headers, status = self._request(person, key, n, mark, text)
            self._until(http, path, body, headers, status)
            person.acknowledged.append(mark)
            if rng.random() < self._duplicates:
                self._until(http, path, body, headers, status)
                self.sent_again += 1

    def _request(
        self, person: Person, key: str, n: int, mark: str, text: str
    ) -> tuple[str, bytes, dict[str, str], int]:
        words = f"{text} ({mark})"
        json = {"Content-Type": "application/json"}
        if person.channel == "website":
            body = f'{{"client_message_id": "{mark}", "text": "{words}"}}'.encode()
            path = f"/api/conversations/{person.name}/messages"
            return path, body, {**json, "Authorization": f"Bearer {key}"}, 202
        if person.channel == "whatsapp":
            who = whatsapp_server.Person(person.name)
            said = whatsapp_server.Message(who, whatsapp_server.text(words), id=f"wamid.{mark}")
            body = whatsapp_server.envelope(said.value())
            signed = {"X-Hub-Signature-256": whatsapp_server.signature(body)}
            if self._sides.whatsapp is not None:
                self._sides.whatsapp.people[person.name].wrote_at = time.time()
            return "/webhooks/whatsapp", body, {**json, **signed}, 200
        body = update(int(person.name), n + 1, words)
        secret = {"X-Telegram-Bot-Api-Secret-Token": telegram_server.SECRET}
        return "/webhooks/telegram", body, {**json, **secret}, 200

    def _until(
        self, http: httpx.Client, path: str, body: bytes, headers: dict[str, str], status: int
    ) -> httpx.Response:
        deadline = time.monotonic() + self._patience_s
        while True:
            try:
                answer = http.post(path, content=body, headers=headers)
                if answer.status_code == status:
                    return answer
                if answer.status_code < 500 and answer.status_code != 429:
                    raise AssertionError(f"{path}: {answer.status_code} {answer.text[:100]}")
                told = f"{answer.status_code} {answer.text[:100]}"
            except httpx.HTTPError as problem:
                told = type(problem).__name__
            if time.monotonic() > deadline:
                raise AssertionError(f"{path}: not taken in {self._patience_s:.0f} s: {told}")
            time.sleep(0.2)


def _says(person: Person, rng: random.Random) -> Iterator[str]:
    wants = person.number % 3 == 0
    for _ in range(EACH - 2 * wants):
        yield rng.choice(SAYS)
    if wants:
        yield from WANTS_A_PERSON
