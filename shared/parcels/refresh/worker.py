"""Looking at followed parcels, each for the person who follows it, and once for all of them.

A batch is opened follow by follow under its person's key, which is read anew: who restricts,
objects or leaves has nothing asked for them from then on. Whoever was asked for lately, by anybody,
is not asked for again, so that many who follow one parcel cost one call. What is due is asked for
supplier by supplier, the most urgent first, as far as its day goes; what one supplier holds up
holds up no other.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import TypeGuard

from shared.kernel import log
from shared.kernel.clock import Clock, Deadline
from shared.kernel.errors import AppError, NotFoundError, RestrictedError, UnavailableError
from shared.kernel.zones import EVERYWHERE
from shared.parcels.carriers.choice import Choose
from shared.parcels.follows.follows import Follows
from shared.parcels.follows.model import Follow, Followed
from shared.parcels.follows.settling import relegated, settled, unasked
from shared.parcels.follows.wheel import Ring, is_night, life_of, parted
from shared.parcels.refresh.model import AT_ONCE, Batch
from shared.parcels.refresh.outcome import Looked
from shared.parcels.refresh.urgency import haste_of, is_due, is_given, rank, waiting
from shared.parcels.shipments.lookup import ANSWER_WITHIN, Seen, ShipmentLookup, Wanted
from shared.parcels.shipments.model import ShipmentState
from shared.parcels.shipments.planning import Untracked, wanted
from shared.parcels.shipments.requester import Life, poll
from shared.parcels.shipments.rings import Rings
from shared.parcels.shipments.track import proven_of
from shared.people.person.disclosures import Disclosures, Giving
from shared.people.person.keys import PersonKeys
from shared.platform.records.port import Document
from shared.platform.suppliers.model import Category
from shared.platform.suppliers.port import BusyError, Haste, Polls
from shared.privacy.purposes import TRACKING
from shared.privacy.restriction import Standing

_KEYS_AT_ONCE = 100
_ASKED_AT_ONCE = 40
_PACED = timedelta(seconds=2)
"""Of a supplier with a pace, as many are asked at once as it lets through in this time."""
_TURNS_SECONDS = 0.1
"""Who got no turn at a supplier tries again so long after there may be one."""
_STALE_SECONDS = 1.0
"""What is older is read again before a carrier is asked: keys, and that a follow is there."""
_MOST_MOVING = 20
"""Parcels of one person that are looked at every minute."""


Leave = Callable[[str, Follow, date], Awaitable[bool]]
"""Takes what survives of a follow whose watch has ended, given whose it is and the day."""


@dataclass(frozen=True, slots=True)
class PollTerms:
    """What polling a supplier is bound to."""

    daily: int | None = None
    """How often it may be asked in a day, by all; None: polls cost nothing."""
    per_number: int | None = None
    """How many answers a day it gives about one number."""
    per_second: float | None = None
    """How many calls a second it lets through."""

    @property
    def at_once(self) -> int:
        """How many of its parcels are asked for at once."""
        if self.per_second is None:
            return _ASKED_AT_ONCE
        return max(1, min(_ASKED_AT_ONCE, int(self.per_second * _PACED.total_seconds())))


@dataclass(slots=True)
class _Fan:
    """Somebody's follow of a parcel."""

    followed: Followed
    bell: str
    noted: str | None
    """What the access log says by now of who is asked, as the follow remembers it."""

    @property
    def person(self) -> str:
        return self.followed.follow.owner_id

    @property
    def life(self) -> Life:
        """How long what is known of the parcel is kept for it."""
        follow = self.followed.follow
        return life_of(follow.wheel, follow.created)


@dataclass(slots=True)
class _Parcel:
    """A parcel, what is known of it, and who of the batch follows it."""

    wanted: Wanted
    slot: Seen
    fans: list[_Fan]

    @property
    def supplier(self) -> str:
        return self.wanted.carrier.code

    @property
    def state(self) -> ShipmentState | None:
        return self.slot.record.state if self.slot.record is not None else None


