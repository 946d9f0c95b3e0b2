"""A broker's morning in a real browser: claim, take over, answer, give back, edit, export."""

from __future__ import annotations

import json
import time
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.console import accounts
from bot.store import connect
from tests.browser.conftest import PASSWORD, hello, log_in, picture, say, watch
from tests.browser.test_accessibility import check
from tests.running import Installation

MAIL = "noor@example.nl"


@pytest.fixture(scope="session")
def noor(installation: Installation) -> str:
    """A broker with an account of her own."""
    store = connect(installation.database)
    accounts.add_broker(store, MAIL, "Noor", PASSWORD, "makelaar")
    accounts.add_broker(store, "chef@example.nl", "Chef", PASSWORD, "beheerder")
    store.dispose()
    return MAIL


@pytest.fixture()
def desk(browser: Browser, installation: Installation, noor: str) -> Any:
    """The console on a wide screen, signed in."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="nl-NL")
    problems = watch(page)
    log_in(page, installation.url, noor)
    yield page
    # A refusal is a page of its own; the browser calls its status an error.
    problems = [p for p in problems if "status of 4" not in p]
    assert problems == [], "the page reported errors"


def asks_for_person(page: Page, desk: Page, url: str, words: str) -> Locator:
    """An entrepreneur on the website who wants to speak with somebody; the row in which the list,
    that stands open, shows that by itself."""
    urgent = desk.locator("tr.urgent .reference")
    before = set(urgent.all_inner_texts())
    page.goto(url)
    hello(page)
    say(page, words)
    say(page, "ik wil een mens spreken")
    deadline = time.monotonic() + 15
    while not (new := set(urgent.all_inner_texts()) - before):
        assert time.monotonic() < deadline, "the list stays as it was"
        desk.wait_for_timeout(100)
    [reference] = new
    return desk.locator("tr.urgent", has_text=reference)


def test_claim_take_over_answer_and_give_back(
    page: Page, desk: Page, installation: Installation
) -> None:
    expect(desk.locator("#rows")).to_be_visible()
    words = "ik krijg mijn rooster voor de kassen niet rond"
    fresh = asks_for_person(page, desk, installation.url, words)
    expect(fresh).to_contain_text("bel eerst")
    picture(desk, "console-list")
    fresh.get_by_role("link").first.click()
    desk.get_by_role("button", name="Pak deze groeivraag").click()
    expect(desk.get_by_role("status")).to_contain_text("nu van jou")
    expect(desk.get_by_text("rooster voor de kassen").first).to_be_visible()
    picture(desk, "console-growth-question")

    desk.get_by_role("link", name="Naar het gesprek").click()
    desk.get_by_role("button", name="Neem het gesprek over").click()
    expect(page.locator(".message.broker").last).to_contain_text("Noor, groeimakelaar en een mens")
    expect(page.locator(".message.broker .who").last).to_contain_text("Noor")

    # The entrepreneur writes: it stands on the broker's screen, and the computer is silent.
    before = page.locator(".message.bot").count()
    field = page.get_by_label("Je bericht")
    field.fill("we zitten in Dronten <b>met</b> 14 mensen")
    field.press("Enter")
    heard = desk.locator("#messages li.entrepreneur").last
    expect(heard).to_contain_text("we zitten in Dronten <b>met</b> 14 mensen")
    expect(page.locator(".status")).to_contain_text("Een mens leest het")
    answer = desk.get_by_label("Jouw antwoord")
    answer.fill("Dank je. Ik bel je morgen om tien uur.")
    picture(desk, "console-talk")
    answer.press("Control+Enter")
    expect(page.locator(".message.broker").last).to_contain_text("morgen om tien uur")
    assert page.locator(".message.bot").count() == before, "the computer said nothing"
    picture(page, "chat-with-broker")

    desk.get_by_role("button", name="Geef terug aan de computer").click()
    expect(page.locator(".message.system").last).to_contain_text("weer met de computer")
    expect(page.locator(".message.bot")).to_have_count(before + 1)
    assert "Dronten" not in page.locator(".message.bot").last.inner_text()
    picture(page, "chat-given-back")


def to(page: Page, role: Any, name: str, exact: bool = False) -> None:
    """To something with the Tab key alone."""
    target = page.get_by_role(role, name=name, exact=exact).first
    for _ in range(200):
        if target.evaluate("node => node === node.getRootNode().activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name!r} cannot be reached")


def test_sign_in_search_export_and_correct_by_keyboard(
    page: Page, browser: Browser, desk: Page, installation: Installation, noor: str
) -> None:
    words = "de zuivelrobot hapert elke nacht en niemand snapt waarom"
    asks_for_person(page, desk, installation.url, words)
    other = browser.new_page(viewport={"width": 1280, "height": 900}, locale="nl-NL")
    problems = watch(other)
    other.goto(f"{installation.url}/console")
    to(other, "textbox", "Mailadres")
    other.keyboard.type(noor)
    other.keyboard.press("Tab")
    other.keyboard.type(PASSWORD)
    other.keyboard.press("Enter")
    expect(other.get_by_role("heading", name="Groeivragen")).to_be_visible()

    to(other, "searchbox", "Zoek in groeivragen en gesprekken")
    other.keyboard.type("zuivelrobot")
    other.keyboard.press("Enter")
    expect(other.locator("tbody tr")).to_have_count(1)
    to(other, "link", "CSV")
    with other.expect_download() as download:
        other.keyboard.press("Enter")
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2 and lines[0].startswith("record_id;")

    other.locator("tbody").get_by_role("link").first.focus()
    other.keyboard.press("Enter")
    expect(other.locator("section.talk")).to_contain_text("zuivelrobot")
    summary = other.locator("li.entrepreneur", has_text="zuivelrobot").locator("summary")
    for _ in range(200):
        if summary.evaluate("node => node === document.activeElement"):
            break
        other.keyboard.press("Tab")
    other.keyboard.press("Enter")
    other.keyboard.press("Tab")
    other.keyboard.press("Enter")
    expect(other.get_by_role("heading", name="Wat had de computer moeten")).to_be_visible()
    picture(other, "console-correct")
    to(other, "button", "klaagt", exact=True)
    other.keyboard.press("Enter")
    expect(other.get_by_role("status").first).to_contain_text("Je voorstel staat klaar")
    assert problems == [], "the page reported errors"


def test_signing_in_with_a_code_by_keyboard(browser: Browser, installation: Installation) -> None:
    store = connect(installation.database)
    accounts.add_broker(store, "mila@example.nl", "Mila", PASSWORD, "makelaar")
    store.dispose()
    page = browser.new_page(viewport={"width": 360, "height": 740}, locale="nl-NL")
    log_in(page, installation.url, "mila@example.nl")
    page.goto(f"{installation.url}/console/account")
    code = pyotp.TOTP(page.locator(".secret").inner_text())
    to(page, "textbox", "Code")
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    check(page, "console-code-refused")
    code = pyotp.TOTP(page.locator(".secret").inner_text())
    at = int(time.time())
    to(page, "textbox", "Code")
    page.keyboard.type(code.at(at))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Voortaan vraagt inloggen ook een code")
    check(page, "console-code-on")
    to(page, "button", "Uitloggen")
    page.keyboard.press("Enter")
    for name, words in (
        ("Mailadres", "mila@example.nl"), ("Wachtwoord", PASSWORD), ("Code", code.at(at + 30)),
    ):  # fmt: skip
        page.get_by_label(name).focus()
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Groeivragen")).to_be_visible()


def test_a_notice_on_every_page_until_it_is_stopped(
    page: Page, browser: Browser, installation: Installation, noor: str
) -> None:
    chef = browser.new_page(viewport={"width": 1280, "height": 900}, locale="nl-NL")
    log_in(chef, installation.url, "chef@example.nl")
    chef.get_by_role("link", name="Melding").click()
    chef.get_by_label("Tekst").fill("Morgen is er <b>niemand</b>. Vanaf dinsdag helpen we je weer.")
    chef.get_by_role("button", name="Zet op alle kanalen").focus()
    chef.keyboard.press("Enter")
    expect(chef.get_by_role("status")).to_contain_text("op alle kanalen")
    expect(chef.locator("main > .notice")).to_contain_text("Morgen is er <b>niemand</b>.")
    check(chef, "console-notice")
    page.goto(installation.url)
    hello(page)
    expect(page.locator(".notice-bar")).to_have_text(
        "Let op: Morgen is er <b>niemand</b>. Vanaf dinsdag helpen we je weer."
    )
    picture(page, "chat-notice")
    chef.get_by_role("button", name="Stop de melding nu").click()
    expect(chef.get_by_role("status")).to_contain_text("De melding is weg")
    page.reload()
    expect(page.get_by_label("Je bericht")).to_be_visible()
    expect(page.locator(".notice-bar")).to_be_hidden()


def test_everything_by_keyboard(page: Page, desk: Page, installation: Installation) -> None:
    words = "de bank wil mijn nieuwe loods niet financieren"
    row = asks_for_person(page, desk, installation.url, words)

    def go(role: str, name: str) -> None:
        to(desk, role, name)
        desk.keyboard.press("Enter")

    row.get_by_role("link").first.focus()
    desk.keyboard.press("Shift+Tab")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    go("button", "Pak deze groeivraag")
    expect(desk.get_by_role("status")).to_contain_text("nu van jou")
    go("link", "Naar het gesprek")
    go("button", "Neem het gesprek over")
    expect(desk.get_by_label("Jouw antwoord")).to_be_focused()
    desk.keyboard.type("Ik kijk met je mee.")
    desk.keyboard.press("Control+Enter")
    expect(page.locator(".message.broker").last).to_contain_text("Ik kijk met je mee.")
    go("button", "Geef terug aan de computer")
    expect(page.locator(".message.system").last).to_contain_text("weer met de computer")


def test_an_ended_session_loses_nothing_typed(
    page: Page, desk: Page, installation: Installation, noor: str
) -> None:
    row = asks_for_person(page, desk, installation.url, "mijn opvolger haakt steeds af")
    row.get_by_role("link").first.click()
    desk.get_by_role("link", name="Naar het gesprek").click()
    desk.get_by_role("button", name="Neem het gesprek over").click()
    desk.get_by_label("Jouw antwoord").fill("Een lang antwoord dat niet weg mag raken.")
    cookies = desk.context.cookies()
    desk.context.clear_cookies()
    with desk.expect_response(lambda r: r.status == 401):
        desk.get_by_role("button", name="Verstuur").click()
    expect(desk.get_by_role("alert")).to_contain_text("wat je typte is bewaard")
    desk.get_by_label("Mailadres").fill(noor)
    desk.get_by_label("Wachtwoord").fill(PASSWORD)
    desk.get_by_role("button", name="Log in", exact=True).click()
    expect(desk.get_by_label("Wat je typte")).to_have_value(
        "Een lang antwoord dat niet weg mag raken."
    )
    check(desk, "console-resume")
    desk.get_by_role("button", name="Verstuur alsnog").click()
    expect(page.locator(".message.broker").last).to_contain_text("niet weg mag raken")
    assert cookies, "there was a session before"
    desk.get_by_role("button", name="Geef terug aan de computer").click()


def test_edit_rewrite_and_one_tap_approval(
    page: Page, desk: Page, installation: Installation
) -> None:
    row = asks_for_person(page, desk, installation.url, "ik vind geen monteurs")
    row.get_by_role("link").first.click()
    desk.get_by_role("button", name="Pak deze groeivraag").click()
    desk.get_by_text("Vul een gegeven aan").click()
    desk.get_by_label("Mensen").fill("12-14")
    desk.get_by_role("button", name="Bewaar Mensen").click()
    expect(desk.locator("#gegevens")).to_contain_text("12 tot 14 (makelaar)")

    desk.get_by_text("Schrijf de groeivraag anders op").click()
    wanted = "Hoe kan ik 3 monteurs vinden, zodat het werk op tijd af komt, binnen een half jaar?"
    desk.get_by_label("Groeivraag").fill(wanted)
    desk.get_by_role("button", name="Vraag de ondernemer of die klopt").click()
    expect(desk.locator("#vraag")).to_contain_text("ligt bij de ondernemer")
    expect(page.locator(".message.broker").last).to_contain_text("3 monteurs")
    page.get_by_role("button", name="Ja, klopt zo").click()
    expect(page.locator(".message.system").last).to_contain_text("je groeivraag is aangepast")
    desk.reload()
    expect(desk.get_by_role("heading", name="3 monteurs")).to_be_visible()
    expect(desk.locator("#vraag")).to_contain_text("De ondernemer keurde goed")
    desk.get_by_text("Wie veranderde wat").click()
    expect(desk.locator(".versions")).to_contain_text("Mensen: leeg werd 12 tot 14")
    picture(desk, "console-edited")


def test_search_filter_export_and_views(desk: Page, page: Page, installation: Installation) -> None:
    asks_for_person(page, desk, installation.url, "onze strooiwagens roesten helemaal weg")
    desk.goto(f"{installation.url}/console")
    desk.get_by_label("Zoek in groeivragen en gesprekken").fill("strooiwag")
    desk.get_by_role("button", name="Zoek", exact=True).click()
    expect(desk.locator("tbody tr")).to_have_count(1)
    expect(desk.locator("tbody")).to_contain_text("gevonden in bericht")
    picture(desk, "console-search")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="CSV").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("record_id;question;") and len(lines) == 2
    with desk.expect_download() as download:
        desk.get_by_role("link", name="JSON").click()
    [row] = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert row["record_id"] in lines[1] and row["channel"] == "website"
    desk.get_by_label("Bewaar deze weergave als").fill("Strooien")
    desk.get_by_role("button", name="Bewaar", exact=True).click()
    desk.goto(f"{installation.url}/console")
    desk.get_by_role("link", name="Strooien", exact=True).click()
    expect(desk.locator("tbody tr")).to_have_count(1)
    desk.get_by_role("button", name="Haal weergave Strooien weg").click()
    expect(desk.get_by_role("link", name="Strooien", exact=True)).to_have_count(0)


def test_covered_words_are_opened_and_a_draft_is_edited(
    page: Page, desk: Page, installation: Installation
) -> None:
    words = "mijn chef Mohammed de Vries is ziek en nu ligt het werk in de kas stil"
    row = asks_for_person(page, desk, installation.url, words)
    row.get_by_role("link").first.click()
    talk = desk.locator("section.talk")
    expect(talk).to_contain_text("mijn chef [naam] is ziek")
    picture(desk, "console-covered")
    desk.get_by_role("button", name="Ik help deze ondernemer").click()
    expect(desk.locator("section.talk")).to_contain_text("Mohammed de Vries is ziek")
    expect(desk.get_by_text("Je leest wat er letterlijk is gezegd")).to_be_visible()
    picture(desk, "console-opened")
    desk.get_by_role("link", name="Naar het gesprek").click()
    desk.get_by_role("button", name="Neem het gesprek over").click()
    expect(desk.locator("#messages")).to_contain_text("mijn chef [naam] is ziek")

    field = page.get_by_label("Je bericht")
    field.fill("dinsdag stond alles nog stil")
    field.press("Enter")
    expect(desk.locator("#messages li.entrepreneur").last).to_contain_text("dinsdag stond")
    before = page.locator(".message").count()
    desk.get_by_label("Jouw antwoord").fill("Ik was al aan het typen")
    desk.get_by_role("button", name="Vraag de computer om een voorstel").focus()
    desk.keyboard.press("Enter")
    draft = desk.get_by_label("Voorstel van de computer")
    expect(draft).to_be_focused()
    expect(desk.get_by_label("Jouw antwoord")).to_have_value("Ik was al aan het typen")
    assert page.locator(".message").count() == before, "nothing is sent by itself"
    picture(desk, "console-draft")
    draft.fill("Wat vervelend. Wie kan er inspringen?")
    desk.keyboard.press("Control+Enter")
    expect(page.locator(".message.broker").last).to_contain_text("Wie kan er inspringen?")
    expect(desk.locator("#messages li.broker").last).to_contain_text("aangepast")
    expect(desk.get_by_label("Jouw antwoord")).to_have_value("Ik was al aan het typen")
    desk.get_by_role("button", name="Geef terug aan de computer").click()
    expect(page.locator(".message.system").last).to_contain_text("weer met de computer")
