"""HubSpot, with its official client: a growth question is a deal, with its company and contact.

The administrator makes once, under Settings > Properties, single-line text properties:

* on deals ``groeivraag_id`` (with unique values) and ``groeivraag_koppelingen`` (what the assistant
  linked the deal to, so that it takes away its own links and no others);
* on contacts ``groeivraag_id`` (with unique values): only contacts that have it are ours to change;
* on companies ``kvk_nummer`` (with unique values);

and a private app with the scopes ``crm.objects.{deals,contacts,companies}.{read,write}``.

The summary is the description of the deal and not a note: a note has no key of its own, so that
one whose answer was lost would be made twice. What is in it is no more than a summary; how to
reach the entrepreneur stands on the contact, so that erasing that erases it. Only where a contact
was there already, which we leave as it is, does it stand in the description.

A company is shared with everybody who uses the CRM: we make it where its KVK number is known, but
never change or remove it. Nothing is found by searching: HubSpot's search lags behind.
"""

from __future__ import annotations

import json
import re
from typing import Any, Callable, Iterable, Mapping

import hubspot  # type: ignore[import-untyped]
from hubspot.crm import objects  # type: ignore[import-untyped]
from hubspot.crm.association_type import AssociationType  # type: ignore[import-untyped]
from hubspot.crm.associations import v4 as associations  # type: ignore[import-untyped]
from urllib3 import exceptions as transport

from bot.handoff.crm import checked
from bot.handoff.crm.base import (
    Company,
    Conflict,
    Crm,
    CrmError,
    CrmSettingsError,
    Delivered,
    Handoff,
    Person,
    Rejected,
    Setting,
    Unavailable,
    clipped,
)
from bot.handoff.crm.http import TIMEOUT_S, failed, reason, retry_after

DEALS, CONTACTS, COMPANIES = "deals", "contacts", "companies"

LINK_TYPES: Mapping[tuple[str, str], int] = {
    (DEALS, CONTACTS): AssociationType.DEAL_TO_CONTACT,
    (DEALS, COMPANIES): AssociationType.DEAL_TO_COMPANY,
    (CONTACTS, COMPANIES): AssociationType.CONTACT_TO_COMPANY,
}

TITLE, NAME, PHONE, DESCRIPTION = 250, 200, 50, 65_536
"""Most characters of the name of a deal, of names of people and firms, of a number (as fits the
lists they are read in), and of any text in HubSpot."""

EMAIL = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,63}", re.ASCII
)
"""A little narrower than what HubSpot takes."""

PASSING = (423, 477)
"""Statuses of HubSpot's own for "not now": locked, and moving to another data centre."""

NOBODY = {DEALS: "GV-0000-000000", CONTACTS: "GV-0000-000000", COMPANIES: "00000000"}
"""Keys that nothing has."""

Json = dict[str, Any]
Link = tuple[str, str]
"""Kind and id of what a deal is linked to."""


