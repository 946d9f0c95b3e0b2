"""Which plugins there are, and which are in use."""

from __future__ import annotations

from importlib import import_module
from typing import Mapping

from bot.handoff.crm.base import Crm, CrmSettingsError

PLUGINS: Mapping[str, str] = {
    "webhook": "bot.handoff.crm.webhook:Webhook",
    "klantinteracties": "bot.handoff.crm.klantinteracties:Klantinteracties",
    "hubspot": "bot.handoff.crm.hubspot:HubSpot",
    "dataverse": "bot.handoff.crm.dataverse:Dataverse",
    "tryton": "bot.handoff.crm.tryton:Tryton",
    "demo": "bot.handoff.crm.demo:Demo",
}
"""Name in ``BOT_CRM`` → module and class; loaded only when it is used."""


def plugin(name: str) -> type[Crm]:
    """The class of a plugin.

    Raises:
        CrmSettingsError: there is none of that name.
    """
    if name not in PLUGINS:
        raise CrmSettingsError(f"BOT_CRM: '{name}' bestaat niet; kies uit {', '.join(PLUGINS)}")
    module, cls = PLUGINS[name].split(":")
    found: type[Crm] = getattr(import_module(module), cls)
    return found


def names(setting: str) -> list[str]:
    """The plugins that ``BOT_CRM`` names, separated by commas, each once."""
    return list(dict.fromkeys(n.strip().lower() for n in setting.split(",") if n.strip()))


def make(name: str, environment: Mapping[str, str]) -> Crm:
    """A plugin with its settings from ``BOT_CRM_<NAME>_<SETTING>``.

    Raises:
        CrmSettingsError: it is not known, or a setting is missing or cannot be used.
    """
    cls = plugin(name)
    values: dict[str, str] = {}
    missing: list[str] = []
    for setting in cls.settings:
        variable = f"BOT_CRM_{name.upper()}_{setting.name.upper()}"
        value = environment.get(variable) or setting.default
        if value is None:
            missing.append(variable)
        else:
            values[setting.name] = value
    if missing:
        raise CrmSettingsError(f"{cls.title}: zet {' en '.join(missing)}")
    return cls(values)
