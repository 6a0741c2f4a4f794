"""What a look at its parcel makes of a follow: how often to look again, or no more. Pure."""

from datetime import datetime

from shared.kernel.clock import DAY
from shared.kernel.zones import EVERYWHERE
from shared.parcels.carriers.model import SANDBOX, Status
from shared.parcels.carriers.sandbox import moves
from shared.parcels.follows.model import STOPPED, Follow, Over, WhyOver
from shared.parcels.follows.wheel import (
    TICK,
    Ring,
    any_place,
    heard_of,
    over_at,
    parted,
    place_after,
    ring_of,
)
from shared.parcels.news.told import expired, told_after
from shared.parcels.shipments.model import FRESH, ShipmentState
from shared.parcels.shipments.transit import transit_of
from shared.privacy.retention import due, shard_of

_UNWISHED_AFTER = 7 * DAY
_FIRST_LOOK = Ring.HOUR.period + TICK
"""Within so long somebody new is looked at."""


def settled(name: str, follow: Follow, state: ShipmentState | None, now: datetime) -> Follow:
    """Return a follow after a look at its parcel; the same one, if nothing comes of it.

    Args:
        name: The follow's.
        follow: As it was.
        state: What is known of the parcel.
        now: The time.
    """
    report = state.report if state is not None else None
    if follow.transit is None and report is not None:
        follow = follow.model_copy(update={"transit": transit_of(report)})
    if follow.over is not None:
        return follow
    days = follow.notify.expected_day
    told = told_after(follow.told, state, follow.since, now, days=days)
    if told is not follow.told:
        follow = follow.model_copy(update={"told": told})
    heard = heard_of(state, follow.created)
    if _was_told(state) and now >= over_at(report, heard, follow.since):
        is_delivered = report is not None and report.status is Status.DELIVERED
        if is_delivered:
            return stopped(name, follow, WhyOver.DELIVERED, now)
        follow = follow.model_copy(update={"told": expired(follow.told, now)})
        return stopped(name, follow, WhyOver.SILENT, now)
    return _on_its_ring(follow, state, now)


def stopped(name: str, follow: Follow, why: WhyOver, now: datetime) -> Follow:
    """Return a follow whose parcel is looked at no more; it is kept for 90 days."""
    ends = now + STOPPED.period
    over = {"over": Over(at=now, why=why), "wheel": None}
    end = {"expires": ends, "due": due(ends, shard=shard_of(name))}
    return follow.model_copy(update={**over, **end})


def resumed(follow: Follow, now: datetime) -> Follow:
    """Return a follow whose parcel is looked at again, as if it were followed from now on."""
    again = {"over": None, "expires": None, "due": None, "told": None, "watched_since": now}
    return begun(follow.model_copy(update=again), now)


def begun(follow: Follow, now: datetime) -> Follow:
    """Return a follow with its first place: within the hour a look says where it belongs."""
    ring = Ring.MINUTE if _is_moving(follow) else Ring.HOUR
    return follow.model_copy(update={"wheel": any_place(ring, now, follow.zone or EVERYWHERE)})


def relegated(follow: Follow, now: datetime) -> Follow:
    """Return a follow of a parcel that moves in minutes, to be looked at hourly: one too many."""
    return follow.model_copy(update={"wheel": any_place(Ring.HOUR, now, EVERYWHERE)})


def unasked(follow: Follow, now: datetime) -> Follow:
    """Return a follow of a parcel about which nobody can be asked: once a day that is tried."""
    if follow.wheel is None or parted(follow.wheel)[0].period >= DAY:
        return follow
    return follow.model_copy(update={"wheel": any_place(Ring.DAY, now, follow.zone or EVERYWHERE)})


def is_urgent(after: Follow, before: Follow) -> bool:
    """Tell whether what comes of a look does not wait until the next one in the background.

    That is news, how long the parcel took, and that it is to be looked at more often. That a watch
    has ended waits: something is to be done with it.
    """
    if after.over is not before.over:
        return False
    if after.transit != before.transit or after.news != before.news:
        return True
    if after.wheel is None or before.wheel is None:
        return False
    return parted(after.wheel)[0].period < parted(before.wheel)[0].period


def _on_its_ring(follow: Follow, state: ShipmentState | None, now: datetime) -> Follow:
    if follow.told is not None and (state is None or state.report is None):
        return follow  # more was known of it than now
    ring = ring_of(state, since=follow.created, now=now)
    if now - follow.created >= _UNWISHED_AFTER and not follow.notify.is_wished:
        ring = max(ring, Ring.DAY, key=lambda one: one.period)
    before = parted(follow.wheel)[0] if follow.wheel is not None else None
    report = state.report if state is not None else None
    is_on = report is None or report.status is not Status.DELIVERED
    if ring is before or (before is Ring.MINUTE and is_on):
        return follow
    return follow.model_copy(update={"wheel": _place(ring, follow, state, now)})


def _place(ring: Ring, follow: Follow, state: ShipmentState | None, now: datetime) -> str:
    """Return a place of a ring: one at which the parcel is due, if it was asked for just now.

    So it was, too, when the person began to follow it. Whoever comes later, for another who follows
    it, has any place: by their places no two are told to follow the same.
    """
    zone, asked_at = follow.zone or EVERYWHERE, state.asked_at if state is not None else None
    is_new = now - follow.created < _FIRST_LOOK
    if asked_at is None or (now - asked_at >= FRESH and not is_new):
        return any_place(ring, now, zone)
    return place_after(ring, asked_at, zone)


def _was_told(state: ShipmentState | None) -> bool:
    """Tell whether the carrier said something, be it that it wants a proof.

    What is known is forgotten within days: a carrier that does not answer is no silent parcel.
    """
    return state is not None and (state.report is not None or state.proof is not None)


def _is_moving(follow: Follow) -> bool:
    return follow.carrier == SANDBOX and moves(follow.number)
