"""How it was: asked in the widget after a growth question and after a talk with a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from bot.console import accounts
from bot.conversations import takeover
from bot.store import connect, now, reading, writing
from bot.store.tables import messages
from bot.store.work import Actor
from bot.store.work_tables import ratings
from tests.browser.conftest import answered, bot_says, conversation, hello, picture, say, watch
from tests.browser.other_site import OtherSite
from tests.browser.test_accessibility import check
from tests.browser.test_pages import IN_OWN_WORDS, PREFERRED, tab_to
from tests.running import Installation

ASKS = re.compile("hoe vond je dit gesprek")


@pytest.fixture()
def phone(browser: Browser) -> Iterator[Page]:
    """A small phone. That the site's policy refuses the styles of axe is no error of ours."""
    page = browser.new_page(viewport={"width": 360, "height": 640}, locale="nl-NL")
    problems = watch(page)
    yield page
    ours = [p for p in problems if "Content Security Policy" not in p]
    assert ours == [], "the page reported errors"


@pytest.fixture(scope="module")
def store(installation: Installation) -> Iterator[Engine]:
    store = connect(installation.database)
    accounts.add_broker(store, "roos@example.nl", "Roos", "een lange zin als wachtwoord")
    yield store
    store.dispose()


def opened(page: Page, other_site: OtherSite) -> None:
    page.goto(other_site.url)
    page.locator(".launch").click()
    hello(page)


def some_minutes_later(page: Page, store: Engine) -> None:
    """It has been quiet for a while."""
    talk = conversation(page)["id"]
    with writing(store) as connection:
        of_talk = messages.c.conversation_id == talk
        earlier = now() - timedelta(minutes=10)
        connection.execute(update(messages).where(of_talk).values(created_at=earlier))
        due = ratings.c.conversation_id == talk
        connection.execute(update(ratings).where(due).values(due_at=1.0))
    expect(bot_says(page).filter(has_text=ASKS)).to_be_visible(timeout=30_000)


def kept(page: Page, store: Engine) -> tuple[int | None, str | None]:
    """Score and words."""
    of_talk = ratings.c.conversation_id == conversation(page)["id"]
    with reading(store) as connection:
        row = connection.execute(select(ratings.c.score, ratings.c.words).where(of_talk)).one()
    return row.score, row.words


def test_after_a_growth_question_by_keyboard(
    phone: Page, other_site: OtherSite, store: Engine
) -> None:
    opened(phone, other_site)
    say(phone, "alles loopt via mij en ik kom nergens meer aan toe")
    for _ in range(25):
        text = bot_says(phone).last.inner_text()
        titles = phone.locator(".options button").all_inner_texts()
        if "GV-" in text and not titles:
            break
        own = next((words for part, words in IN_OWN_WORDS.items() if part in text), None)
        if own or not titles:
            say(phone, own or "een planner gezocht")
        else:
            before = bot_says(phone).count()
            wanted = next((p for p in PREFERRED if p in titles), titles[0])
            phone.get_by_role("button", name=wanted, exact=True).click()
            answered(phone, before)
    some_minutes_later(phone, store)
    expect(phone.locator(".options button")).to_have_text(["Goed", "Gaat wel", "Niet goed"])
    check(phone, "rating-360")
    tab_to(phone, "Gaat wel", backwards=True)
    phone.keyboard.press("Enter")
    expect(phone.locator(".options button")).to_have_text(["Ja, ik typ het", "Nee, klaar"])
    picture(phone, "rating-360-more")
    tab_to(phone, "Ja, ik typ het", backwards=True)
    phone.keyboard.press("Enter")
    expect(bot_says(phone).last).to_contain_text("Je volgende bericht gaat naar de mensen")
    phone.keyboard.type("het duurde me te lang, vond ook Mohammed de Vries")
    phone.keyboard.press("Enter")
    expect(bot_says(phone).last).to_contain_text("Daar leren we van")
    assert kept(phone, store) == (2, "het duurde me te lang, vond ook [naam]")
    check(phone, "rating-360-thanks")


def test_after_a_person_in_words(
    phone: Page, other_site: OtherSite, store: Engine, installation: Installation
) -> None:
    opened(phone, other_site)
    say(phone, "ik vind geen mensen voor mijn kwekerij")
    talk = conversation(phone)["id"]
    roos = next(p for p in accounts.people(store) if p["name"] == "Roos")
    actor = Actor(roos["id"], "Roos")
    with writing(store) as connection:
        takeover.take(connection, talk, actor, "Hoi, ik ben Roos.")
        takeover.give_back(connection, talk, actor, "Vanaf hier weer de computer.", actor.id)
    expect(bot_says(phone).last).to_contain_text("?")
    some_minutes_later(phone, store)
    picture(phone, "rating-360-after-a-person")
    # What is no score is answered as always; a score counts as long as the question is the last.
    before = bot_says(phone).count()
    field = phone.get_by_label("Je bericht")
    field.fill("goed")
    field.press("Enter")
    expect(phone.locator(".options button")).to_have_text(["Ja, ik typ het", "Nee, klaar"])
    assert kept(phone, store) == (3, None)
    picture(phone, "rating-360-typed")
    phone.get_by_role("button", name="Nee, klaar").click()
    # The question that the bot had asked before comes back.
    expect(bot_says(phone)).to_have_count(before + 3)
    expect(bot_says(phone).last).not_to_contain_text("Daar leren we van")
    picture(phone, "rating-360-back")
