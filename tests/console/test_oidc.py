"""Signing in with an account of work: through a real provider, over HTTP, with real signatures."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from bot.app import make_app
from bot.console import identity
from bot.console.web import COOKIE
from bot.settings import Settings
from bot.store import connect, reading, writing
from bot.store.tables import brokers
from tests.console.oidc_provider import Person, Provider
from tests.running import free_port

OWN = "https://console.example.nl"
RETURN = f"{OWN}/console/oidc"


@pytest.fixture()
def provider() -> Iterator[Provider]:
    found = Provider(RETURN)
    yield found
    found.stop()


@pytest.fixture()
def site(provider: Provider, made_ready: Path, tmp_path: Path) -> Iterator[TestClient]:
    """The console's own application, which talks to the provider."""
    url = f"sqlite:///{shutil.copy(made_ready, tmp_path / 'console.sqlite')}"
    settings = Settings(
        database_url=url, engine_port=free_port(), engine_token="t", public_url=OWN,
        oidc_issuer=provider.issuer, oidc_client_id=provider.client_id,
        oidc_client_secret=provider.client_secret, oidc_name="je account van de provincie",
    )  # fmt: skip
    with TestClient(make_app(settings), base_url=OWN, follow_redirects=False) as client:
        client.database = url  # type: ignore[attr-defined]
        yield client


def begin(site: TestClient, onward: str = "/console/inzicht") -> str:
    """From the console to the provider; the address at which it sends the browser back."""
    answer = site.get(f"/console/oidc/begin?verder={onward}")
    assert answer.status_code == 303
    back = httpx.get(answer.headers["location"])
    assert back.status_code == 302, back.text
    return str(back.headers["location"])


def finish(site: TestClient, address: str) -> Any:
    return site.get(address.removeprefix(OWN))


def signed_in(site: TestClient) -> bool:
    return site.get("/console").status_code == 200


def subject_of(site: TestClient, mail: str) -> str | None:
    store = connect(site.database)  # type: ignore[attr-defined]
    with reading(store) as connection:
        found = connection.execute(
            select(brokers.c.oidc_subject).where(brokers.c.email == mail)
        ).scalar()
    store.dispose()
    return str(found) if found else None


def test_in_at_the_page_that_was_wanted(site: TestClient, provider: Provider) -> None:
    assert "je account van de provincie" in site.get("/console/login").text
    answer = finish(site, begin(site))
    assert answer.status_code == 200 and "/console/inzicht" in answer.text
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(COOKIE))
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=strict"))
    assert signed_in(site) and "Sam" in site.get("/console").text
    assert subject_of(site, "sam@x.nl") == "sub-sam"


def test_tied_by_its_subject_from_then_on(site: TestClient, provider: Provider) -> None:
    finish(site, begin(site))
    site.cookies.clear()
    provider.person = Person("sub-sam", {"email": "nieuw@x.nl", "email_verified": True})
    assert finish(site, begin(site)).status_code == 200 and signed_in(site)
    site.cookies.clear()
    # Somebody else who got the old address there is somebody else here.
    provider.person = Person("sub-ander", {"email": "sam@x.nl", "email_verified": True})
    assert finish(site, begin(site)).status_code == 403 and not signed_in(site)


@pytest.mark.parametrize(
    "person",
    [
        Person("sub-vreemd", {"email": "vreemd@x.nl", "email_verified": True}),
        Person("sub-sam", {"email": "sam@x.nl", "email_verified": False}),
        Person("sub-sam", {"email": "sam@x.nl"}),
        Person("sub-sam", {"email": "sam@x.nl", "xms_edov": "0"}),
        Person("sub-sam", {}),
    ],
    ids=["unknown", "not verified", "verified is not said", "of another domain", "no address"],
)
def test_who_has_no_account_does_not_come_in(
    site: TestClient, provider: Provider, person: Person
) -> None:
    provider.person = person
    answer = finish(site, begin(site))
    assert answer.status_code == 403 and "hier geen account" in answer.text
    assert not signed_in(site) and subject_of(site, "sam@x.nl") is None


@pytest.mark.parametrize("said", [True, 1, "1", "true"])
def test_the_way_in_which_entra_vouches_for_an_address(
    site: TestClient, provider: Provider, said: Any
) -> None:
    provider.person = Person("sub-sam", {"email": "Sam@X.nl", "xms_edov": said})
    assert finish(site, begin(site)).status_code == 200 and signed_in(site)


def test_a_closed_account_stays_closed(site: TestClient, provider: Provider) -> None:
    finish(site, begin(site))
    store = connect(site.database)  # type: ignore[attr-defined]
    with writing(store) as connection:
        connection.execute(update(brokers).where(brokers.c.email == "sam@x.nl").values(active=0))
    store.dispose()
    site.cookies.clear()
    assert finish(site, begin(site)).status_code == 403 and not signed_in(site)


