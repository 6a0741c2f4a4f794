"""On what terms a supplier is called: the register, the circuit, the budget, the tries.

Every call is checked against the register, waits for its turn and for one of eight places, and is
counted before it is made, every try for itself. Only connect errors, 429 and 502 to 504 are tried
again; ``Retry-After`` is honoured where the deadline leaves room. What the supplier answers 429 is
no call of the day, and says nothing against its health.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from shared.kernel import log
from shared.kernel.clock import Clock, Deadline
from shared.kernel.errors import UnavailableError
from shared.platform.suppliers.breaker import Circuit
from shared.platform.suppliers.model import Supplier, is_loopback
from shared.platform.suppliers.pace import Pace, Unpaced
from shared.platform.suppliers.port import (
    Allowance,
    Asker,
    Budget,
    BusyError,
    FetchOutcome,
    SupplierError,
    SupplierStanding,
    SwitchedOffError,
)
from shared.platform.suppliers.wire import AT_ONCE, Answer, Request, TryAgainError, Wire

_TRIES = 3
_FIRST_PAUSE_SECONDS = 0.1
_ANSWER_SECONDS = 0.5
"""Who would have less time left for an answer when their turn comes does not wait for it."""
_POLL_SECONDS = 2.0
"""No poll takes a turn that is further ahead: somebody who is looking may want one."""
_UNWELL = frozenset({FetchOutcome.UNAVAILABLE, FetchOutcome.REFUSED})
"""Outcomes that say something of the supplier; a bad answer says something of one number."""


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a supplier is called."""

    base_url: str
    region: str
    allowance: Allowance
    loopback: bool = False
    """Whether ``base_url`` may be a part of the local stack instead of a registered host."""
    try_within: timedelta = timedelta(seconds=3)
    """How long one try may take."""
    off: bool = False
    """Whether the operator has switched the supplier off."""

    @property
    def is_local(self) -> bool:
        """Whether ``base_url`` is a part of the local stack."""
        return self.loopback and is_loopback(urlsplit(self.base_url).hostname or "")


@dataclass(frozen=True, slots=True)
class _Call:
    request: Request
    asker: Asker
    subject: str


