"""Look shipments up in the shared cache; ask the carrier once where the cache is not fresh.

However many ask at once, in however many instances, one of them asks the carrier: it writes a lease
into the shipment's document by compare-and-set, and the others wait for what it finds. A lease that
its holder did not live to end runs out. If the carrier gives nothing, the last known state stays
and says when it was asked last.
"""

import asyncio
import secrets
from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from shared.kernel import log
from shared.kernel.clock import Clock, Deadline
from shared.kernel.errors import AppError, ConflictError, TooManyRequestsError, UnavailableError
from shared.parcels.carriers.model import SANDBOX, Report
from shared.parcels.carriers.port import CarrierPort
from shared.parcels.shipments.keys import ShipmentKeys
from shared.parcels.shipments.model import VISIT, Shipment, ShipmentRef, ShipmentState
from shared.parcels.shipments.outcomes import as_known, failure_of, told, with_report
from shared.parcels.shipments.quota import Quota
from shared.parcels.shipments.requester import Behalf, handed
from shared.parcels.shipments.rings import NewsRing, ring
from shared.parcels.shipments.shares import Payer
from shared.platform.records.contention import retry_contended
from shared.platform.records.port import ContendedError
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.suppliers.port import (
    Asker,
    FetchOutcome,
    SupplierError,
    SupplierStanding,
    SwitchedOffError,
)
from shared.privacy.purposes import TRACKING

ANSWER_WITHIN = timedelta(seconds=8)
"""How long a visitor, and a flight to a carrier, is given."""
_LEAST_SECONDS = 3.5
"""Who has less time left does not begin to ask: a try at a carrier may take 3 s."""
_SOON = timedelta(seconds=2)
_FIRST_PAUSE_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 0.4
_GRACE_SECONDS = 0.5
_KEEP_TRIES = 2
_AT_LEAST_SHORT = timedelta(hours=10)
"""A life that is too short by less is not lengthened: it outlasts the next look even so."""
_AT_ONCE = 100
"""So many documents one read returns."""

Records = SealedRecords[ShipmentRef, Shipment]
Seen = Slot[Shipment]
_Flight = tuple[Asker, str]
"""For whom, and the shipment's name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A shipment that somebody wants to see."""

    carrier: CarrierPort
    """Who is to be asked if need be."""
    ref: ShipmentRef
    proven: ShipmentRef | None = None
    """What to look for instead if ``ref`` wants a proof: the same with the one that was given."""