class HubSpot(Crm):
    """Makes and keeps up one deal, and what it is linked to."""

    name = "hubspot"
    title = "HubSpot"
    settings = (
        Setting("token", "toegangstoken van de private app", secret=True),
        Setting("url", "adres van de API", "https://api.hubapi.com"),
        Setting("pipeline", "id van de pijplijn voor nieuwe deals", "default"),
        Setting("stage", "id van de fase voor nieuwe deals", "appointmentscheduled"),
        Setting("key_property", "eigenschap met onze referentie", "groeivraag_id"),
        Setting("links_property", "eigenschap van een deal met koppelingen",
                "groeivraag_koppelingen"),
        Setting("kvk_property", "eigenschap van een bedrijf met het KVK-nummer", "kvk_nummer"),
        Setting("timeout_s", "seconden wachten op antwoord", f"{TIMEOUT_S:g}"),
    )  # fmt: skip

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self._key = _checked_property("key_property", values)
        self._links = _checked_property("links_property", values)
        self._kvk = _checked_property("kvk_property", values)
        self._timeout_s = checked.seconds("BOT_CRM_HUBSPOT_TIMEOUT_S", values["timeout_s"])
        # The host is a setting of each API's own client; the retries are the outbox's.
        client = hubspot.Client.create(
            access_token=checked.token("BOT_CRM_HUBSPOT_TOKEN", values["token"]),
            host=checked.address("BOT_CRM_HUBSPOT_URL", values["url"]),
            retry=False,
        )
        self._objects = client.crm.objects.basic_api
        self._associations = client.crm.associations.v4.basic_api

    def deliver(self, handoff: Handoff, reference: str | None) -> Delivered:
        """Make the deal, or change it; the reference is its id. The key decides which it is.

        Name and description follow the question; where it stands in the pipeline, whose it is and
        what people linked to it is up to the CRM once it is there.
        """
        deal = self._find(DEALS, self._key, handoff.key)
        made_contact = self._find(CONTACTS, self._key, handoff.key)
        company = self._company(handoff.company)
        contact, is_told = self._contact(handoff, made_contact, company)
        links = {(COMPANIES, company)} if company else set()
        links |= {(CONTACTS, contact)} if contact else set()
        # Before what it was linked to is written over.
        self._unlink(deal, self._linked(deal, made_contact) - links)
        properties = _deal(handoff, is_told) | {self._links: _listed(links)}
        if deal is None:
            new = {
                self._key: handoff.key,
                "pipeline": self.values["pipeline"],
                "dealstage": self.values["stage"],
            }
            return Delivered(self._make(DEALS, self._key, properties | new, links))
        self._update(DEALS, _id(deal), properties)
        for kind, linked in sorted(links):
            self._link(_id(deal), kind, linked)
        return Delivered(_id(deal))

    def withdraw(self, handoff: Handoff, reference: str | None) -> None:
        """Remove the contact if we made it and the deal, which is last as it tells what else is.

        HubSpot keeps what is removed for 90 days, for an administrator to bring back or erase.
        """
        deal = self._find(DEALS, self._key, handoff.key)
        made_contact = self._find(CONTACTS, self._key, handoff.key)
        self._unlink(deal, self._linked(deal, made_contact))
        if deal is not None:
            self._remove(self._objects.archive, DEALS, _id(deal))

    def check(self) -> None:
        """Look for what is not there, by each property that we look things up by."""
        for kind, by in ((DEALS, self._key), (CONTACTS, self._key), (COMPANIES, self._kvk)):
            try:
                self._find(kind, by, NOBODY[kind])
            except Rejected as error:
                if error.status != 400:
                    raise
                why = f"kent '{by}' van {kind} niet als unieke eigenschap: {error}"
                raise Rejected(why) from None

    def close(self) -> None:
        """Close the connections."""
        for api in (self._objects, self._associations):
            api.api_client.rest_client.pool_manager.clear()

    def _company(self, company: Company) -> str | None:
        """Id of the company; None where nothing tells it from others of its name."""
        kvk = re.sub(r"[\s.]", "", company.kvk_number or "")
        if not re.fullmatch(r"[0-9]{8}", kvk):
            return None
        found = self._find(COMPANIES, self._kvk, kvk)
        if found is not None:
            return _id(found)
        name = clipped(_line(company.name), NAME) or f"KVK {kvk}"
        return self._make(COMPANIES, self._kvk, {"name": name, self._kvk: kvk}, ())

    def _contact(
        self, handoff: Handoff, made: Json | None, company: str | None
    ) -> tuple[str | None, bool]:
        """Id of the contact, and whether it tells how to reach the person.

        HubSpot wants a name or an address of a contact.

        Args:
            made: the contact that an earlier version made.
        """
        properties = _person(handoff.person)
        email = properties["email"]
        if not (email or properties["firstname"]):
            return None, False
        found = made
        if email and (made is None or _property(made, "email") != email):
            found = self._find(CONTACTS, "email", email) or made
        if found is None:
            known = {name: text for name, text in properties.items() if text}
            links = ((COMPANIES, company),) if company else ()
            contact = self._make(CONTACTS, self._key, known | {self._key: handoff.key}, links)
        elif _property(found, self._key) == handoff.key:
            contact = _id(found)
            self._update(CONTACTS, contact, properties)
        else:
            return _id(found), False
        return contact, _is_whole(properties, handoff.person)

    def _linked(self, deal: Json | None, made_contact: Json | None) -> set[Link]:
        """What earlier versions linked the deal to, or made to link it to."""
        links = _parsed(_property(deal, self._links)) if deal else set()
        return links | {(CONTACTS, _id(made_contact))} if made_contact else links

    def _unlink(self, deal: Json | None, stale: Iterable[Link]) -> None:
        """Undo links of ours. A contact that we made goes, unless another deal has it too."""
        deal_id = _id(deal) if deal else None
        for kind, linked in sorted(stale):
            if kind == CONTACTS:
                contact = self._read(CONTACTS, linked, associations=[DEALS])
                if contact is None:
                    continue
                if _property(contact, self._key) and not _linked_deals(contact) - {deal_id}:
                    self._remove(self._objects.archive, CONTACTS, linked)
                    continue
            if deal_id is not None:
                self._remove(self._associations.archive, DEALS, deal_id, kind, linked)

    def _find(self, kind: str, by: str, value: str) -> Json | None:
        return self._read(kind, value, id_property=by)

    def _read(self, kind: str, value: str, **options: Any) -> Json | None:
        wanted = [self._key, self._links] if kind == DEALS else [self._key, "email"]
        try:
            found = self._call(self._objects.get_by_id, kind, value, properties=wanted, **options)
        except Rejected as error:
            if error.status == 404:
                return None
            raise
        return _told(found)

    def _make(
        self, kind: str, unique: str, properties: Mapping[str, str], links: Iterable[Link]
    ) -> str:
        body = objects.SimplePublicObjectInputForCreate(
            properties=dict(properties),
            associations=[_association(kind, to, linked) for to, linked in sorted(links)],
        )
        try:
            return _id(_told(self._call(self._objects.create, kind, body)))
        except Rejected:
            # That the key is taken is refused like anything else that will not do.
            if self._find(kind, unique, properties[unique]) is None:
                raise
            raise Conflict("had dit intussen al") from None

    def _update(self, kind: str, linked: str, properties: Mapping[str, str]) -> None:
        body = objects.SimplePublicObjectInput(properties=dict(properties))
        _told(self._change(self._objects.update, kind, linked, body))

    def _link(self, deal: str, kind: str, linked: str) -> None:
        body = self._change(self._associations.create_default, DEALS, deal, kind, linked)
        told = _parsed_json(body)
        if not isinstance(told, dict) or "results" not in told:
            raise _strange()

    def _change(self, function: Callable[..., Any], *args: Any) -> bytes:
        try:
            return self._call(function, *args)
        except Rejected as error:
            if error.status == 404:
                raise Conflict("had dit zojuist nog wel") from None
            raise

    def _remove(self, function: Callable[..., Any], *args: str) -> None:
        try:
            body = self._call(function, *args)
        except Rejected as error:
            if error.status != 404:
                raise
        else:
            if body:  # a page in place of a 204
                raise _strange()

    def _call(self, function: Callable[..., Any], *args: Any, **options: Any) -> bytes:
        """One request of the client; the body of its answer.

        Its answers are read here: the client would turn a page of a gateway into an empty object.
        """
        options |= {"_preload_content": False, "_request_timeout": self._timeout_s}
        try:
            answer: bytes = function(*args, **options).data
        except (objects.ApiException, associations.ApiException) as error:
            raise _failure(error.status, error.headers or {}, error.body) from None
        except transport.NewConnectionError as error:
            raise _unreachable(error) from None
        except transport.TimeoutError:
            raise Unavailable("gaf niet op tijd antwoord") from None
        except transport.HTTPError as error:
            raise _unreachable(error) from None
        except UnicodeDecodeError:
            raise _strange() from None
        except AttributeError as error:
            # Where TLS fails, the client reads the body of an answer that it has not got.
            if error.name != "decode":
                raise
            raise Unavailable("was niet te bereiken (SSLError)") from None
        return answer


