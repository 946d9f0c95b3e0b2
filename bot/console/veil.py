"""Covers what tells who somebody is in what the console shows, until a broker opens it.

What is stored stays as it is: this is about who reads it. Opening is an act of its own with a line
in the audit log (`record_opened`), it shows the words once, on the page that answers it, and the
next page is covered again. Who has taken a talk over reads what is said to them from then on.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Iterable, Mapping, Sequence

from sqlalchemy.engine import Connection, Engine

from bot.privacy import contacts, masking
from bot.store import audit, reading
from bot.store.work import Actor

OPENED = "talk.unmask"
"""Name of the act in the audit log."""

OWN = "own"
"""Reason of who has the growth question or the talk."""

REASONS = {
    "help": "Ik help deze ondernemer",
    "complaint": "Vraag of klacht van de ondernemer",
    "check": "Ik controleer wat de computer deed",
}
"""Why somebody opens what is not their own. To choose from: words of their own could hold what the
log, which is never erased, must not."""


KEYS = re.compile(r"(/(?:gegevens|verder)/)[\w-]+")
"""Links that let somebody in as the entrepreneur."""


def without_keys(text: str) -> str:
    """What the bot said, as anybody but the entrepreneur may read it."""
    return KEYS.sub(r"\1…", text)


class Veil:
    """Covers the texts of one talk.

    Args:
        known: names that are known to be the entrepreneur's.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known = tuple(name for name in known if name)
        self._heard: dict[str, str] = dict.fromkeys(self._known, masking.LABELS["name"])
        self._done: dict[str, str] = {}
        self.covered = False
        """Whether anything was covered so far."""

    def words(self, text: str) -> str:
        """Something that the entrepreneur typed."""
        if text not in self._done:  # evidence quotes what stands in the talk as well
            self._done[text] = self._covered(text)
        return self._done[text]

    def _covered(self, text: str) -> str:
        for hidden in reversed(masking.find(text, self._known)):
            label = masking.LABELS[hidden.kind]
            self._heard[text[hidden.start : hidden.end]] = label
            text = text[: hidden.start] + label + text[hidden.end :]
            self.covered = True
        return text

    def echo(self, text: str) -> str:
        """Something that others said: in it stand only the words that the entrepreneur used. The
        numbers of help lines and a broker's own name are nobody's secret."""
        plain = text.lower()
        for heard in sorted(self._heard, key=len, reverse=True):
            if heard.lower() not in plain:
                continue
            text, times = re.subn(
                rf"(?<!\w){re.escape(heard)}(?!\w)", self._heard[heard], text, flags=re.IGNORECASE
            )
            self.covered = self.covered or times > 0
        return text

    def talk(
        self, said: Sequence[Mapping[str, Any]], heard_since: datetime | None = None
    ) -> list[dict[str, Any]]:
        """Messages of `bot.console.view.talk`, covered.

        Args:
            said: in their order.
            heard_since: since when the reader has the talk themselves; from then on they read it.
        """
        return [
            dict(message)
            if heard_since is not None and message["at"] >= heard_since
            else self._message(message)
            for message in said
        ]

    def record(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """A growth question with its quotes covered; its fields are what brokers work with."""
        first = record["presenting_problem"]
        return {
            **record,
            "presenting_problem": {
                **self._proved(first),
                "value": self.words(str(first["value"])),
            },
            "needs": [self._proved(need) for need in record["needs"]],
            "fields": {name: self._proved(field) for name, field in record["fields"].items()},
        }

    def _proved(self, part: Mapping[str, Any]) -> dict[str, Any]:
        if not part.get("evidence"):
            return dict(part)
        evidence = [
            {**line, "quote": self.words(line["quote"])} if line.get("quote") else line
            for line in part["evidence"]
        ]
        return {**part, "evidence": evidence}

    def _message(self, message: Mapping[str, Any]) -> dict[str, Any]:
        cover = self.words if message["author"] == "entrepreneur" else self.echo
        shown = {
            **message,
            "text": cover(message["text"]),
            "options": [self.echo(option) for option in message["options"]],
        }
        if message["understood"]:
            entities = [
                {**e, "value": self._value(e["value"]), "words": self.echo(e["words"])}
                for e in message["understood"]["entities"]
            ]
            shown["understood"] = {**message["understood"], "entities": entities}
        return shown

    def _value(self, value: Any) -> Any:
        return self.echo(value) if isinstance(value, str) else value


def of_talk(store: Engine, conversation_id: str, record_id: str | None = None) -> Veil:
    """The veil of a talk, with the names that were left in it."""
    with reading(store) as connection:
        places = [conversation_id, *([record_id] if record_id else ())]
        left = [contacts.find(connection, place) for place in places]
    return Veil(details.get("name") or "" for details in left)


def record_opened(
    connection: Connection, conversation_id: str, actor: Actor, reason: str, page: str
) -> None:
    """Write down that somebody reads a talk as it was said, in the caller's transaction.

    Args:
        reason: one of `REASONS`, or `OWN`.
        page: id of the growth question or the talk on whose page it was.
    """
    detail = {"reason": reason, "page": page}
    audit.note(connection, actor.id, actor.name, OPENED, conversation_id, detail)
