"""Which model answers: who may choose, what may go live, and how it is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot import models as which
from bot.model_files import fingerprint, name_of
from bot.models import Figures, NotLive
from bot.store import audit, models, quality, writing
from tests.console.conftest import Desk
from tests.models import earlier_model

OTHER = "00000000000000aa"
GOOD = Figures(3, 3, 1054, 0.93, 0.85, 0.95, ())


@pytest.fixture()
def other(model: Path) -> Iterator[Path]:
    with earlier_model(model, OTHER) as path:
        yield path


def keep(store: Engine, figures: Figures, against: str | None = None) -> None:
    held = against or which.against()
    models.save_check(store, OTHER, held, figures.passed, asdict(figures))


def try_to_use(store: Engine, name: str = OTHER) -> None:
    checked = models.checks(store).get(name)
    with writing(store) as connection:
        which.use(connection, checked, name, 1, "Baas")


@pytest.mark.parametrize(
    ("figures", "why"),
    [
        (Figures(3, 2, 0, None, None, None, ()), "haalt 1 van de 3 correcties niet"),
        (Figures(3, 3, 0, None, None, None, ("ask_own_data",)), "ask_own_data"),
        (Figures(3, 0, 0, None, None, None, (), "EOFError: kapot"), "laadt niet"),
    ],
)
def test_what_fails_cannot_go_live(
    any_store: Engine, other: Path, figures: Figures, why: str
) -> None:
    keep(any_store, figures)
    with pytest.raises(NotLive, match=why):
        try_to_use(any_store)
    assert models.latest(any_store) is None and audit.newest(any_store) == []


def test_what_answered_before_can_be_put_back(any_store: Engine, other: Path) -> None:
    """It does not get what was corrected since; it is there for when the new one is worse."""
    fails, broken = (Figures(3, 2, 0, None, None, None, missing) for missing in ((), ("stop",)))
    keep(any_store, fails)
    moment = datetime(2026, 11, 26, tzinfo=timezone.utc)
    with writing(any_store) as connection:
        quality.count_correction(connection, moment, OTHER)
    with pytest.raises(NotLive):
        try_to_use(any_store)
    with writing(any_store) as connection:
        quality.count(connection, moment, OTHER, "p", "inform", 0.9, 0.45)
    keep(any_store, broken)
    with pytest.raises(NotLive, match="stop"):
        try_to_use(any_store)
    keep(any_store, fails)
    try_to_use(any_store)
    assert which.live(any_store)[0] == OTHER


def test_a_check_against_older_corrections_does_not_count(any_store: Engine, other: Path) -> None:
    with pytest.raises(NotLive, match="nog niet gecontroleerd"):
        try_to_use(any_store)
    keep(any_store, GOOD, against="0" * 64)
    with pytest.raises(NotLive, match="nog niet gecontroleerd"):
        try_to_use(any_store)
    keep(any_store, GOOD)
    try_to_use(any_store)
    assert which.live(any_store)[0] == OTHER
    [line] = audit.newest(any_store)
    assert (line["action"], line["subject"], line["who"]) == ("model.use", OTHER, "Baas")


def test_a_choice_lapses_when_there_is_something_newer(any_store: Engine, other: Path) -> None:
    keep(any_store, GOOD)
    try_to_use(any_store)
    choice = models.latest(any_store)
    assert choice is not None and choice.model_for(fingerprint()) == OTHER
    assert choice.model_for("ffffffffffffffff") == "ffffffffffffffff"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "", "x" * 16, "00000000000000AA/..", "é" * 16]
)
def test_names_that_are_no_models(store: Engine, name: str) -> None:
    with pytest.raises(NotLive):
        try_to_use(store, name)


def test_only_who_manages_may(desk: Callable[[str], Desk], shop: Engine, other: Path) -> None:
    keep(shop, GOOD)
    for name in ("lies", "sam", "chef"):
        one = desk(name)
        assert one.get("/beheer/modellen").status_code == 403
        assert (
            one.post(f"/beheer/modellen/{OTHER}/live", zeker="ja", nu=fingerprint()).status_code
            == 403
        )
        assert one.post(f"/beheer/modellen/{OTHER}/controleer").status_code == 403
    assert models.latest(shop) is None


def test_two_steps(desk: Callable[[str], Desk], shop: Engine, other: Path, model: Path) -> None:
    keep(shop, GOOD)
    baas = desk("baas")
    page = baas.get("/beheer/modellen").text
    assert OTHER in page and "Laat dit model antwoorden" in page and "3 van 3" in page
    assert "01-11-2026" in page, "when the model itself says that it was trained"
    first = baas.post(f"/beheer/modellen/{OTHER}/live")
    assert first.status_code == 200 and "Weet je het zeker" in first.text
    assert models.latest(shop) is None
    changed = baas.post(f"/beheer/modellen/{OTHER}/live", zeker="ja", nu="1" * 16)
    assert changed.status_code == 409 and models.latest(shop) is None
    done = baas.post(f"/beheer/modellen/{OTHER}/live", zeker="ja", nu=name_of(model))
    assert done.status_code == 303
    after = baas.get("/beheer/modellen").text
    assert "gekozen door Baas" in after and "Er draait nu geen proces" in after
    assert baas.post("/beheer/modellen/ffffffffffffffff/live", zeker="ja").status_code == 404
    assert baas.post("/beheer/modellen/x%2F..%2Fy/controleer").status_code in (404, 422)


def test_processes_tell_what_they_loaded(any_store: Engine) -> None:
    models.loaded(any_store, "a:1", OTHER)
    [before] = models.processes(any_store)
    models.loaded(any_store, "a:1", OTHER, "x" * 300)
    models.seen(any_store, "a:1")
    [after] = models.processes(any_store)
    assert after["since"] == before["since"], "it goes on with the same model"
    assert len(after["problem"]) == 200
    models.loaded(any_store, "a:1", "1" * 16)
    [now] = models.processes(any_store)
    assert now["since"] >= before["since"] and now["problem"] is None


def count(store: Engine, number: int, when: datetime, model: str = OTHER, **more: Any) -> None:
    with writing(store) as connection:
        for at in range(number):
            quality.count(
                connection, when, model, f"p{at % 2}", more.get("intent", "inform"),
                more.get("confidence", 0.8), 0.45,
            )  # fmt: skip


def test_weeks_add_up_over_processes(any_store: Engine) -> None:
    sunday = datetime(2026, 11, 22, 22, 30, tzinfo=timezone.utc)
    monday = datetime(2026, 11, 22, 23, 30, tzinfo=timezone.utc)  # half past midnight here
    count(any_store, 22, sunday)
    count(any_store, 8, sunday, confidence=0.2)
    count(any_store, 4, sunday, intent="ask_human")
    count(any_store, 6, sunday, intent="out_of_scope")
    count(any_store, 25, monday, model="1" * 16)
    count(any_store, 19, monday)
    with writing(any_store) as connection:
        for _ in range(11):
            quality.count_correction(connection, sunday, OTHER)
    first, second = quality.weeks(any_store, date(2026, 1, 1), date(2027, 1, 1))
    assert (first.monday, first.model, first.messages) == (date(2026, 11, 16), OTHER, 40)
    assert (first.unsure, first.outside) == (12, 12), "of 5 each, where there are 8 and 6"
    assert first.asked_person is None, "four people are too few to tell of"
    assert first.corrections == 25.0, "10 of 40, where there are 11"
    assert first.certainty == 68
    assert (second.monday, second.model, second.messages) == (date(2026, 11, 23), "1" * 16, 25)
    assert quality.weeks(any_store, date(2026, 11, 24), date(2027, 1, 1)) == []
