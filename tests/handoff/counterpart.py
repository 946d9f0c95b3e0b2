"""The other side: a real HTTP server for tests, that can be told to fail as real ones do."""

from __future__ import annotations

import json
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Mapping, TypeVar
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Request:
    """What came in."""

    method: str
    path: str
    """Without the query."""
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON; None where it is empty."""
        return json.loads(self.body) if self.body else None


@dataclass(frozen=True)
class Answer:
    """What goes back; a dict or list as JSON."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong with one request."""

    kind: Literal["answer", "hang", "cut", "hang_after", "cut_after"]
    """``answer``: this answer in place of its own, nothing happens there; ``hang``, ``cut``:
    nothing happens there, and no (whole) answer comes; ``_after``: it happened all the same."""
    answer: Answer = Answer(500)
    seconds: float = 1.5
    """How long it hangs: longer than the time-out that the tests give plugins."""
    after: int = 0
    """Requests that go well before it."""


Running = TypeVar("Running", bound="Counterpart")


class Counterpart(ABC):
    """A server on loopback, on a free port or the one that is given; subclasses say how it answers.

    Use as a context manager. Requests are answered one at a time, as by one database.
    """

    def __init__(self, port: int = 0) -> None:
        self.requests: list[Request] = []
        """All that came in, in order, those with a fault too."""
        self.faults: deque[Fault] = deque()
        """Each happens once, in this order."""
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @abstractmethod
    def answer(self, request: Request) -> Answer:
        """The answer to one request, and what it changes here."""

    def __enter__(self: Running) -> Running:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, request: Request) -> tuple[Answer, Fault | None]:
        """Answer a request, or fail it as was asked."""
        with self._lock:
            self.requests.append(request)
            fault = self._next_fault()
            if fault is not None:
                if fault.kind == "answer":
                    return fault.answer, None
                if fault.kind in ("hang", "cut"):
                    return Answer(500), fault
            return self.answer(request), fault

    def _next_fault(self) -> Fault | None:
        if not self.faults:
            return None
        fault = self.faults.popleft()
        if fault.after:
            self.faults.appendleft(replace(fault, after=fault.after - 1))
            return None
        return fault


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left is no news here."""


def _handler(counterpart: Counterpart) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or each answer waits 40 ms for the client's kernel

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline:
                self.close_connection = True
                return
            if not self.parse_request():
                return
            length = int(self.headers.get("content-length") or 0)
            parts = urlsplit(self.path)
            request = Request(
                self.command,
                parts.path,
                parse_qs(parts.query, keep_blank_values=True),
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(length),
            )
            answer, fault = counterpart.take(request)
            if fault is not None and fault.kind.startswith("hang"):
                time.sleep(fault.seconds)
            body = b"" if answer.body is None else json.dumps(answer.body).encode()
            if fault is not None:
                # Half an answer, and then nothing.
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if body:
                self.send_header("Content-Type", "application/json")
            if answer.status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    return Handler
