"""What `bot doctor` says of Telegram: what is missing, whether it answers, and can reach us."""

from __future__ import annotations

import asyncio

from bot.channels.port import NotAllowed, NotSent
from bot.channels.telegram.api import Api
from bot.channels.telegram.setup import SECRET, missing
from bot.channels.telegram.upkeep import webhook_url
from bot.moments import in_words
from bot.settings import Settings


def look(settings: Settings) -> tuple[bool, str]:
    """Whether all is well, and what to know or do."""
    lacking = missing(settings)
    if lacking:
        if settings.telegram_secret and not SECRET.fullmatch(settings.telegram_secret):
            return False, "uit: BOT_TELEGRAM_SECRET mag alleen letters, cijfers, _ en - hebben"
        return False, f"uit: {', '.join(lacking)} niet ingesteld (zie docs/telegram.md)"
    return asyncio.run(_ask(settings))


async def _ask(settings: Settings) -> tuple[bool, str]:
    api = Api(settings.telegram_token, settings.telegram_api)
    try:
        async with api.problems(""):
            name = str((await api.bot.get_me()).username)
            hook = await api.bot.get_webhook_info()
    except NotAllowed:
        return False, "Telegram weigert BOT_TELEGRAM_TOKEN: vraag @BotFather om het token"
    except NotSent as problem:
        return False, f"niet te bereiken ({problem}); berichten wachten tot het weer kan"
    finally:
        await api.close()
    notes = []
    if settings.telegram_polling:
        if hook.url:
            notes.append("er staat nog een webhook; `bot run` haalt hem weg")
    elif webhook_url(settings) is None:
        notes.append("zet BOT_PUBLIC_URL op een https-adres, of BOT_TELEGRAM_POLLING=1")
    elif hook.url != webhook_url(settings):
        elsewhere = "staat ergens anders" if hook.url else "staat er nog niet"
        notes.append(f"de webhook {elsewhere}; `bot run` zet hem goed")
    elif hook.last_error_message and hook.last_error_date:
        moment = in_words(hook.last_error_date)
        notes.append(f"Telegram kon ons niet bereiken ({moment}): {hook.last_error_message}")
    if hook.pending_update_count:
        notes.append(f"{hook.pending_update_count} berichten wachten bij Telegram")
    if settings.telegram_name.lstrip("@").lower() != name.lower():
        notes.append(f"zet BOT_TELEGRAM_NAME={name}, voor links vanaf de website")
    return not notes, "; ".join([f"@{name} antwoordt", *notes])
