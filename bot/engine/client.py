"""The router's end of the engine port: HTTP to the engine processes on loopback."""

from __future__ import annotations

import httpx

from bot.conversations.router import EngineDown, TurnFailed


class HttpEngine:
    """Talks to the engine processes.

    Args:
        ports: one for each process.
        token: the engine's token.
        timeout_s: how long one answer may take.
    """

    def __init__(self, ports: list[int], token: str, timeout_s: float) -> None:
        self._ports = ports
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(timeout_s, connect=2.0),
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
        )

    @property
    def processes(self) -> int:
        """How many engine processes there are."""
        return len(self._ports)

    async def answer(self, process: int, message_id: int) -> None:
        """Have a stored message answered (see `EngineClient`)."""
        url = f"http://127.0.0.1:{self._ports[process]}/webhooks/turn/"
        try:
            answer = await self._http.post(url, json={"message_id": message_id})
        except httpx.TransportError as error:
            raise EngineDown(f"{type(error).__name__}: {error}") from error
        if answer.status_code == 503:
            raise EngineDown(answer.text)
        if answer.status_code != 200:
            raise TurnFailed(f"HTTP {answer.status_code}: {answer.text}")

    async def ready(self) -> bool:
        """Whether every engine process has its model loaded."""
        for port in self._ports:
            try:
                answer = await self._http.get(f"http://127.0.0.1:{port}/webhooks/rest/")
            except httpx.TransportError:
                return False
            if answer.status_code != 200:
                return False
        return True

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()
