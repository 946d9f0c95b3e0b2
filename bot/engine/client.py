"""The router's end of the engine port: HTTP to the engine processes on loopback."""

from __future__ import annotations

from typing import Any

import httpx

from bot.conversations.ratings import FOR_THE_BOT, UNSURE
from bot.conversations.router import Draft, EngineDown, TurnFailed, process_of


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
        await self._post(process, "/webhooks/turn/", {"message_id": message_id})

    async def is_for_the_bot(self, process: int, text: str) -> bool:
        """Whether words mean something that only the bot can act upon (see `EngineClient`)."""
        read = await self._post(process, "/model/parse", {"text": text})
        meant = [read["intent"], *(read.get("intent_ranking") or ())]
        return any(m["name"] in FOR_THE_BOT and m["confidence"] >= UNSURE for m in meant)

    async def draft(self, conversation_id: str) -> Draft:
        """What the bot would say now in a talk that a person has; nothing is stored.

        Raises:
            EngineDown, TurnFailed: there is no draft.
        """
        process = process_of(conversation_id, len(self._ports))
        read = await self._post(
            process, "/webhooks/turn/draft", {"conversation_id": conversation_id}
        )
        options = [button["title"] for said in read["said"] for button in said.get("buttons", ())]
        texts = [said["text"] for said in read["said"] if said["text"]]
        return Draft("\n\n".join(texts), tuple(options), bool(read["acts"]))

    async def _post(self, process: int, path: str, body: dict[str, Any]) -> Any:
        """What an engine process answers, from its JSON.

        Raises:
            EngineDown, TurnFailed
        """
        url = f"http://127.0.0.1:{self._ports[process]}{path}"
        try:
            answer = await self._http.post(url, json=body)
        except httpx.TransportError as error:
            raise EngineDown(f"{type(error).__name__}: {error}") from error
        if answer.status_code == 503:
            raise EngineDown(answer.text)
        if answer.status_code != 200:
            raise TurnFailed(f"HTTP {answer.status_code}: {answer.text}")
        return answer.json()

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