class SupplierClient:
    """Calls one supplier."""

    def __init__(
        self,
        supplier: Supplier,
        terms: Terms,
        *,
        budget: Budget,
        clock: Clock,
        pace: Pace | None = None,
    ) -> None:
        supplier.check_address(terms.base_url, loopback=terms.loopback)
        self._supplier, self._terms, self._budget, self._clock = supplier, terms, budget, clock
        self._wire = Wire(terms.base_url, terms.try_within, local=terms.is_local)
        self._pace: Pace = pace or Unpaced()
        self._circuit = Circuit()
        self._places = asyncio.Semaphore(AT_ONCE)

    @property
    def supplier(self) -> str:
        """The supplier's id on the register."""
        return self._supplier.id

    @property
    def region(self) -> str:
        """The region that it calls from."""
        return self._terms.region

    @property
    def standing(self) -> SupplierStanding:
        """Whether the supplier may be called here and now."""
        today, terms = self._clock.now().date(), self._terms
        allowed = self._supplier.allows(region=terms.region, today=today)
        return SupplierStanding.of(off=terms.off, allowed=allowed)

    async def send(
        self, request: Request, *, asker: Asker, deadline: Deadline, subject: str = ""
    ) -> Answer:
        """Send a request, and read the JSON that comes back.

        Args:
            request: What is sent. It may be sent more than once.
            asker: For whom.
            deadline: Until when, waiting for a turn and a place included.
            subject: What the call is about, where that is counted too: a waybill number.

        Raises:
            SwitchedOffError: The operator has switched the supplier off.
            SupplierRefusedError: The register does not allow it.
            SupplierError: No usable answer; ``outcome`` says why, ``asked`` whether the supplier
                was called at all. A refused key (401, 403), a body that is not JSON or larger
                than the request allows, and a redirect are among them.
            UnavailableError: The call could not be counted, so it was not made.
        """
        if not request.erases:
            if self.standing is SupplierStanding.OFF:
                raise SwitchedOffError
            self._supplier.check(region=self._terms.region, today=self._clock.now().date())
        before = self._pass_circuit()
        trying, started, outcome = self._circuit, self._clock.ticks(), None
        call = _Call(request, asker, subject)
        try:
            answer = await self._try(call, deadline)
            outcome = FetchOutcome.ANSWERED
        except SupplierError as e:
            outcome = e.outcome if e.asked else None
            raise
        finally:
            self._settle(outcome, before, trying)
            self._tell(outcome, started)
        return answer

    async def guess(self, subject: str, *, wrong: bool) -> None:
        """Let somebody compare a detail about a subject with the one that we know of it.

        Raises:
            BudgetSpentError: It was guessed wrongly too often today.
            UnavailableError: It could not be counted.
        """
        await self._budget.guess(self._supplier.id, subject=subject, wrong=wrong)

    async def close(self) -> None:
        """Close the connections; the next call opens new ones."""
        await self._wire.close()

    def _pass_circuit(self) -> Circuit:
        """Let a call through, or not; return the circuit as it was."""
        before, now = self._circuit, self._clock.ticks()
        if wait := before.wait(now):
            raise SupplierError(asked=False, retry_after=timedelta(seconds=wait + 1))
        self._circuit = before.trying(now)
        return before

    @asynccontextmanager
    async def _place(self, deadline: Deadline) -> AsyncIterator[None]:
        """Hold one of the places: time spent waiting for it is no fault of the supplier's."""
        try:
            async with asyncio.timeout(deadline.left()):
                await self._places.acquire()
        except TimeoutError as e:
            raise SupplierError(asked=False) from e
        try:
            yield
        finally:
            self._places.release()

    def _settle(self, outcome: FetchOutcome | None, before: Circuit, trying: Circuit) -> None:
        """Move the circuit; a probe that told nothing leaves it as it was."""
        if outcome is FetchOutcome.ANSWERED:
            self._circuit = self._circuit.succeeded()
        elif outcome in _UNWELL:
            self._circuit = self._circuit.failed(self._clock.ticks())
        elif self._circuit is trying and before.opened is not None:
            self._circuit = before if outcome is None else Circuit()

    def _tell(self, outcome: FetchOutcome | None, started: float) -> None:
        if outcome is None:
            return
        log.write(
            log.Event.CARRIER_ASKED,
            log.Severity.INFO if outcome is FetchOutcome.ANSWERED else log.Severity.WARNING,
            supplier=log.Word(self._supplier.id),
            outcome=outcome,
            ms=round((self._clock.ticks() - started) * 1000),
            circuit_open=self._circuit.opened is not None,
        )

    async def _try(self, call: _Call, deadline: Deadline) -> Answer:
        """Try until there is an answer. BusyError: no try was made that was let through."""
        failed: TryAgainError | None = None
        for number in range(_TRIES):
            try:
                return await self._once(call, deadline)
            except SupplierError as e:
                if e.asked or number == 0:
                    raise
                raise _given_up(failed, e.retry_after) from e  # it cannot be tried again
            except TryAgainError as e:
                pause = await self._after(number, call, e)
                failed = failed if e.busy else e
                last = number == _TRIES - 1 or (call.request.once and e.arrived)
                if last or pause > deadline.left():
                    raise _given_up(failed, e.after) from e
                await asyncio.sleep(pause)
        raise SupplierError

    async def _once(self, call: _Call, deadline: Deadline) -> Answer:
        turn = await self._turn(call, deadline)
        async with self._place(deadline):
            await self._count(call)
            self._wire.open()
            if turn is not None:
                await self._begin(call, turn)
            return await self._sent(call, deadline)

    async def _sent(self, call: _Call, deadline: Deadline) -> Answer:
        try:
            seconds = min(self._terms.try_within.total_seconds(), deadline.left())
            async with asyncio.timeout(seconds):
                sent = self._pace.sent if call.request.paced else None
                return await self._wire.send(call.request, now=self._clock.now(), sent=sent)
        except TimeoutError as e:
            await self._refund(call)
            raise SupplierError from e
        except SupplierError as e:
            if e.outcome is FetchOutcome.UNAVAILABLE:
                await self._refund(call)
            raise

    async def _turn(self, call: _Call, deadline: Deadline) -> datetime | None:
        """Take a turn; a request for a token needs none, and a poll takes none from who waits."""
        if not call.request.paced:
            return None
        within = deadline.left() - _ANSWER_SECONDS
        if call.asker is Asker.POLL:
            within = min(within, _POLL_SECONDS)
        return await self._pace.take(within=within)

    async def _begin(self, call: _Call, turn: datetime) -> None:
        try:
            await self._pace.begin(turn)
        except BusyError:
            await self._unspend(call)
            raise

    async def _after(self, number: int, call: _Call, failed: TryAgainError) -> float:
        """Settle a try that did not get through; return how long to wait before the next."""
        if not failed.busy:
            await self._refund(call)
            return _pause(number, failed.after)
        await self._unspend(call)
        pause = _pause(number, failed.after)
        await self._pace.hold(pause)
        return pause

    async def _count(self, call: _Call) -> None:
        if call.request.cost == 0:
            return
        await self._budget.spend(
            self._supplier.id,
            asker=call.asker,
            allowance=self._terms.allowance,
            subject=call.subject,
            cost=call.request.cost,
        )

    async def _unspend(self, call: _Call) -> None:
        """Take back what a try cost that the supplier did not let through; no more than a wish."""
        if call.request.cost == 0:
            return
        with suppress(UnavailableError):
            await self._budget.unspend(
                self._supplier.id, asker=call.asker, subject=call.subject, cost=call.request.cost
            )

    async def _refund(self, call: _Call) -> None:
        """Give back what a try without an answer took from its subject; no more than a wish."""
        with suppress(UnavailableError):
            await self._budget.refund(self._supplier.id, subject=call.subject)


def _given_up(failed: TryAgainError | None, after: timedelta | None) -> SupplierError:
    """Return the error after the last try; ``failed``: one that was let through, if any was."""
    if failed is None:
        return BusyError(retry_after=after, arrived=False)
    return SupplierError(retry_after=after, arrived=failed.arrived)


def _pause(number: int, after: timedelta | None) -> float:
    if after is not None:
        return after.total_seconds()
    return float(_FIRST_PAUSE_SECONDS * 2**number * (1 + random.random()))  # noqa: S311 - jitter
