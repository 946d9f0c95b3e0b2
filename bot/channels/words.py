"""What the channels say themselves, as they need it while they store a message."""

from __future__ import annotations

from bot.knowledge.models import Texts
from bot.settings import Settings


def words(texts: Texts, settings: Settings) -> dict[str, str]:
    """The texts of ``data/texts/channels.yml`` and the address of the website, by key."""
    chosen = {key: texts.get(key)[0] for key in texts.names() if key.startswith("channel.")}
    chosen["input.too_long"] = texts.get("input.too_long")[0]
    chosen["channel.web_address"] = settings.public_url.rstrip("/")
    return chosen
