"""The router: takes each stored message to who answers it, in the order of its conversation.

It holds no state that matters. Whatever is killed, the messages that still wait stand in the
database; the engine stores a turn whole or not at all, and refuses one that was answered before.
"""

from __future__ import annotations

import asyncio
import logging
import time
import zlib
from dataclasses import dataclass
from typing import Protocol, Sequence

from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Engine

from bot import logs
from bot.conversations import takeover
from bot.conversations.inbox import Waiting, waiting_conversations
from bot.conversations.outbox import Reply, is_silent, put
from bot.conversations.ratings import Heard
from bot.conversations.wake import Wake, set_within
from bot.store import StoreUnavailable, reading, writing
from bot.store.clock import Clock
from bot.store.tables import messages

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
"""How often the database is searched for messages that nobody told the router about."""

MAX_ATTEMPTS = 4
"""A message that the engine could not answer this often gets an apology; it stays stored."""

RETRY_AFTER_S = (0.5, 2.0, 5.0)

AT_ONCE = 8
"""Messages that one engine process answers at the same time. It thinks about one at a time: more
only keeps this process from taking in what comes."""

PLENTY_PAUSE_S = 0.1
"""Between two looks while there is more to do than the engine can."""


class EngineDown(RuntimeError):
    """The engine cannot be reached or is still loading."""


class TurnFailed(RuntimeError):
    """The engine was there, but this message could not be answered."""


@dataclass(frozen=True)
class Draft:
    """An answer that the bot would give."""

    text: str
    options: tuple[str, ...]
    """What would stand on the buttons under it."""
    acts: bool
    """The bot would also do something (erase, withdraw, note a number): the words alone would
    promise what did not happen."""


class EngineClient(Protocol):
    """What the router needs of the engine."""

    @property
    def processes(self) -> int:
        """How many engine processes there are."""

    async def answer(self, process: int, message_id: int) -> None:
        """Have a message answered; when this returns, the answer is stored.

        Raises:
            EngineDown, TurnFailed: nothing was stored.
        """

    async def is_for_the_bot(self, process: int, text: str) -> bool:
        """Whether words mean something that only the bot can act upon, such as a cry for help.

        Raises:
            EngineDown, TurnFailed
        """


class Decides(Protocol):
    """Takes options that mean the same whoever has the talk (see `bot.console.rewrites`)."""

    def may_take(self, choice: str) -> bool:
        """Whether an option with this payload is one of those."""

    def take(self, connection: Connection, message_id: int) -> bool:
        """Take it, in the caller's transaction. False if it was taken before."""


def process_of(conversation_id: str, processes: int) -> int:
    """The engine process of a talk: the same each time, so that turns of one talk never cross."""
    return zlib.crc32(conversation_id.encode()) % processes


class Hears(Decides, Protocol):
    """Takes words that are for neither bot nor person (see `bot.conversations.ratings`)."""

    def awaits(self, engine: Engine, message_id: int) -> Heard | None:
        """A message that may be such; None where none are awaited."""

    def hear(
        self, connection: Connection, message_id: int, heard: Heard, for_the_bot: bool
    ) -> None:
        """Take it, or leave it to the bot."""