WRONG: dict[str, dict[str, Any]] = {
    "audience of another client": {"aud": "iemand-anders"},
    "among others, not us": {"aud": ["a", "b"]},
    "another issuer": {"iss": "https://login.example.com/ander"},
    "expired": {"exp": int(time.time()) - 3600},
    "no end": {"exp": None},
    "not yet": {"nbf": int(time.time()) + 3600},
    "nonce of another sign-in": {"nonce": "x" * 32},
    "no nonce": {"nonce": None},
    "nobody": {"sub": None},
}


@pytest.mark.parametrize("claims", WRONG.values(), ids=WRONG)
def test_wrong_tokens(site: TestClient, provider: Provider, claims: dict[str, Any]) -> None:
    provider.changes.claims = claims
    answer = finish(site, begin(site))
    assert answer.status_code == 401 and "het bewijs klopt niet" in answer.text
    assert not signed_in(site) and subject_of(site, "sam@x.nl") is None


@pytest.mark.parametrize("how", ["stranger", "secret", "none"])
def test_wrong_signatures(site: TestClient, provider: Provider, how: str) -> None:
    provider.changes.sign_with = how
    answer = finish(site, begin(site))
    assert answer.status_code == 401 and "het bewijs klopt niet" in answer.text
    assert not signed_in(site)


def test_a_code_works_once(site: TestClient, provider: Provider) -> None:
    address = begin(site)
    kept = site.cookies[identity.COOKIE]
    assert finish(site, address).status_code == 200
    site.cookies.clear()
    site.cookies.set(identity.COOKIE, kept, path="/console/oidc")
    again = finish(site, address)
    assert again.status_code == 401 and not signed_in(site)


def test_state_belongs_to_one_browser(site: TestClient, provider: Provider) -> None:
    address = begin(site)
    code = parse_qs(urlsplit(address).query)["code"][0]
    for wrong in (
        f"/console/oidc?code={code}&state=verzonnen", f"/console/oidc?code={code}",
        address.split("code=")[0] + address.split("&")[1], "/console/oidc",
        f"/console/oidc?code={code}&state=%C3%A9%00",
    ):  # fmt: skip
        assert finish(site, wrong).status_code == 401, wrong
    # Another browser, which did not begin: no cookie, or that of its own sign-in.
    kept = site.cookies[identity.COOKIE]
    site.cookies.clear()
    assert finish(site, address).status_code == 401
    begin(site)
    assert site.cookies[identity.COOKIE] != kept
    assert finish(site, address).status_code == 401 and not signed_in(site)


def test_a_code_of_somebody_else_does_not_fit_our_verifier(
    site: TestClient, provider: Provider
) -> None:
    """Somebody slips a code of their own sign-in into ours, with the right state."""
    theirs = parse_qs(urlsplit(begin(site)).query)["code"][0]
    site.cookies.clear()
    ours = begin(site)
    state = parse_qs(urlsplit(ours).query)["state"][0]
    answer = finish(site, f"/console/oidc?code={theirs}&state={state}")
    assert answer.status_code == 401 and not signed_in(site)


def test_new_keys_of_the_provider_are_looked_up(site: TestClient, provider: Provider) -> None:
    assert finish(site, begin(site)).status_code == 200
    site.cookies.clear()
    provider.rotate()
    assert finish(site, begin(site)).status_code == 200, "keys change without a word"
    site.cookies.clear()
    provider.changes.sign_with = "stranger"
    asked = len([path for path in provider.asked if path.endswith("/keys")])
    for _ in range(5):
        assert finish(site, begin(site)).status_code == 401
    again = len([path for path in provider.asked if path.endswith("/keys")])
    assert again - asked <= 1, "who sends rubbish does not make us ask each time"


@pytest.mark.parametrize("status", [400, 500, 503])
def test_a_provider_that_is_away(site: TestClient, provider: Provider, status: int) -> None:
    address = begin(site)
    provider.changes.status = status
    answer = finish(site, address)
    assert answer.status_code == 401 and "antwoordt niet" in answer.text
    assert "/console/oidc/begin" in answer.text, "they can try again"


def test_a_provider_that_is_gone_or_calls_itself_otherwise(
    site: TestClient, provider: Provider
) -> None:
    provider.changes.issuer = "https://login.example.com/ander"
    assert site.get("/console/oidc/begin").status_code == 503
    provider.stop()
    answer = site.get("/console/oidc/begin")
    assert answer.status_code == 503 and "antwoordt niet" in answer.text
    assert "Mailadres" in answer.text, "an account of here still works"


def test_never_to_another_site(site: TestClient, provider: Provider) -> None:
    for onward in ("https://kwaad.example/", "//kwaad.example", "/console/../../x//y"):
        site.cookies.clear()
        answer = finish(site, begin(site, onward))
        assert answer.status_code == 200 and "kwaad.example" not in answer.text
