"""Open Klant, and other CRMs that speak the Dutch standard Klantinteracties (VNG, 0.9.0).

A growth question is a ``klantcontact`` with the entrepreneur as ``betrokkene``, a reference to our
record as ``onderwerpobject``, and an ``internetaak`` for the broker. The ``onderwerpobject`` is
made in the same transaction as the contact, so the contact can always be found again by our key.

A company is a ``partij`` only if its KVK number is known. There is nothing else to look a partij up
by, so that without it each version would make another; the betrokkene then carries the names.
A partij is shared with everybody who uses the CRM: we make it, but never change or remove it. It
holds what is in the trade register, and no contact details: those hang from the betrokkene.
"""

from __future__ import annotations

from typing import Any, Callable, Iterator, Mapping
from urllib.parse import quote

import httpx

from bot.handoff.crm import checked
from bot.handoff.crm import klantinteracties_bodies as bodies
from bot.handoff.crm.base import (
    Conflict,
    Crm,
    CrmSettingsError,
    Delivered,
    Handoff,
    Rejected,
    Setting,
    Unavailable,
)
from bot.handoff.crm.http import TIMEOUT_S, call, client
from bot.handoff.crm.klantinteracties_bodies import REGISTER, Json


class Gone(Conflict):
    """404: what stood there a moment ago does not any more, or the address is wrong."""


