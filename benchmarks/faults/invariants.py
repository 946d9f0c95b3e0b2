"""What must be true when a fault is over and all is quiet again."""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, Sequence

from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError

from benchmarks.faults.traffic import Person
from benchmarks.faults.world import World
from bot.store.sealed import open_name

MARK = re.compile(r"\((p\d+\.\d+)\)")


@dataclass
class Verdict:
    """How it went; all but the first four are to be nothing."""

    messages: int = 0
    """Acknowledged."""
    answers: int = 0
    handoffs: int = 0
    sent_again: int = 0
    """Went out a second time because the answer of a platform or mail server was lost: they know
    no look-up. A receiver of webhooks knows them by their id."""
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.doubled or self.out_of_order or self.problems)


WAITING = {
    "messages that wait for an answer": "select count(*) from messages where status = 'received'",
    "messages that wait to go out": (
        "select count(*) from messages where status in ('queued', 'sending')"
    ),
    "deliveries that wait": "select count(*) from deliveries where status = 'waiting'",
}

ORPHANS = {
    "messages without a conversation": (
        "select count(*) from messages m left join conversations c on c.id = m.conversation_id "
        "where c.id is null"
    ),
    "answers to no message": (
        "select count(*) from messages o left join messages i on i.id = o.in_reply_to "
        "where o.in_reply_to is not null and (i.id is null or i.direction <> 'in' "
        "or i.conversation_id <> o.conversation_id)"
    ),
    "trackers without a conversation": (
        "select count(*) from trackers t left join conversations c on c.id = t.conversation_id "
        "where c.id is null"
    ),
    "turns without a tracker": (
        "select count(*) from tracker_events e left join trackers t "
        "on t.conversation_id = e.conversation_id where t.conversation_id is null"
    ),
    "deliveries without a growth question": (
        "select count(*) from deliveries d left join growth_questions g on g.id = d.record_id "
        "where g.id is null"
    ),
    "growth questions without a delivery": (
        "select count(*) from growth_questions g left join deliveries d on d.record_id = g.id "
        "where d.id is null and g.status in ('confirmed', 'handed_off')"
    ),
    "growth questions without their newest version": (
        "select count(*) from growth_questions g left join growth_question_versions v "
        "on v.id = g.id and v.version = g.version where v.id is null"
    ),
    "people without a conversation": (
        "select count(*) from channel_users u left join conversations c "
        "on c.id = u.conversation_id where c.id is null"
    ),
    "trackers whose version is not the number of their turns": (
        "select count(*) from trackers t where t.version <> "
        "(select count(*) from tracker_events e where e.conversation_id = t.conversation_id)"
    ),
}


def wait_until_quiet(world: World, within_s: float) -> list[str]:
    """Wait until nothing waits any more; what still does."""
    deadline = time.monotonic() + within_s
    left: list[str] = []
    while time.monotonic() < deadline:
        try:
            left = [
                f"{n} {what}"
                for what, statement in WAITING.items()
                if (n := world.query(statement)[0][0])
            ]
        except SQLAlchemyError as problem:
            left = [f"the database: {type(problem).__name__}"]
        if not left:
            return []
        time.sleep(0.2)
    return left


def check(world: World, people: Sequence[Person]) -> Verdict:
    """Hold everything against what these people were promised."""
    verdict = Verdict(messages=sum(len(p.acknowledged) for p in people))
    _whole(world, verdict)
    rows = world.query("select * from messages order by id")
    of: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        of[row.conversation_id].append(row)
    versions: dict[str, int] = {
        r.conversation_id: r.version
        for r in world.query("select conversation_id, version from trackers")
    }
    talks = {
        (r.channel, open_name(r.address)): r.conversation_id
        for r in world.query("select channel, address, conversation_id from channel_users")
    }
    for person in people:
        name = person.name
        if person.channel != "website":
            name = talks.get((person.channel, person.name), "")
        if person.acknowledged:
            _talk(person, of[name], versions.get(name, 0), verdict)
            _went_out(world, person, of[name], verdict)
    _handed_off(world, verdict)
    return verdict


