"""The brief: what a broker must know of a growth question, to be read in one minute.

Made from the record alone, so that console, mail and CRM say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Sequence

from bot.handoff.crm.base import Company, Handoff, Person, clipped
from bot.knowledge import Knowledge

ASKED_FOR = ("desired_result", "horizon_months", "municipality", "sector", "employees", "tried")
"""Fields that a broker wants to know; those that are missing are named."""

OURS = ("stage", "pyramid_level")
"""Fields that were concluded, not told."""

MONEY = ("amount_eur", "annual_turnover_eur", "earlier_aid")

MOST_QUOTES, MOST_MATCHES = 4, 3
LONGEST_QUOTE = 160
SUMMARY = 1000
"""Characters of the summary that a CRM gets."""

CARE_ROUTES = ("human_now", "safety_net")
WITH_BROKER = ("broker", "broker_and_instrument", *CARE_ROUTES)
"""Routes on which a person takes over."""


@dataclass(frozen=True)
class Brief:
    """All of it in words; lists are empty where there is nothing to say."""

    reference: str
    question: str
    urgent: bool
    care: str | None
    """What to know before calling somebody who is in trouble; None otherwise."""
    opening: str
    """A sentence to begin the call with."""
    needs: tuple[str, ...]
    quotes: tuple[str, ...]
    facts: tuple[tuple[str, str, str], ...]
    """Label, value, and where it comes from."""
    changed: tuple[str, ...]
    unknown: tuple[str, ...]
    promised: tuple[str, ...]
    not_again: tuple[str, ...]
    """Names of fields that were told."""
    matches: tuple[tuple[str, str], ...]
    """Name and verdict."""
    contact: tuple[str, ...]
    broker: str | None


def brief(
    record: Mapping[str, Any], k: Knowledge, earlier: Sequence[Mapping[str, Any]] = ()
) -> Brief:
    """The brief of a record.

    Args:
        record: as in ``growth_question.schema.json``.
        earlier: its earlier versions, oldest first; what was said otherwise there is named.
    """
    urgent = record["route"] in CARE_ROUTES
    care = urgent and not record["matches"] and record["presenting_problem"]["source"] == "inferred"
    told = {n: f for n, f in record["fields"].items() if n not in OURS}
    quotes = () if care else _quotes(record)
    return Brief(
        reference=record["id"],
        question=record["question"],
        urgent=urgent,
        care=_say(k, "brief.care") if care else None,
        opening=_opening(record, k, quotes, bool(care)),
        needs=() if care else tuple(_need(need, k) for need in record["needs"]),
        quotes=quotes,
        facts=tuple(
            (label(k, n), value(k, n, f["value"]), _say(k, f"brief.source.{f['source']}"))
            for n, f in record["fields"].items()
        ),
        changed=_changed(record, earlier, k),
        unknown=tuple(label(k, n) for n in ASKED_FOR if n not in record["fields"]),
        promised=_promised(record, k),
        not_again=tuple(label(k, n) for n in told),
        matches=tuple(
            (_instrument(k, m["instrument"]), _say(k, f"brief.verdict.{m['verdict']}"))
            for m in record["matches"]
            if m["verdict"] != "does_not_fit"
        )[:MOST_MATCHES],
        contact=_contact(record, k),
        broker=_broker(record, k),
    )


def plain(b: Brief, k: Knowledge, link: str | None) -> str:
    """The brief as plain text, for mail.

    Args:
        link: where the whole record stands.
    """
    parts = [b.question]
    if b.urgent:
        parts.append(_say(k, "brief.urgent"))
    if b.care:
        parts.append(b.care)
    sections: list[tuple[str, Sequence[str]]] = [
        ("opening", [b.opening]),
        ("contact", b.contact),
        ("needs", b.needs),
        ("evidence", [f"“{quote}”" for quote in b.quotes]),
        ("facts", [f"{name}: {shown} ({source})" for name, shown, source in b.facts]),
        ("changed", b.changed),
        ("unknown", b.unknown),
        ("promised", b.promised),
        ("not_again", [", ".join(b.not_again)] if b.not_again else []),
        ("matches", [f"{name}: {verdict}" for name, verdict in b.matches]),
        ("broker", [b.broker] if b.broker else []),
    ]
    for name, lines in sections:
        if lines:
            heading = _say(k, f"brief.heading.{name}")
            parts.append("\n".join([heading, *(f"- {line}" for line in lines)]))
    if link:
        parts.append(_say(k, "brief.link", link=link))
    return "\n\n".join(parts) + "\n"


def summary(b: Brief, k: Knowledge) -> str:
    """The brief in at most `SUMMARY` characters, what matters most first, no contact details."""
    lines = [b.care] if b.care else []
    lines += [*b.needs, *(f"“{quote}”" for quote in b.quotes[:2])]
    lines.append("; ".join(f"{name}: {shown}" for name, shown, _ in b.facts))
    if b.matches:
        lines.append("; ".join(f"{name} ({verdict})" for name, verdict in b.matches))
    lines += b.promised
    return clipped("\n".join(line for line in lines if line), SUMMARY)


def handoff(
    record: Mapping[str, Any],
    k: Knowledge,
    public_url: str = "",
    earlier: Sequence[Mapping[str, Any]] = (),
) -> Handoff:
    """A record as a CRM gets it; contact details only where sharing was agreed to."""
    b = brief(record, k, earlier)
    fields = record["fields"]
    contact = record.get("contact") if may_share(record) else None
    place, sector = _value_of(fields, "municipality"), _value_of(fields, "sector")
    chosen = record.get("broker")
    return Handoff(
        key=record["id"],
        version=record["version"],
        question=b.question,
        summary=summary(b, k),
        need=_say(k, "brief.need.care") if b.care else _need_label(k, record["needs"][0]["id"]),
        brief=plain(b, k, link_to(record["id"], public_url)),
        urgent=b.urgent,
        channel=record["channel"],
        created_at=record["created_at"],
        link=link_to(record["id"], public_url),
        broker_id=chosen["id"] if chosen else None,
        broker_name=_broker_name(k, chosen["id"]) if chosen else None,
        company=Company(
            _value_of(fields, "company_name"),
            _value_of(fields, "kvk_number"),
            k.municipality_name(place) if place else None,
            k.sector_name(sector) if sector else None,
        ),
        person=Person(contact.get("name"), contact.get("email"), contact.get("phone"))
        if contact
        else None,
    )


def link_to(record_id: str, public_url: str) -> str | None:
    """Address of the record on the console; None where our own address is not known."""
    return f"{public_url.rstrip('/')}/console/groeivragen/{record_id}" if public_url else None


def may_share(record: Mapping[str, Any], purpose: str = "share_with_broker") -> bool:
    """Whether the last word on this purpose was yes."""
    said = [c["given"] for c in record.get("consents", ()) if c["purpose"] == purpose]
    return bool(said) and bool(said[-1])


def wants_person(record: Mapping[str, Any]) -> bool:
    """Whether it goes to a person: confirmed and asked for, or urgent."""
    route = record["route"]
    if record["status"] == "withdrawn":
        return False
    if route in CARE_ROUTES:
        return True
    return route in WITH_BROKER and bool(record.get("confirmed_at")) and _was_asked(record)


def _was_asked(record: Mapping[str, Any]) -> bool:
    """The route stands as ``broker`` before anything was chosen; a consent says that it was."""
    return bool(record.get("consents"))


def label(k: Knowledge, name: str) -> str:
    """Name of a field, for people."""
    key = f"brief.field.{name}"
    return _say(k, key) if k.texts.has(key) else name


def value(k: Knowledge, name: str, found: Any) -> str:
    """Value of a field, for people."""
    if found is None:
        return ""
    if name == "municipality":
        return k.municipality_name(found)
    if name == "sector":
        return k.sector_name(found)
    if name == "stage":
        return next((s.label for s in k.stages if s.id == found), str(found))
    if isinstance(found, bool):
        return _say(k, "brief.value.yes" if found else "brief.value.no")
    if isinstance(found, list) and len(found) == 2 and all(isinstance(v, int) for v in found):
        low, high = (value(k, name, v) for v in found)
        return _say(k, "brief.value.range", low=low, high=high)
    if isinstance(found, list):
        return "; ".join(str(v) for v in found)
    if isinstance(found, (int, float)):
        return f"{round(found):,}".replace(",", ".") if name in MONEY else str(found)
    return str(found)


def _opening(record: Mapping[str, Any], k: Knowledge, quotes: Sequence[str], care: bool) -> str:
    if care:
        return _say(k, "brief.opening.care")
    if not quotes:
        return _say(k, "brief.opening.plain")
    need = record["needs"][0]
    if not need["confirmed"]:
        return _say(k, "brief.opening.open", quote=quotes[0])
    name = _need_label(k, need["id"])
    return _say(k, "brief.opening.confirmed", quote=quotes[0], need=name[:1].lower() + name[1:])


def _need(need: Mapping[str, Any], k: Knowledge) -> str:
    name = _need_label(k, need["id"])
    if need["confirmed"]:
        return _say(k, "brief.need.confirmed", need=name)
    return _say(k, "brief.need.open", need=name, percent=round(100 * need["probability"]))


def _quotes(record: Mapping[str, Any]) -> tuple[str, ...]:
    """The entrepreneur's own words, the first ones first, each once."""
    first = record["presenting_problem"]
    said = [str(first["value"])] if first["source"] == "said" else []
    for need in record["needs"]:
        said += [e["quote"] for e in need["evidence"] if e["kind"] == "said" and e.get("quote")]
    return tuple(clipped(quote, LONGEST_QUOTE) for quote in dict.fromkeys(said))[:MOST_QUOTES]


