"""The chat on a site of others: its looks and ours kept apart, nothing before it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from sqlalchemy import update

from bot.conversations import outbox
from bot.conversations.outbox import Reply
from bot.store import connect, writing
from bot.store.tables import conversations
from tests.browser.conftest import SHADOW, conversation, hello, picture, say, watch
from tests.browser.other_site import OtherSite
from tests.running import Installation

STORED = """async () => [
    document.cookie, localStorage.length, sessionStorage.length,
    (await indexedDB.databases()).length, (await caches.keys()).length,
]"""
NOTHING = ["", 0, 0, 0, 0]


@pytest.fixture()
def desk(browser: Browser) -> Iterator[Page]:
    """A page on a desk's screen, which must report no error."""
    page = browser.new_page(viewport={"width": 1100, "height": 800}, locale="nl-NL")
    problems = watch(page)
    yield page
    assert problems == [], "the page reported errors"


def launcher(page: Page) -> Any:
    return page.locator(".launch")


def test_nothing_is_stored_or_asked_for_before_it_is_opened(
    desk: Page, other_site: OtherSite, installation: Installation
) -> None:
    asked: list[Request] = []
    desk.on("request", lambda request: asked.append(request))
    desk.goto(other_site.url)
    expect(launcher(desk)).to_be_visible()
    desk.wait_for_timeout(500)
    ours = [r.url for r in asked if r.url.startswith(installation.url)]
    assert ours and all(url.startswith(f"{installation.url}/static/chat/") for url in ours)
    others = [r.url for r in asked if not r.url.startswith((installation.url, other_site.url))]
    assert [url for url in others if not url.startswith("data:")] == [], "nothing of third parties"
    assert desk.evaluate(STORED) == NOTHING
    picture(desk, "widget-closed")

    launcher(desk).click()
    hello(desk)
    assert desk.evaluate(STORED) == NOTHING, "nothing is kept before something was said"
    picture(desk, "widget-open")
    say(desk, "ik vind geen mensen")
    assert desk.evaluate(STORED) == ["", 0, 1, 0, 0], "for as long as the tab is open"
    assert desk.context.cookies() == []


def test_the_page_of_ours_stores_nothing_before_the_first_message(
    page: Page, installation: Installation
) -> None:
    page.goto(installation.url)
    hello(page)
    page.get_by_label("Je bericht").fill("half")
    assert page.evaluate(STORED) == NOTHING
    assert page.context.cookies() == []


def test_hostile_styles_and_a_strict_policy(desk: Page, other_site: OtherSite) -> None:
    desk.goto(f"{other_site.url}/hostile")
    expect(launcher(desk)).to_be_visible()
    box = launcher(desk).bounding_box()
    assert box["x"] > 700 and box["y"] > 650 and 44 <= box["height"] <= 70, box
    launcher(desk).click()
    field = hello(desk)
    picture(desk, "widget-hostile")
    look = desk.evaluate(
        f"""() => {{
            const style = (query) => getComputedStyle({SHADOW}.querySelector(query));
            const [message, send] = [style(".message"), style(".send")];
            return [message.fontSize, message.letterSpacing, message.color, send.backgroundColor];
        }}"""
    )
    assert look[:2] == ["16px", "normal"], "the site's styles stay outside"
    assert look[2:] == ["rgb(48, 0, 48)", "rgb(91, 26, 139)"], "its tokens do come in"
    field.fill("het werkt hier ook")
    field.press("Enter")
    expect(desk.locator(".message.bot")).not_to_have_count(3)
    outside = desk.evaluate("getComputedStyle(document.querySelector('h1')).fontSize")
    assert outside == "60px", "nor do ours get out"


def test_options_of_the_tag(desk: Page, other_site: OtherSite) -> None:
    desk.goto(f"{other_site.url}/options")
    expect(launcher(desk)).to_be_visible()
    expect(launcher(desk)).to_have_text("Vraag het ons")
    assert launcher(desk).bounding_box()["x"] < 100
    desk.wait_for_function(
        f"() => getComputedStyle({SHADOW}.querySelector('.launch')).backgroundColor "
        "=== 'rgb(122, 31, 0)'"
    )
    picture(desk, "widget-options")


def test_open_and_close_by_keyboard(desk: Page, other_site: OtherSite) -> None:
    desk.goto(other_site.url)
    expect(launcher(desk)).to_be_visible()
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    assert desk.evaluate(f"{SHADOW}.activeElement.className") == "launch"
    desk.keyboard.press("Enter")
    dialog = desk.get_by_role("dialog", name="Groeimakelaar")
    expect(dialog).to_be_visible()
    assert dialog.get_attribute("aria-modal") is None
    hello(desk)
    assert desk.evaluate(f"{SHADOW}.activeElement.id") == "message"
    desk.get_by_role("button", name="Meer").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Opnieuw beginnen")).to_be_visible()
    picture(desk, "widget-menu")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("button", name="Opnieuw beginnen")).to_be_hidden()
    expect(dialog).to_be_visible()
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert desk.evaluate(f"{SHADOW}.activeElement.className") == "launch", "focus goes back"