@dataclass(slots=True)
class _Run:
    """One batch on its way."""

    period: timedelta
    deadline: Deadline
    looked: Looked = field(default_factory=Looked)
    standings: dict[str, Standing] = field(default_factory=dict)
    """How people's data stands, as it was read last."""
    read_at: float = 0.0
    """When that was, in ticks."""
    turns_in: float = 0.0
    """After how many seconds there may be a turn at a supplier that had none."""
    moving: Counter[str] = field(default_factory=Counter)
    """How many parcels that move in minutes were looked at, of each person."""

    def allows(self, person: str) -> bool:
        """Tell whether a person's parcels may be asked for."""
        return self.standings[person].allows(TRACKING)


class RefreshWorker:
    """Looks at the followed parcels of one region."""

    def __init__(  # noqa: PLR0913 - what it works with
        self,
        follows: Follows,
        keys: PersonKeys,
        shipments: ShipmentLookup,
        disclosures: Disclosures,
        clock: Clock,
        *,
        rings: Rings,
        polls: Polls,
        whom: Choose,
        terms: Callable[[str], PollTerms],
        leave: Leave,
    ) -> None:
        self._follows, self._keys, self._shipments = follows, keys, shipments
        self._disclosures, self._rung = disclosures, rings
        self._polls, self._clock = polls, clock
        self._whom, self._terms, self._leave = whom, terms, leave

    async def work(self, batch: Batch, deadline: Deadline) -> Looked:
        """Look at a batch of follows that are due.

        Args:
            batch: Which.
            deadline: Until when to go on.

        Raises:
            UnavailableError: Not all were looked at: to be said again. What was is not repeated.
        """
        ring, after = parted(batch.wheel)[0], batch.after
        run = _Run(ring.period, deadline)
        while True:
            found = await self._follows.due(
                batch.wheel, after=after, until=batch.until, limit=AT_ONCE
            )
            await self._page(found, ring, run)
            if len(found) < AT_ONCE:
                break
            after = found[-1].id.name
        if run.looked.left:
            raise UnavailableError
        return run.looked

    async def follow_up(self, name: str, deadline: Deadline) -> Looked:
        """Hand on news of a parcel that somebody else found, to who follows it.

        Args:
            name: Of the ring that was left with it.
            deadline: Until when.

        Raises:
            UnavailableError: Say it again.
        """
        run = _Run(Ring.HOUR.period, deadline)
        behind = await self._follows.rung(await self._rung.bells(name))
        found = [document for one in behind.values() if one is not None for document in one[1:]]
        dead = {bell for bell, one in behind.items() if one is None}
        run.looked.follows = len(found)
        for one in await self._parcels(await self._opened(found, run), run):
            run.looked.fresh += len(one.fans)
            await self._shipments.keep_on(one.wanted.ref, one.slot, dead=dead)
            await self._settle(one, one.state)
        await self._rung.done(name)
        return run.looked

    async def _page(self, found: Sequence[Document], ring: Ring, run: _Run) -> None:
        run.looked.follows += len(found)
        opened = await self._opened(found, run)
        if ring is Ring.MINUTE:
            opened = await self._few(opened, run)
        else:
            opened = [one for one in opened if self._is_day(one, run)]
        by_supplier: dict[str, list[_Parcel]] = defaultdict(list)
        now = self._clock.now()
        for one in await self._parcels(opened, run):
            per_number = self._terms(one.supplier).per_number
            if is_due(one.state, run.period, now) and is_given(one.state, per_number, now):
                by_supplier[one.supplier].append(one)
            else:
                run.looked.fresh += len(one.fans)
                await self._left_alone(one)
        asking = (self._supplier(code, some, run) for code, some in by_supplier.items())
        await asyncio.gather(*asking)

    async def _left_alone(self, one: _Parcel) -> None:
        """Keep what comes of time alone, and be told of news that others find.

        The next look may be further away than this one was.
        """
        await self._settle(one, one.state)
        if one.state is not None:
            now = self._clock.now()
            life = max(fan.life(one.state, now) for fan in one.fans)
            bells = [fan.bell for fan in one.fans]
            await self._shipments.keep_on(one.wanted.ref, one.slot, life, alive=bells)

    async def _opened(self, found: Sequence[Document], run: _Run) -> list[Followed]:
        """Open what may be opened: each under its person's key, as that lies there now."""
        await self._read_keys((str(one.fields.get("owner_id")) for one in found), run)
        opened: list[Followed] = []
        for document in found:
            person = str(document.fields.get("owner_id"))
            followed = await self._follow_in(document, person) if run.allows(person) else None
            if followed is None or followed.follow.over is not None:
                run.looked.closed += 1
            else:
                opened.append(followed)
        return opened

    async def _follow_in(self, document: Document, person: str) -> Followed | None:
        """Return a follow; None: not now, or it does not open, which costs the others nothing."""
        try:
            return await self._follows.opened(person, document)
        except RestrictedError:  # another batch has just heard of it
            return None
        except UnavailableError:
            raise
        except Exception as e:  # noqa: BLE001 - whatever it is, the others are looked at
            log.crash(e)
            return None

    async def _read_keys(self, owners: Iterable[str], run: _Run) -> None:
        people = list(dict.fromkeys(owners))
        run.read_at = self._clock.ticks()
        for start in range(0, len(people), _KEYS_AT_ONCE):
            run.standings |= await self._keys.look_anew(people[start : start + _KEYS_AT_ONCE])

    async def _few(self, opened: list[Followed], run: _Run) -> list[Followed]:
        """Return no more of one person's than may be looked at so often; the others go slower."""
        kept: list[Followed] = []
        for one in opened:
            person = one.follow.owner_id
            run.moving[person] += 1
            if run.moving[person] <= _MOST_MOVING:
                kept.append(one)
            else:
                slower = relegated(one.follow, self._clock.now())
                await self._follows.settle(person, one, slower)
        return kept

    def _is_day(self, one: Followed, run: _Run) -> bool:
        """Tell whether it is no night where the person is."""
        if not is_night(self._clock.now(), one.follow.zone or EVERYWHERE):
            return True
        run.looked.night += 1
        return False

    async def _parcels(self, opened: Sequence[Followed], run: _Run) -> list[_Parcel]:
        """Return the parcels that somebody can be asked for, each once, with who follows them."""
        plans = [(one, wanted(one.follow.ref, self._whom)) for one in opened]
        await self._unasked([one for one, plan in plans if not _can_be(plan)], run)
        asked = [(await self._fan(one), plan) for one, plan in plans if _can_be(plan)]
        slots = await self._shipments.seen([plan.ref for _, plan in asked])
        found = [_Parcel(plan, slot, [fan]) for (fan, plan), slot in zip(asked, slots, strict=True)]
        again = [(one, ref) for one in found if (ref := proven_of(one.wanted, one.state))]
        seen = await self._shipments.seen([ref for _, ref in again])
        for (one, ref), slot in zip(again, seen, strict=True):
            one.wanted, one.slot = Wanted(one.wanted.carrier, ref), slot
        return list(_together(found))

    async def _fan(self, one: Followed) -> _Fan:
        bell = await self._follows.bell(one.follow.owner_id, one.id)
        return _Fan(one, bell, one.follow.noted)

    async def _unasked(self, some: Sequence[Followed], run: _Run) -> None:
        """Have those for which nobody can be asked come up once a day, and no more often."""
        run.looked.nobody += len(some)
        for one in some:
            after = unasked(one.follow, self._clock.now())
            if after != one.follow:
                await self._follows.settle(one.follow.owner_id, one, after)

    async def _supplier(self, code: str, due: list[_Parcel], run: _Run) -> None:
        """Ask one supplier for what is due, the most urgent first."""
        now = self._clock.now()
        due.sort(key=lambda one: rank(one.state, run.period, now))
        for haste in Haste:
            some = [one for one in due if haste_of(one.state) is haste]
            if not some:
                continue
            try:
                await self._of_haste(code, some, haste, run)
            except UnavailableError as e:  # its counters cannot be reached: the others' may be
                log.unavailable(e)
                run.looked.left += len(some)
            except Exception as e:  # noqa: BLE001 - it does not cost the others theirs
                log.crash(e)
                run.looked.failed += len(some)

    async def _of_haste(self, code: str, due: list[_Parcel], haste: Haste, run: _Run) -> None:
        """Ask for what is equally urgent, as far as the supplier's day goes."""
        terms, paid = self._terms(code), 0
        todo, short = await self._within_the_day(code, due, haste, run)
        try:
            while todo and not run.deadline.passed:
                number, daily = min(terms.at_once, len(todo)), terms.daily
                if daily is not None:
                    number = await self._polls.take(code, daily=daily, wanted=number, haste=haste)
                    paid += number
                if not number:
                    todo, short = [], [*short, *todo]
                    break
                wave, todo = todo[:number], todo[number:]
                self._polls.asked(code, (one.slot.name for one in wave), haste=haste)
                again = await self._wave(wave, run)
                if again is None:
                    run.looked.busy += len(todo)
                    await self._all_left_alone(todo)
                    todo = []
                elif again:
                    todo = [*again, *todo]
                    await asyncio.sleep(min(run.turns_in, run.deadline.left()))
        finally:
            if paid:
                await self._polls.give_back(code, paid, haste=haste)
        run.looked.left += len(todo)
        if short:
            await self._unpaid(code, short, haste, run)

    async def _all_left_alone(self, some: Iterable[_Parcel]) -> None:
        for one in some:
            await self._left_alone(one)

    async def _within_the_day(
        self, code: str, due: list[_Parcel], haste: Haste, run: _Run
    ) -> tuple[list[_Parcel], list[_Parcel]]:
        """Return what has waited long enough if a day does not do for all, and what has not."""
        daily, now = self._terms(code).daily, self._clock.now()
        if daily is None:
            return due, []
        wait = {one.slot.name: waiting(one.state, run.period) for one in due}
        bar = await self._polls.bar(code, wait, daily=daily, haste=haste)
        passing = [one for one in due if wait[one.slot.name].periods(now) >= bar]
        return passing, [one for one in due if wait[one.slot.name].periods(now) < bar]

    async def _unpaid(self, code: str, short: list[_Parcel], haste: Haste, run: _Run) -> None:
        """Say that a supplier's day does not do; what is known of the parcels lives on."""
        run.looked.unpaid += len(short)
        warning, supplier = log.Severity.WARNING, log.Word(code)
        log.write(log.Event.POLLS_SHORT, warning, supplier=supplier, number=len(short))
        await self._polls.short(code, len(short), haste=haste)
        await self._all_left_alone(short)

    async def _wave(self, wave: list[_Parcel], run: _Run) -> list[_Parcel] | None:
        """Ask for some at once; return those for which there was no turn.

        If time has passed since the keys were read, they are read again, and the follows too.

        Returns:
            None: The supplier lets no more through.
        """
        fans = [fan for one in wave for fan in one.fans]
        if self._clock.ticks() - run.read_at > _STALE_SECONDS:
            await self._read_keys((fan.person for fan in fans), run)
            still = await self._follows.unchanged([fan.followed for fan in fans])
            for one in wave:
                run.looked.closed += sum(fan.followed.id not in still for fan in one.fans)
                one.fans = [fan for fan in one.fans if fan.followed.id in still]
        deadline = Deadline.after(self._clock, ANSWER_WITHIN)
        ended = await asyncio.gather(*(self._ask(one, run, deadline) for one in wave))
        if _Ended.BUSY in ended:
            return None
        return [one for one, how in zip(wave, ended, strict=True) if how is _Ended.NO_TURN]

    async def _ask(self, one: _Parcel, run: _Run, deadline: Deadline) -> "_Ended":
        """Ask for a parcel on behalf of one who follows it."""
        fans = [fan for fan in one.fans if run.allows(fan.person)]
        run.looked.closed += len(one.fans) - len(fans)
        if not fans:
            return _Ended.DONE

        async def note(supplier: str, categories: tuple[Category, ...]) -> None:
            await self._note(fans[0], supplier, categories)

        one.fans, state = fans, one.state
        behalf = poll(note, life=fans[0].life, bells=frozenset(fan.bell for fan in fans))
        try:
            state = await self._shipments.poll(
                one.wanted, one.slot, behalf=behalf, deadline=deadline
            )
        except BusyError as e:
            if not e.asked:
                after = e.retry_after.total_seconds() if e.retry_after is not None else 0.0
                run.turns_in = after + _TURNS_SECONDS
                return _Ended.NO_TURN
            run.looked.busy += 1
            await self._settle(one, state)
            return _Ended.BUSY
        except Exception as e:  # noqa: BLE001 - whatever it is, the others are looked at
            _say(e)
            run.looked.failed += 1
            await self._left_alone(one)
            return _Ended.DONE
        run.looked.asked += 1
        await self._settle(one, state)
        return _Ended.DONE

    async def _note(self, fan: _Fan, supplier: str, categories: tuple[Category, ...]) -> None:
        """Write down that a supplier is about to be told of a parcel, if it is not yet.

        Raises:
            SupplierRefusedError, UnavailableError: Do not tell it.
        """
        told = f"{supplier}: {', '.join(categories)}"
        if fan.noted == told:
            return
        giving = Giving(supplier, categories, fan.followed.id)
        if await self._disclosures.given(fan.person, giving):
            try:
                await self._follows.get(fan.person, fan.followed.id)
            except NotFoundError as e:  # stopped meanwhile
                await self._disclosures.all_ended(fan.person, fan.followed.id)
                raise UnavailableError from e
        fan.noted = told

    async def _settle(self, one: _Parcel, state: ShipmentState | None) -> None:
        """Keep with each follow what came of the look, if anything did.

        Of a follow whose watch has ended what survives is taken first: it counts once, also if
        this is repeated. What cannot be kept is kept the next time, and costs nobody else theirs.
        """
        for fan in one.fans:
            try:
                await self._settled(fan, state)
            except Exception as e:  # noqa: BLE001 - as the docstring says
                _say(e)

    async def _settled(self, fan: _Fan, state: ShipmentState | None) -> None:
        before, now = fan.followed.follow, self._clock.now()
        after = settled(fan.followed.id, before, state, now)
        if fan.noted != before.noted:
            after = after.model_copy(update={"noted": fan.noted})
        if after.over is not None and before.over is None:
            await self._leave(fan.person, after, now.date())
        if after != before:
            await self._follows.settle(fan.person, fan.followed, after)


class _Ended(Enum):
    """How asking for a parcel ended, for who asks for the others."""

    DONE = "done"
    NO_TURN = "no turn"
    """Others are asking the supplier: it was not called."""
    BUSY = "busy"
    """The supplier lets no more through."""


def _say(error: Exception) -> None:
    (log.unavailable if isinstance(error, AppError) else log.crash)(error)


def _can_be(plan: Wanted | Untracked) -> TypeGuard[Wanted]:
    return isinstance(plan, Wanted)


def _together(found: Sequence[_Parcel]) -> Iterator[_Parcel]:
    """Yield each parcel once, with all who follow it."""
    by_name: dict[str, _Parcel] = {}
    for one in found:
        first = by_name.setdefault(one.slot.name, one)
        if first is not one:
            first.fans += one.fans
    yield from by_name.values()
