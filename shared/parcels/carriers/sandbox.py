"""The sandbox: a carrier of our own that needs no key and no network.

Its numbers are ``AGP-<word>-<four digits>``. The word is a status or a reason
(``AGP-DELIVERED-0001``, ``AGP-CUSTOMS-0001``, ...) or one of the knobs:

* ``AGP-SLOW-0001`` answers after two seconds,
* ``AGP-FAILING-0001`` never answers,
* ``AGP-POSTCODE-0001`` tells only those who know the postcode ``10115``,
* ``AGP-DAY-0001`` is expected on a day, ``AGP-WINDOW-0001`` between two times of one,
* ``AGP-LOCAL-0001`` has events whose clocks have no offset, ``AGP-UTC-0001`` such as are in UTC,
* ``AGP-QUOTED-0001`` has an event in its carrier's own words, in German.

Any other word is a parcel that the sandbox does not know. The same number tells the same story,
byte for byte, whenever it is asked: all of it happened in January 2025, so that also what is still
expected was expected then.

Whoever needs times near now uses a parcel that moves, ``AGP-MOVES-<minutes>-<MMDDhhmm>``. Its life
begins at that moment (UTC) and ends, delivered, so many minutes later (1 to 9999, without leading
zeros); nobody knows of it before. ``AGP-MOVES-5-12241800`` takes a step a minute from six o'clock
on Christmas Eve. As no year is written, it is the latest such moment that is at most 30 days ahead:
of 29 February the last that there was. A moment that no year has is a parcel that the sandbox does
not know. So the number and the time of day tell all of it, to everyone alike.
"""

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

from shared.kernel.clock import Clock, Deadline
from shared.parcels.carriers.model import SANDBOX, Asked, Proof, Reason, Report, Scan, Status
from shared.parcels.carriers.port import ProofError
from shared.parcels.carriers.times import Estimate, When
from shared.platform.suppliers.port import Asker, SupplierError, SupplierStanding

CODE = SANDBOX
POSTCODE = "10115"
_NUMBER = re.compile(r"\AAGP([A-Z]{2,24})([0-9]{4})\Z")
_MOVES = re.compile(r"\AAGPMOVES([1-9][0-9]{0,3})([0-9]{8})\Z")
_SLOW_SECONDS = 2.0
_THERE = timezone(timedelta(hours=1))
"""The clocks of the sandbox's places."""
_DAY = datetime(2025, 1, 15, tzinfo=UTC)
"""The last day of every word's story. One that moved on would be news of each at midnight."""
_AHEAD = timedelta(days=30)
"""How far ahead a parcel's life may begin; what is further was a year ago."""
_YEARS = 9
"""Among so many years in a row is one with a 29 February, also around 2100."""

_STEPS: tuple[tuple[timedelta, Status, str, str], ...] = (
    (timedelta(days=3, hours=6), Status.INFO_RECEIVED, "Hamburg, DE", "Label created"),
    (timedelta(days=2, hours=20), Status.IN_TRANSIT, "Hamburg, DE", "Picked up"),
    (timedelta(days=2, hours=3), Status.IN_TRANSIT, "Hannover, DE", "Sorted in the parcel centre"),
    (timedelta(days=1, hours=2), Status.IN_TRANSIT, "Berlin, DE", "Arrived in the delivery depot"),
)
_LAST: Mapping[str, tuple[Status, Reason | None, str]] = {
    "OUTFORDELIVERY": (Status.OUT_FOR_DELIVERY, None, "Out for delivery"),
    "AVAILABLEFORPICKUP": (Status.AVAILABLE_FOR_PICKUP, None, "Ready at the parcel shop"),
    "DELIVERYFAILED": (Status.DELIVERY_FAILED, None, "Delivery was not possible"),
    "DELIVERED": (Status.DELIVERED, None, "Delivered"),
    "EXCEPTION": (Status.EXCEPTION, None, "Something is holding the parcel up"),
    "EXPIRED": (Status.EXPIRED, None, "No news for a long time"),
    "UNKNOWN": (Status.UNKNOWN, None, "Code XQ-17"),
    "CUSTOMS": (Status.IN_TRANSIT, Reason.CUSTOMS, "In customs clearance"),
    "RETURNED": (Status.EXCEPTION, Reason.RETURNED, "On the way back to the sender"),
    "DAMAGED": (Status.EXCEPTION, Reason.DAMAGED, "The parcel is damaged"),
    "ADDRESS": (Status.DELIVERY_FAILED, Reason.ADDRESS, "The address is incomplete"),
    "REFUSED": (Status.DELIVERY_FAILED, Reason.REFUSED, "Delivery was refused"),
    "RECIPIENTABSENT": (Status.DELIVERY_FAILED, Reason.RECIPIENT_ABSENT, "Nobody was at home"),
    "DELAYED": (Status.IN_TRANSIT, Reason.DELAYED, "Delayed by weather"),
    "LOST": (Status.EXCEPTION, Reason.LOST, "The parcel cannot be found"),
    "SECURITY": (Status.EXCEPTION, Reason.SECURITY, "Held for reasons of safety"),
    "DESTROYED": (Status.EXCEPTION, Reason.DESTROYED, "The parcel was destroyed"),
    "CANCELLED": (Status.EXCEPTION, Reason.CANCELLED, "The sender cancelled the shipment"),
    "DAY": (Status.IN_TRANSIT, None, "In the delivery depot"),
    "WINDOW": (Status.OUT_FOR_DELIVERY, None, "Out for delivery"),
    "LOCAL": (Status.OUT_FOR_DELIVERY, None, "Out for delivery"),
    "UTC": (Status.OUT_FOR_DELIVERY, None, "Out for delivery"),
    "QUOTED": (Status.OUT_FOR_DELIVERY, None, "Die Sendung wurde in das Zustellfahrzeug geladen."),
    "SLOW": (Status.DELIVERED, None, "Delivered"),
    "POSTCODE": (Status.DELIVERED, None, "Delivered"),
}
_LIFE: tuple[tuple[Status, str, str, str | None], ...] = (
    *((status, place, text, None) for _, status, place, text in _STEPS),
    (Status.OUT_FOR_DELIVERY, "Berlin, DE", "Out for delivery", "AGP-OUTFORDELIVERY"),
    (Status.DELIVERED, "Berlin, DE", "Delivered", "AGP-DELIVERED"),
)
"""The steps of a parcel that moves, with the same time between each and the next."""
_BETWEEN = len(_LIFE) - 1


