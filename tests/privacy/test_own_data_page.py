"""The page with somebody's own data, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.engine import Engine

from bot.app import make_app
from bot.privacy import own_data
from bot.settings import Settings
from bot.store import connect, migrate
from tests.privacy.people import Markers, leave_traces
from tests.running import free_port


@pytest.fixture()
def store(tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'own.sqlite'}"
    migrate(url)
    engine = connect(url)
    yield engine
    engine.dispose()


@pytest.fixture()
def client(store: Engine, tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(
        database_url=str(store.url), engine_port=free_port(), engine_token="t",
        log_dir=str(tmp_path / "log"),
    )  # fmt: skip
    with TestClient(make_app(settings), follow_redirects=False) as client:
        yield client


def test_a_link_shows_all_of_it_once(store: Engine, client: TestClient, tmp_path: Path) -> None:
    m = Markers("pa")
    talk = leave_traces(store, m, tmp_path / "log")
    token = own_data.make_link(store, talk)
    for _ in range(2):  # a preview opens it too
        shown = client.get(f"/gegevens/{token}")
        assert shown.status_code == 200 and m.made[0] not in shown.text
    opened = client.post(f"/gegevens/{token}")
    assert opened.status_code == 303 and "HttpOnly" in opened.headers["set-cookie"]
    page = client.get("/gegevens")
    assert page.status_code == 200 and page.headers["cache-control"] == "no-store"
    assert "0612345678" in page.text and "bericht 3" in page.text and "aantekening" in page.text
    assert "Telefoon" in page.text and "jij" in page.text, "in words that people use"
    for id_of_ours in ("entrepreneur", "share_with_", "horizon_months", "record."):
        assert id_of_ours not in page.text
    told = client.get("/gegevens/export.json").json()
    assert told["growth_questions"][0]["record"]["contact"]["phone"] == "0612345678"
    assert told["growth_questions"][0]["notes"] and told["growth_questions"][0]["tags"]
    assert len(told["talk"]["messages"]) >= 20
    assert "NL.adres" in told["talk"]["addresses"][0]["address"]

    client.cookies.clear()
    assert client.post(f"/gegevens/{token}").status_code == 404, "once"
    assert client.get("/gegevens").status_code == 404, "in the browser that opened it only"
    assert client.get("/gegevens/export.json").status_code == 404
