"""The CRMs that a growth question can go to: one base, one registry, a module each."""

from bot.handoff.crm.base import (
    Company,
    Conflict,
    Crm,
    CrmError,
    CrmSettingsError,
    Delivered,
    Handoff,
    NotAllowed,
    Person,
    Rejected,
    Setting,
    Unavailable,
)

__all__ = [
    "Company",
    "Conflict",
    "Crm",
    "CrmError",
    "CrmSettingsError",
    "Delivered",
    "Handoff",
    "NotAllowed",
    "Person",
    "Rejected",
    "Setting",
    "Unavailable",
]
