"""Other sites on which the widget may stand: what their browsers need, and nothing for others.

The visitor's key goes in a header and no cookie is used, so a page elsewhere can do nothing with a
conversation of which it does not have the key.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATHS = ("/api/conversations", "/api/transfers", "/api/notice", "/static/chat/")
"""What the widget asks for from another site."""

ALLOWED = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}


class Origins:
    """Lets pages of these origins read the answers of the widget's paths (CORS)."""

    def __init__(self, app: ASGIApp, origins: frozenset[str]) -> None:
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a browser's question beforehand, or add the header to the answer."""
        if scope["type"] != "http" or not scope["path"].startswith(PATHS):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        known = origin in self._origins

        async def send_with_origin(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                # Always, so that no cache gives one site the answer that another one got.
                answer.add_vary_header("Origin")
                if known:
                    answer["Access-Control-Allow-Origin"] = origin
            await send(message)

        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            answer = Response(status_code=204 if known else 403, headers=ALLOWED if known else {})
            await answer(scope, receive, send_with_origin)
            return
        await self._app(scope, receive, send_with_origin)
