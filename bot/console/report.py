"""The programme's monthly report: one page that prints well, on the console and as a file.

Every figure is counted as in `bot.store.insight`: rounded down to five, and not shown below five.
Rounding keeps what is left when one figure is taken off another from being a count of a few; so a
month beside its year says no more than each by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy.engine import Engine

from bot import moments
from bot.console import insight_pages, model_figures
from bot.console.web import HERE, templates
from bot.knowledge import Knowledge
from bot.store import insight, quality

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
NAMES = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
IN_REPORT = (
    "trechter", "behoeften", "onvervuld", "routes", "oordeel", "kanalen", "zekerheid"
)  # fmt: skip
"""Pictures of the insight page that belong in a month, in this order."""


class NoSuchMonth(ValueError):
    """Not a month, or one that has yet to come; the message says so."""


@dataclass(frozen=True)
class Month:
    """A month here."""

    year: int
    month: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def after(self) -> date:
        """The first day of the next one."""
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def name(self) -> str:
        """As people read it."""
        return f"{NAMES[self.month - 1]} {self.year}"

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    def bounds(self) -> tuple[datetime, datetime]:
        """From its first moment to the first moment after it."""
        found = [
            datetime(day.year, day.month, day.day, tzinfo=moments.HERE).astimezone(timezone.utc)
            for day in (self.first, self.after)
        ]
        return found[0], found[1]


def month_of(text: str, today: date | None = None) -> Month:
    """The month that is written as 2026-11.

    Raises:
        NoSuchMonth
    """
    found = MONTH.fullmatch(text.strip())
    if not found:
        raise NoSuchMonth(f"{text[:20]!r} is geen maand; schrijf JJJJ-MM, zoals 2026-11")
    month = Month(int(found[1]), int(found[2]))
    if month.first > (today or moments.today()):
        raise NoSuchMonth(f"{month.name} moet nog beginnen")
    return month


def previous(today: date) -> Month:
    """The month before this one: the last that is over."""
    day = today.replace(day=1) - timedelta(days=1)
    return Month(day.year, day.month)


def gather(store: Engine, k: Knowledge, month: Month, today: date | None = None) -> dict[str, Any]:
    """All that stands in the report."""
    since, until = month.bounds()
    found = insight_pages.figures(store, k, since, until)
    by_name = {one["name"]: one for one in found["pictures"]}
    parts = [{**by_name[name], "how": HOW[name]} for name in IN_REPORT]
    weeks = quality.weeks(store, month.first, month.after)
    today = today or moments.today()
    return {
        "month": month,
        "so_far": today if month.after > today else None,
        "parts": parts,
        "tables": found["tables"],
        "together": insight_pages.together(k, insight.triples(store, since, until)),
        "times": found["minutes"],
        "weeks": weeks,
        "quality_lines": model_figures.model_lines(weeks),
        "quality_pictures": model_figures.model_pictures(weeks),
        "step": insight.STEP,
        "least": quality.LEAST,
        "sample": insight.SAMPLE,
        "made_at": datetime.now(timezone.utc),
    }


def as_file(store: Engine, k: Knowledge, month: Month) -> str:
    """The report as one HTML file that needs nothing beside it."""
    style = (HERE / "static" / "report.css").read_text(encoding="utf-8")
    shown = templates.env.get_template("report_file.html")
    return str(shown.render(style=style, **gather(store, k, month)))


HOW = {
    "trechter": "Gesprekken die in deze maand begonnen, en groeivragen die in deze maand begonnen. "
    "“Iets gezegd” is minstens één getypt of gekozen antwoord. “Bevestigd” is: de ondernemer zei "
    "dat de groeivraag klopt. “Naar een mens” is daarvan het deel dat naar een makelaar ging.",
    "behoeften": "De hoofdbehoefte van elke groeivraag: de waarschijnlijkste, of die een makelaar "
    "koos.",
    "onvervuld": "Groeivragen waar bij het opmaken geen enkele regeling paste, ook niet misschien. "
    "Wie in de knel zat, telt hier niet mee: die kreeg hulp en geen regelingen.",
    "routes": "Wat de ondernemer aan het eind koos. “Wil nu een mens” en “naar het vangnet” gaan "
    "buiten de keuze om: de ene vroeg om een mens, bij de andere klonk nood.",
    "oordeel": "Het antwoord op “hoe vond je dit gesprek?”. Dat vraagt de assistent één keer in "
    "een gesprek: na een bevestigde groeivraag, of nadat een makelaar het gesprek teruggaf. Aan "
    "wie in de knel zit niet. Overslaan mag. Een gesprek telt in de maand waarin er iets te vragen "
    "was.",
    "kanalen": "Waar de groeivraag begon.",
    "zekerheid": "Hoe waarschijnlijk de hoofdbehoefte volgens de assistent was.",
}
"""How each figure was counted."""
