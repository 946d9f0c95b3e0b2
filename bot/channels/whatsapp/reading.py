"""Reads what Meta's Cloud API brings to the webhook.

Meta adds fields and kinds of messages at any time, and brings a request that was not answered with
200 again for a week. So nothing that is unknown here may fail: what cannot be read is told so, and
the rest of the request is read all the same.

Fields: developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference.
"""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any, Iterator

from bot.channels.whatsapp.told import (
    LONGEST_ADDRESS,
    LONGEST_ID,
    NewName,
    Status,
    Told,
    clean,
    from_opaque,
    short_id,
)
from bot.conversations.arrivals import Arrival, Kind

log = logging.getLogger(__name__)

RE_ENGAGEMENT = 131047
"""More than 24 hours since they last wrote."""

MEDIA = {
    "audio": "voice",
    "voice": "voice",
    "image": "photo",
    "video": "video",
    "document": "document",
    "location": "location",
    "contacts": "contact",
    "sticker": "sticker",
    "reaction": "reaction",
}
"""Meta's kind of message → ours (``channel.media.*`` in data/texts)."""

SILENT = ("revoke", "ephemeral")
"""Kinds on which nobody waits for an answer: a message that was taken back."""


def read(body: Any, phone_number_id: str) -> list[Told]:
    """All that one request tells, in its order."""
    told: list[Told] = []
    for entry in _list(_get(body, "entry")):
        for change in _list(_get(entry, "changes")):
            value = _get(change, "value")
            if _get(change, "field") != "messages" or not isinstance(value, dict):
                log.info("webhook field %.40r is not ours", _get(change, "field"))
                continue
            number = _get(_get(value, "metadata"), "phone_number_id")
            if number != phone_number_id:
                log.warning("message for another WhatsApp number, %.40r: ignored", number)
                continue
            told += _value(value)
    return told


def _value(value: dict[str, Any]) -> Iterator[Told]:
    for problem in _list(_get(value, "errors")):
        log.error("WhatsApp reports %s %.100r", _get(problem, "code"), _get(problem, "title"))
    contacts = [c for c in _list(_get(value, "contacts")) if isinstance(c, dict)]
    for message in _list(_get(value, "messages")):
        if not isinstance(message, dict):
            continue
        found = _system(message) if message.get("type") == "system" else _message(message, contacts)
        if found is not None:
            yield found
    for status in _list(_get(value, "statuses")):
        changed = _status(status)
        if changed is not None:
            yield changed


def _message(message: dict[str, Any], contacts: list[dict[str, Any]]) -> Arrival | None:
    kind = clean(message.get("type"))
    if message.get("group_id"):
        log.info("a message in a WhatsApp group: ignored")
        return None
    if kind in SILENT:
        return None
    address, alias = _sender(message, contacts)
    if not address:
        log.warning("a WhatsApp message of kind %.40r without a sender: ignored", kind)
        return None
    what = _content(kind, message)
    if what is None:
        return None
    of_kind, text, title = what
    receipt = clean(message.get("id"))
    return Arrival(
        channel="whatsapp",
        external_id=short_id(receipt or _hash(message)),
        address=address,
        kind=of_kind,
        text=text,
        alias=alias,
        title=title,
        sent_at=_moment(message.get("timestamp")),
        receipt=receipt or None,
    )


def _sender(message: dict[str, Any], contacts: list[dict[str, Any]]) -> tuple[str, str | None]:
    """Who sent it: the business-scoped id where there is one, else the number; and the number.

    Since April 2026 a contact has a ``user_id``, and may have no number (whoever has a user name).
    A number alone can change hands, an id cannot.
    """
    number, user_id = clean(message.get("from")), clean(message.get("from_user_id"))
    contact: dict[str, Any] = {}
    for candidate in contacts:
        its_number, its_id = clean(candidate.get("wa_id")), clean(candidate.get("user_id"))
        same_id = bool(user_id) and its_id == user_id
        same_number = bool(number) and its_number == number
        # A contact that is the only one, and in which nothing says that it is another.
        only = len(contacts) == 1 and (not number or not its_number) and (not user_id or not its_id)
        if same_id or (same_number and not (user_id and its_id)) or only:
            contact = candidate
            break
    number = number or clean(contact.get("wa_id"))
    user_id = user_id or clean(contact.get("user_id"))
    if len(user_id) > LONGEST_ADDRESS:
        user_id = ""
    if len(number) > LONGEST_ID:
        number = ""
    return user_id or number, number or None


def _content(kind: str, message: dict[str, Any]) -> tuple[Kind, str, str | None] | None:
    """What was said: kind, text and title of an :class:`Arrival`; None to say nothing about."""
    content = message.get(kind)
    if kind == "text":
        return "text", clean(_get(content, "body")), None
    if kind == "interactive":
        reply = _get(content, clean(_get(content, "type")))
        if _get(content, "type") in ("button_reply", "list_reply") and clean(_get(reply, "id")):
            return "key", clean(_get(reply, "id")), clean(_get(reply, "title")) or None
        return "media", "unknown", None
    if kind == "button":
        # Under a template, which only says that something waits: no answer to a question.
        return "start", "", clean(_get(content, "text")) or None
    if kind == "request_welcome":
        return "start", "", None
    if kind == "reaction" and not clean(_get(content, "emoji")):
        return None  # taken back
    caption = clean(_get(content, "caption"))
    if kind in ("image", "video", "document") and caption.strip():
        return "text", caption, None
    return "media", MEDIA.get(kind, "unknown"), None


def _system(message: dict[str, Any]) -> NewName | None:
    """A number changed, and the business-scoped id with it; or the id alone is told.

    "webhooks/reference/messages/system" (August 2026): ``from`` is the number as it was,
    ``system.wa_id`` and ``system.user_id`` are the new ones, ``previous_user_id`` the old one.
    """
    system = message.get("system")
    if _get(system, "type") not in (
        "user_changed_number", "user_changed_user_id", "customer_changed_number",
    ):  # fmt: skip
        return None
    number = clean(_get(system, "wa_id")) or clean(_get(system, "new_wa_id")) or None
    address = clean(_get(system, "user_id")) or number or ""
    names = (_get(system, "previous_user_id"), _get(system, "customer"), message.get("from"))
    was = tuple(name for name in map(clean, names) if name and name not in (address, number))
    if not was or not 0 < len(address) <= LONGEST_ADDRESS or len(number or "") > LONGEST_ID:
        return None
    return NewName(was, address, number)


def _status(status: Any) -> Status | None:
    platform_id, name = clean(_get(status, "id")), _get(status, "status")
    if not platform_id or name not in ("delivered", "read", "failed"):
        return None
    message_id = from_opaque(_get(status, "biz_opaque_callback_data"))
    problem = None
    if name == "failed":
        errors = _list(_get(status, "errors"))
        code = _get(errors[0], "code") if errors else None
        if code == RE_ENGAGEMENT:
            name, problem = "held", "WhatsApp: meer dan 24 uur stil"
        else:
            problem = f"WhatsApp bracht het niet aan (code {clean(str(code))[:20]})"
    return Status(short_id(platform_id), name, problem, message_id)


def _moment(value: Any) -> float | None:
    """Seconds since the epoch, as Meta writes them: digits in a string."""
    if isinstance(value, (str, int)) and str(value).isascii() and str(value).isdigit():
        return float(str(value)[:15])
    return None


def _hash(message: dict[str, Any]) -> str:
    """Stands in for an id that is not there."""
    return hashlib.sha256(json.dumps(message, sort_keys=True).encode()).hexdigest()


def _get(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
