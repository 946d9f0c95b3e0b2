"""Sending: in order, once, with retries; nothing is given up silently."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from bot.channels import port, sender
from bot.channels.sender import Pace, Sender
from bot.conversations import arrivals, outbox, sending
from bot.conversations.arrivals import Arrival
from bot.conversations.outbox import Reply
from bot.conversations.sending import Noticed, Outgoing
from bot.store import reading, writing
from bot.store.tables import channel_users, messages
from tests.channels.test_arrivals import TEXTS, bring, conversation_of


class Recording:
    """A platform in memory: what reached it, and how it is to fail next."""

    channel = "telegram"

    def __init__(self) -> None:
        self.got: list[tuple[str, str]] = []
        self.failures: list[Exception | None] = []
        self.nudges: list[str] = []
        self.nudge_failures: list[Exception] = []
        self.read: list[str] = []
        self.part_length = 4000

    def parts(self, out: Outgoing) -> Sequence[str]:
        n = self.part_length
        return [out.text[i : i + n] for i in range(0, len(out.text), n)]

    async def send(self, out: Outgoing, part: str) -> str | None:
        await asyncio.sleep(0.001)
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        self.got.append((out.address, part))
        return f"id-{len(self.got)}"

    async def nudge(self, out: Outgoing) -> bool:
        if self.nudge_failures:
            raise self.nudge_failures.pop(0)
        self.nudges.append(out.address)
        return True

    async def noticed(self, message: Noticed) -> None:
        self.read.append(message.external_id)

    async def close(self) -> None:
        pass


@pytest.fixture()
def platform() -> Recording:
    return Recording()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "FIRST_WAIT_S", 0.02)
    monkeypatch.setattr(sender, "LOOK_EVERY_S", 0.02)
    monkeypatch.setattr(sender, "NOT_ALLOWED_WAIT_S", 0.3)


def work(
    store: Engine, platform: Recording, until: Callable[[], bool], within_s: float = 10.0
) -> None:
    """Have the sender work until something is so."""

    async def run() -> None:
        running = asyncio.create_task(
            Sender(store, {"telegram": (platform, Pace(per_second=1000.0))}).run()
        )
        deadline = time.monotonic() + within_s
        while not until() and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(run())
    assert until()


def say(store: Engine, text: str, address: str = "7") -> None:
    outbox.say(store, conversation_of(store, address), Reply(text), "bot", "text")


def claim(store: Engine, message_id: int) -> sending.Outgoing | None:
    with writing(store) as connection:
        return sending.claim(connection, message_id)


def change_status(store: Engine, platform_id: str, status: str) -> bool:
    with writing(store) as connection:
        return sending.change_status(connection, platform_id, status, "waarom")


def statuses(store: Engine) -> list[str]:
    with reading(store) as connection:
        query = select(messages.c.status).where(messages.c.direction == "out")
        return list(connection.execute(query.order_by(messages.c.id)).scalars())


def problems(store: Engine) -> list[Any]:
    with reading(store) as connection:
        query = select(messages.c.problem).where(messages.c.direction == "out")
        return list(connection.execute(query.order_by(messages.c.id)).scalars())


def all_sent(store: Engine) -> Callable[[], bool]:
    return lambda: set(statuses(store)) == {"sent"}


def test_in_order_for_each_and_once(any_store: Engine, platform: Recording) -> None:
    for n in range(20):
        bring(any_store, n, "hallo", address=str(n % 4))
    for n in range(40):
        say(any_store, f"{n}", address=str(n % 4))
    work(any_store, platform, all_sent(any_store))
    assert len(platform.got) == 40
    for address in "0123":
        own = [int(text) for to, text in platform.got if to == address]
        assert own == sorted(own)


def test_two_senders_send_each_message_once(any_store: Engine, platform: Recording) -> None:
    for n in range(10):
        bring(any_store, n, "hallo", address=str(n))
        say(any_store, f"{n}", address=str(n))
    threads = [
        threading.Thread(target=work, args=(any_store, platform, all_sent(any_store)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(platform.got) == sorted((str(n), str(n)) for n in range(10))


def test_failures_are_tried_again_and_the_next_message_waits_its_turn(
    store: Engine, platform: Recording
) -> None:
    bring(store, 1, "hallo")
    platform.failures = [port.TryLater("weg"), RuntimeError("fout van ons"), port.TryLater("weg")]
    say(store, "een")
    say(store, "twee")
    work(store, platform, all_sent(store))
    assert [text for _, text in platform.got] == ["een", "twee"]


def test_platform_that_asks_for_time_gets_it(store: Engine, platform: Recording) -> None:
    bring(store, 1, "hallo")
    bring(store, 2, "hallo", address="8")
    platform.failures = [port.TryLater("te snel", wait_s=0.5, for_all=True)]
    say(store, "een")
    began = time.monotonic()
    work(store, platform, lambda: len(statuses(store)) == 1 and statuses(store) == ["sent"])
    assert time.monotonic() - began >= 0.5


def test_wrong_token_pauses_and_costs_no_message(store: Engine, platform: Recording) -> None:
    bring(store, 1, "hallo")
    say(store, "een")
    platform.failures = [port.NotAllowed("token verlopen")]
    work(store, platform, lambda: statuses(store) == ["queued"] and problems(store) != [None])
    assert problems(store) == ["token verlopen"]
    work(store, platform, all_sent(store))
    assert problems(store) == [None]


def test_long_text_goes_on_after_the_part_that_is_out(store: Engine, platform: Recording) -> None:
    bring(store, 1, "hallo")
    platform.part_length = 3
    platform.failures = [None, port.TryLater("weg")]
    say(store, "abcdefghi")
    work(store, platform, all_sent(store))
    assert [text for _, text in platform.got] == ["abc", "def", "ghi"]


def test_outside_the_window_all_is_held_told_once_and_sent_when_they_write(
    store: Engine, platform: Recording
) -> None:
    bring(store, 1, "hallo")
    say(store, "een")
    say(store, "twee")
    platform.failures = [port.OutsideWindow("24 uur voorbij")] * 2
    platform.nudge_failures = [port.TryLater("weg")]
    work(store, platform, lambda: statuses(store) == ["held", "held"])
    say(store, "drie")
    platform.failures = [port.OutsideWindow("24 uur voorbij")] * 2
    work(store, platform, lambda: statuses(store) == ["held"] * 3)
    assert platform.nudges == ["7"] and platform.got == []
    platform.failures = []
    bring(store, 2, "ik ben er weer")
    work(store, platform, all_sent(store))
    assert [text for _, text in platform.got] == ["een", "twee", "drie"]
    with reading(store) as connection:
        assert connection.execute(select(channel_users.c.nudged)).scalar() == 0


def test_who_shuts_us_out_gets_it_when_they_write_again(store: Engine, platform: Recording) -> None:
    bring(store, 1, "hallo")
    say(store, "een")
    platform.failures = [port.Blocked("geblokkeerd")]
    work(store, platform, lambda: statuses(store) == ["held"])
    with reading(store) as connection:
        assert connection.execute(select(channel_users.c.blocked)).scalar() == 1
    bring(store, 2, "toch weer")
    work(store, platform, all_sent(store))


def test_what_cannot_arrive_is_marked_with_the_reason_and_the_rest_goes_on(
    store: Engine, platform: Recording
) -> None:
    bring(store, 1, "hallo")
    platform.failures = [port.Undeliverable("tekst geweigerd")]
    say(store, "een")
    say(store, "twee")
    work(store, platform, lambda: statuses(store) == ["failed", "sent"])
    assert problems(store) == ["tekst geweigerd", None]


def test_old_message_is_given_up_aloud(
    store: Engine, platform: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(store, 1, "hallo")
    say(store, "een")
    monkeypatch.setattr(sender, "GIVE_UP_AFTER_S", -1.0)
    platform.failures = [port.TryLater("weg")]
    work(store, platform, lambda: statuses(store) == ["failed"])
    assert problems(store) == ["weg"]


def test_sender_that_died_leaves_its_message_to_the_next(
    store: Engine, platform: Recording
) -> None:
    bring(store, 1, "hallo")
    say(store, "een")
    [message_id] = sending.waiting(store, ["telegram"])
    assert claim(store, message_id) is not None
    assert claim(store, message_id) is None and sending.waiting(store, ["telegram"]) == []
    with writing(store) as connection:
        connection.execute(update(messages).values(next_attempt_at=time.time() - 1))
    work(store, platform, all_sent(store))


def test_what_came_in_is_shown_as_read(store: Engine, platform: Recording) -> None:
    bring(store, 1, "van voor de start")

    async def run() -> None:
        running = asyncio.create_task(
            Sender(store, {"telegram": (platform, Pace(per_second=1000.0))}).run()
        )
        await asyncio.sleep(0.1)
        await asyncio.to_thread(bring, store, 2, "hallo")
        deadline = time.monotonic() + 5
        while not platform.read and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(run())
    assert platform.read == ["u2"]


def bring_at_once(store: Engine, numbers: Sequence[int]) -> None:
    """Have a message of each of these people stored, all at the same moment."""
    with writing(store) as connection:
        for n in numbers:
            arrival = Arrival("telegram", f"u{n}", str(n), "text", "hallo")
            arrivals.store(connection, arrival, TEXTS, 4000)


def test_in_a_burst_answers_go_before_showing_what_was_read(
    store: Engine, platform: Recording
) -> None:
    bring(store, 0, "hallo")
    say(store, "0")
    burst, after = range(1, 30), 100
    came: list[str] = []

    def talk_goes_on() -> bool:
        if platform.got and not came:  # the sender knows what was there before it
            came.append("all")
            bring_at_once(store, burst)
            for n in burst:
                say(store, f"{n}", address=str(n))
        if len(platform.got) == 30 and came == ["all"]:
            came.append("after")
            bring(store, after, "en nu?")
        return platform.read != []

    work(store, platform, talk_goes_on)
    assert platform.read == [f"u{after}"], "of the burst none, of what came after it each"


def test_only_some_are_shown_as_read_at_the_same_time(store: Engine) -> None:
    class Slow(Recording):
        showing = most = 0

        async def noticed(self, message: Noticed) -> None:
            self.showing += 1
            self.most = max(self.most, self.showing)
            await asyncio.sleep(0.5)
            self.showing -= 1
            await super().noticed(message)

    platform, rounds = Slow(), []
    bring(store, 0, "hallo")
    say(store, "0")

    def some_at_a_time() -> bool:
        if platform.got and len(rounds) < 6:
            rounds.append(1)
            bring_at_once(store, [3 * len(rounds) + i for i in range(3)])
            time.sleep(0.1)
        return len(platform.read) >= sender.NOTICED_AT_ONCE

    work(store, platform, some_at_a_time)
    assert platform.most == sender.NOTICED_AT_ONCE


@pytest.mark.parametrize(
    ("reported", "end"),
    [
        (["delivered", "read"], "read"),
        (["read", "delivered"], "read"),
        (["delivered", "delivered", "failed"], "delivered"),
        (["failed", "delivered"], "failed"),
        (["held"], "held"),
    ],
)
def test_statuses_in_any_order(
    store: Engine, platform: Recording, reported: list[str], end: str
) -> None:
    bring(store, 1, "hallo")
    say(store, "een")
    work(store, platform, all_sent(store))
    for status in reported:
        change_status(store, "id-1", status)
    assert statuses(store) == [end]
    assert not change_status(store, "id-99", "read")


def test_pace_keeps_people_and_the_whole_apart() -> None:
    async def run() -> float:
        pace = Pace(per_second=100.0, apart_s=0.1)
        began = time.monotonic()
        await asyncio.gather(*(pace.wait(address) for address in "aaab"))
        return time.monotonic() - began

    assert 0.19 <= asyncio.run(run()) < 0.5


def set_status(store: Engine, text: str, **values: Any) -> None:
    with writing(store) as connection:
        connection.execute(update(messages).where(messages.c.text == text).values(**values))


def test_nothing_goes_out_before_what_is_held(any_store: Engine, platform: Recording) -> None:
    bring(any_store, 1, "hallo")
    for text in ("een", "twee"):
        say(any_store, text)
    with reading(any_store) as connection:
        first, second = connection.execute(
            select(messages.c.id).where(messages.c.direction == "out").order_by(messages.c.id)
        ).scalars()
    set_status(any_store, "een", status="held", problem="24 uur voorbij")
    assert claim(any_store, second) is None
    assert statuses(any_store) == ["held", "held"]
    assert problems(any_store) == ["24 uur voorbij"] * 2
    assert claim(any_store, first) is None, "nobody wrote"
    bring(any_store, 2, "ik ben er weer")
    work(any_store, platform, all_sent(any_store))
    assert [text for _, text in platform.got] == ["een", "twee"]


def test_who_writes_while_it_is_refused_need_not_write_again(any_store: Engine) -> None:
    bring(any_store, 1, "hallo", sent_at=time.time() - 100_000)
    say(any_store, "een")
    with reading(any_store) as connection:
        number = connection.execute(
            select(messages.c.id).where(messages.c.direction == "out")
        ).scalar_one()
    out = claim(any_store, number)
    assert out is not None
    bring(any_store, 2, "ik ben er weer")
    with writing(any_store) as connection:
        sending.held(connection, out, "24 uur voorbij")
    assert statuses(any_store) == ["queued"]
    assert sending.waiting(any_store, ["telegram"]) == [number]


def test_what_a_wrong_clock_held_goes_out_when_the_sender_starts(
    any_store: Engine, platform: Recording
) -> None:
    days_ago = time.time() - 3 * 86400
    for address, wrote_at in (("7", time.time()), ("8", days_ago), ("9", time.time())):
        bring(any_store, int(address), "hallo", address=address, sent_at=wrote_at)
        say(any_store, f"aan {address}", address=address)
        set_status(any_store, f"aan {address}", status="held", problem="24 uur voorbij")
    with writing(any_store) as connection:
        shut = update(channel_users).where(channel_users.c.address == "9")
        connection.execute(shut.values(blocked=1))
    work(any_store, platform, lambda: statuses(any_store) == ["sent", "held", "held"])
    assert platform.got == [("7", "aan 7")]
