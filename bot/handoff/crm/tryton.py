"""Tryton (8.x) with its modules party and sale_opportunity, through its REST interface.

A growth question is an opportunity: our key as its ``reference``, the question as its description,
summary and link as its comment. It hangs from a party: the one with the KVK number where there is
one, else one of our own that carries our key as identifier. A party with a KVK number is shared
with all who use Tryton: we make it, but never change or remove it.

Tryton keeps the history of opportunities, also of what was deleted. So all that is personal stands
in contact mechanisms of the party, which have none: made only with consent, known by a mark in
their comment, deleted when the consent or the question is withdrawn. For the same reason the whole
brief, which may hold contact details, is not sent.

``reference`` is not unique in Tryton, and REST knows no idempotency key: whoever looks up and then
makes can be overtaken in between. The lease of the outbox sees to it that one worker at a time has
a growth question. What is left is a request of ours that Tryton still works on when we no longer
wait for it: that can make a second one. So is looked again after making, and at each later version:
the oldest stays, or else the one that was made known; copies that nobody took up are removed.

Who an opportunity is for and how far it is, is up to Tryton once it is there. One that was closed
takes no new text: that is `Rejected`, so that a person looks.

The key is that of a user application "REST". Its user needs the group "Sale Opportunity" and the
company among its companies.
"""

from __future__ import annotations

import base64
import json
import re
from datetime import date
from typing import Any, Mapping, Sequence

import httpx
import phonenumbers

from bot.handoff.crm import checked
from bot.handoff.crm.base import (
    Conflict,
    Crm,
    CrmSettingsError,
    Delivered,
    Handoff,
    NotAllowed,
    Rejected,
    Setting,
    Unavailable,
    clipped,
)
from bot.handoff.crm.http import TIMEOUT_S, call, client

Json = dict[str, Any]

OPPORTUNITY, PARTY, CONTACT = "sale.opportunity", "party.party", "party.contact_mechanism"
OPPORTUNITY_FIELDS = ("reference", "state", "description", "comment", "party", "contact")
PARTY_FIELDS = ("name", "active", "identifiers.code_compact", "identifiers.active")

OPEN = ("lead", "opportunity")
SOLD = ("converted", "won")
"""A sale was made of it: Tryton lets nobody delete or cancel it."""

NAME, DESCRIPTION, SUMMARY = 200, 400, 4000
"""Most characters. Tryton has no limits, its screens have."""

LARGEST_ID = 2**31 - 1

CHANGED = re.compile(
    "You are not allowed to modify the field .* in record|To delete opportunity |"
    "You can not call \"|You are trying to read records .* that don't exist",
    re.DOTALL,
)
FORBIDDEN = re.compile("You are not allowed to |Calling button ")
"""How messages of Tryton begin (trytond, ir/message.xml); the first is looked at first."""

UNUSABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""No database takes all of these."""


class Gone(Conflict):
    """404: what stood there a moment ago does not any more."""


class Tryton(Crm):
    """Makes and keeps up one opportunity."""

    name = "tryton"
    title = "Tryton"
    settings = (
        Setting("url", "adres van de server, zoals https://tryton.example.nl"),
        Setting("database", "naam van de database"),
        Setting("key", "sleutel van een gebruikerstoepassing 'REST'", secret=True),
        Setting("company", "bedrijf in Tryton, als nummer of naam; leeg: het eerste", ""),
        Setting("timeout_s", "seconden wachten op antwoord", f"{TIMEOUT_S:g}"),
    )

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        address = checked.address("BOT_CRM_TRYTON_URL", values["url"])
        self._url = f"{address}/{_checked_database(values['database'])}"
        self._company_id: int | None = None
        key = checked.token("BOT_CRM_TRYTON_KEY", values["key"])
        seconds = checked.seconds("BOT_CRM_TRYTON_TIMEOUT_S", values["timeout_s"])
        headers = {
            "Authorization": f"bearer {key}",
            "Accept": "application/json",
            "Accept-Language": "en",  # of messages: `_tell_apart` reads them
        }
        self._http = client(headers, seconds)
        self._http.event_hooks = {"response": [_tell_apart]}

    def deliver(self, handoff: Handoff, reference: str | None) -> Delivered:
        """Make the opportunity, or bring it up to this version; the reference is its id."""
        there = self._opportunities(handoff.key, reference)
        ours = _kept(there, reference)
        left: list[Json] = []
        if ours is not None and ours["party"] and ours["state"] not in OPEN:
            party = int(ours["party"])  # can be changed no more
        else:
            party, left = self._party(handoff)
        before = self._contacts(handoff.key)
        contact = self._bring_contacts(handoff, party, before)
        if ours is None:
            self._make(handoff, party, contact)
            there = self._opportunities(handoff.key, reference)
            ours = _kept(there, reference)
            if ours is None:
                raise Conflict("heeft de nieuwe groeivraag al niet meer")
        else:
            wanted = {"party": party, "contact": ours["contact"]} | _texts(handoff, ours)
            if ours["contact"] in (None, *(c["id"] for c in before)):  # not one that a broker chose
                wanted["contact"] = contact
            self._change(ours, wanted)
        for other in there:
            if other["id"] != ours["id"] and other["state"] == "lead":
                self._take_away(other)
        self._remove_parties(left)
        return Delivered(str(ours["id"]))

    def withdraw(self, handoff: Handoff, reference: str | None) -> None:
        """Remove what is personal first, then the opportunity, then a party of our own.

        Raises:
            Rejected: a sale was made of it, which only a person can take back; nothing personal
                of ours is left there.
        """
        for contact in self._contacts(handoff.key):
            self._remove(CONTACT, contact)
        there = self._opportunities(handoff.key, reference)
        for opportunity in there:
            if opportunity["state"] not in SOLD:
                self._take_away(opportunity)
        parties = self._parties(handoff.key, None)
        self._remove_parties([p for p in parties if _only_ours(p, handoff.key)])
        if any(opportunity["state"] in SOLD for opportunity in there):
            raise Rejected("heeft er al een verkoop van gemaakt: haal die daar weg")

    def check(self) -> None:
        """Look the company up, and read an opportunity."""
        self._company_id = None
        self._search(OPPORTUNITY, [], ("reference",), most=1)

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    # Opportunities

    def _opportunities(self, key: str, reference: str | None) -> list[Json]:
        """All that are ours, the oldest first."""
        ours: list[Any] = ["reference", "=", key]
        if reference and _is_id(reference):
            # A broker may have given it another reference. Only an id will not do: after a move to
            # another database it is somebody else's.
            ours = ["OR", ours, [["id", "=", int(reference)], ["comment", "like", f"%{key}%"]]]
        return self._search(OPPORTUNITY, [ours], OPPORTUNITY_FIELDS)

    def _make(self, handoff: Handoff, party: int, contact: int | None) -> None:
        day = date.fromisoformat(handoff.created_at[:10])
        body = _texts(handoff, None) | {
            "reference": handoff.key,
            "company": self._company(),
            "party": party,
            "contact": contact,
            "start_date": {
                "__class__": "date",
                "year": day.year,
                "month": day.month,
                "day": day.day,
            },
        }
        self._send("POST", OPPORTUNITY, body)

    def _change(self, there: Json, wanted: Json) -> None:
        changed = {name: value for name, value in wanted.items() if there[name] != value}
        closed = there["state"] not in OPEN
        may_change = {k: v for k, v in changed.items() if not closed or k == "contact"}
        if may_change:
            self._send("PUT", f"{OPPORTUNITY}/{there['id']}", may_change)
        if closed and ("description" in changed or "comment" in changed):
            raise Rejected(f"heeft deze groeivraag al afgesloten ({there['state']})")

    def _take_away(self, opportunity: Json) -> None:
        path, state = f"{OPPORTUNITY}/{opportunity['id']}", opportunity["state"]
        if state == "lost":
            # From lost there is no other way to cancelled, and only what is cancelled can go.
            state = self._send("POST", f"{path}/lead", fields=("state",))["state"]
        if state in OPEN:
            self._send("POST", f"{path}/cancel", fields=("state",))
        self._remove(OPPORTUNITY, opportunity)

    # Parties

    def _party(self, handoff: Handoff) -> tuple[int, list[Json]]:
        """The party of this version, and those of our own that it does not need (any more)."""
        kvk = _kvk_number(handoff.company.kvk_number)
        found = self._parties(handoff.key, kvk)
        own = [p for p in found if _only_ours(p, handoff.key)]
        fitting = [p for p in found if (kvk or handoff.key) in _codes(p)]
        name = clipped(_line(handoff.company.name), NAME)
        if not fitting:
            body = {
                "name": name or (f"KVK {kvk}" if kvk else f"Onderneming bij {handoff.key}"),
                "identifiers": [["create", [{"code": kvk or handoff.key}]]],
            }
            return _id(self._send("POST", PARTY, body)), own
        # One that was archived is better than a second one.
        party = next((p for p in fitting if p["active"]), fitting[0])
        if name and party["name"] != name and party in own:
            self._send("PUT", f"{PARTY}/{party['id']}", {"name": name})
        return _id(party), [p for p in own if p["id"] != party["id"]]

    def _parties(self, key: str, kvk: str | None) -> list[Json]:
        # Tryton has no type of identifier for KVK numbers, so that they stand there without one.
        codes = [code for code in (key, kvk) if code]
        known = ["identifiers", "where", [["code_compact", "in", codes], ["type", "=", None]]]
        return self._search(PARTY, [known], PARTY_FIELDS)

    def _remove_parties(self, parties: Sequence[Json]) -> None:
        """Remove parties of our own, unless somebody else uses them."""
        for party in parties:
            if self._search(OPPORTUNITY, [["party", "=", party["id"]]], (), most=1):
                continue
            try:
                self._remove(PARTY, party)
            except Rejected:
                pass  # something else of theirs hangs from it: it is theirs now

    # Contact mechanisms: all that is personal

    def _contacts(self, key: str) -> list[Json]:
        # Not "ilike": on PostgreSQL that looks for words in whatever order.
        mark = [["comment", "like", f"%[{key} %"]]
        return self._search(CONTACT, mark, ("type", "value", "name", "comment", "party"))

    def _bring_contacts(self, handoff: Handoff, party: int, there: list[Json]) -> int | None:
        """Make ours say what this version does and no more; the id of the one to use first."""
        wanted = _wanted_contacts(handoff)
        kept: dict[str, Json] = {}
        for contact in there:
            kind = next((k for k in wanted if _mark(handoff.key, k) in contact["comment"]), None)
            if kind is None or kind in kept or contact["party"] != party:
                self._remove(CONTACT, contact)
            else:
                kept[kind] = contact
        ids = [
            self._bring_contact(kept.get(kind), values, handoff.key, kind, party)
            for kind, values in wanted.items()
        ]
        return ids[0] if ids else None

    def _bring_contact(
        self, there: Json | None, values: Json, key: str, kind: str, party: int
    ) -> int:
        if there is None:
            comment = f"Gedeeld met toestemming, bij een groeivraag. {_mark(key, kind)}"
            return self._write_contact("POST", CONTACT, values, party=party, comment=comment)
        if all((there[k] or "").casefold() == values[k].casefold() for k in ("value", "name")):
            return _id(there)
        return self._write_contact("PUT", f"{CONTACT}/{there['id']}", values)

    def _write_contact(self, method: str, path: str, values: Json, **more: Any) -> int:
        try:
            return _id(self._send(method, path, values | more))
        except Rejected:
            # Tryton checks numbers and addresses. What will not pass may still be of use to a
            # person, and must not keep the growth question away.
            if values["type"] == "other":
                raise
            return _id(self._send(method, path, values | more | {"type": "other"}))

    # REST

    def _company(self) -> int:
        if self._company_id is None:
            asked = self.values["company"].strip()
            domain: list[Any] = []
            if asked:
                domain = [["id", "=", int(asked)] if _is_id(asked) else ["party.name", "=", asked]]
            try:
                found = self._search("company.company", domain, (), most=1, context={})
            except Gone:
                raise NotAllowed("antwoordde 404: die database is er niet") from None
            if not found:
                raise NotAllowed("kent het bedrijf niet dat is ingesteld")
            self._company_id = _id(found[0])
        return self._company_id

    def _search(
        self,
        model: str,
        domain: list[Any],
        fields: Sequence[str],
        most: int | None = None,
        context: Json | None = None,
    ) -> list[Json]:
        query: Json = {"d": _encoded(domain), "o": _encoded([["id", "ASC"]])}
        if most is not None:
            query["s"] = str(most)
        found = self._told("GET", model, fields, query, context)
        if not isinstance(found, list):
            raise _strange()
        for item in found:
            _id(item, fields)
        return found

    def _send(
        self, method: str, path: str, body: Json | None = None, fields: Sequence[str] = ()
    ) -> Json:
        record = self._told(method, path, fields, {}, json=body)
        _id(record, fields)
        found: Json = record
        return found

    def _remove(self, model: str, record: Json) -> None:
        try:
            self._call("DELETE", f"{model}/{record['id']}")
        except Gone:
            pass  # somebody was first: it is gone all the same

    def _told(
        self,
        method: str,
        path: str,
        fields: Sequence[str],
        query: Json,
        context: Json | None = None,
        **options: Any,
    ) -> Any:
        answer = self._call(method, path, context, params=query | {"f": ["id", *fields]}, **options)
        try:
            return answer.json()
        except ValueError:
            raise _strange() from None

    def _call(
        self, method: str, path: str, context: Json | None = None, **options: Any
    ) -> httpx.Response:
        if context is None:
            # Without active_test Tryton answers 404 for what was archived: also when it must go.
            context = {"company": self._company(), "active_test": False}
        headers = {"X-Tryton-Context": _encoded(context)}
        url = f"{self._url}/rest/model/{path}"
        try:
            return call(self._http, method, url, headers=headers, **options)
        except Rejected as error:
            if error.status == 404:
                raise Gone(str(error)) from None
            raise


def _tell_apart(answer: httpx.Response) -> None:
    """Tryton answers 400 as well to whoever may not, or comes too late; its message tells which.

    Raises:
        NotAllowed: the user of the key has no right to this.
        Conflict: the record changed since it was read.
    """
    if answer.status_code != 400:
        return
    answer.read()
    try:
        told = answer.json()
    except ValueError:
        return
    message = str(told.get("message")) if isinstance(told, dict) else ""
    error: NotAllowed | Conflict
    if CHANGED.match(message):
        error = Conflict("heeft hier intussen iets aan veranderd (400)")
    elif FORBIDDEN.match(message):
        error = NotAllowed("antwoordde 400: de gebruiker van de sleutel heeft daar geen recht op")
    else:
        return
    error.status = 400
    raise error


def _strange() -> Unavailable:
    """A 2xx with something else: a login page, or a notice of maintenance."""
    return Unavailable("gaf een antwoord dat niet bij Tryton hoort")


def _id(record: Any, fields: Sequence[str] = ()) -> int:
    """The id of a record, which has these fields too."""
    if not isinstance(record, dict) or not isinstance(record.get("id"), int):
        raise _strange()
    if any(name.split(".")[0] not in record for name in fields):
        raise _strange()
    return int(record["id"])


def _encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


def _kept(there: Sequence[Json], reference: str | None) -> Json | None:
    """The one to go on with: not closed without a sale, made known, in use, the oldest."""

    def last(opportunity: Json) -> tuple[bool, bool, bool, int]:
        state = opportunity["state"]
        return (
            state not in (*OPEN, *SOLD),
            str(opportunity["id"]) != reference,
            state == "lead",
            int(opportunity["id"]),
        )

    return min(there, key=last, default=None)


def _texts(handoff: Handoff, there: Json | None) -> Json:
    """Description and comment; what a broker wrote below our text stays."""
    company = handoff.company
    facts = (
        ("Hoofdbehoefte", handoff.need),
        ("Spoed", "er wacht nu iemand op een mens" if handoff.urgent else None),
        ("Voor", handoff.broker_name),
        ("Gemeente", company.municipality),
        ("Sector", company.sector),
        ("Binnengekomen", f"{handoff.channel}, {handoff.created_at[:10]}"),
        ("Groeivraag", handoff.link or handoff.key),
    )
    end = f"— {handoff.key} — eigen notities: hieronder —"
    lines = [f"{label}: {_line(text)}" for label, text in facts if text]
    summary = clipped(UNUSABLE.sub("", handoff.summary).strip(), SUMMARY)
    notes = (there["comment"] or "").partition(end)[2] if there else ""
    return {
        "description": clipped(_line(handoff.question), DESCRIPTION),
        "comment": "\n".join([summary, "", *lines, end]) + notes,
    }


def _wanted_contacts(handoff: Handoff) -> dict[str, Json]:
    """Contact mechanisms by kind, the best first; none without consent."""
    person = handoff.person
    if person is None:
        return {}
    name = clipped(_line(person.name), NAME)
    email, phone = _line(person.email), _line(person.phone)
    wanted: dict[str, Json] = {}
    if email:
        wanted["e-mail"] = {"type": "email", "value": email, "name": name}
    if phone:
        wanted["telefoon"] = _phone(phone) | {"name": name}
    if name and not wanted:
        wanted["naam"] = {"type": "other", "value": name, "name": "Contactpersoon"}
    return wanted


def _phone(text: str) -> Json:
    """Type and value; Tryton takes only numbers that say their country."""
    try:
        number = phonenumbers.parse(text, "NL")
    except phonenumbers.NumberParseException:
        return {"type": "phone", "value": text}
    mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    if not phonenumbers.is_valid_number(number):
        return {"type": "phone", "value": text}
    form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return {
        "type": "mobile" if mobile else "phone",
        "value": phonenumbers.format_number(number, form),
    }


def _mark(key: str, kind: str) -> str:
    return f"[{key} {kind}]"


def _codes(party: Json) -> list[Any]:
    return [identifier.get("code_compact") for identifier in party["identifiers"] or ()]


def _only_ours(party: Json, key: str) -> bool:
    """Whether nobody but us ever had to do with it.

    Who merges parties in Tryton moves the identifiers along, and makes them inactive.
    """
    identifiers = party["identifiers"] or [{}]
    return _codes(party) == [key] and bool(identifiers[0].get("active"))


def _kvk_number(text: str | None) -> str | None:
    digits = re.sub(r"[\s.]", "", text or "")
    return digits if re.fullmatch("[0-9]{8}", digits) else None


def _line(text: str | None) -> str:
    """On one line: Tryton refuses others in most fields."""
    return " ".join(UNUSABLE.sub("", text or "").split())


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text) <= LARGEST_ID


def _checked_database(name: str) -> str:
    if not re.fullmatch(r"[\w.-]+", name.strip(), re.ASCII):
        raise CrmSettingsError("BOT_CRM_TRYTON_DATABASE is geen naam van een database")
    return name.strip()