def test_it_goes_on_at_the_next_page_and_on_the_way_back(desk: Page, other_site: OtherSite) -> None:
    desk.goto(other_site.url)
    launcher(desk).click()
    hello(desk)
    say(desk, "ik vind geen mensen")
    desk.get_by_label("Je bericht").fill("een half bericht")
    said = desk.locator(".message").all_inner_texts()
    desk.get_by_role("link", name="Verder lezen").click()
    expect(desk.locator(".message")).to_have_count(len(said))
    assert desk.url.endswith("/next")
    expect(desk.get_by_label("Je bericht")).to_have_value("een half bericht")
    desk.go_back()
    expect(desk.locator(".message")).to_have_count(len(said))
    say(desk, "en dan nog iets")
    desk.go_forward()
    expect(desk.locator(".message.entrepreneur").last).to_contain_text("en dan nog iets")

    # Closed, it stays closed on the next page, and tells what is new.
    desk.get_by_role("button", name="Sluiten").click()
    desk.goto(other_site.url)
    expect(launcher(desk)).to_have_text("Verder met je gesprek")
    expect(desk.get_by_role("dialog")).to_be_hidden()


def test_a_page_from_the_browsers_memory_follows_again(
    desk: Page, other_site: OtherSite, installation: Installation
) -> None:
    """Chromium keeps no pages in memory while it is driven, so its events are sent by hand."""
    desk.goto(other_site.url)
    launcher(desk).click()
    hello(desk)
    say(desk, "ik vind geen mensen")
    desk.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    store = connect(installation.database)
    outbox.say(store, conversation(desk)["id"], Reply("Ben je er nog?"), "broker", "text")
    store.dispose()
    desk.wait_for_timeout(2500)
    assert desk.locator(".message.broker").count() == 0, "nobody listens"
    desk.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(desk.locator(".message.broker")).to_contain_text("Ben je er nog?")
    expect(desk.locator(".message.entrepreneur")).to_have_count(1)


def test_a_person_takes_over(desk: Page, other_site: OtherSite, installation: Installation) -> None:
    desk.goto(other_site.url)
    launcher(desk).click()
    hello(desk)
    say(desk, "ik vind geen mensen")
    desk.get_by_role("button", name="Sluiten").click()
    store = connect(installation.database)
    words = (
        "Hoi, met Sam. Kijk op https://example.org/werven (of bel 0320 12 34 56).\n• een\n• twee"
    )
    talk = conversation(desk)["id"]
    with writing(store) as connection:
        # From here on the assistant is silent; its answer would take the status away at once.
        connection.execute(
            update(conversations).where(conversations.c.id == talk).values(owner="broker")
        )
    outbox.say(store, talk, Reply(words, custom={"name": "Sam"}), "broker", "text")
    store.dispose()
    expect(launcher(desk)).to_contain_text("1 nieuw bericht", timeout=10_000)
    picture(desk, "widget-news")
    launcher(desk).click()
    message = desk.locator(".message.broker").last
    expect(message.locator(".who")).to_have_text("Sam, groeimakelaar (mens)")
    expect(desk.locator(".subtitle")).to_have_text("Je praat nu met Sam, een mens.")
    link = message.get_by_role("link").first
    expect(link).to_have_attribute("href", "https://example.org/werven")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(message.get_by_role("link").last).to_have_attribute("href", "tel:0320123456")
    expect(message.get_by_role("listitem")).to_have_count(2)
    picture(desk, "widget-broker")
    desk.get_by_label("Je bericht").fill("fijn!")
    desk.get_by_label("Je bericht").press("Enter")
    expect(desk.locator(".status")).to_contain_text("Een mens leest het")


def test_what_is_said_is_never_markup_or_a_script(page: Page, installation: Installation) -> None:
    page.goto(installation.url)
    hello(page)
    say(page, "ik vind geen mensen")
    store = connect(installation.database)
    words = (
        "<img src=x onerror=alert(1)> javascript:alert(1) data:text/html,x "
        'https://example.org/"onclick="alert(1) mailto:sam@example.nl'
    )
    outbox.say(store, conversation(page)["id"], Reply(words), "broker", "text")
    store.dispose()
    message = page.locator(".message.broker")
    expect(message).to_contain_text("<img src=x", timeout=10_000)
    links = message.get_by_role("link").evaluate_all("links => links.map((a) => a.href)")
    assert links == ["https://example.org/", "mailto:sam@example.nl"]
    assert message.locator("img").count() == 0


