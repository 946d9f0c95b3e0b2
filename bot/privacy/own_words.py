"""What is said of somebody's own data, and of erasing it."""

from __future__ import annotations

from typing import Any, Mapping

from bot.knowledge.models import Texts
from bot.moments import day_in_words, in_words

PARTS: Mapping[str, tuple[str, ...]] = {
    "talk": ("messages", "notices_told", "ratings"),
    "tracker": ("trackers", "tracker_events"),
    "question": (
        "growth_questions", "growth_question_versions", "work_items", "record_notes",
        "record_tags", "record_texts", "holds",
    ),
    "contact": ("contacts",),
    "training": ("corrections",),
    "keys": ("transfer_codes", "data_links", "channel_receipts"),
}  # fmt: skip
"""Stores as people know them → tables. All are named, also where nothing was in them."""


def lines(known: Mapping[str, Any], link: str, texts: Texts) -> list[str]:
    """What is kept (`bot.privacy.own_data.in_short`), in messages to the entrepreneur."""

    def say(key: str, **values: Any) -> str:
        return texts.get(f"own_data.{key}")[0].format(**values)

    references = ", ".join(known["references"])
    named = say("references", references=references) if references else ""
    told = [
        say("what", messages=known["messages"], since=in_words(known["since"]), references=named),
        say("why"),
    ]
    until = {"talk": day_in_words(known["talk_until"])}
    if known["questions_until"]:
        question = day_in_words(known["questions_until"])
        told.append(say("until_both", question=question, **until))
    else:
        told.append(say("until", **until))
    names = ", ".join(known["looked_by"])
    told.append(say("looked", names=names) if names else say("looked_none"))
    return ["\n".join(told), say("link", link=link), say("change")]


def receipt(number: str, told: Mapping[str, Any], texts: Texts) -> str:
    """A receipt (column of ``erasures``) as the entrepreneur reads it: every store is named."""

    def say(key: str, **values: Any) -> str:
        return texts.get(f"erase.{key}")[0].format(**values)

    removed, elsewhere = told["removed"], told["elsewhere"]
    left = sum((told["found"] or {}).values())
    rows = [say("receipt_traces" if left else "receipt", number=number)]
    for part, tables in PARTS.items():
        rows.append(say(f"store.{part}", number=sum(removed.get(t, 0) for t in tables)))
    rows.append(say("store.logs", number=told.get("logs_overwritten", 0)))
    waiting = sum(state != "withdrawn" for state in elsewhere.values())
    if waiting:
        rows.append(say("store.crm_waiting", number=waiting))
    else:
        rows.append(say("store.crm_done" if elsewhere else "store.crm_none"))
    rows.append(say("store.backups", until=day_in_words(told["backups_until"])))
    rows += [say(f"remains.{what}") for what in told.get("remains") or ()]
    rows.append(say("check", looked_for=told.get("looked_for", 0), found=left))
    rows.append(say("keeps"))
    return "\n- ".join(rows)