def _deal(handoff: Handoff, is_told: bool) -> dict[str, str]:
    """What may change with a version.

    Args:
        is_told: how to reach the person stands elsewhere.
    """
    subject = _line(handoff.question) or _line(handoff.need) or "Groeivraag"
    return {
        "dealname": clipped(f"DRINGEND: {subject}" if handoff.urgent else subject, TITLE),
        "description": clipped(_description(handoff, is_told), DESCRIPTION),
    }


def _description(handoff: Handoff, is_told: bool) -> str:
    """The link before what may be long: that part must not be cut off."""
    company, person = handoff.company, handoff.person
    firm = (company.name, company.kvk_number, company.municipality, company.sector)
    reach = () if is_told or person is None else (person.name, person.phone, person.email)
    told = {
        "Groeivraag": f"{handoff.key}, versie {handoff.version}",
        "Behoefte": clipped(_line(handoff.need), NAME),
        "Briefing": handoff.link or "",
        "Contact": clipped(_listed_words(reach), 5 * NAME),
        "Bedrijf": clipped(_listed_words(firm), 5 * NAME),
        "Makelaar": clipped(_line(handoff.broker_name), NAME),
        "Via": clipped(_line(handoff.channel), NAME),
    }
    lines = [f"{label}: {text}" for label, text in told.items() if text]
    question = handoff.question.strip()
    parts = ["\n".join(lines), "" if question in handoff.summary else question, handoff.summary]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _person(person: Person | None) -> dict[str, str]:
    """A contact. Every property is there, empty where it is not known, so that it clears older."""
    first, _, last = _line(person.name if person else None).partition(" ")
    email, phone = _email(person), _line(person.phone if person else None)
    return {
        "email": email if len(email) <= NAME and EMAIL.fullmatch(email) else "",
        "firstname": clipped(first, NAME),
        "lastname": clipped(last, NAME),
        "phone": phone if len(phone) <= PHONE else "",
    }


