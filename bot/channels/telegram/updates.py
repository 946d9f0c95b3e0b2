"""Reads what Telegram brings: an update becomes something to store, or not.

Telegram's own classes read the update; here is decided what it means. Nothing of it is fetched
from Telegram: a document of 50 MB is a line that says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping

from telegram import CallbackQuery, Chat, ChatMember, Message, Update, User

from bot.conversations.arrivals import WEB_LINK, Arrival

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction"]
"""What Telegram is asked to send."""

READ = (*ALLOWED, "channel_post", "edited_channel_post")
"""What is looked at, should it come; the rest is none of our business, whatever its form."""

INTENTS = {
    "stop": "stop",
    "privacy": "ask_privacy",
    "mijngegevens": "ask_own_data",
    "help": "ask_capabilities",
    "mens": "ask_human",
    "opnieuw": "restart",
}
"""Commands with a meaning of their own, beside /start and /website."""

COMMANDS = ("start", *INTENTS, "website")
"""As they stand in Telegram's menu."""

MEDIA = (
    ("voice", "voice"),
    ("audio", "voice"),
    ("photo", "photo"),
    ("video", "video"),
    ("animation", "video"),  # before document, which Telegram sets beside it
    ("video_note", "video"),
    ("document", "document"),
    ("venue", "location"),
    ("location", "location"),
    ("contact", "contact"),
    ("sticker", "sticker"),
)
"""Fields of a message, and the kind of media they are to us."""

LARGEST_ID = 2**53
"""Telegram promises ids "with at most 52 significant bits"."""


class NotAnUpdate(ValueError):
    """It has not the form of an update; the text says what is wrong, without what stands in it."""


@dataclass(frozen=True)
class Edit:
    """A message that was changed after it was sent."""

    arrival: Arrival
    """As it reads now."""


@dataclass(frozen=True)
class Group:
    """Something in a group or channel, where we do not talk."""

    chat_id: int
    is_channel: bool


@dataclass(frozen=True)
class Membership:
    """Somebody blocked us, or let us in again."""

    external_id: str
    address: str
    blocked: bool


@dataclass(frozen=True)
class Nothing:
    """Nothing for us."""

    what: str
    """The kind of update, for the log."""


Read = Arrival | Edit | Group | Membership | Nothing


def read(data: Any, texts: Mapping[str, str]) -> Read:
    """Read an update as it came, in JSON.

    Raises:
        NotAnUpdate
    """
    if not isinstance(data, dict):
        raise NotAnUpdate("geen object")
    if not _is_id(data.get("update_id"), least=0):
        raise NotAnUpdate("update_id")
    known = {name: data[name] for name in READ if name in data}
    if not known:
        name = next((name for name in data if name != "update_id"), "")
        return Nothing(name if name.isidentifier() and len(name) <= 40 else "onbekend")
    try:
        update = Update.de_json({"update_id": data["update_id"], **known}, None)
    except Exception as problem:  # whatever their classes run into: a date in the year 58861
        raise NotAnUpdate(type(problem).__name__) from None
    try:
        return read_update(update, texts)
    except (TypeError, AttributeError, ValueError, OverflowError, OSError) as problem:
        # Their classes check no types, so a number may stand where words should be.
        raise NotAnUpdate(type(problem).__name__) from None


def read_update(update: Update, texts: Mapping[str, str]) -> Read:
    """Read an update as the library has it."""
    update_id = f"u{update.update_id}"
    message = update.message or update.edited_message
    if message is not None:
        return _read_message(message, update_id, texts, edited=update.message is None)
    if update.callback_query is not None:
        return _read_press(update.callback_query, update_id, texts)
    if update.my_chat_member is not None:
        changed = update.my_chat_member
        status = changed.new_chat_member.status
        gone = status in (ChatMember.BANNED, ChatMember.LEFT)
        if changed.chat.type == Chat.PRIVATE:
            return Membership(update_id, _address(changed.chat), gone)
        return Nothing("my_chat_member") if gone else _group(changed.chat)
    if update.message_reaction is not None:
        reaction = update.message_reaction
        if reaction.chat.type != Chat.PRIVATE or not reaction.new_reaction or _bot(reaction.user):
            return Nothing("message_reaction")
        return Arrival(
            "telegram", update_id, _address(reaction.chat), "media", "reaction",
            sent_at=reaction.date.timestamp(),
        )  # fmt: skip
    post = update.channel_post or update.edited_channel_post
    return _group(post.chat) if post is not None else Nothing("leeg")