class Klantinteracties(Crm):
    """Makes and keeps up one klantcontact with one internetaak."""

    name = "klantinteracties"
    title = "Open Klant"
    settings = (
        Setting("url", "adres van de API, tot en met /klantinteracties/api/v1"),
        Setting("token", "API-token", secret=True),
        Setting("actor", "naam van de assistent als actor", "Digitale groeimakelaar"),
        Setting("timeout_s", "seconden wachten op antwoord", f"{TIMEOUT_S:g}"),
    )

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self._url = checked.address("BOT_CRM_KLANTINTERACTIES_URL", values["url"])
        self._actor = _checked_actor(values["actor"])
        token = checked.token("BOT_CRM_KLANTINTERACTIES_TOKEN", values["token"])
        seconds = checked.seconds("BOT_CRM_KLANTINTERACTIES_TIMEOUT_S", values["timeout_s"])
        headers = {
            "Authorization": f"Token {token}",
            "Accept": "application/json",
        }
        self._http = client(headers, seconds)

    def deliver(self, handoff: Handoff, reference: str | None) -> Delivered:
        """Make the contact, or complete and change it; the reference is its uuid.

        Who the task is for and whether it is done is up to the CRM once the task is there.
        """
        partij = self._partij(handoff)
        contact = self._find(handoff.key, reference)
        if contact is None:
            made = self._make(handoff, partij)
            uuid, betrokkene = _uuid(made.get("klantcontact")), made.get("betrokkene")
        else:
            uuid = _uuid(contact)
            betrokkene = self._change_betrokkene(uuid, handoff, partij)
            self._send("PATCH", f"klantcontacten/{uuid}", bodies.klantcontact(handoff))
        if betrokkene is not None:
            self._bring_addresses(_uuid(betrokkene), handoff)
        self._bring_task(uuid, handoff)
        self._link_assistant(uuid)
        return Delivered(uuid)

    def withdraw(self, handoff: Handoff, reference: str | None) -> None:
        """Remove the contact with all that hangs from it, itself last: it is how it is found."""
        contact = self._find(handoff.key, reference)
        if contact is None:
            return
        uuid = _uuid(contact)
        for betrokkene in self._betrokkenen(uuid):
            for address in self._addresses(_uuid(betrokkene)):
                self._remove("digitaleadressen", address)
            self._remove("betrokkenen", betrokkene)
        for task in self._tasks(uuid):
            self._remove("internetaken", task)
        self._remove("klantcontacten", contact)

    def check(self) -> None:
        """Read one contact."""
        self._page("klantcontacten", {"pageSize": "1"})

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def _find(self, key: str, reference: str | None) -> Json | None:
        if reference:
            try:
                return self._send("GET", f"klantcontacten/{quote(reference, safe='')}")
            except Gone:
                pass  # removed there, or never ours: what counts is our key
        about = "onderwerpobject__onderwerpobjectidentificator"
        return self._first(
            "klantcontacten", {f"{about}ObjectId": key, f"{about}CodeRegister": REGISTER}
        )

    def _make(self, handoff: Handoff, partij: str | None) -> Json:
        for number in bodies.numbers(handoff.key):
            try:
                body = bodies.new_klantcontact(handoff, number, partij)
                return self._send("POST", "maak-klantcontact", body)
            except Rejected:
                if self._find(handoff.key, None) is not None:
                    raise Conflict("had deze groeivraag intussen al") from None
                if self._first("klantcontacten", {"nummer": number}) is None:
                    raise
        raise Rejected("had alle nummers voor deze groeivraag al in gebruik")

    def _partij(self, handoff: Handoff) -> str | None:
        kvk = bodies.kvk_number(handoff.company)
        if kvk is None:
            return None
        by = "partijIdentificator__"
        known = {
            f"{by}codeObjecttype": "niet_natuurlijk_persoon",
            f"{by}codeSoortObjectId": "kvk_nummer",
            f"{by}objectId": kvk,
            f"{by}codeRegister": "hr",
        }
        body = bodies.partij(handoff.company, kvk, self._actor)
        return _uuid(self._found_or_made("partijen", known, body))

    def _change_betrokkene(self, contact: str, handoff: Handoff, partij: str | None) -> Json | None:
        body = bodies.betrokkene(handoff, partij)
        # The newest come first; others may have added theirs after ours.
        ours = [b for b in self._betrokkenen(contact) if b.get("initiator")]
        if ours:
            return self._send("PATCH", f"betrokkenen/{_uuid(ours[-1])}", body)
        if not bodies.is_told(handoff, partij):
            return None
        return self._send("POST", "betrokkenen", body | {"hadKlantcontact": {"uuid": contact}})

    def _bring_addresses(self, betrokkene: str, handoff: Handoff) -> None:
        wanted = bodies.addresses(handoff.person)
        there = []
        for address in self._addresses(betrokkene):
            known = (address.get("soortDigitaalAdres"), address.get("adres"))
            if known not in wanted and address.get("omschrijving") == bodies.ADDRESS_NOTE:
                self._remove("digitaleadressen", address)
            else:
                there.append(known)
        for kind, text in wanted:
            if (kind, text) not in there:
                body = bodies.digitaal_adres(kind, text, betrokkene)
                self._send("POST", "digitaleadressen", body)

    def _bring_task(self, contact: str, handoff: Handoff) -> None:
        there = self._tasks(contact)
        if there:
            oldest = min(there, key=lambda task: str(task.get("toegewezenOp")))
            self._send("PATCH", f"internetaken/{_uuid(oldest)}", bodies.taak(handoff))
        else:
            body = bodies.new_taak(handoff, contact, self._broker(handoff))
            self._send("POST", "internetaken", body)

    def _broker(self, handoff: Handoff) -> str:
        body = bodies.broker(handoff)
        if not body["naam"]:
            return self._assistant()
        if handoff.broker_id:
            known = {
                "actoridentificatorObjectId": handoff.broker_id,
                "actoridentificatorCodeRegister": REGISTER,
                "indicatieActief": "true",
            }
            found = self._first("actoren", known)
            if found is not None:
                return _uuid(found)
        return self._actor_named(body)

    def _assistant(self) -> str:
        return self._actor_named(bodies.assistant(self._actor))

    def _actor_named(self, body: Json) -> str:
        known = {
            "naam": body["naam"],
            "soortActor": body["soortActor"],
            "indicatieActief": "true",
        }
        # The CRM looks for names that contain it.
        found = self._found_or_made(
            "actoren", known, body, lambda actor: actor.get("naam") == body["naam"]
        )
        return _uuid(found)

    def _link_assistant(self, contact: str) -> None:
        actor = self._assistant()
        known = {"actor__uuid": actor, "klantcontact__uuid": contact}
        body = {"actor": {"uuid": actor}, "klantcontact": {"uuid": contact}}
        self._found_or_made("actorklantcontacten", known, body)

    def _betrokkenen(self, contact: str) -> list[Json]:
        return list(self._all("betrokkenen", {"hadKlantcontact__uuid": contact}))

    def _addresses(self, betrokkene: str) -> list[Json]:
        return list(self._all("digitaleadressen", {"verstrektDoorBetrokkene__uuid": betrokkene}))

    def _tasks(self, contact: str) -> list[Json]:
        return list(self._all("internetaken", {"klantcontact__uuid": contact}))

    def _found_or_made(
        self,
        path: str,
        known: Mapping[str, str],
        body: Json,
        fits: Callable[[Json], bool] = lambda _: True,
    ) -> Json:
        found = self._first(path, known, fits)
        if found is not None:
            return found
        try:
            return self._send("POST", path, body)
        except Rejected:
            # Somebody may have made it in between; the answer to that is a 400 like any other.
            found = self._first(path, known, fits)
            if found is None:
                raise
            return found

    def _first(
        self, path: str, query: Mapping[str, str], fits: Callable[[Json], bool] = lambda _: True
    ) -> Json | None:
        return next((item for item in self._all(path, query) if fits(item)), None)

    def _all(self, path: str, query: Mapping[str, str]) -> Iterator[Json]:
        number = 1
        while True:
            items, more = self._page(path, {**query, "page": str(number)})
            yield from items
            if not (more and items):
                return
            number += 1

    def _page(self, path: str, query: Mapping[str, str]) -> tuple[list[Json], bool]:
        body = self._send("GET", path, query=query)
        items = body.get("results")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise _strange()
        return items, bool(body.get("next"))

    def _remove(self, path: str, item: Json) -> None:
        try:
            self._call("DELETE", f"{path}/{_uuid(item)}")
        except Gone:
            pass  # somebody was first: it is gone all the same

    def _send(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Json:
        answer = self._call(method, path, json=body, params=query)
        try:
            told = answer.json()
        except ValueError:
            raise _strange() from None
        if not isinstance(told, dict):
            raise _strange()
        return told

    def _call(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            return call(self._http, method, f"{self._url}/{path}", **options)
        except Rejected as error:
            if error.status == 404:
                raise Gone(str(error)) from None
            raise


def _strange() -> Unavailable:
    """A 2xx with something else: a login page, or a notice of maintenance."""
    return Unavailable("gaf een antwoord dat niet bij Klantinteracties hoort")


def _uuid(item: Any) -> str:
    uuid = item.get("uuid") if isinstance(item, dict) else None
    if not isinstance(uuid, str) or not uuid:
        raise _strange()
    return uuid


def _checked_actor(name: str) -> str:
    if not 0 < len(name.strip()) <= bodies.NAME:
        raise CrmSettingsError(
            f"BOT_CRM_KLANTINTERACTIES_ACTOR moet 1 tot {bodies.NAME} tekens lang zijn"
        )
    return name.strip()
