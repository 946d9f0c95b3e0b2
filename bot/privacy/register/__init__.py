"""The register: for everything that is stored, why, on what ground, how long, and who sees it."""

from __future__ import annotations

from collections import Counter
from typing import Any, Mapping, Sequence

from bot.privacy.register.elsewhere import PLACES
from bot.privacy.register.model import Line, Store
from bot.privacy.register.tables import TABLES
from bot.privacy.register.tracker import PARTS

STORES: tuple[Store, ...] = (*TABLES, *PARTS, *PLACES)


def lines() -> list[Line]:
    """All of it, one line for each stored thing."""
    return [line for store in STORES for line in store.lines()]


def missing(stored: Mapping[str, Sequence[str]]) -> list[str]:
    """What is stored and not in the register, and what is in it and not stored.

    Args:
        stored: table or part → names of its columns or parts.

    Returns:
        ``table.column`` of each, with what is wrong; empty when they agree.
    """
    known = {store.name: set(store.purposes) for store in STORES}
    problems = []
    for name, columns in stored.items():
        registered = known.get(name, set())
        problems += [f"{name}.{c}: niet in het register" for c in columns if c not in registered]
        problems += [
            f"{name}.{c}: in het register, maar bestaat niet"
            for c in sorted(registered - set(columns))
        ]
    doubled = [n for n, times in Counter(store.name for store in STORES).items() if times > 1]
    return [*problems, *(f"{name}: staat er twee keer in" for name in doubled)]


def as_json(periods: Mapping[str, int]) -> dict[str, Any]:
    """The register as data.

    Args:
        periods: the periods in days that this installation keeps (`bot.privacy.periods`).
    """
    return {
        "stores": [
            {
                "name": store.name,
                "what": store.what,
                "fields": [
                    {
                        "name": line.name,
                        "purpose": line.purpose,
                        "basis": line.basis.name,
                        "basis_article": line.basis.article,
                        "retention": line.retention.words.format(**periods),
                        "readers": list(line.readers),
                        "encrypted": line.sealed,
                    }
                    for line in store.lines()
                ],
            }
            for store in STORES
        ]
    }


def as_markdown(periods: Mapping[str, int]) -> str:
    """The register in Dutch, to read and to build a DPIA on."""
    parts = [
        "# Register van wat wordt bewaard",
        "Gemaakt door `bot privacy register` uit de code van deze installatie. "
        "Elk veld heeft een doel, een grondslag, een bewaartermijn en lezers; "
        "een test keurt een veld zonder af.",
    ]
    for store in STORES:
        rows = [
            f"| {_cell(line.name)}{' (versleuteld)' if line.sealed else ''} "
            f"| {_cell(line.purpose)} | {line.basis.name} "
            f"| {line.retention.words.format(**periods)} | {', '.join(line.readers)} |"
            for line in store.lines()
        ]
        head = "| veld | doel | grondslag | bewaard | wie ziet het |\n|---|---|---|---|---|"
        parts.append(f"## {store.what} (`{store.name}`)\n\n{head}\n" + "\n".join(rows))
    bases = {line.basis for line in lines()}
    grounds = "\n".join(f"- **{b.name}**: {b.article}." for b in sorted(bases))
    parts.append(f"## Grondslagen\n\n{grounds}")
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
