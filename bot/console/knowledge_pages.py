"""What the assistant knows and says, with what `bot check` says of each item: texts, questions,
needs and instruments. To look at: they are changed in their files, where every change is checked.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from bot import moments
from bot.console.web import Asked, Refused, signed_in
from bot.console.words import no
from bot.diagnosis.belief import tables
from bot.knowledge import Knowledge, spots
from bot.knowledge.check import Problem, check

PAGE = 100
"""Items on one page."""

POINTS_TO, POINTS_AWAY = 1.5, 0.6
"""How many times likelier than on average an answer must be to point to a need, or away from it."""

MOST_NEEDS = 6
OLD = timedelta(days=365)
"""After this a date on which an instrument was looked up deserves a second look."""

PARTS = {
    "teksten": "Teksten", "vragen": "Vragen", "behoeften": "Behoeften", "regelingen": "Regelingen",
}  # fmt: skip
KINDS = {
    "fund": "fonds of lening", "subsidy": "subsidie", "network": "netwerk",
    "programme": "programma", "prize": "prijs", "advice": "advies", "broker": "makelaar",
    "talent": "mensen en opleiding", "safety_net": "vangnet", "opener": "opener",
    "herkenning": "herkenning", "verdieping": "verdieping", "context": "gegeven",
    "open": "open vraag", "door": "vraag voor een regeling",
}  # fmt: skip
HELPS = {3: "ervoor gemaakt", 2: "helpt", 1: "helpt een beetje"}
CRITERIA = {
    "municipalities": "gevestigd in", "owner_municipalities": "ondernemer woont in",
    "sectors": "sector", "sectors_not": "niet voor sector", "legal_forms": "rechtsvorm",
    "legal_forms_not": "niet voor rechtsvorm", "stages": "fase", "stages_not": "niet in fase",
    "employees": "aantal mensen", "company_age_years": "jaren oud", "amount_eur": "bedrag (euro)",
    "annual_turnover_eur": "omzet per jaar (euro)", "earlier_aid_eur": "eerdere steun (euro)",
    "not_started": "nog niet begonnen", "in_trouble": "bedrijf in zwaar weer", "window": "open",
    "budget": "budget",
}  # fmt: skip
BUDGET = {"open": "er is budget", "unsure": "onzeker", "spent": "op"}

router = APIRouter(prefix="/console/kennis", include_in_schema=False)


@dataclass(frozen=True)
class Item:
    """One item as the page shows it."""

    id: str
    title: str
    group: str
    spot: spots.Spot | None
    problems: tuple[Problem, ...]
    shown: Mapping[str, Any] = field(default_factory=dict)

    def words(self) -> str:
        """All that can be searched for, in lower case."""
        told = [self.id, self.title, self.group, *(p.message for p in self.problems)]
        return " ".join([*told, *_flat(self.shown)]).lower()


class Checked:
    """What `bot check` says of the knowledge, looked at again only when a file changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp: Mapping[str, float] | None = None
        self._found: tuple[dict[str, list[Problem]], dict[str, spots.Spot]] = ({}, {})

    def get(self) -> tuple[dict[str, list[Problem]], dict[str, spots.Spot]]:
        """Problems by item, and where each item stands (item → its first place)."""
        with self._lock:
            stamp = spots.stamp()
            if stamp != self._stamp:
                places = spots.spots()
                # An instrument's names stand in a file of their own; the rest says more.
                first: dict[str, spots.Spot] = {}
                for spot in sorted(places, key=lambda spot: "instrument_names" in spot.file):
                    first.setdefault(spot.item, spot)
                self._found, self._stamp = (spots.by_item(check(), places), first), stamp
            return self._found


_checked = Checked()


@router.get("")
async def start(asked: Asked = Depends(signed_in)) -> Response:
    """The texts, with which it begins."""
    return await page("teksten", asked)


@router.get("/{part}")
async def page(part: str, asked: Asked = Depends(signed_in)) -> Response:
    """One kind of items, those that are asked for."""
    if part not in PARTS:
        raise Refused(404, no("no_page"))
    query = asked.request.query_params
    wanted, only = query.get("q", "").strip()[:100], query.get("meldingen") == "1"
    number = query.get("pagina", "1")
    at = max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 5 else 1
    problems, places = await asyncio.to_thread(_checked.get)
    k = asked.knowledge
    items = [
        item
        for item in MAKE[part](k, problems, places)
        if all(word in item.words() for word in wanted.lower().split())
        and (not only or item.problems)
    ]
    loose = [p for name, some in problems.items() if name.endswith(".yml") for p in some]
    return await asked.show(
        "knowledge.html",
        part=part, parts=PARTS, items=items[(at - 1) * PAGE : at * PAGE], number=len(items),
        q=wanted, only=only, at=at, more=len(items) > at * PAGE, loose=loose,
        all=sum(len(some) for some in problems.values()),
    )  # fmt: skip


def _texts(k: Knowledge, problems: Any, places: Any) -> Iterable[Item]:
    for key in sorted(k.texts.names()):
        yield _item(key, key, key.partition(".")[0], problems, places, says=k.texts.get(key))