def _is_whole(properties: Mapping[str, str], person: Person | None) -> bool:
    phone = _line(person.phone if person else None)
    return properties["email"] == _email(person) and properties["phone"] == phone


def _email(person: Person | None) -> str:
    """HubSpot writes addresses small."""
    return _line(person.email if person else None).lower()


def _association(kind: str, to: str, linked: str) -> Any:
    return objects.PublicAssociationsForObject(
        to=objects.PublicObjectId(id=linked),
        types=[
            objects.AssociationSpec(
                association_category="HUBSPOT_DEFINED", association_type_id=LINK_TYPES[kind, to]
            )
        ],
    )


def _listed(links: Iterable[Link]) -> str:
    return " ".join(f"{kind}/{linked}" for kind, linked in sorted(links))


def _parsed(text: str) -> set[Link]:
    return set(re.findall(rf"({CONTACTS}|{COMPANIES})/([0-9]+)", text))


def _linked_deals(contact: Json) -> set[str]:
    deals = (contact.get("associations") or {}).get(DEALS) or {}
    return {str(deal.get("id")) for deal in deals.get("results") or ()}


def _listed_words(words: Iterable[str | None]) -> str:
    return ", ".join(_line(word) for word in words if _line(word))


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _told(body: bytes) -> Json:
    told = _parsed_json(body)
    if not isinstance(told, dict) or not isinstance(told.get("properties"), dict):
        raise _strange()
    _id(told)
    return told


def _id(found: Json) -> str:
    known = found.get("id")
    if not isinstance(known, str) or not known:
        raise _strange()
    return known


def _property(found: Json, name: str) -> str:
    return found["properties"].get(name) or ""


def _parsed_json(body: str | bytes | None) -> Any:
    try:
        return json.loads(body or b"")
    except ValueError:
        return None


def _strange() -> Unavailable:
    """Something else answers: a login page, or a notice of maintenance."""
    return Unavailable("gaf een antwoord dat niet bij HubSpot hoort")


def _unreachable(error: Exception) -> Unavailable:
    return Unavailable(f"was niet te bereiken ({type(error).__name__})")


def _failure(status: int | None, headers: Mapping[str, str], body: str | None) -> CrmError:
    told = _by_property(_parsed_json(body))
    if not status:
        return _strange()
    if status in PASSING:
        error = Unavailable(f"antwoordde {status}{reason(told)}", retry_after(headers))
        error.status = status
        return error
    return failed(status, headers, told)


def _by_property(body: Any) -> Any:
    """HubSpot's own list of what is wrong in the form that `reason` reads: names and codes only."""
    errors = body.get("errors") if isinstance(body, dict) else None
    if not isinstance(errors, list):
        return body
    named = [
        {"name": name, "code": error.get("code")}
        for error in errors
        if isinstance(error, dict) and isinstance(error.get("context"), dict)
        for name in error["context"].get("propertyName") or ()
    ]
    return {"invalidParams": named} if named else body


def _checked_property(name: str, values: Mapping[str, str]) -> str:
    text = values[name].strip()
    if not re.fullmatch(r"[a-z][a-z0-9_]*", text):
        raise CrmSettingsError(
            f"BOT_CRM_HUBSPOT_{name.upper()} moet de interne naam van een eigenschap zijn"
        )
    return text
