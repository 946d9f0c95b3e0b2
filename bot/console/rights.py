"""What each role may do. Checked on the server for every action; pages only leave buttons out."""

from __future__ import annotations

from typing import Literal

Right = Literal["read", "personal", "work", "export", "assign", "approve", "notice", "manage"]
"""``personal``: contact details and what is masked; ``work``: claim, edit, take over; ``assign``:
give work to others, and act on theirs; ``approve``: corrections of others; ``notice``: what all
channels tell; ``manage``: accounts."""

ROLES: dict[str, frozenset[Right]] = {
    "lezer": frozenset({"read"}),
    "makelaar": frozenset({"read", "personal", "work", "export", "approve"}),
    "coordinator": frozenset({"read", "personal", "work", "export", "assign", "approve", "notice"}),
    "beheerder": frozenset(
        {"read", "personal", "work", "export", "assign", "approve", "notice", "manage"}
    ),
}

NAMES = {
    "lezer": "lezer",
    "makelaar": "makelaar",
    "coordinator": "coördinator",
    "beheerder": "beheerder",
}
"""As people read them."""


def may(role: str, right: Right) -> bool:
    """Whether the role has the right; an unknown role has none."""
    return right in ROLES.get(role, frozenset())