def _read_message(message: Message, update_id: str, texts: Mapping[str, str], edited: bool) -> Read:
    if _bot(message.from_user):
        return Nothing("bot")
    if message.chat.type != Chat.PRIVATE:
        return _group(message.chat)
    moment = message.edit_date if edited and message.edit_date else message.date
    basis: dict[str, Any] = {
        "channel": "telegram",
        "external_id": update_id,
        "address": _address(message.chat),
        "sent_at": moment.timestamp(),
        "receipt": Receipt(message.message_id).text,
    }
    text = message.text if message.text is not None else message.caption
    kind = next((kind for name, kind in MEDIA if getattr(message, name)), None)
    if text is not None:
        if not isinstance(text, str):
            raise TypeError("text")
        if kind is not None:
            # What was sent along stands in the transcript; the words are what is answered.
            text = f"{text}\n{texts[f'channel.media_shown.{kind}']}"
        if edited:
            return Edit(Arrival(**basis, kind="text", text=text))
        return Arrival(**basis, **_words(text, bool(kind)))
    if edited:
        return Nothing("edited_message")
    contact = message.contact
    if contact is not None and message.from_user and contact.user_id == message.from_user.id:
        # Their own card: they want to tell their number.
        number = str(contact.phone_number)
        return Arrival(**basis, kind="text", text=number if number[:1] in "+0" else f"+{number}")
    if kind is None:
        sent = bool(message.effective_attachment or message.checklist or message.api_kwargs)
        if not sent:
            return Nothing("message")  # about the chat itself: a title, a pinned message
        kind = "unknown"
    if message.media_group_id:
        # The pictures of an album come one by one, and are answered once.
        basis["external_id"] = f"album{message.media_group_id}"[:128]
    return Arrival(**basis, kind="media", text=kind)


def _words(text: str, with_media: bool) -> dict[str, Any]:
    """What a text is: a command, or words."""
    command, _, rest = text.partition(" ")
    name = command[1:].partition("@")[0].lower()
    if with_media or not text.startswith("/") or name not in COMMANDS:
        return {"kind": "text", "text": text}
    rest = rest.strip()
    if name == "start":
        return {"kind": "start", "text": rest}
    if rest:
        return {"kind": "text", "text": f"{name} {rest}"}  # "/mens bel me vanmiddag"
    if name == "website":
        return {"kind": "key", "text": WEB_LINK, "title": text}
    return {"kind": "intent", "text": INTENTS[name], "title": text}


def _read_press(press: CallbackQuery, update_id: str, texts: Mapping[str, str]) -> Read:
    message = press.message
    if _bot(press.from_user) or message is None or message.chat.type != Chat.PRIVATE:
        return Nothing("callback_query")
    data = press.data
    if not isinstance(data, str):
        return Nothing("callback_query")
    address = _address(message.chat)
    title = None
    if data == WEB_LINK:
        title = texts["channel.web_option"]
    elif isinstance(message, Message) and message.reply_markup is not None:
        buttons = (b for row in message.reply_markup.inline_keyboard for b in row)
        title = next((b.text for b in buttons if b.callback_data == data), None)
        # Pressed twice before the buttons are gone: that is one answer.
        if title is not None:
            update_id = f"k{address}.{message.message_id}.{data}"[:128]
    return Arrival(
        channel="telegram",
        external_id=update_id,
        address=address,
        kind="key",
        text=data,
        title=title,
        receipt=Receipt(message.message_id, press.id).text,
    )


@dataclass(frozen=True)
class Receipt:
    """What is kept of a message so that it can be shown as read, or known again when edited."""

    message_id: int
    press_id: str | None = None
    """Of the pressing of a button."""

    @property
    def text(self) -> str:
        """To keep it as."""
        return (
            f"{self.message_id}" if self.press_id is None else f"{self.message_id}:{self.press_id}"
        )

    @classmethod
    def of(cls, text: str) -> Receipt:
        """Read it back."""
        message_id, _, press_id = text.partition(":")
        return cls(int(message_id), press_id or None)


def _group(chat: Chat) -> Group:
    if not isinstance(chat.id, int):
        raise TypeError("chat.id")
    return Group(chat.id, chat.type == Chat.CHANNEL)


def _address(chat: Chat) -> str:
    if not _is_id(chat.id, least=1):
        raise TypeError("chat.id")
    return str(chat.id)


def _is_id(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value < LARGEST_ID


def _bot(user: User | None) -> bool:
    return user is not None and bool(user.is_bot)
