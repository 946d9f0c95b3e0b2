"""The chat page and the console in a real headless Chromium, with a whole installation behind."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import (
    SHADOW,
    answered,
    bot_says,
    hello,
    log_in,
    picture,
)
from tests.running import Installation

FIRST_ANSWER_MS = 300
"""First answer visible after sending (design, numbers)."""

IN_OWN_WORDS = {
    "In welke plaats": "Zeewolde",
    "Waar zit het": "Zeewolde, hoveniersbedrijf",
    "Wat doen jullie": "hoveniersbedrijf",
    "Wat doet je bedrijf": "hoveniersbedrijf",
    "Wat is er dan anders": "dat ik drie dagen per week niet gebeld word",
    "al geprobeerd": "harder werken",
    "Noem gerust iets": "zaterdag langs de lijn belden ze me drie keer over een bestelling",
    "meeste last": "dat niemand iets beslist als ik er niet ben",
    "ziet jouw week": "dat ik drie dagen per week niet gebeld word",
}
PREFERRED = [
    "Ja, dat klopt", "Ja, klopt zo", "Alles moet langs mij", "Bij mezelf", "Ik zit er tussen",
    "Binnen een half jaar", "10 tot 24", "Liever zelf doen", "Ik word steeds gebeld",
    "Ik denk erover na", "Nee, dit is het", "Geen van deze",
]  # fmt: skip

FOCUSED = f"""() => {{
    const at = {SHADOW}.activeElement;
    return at && (at.ariaLabel || (at.id === "message" ? "Je bericht" : at.textContent.trim()));
}}"""
"""What has the focus, as it is called."""


def tab_to(page: Page, name: str, backwards: bool = False) -> None:
    """Go to something with the Tab key alone."""
    for _ in range(60):
        if page.evaluate(FOCUSED) == name:
            return
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"{name!r} cannot be reached")


def test_talk_by_keyboard_from_hello_to_growth_question(
    page: Page, installation: Installation
) -> None:
    """No mouse, and no script that moves the focus: keys only."""
    page.goto(installation.url)
    hello(page)
    expect(bot_says(page).first).to_contain_text("computer")
    picture(page, "chat-hello")
    tab_to(page, "Je bericht")
    page.keyboard.type("alles loopt via mij en ik kom nergens meer aan toe <b>echt</b>")
    page.keyboard.press("Enter")
    expect(page.locator(".message.entrepreneur").last).to_contain_text("<b>echt</b>")
    seen, changed = 3, False
    for step in range(25):
        answered(page, seen)
        seen = bot_says(page).count()
        text = bot_says(page).last.inner_text()
        titles = page.locator(".options button").all_inner_texts()
        if "GV-" in text and not titles:
            break
        if step == 3:
            picture(page, "chat-question")
        assert page.evaluate(FOCUSED) == "Je bericht", "focus is not lost"
        if "Klopt die zo" in text and not changed:
            picture(page, "chat-card")
            tab_to(page, "Klopt: Gemeente", backwards=True)
            page.keyboard.press("Space")
            expect(page.get_by_role("button", name="Klopt: Gemeente")).to_have_attribute(
                "aria-pressed", "true"
            )
            tab_to(page, "Aanpassen: Wat je doet")
            page.keyboard.press("Enter")
            changed = True
            continue
        own = next((words for part, words in IN_OWN_WORDS.items() if part in text), None)
        if changed and ("Wat doet je bedrijf" in text or "Wat voor werk" in text):
            own = "tuinen aanleggen"
        if own is None and not titles:
            own = "gisteren nog, niemand durfde te beslissen"  # what is asked on about
        if own:
            page.keyboard.type(own)
        else:
            wanted = next((p for p in PREFERRED if p in titles), titles[0] if titles else None)
            assert wanted is not None, text
            tab_to(page, wanted, backwards=True)
        page.keyboard.press("Enter")
    everything = page.locator(".messages").inner_text()
    assert "Hoe kan ik" in everything and "GV-" in everything
    cards = page.locator(".card")
    assert changed and "tuinen aanleggen" in cards.last.inner_text()
    expect(page.locator(".card .acts:visible")).to_have_count(0)
    expect(page.locator(".steps")).to_contain_text("Je groeivraag staat")
    picture(page, "chat-end")

    # Reload: the talk is still there.
    said = page.locator(".message").all_inner_texts()
    page.reload()
    expect(page.locator(".message")).to_have_count(len(said))
    assert page.locator(".message").all_inner_texts() == said


def test_first_answer_is_fast(page: Page, installation: Installation) -> None:
    page.goto(installation.url)
    field = hello(page)
    times = []
    for text in ("ik vind geen mensen", "wat doe jij eigenlijk", "lekker weertje"):
        before = bot_says(page).count()
        field.fill(text)
        started = page.evaluate("performance.now()")
        field.press("Enter")
        page.wait_for_function(
            f"n => {SHADOW}.querySelectorAll('.message.bot').length > n", arg=before
        )
        times.append(page.evaluate("performance.now()") - started)
    # The best of three: the figure is about the path, not about what else this machine does.
    assert min(times) <= FIRST_ANSWER_MS, times


def test_chat_on_a_narrow_screen(browser: Browser, installation: Installation) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 600})
    page.goto(installation.url)
    hello(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320, "nothing sticks out sideways"
    picture(page, "chat-320")


def test_console_from_login_to_growth_question(
    page: Page, installation: Installation, broker: str
) -> None:
    page.set_viewport_size({"width": 1200, "height": 900})
    page.goto(f"{installation.url}/console")
    picture(page, "console-login")
    log_in(page, installation.url, broker)
    picture(page, "console-list")
    page.locator("td a", has_text="drie dagen per week").first.click()
    expect(page.get_by_role("heading", name="Het gesprek")).to_be_visible()
    assert "alles loopt via mij" in page.locator("blockquote").inner_text()
    picture(page, "console-growth-question")
    page.get_by_role("link", name="De brief").click()
    expect(page.get_by_role("heading", name="Zo kun je beginnen")).to_be_visible()
    picture(page, "console-brief")
    page.goto(f"{installation.url}/console/afleveren")
    expect(page.get_by_role("heading", name="Niet aangekomen")).to_be_visible()
    expect(page.get_by_text("Alles is aangekomen")).to_be_visible()
    picture(page, "console-deliveries")