def test_the_menu_says_what_it_offers(page: Page, installation: Installation) -> None:
    page.goto(installation.url)
    hello(page)

    def choose(name: str) -> None:
        page.get_by_role("button", name="Meer", exact=True).click()
        page.get_by_role("button", name=name).click()

    choose("Wat gebeurt er met mijn gegevens?")
    expect(page.locator(".message.bot").last).to_contain_text("bewaard", timeout=10_000)
    choose("Ik wil een mens spreken")
    expect(page.locator(".message.bot").last).to_contain_text("telefoonnummer", timeout=10_000)
    choose("Opnieuw beginnen")
    expect(page.locator(".message.bot").last).to_contain_text("opnieuw beginnen", timeout=10_000)
    before = page.locator(".message").first.evaluate("(item) => getComputedStyle(item).fontSize")
    choose("Grotere letters")
    after = page.locator(".message").first.evaluate("(item) => getComputedStyle(item).fontSize")
    assert float(after[:-2]) >= 1.2 * float(before[:-2])
    picture(page, "chat-larger")


def test_going_on_somewhere_else(page: Page, installation: Installation) -> None:
    page.goto(installation.url)
    hello(page)
    say(page, "ik vind geen mensen")
    found = {
        "code": "K7PX9Q",
        "expires_at": "2027-01-01T12:30:00+01:00",
        "links": {"telegram": "https://t.me/groei_bot?start=K7PX9Q", "whatsapp": "javascript:x"},
    }
    page.route("**/transfer", lambda route: route.fulfill(json=found))
    page.get_by_role("button", name="Meer", exact=True).click()
    page.get_by_role("button", name="Verder op een ander apparaat").click()
    section = page.get_by_role("region", name="Verder op een ander apparaat of kanaal")
    telegram = section.get_by_role("link", name="Verder in Telegram")
    expect(telegram).to_have_attribute("href", "https://t.me/groei_bot?start=K7PX9Q")
    assert section.get_by_role("link").count() == 1, "no link with another kind of address"
    expect(section).to_contain_text(f"{installation.url}/verder/K7PX9Q")
    expect(section).to_contain_text("tot ")
    picture(page, "chat-elsewhere")
    page.get_by_role("button", name="Terug naar het gesprek").click()
    expect(section).to_be_hidden()
    assert page.evaluate(f"{SHADOW}.activeElement.id") == "message"


def test_going_on_somewhere_else_is_hidden_where_it_cannot_be(
    loose_page: Page, installation: Installation
) -> None:
    page = loose_page
    page.goto(installation.url)
    hello(page)
    say(page, "ik vind geen mensen")
    page.route("**/transfer", lambda route: route.fulfill(status=404, json={}))
    page.get_by_role("button", name="Meer", exact=True).click()
    page.get_by_role("button", name="Verder op een ander apparaat").click()
    expect(page.locator(".status")).to_contain_text("kan hier nog niet")
    page.get_by_role("button", name="Meer", exact=True).click()
    expect(page.get_by_role("button", name="Verder op een ander apparaat")).to_have_count(0)


def transfer_page(page: Page, installation: Installation, found: Any) -> None:
    """The page behind a code, as the server will make it."""
    html = page.request.get(installation.url).text()
    html = html.replace("data-inline", 'data-inline data-transfer="K7PX9Q"')
    page.route("**/verder/K7PX9Q", lambda route: route.fulfill(body=html, content_type="text/html"))
    answer = {"json": found} if found else {"status": 404, "json": {}}
    page.route("**/api/transfers/K7PX9Q", lambda route: route.fulfill(**answer))
    page.goto(f"{installation.url}/verder/K7PX9Q")


def test_a_conversation_from_somewhere_else_goes_on_here(
    page: Page, browser: Browser, installation: Installation
) -> None:
    page.goto(installation.url)
    hello(page)
    say(page, "ik vind geen mensen")
    kept = conversation(page)
    other = browser.new_page(viewport={"width": 390, "height": 844})
    transfer_page(other, installation, {"id": kept["id"], "key": kept["key"]})
    go = other.get_by_role("button", name="Verder met je gesprek")
    expect(go).to_be_visible()
    assert other.evaluate(STORED) == NOTHING
    assert other.locator(".message").count() == 0
    picture(other, "chat-transfer")
    go.click()
    expect(other.locator(".message.entrepreneur")).to_have_text(["Jij: ik vind geen mensen"])
    say(other, "en nu verder op mijn telefoon")
    other.reload()
    expect(other.locator(".message.entrepreneur").last).to_contain_text("op mijn telefoon")
    expect(page.locator(".message.entrepreneur").last).to_contain_text("op mijn telefoon")


def test_a_code_that_does_not_work_any_more(loose_page: Page, installation: Installation) -> None:
    page = loose_page
    transfer_page(page, installation, None)
    page.get_by_role("button", name="Verder met je gesprek").click()
    expect(page.locator(".notice")).to_contain_text("werkt niet meer")
    page.get_by_role("button", name="Begin een nieuw gesprek").click()
    hello(page)
    assert json.dumps(page.evaluate(STORED)) == json.dumps(NOTHING)
