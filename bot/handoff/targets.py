"""Where growth questions are delivered to, by the settings."""

from __future__ import annotations

from typing import Mapping

from sqlalchemy.engine import Engine

from bot.handoff.brief import handoff
from bot.handoff.crm import Crm, CrmSettingsError, Handoff, registry
from bot.handoff.mail import Mail
from bot.knowledge import Knowledge
from bot.privacy import contacts
from bot.settings import Settings
from bot.store import growth_questions

MAIL = "mail"
DEFAULT = "webhook"


def names(settings: Settings, environment: Mapping[str, str]) -> list[str]:
    """The targets that are wanted, set up well or not: what waits for them is kept.

    A webhook that has an address needs no ``BOT_CRM``: it is the default.
    """
    wanted = registry.names(settings.crm)
    if not wanted and environment.get("BOT_CRM_WEBHOOK_URL"):
        wanted = [DEFAULT]
    return [*wanted, *([MAIL] if settings.smtp_url else [])]


def make(name: str, settings: Settings, environment: Mapping[str, str], k: Knowledge) -> Crm:
    """One target.

    Raises:
        CrmSettingsError: it is not known, or not set up.
    """
    if name == MAIL:
        return Mail(settings.smtp_url, settings.mail_from, settings.mail_to, k)
    return registry.make(name, environment)


def problems(
    settings: Settings, environment: Mapping[str, str], k: Knowledge
) -> dict[str, str | None]:
    """Every target that is wanted → what to set, in one line; None for those that can work."""
    found: dict[str, str | None] = {}
    for name in names(settings, environment):
        try:
            make(name, settings, environment, k).close()
            found[name] = None
        except CrmSettingsError as problem:
            found[name] = str(problem)
    return found


def title(name: str) -> str:
    """A target as people know it."""
    if name == MAIL:
        return Mail.title
    return registry.plugin(name).title if name in registry.PLUGINS else name


def current_handoff(store: Engine, k: Knowledge, public_url: str, record_id: str) -> Handoff | None:
    """A growth question as it stands now, for its delivery; None if there is none of that id."""
    versions = growth_questions.versions(store, record_id)
    if not versions:
        return None
    return handoff(contacts.filled_in(store, versions[-1]), k, public_url, versions[:-1])