def _questions(k: Knowledge, problems: Any, places: Any) -> Iterable[Item]:
    for one in (*k.questions, *k.context_questions):
        theme = k.themes.get(one.theme, "gegevens")
        yield _item(
            one.id, one.text, f"{theme} · {KINDS.get(one.kind, one.kind)}", problems, places,
            why=one.why, answers=answers(k, one.id), sensitive=one.sensitive,
        )  # fmt: skip
    for free in k.open_questions:
        says = f"Een antwoord hierop wijst in {_percent(free.right)} van de gevallen goed."
        yield _item(
            free.id, free.text, "in eigen woorden · open vraag", problems, places,
            why=free.why, wish=free.wish, says=(says,),
        )  # fmt: skip
    for door in k.door_questions:
        choices = tuple(option.short for option in door.options) or ("wordt getypt",)
        yield _item(
            door.field, door.text, KINDS["door"], problems, places, why=door.why, says=choices
        )


def answers(k: Knowledge, question: str) -> list[dict[str, Any]]:
    """Each answer of a question with options: how often it is given, and what it says.

    Returns:
        For each option ``short``, ``text``, ``percent`` (of an average entrepreneur, with the
        prior of each need), ``to`` and ``away``: needs in which it is given clearly more or less
        often, with how often.
    """
    t = tables(k)
    asked, table = t.questions[question], t.likelihood[question]
    average = t.prior @ table
    shown = []
    for column, option in enumerate(asked.options):
        times = sorted(
            ((float(table[row, column] / average[column]), row) for row in range(len(t.needs))),
            reverse=True,
        )

        def named(some: list[tuple[float, int]], column: int = column) -> list[tuple[str, str]]:
            return [
                (k.needs_by_id[t.needs[row]].label, _percent(float(table[row, column])))
                for _, row in some[:MOST_NEEDS]
            ]

        shown.append(
            {
                "short": option.short,
                "text": option.text,
                "percent": _percent(float(average[column])),
                "to": named([pair for pair in times if pair[0] >= POINTS_TO]),
                "away": named([pair for pair in reversed(times) if pair[0] <= POINTS_AWAY]),
            }
        )
    return shown


def _needs(k: Knowledge, problems: Any, places: Any) -> Iterable[Item]:
    total = sum(need.prior for need in k.needs)
    for need in k.needs:
        fitting = [i.name for i in k.instruments if i.needs.get(need.id, 0) >= 2]
        yield _item(
            need.id, need.label, k.theme_label(need.theme), problems, places,
            symptom=need.symptom, evidence=need.evidence, reflection=need.reflection,
            readback=need.readback, prior=_percent(need.prior / total),
            confusions=[(k.needs_by_id[other].label, how) for other, how in need.confusions.items()
                        if other in k.needs_by_id],
            results=[result.short for result in need.results], instruments=fitting,
        )  # fmt: skip


def _instruments(k: Knowledge, problems: Any, places: Any) -> Iterable[Item]:
    today = moments.today()
    for one in k.instruments:
        helps = sorted(one.needs.items(), key=lambda pair: -pair[1])
        instead = k.instruments_by_id.get(one.replaced_by or "")
        yield _item(
            one.id, one.name, KINDS.get(one.kind, one.kind), problems, places,
            summary=one.summary, source=one.source, checked=one.checked, url=one.url, via=one.via,
            old=today - one.checked > OLD, offered=one.offered(today), until=one.valid_to,
            start=one.valid_from, instead=instead.name if instead else None,
            aliases=", ".join(one.aliases),
            criteria=[(CRITERIA.get(c.name, c.name), criterion(k, c.name, c.wanted))
                      for c in one.criteria],
            needs=[(k.needs_by_id[n].label, HELPS.get(how, str(how))) for n, how in helps
                   if n in k.needs_by_id],
        )  # fmt: skip


def criterion(k: Knowledge, name: str, wanted: Any) -> str:
    """What a criterion asks for, in words."""
    if isinstance(wanted, bool):
        return "ja" if wanted else "nee"
    if isinstance(wanted, Mapping):
        if "from" in wanted:
            return f"{_day(wanted['from'])} tot en met {_day(wanted['to'])}"
        low, high = wanted.get("min"), wanted.get("max")
        if low is not None and high is not None:
            return f"{_number(low)} tot en met {_number(high)}"
        return f"minstens {_number(low)}" if low is not None else f"hoogstens {_number(high)}"
    if name == "window":
        return "op wisselende momenten"
    if name == "budget":
        return BUDGET.get(str(wanted), str(wanted))
    called: Callable[[str], str] = str
    if name.endswith("municipalities"):
        called = k.municipality_name
    elif name.startswith("sectors"):
        called = k.sector_name
    elif name.startswith("stages"):
        stages = {stage.id: stage.label for stage in k.stages}
        called = lambda stage: stages.get(stage, stage)  # noqa: E731
    return ", ".join(called(str(value)) for value in wanted)


MAKE: Mapping[str, Callable[[Knowledge, Any, Any], Iterable[Item]]] = {
    "teksten": _texts, "vragen": _questions, "behoeften": _needs, "regelingen": _instruments,
}  # fmt: skip


def _item(
    name: str,
    title: str,
    group: str,
    problems: Mapping[str, list[Problem]],
    places: Mapping[str, spots.Spot],
    **shown: Any,
) -> Item:
    return Item(name, title, group, places.get(name), tuple(problems.get(name, ())), shown)


def _flat(value: Any) -> Iterable[str]:
    if isinstance(value, Mapping):
        value = value.values()
    elif isinstance(value, (str, date)) or not isinstance(value, Iterable):
        yield "" if value is None or isinstance(value, bool) else str(value)
        return
    for one in value:
        yield from _flat(one)


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _number(value: Any) -> str:
    return f"{value:,}".replace(",", ".")


def _day(value: Any) -> str:
    return moments.day_in_words(value)
