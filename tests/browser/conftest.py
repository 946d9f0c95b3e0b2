"""A headless Chromium, pages that may report no error, and a site of others."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect, sync_playwright

from tests.browser.other_site import OtherSite
from tests.conftest import OTHER_SITE, need
from tests.running import Installation

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = os.environ.get("TESTS_SCREENSHOTS")
"""Folder for pictures of the pages, to look at."""

expect.set_options(timeout=15_000)  # a machine may be busy with other things

SHADOW = "document.querySelector('groei-makelaar').shadowRoot"
"""Where the chat is, for scripts; locators look inside by themselves."""

PASSWORD = "een lange zin als wachtwoord"


@pytest.fixture(scope="package")  # it holds the thread's event loop, which other tests need
def playwright() -> Iterator[Playwright]:
    need(bool(CHROMIUM), "Chromium")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture()
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser for each test, closed with all its pages. Chromium sometimes never says that it
    closed a context, and nothing ends that wait; one that does not close as a whole is killed."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture()
def page(browser: Browser) -> Iterator[Page]:
    """A page on a phone's screen, which must report no error."""
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="nl-NL")
    problems = watch(page)
    yield page
    assert problems == [], "the page reported errors"


@pytest.fixture()
def loose_page(browser: Browser) -> Iterator[Page]:
    """A page that may report errors, because the test makes requests fail."""
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="nl-NL")
    page.set_default_timeout(20_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    assert problems == [], "an error that nothing caught"


@pytest.fixture(scope="session")
def other_site(installation: Installation) -> Iterator[OtherSite]:
    """A site of others with the chat on it."""
    site = OtherSite(OTHER_SITE, installation.url)
    yield site
    site.stop()


@pytest.fixture(scope="session")
def broker(installation: Installation) -> str:
    """Mail address of a broker with an account."""
    subprocess.run(
        [sys.executable, "-m", "bot", "broker", "add", "sam@example.nl", "--name", "Sam"]
        + ["--password-stdin"],
        input=PASSWORD + "\n",
        text=True,
        env=installation.environment,
        check=True,
        capture_output=True,
    )
    return "sam@example.nl"


def watch(page: Page) -> list[str]:
    """Errors that the page reports from now on."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    return problems


def picture(page: Page, name: str) -> None:
    """For people to look at."""
    if SCREENSHOTS:
        page.screenshot(path=f"{SCREENSHOTS}/{name}.png")


def bot_says(page: Page) -> Locator:
    """The assistant's messages."""
    return page.locator(".message.bot")


def hello(page: Page) -> Locator:
    """Wait until the assistant has said hello; the field."""
    expect(bot_says(page)).to_have_count(3, timeout=20_000)
    return page.get_by_label("Je bericht")


def say(page: Page, words: str) -> None:
    """Send a message and wait for the answer."""
    before = bot_says(page).count()
    field = page.get_by_label("Je bericht")
    field.fill(words)
    field.press("Enter")
    answered(page, before)


def answered(page: Page, before: int) -> None:
    """Wait until the assistant has said more than this, and has said all of it."""
    page.wait_for_function(
        f"count => {SHADOW}.querySelectorAll('.message.bot').length > count "
        f"&& {SHADOW}.querySelector('.status').textContent === ''",
        arg=before,
        timeout=20_000,
    )
    # The messages of one answer come one after the other.
    seen = -1
    while seen != (seen := bot_says(page).count()):
        page.wait_for_timeout(150)


def to_options(page: Page) -> None:
    """From the start to a question with answers to choose."""
    say(page, "alles loopt via mij en ik kom nergens meer aan toe")
    for _ in range(4):
        if page.locator(".options button").count():
            return
        say(page, "geen idee")  # who tells in their own words is asked on, and shown no list
    raise AssertionError("no options")


def conversation(page: Page) -> Any:
    """What the tab remembers."""
    return page.evaluate("JSON.parse(sessionStorage.getItem('groeimakelaar'))")


def log_in(page: Page, url: str, mail: str) -> None:
    """Log in to the console."""
    page.goto(f"{url}/console")
    page.get_by_label("Mailadres").fill(mail)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Groeivragen")).to_be_visible()
