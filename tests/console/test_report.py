"""The monthly report: what is counted, what is not shown, on the console and as a file."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlalchemy.engine import Engine

from bot.console import report
from bot.console.report import Month, NoSuchMonth, month_of
from bot.knowledge import Knowledge
from bot.store import audit, growth_questions, insight, quality, writing
from bot.store.tables import conversations, messages
from bot.store.work_tables import ratings, work_items
from tests.console.conftest import Desk
from tests.store.records import record

OCTOBER = Month(2026, 10)
MIDDLE = datetime(2026, 10, 14, 12, tzinfo=timezone.utc)


def fill(store: Engine, number: int, start: int, when: datetime, municipality: str = "urk") -> None:
    with writing(store) as connection:
        for i in range(start, start + number):
            made = record(f"GV-2026-{i:06d}", municipality, "lead_delegeren")
            growth_questions.put_record(connection, made, "entrepreneur")
            connection.execute(
                update(work_items)
                .where(work_items.c.record_id == made["id"])
                .values(created_at=when)
            )


def talk(store: Engine, name: str, steps: list[tuple[str, int]]) -> None:
    """A talk of authors and the minutes at which each spoke."""
    with writing(store) as connection:
        connection.execute(
            insert(conversations).values(
                id=name, channel="website", created_at=MIDDLE, updated_at=MIDDLE
            )
        )
        for author, minute in steps:
            connection.execute(
                insert(messages).values(
                    conversation_id=name, author=author, kind="text", text="x", status="ready",
                    direction="in" if author == "entrepreneur" else "out",
                    created_at=MIDDLE + timedelta(minutes=minute),
                )
            )  # fmt: skip


def test_months() -> None:
    today = date(2026, 11, 26)
    assert str(month_of("2026-11", today)) == "2026-11"
    assert month_of("2026-02", today).after == date(2026, 3, 1)
    assert report.previous(date(2026, 1, 3)) == Month(2025, 12)
    for wrong in ("2026-13", "november", "", "2026-11-01", "1999-01", "../2026-11"):
        with pytest.raises(NoSuchMonth):
            month_of(wrong, today)
    with pytest.raises(NoSuchMonth, match="moet nog beginnen"):
        month_of("2026-12", today)
    since, until = OCTOBER.bounds()
    assert since == datetime(2026, 9, 30, 22, tzinfo=timezone.utc), "summer time"
    assert until == datetime(2026, 10, 31, 23, tzinfo=timezone.utc), "winter time"


def test_only_its_own_month_and_no_small_numbers(any_store: Engine, knowledge: Knowledge) -> None:
    since, until = OCTOBER.bounds()
    fill(any_store, 13, 0, MIDDLE)
    fill(any_store, 4, 100, MIDDLE, "dronten")
    fill(any_store, 9, 200, since - timedelta(seconds=1))
    fill(any_store, 9, 300, until)
    found = report.gather(any_store, knowledge, OCTOBER, date(2026, 11, 26))
    by_name = {part["name"]: part for part in found["parts"]}
    assert by_name["behoeften"]["rows"] == [(knowledge.needs_by_id["lead_delegeren"].label, 15)]
    assert [row[2:] for row in found["together"][1:]] == [["Urk", 10]]
    written = report.as_file(any_store, knowledge, OCTOBER)
    assert "Dronten" not in written
    assert not re.search(r"<td>(13|17|4)</td>", written), "nothing exact, nothing small"
    assert found["so_far"] is None
    assert report.gather(any_store, knowledge, OCTOBER, date(2026, 10, 20))["so_far"]


def test_how_long_people_waited_for_a_person(any_store: Engine) -> None:
    since, until = OCTOBER.bounds()
    # Waits of 10 and 4 minutes; what was said before a person came, or to the bot, is no waiting.
    steps = [("entrepreneur", 0), ("bot", 0), ("entrepreneur", 1), ("broker", 9),
             ("entrepreneur", 20), ("entrepreneur", 25), ("broker", 30), ("entrepreneur", 40),
             ("broker", 44), ("bot", 50), ("entrepreneur", 51), ("broker", 99)]  # fmt: skip
    talk(any_store, "a", steps)
    assert insight.to_answer(any_store, since, until) is None, "of two nothing is said"
    for name in "bcd":
        talk(any_store, name, [("broker", 0), ("entrepreneur", 1), ("broker", 7)])
    assert insight.to_answer(any_store, since, until) == 6.0


def test_page_file_and_who_may(desk: Callable[[str], Desk], shop: Engine) -> None:
    fill(shop, 7, 0, MIDDLE)
    with writing(shop) as connection:
        for _ in range(40):
            quality.count(connection, MIDDLE, "0123456789abcdef", "p", "inform", 0.3, 0.45)
    sam, lies = desk("sam"), desk("lies")
    page = lies.get("/rapport?maand=2026-10")
    assert page.status_code == 200 and "Maandrapport oktober 2026" in page.text
    assert "12-10-2026" in page.text and "0123456789abcdef" in page.text
    assert page.text.count("data:image/svg+xml;base64,") >= 4
    assert "<style" not in page.text, "the page's own rule forbids style inside it"
    assert lies.get("/rapport/bestand?maand=2026-10").status_code == 403
    file = sam.get("/rapport/bestand?maand=2026-10")
    assert file.headers["content-disposition"].endswith('"maandrapport-2026-10.html"')
    assert "@page" in file.text and "http" not in re.sub(r"data:image[^\"]*", "", file.text)
    assert audit.newest(shop)[0]["action"] == "report.export"
    for wrong in ("2026-99", "<script>", "2099-01"):
        answer = sam.get(f"/rapport?maand={wrong}")
        assert answer.status_code == 422 and "<script>" not in answer.text
    assert sam.get("/rapport").status_code == 200, "the last month that is over"


def test_insight_of_models(desk: Callable[[str], Desk], shop: Engine) -> None:
    sam = desk("sam")
    assert "Nog te weinig" in sam.get("/inzicht/model").text
    fill(shop, 5, 0, MIDDLE)
    with writing(shop) as connection:
        for week in range(3):
            for model in ("0123456789abcdef", "fedcba9876543210"):
                for at in range(30):
                    quality.count(
                        connection, MIDDLE + timedelta(days=7 * week), model, "p",
                        "out_of_scope" if at < 6 else "inform", 0.9, 0.45,
                    )  # fmt: skip
    page = sam.get("/inzicht/model?jaar=2026").text
    assert page.count('class="picture"') == 2, "of what is about fewer than five there is none"
    lines = sam.get("/inzicht/model.csv?jaar=2026").text.splitlines()
    assert len(lines) == 7 and lines[1].startswith("12-10-2026;0123456789abcdef;30;")
    assert lines[1].endswith(";minder dan 5;17;minder dan 5;minder dan 5;90")


def test_shares_are_of_what_is_shown(any_store: Engine) -> None:
    with writing(any_store) as connection:
        for at in range(24):
            intent = "out_of_scope" if at < 9 else "inform"
            quality.count(connection, MIDDLE, "0123456789abcdef", "p", intent, 0.9, 0.45)
    [week] = quality.weeks(any_store, OCTOBER.first, OCTOBER.after)
    assert (week.messages, week.outside, week.unsure) == (20, 25, None), "5 of 20, not of 24"


def test_what_people_thought_of_it(any_store: Engine, knowledge: Knowledge) -> None:
    fill(any_store, 1, 0, MIDDLE)
    given = [(3, "done")] * 12 + [(2, "scored")] * 4 + [(None, "asked")] * 6 + [(None, "due")] * 9
    with writing(any_store) as connection:
        for at, (score, state) in enumerate(given):
            connection.execute(insert(ratings).values(
                conversation_id=f"t{at}", cause="question", state=state, score=score, due_at=0.0,
                created_at=MIDDLE))  # fmt: skip
        of_first = update(work_items).where(work_items.c.record_id == "GV-2026-000000")
        connection.execute(of_first.values(conversation_id="t0"))

    def rows() -> list[tuple[str, int]]:
        found = report.gather(any_store, knowledge, OCTOBER, date(2026, 11, 26))
        return next(part["rows"] for part in found["parts"] if part["name"] == "oordeel")

    assert rows() == [("goed", 10), ("gevraagd, geen antwoord", 5)], "four are not shown"
    assert "hoe vond je dit gesprek" in report.as_file(any_store, knowledge, OCTOBER)
    with writing(any_store) as connection:
        connection.execute(update(work_items).values(status="withdrawn"))
        connection.execute(update(ratings).where(ratings.c.conversation_id.in_(("t1", "t2")))
                           .values(created_at=OCTOBER.bounds()[1]))  # fmt: skip
    assert rows()[0] == ("goed", 5), "one was withdrawn, two came after"


def test_command(store: Engine, tmp_path: Path) -> None:
    fill(store, 6, 0, MIDDLE)

    def run(*arguments: str) -> Any:
        return subprocess.run(
            [sys.executable, "-m", "bot", "report", *arguments], cwd=tmp_path, text=True,
            env={"PATH": "/usr/bin:/bin", "BOT_DATABASE_URL": str(store.url),
                 "PYTHONPATH": str(Path.cwd())},
            capture_output=True, check=False,
        )  # fmt: skip

    done = run("--month", "2026-10")
    assert done.returncode == 0, done.stderr
    written = (tmp_path / "maandrapport-2026-10.html").read_text(encoding="utf-8")
    assert "Maandrapport oktober 2026" in written and "<td>5</td>" in written
    wrong = run("--month", "2026-1")
    assert wrong.returncode == 1 and "schrijf JJJJ-MM" in wrong.stderr
