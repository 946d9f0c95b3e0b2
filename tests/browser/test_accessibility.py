"""axe finds nothing, in every state of the chat and on every page of the console (WCAG 2.2 AA)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.console import accounts
from bot.conversations import outbox
from bot.conversations.outbox import Reply
from bot.store import connect
from tests.browser.conftest import (
    PASSWORD,
    SHADOW,
    conversation,
    hello,
    log_in,
    picture,
    say,
    to_options,
)
from tests.browser.other_site import OtherSite
from tests.running import Browser as Visitor
from tests.running import Installation

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Axe()
MESSAGES = re.compile(r"/api/conversations/\w+/messages$")

CARD = {
    "card": [
        {
            "field": "need", "label": "Waar het om gaat", "value": "loslaten", "how": None,
            "change": {"title": "Waar het om gaat aanpassen", "payload": "/correct"},
        },
        {
            "field": "horizon_months", "label": "Wanneer", "value": "binnen een half jaar",
            "how": "mijn voorstel, dat heb je nog niet gezegd",
            "change": {"title": "Wanneer aanpassen", "payload": "/correct"},
        },
        {
            "field": "trigger", "label": "Waarom nu", "value": "een bijzonder-lang-woord" * 4,
            "how": "je zei: “het moest maar eens”", "change": None,
        },
    ]
}  # fmt: skip
ASKED = {"asks": "confirm", "about": "growth_question",
         "progress": {"step": 4, "of": 4, "label": "Je groeivraag"}}  # fmt: skip


def check(page: Page, state: str) -> None:
    """Nothing is found on the page as it is now."""
    picture(page, f"axe-{state}")
    found = AXE.run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    problems = [
        f"{v['id']} ({v['impact']}): {v['help']}\n  "
        + "\n  ".join(f"{n['target']} {n['html'][:160]} {n['failureSummary']}" for n in v["nodes"])
        for v in found.response["violations"]
    ]
    assert not problems, f"{state}:\n" + "\n".join(problems)
    assert found.response["passes"], "axe looked at something"
    sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert sideways <= 0, f"{state}: it sticks out sideways"


LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "high-contrast": {"forced_colors": "active", "contrast": "more"},
    "320": {"viewport": {"width": 320, "height": 640}},
    "zoomed-400": {"viewport": {"width": 320, "height": 256}},
}


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture()
def seen(browser: Browser, look: str) -> Iterator[Page]:
    """A page as somebody with this screen and these wishes sees it."""
    wishes = {"viewport": {"width": 390, "height": 844}, "reduced_motion": "reduce", **LOOKS[look]}
    page = browser.new_context(locale="nl-NL", **wishes).new_page()
    page.set_default_timeout(20_000)
    yield page


def test_every_state_of_the_page(seen: Page, look: str, installation: Installation) -> None:
    page = seen
    page.goto(installation.url)
    hello(page)
    check(page, f"{look}-hello")
    to_options(page)
    check(page, f"{look}-options")

    menu = page.get_by_role("button", name="Meer", exact=True)
    menu.click()
    check(page, f"{look}-menu")
    page.keyboard.press("Escape")

    say_as_others(page, installation)
    check(page, f"{look}-card")
    page.get_by_role("button", name="Klopt: Wanneer").click()
    check(page, f"{look}-checked")

    # On its way, refused, not sent.
    page.evaluate(
        """() => {
            const { fetch } = window;
            window.fetch = (address, options) =>
                options?.method === "POST" ? new Promise(() => {}) : fetch(address, options);
        }"""
    )
    field = page.get_by_label("Je bericht")
    field.fill("dit is onderweg")
    field.press("Enter")
    expect(page.locator(".message .state")).to_contain_text("Wordt verstuurd")
    check(page, f"{look}-sending")
    page.reload()
    expect(page.locator(".message.bot").last).not_to_contain_text("Klopt die zo?")
    expect(page.locator(".status")).to_have_text("")

    page.route(MESSAGES, lambda route: route.fulfill(status=413, json={}))
    field.fill("dit wordt geweigerd")
    field.press("Enter")
    expect(page.locator(".status")).to_contain_text("kon niet worden verstuurd")
    check(page, f"{look}-refused")
    page.unroute(MESSAGES)

    fail(page)
    check(page, f"{look}-failed")
    page.context.set_offline(True)
    expect(page.locator(".status")).to_contain_text("geen internet")
    check(page, f"{look}-offline")
    page.context.set_offline(False)

    menu.click()
    page.get_by_role("button", name="Grotere letters").click()
    page.keyboard.press("Escape")
    check(page, f"{look}-larger")

    page.route("**/api/conversations/**", lambda route: route.fulfill(status=404, json={}))
    page.reload()
    expect(page.locator(".notice")).to_be_visible()
    check(page, f"{look}-gone")


def say_as_others(page: Page, installation: Installation) -> None:
    """A person, a notice, and the card with the growth question."""
    store = connect(installation.database)
    talk = conversation(page)["id"]
    linked = "Zie https://example.org of bel 0320 12 34 56.\n• een\n• twee"
    buttons = tuple({"title": t, "payload": f"/{t}"} for t in ("Ja, klopt zo", "Aanpassen"))
    outbox.say(store, talk, Reply(linked, custom={"name": "Sam"}), "broker", "text")
    outbox.say(store, talk, Reply("Er is even een storing."), "system", "text")
    outbox.say(store, talk, Reply("Dit schreef ik op.\n• een", custom=CARD), "bot", "text")
    outbox.say(store, talk, Reply("Klopt die zo?", buttons, ASKED), "bot", "text")
    store.dispose()
    expect(page.locator(".options button")).to_have_text(["Ja, klopt zo", "Aanpassen"])


def fail(page: Page) -> None:
    """A message that could not be sent, as it is after a while."""
    page.evaluate(
        """() => {
            const { panel } = document.querySelector("groei-makelaar");
            const entry = { body: { client_message_id: "x", text: "niet" }, shown: "niet" };
            panel.talk.outbox.push(entry);
            panel.entry(Object.assign(entry, { state: "failed" }));
        }"""
    )
    expect(page.get_by_role("button", name="Opnieuw versturen")).to_be_visible()


def test_going_on_elsewhere_and_here(seen: Page, look: str, installation: Installation) -> None:
    page = seen
    page.goto(installation.url)
    hello(page)
    say(page, "ik vind geen mensen")
    found = {
        "code": "K7PX9Q",
        "expires_at": "2027-01-01T12:30:00+01:00",
        "links": {"telegram": "https://t.me/x", "whatsapp": "https://wa.me/1"},
    }
    page.route("**/transfer", lambda route: route.fulfill(json=found))
    page.get_by_role("button", name="Meer", exact=True).click()
    page.get_by_role("button", name="Verder op een ander apparaat").click()
    expect(page.get_by_role("link", name="Verder in WhatsApp")).to_be_visible()
    check(page, f"{look}-elsewhere")
    html = page.request.get(installation.url).text()
    html = html.replace("data-inline", 'data-inline data-transfer="K7PX9Q"')
    page.route("**/verder/K7PX9Q", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{installation.url}/verder/K7PX9Q")
    expect(page.get_by_role("button", name="Verder met je gesprek")).to_be_visible()
    check(page, f"{look}-transfer")


def test_the_chat_on_a_site_of_others(seen: Page, look: str, other_site: OtherSite) -> None:
    page = seen
    page.goto(other_site.url)
    launcher = page.locator(".launch")
    expect(launcher).to_be_visible()
    check(page, f"{look}-closed")
    launcher.click()
    hello(page)
    check(page, f"{look}-open")
    to_options(page)
    check(page, f"{look}-open-options")
    page.get_by_role("button", name="Meer", exact=True).click()
    check(page, f"{look}-open-menu")


def test_nothing_to_press_is_too_small(page: Page, installation: Installation) -> None:
    """WCAG 2.2, 2.5.8: at least 24 by 24; the ones that matter are larger."""
    page.goto(installation.url)
    hello(page)
    to_options(page)
    page.get_by_role("button", name="Meer", exact=True).click()
    small = page.evaluate(
        f"""() => [...{SHADOW}.querySelectorAll("button, textarea")]
            .filter((control) => control.checkVisibility())
            .map((control) => [control.textContent, control.getBoundingClientRect()])
            .filter(([_, box]) => box.width < 40 || box.height < 40).map(([name]) => name)"""
    )
    assert small == []


def test_one_live_region_and_one_status(page: Page, installation: Installation) -> None:
    page.goto(installation.url)
    hello(page)
    assert page.locator("[aria-live]").count() == 1
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    assert page.get_by_role("status").count() == 1
    assert page.locator("[lang=nl]").count() == 2, "the page's and the chat's own"


def asked_for_a_person(url: str) -> None:
    """A growth question of which little is known."""
    talk = Visitor(url)
    talk.send("ik vind geen mensen", "1")
    talk.wait_for_answer(talk.send("ik wil een mens spreken", "2")["message_id"])


def confirmed(url: str) -> None:
    """A growth question that is confirmed, with all there is."""
    talk = Visitor(url)
    last = talk.send("alles loopt via mij en ik kom nergens meer aan toe", "0")["message_id"]
    answers = {"municipality": "Zeewolde", "sector": "hoveniersbedrijf"}
    for turn in range(1, 25):
        said = talk.wait_for_answer(last)
        while not (asked := said[-1]["custom"]).get("asks"):
            said = talk.wait_for_answer(said[-1]["id"])
        if asked["about"] == "route":
            return
        if said[-1]["buttons"]:
            last = talk.choose(said[-1]["buttons"][0]["payload"], str(turn))["message_id"]
        else:
            words = answers.get(asked["about"], "zaterdag belden ze me drie keer")
            last = talk.send(words, str(turn))["message_id"]
    raise AssertionError("no growth question")


@pytest.mark.parametrize("width", [1200, 320])
def test_the_console(browser: Browser, installation: Installation, broker: str, width: int) -> None:
    asked_for_a_person(installation.url)
    confirmed(installation.url)
    page = browser.new_page(
        viewport={"width": width, "height": 800}, locale="nl-NL", reduced_motion="reduce"
    )
    page.goto(f"{installation.url}/console")
    check(page, f"console-{width}-login")
    page.get_by_label("Mailadres").fill(broker)
    page.get_by_label("Wachtwoord").fill("verkeerd")
    page.get_by_role("button", name="Log in").click()
    check(page, f"console-{width}-refused")
    log_in(page, installation.url, broker)
    check(page, f"console-{width}-list")
    for number in range(2):
        page.goto(f"{installation.url}/console")
        page.locator("td a").nth(number).click()
        expect(page.get_by_role("heading", name="Het gesprek")).to_be_visible()
        check(page, f"console-{width}-growth-question-{number}")
        page.get_by_role("link", name="De brief").click()
        check(page, f"console-{width}-brief-{number}")
    page.goto(f"{installation.url}/console/afleveren")
    check(page, f"console-{width}-deliveries")
    page.goto(f"{installation.url}/console/groeivragen/GV-2026-AAAAAA")
    check(page, f"console-{width}-missing")


@pytest.mark.parametrize("width", [1200, 320])
def test_the_desk(browser: Browser, installation: Installation, width: int) -> None:
    """What a broker who may do everything does: each page with all of it unfolded."""
    store = connect(installation.database)
    mail = f"chef{width}@example.nl"
    accounts.add_broker(store, mail, f"Chef {width}", PASSWORD, "beheerder")
    store.dispose()
    confirmed(installation.url)
    page = browser.new_page(
        viewport={"width": width, "height": 800}, locale="nl-NL", reduced_motion="reduce"
    )
    log_in(page, installation.url, mail)
    page.goto(f"{installation.url}/console?tab=all&q=belden&kanaal=website")
    expect(page.locator("td a").first).to_be_visible()
    check(page, f"desk-{width}-filtered")
    page.goto(f"{installation.url}/console?tab=new&q=belden")
    page.locator("td a").first.click()
    page.get_by_role("button", name="Pak deze groeivraag").click()
    expect(page.get_by_role("status")).to_contain_text("nu van jou")
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    check(page, f"desk-{width}-record")
    record = page.url.split("?")[0]
    page.get_by_role("link", name="Klopt niet").first.click()
    check(page, f"desk-{width}-correct")
    page.get_by_role("button", name="klaagt").click()
    page.wait_for_load_state()
    page.goto(f"{installation.url}/console/correcties")
    check(page, f"desk-{width}-corrections")
    page.goto(record)
    page.get_by_role("link", name="Naar het gesprek").click()
    page.get_by_role("button", name="Neem het gesprek over").click()
    expect(page.get_by_label("Jouw antwoord")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    check(page, f"desk-{width}-talk")
    page.get_by_role("button", name="Vraag de computer om een voorstel").click()
    expect(page.get_by_label("Voorstel van de computer")).to_be_visible()
    check(page, f"desk-{width}-draft")
    page.get_by_role("link", name="Gooi weg").click()
    with page.expect_navigation():  # else the next page may be asked for before this one is there
        page.get_by_role("button", name="Geef terug aan de computer").click()
    talk = Visitor(installation.url)
    talk.send("mijn chef Mohammed de Vries is al weken ziek", "1")
    talk.wait_for_answer(0)
    page.goto(f"{installation.url}/console/gesprekken/{talk.id}")
    expect(page.get_by_text("Wat iemand herkenbaar maakt, is afgedekt.")).to_be_visible()
    check(page, f"desk-{width}-covered")
    page.get_by_role("button", name="Ik controleer wat de computer deed").click()
    expect(page.get_by_text("Je leest wat er letterlijk is gezegd")).to_be_visible()
    check(page, f"desk-{width}-opened")
    for path in ("account", "melding", "inzicht", "beheer", "beheer/logboek"):
        page.goto(f"{installation.url}/console/{path}")
        check(page, f"desk-{width}-{path.replace('/', '-')}")
    page.goto(record)
    page.get_by_text("Voeg samen met een andere").click()
    page.get_by_label("Nummer van de andere").fill("GV-2026-XXXXXX")
    page.get_by_role("button", name="Voeg samen", exact=True).click()
    check(page, f"desk-{width}-refused")