class SandboxCarrier:
    """The sandbox as a carrier. See the port."""

    code = CODE
    daily_budget: int | None = None
    standing = SupplierStanding.OPEN

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def query(self, asked: Asked, *, asker: Asker, deadline: Deadline) -> Report:
        """Tell the number's story."""
        del asker
        if moves := _MOVES.match(asked.number):
            return moving(int(moves[1]), moves[2], self._clock.now())
        match = _NUMBER.match(asked.number)
        word = match[1] if match else ""
        if word == "FAILING":
            raise SupplierError
        if word == "SLOW":
            await asyncio.sleep(min(_SLOW_SECONDS, deadline.left()))
        if word == "POSTCODE" and asked.postcode != POSTCODE:
            raise ProofError(Proof.POSTCODE, rejected=asked.postcode is not None)
        return story(word)

    async def forget(self, asked: Asked, *, deadline: Deadline) -> None:
        """Forget nothing: the sandbox remembers nothing."""


def moves(number: str) -> bool:
    """Tell whether a number, normalised, is one of a parcel that moves."""
    return _MOVES.match(number) is not None


def moving(minutes: int, begins: str, now: datetime) -> Report:
    """Return the report for a parcel that moves: the steps that it has taken until now.

    Args:
        minutes: How long it lives.
        begins: When its life begins: ``MMDDhhmm``, UTC. Eight digits, of any moment or of none.
        now: The time of day.
    """
    began = _latest(begins, now)
    if began is None or now < began:
        return Report(status=Status.NOT_FOUND)
    ends, between = began + timedelta(minutes=minutes), timedelta(minutes=minutes) / _BETWEEN
    taken = [
        Scan(at=_there(at), place=place, status=status, text=text, carrier_code=code)
        for step, (status, place, text, code) in enumerate(_LIFE)
        if (at := began + step * between) <= now
    ]
    status, due = taken[-1].status, Estimate(earliest=_there(ends), latest=_there(ends))
    return Report(
        status=status,
        estimated_delivery=None if status is Status.DELIVERED else due,
        scans=tuple(reversed(taken)),
    )


def _latest(told: str, now: datetime) -> datetime | None:
    """Return the latest moment of a day and time of any year that is not too far ahead."""
    month, day, hour, minute = (int(told[at : at + 2]) for at in range(0, len(told), 2))
    latest = now + _AHEAD
    for year in range(latest.year, latest.year - _YEARS, -1):
        with suppress(ValueError):  # there is none in that year
            moment = datetime(year, month, day, hour, minute, tzinfo=UTC)
            if moment <= latest:
                return moment
    return None


def story(word: str) -> Report:
    """Return the report for a word, which is the same for ever."""
    if word == "INFORECEIVED":
        return Report(status=Status.INFO_RECEIVED)
    steps = [
        Scan(at=_when(word, _DAY - before), place=place, status=status, text=text)
        for before, status, place, text in _STEPS
    ]
    if word == "INTRANSIT":
        expected = _expected(word, _DAY + timedelta(days=1))
        return Report(
            status=Status.IN_TRANSIT, estimated_delivery=expected, scans=tuple(reversed(steps))
        )
    if word not in _LAST:
        return Report(status=Status.NOT_FOUND)
    status, reason, text = _LAST[word]
    last = Scan(
        at=_when(word, _DAY - timedelta(hours=4)),
        place="Berlin, DE",
        status=status,
        reason=reason,
        text=text,
        quoted="de" if word == "QUOTED" else None,
        carrier_code=f"AGP-{word}",
    )
    over = status in {Status.DELIVERED, Status.EXCEPTION, Status.EXPIRED}
    return Report(
        status=status,
        reason=reason,
        estimated_delivery=None if over else _expected(word, _DAY),
        scans=(last, *reversed(steps)),
    )


def _there(moment: datetime) -> When:
    return When.at(moment.astimezone(_THERE))


def _when(word: str, moment: datetime) -> When:
    there = _there(moment)
    if word == "LOCAL":
        return When(day=there.day, clock=there.clock)
    return When(moment=moment) if word == "UTC" else there


def _expected(word: str, day: datetime) -> Estimate:
    latest = _there(day + timedelta(hours=18))
    if word == "DAY":
        latest = When(day=latest.day)
    earlier = _there(day + timedelta(hours=14))
    return Estimate(earliest=earlier if word == "WINDOW" else latest, latest=latest)
