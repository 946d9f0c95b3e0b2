"""Names by lists, with `deduce` (LGPL-3): made for medical notes, kept to what helps here.

Its lists take minutes to build at the first use on a machine and a good ten seconds after that, so
they are loaded when somebody is about to look at texts, and never in a turn of a talk. Places,
institutions and ages are switched off: "Almere" and "Horizon" are no persons.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Iterable, Iterator

from bot.language.gazetteer import key
from bot.language.name_forms import name_words
from bot.paths import VAR

DISABLED = frozenset({"locations", "institutions", "ages", "dates", "ids", "urls",
                      "phone_numbers", "email_addresses"})  # fmt: skip
CACHE = VAR / "deduce"

COMPANY = re.compile(
    r"(?:bakkerij|slagerij|garage|kapsalon|restaurant|café|cafe|hotel|bouwbedrijf|"
    r"installatiebedrijf|schildersbedrijf|transport|bloemen|autobedrijf|firma|gebroeders|fa\.|"
    r"stichting|hoeve|jachthaven|scheepswerf|visserij|meubels?|drukkerij|loonbedrijf|groep)\s$",
    re.IGNORECASE,
)
"""Before a name that is a company's."""


class NameLists:
    """Finds names of people; see `load`."""

    def __init__(self, deduce: Any) -> None:
        self._deduce = deduce

    def find(self, text: str, known: Iterable[str]) -> Iterator[tuple[int, int]]:
        """Where names stand.

        Args:
            known: names of the speaker.
        """
        from deduce.person import Person

        metadata = {}
        for name in known:
            first, _, rest = name.partition(" ")
            metadata = {"patient": Person(first_names=[first], surname=rest or None)}
        document = self._deduce.deidentify(text, disabled=set(DISABLED), metadata=metadata)
        for annotation in document.annotations:
            if annotation.tag not in ("persoon", "patient"):
                continue
            start, end = annotation.start_char, annotation.end_char
            if COMPANY.search(text[:start]) or self._is_ordinary(text, start, end):
                continue
            yield start, end

    @staticmethod
    def _is_ordinary(text: str, start: int, end: int) -> bool:
        """One word that may as well be an ordinary one, or a place."""
        from bot.privacy.masking import is_place

        words = text[start:end].split()
        if len(words) > 1:
            return all(is_place(word) for word in words)
        plain = key(words[0]) if words else ""
        begins = start == 0 or text[:start].rstrip()[-1:] in ".!?:"
        known = plain in name_words().first_names
        return is_place(words[0]) or plain in name_words().no_people or (begins and not known)


@lru_cache(maxsize=1)
def load(cache: Path = CACHE) -> NameLists:
    """Load the lists; build them first where this machine has none yet (some minutes)."""
    from deduce import Deduce

    cache.mkdir(parents=True, exist_ok=True)
    return NameLists(Deduce(cache_path=str(cache)))


def is_built(cache: Path = CACHE) -> bool:
    """Whether they were built on this machine."""
    return any(cache.rglob("*.pickle"))