class ShipmentLookup:
    """The shared cache and the carriers behind it."""

    def __init__(
        self,
        records: Records,
        rings: SealedRecords[str, NewsRing],
        keys: ShipmentKeys,
        quota: Quota,
        clock: Clock,
    ) -> None:
        self._records, self._rings, self._keys = records, rings, keys
        self._quota, self._clock = quota, clock
        self._flights: dict[_Flight, asyncio.Task[ShipmentState]] = {}

    async def look_up(
        self, wanted: Sequence[Wanted], *, behalf: Behalf, deadline: Deadline
    ) -> list[ShipmentState | AppError]:
        """Return what is known of each shipment, in the order wanted.

        Args:
            wanted: At most 40.
            behalf: For whom, for budgets and for the limit on look-ups that ask a carrier.
            deadline: Until when to wait for carriers. What they say later is kept all the same.

        Returns:
            A state that has a report, or the error that says why there is none.

        Raises:
            UnavailableError: The database or the key service does not answer.
        """
        names = [await self._keys.name(one.ref) for one in wanted]
        slots = await self._records.look(
            [(one.ref, name) for one, name in zip(wanted, names, strict=True)], TRACKING
        )
        found = [self._known(slot, behalf) for slot in slots]
        await self._lengthen(wanted, slots, behalf)
        asked = [
            self._asked(one, slot, behalf, deadline)
            for one, slot, fresh in zip(wanted, slots, found, strict=True)
            if fresh is None
        ]
        answers = iter(await asyncio.gather(*asked, return_exceptions=True) if asked else ())
        return [told(next(answers)) if fresh is None else fresh for fresh in found]

    async def expect(self, ref: ShipmentRef) -> None:
        """Begin to read a shipment that will be looked up for the request at hand."""
        self._records.expect(await self._keys.name(ref))

    async def known(self, refs: Sequence[ShipmentRef]) -> list[ShipmentState | AppError | None]:
        """Return what is kept of each shipment, in the order wanted; nobody is asked.

        Returns:
            A state that has a report, however old; or the error that says why there is none; or
            None: nobody asked for it lately.

        Raises:
            UnavailableError: The database or the key service does not answer.
        """
        slots, now = await self.seen(refs), self._clock.now()
        return [as_known(_state(slot), now) for slot in slots]

    async def seen(self, refs: Sequence[ShipmentRef]) -> list[Seen]:
        """Return what is kept of each shipment, to be handed to ``poll``; nobody is asked.

        Raises:
            UnavailableError: The database or the key service does not answer.
        """
        named = [(ref, await self._keys.name(ref)) for ref in refs]
        slots: list[Seen] = []
        for start in range(0, len(named), _AT_ONCE):
            slots += await self._records.look(named[start : start + _AT_ONCE], TRACKING)
        return slots

    async def poll(
        self, wanted: Wanted, slot: Seen, *, behalf: Behalf, deadline: Deadline
    ) -> ShipmentState:
        """Return what the carrier says of a shipment that was just seen.

        Args:
            wanted: The shipment, and whom to ask.
            slot: As it was seen.
            behalf: For whom.
            deadline: Until when to wait.

        Raises:
            SupplierError: The carrier gave nothing, whatever is known from before.
            UnavailableError: Nothing can be looked up right now.
        """
        if wanted.carrier.standing is SupplierStanding.OFF:
            raise SwitchedOffError
        return await self._join(wanted, slot, behalf, deadline)

    def _known(self, slot: Seen, behalf: Behalf) -> ShipmentState | AppError | None:
        """Return what a fresh state says; None: the carrier is to be asked."""
        try:
            state, now = _state(slot), self._clock.now()
            return with_report(state, now) if state.is_fresh(now, behalf.asker) else None
        except Exception as e:  # noqa: BLE001 - one that broke something does not cost the others
            return told(e)

    async def keep_on(
        self,
        ref: ShipmentRef,
        slot: Seen,
        life: timedelta = timedelta(0),
        *,
        alive: Iterable[str] = (),
        dead: Container[str] = frozenset(),
    ) -> None:
        """Have what was just seen of a shipment live on, with bells and without others.

        It is no more than a wish: the next look tries again.

        Args:
            ref: Which.
            slot: As it was seen.
            life: How long it lives at least from now; one that ends not much sooner stays.
            alive: Bells that are to be with it.
            dead: Bells that lead nowhere any more.
        """
        if slot.record is None:
            return
        state, now = slot.record.state.without_bells(dead).with_bells(alive), self._clock.now()
        is_short = slot.record.expires < now + life - _AT_LEAST_SHORT
        if is_short or state is not slot.record.state:
            until = now + life if is_short else slot.record.expires
            kept = Shipment.of(slot.name, state, until, slot.record)
            with suppress(ConflictError, UnavailableError):
                await self._records.put(ref, slot, kept)

    async def _lengthen(
        self, wanted: Sequence[Wanted], slots: Sequence[Seen], behalf: Behalf
    ) -> None:
        """Have what is known live until somebody who follows it looks again.

        A visitor's look gave it a day.
        """
        now = self._clock.now()
        for one, slot in zip(wanted, slots, strict=True):
            if slot.record is not None and slot.record.state.is_fresh(now, behalf.asker):
                await self.keep_on(one.ref, slot, behalf.life(slot.record.state, now))

    async def _asked(
        self, wanted: Wanted, slot: Seen, behalf: Behalf, deadline: Deadline
    ) -> ShipmentState:
        """Return what the carrier says, or the last known state if there is no other in time."""
        state = _state(slot)
        try:
            if wanted.carrier.standing is SupplierStanding.OFF:
                raise SwitchedOffError
            fresh = await self._join(wanted, slot, behalf, deadline)
            return with_report(fresh, self._clock.now())
        except AppError:
            if state.report is not None:
                return state
            raise

    async def _join(
        self, wanted: Wanted, slot: Seen, behalf: Behalf, deadline: Deadline
    ) -> ShipmentState:
        """Wait for whoever in this process is getting the state already, or get it.

        Another source's limit is not ours: then the next one who waits tries for itself. Nor is
        the visitors' share of a budget that of follows: so they wait for none of each other's.
        """
        key = (behalf.asker, slot.name)
        while not deadline.passed:
            flight = self._flights.get(key)
            own = flight is None
            if flight is None:
                flight = asyncio.create_task(self._refresh(wanted, slot, behalf))
                self._flights[key] = flight
                flight.add_done_callback(lambda task: self._landed(key, task))
            await asyncio.wait({flight}, timeout=deadline.left())
            if not flight.done():
                break
            try:
                return flight.result()
            except TooManyRequestsError:
                if own:
                    raise
        raise UnavailableError(retry_after=_SOON)

    def _landed(self, key: _Flight, task: asyncio.Task[ShipmentState]) -> None:
        del self._flights[key]
        if not task.cancelled():
            task.exception()  # its waiters, if any are left, have it too

    async def _refresh(self, wanted: Wanted, slot: Seen, behalf: Behalf) -> ShipmentState:
        """Get the state from the carrier, or from whoever is at the carrier right now."""
        deadline = Deadline.after(self._clock, ANSWER_WITHIN)
        token, pause = secrets.token_hex(8), _FIRST_PAUSE_SECONDS
        tried = False
        while deadline.left() > _LEAST_SECONDS:
            state, now = _state(slot), self._clock.now()
            if state.is_fresh(now, behalf.asker):
                return state
            if state.is_leased(now) and state.lease != token:
                await asyncio.sleep(min(pause, deadline.left()))
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
            elif not tried:
                tried = True
                if claimed := await self._pay_and_claim(wanted, slot, token, behalf):
                    return await self._ask(wanted, claimed, behalf, deadline)
            elif claimed := await self._claim(wanted, slot, token, behalf):
                return await self._ask(wanted, claimed, behalf, deadline)
            slot = await self._look_again(wanted.ref, slot)
        raise UnavailableError(retry_after=_SOON)

    async def _look_again(self, ref: ShipmentRef, slot: Seen) -> Seen:
        return (await self._records.look([(ref, slot.name)], TRACKING))[0]

    async def _pay_and_claim(
        self, wanted: Wanted, slot: Seen, token: str, behalf: Behalf
    ) -> Seen | None:
        """Take the lease; beside it is counted, and written down, that the carrier is asked.

        Whoever may not have it asked lets go of the lease.
        """
        payer = await behalf.payer() if behalf.payer is not None else None
        if payer is not None:
            await self._quota.see(payer, wanted.carrier.code)
        claimed, *others = await asyncio.gather(
            self._claim(wanted, slot, token, behalf),
            self._pay(wanted, payer),
            _note(wanted, behalf),
            return_exceptions=True,
        )
        for one in (*others, claimed):
            if isinstance(one, BaseException):
                if isinstance(claimed, Slot):
                    await self._let_go(wanted.ref, claimed, slot)
                raise one
        return claimed if isinstance(claimed, Slot) else None

    async def _pay(self, wanted: Wanted, payer: Payer | None) -> None:
        """Count a look-up from a payer's share; None: it is paid already."""
        if payer is None:
            return
        code, daily = wanted.carrier.code, wanted.carrier.daily_budget
        await self._quota.spend(payer, code, daily=daily)

    async def _let_go(self, ref: ShipmentRef, claimed: Seen, before: Seen) -> None:
        """Put back what was there before a claim; no more than a wish, for the lease runs out."""
        with suppress(AppError):
            if before.record is None:
                await self._records.delete(claimed)
            else:
                await self._records.put(ref, claimed, before.record)

    async def _claim(self, wanted: Wanted, slot: Seen, token: str, behalf: Behalf) -> Seen | None:
        """Take the lease; None if that failed or nobody knows.

        A claim whose answer was lost may have been applied: the next look shows our token then.
        """
        if slot.damaged:
            log.write(log.Event.SHIPMENT_UNREADABLE, log.Severity.ERROR)
        state, now = _state(slot), self._clock.now()
        if state.lease == token and state.is_leased(now):
            return slot
        is_poll = behalf.asker is Asker.POLL
        leased = state.leased(token, wanted.carrier.code, now, is_poll=is_poll)
        kept = Shipment.of(slot.name, leased, now + VISIT, slot.record)
        try:
            claimed = await self._records.put(wanted.ref, slot, kept)
        except (ConflictError, UnavailableError):
            return None
        polls = 0 if is_poll else state.polls_on(now.date())
        if polls:  # counted with the shipment alone, until now
            await self._quota.carry(wanted.carrier.code, wanted.ref.asked.number, polls)
        return claimed

    async def _ask(
        self, wanted: Wanted, slot: Seen, behalf: Behalf, deadline: Deadline
    ) -> ShipmentState:
        """Ask the carrier and keep what it says, or that it said nothing."""
        state = _state(slot)
        try:
            report = await self._report(wanted, behalf.asker, deadline)
        except AppError as e:
            failure = failure_of(e, behalf.asker)
            if failure.outcome is FetchOutcome.BUSY and behalf.payer is not None:  # not asked
                payer, code = await behalf.payer(), wanted.carrier.code
                await self._quota.refund(payer, code, daily=wanted.carrier.daily_budget)
            ended = state.failed(wanted.carrier.code, failure, self._clock.now())
            await self._keep(wanted.ref, slot, ended, behalf)
            if state.report is None or behalf.asker is Asker.POLL:
                raise
            return ended
        ended = state.answered(wanted.carrier.code, report, self._clock.now())
        await self._keep(wanted.ref, slot, ended, behalf)
        return ended

    async def _report(self, wanted: Wanted, asker: Asker, deadline: Deadline) -> Report:
        """Ask; an adapter keeps to the deadline itself, and is not waited for much longer."""
        try:
            async with asyncio.timeout(deadline.left() + _GRACE_SECONDS):
                asked = wanted.ref.asked
                return await wanted.carrier.query(asked, asker=asker, deadline=deadline)
        except TimeoutError as e:
            raise SupplierError from e

    async def _keep(
        self, ref: ShipmentRef, slot: Seen, state: ShipmentState, behalf: Behalf
    ) -> None:
        """Write the outcome. If that fails the answer is true all the same; the lease runs out.

        News that was pushed meanwhile is overwritten only by what is newer.
        """

        @retry_contended(tries=_KEEP_TRIES)
        async def keep() -> None:
            nonlocal slot
            now, before = self._clock.now(), _state(slot)
            left = state.model_copy(update={"bells": before.bells}).with_bells(behalf.bells)
            kept = Shipment.of(slot.name, left, now + behalf.life(state, now), slot.record)
            is_news = left.is_news_to(before)
            others = [one for one in before.bells if is_news and one not in behalf.bells]
            beside = await ring(self._rings, others, now)
            try:
                await self._records.put(ref, slot, kept, beside=beside)
            except ContendedError:
                slot = await self._look_again(ref, slot)
                if state.is_newer_than(_state(slot)):
                    raise

        try:
            await keep()
        except UnavailableError:
            log.write(log.Event.SHIPMENT_NOT_KEPT, log.Severity.WARNING)


def _state(slot: Seen) -> ShipmentState:
    return slot.record.state if slot.record is not None else ShipmentState()


async def _note(wanted: Wanted, behalf: Behalf) -> None:
    """Write down for whom it concerns that a supplier will be asked."""
    if behalf.before is not None and wanted.carrier.code != SANDBOX:  # which is ours
        await behalf.before(wanted.carrier.code, handed(wanted.ref.asked))
