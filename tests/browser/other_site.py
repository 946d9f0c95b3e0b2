"""A site of others with the chat on it: another origin, hostile styles and a strict policy."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlparse

HOSTILE = """
* { all: initial !important; font-size: 60px !important; letter-spacing: 1em !important; }
html { font-size: 6px; }
button, textarea, form, div { display: none !important; }
groei-makelaar { display: none; position: static; opacity: 0; --utrecht-document-color: #300030;
  --utrecht-button-primary-action-background-color: #5b1a8b; }
"""

PLAIN = "body { font-family: serif; margin: 2rem; background: #fffdf5; overflow-wrap: anywhere; }"

THEME = ".site-theme { --utrecht-button-primary-action-background-color: #7a1f00; }"

PAGE = """<!doctype html>
<html lang="nl">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ondernemersplein Urk</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/{style}.css">
<script src="{url}/static/chat/widget.js" defer {options}></script></head>
<body><main><h1>Ondernemersplein</h1><p>Hier staat van alles over ondernemen. <a href="/next">Verder
lezen</a></p></main></body>
</html>
"""


class OtherSite:
    """Serves ``/`` and ``/next`` (plain), ``/hostile`` and ``/options``."""

    def __init__(self, origin: str, url: str) -> None:
        """
        Args:
            origin: where it is to listen.
            url: where the chat is.
        """
        self.url = origin
        policy = (
            f"default-src 'none'; script-src {url}; style-src 'self' {url}; connect-src {url}; "
            "img-src data:; base-uri 'none'; require-trusted-types-for 'script'"
        )
        pages = {
            "/": PAGE.format(style="plain", url=url, options=""),
            "/next": PAGE.format(style="plain", url=url, options=""),
            "/hostile": PAGE.format(style="hostile", url=url, options=""),
            "/options": PAGE.format(
                style="plain",
                url=url,
                options=f'data-open-label="Vraag het ons" data-position="left" '
                f'data-theme-href="{origin}/theme.css" data-theme-class="site-theme"',
            ),
        }
        styles = {
            "/plain.css": PLAIN,
            "/hostile.css": HOSTILE,
            "/theme.css": THEME,
        }

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = {**pages, **styles}.get(self.path)
                self.send_response(200 if body else 404)
                kind = "text/css" if self.path in styles else "text/html; charset=utf-8"
                self.send_header("Content-Type", kind)
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write((body or "").encode())

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", int(urlparse(origin).port or 0)), Handler)
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
