"""Puts a message in the forms that WhatsApp has: buttons, a list, or plain text."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

from bot.channels.shown import offers_web, pieces
from bot.conversations import outbox
from bot.conversations.arrivals import WEB_LINK
from bot.conversations.sending import Outgoing

# What Meta's OpenAPI document (v23.0) and its reference of interactive messages allow.
MOST_BUTTONS, MOST_ROWS = 3, 10
BUTTON_TITLE, ROW_TITLE, ROW_DESCRIPTION = 20, 24, 72
BODY, TEXT = 1024, 4096

Option = tuple[str, str]
"""Key and title."""


def options_of(out: Outgoing) -> list[Option]:
    """Its options with what comes back when one is chosen."""
    return [(outbox.key(out.message_id, i), b["title"].strip()) for i, b in enumerate(out.buttons)]


def interactive(out: Outgoing, words: Mapping[str, str]) -> dict[str, Any] | None:
    """Buttons or a list (without the body), where the options fit; None where they do not."""
    options = options_of(out)
    if offers_web(out.custom, words) and len(options) < MOST_ROWS:
        options.append((WEB_LINK, words["channel.web_option"]))
    if not 0 < len(options) <= MOST_ROWS or not all(title for _, title in options):
        return None
    if len(options) <= MOST_BUTTONS and all(len(title) <= BUTTON_TITLE for _, title in options):
        titles = _different([title for _, title in options], BUTTON_TITLE)
        replies = [{"id": k, "title": t} for (k, _), t in zip(options, titles, strict=True)]
        buttons = [{"type": "reply", "reply": reply} for reply in replies]
        return {"type": "button", "action": {"buttons": buttons}}
    rows = []
    for (key, title), short in zip(options, _row_titles(options), strict=True):
        row = {"id": key, "title": short}
        if short != title:
            rest = title if len(title) <= ROW_DESCRIPTION else f"…{title[len(short) - 1 :].strip()}"
            if len(rest) > ROW_DESCRIPTION:
                return None
            row["description"] = rest
        rows.append(row)
    action = {"button": words["channel.list_button"][:BUTTON_TITLE], "sections": [{"rows": rows}]}
    return {"type": "list", "action": action}


def with_typed_options(text: str, out: Outgoing, words: Mapping[str, str]) -> str:
    """The text with its options below it, to be chosen by typing a letter; or a number, where
    there are more than buttons ever are (see ``outbox.typed_option``)."""
    titles = [title for _, title in options_of(out)]
    lines = [text] if text else []
    if titles and len(titles) >= outbox.SHOWN_AS_NUMBERS:
        lines.append("\n".join(f"{i}. {title}" for i, title in enumerate(titles, 1)))
        lines.append(words["channel.numbered_hint"])
    elif titles:
        lines.append("\n".join(f"{chr(ord('A') + i)}. {title}" for i, title in enumerate(titles)))
        lines.append(words["channel.lettered_hint"])
    if offers_web(out.custom, words):
        lines.append(words["channel.whatsapp.web_hint"])
    return "\n\n".join(lines)


def before_and_body(text: str) -> tuple[list[str], str]:
    """A text that is too long for a body: what goes before it, and its last paragraph as body."""
    if len(text) <= BODY:
        return [], text
    start = text.rfind("\n\n") + 2
    if start < 2 or len(text) - start > BODY:
        last = pieces(text, BODY)[-1]
        start = len(text) - len(last)
    return pieces(text[:start].rstrip(), TEXT), text[start:]


def _row_titles(options: Sequence[Option]) -> list[str]:
    return _different([_shortened(title, ROW_TITLE) for _, title in options], ROW_TITLE)


def _shortened(title: str, most: int) -> str:
    if len(title) <= most:
        return title
    words = title[:most].rsplit(" ", 1)[0] if " " in title[:most] else title[: most - 1]
    return f"{words[: most - 1].rstrip(' ,;:-')}…"


def _different(titles: Sequence[str], most: int) -> list[str]:
    """The titles, each another one: WhatsApp refuses two that are the same."""
    seen: set[str] = set()
    found = []
    for title in titles:
        number, shown = 1, title
        while shown.casefold() in seen:
            number += 1
            end = f" {number}"
            shown = f"{title[: most - len(end)].rstrip()}{end}"
        seen.add(shown.casefold())
        found.append(shown)
    return found
