"""What tells who somebody is stays covered until a broker opens it, and who did stands written."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.console import view
from bot.console.veil import Veil
from bot.conversations import inbox, outbox
from bot.conversations.outbox import Reply
from bot.knowledge import load as load_knowledge
from bot.privacy import contacts, own_data
from bot.privacy.periods import periods
from bot.settings import Settings
from bot.store import audit, writing
from tests.console.conftest import Desk
from tests.console.test_work import ID, put, text_of

SECRET = ("Mohammed de Vries", "0612345678", "Dorpsstraat 12")
SAID = "mijn chef Mohammed de Vries woont op Dorpsstraat 12, bel 0612345678"
ECHO = "Je zei dat Mohammed de Vries er vaak niet is. Bel 113 als het niet gaat."

Sign = Callable[[str], Desk]


@pytest.fixture()
def talk(shop: Engine) -> str:
    """A talk with a growth question, in which somebody named others."""
    talk = inbox.begin(shop, "website").id
    put(shop, talk=talk)
    inbox.receive(shop, talk, "text", SAID, "1")
    with writing(shop) as connection:
        outbox.put(connection, talk, [Reply(ECHO)], None)
    return talk


def opened(shop: Engine) -> list[tuple[str, str, dict[str, Any]]]:
    """Acts of opening in the log, oldest first: who, which talk, why."""
    rows = [row for row in audit.newest(shop) if row["action"] == "talk.unmask"]
    return [(row["who"], row["subject"], row["detail"]) for row in rows[::-1]]


@pytest.mark.parametrize("name", ["sam", "chef", "baas", "lies"])
def test_covered_for_everybody(desk: Sign, talk: str, name: str) -> None:
    for path in (f"/groeivragen/{ID}", f"/gesprekken/{talk}", f"/groeivragen/{ID}/brief"):
        page = desk(name).get(path).text
        for word in SECRET:
            assert word not in page, (path, word)
    page = desk(name).get(f"/groeivragen/{ID}").text
    assert "mijn chef [naam] woont op [adres], bel [telefoonnummer]" in page
    assert "Je zei dat [naam] er vaak niet is. Bel 113" in page, "help is for everybody"


@pytest.mark.parametrize("path", [f"/groeivragen/{ID}", "/gesprekken/{talk}"])
def test_opened_once_with_a_reason_and_written_down(
    desk: Sign, shop: Engine, talk: str, path: str
) -> None:
    path, sam = path.format(talk=talk), desk("sam")
    for bad in ("", "zomaar", "own", "<script>"):
        assert sam.post(f"{path}/open", reden=bad).status_code == 422
    assert opened(shop) == [], "nothing was shown, so nothing is written"
    answer = sam.post(f"{path}/open", reden="complaint")
    assert answer.status_code == 200 and all(word in answer.text for word in SECRET)
    assert answer.headers["cache-control"] == "no-store"
    page = path.rpartition("/")[2]
    assert opened(shop) == [("Sam", talk, {"reason": "complaint", "page": page})]
    assert sam.get(f"{path}/open").status_code == 303, "who comes back goes to the covered page"
    assert SECRET[0] not in sam.get(path).text, "for that one view only"
    assert len(opened(shop)) == 1


def test_ones_own_needs_no_reason(desk: Sign, shop: Engine, talk: str) -> None:
    sam = desk("sam")
    sam.post(f"/groeivragen/{ID}/pak")
    page = sam.get(f"/groeivragen/{ID}").text
    assert "Toon wat er letterlijk is gezegd</button>" in page
    assert SECRET[0] in sam.post(f"/groeivragen/{ID}/open").text
    assert opened(shop) == [("Sam", talk, {"reason": "own", "page": ID})]
    assert desk("noor").post(f"/groeivragen/{ID}/open").status_code == 422


def test_a_reader_opens_nothing(desk: Sign, shop: Engine, talk: str) -> None:
    lies = desk("lies")
    for path in (f"/groeivragen/{ID}", f"/gesprekken/{talk}"):
        assert "Met jouw rol blijft dat zo" in text_of(lies.get(path))
        assert lies.post(f"{path}/open", reden="check").status_code == 403
        plain = desk("sam").http.post(f"/console{path}/open", data={"reden": "check"})
        assert plain.status_code == 403, "a form without the token of the session"
    assert opened(shop) == []
    assert desk("sam").post("/groeivragen/GV-2026-XXXXXX/open", reden="check").status_code == 404
    assert desk("sam").post("/gesprekken/bestaat-niet/open", reden="check").status_code == 404


def test_who_has_the_talk_reads_what_is_said_to_them(desk: Sign, shop: Engine, talk: str) -> None:
    sam = desk("sam")
    sam.post(f"/gesprekken/{talk}/neem-over")
    time.sleep(0.01)
    inbox.receive(shop, talk, "text", "vraag naar Fatima El Amrani op 0687654321", "2")
    page = sam.get(f"/gesprekken/{talk}").text
    assert "Fatima El Amrani op 0687654321" in page
    assert SECRET[0] not in page, "what was said before still has to be opened"
    assert "Fatima" not in desk("noor").get(f"/gesprekken/{talk}").text
    assert "Fatima" not in sam.get(f"/groeivragen/{ID}").text


def test_the_entrepreneur_sees_who_looked(desk: Sign, shop: Engine, talk: str) -> None:
    desk("sam").post(f"/groeivragen/{ID}/open", reden="help")
    kept = periods(Settings(database_url="sqlite://"))
    told = own_data.all_of(shop, talk, kept)
    assert told is not None
    assert [(r["who"], r["action"]) for r in told["looked_at"]] == [("Sam", "talk.unmask")]
    token = own_data.make_link(shop, talk)
    browser = desk("noor").http
    browser.post(f"/gegevens/{token}")
    page = text_of(browser.get("/gegevens"))
    assert "Sam, las wat er letterlijk is gezegd" in page
    short = own_data.in_short(shop, talk, kept)
    assert short is not None and short["looked_by"] == ["Sam"]


def test_the_name_that_was_left_is_covered_wherever_it_stands(shop: Engine, talk: str) -> None:
    with writing(shop) as connection:
        contacts.put(connection, ID, talk, {"name": "Joke Vos"})
        outbox.put(connection, talk, [Reply("Dank je, joke vos. Tot morgen.")], None, "broker")
    shown = view.growth_question(shop, load_knowledge(), ID, me=0)
    assert shown is not None and shown["covered"]
    assert shown["talk"][-1]["text"] == "Dank je, [naam]. Tot morgen."
    assert shown["record"]["contact"]["name"] == "Joke Vos", "to call somebody needs a name"


def test_nothing_to_cover_says_so() -> None:
    veil = Veil()
    assert veil.words("we zoeken een plek in Urk met 14 mensen") == (
        "we zoeken een plek in Urk met 14 mensen"
    )
    assert not veil.covered


def test_no_link_lets_a_broker_in_as_the_entrepreneur(desk: Sign, shop: Engine, talk: str) -> None:
    token = own_data.make_link(shop, talk)
    with writing(shop) as connection:
        said = f"Alles lezen kan hier: https://x.nl/gegevens/{token}"
        outbox.put(connection, talk, [Reply(said)], None)
    sam = desk("sam")
    for page in (sam.get(f"/gesprekken/{talk}"), sam.get(f"/groeivragen/{ID}"),
                 sam.post(f"/gesprekken/{talk}/open", reden="check")):  # fmt: skip
        assert token not in page.text and "https://x.nl/gegevens/…" in page.text


def test_a_reader_cannot_search_for_who_stands_in_it(desk: Sign, talk: str) -> None:
    for words in ("Mohammed", "0612345678", "Dorpsstraat"):
        assert ID in desk("sam").get(f"?tab=all&q={words}").text
        assert ID not in desk("lies").get(f"?tab=all&q={words}").text, words
    assert ID in desk("lies").get("?tab=all&q=werk overdr").text