def _changed(
    record: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]], k: Knowledge
) -> tuple[str, ...]:
    """Fields that were told otherwise before."""
    lines = []
    for name, field in record["fields"].items():
        before = [
            old["fields"][name]["value"]
            for old in earlier
            if name in old["fields"] and old["fields"][name]["value"] != field["value"]
        ]
        if before and name not in OURS:
            after = value(k, name, field["value"])
            lines.append(
                _say(k, "brief.changed", field=label(k, name), before=value(k, name, before[-1]),
                     after=after)
            )  # fmt: skip
    return tuple(lines)


def _promised(record: Mapping[str, Any], k: Knowledge) -> tuple[str, ...]:
    route, contact = record["route"], record.get("contact")
    promised = []
    if route in CARE_ROUTES and contact:
        promised.append("urgent")
    elif route in WITH_BROKER and contact:
        promised.append("call")
    if route in ("instrument", "broker_and_instrument"):
        promised.append("links")
    if route == "self_help":
        promised.append("later")
    return tuple(_say(k, f"brief.promise.{name}") for name in promised)


def _contact(record: Mapping[str, Any], k: Knowledge) -> tuple[str, ...]:
    contact = (record.get("contact") or {}) if may_share(record) else {}
    given = tuple(contact[name] for name in ("name", "phone", "email") if contact.get(name))
    return given or (_say(k, "brief.no_contact"),)


def _broker(record: Mapping[str, Any], k: Knowledge) -> str | None:
    chosen = record.get("broker")
    return f"{_broker_name(k, chosen['id'])}: {chosen['because']}" if chosen else None


def _broker_name(k: Knowledge, broker: str) -> str:
    return k.brokers_by_id[broker].name if broker in k.brokers_by_id else broker


def _need_label(k: Knowledge, need: str) -> str:
    return k.needs_by_id[need].label if need in k.needs_by_id else need


def _instrument(k: Knowledge, instrument: str) -> str:
    found = k.instruments_by_id.get(instrument)
    return found.name if found else instrument


def _value_of(fields: Mapping[str, Any], name: str) -> Any:
    return fields.get(name, {}).get("value")


def _say(k: Knowledge, key: str, **values: Any) -> str:
    return k.texts.get(key)[0].format(**values)
