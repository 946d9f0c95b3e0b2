"""Pages for who manages: knowledge, models, quality and the monthly report, on wide and narrow
screens; axe finds nothing, and each is looked at by people (TESTS_SCREENSHOTS)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.console import accounts
from bot.model_files import name_of
from bot.store import connect, writing
from tests.browser.conftest import PASSWORD, SCREENSHOTS, log_in, watch
from tests.browser.test_accessibility import check
from tests.console.test_report import fill, talk
from tests.models import earlier_model
from tests.running import Installation

MAIL = "baas@example.nl"
OTHER = "00000000000000bb"


@pytest.fixture(scope="module")
def managed(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with talks of a month, and two models."""
    with earlier_model(model, OTHER):
        running = Installation(tmp_path_factory.mktemp("managed"))
        store = connect(running.database)
        accounts.add_broker(store, MAIL, "Baas", PASSWORD, "beheerder")
        middle = datetime(2026, 10, 14, 12, tzinfo=timezone.utc)
        places = ("urk", "dronten", "almere", "lelystad")
        for number, place in enumerate(places):
            fill(store, 8 + 7 * number, 1000 * number, middle, place)
        for number in range(6):
            steps = [("broker", 0), ("entrepreneur", 1), ("broker", 3 + number)]
            talk(store, f"t{number}", steps)
        _weeks(store, middle, name_of(model))
        store.dispose()
        yield running
        running.stop()


def _weeks(store: object, start: datetime, newest: str) -> None:
    from bot.store import quality

    with writing(store) as connection:  # type: ignore[arg-type]
        for week in range(-2, 3):
            for model in (OTHER,) if week < 1 else (OTHER, newest):
                for at in range(120):
                    quality.count(
                        connection, start + timedelta(days=7 * week), model, "p",
                        ("ask_human", "out_of_scope", "inform")[min(2, at // (8 + 2 * week))],
                        0.3 if at % (9 - week) == 0 else 0.85, 0.45,
                    )  # fmt: skip


@pytest.fixture()
def boss(browser: Browser, managed: Installation, request: pytest.FixtureRequest) -> Iterator[Page]:
    size = {"width": getattr(request, "param", 1280), "height": 900}
    page = browser.new_page(viewport=size, locale="nl-NL")  # type: ignore[arg-type]
    problems = watch(page)
    log_in(page, managed.url, MAIL)
    yield page
    assert problems == [], "the page reported errors"


PAGES = {
    "texts": "kennis/teksten", "questions": "kennis/vragen?q=c_omvang",
    "needs": "kennis/behoeften?q=delegeren", "instruments": "kennis/regelingen?q=fonds",
    "warnings": "kennis/regelingen?meldingen=1", "models": "beheer/modellen",
    "insight": "inzicht?jaar=2026", "quality": "inzicht/model?jaar=2026",
    "report": "rapport?maand=2026-10",
}  # fmt: skip


@pytest.mark.parametrize("boss", [320, 1280], indirect=True)
@pytest.mark.timeout(300)
def test_every_page(boss: Page, managed: Installation) -> None:
    width = boss.viewport_size["width"] if boss.viewport_size else 0
    for name, path in PAGES.items():
        boss.goto(f"{managed.url}/console/{path}")
        for closed in boss.locator("details:not([open]) summary").all():
            closed.click()
        check(boss, f"manage-{width}-{name}")
        if SCREENSHOTS:
            boss.screenshot(path=f"{SCREENSHOTS}/manage-{width}-{name}-whole.png", full_page=True)
        for image in boss.locator("img.picture").all():
            assert image.evaluate("image => image.complete && image.naturalWidth > 0"), name


def test_another_model_by_keyboard(boss: Page, managed: Installation) -> None:
    boss.goto(f"{managed.url}/console/beheer/modellen")
    button = boss.get_by_role("button", name=f"Controleer {OTHER}")
    button.focus()
    boss.keyboard.press("Enter")
    expect(boss.get_by_role("status").first).to_contain_text("gecontroleerd", timeout=120_000)
    boss.get_by_role("button", name=f"Laat dit model antwoorden {OTHER}").focus()
    boss.keyboard.press("Enter")
    expect(boss.get_by_role("heading", name="Weet je het zeker?")).to_be_visible()
    check(boss, "manage-sure")
    boss.get_by_role("link", name="Nee, terug").click()
    expect(boss.get_by_text("gekozen door")).to_have_count(0)
    boss.get_by_role("button", name=f"Laat dit model antwoorden {OTHER}").click()
    boss.get_by_role("button", name="Ja, laat dit model antwoorden").focus()
    boss.keyboard.press("Enter")
    expect(boss.get_by_role("status").first).to_contain_text("Het model is gekozen")
    expect(boss.get_by_text("gekozen door Baas")).to_be_visible()
    for _ in range(60):
        boss.reload()
        if boss.get_by_text("antwoordt met").filter(has_text=OTHER).count():
            break
        boss.wait_for_timeout(500)
    expect(boss.get_by_text("antwoordt met").filter(has_text=OTHER)).to_have_count(1)
    check(boss, "manage-models-after")


def test_the_report_prints_on_a4(boss: Page, managed: Installation, tmp_path: Path) -> None:
    boss.goto(f"{managed.url}/console/rapport?maand=2026-10")
    boss.emulate_media(media="print")
    expect(boss.get_by_role("button", name="Toon")).to_be_hidden()
    expect(boss.get_by_role("navigation", name="Hoofdmenu")).to_be_hidden()
    printed = boss.pdf(format="A4", prefer_css_page_size=True)
    assert printed.startswith(b"%PDF") and printed.count(b"/Type /Page\n") >= 2
    with boss.expect_download() as download:
        boss.emulate_media(media="screen")
        boss.get_by_role("link", name="Haal op als bestand").click()
    # It needs nothing beside it: opened as a file, away from the console.
    file = tmp_path / "report.html"
    download.value.save_as(file)
    boss.goto(file.as_uri())
    expect(boss.get_by_role("heading", name="Maandrapport oktober 2026")).to_be_visible()
    check(boss, "manage-report-file")
    if SCREENSHOTS:
        Path(SCREENSHOTS, "manage-report.pdf").write_bytes(printed)
