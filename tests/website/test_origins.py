"""The widget on sites of others: who may, its files, and how large they are."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.app import make_app
from bot.channels.website.routes import HERE
from bot.settings import Settings, SettingsError, load
from bot.store import migrate
from tests.running import free_port

SITE = "https://www.urk.nl"
STRANGER = "https://urk.nl.example"
LARGEST_KB = 60
"""All scripts, styles and texts together, as they travel."""


@pytest.fixture()
def client(tmp_path: Path) -> Iterator[TestClient]:
    url = f"sqlite:///{tmp_path / 'web.sqlite'}"
    migrate(url)
    settings = Settings(
        database_url=url,
        engine_port=free_port(),
        engine_token="t",
        widget_origins=f"{SITE}, http://localhost:3000",
    )
    with TestClient(make_app(settings), raise_server_exceptions=False) as client:
        yield client


def asked_before(client: TestClient, path: str, origin: str) -> Any:
    """What a browser asks before a request from another site."""
    return client.options(
        path,
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )


@pytest.mark.parametrize("origin", [SITE, "http://localhost:3000"])
def test_a_site_that_may_have_the_chat_can_talk(client: TestClient, origin: str) -> None:
    begun = client.post("/api/conversations", headers={"Origin": origin})
    assert begun.status_code == 201
    assert begun.headers["access-control-allow-origin"] == origin
    path = f"/api/conversations/{begun.json()['id']}/messages"
    allowed = asked_before(client, path, origin)
    assert allowed.status_code == 204
    assert allowed.headers["access-control-allow-origin"] == origin
    assert "Authorization" in allowed.headers["access-control-allow-headers"]
    assert "Last-Event-ID" in allowed.headers["access-control-allow-headers"]
    key = {"Origin": origin, "Authorization": f"Bearer {begun.json()['key']}"}
    answer = client.get(path, headers=key)
    assert answer.status_code == 200 and answer.headers["access-control-allow-origin"] == origin
    refused = client.get(path, headers={"Origin": origin, "Authorization": "Bearer wrong"})
    assert refused.status_code == 404, "the page can read that it is gone"
    assert refused.headers["access-control-allow-origin"] == origin
    assert "access-control-allow-credentials" not in answer.headers, "no cookies"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("origin", [STRANGER, "null", "http://www.urk.nl", f"{SITE}:8443"])
def test_others_get_nothing(client: TestClient, origin: str) -> None:
    for answer in (
        client.post("/api/conversations", headers={"Origin": origin}),
        asked_before(client, "/api/conversations", origin),
        client.get("/static/chat/element.js", headers={"Origin": origin}),
    ):
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert "Origin" in answer.headers["vary"], "no cache mixes up two sites"


@pytest.mark.parametrize("path", ["/console", "/metrics", "/", "/api/openapi.json"])
def test_only_the_widgets_paths_are_shared(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Origin": SITE}, follow_redirects=False)
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_static_files_and_texts_for_a_site(client: TestClient) -> None:
    for name in ("widget.js", "element.js", "texts.js", "widget.css"):
        answer = client.get(f"/static/chat/{name}", headers={"Origin": SITE})
        assert answer.status_code == 200, name
        assert answer.headers["access-control-allow-origin"] == SITE
        assert answer.headers["cache-control"] == "no-cache", "two versions do not mix"
        kept = client.get(f"/static/chat/{name}", headers={"If-None-Match": answer.headers["etag"]})
        assert kept.status_code == 304
    packed = client.get("/static/chat/talk.js", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"


def test_texts_are_those_of_the_data(client: TestClient) -> None:
    script = client.get("/static/chat/texts.js")
    assert script.headers["content-type"].startswith("text/javascript")
    texts = json.loads(script.text.removeprefix("export default ").rstrip().rstrip(";"))
    assert texts["field"] == "Je bericht"
    used = {
        key
        for file in (HERE / "static").glob("*.js")
        for part in file.read_text().split('text("')[1:]
        if (key := part.split('"')[0])
    }
    assert used <= set(texts), "a script asks for a text that is not there"


def test_the_widget_is_small(client: TestClient) -> None:
    files = [f.read_bytes() for f in (HERE / "static").iterdir()]
    files.append(client.get("/static/chat/texts.js").content)
    size = sum(len(gzip.compress(file)) for file in files) / 1024
    print(f"{size:.1f} kB")
    assert size <= LARGEST_KB


def test_scripts_never_read_markup() -> None:
    for file in (HERE / "static").glob("*.js"):
        script = file.read_text()
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert way not in script, f"{file.name}: {way}"
        assert len(script.splitlines()) <= 350, f"{file.name} is too long to read in one sitting"


@pytest.mark.parametrize(
    "given", ["www.urk.nl", "https://www.urk.nl/", "*", "https://urk.nl/pad", "https://*.urk.nl"]
)
def test_what_is_no_origin_is_refused_at_the_start(given: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="BOT_WIDGET_ORIGINS"):
        load({"BOT_WIDGET_ORIGINS": given}, tmp_path / "none.env")
