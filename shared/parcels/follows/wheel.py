"""How often a followed parcel is looked at, and when. Pure.

The day is cut into ticks of five minutes. A follow stands at one place of one ring: the ring says
how far apart two looks at its parcel are, the place is chance, so that looks spread over the time;
of a parcel that was just asked for it is one at which it is due again within the period, for before
eight tenths of that nobody is asked. That is a follow's one clear and indexed field, such as
``b017``; whoever wants to know what is due now asks for one place of each ring. It is written only
when the ring changes: how far apart two looks are follows from the parcel's status and from how
long it has been silent, and from nothing else.
"""

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from shared.kernel.clock import DAY
from shared.kernel.zones import rules_of
from shared.parcels.carriers.model import Report, Status
from shared.parcels.shipments.model import ShipmentState

TICK = timedelta(minutes=5)
DUE_AFTER = 0.8
"""Of its period: so whoever looks a little earlier is the one who looks for all."""
_HOUR = timedelta(hours=1)
_NIGHT_BEGINS, _NIGHT_ENDS = 22, 6
_SAFE_FROM, _SAFE_UNTIL = 7, 21
"""Hours that are not at night when summer time begins or ends, either."""
WATCHED_AFTER_DELIVERY = 15 * DAY
WATCHED_SILENT = 30 * DAY