class Router:
    """Moves messages from the inbox through the engine.

    Args:
        apology: what is said when a message cannot be answered.
        outage_notice: what is said once when an answer has to wait for the engine.
        computer: that a computer is talking; said before either where nothing was said yet.
        outage_notice_after_s: how long a message waits before that is said.
        decides: take options that are for neither bot nor person.
        hears: takes words that are neither.
    """

    def __init__(
        self,
        store: Engine,
        engine: EngineClient,
        wake: Wake,
        apology: str,
        outage_notice: str,
        computer: str,
        outage_notice_after_s: float = 3.0,
        decides: Sequence[Decides] = (),
        hears: Hears | None = None,
    ) -> None:
        self._store = store
        self._engine = engine
        self._wake = wake
        self._apology = apology
        self._outage_notice = outage_notice
        self._computer = computer
        self._outage_notice_after_s = outage_notice_after_s
        self._decides = [*decides, *([hears] if hears else [])]
        self._hears = hears
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._look = asyncio.Event()
        # Conversations that were told that their answer comes later, until it came.
        self._told: set[str] = set()
        self._down_since: dict[str, float] = {}
        self._slots = [asyncio.Semaphore(AT_ONCE) for _ in range(engine.processes)]
        self._answered_at = [time.monotonic()] * engine.processes

    def poke(self) -> None:
        """A message was just stored: look now."""
        self._look.set()

    async def run(self) -> None:
        """Work until cancelled."""
        clock = Clock(self._store)
        try:
            while True:
                try:
                    await asyncio.to_thread(clock.look)
                    waiting = await asyncio.to_thread(
                        waiting_conversations, self._store, time.time()
                    )
                except StoreUnavailable as error:
                    log.warning("inbox cannot be read: %s", error)
                    waiting = []
                except Exception:
                    # A fault of ours must not end the looking: people wait for an answer.
                    log.exception("inbox")
                    waiting = []
                for one in waiting:
                    if one.conversation_id not in self._busy:
                        answers = self._answer if one.owner == "bot" else self._to_person
                        task = asyncio.create_task(answers(one))
                        self._busy[one.conversation_id] = task
                if len(self._busy) > 2 * AT_ONCE * self._engine.processes:
                    await asyncio.sleep(PLENTY_PAUSE_S)
                await set_within(self._look, LOOK_EVERY_S)
                self._look.clear()
        finally:
            for task in self._busy.values():
                task.cancel()

    async def _to_person(self, one: Waiting) -> None:
        """A person has the talk: it stands on their screen, and they are waited for."""
        conversation_id = one.conversation_id
        try:
            if not await self._is_decided(one):
                await asyncio.to_thread(self._hand_to_person, conversation_id)
            self._wake.news(conversation_id)
        except StoreUnavailable as error:
            log.warning("message %s waits for the database: %s", one.message_id, error)
            await asyncio.sleep(LOOK_EVERY_S)
        except Exception:
            log.exception("message %s waits", one.message_id)
            await asyncio.sleep(LOOK_EVERY_S)
        finally:
            self._busy.pop(conversation_id, None)
            self._look.set()

    def _hand_to_person(self, conversation_id: str) -> None:
        with writing(self._store) as connection:
            takeover.came_in(connection, conversation_id)

    async def _is_decided(self, one: Waiting) -> bool:
        choice = one.choice
        if choice is None:
            return False
        decides = next((each for each in self._decides if each.may_take(choice)), None)
        if decides is None:
            return False

        def take() -> bool:
            with writing(self._store) as connection:
                return decides.take(connection, one.message_id)

        return await asyncio.to_thread(take)

    async def _is_heard(self, one: Waiting, process: int) -> bool:
        """Whether the message was no answer to the bot, but words that were asked for elsewhere.

        Raises:
            EngineDown, TurnFailed: whether they are for the bot cannot be seen now.
        """
        hears = self._hears
        if hears is None or one.choice is not None:
            return False
        heard = await asyncio.to_thread(hears.awaits, self._store, one.message_id)
        if heard is None:
            return False
        for_the_bot = False
        if heard.tap is None:  # words that stand for a tap hold nothing else
            for_the_bot = await self._engine.is_for_the_bot(process, heard.words)

        def hear() -> None:
            with writing(self._store) as connection:
                hears.hear(connection, one.message_id, heard, for_the_bot)

        await asyncio.to_thread(hear)
        return not for_the_bot

    async def _answer(self, one: Waiting) -> None:
        conversation_id, message_id = one.conversation_id, one.message_id
        logs.talk.set(conversation_id)
        try:
            if await self._is_decided(one):
                self._wake.news(conversation_id)
                return
            process = process_of(conversation_id, self._engine.processes)
            try:
                if not await self._is_heard(one, process):
                    await self._ask(process, message_id)
            except EngineDown:
                await self._engine_is_down(conversation_id, message_id)
            except TurnFailed as error:
                log.error("message %s could not be answered: %s", message_id, error)
                await asyncio.to_thread(self._failed, conversation_id, message_id)
            else:
                self._told.discard(conversation_id)
                self._down_since.pop(conversation_id, None)
            self._wake.news(conversation_id)
        except StoreUnavailable as error:
            log.warning("message %s waits for the database: %s", message_id, error)
            await asyncio.sleep(LOOK_EVERY_S)
        except Exception:
            log.exception("message %s waits", message_id)
            await asyncio.sleep(LOOK_EVERY_S)
        finally:
            self._busy.pop(conversation_id, None)
            self._look.set()

    async def _ask(self, process: int, message_id: int) -> None:
        """Have it answered as soon as there is a slot; while others get answers, that may take.

        Raises:
            EngineDown: also where the engine hangs: nobody had an answer all that time.
        """
        slots = self._slots[process]
        waiting = asyncio.ensure_future(slots.acquire())
        try:
            while not (await asyncio.wait([waiting], timeout=self._outage_notice_after_s))[0]:
                silent_for = time.monotonic() - self._answered_at[process]
                if silent_for >= self._outage_notice_after_s:
                    raise EngineDown(f"no answer for {silent_for:.0f} s")
        finally:
            waiting.cancel()
        try:
            await self._engine.answer(process, message_id)
            self._answered_at[process] = time.monotonic()
        finally:
            slots.release()

    async def _engine_is_down(self, conversation_id: str, message_id: int) -> None:
        waited = time.monotonic() - self._down_since.setdefault(conversation_id, time.monotonic())
        if waited >= self._outage_notice_after_s and conversation_id not in self._told:
            await asyncio.to_thread(self._tell_later, conversation_id)
            self._told.add(conversation_id)
            self._wake.news(conversation_id)
        await asyncio.sleep(LOOK_EVERY_S)

    def _tell_later(self, conversation_id: str) -> None:
        with writing(self._store) as connection:
            self._notice(connection, conversation_id, self._outage_notice, None)

    def _failed(self, conversation_id: str, message_id: int) -> None:
        with reading(self._store) as connection:
            attempts = connection.execute(
                select(messages.c.attempts).where(messages.c.id == message_id)
            ).scalar_one()
        attempts += 1
        give_up = attempts >= MAX_ATTEMPTS
        with writing(self._store) as connection:
            changed = connection.execute(
                update(messages)
                .where(messages.c.id == message_id, messages.c.status == "received")
                .values(
                    attempts=attempts,
                    status="failed" if give_up else "received",
                    next_attempt_at=time.time() + RETRY_AFTER_S[min(attempts, 3) - 1],
                )
            )
            if give_up and changed.rowcount:
                self._notice(connection, conversation_id, self._apology, message_id)

    def _notice(
        self, connection: Connection, conversation_id: str, text: str, in_reply_to: int | None
    ) -> None:
        said = [Reply(text)]
        if is_silent(connection, conversation_id):
            said.insert(0, Reply(self._computer))
        put(connection, conversation_id, said, in_reply_to, author="system", kind="notice")
