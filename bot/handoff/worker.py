"""The delivery worker: brings what waits to each CRM and to the brokers' mail, until it is there.

Each target has some threads of its own, each with a plugin of its own. A thread takes one delivery
on a lease, does it, and writes down how it went. Whatever dies, the delivery still waits, and the
plugin's look-up sees to it that it has one effect.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Callable

from sqlalchemy.engine import Engine

from bot.handoff.crm import Crm, CrmError, NotAllowed, Rejected, Unavailable
from bot.handoff.crm.base import Handoff
from bot.store import StoreUnavailable, deliveries
from bot.store.clock import Clock
from bot.store.deliveries import Claim

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
"""How often is looked for what waits, while nothing does."""


@dataclass(frozen=True)
class Pace:
    """How fast and how long is tried. Times are seconds."""

    first_wait_s: float = 5.0
    longest_wait_s: float = 900.0
    """Exponential back-off with full jitter between these (Brooker 2015, Exponential Backoff and
    Jitter): what failed together must not come back together."""
    give_up_after_s: float = 3 * 24 * 3600.0
    """A delivery that is refused as "not now" for this long is shown to a broker."""
    not_allowed_wait_s: float = 60.0
    """Pause of a target whose credentials are wrong; nothing of it ever goes dead for that."""
    lease_s: float = 30.0
    """How long a delivery waits whose worker died; one that lives renews its leases."""
    failures_in_a_row: int = 8
    """After these a target is left alone for a while, longer each time."""


@dataclass
class Target:
    """One place to deliver to, and how it goes there."""

    name: str
    make: Callable[[], Crm]
    """Makes a plugin, one for each thread."""
    threads: int = 2
    paused_until: float = 0.0
    in_a_row: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Worker:
    """Delivers until it is stopped.

    Args:
        handoff: the record with this id as it stands now, or None where it is no more.
    """

    def __init__(
        self,
        store: Engine,
        targets: list[Target],
        handoff: Callable[[str], Handoff | None],
        pace: Pace = Pace(),
        rng: random.Random | None = None,
    ) -> None:
        self._store, self._targets, self._handoff, self._pace = store, targets, handoff, pace
        self._rng = rng or random.Random()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._held: dict[str, Claim] = {}
        """By their leases, the deliveries that are being done."""
        self._clock = Clock(store)

    def start(self) -> None:
        """Begin, in threads."""
        renewing = threading.Thread(target=self._renew, name="leases", daemon=True)
        renewing.start()
        self._threads.append(renewing)
        for target in self._targets:
            for number in range(target.threads):
                thread = threading.Thread(
                    target=self._work, args=(target,), name=f"{target.name}-{number}", daemon=True
                )
                thread.start()
                self._threads.append(thread)

    def stop(self) -> None:
        """Finish what is being delivered, and end."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _renew(self) -> None:
        """Keep the leases of deliveries that take long, and notice a clock that was set back."""
        while not self._stop.wait(self._pace.lease_s / 3):
            try:
                self._clock.look()
                held = list(self._held.values())
                deliveries.renew(self._store, held, time.time() + self._pace.lease_s)
            except StoreUnavailable as problem:
                log.warning("leases not renewed: %s", problem)

    def _work(self, target: Target) -> None:
        crm = target.make()
        try:
            while not self._stop.is_set():
                try:
                    busy = self.deliver_one(target, crm)
                except StoreUnavailable as problem:
                    # The delivery keeps its lease, and comes again when that ends.
                    log.warning("store unavailable: %s", problem)
                    busy = False
                if not busy:
                    self._stop.wait(LOOK_EVERY_S)
        finally:
            crm.close()

    def deliver_one(self, target: Target, crm: Crm) -> bool:
        """Try the delivery that has waited longest. False if there is none to try now."""
        at = time.time()
        if at < target.paused_until:
            return False
        claim = deliveries.claim(self._store, target.name, at, self._pace.lease_s)
        if claim is None:
            return False
        self._held[claim.lease] = claim
        try:
            return self._deliver(target, crm, claim)
        finally:
            self._held.pop(claim.lease, None)

    def _deliver(self, target: Target, crm: Crm, claim: Claim) -> bool:
        try:
            handoff = self._handoff(claim.record_id)
            if handoff is None:
                raise Rejected("de groeivraag bestaat niet meer")
            if claim.withdrawn:
                crm.withdraw(handoff, claim.reference)
                reference = None
            else:
                reference = crm.deliver(handoff, claim.reference).reference
        except CrmError as error:
            self._failed(target, claim, error)
            return True
        except StoreUnavailable:
            raise
        except Exception as error:
            # A fault of ours: no reason to lose it, or to go on as if nothing happened.
            log.exception("%s: %s", target.name, claim.record_id)
            deliveries.failed(self._store, claim, f"onverwachte fout: {type(error).__name__}", None)
            return True
        target.in_a_row = 0
        deliveries.done(self._store, claim, reference)
        return True

    def _failed(self, target: Target, claim: Claim, error: CrmError) -> None:
        at, pace = time.time(), self._pace
        log.info("%s: %s %s", target.name, claim.record_id, error)
        if isinstance(error, Rejected):
            deliveries.failed(self._store, claim, str(error), None)
            return
        if isinstance(error, NotAllowed):
            wait = pace.not_allowed_wait_s
            target.paused_until = max(target.paused_until, at + wait)
            deliveries.failed(self._store, claim, str(error), at + wait)
            return
        wait = self._back_off(claim.attempts)
        if isinstance(error, Unavailable) and error.retry_after is not None:
            wait = max(wait, error.retry_after)
            target.paused_until = max(target.paused_until, at + error.retry_after)
        self._rest_if_down(target, at)
        too_old = at - claim.created_at.timestamp() > pace.give_up_after_s
        lasting = too_old and claim.attempts >= pace.failures_in_a_row
        deliveries.failed(self._store, claim, str(error), None if lasting else at + wait)

    def _back_off(self, attempts: int) -> float:
        longest = min(self._pace.longest_wait_s, self._pace.first_wait_s * 2.0 ** min(attempts, 30))
        return self._rng.uniform(0.0, longest)

    def _rest_if_down(self, target: Target, at: float) -> None:
        """Leave a target alone that answers nobody: trying all that waits only makes it worse."""
        with target.lock:
            target.in_a_row += 1
            over = target.in_a_row - self._pace.failures_in_a_row
            if over >= 0:
                rest = min(self._pace.first_wait_s * 2.0 ** min(over, 10), 60.0)
                target.paused_until = max(target.paused_until, at + rest)