class Ring(StrEnum):
    """How far apart two looks at a parcel are."""

    MINUTE = "m"
    """For the sandbox's parcels that move: they live for minutes."""
    HOUR = "a"
    FOUR_HOURS = "b"
    EIGHT_HOURS = "c"
    HALF_DAY = "d"
    DAY = "e"
    THREE_DAYS = "f"

    @property
    def period(self) -> timedelta:
        """The time from one look to the next."""
        return _PERIODS[self]

    @property
    def places(self) -> int:
        """How many places it has: one for each tick of its period."""
        return max(1, self.period // TICK)


_PERIODS = {
    Ring.MINUTE: timedelta(minutes=1),
    Ring.HOUR: _HOUR,
    Ring.FOUR_HOURS: 4 * _HOUR,
    Ring.EIGHT_HOURS: 8 * _HOUR,
    Ring.HALF_DAY: 12 * _HOUR,
    Ring.DAY: DAY,
    Ring.THREE_DAYS: 3 * DAY,
}
_ON_ITS_WAY = (
    (3 * DAY, Ring.FOUR_HOURS),
    (7 * DAY, Ring.EIGHT_HOURS),
    (10 * DAY, Ring.HALF_DAY),
)
_BY_STATUS: dict[Status, tuple[tuple[timedelta, Ring], ...]] = {
    Status.OUT_FOR_DELIVERY: ((DAY, Ring.HOUR), *_ON_ITS_WAY),
    Status.DELIVERY_FAILED: ((2 * DAY, Ring.FOUR_HOURS), (10 * DAY, Ring.EIGHT_HOURS)),
    Status.AVAILABLE_FOR_PICKUP: ((10 * DAY, Ring.EIGHT_HOURS),),
    Status.DELIVERED: ((2 * DAY, Ring.DAY), (WATCHED_AFTER_DELIVERY, Ring.THREE_DAYS)),
    Status.NOT_FOUND: ((3 * DAY, Ring.EIGHT_HOURS),),
}
"""Until when a parcel that has been silent for so long is looked at how often; then daily."""


def heard_of(state: ShipmentState | None, since: datetime) -> datetime:
    """Return when a parcel was last heard of: its newest event, as far as that can be dated.

    What a carrier dates into the future has not happened yet; and where the newest event has a
    clock without an offset, it is as old as we know it.

    Args:
        state: What is known of it.
        since: Since when it is followed: nothing was heard of what nobody knows.
    """
    if state is None or state.report is None:
        return since
    known, scans = state.changed_at or since, state.report.scans
    if not scans or scans[0].at.moment is None:
        return known
    latest = (state.asked_at or known) + DAY
    moments = [one.at.moment for one in scans if one.at.moment is not None]
    past = [one for one in moments if one <= latest]
    return max(past) if past else known


def ring_of(state: ShipmentState | None, *, since: datetime, now: datetime) -> Ring:
    """Return how often a parcel is to be looked at.

    Args:
        state: What is known of it.
        since: Since when it is followed.
        now: The time.
    """
    report = state.report if state is not None else None
    status = report.status if report is not None else Status.NOT_FOUND
    silent = now - heard_of(state, since)
    for until, ring in _BY_STATUS.get(status, _ON_ITS_WAY):
        if silent < until:
            return ring
    return Ring.THREE_DAYS if status is Status.DELIVERED else Ring.DAY


def life_of(wheel: str | None, since: datetime) -> Callable[[ShipmentState, datetime], timedelta]:
    """Return what tells how long a followed parcel's shipment is kept: to the next look, and a day.

    Args:
        wheel: Where its follow stands, which may be looked at more seldom than the parcel says.
        since: Since when it is followed.
    """
    own = parted(wheel)[0].period if wheel is not None else timedelta(0)

    def life(state: ShipmentState, now: datetime) -> timedelta:
        return max(own, ring_of(state, since=since, now=now).period) + DAY

    return life


def over_at(report: Report | None, heard: datetime, since: datetime) -> datetime:
    """Return when a parcel is looked at no more: 15 days after its delivery, or 30 of silence.

    Args:
        report: What its carrier says.
        heard: When it was last heard of.
        since: Since when it is followed: who follows an old one has it watched for as long.
    """
    delivered = report is not None and report.status is Status.DELIVERED
    return max(heard, since) + (WATCHED_AFTER_DELIVERY if delivered else WATCHED_SILENT)


def tick_of(moment: datetime) -> int:
    """Return the number of a moment's tick, counted from 1970."""
    return int(moment.timestamp() // TICK.total_seconds())


def begins(tick: int, like: datetime) -> datetime:
    """Return when a tick begins, in the offset of another time."""
    return datetime.fromtimestamp(tick * TICK.total_seconds(), like.tzinfo)


def wheel(ring: Ring, place: int) -> str:
    """Return how a place of a ring is written."""
    return f"{ring}{place:03d}"


def parted(written: str) -> tuple[Ring, int]:
    """Return the ring and the place that are written so."""
    return Ring(written[0]), int(written[1:])


def any_place(ring: Ring, now: datetime, zone: str) -> str:
    """Return a place of a ring by chance; where a look comes once a day or less, one by day."""
    tries = (wheel(ring, secrets.randbelow(ring.places)) for _ in range(100))
    for written in tries:
        if ring.period < DAY or _is_safe(_next_tick(written, tick_of(now)), now, zone):
            break
    return written


def place_after(ring: Ring, asked_at: datetime, zone: str) -> str:
    """Return a place of a ring by chance, at which a parcel is due next that was asked for then.

    Another would be looked at too early to ask, and be asked for only a whole period after that.
    """
    first = tick_of(asked_at + DUE_AFTER * ring.period) + 1
    number, day = max(1, int(ring.places * (1 - DUE_AFTER))), DAY // TICK
    some = list(range(first, first + number))
    if ring.period >= DAY:
        safe = [one for one in range(first, first + day) if _is_safe(one, asked_at, zone)]
        some = [one for one in some if one in safe] or safe[:number]
    return wheel(ring, secrets.choice(some) % ring.places)


def due_in(tick: int) -> Iterator[str]:
    """Yield the places that are due in a tick, the ring with the shortest period first."""
    for ring in Ring:
        if ring is not Ring.MINUTE:
            yield wheel(ring, tick % ring.places)


def due_between(done: int, tick: int) -> list[tuple[str, int]]:
    """Return the places that are due after one tick, up to another, and in which tick each is.

    Of each ring no more than one period back: who was missed longer ago is due again since. The
    ring with the shortest period comes first, then the newest tick.
    """
    found: dict[str, int] = {}
    for ring in Ring:
        if ring is Ring.MINUTE:
            continue
        for one in range(tick, max(done, tick - ring.places), -1):
            found.setdefault(wheel(ring, one % ring.places), one)
    return list(found.items())


def next_look(written: str, now: datetime, zone: str) -> datetime:
    """Return when a follow that stands at a place is looked at next, no night of its zone."""
    ring, _ = parted(written)
    if ring is Ring.MINUTE:
        return now.replace(second=0, microsecond=0) + ring.period
    tick = _next_tick(written, tick_of(now))
    for _ in range(24):
        moment = begins(tick, now)
        if not is_night(moment, zone):
            return moment
        tick += ring.places
    return begins(tick, now)


def is_night(moment: datetime, zone: str) -> bool:
    """Tell whether nobody wants to be told of a parcel then: from ten at night until six."""
    hour = moment.astimezone(rules_of(zone)).hour
    return hour >= _NIGHT_BEGINS or hour < _NIGHT_ENDS


def _is_safe(tick: int, like: datetime, zone: str) -> bool:
    """Tell whether a tick is by day in a zone, be it summer time or not."""
    return _SAFE_FROM <= begins(tick, like).astimezone(rules_of(zone)).hour < _SAFE_UNTIL


def _next_tick(written: str, tick: int) -> int:
    """Return the first tick after another in which a place is due."""
    ring, place = parted(written)
    return tick + 1 + (place - tick - 1) % ring.places