def _whole(world: World, verdict: Verdict) -> None:
    for what, statement in ORPHANS.items():
        if n := world.query(statement)[0][0]:
            verdict.problems.append(f"{n} {what}")
    if world.kind == "sqlite":
        with world.store.connect() as connection:
            found = connection.execute(sql("pragma integrity_check")).scalar()
            strays = connection.execute(sql("pragma foreign_key_check")).all()
        if found != "ok" or strays:
            verdict.problems.append(f"integrity: {found}, {len(strays)} strays")


def _talk(person: Person, rows: Sequence[Any], version: int, verdict: Verdict) -> None:
    """Their messages: all there, once, in order; each answered, once, in order."""
    incoming = [r for r in rows if r.direction == "in"]
    marks = [found[1] for r in incoming if (found := MARK.search(r.text))]
    counts = Counter(marks)
    known = set(person.acknowledged)
    verdict.lost += sum(mark not in counts for mark in person.acknowledged)
    verdict.doubled += sum(n - 1 for n in counts.values())
    if [m for m in marks if m in known] != person.acknowledged:
        verdict.out_of_order += 1
    answered = [r for r in incoming if r.status == "answered"]
    apologised = [r for r in incoming if r.status == "failed"]
    verdict.answers += len(answered)
    if apologised:
        verdict.lost += len(apologised)
        verdict.problems.append(f"{len(apologised)} apologies in place of an answer")
    # The version rises by one a turn: each message was a turn exactly once.
    verdict.doubled += max(0, version - len(answered))
    verdict.lost += max(0, len(answered) - version)
    replies = [r.in_reply_to for r in rows if r.author == "bot"]
    if set(replies) != {r.id for r in answered}:
        verdict.problems.append(f"talk of p{person.number}: an answer that says nothing")
    if replies != sorted(replies):
        verdict.out_of_order += 1


def _went_out(world: World, person: Person, rows: Sequence[Any], verdict: Verdict) -> None:
    """What had to be brought to them: all of it, in order."""
    out = [r for r in rows if r.direction == "out"]
    if person.channel == "whatsapp" and world.sides.whatsapp is not None:
        expected = [str(r.id) for r in out]
        got = [carried.split(".")[0] for carried in world.sides.whatsapp.got[person.name]]
    elif person.channel == "telegram" and world.sides.telegram is not None:
        expected = [r.text.strip() for r in out]
        got = world.sides.telegram.got[person.name]
    else:
        return
    at = 0
    for what in got:
        if at < len(expected) and expected[at].startswith(what):
            at += 1
        elif at and expected[at - 1].startswith(what):
            verdict.sent_again += 1
        else:
            verdict.out_of_order += 1
    verdict.lost += len(expected) - at
    unsent = [r for r in out if r.status not in ("sent", "delivered", "read")]
    if unsent:
        verdict.problems.append(f"{len(unsent)} replies {unsent[0].status}: {unsent[0].problem}")


def _handed_off(world: World, verdict: Verdict) -> None:
    """One effect for each: the newest version stands there, each version came in order."""
    crm, mail = world.sides.crm, world.sides.mail
    rows = world.query(
        "select d.record_id, d.target, d.status, d.wanted_version, d.problem, g.version "
        "from deliveries d join growth_questions g on g.id = d.record_id"
    )
    for row in rows:
        verdict.handoffs += 1
        if row.status != "delivered":
            verdict.lost += 1
            verdict.problems.append(f"{row.record_id} {row.target} {row.status}: {row.problem}")
            continue
        if row.target == "mail":
            verdict.lost += not any(
                name.startswith(f"<{row.record_id}.{row.wanted_version}@") for name in mail.got
            )
            continue
        stands = crm.stands.get(row.record_id)
        if stands is None or stands["version"] != row.wanted_version:
            verdict.lost += 1
        seen = crm.versions[row.record_id]
        verdict.doubled += len(seen) - len(set(seen))
        verdict.out_of_order += seen != sorted(seen)
    strangers = set(crm.stands) - {row.record_id for row in rows}
    if strangers:
        verdict.problems.append(f"{len(strangers)} at the CRM that are not ours")
    again = sum(n - 1 for n in mail.got.values())
    verdict.sent_again += again - world.mails_again
    world.mails_again = again
