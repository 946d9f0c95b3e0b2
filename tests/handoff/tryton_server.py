"""A real Tryton behind a counterpart that hands requests on, and fails where a test asks it to."""

from __future__ import annotations

import httpx

from tests.handoff.counterpart import Answer, Counterpart, Request

PASSED_ON = ("authorization", "x-tryton-context", "accept-language", "accept", "content-type")


class InFront(Counterpart):
    """Everything that comes in goes to the real one; what it answers is the answer."""

    def __init__(self, url: str, port: int = 0) -> None:
        super().__init__(port)
        self._http = httpx.Client(base_url=url, timeout=30)

    def answer(self, request: Request) -> Answer:
        told = self._http.request(
            request.method,
            request.path,
            params=[(name, value) for name, values in request.query.items() for value in values],
            headers={n: request.headers[n] for n in PASSED_ON if n in request.headers},
            content=request.body,
        )
        try:
            body = told.json()
        except ValueError:
            body = told.text or None
        return Answer(told.status_code, body)

    def close(self) -> None:
        """Let go of the connection to the real one."""
        self._http.close()
