"""The router's end of the engine port: HTTP to the engine processes on loopback."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp

from bot.conversations.ratings import FOR_THE_BOT, UNSURE
from bot.conversations.router import Draft, EngineDown, TurnFailed, process_of

WENT_WRONG = (aiohttp.ClientError, asyncio.TimeoutError)


class HttpEngine:
    """Talks to the engine processes.

    Args:
        ports: one for each process.
        token: the engine's token.
        timeout_s: how long one answer may take.
    """

    def __init__(self, ports: list[int], token: str, timeout_s: float) -> None:
        self._ports, self._token, self._timeout_s = ports, token, timeout_s
        self._opened: aiohttp.ClientSession | None = None

    @property
    def _http(self) -> aiohttp.ClientSession:
        """Opened when it is first used: it belongs to the event loop that runs then."""
        if self._opened is None:
            self._opened = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._timeout_s, sock_connect=2.0),
                headers={"Authorization": f"Bearer {self._token}"},
            )
        return self._opened

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
            async with self._http.post(url, json=body) as answer:
                told = await answer.text()
        except WENT_WRONG as error:
            raise EngineDown(f"{type(error).__name__}: {error}") from error
        if answer.status == 503:
            raise EngineDown(told)
        if answer.status != 200:
            raise TurnFailed(f"HTTP {answer.status}: {told}")
        return json.loads(told)

    async def ready(self) -> bool:
        """Whether every engine process has its model loaded."""
        for port in self._ports:
            try:
                async with self._http.get(f"http://127.0.0.1:{port}/webhooks/rest/") as answer:
                    if answer.status != 200:
                        return False
            except WENT_WRONG:
                return False
        return True

    async def close(self) -> None:
        """Close the connections."""
        if self._opened is not None:
            await self._opened.close()
            self._opened = None
