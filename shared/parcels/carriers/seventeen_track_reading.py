"""Read what 17TRACK tells about a parcel, when asked and in a push alike.

Only the fields below are read. Addresses beyond town and country and contact data are dropped
unread; events are worded by us, from the sub-status. Carriers' own words only tell whether a
delivery was one to the sender.
"""

from collections.abc import Iterator
from datetime import datetime

from pydantic import BaseModel, Field

from shared.parcels.carriers import reading
from shared.parcels.carriers.model import Report, Scan
from shared.parcels.carriers.reading import UNKNOWN, Meaning, code_of, words
from shared.parcels.carriers.seventeen_track_codes import STATUSES, SUB_STATUSES
from shared.parcels.carriers.times import Estimate, When, expected, read_moment, read_time

CODE = "seventeen_track"


class _Status(BaseModel):
    status: object = None
    sub_status: object = None


class _Raw(BaseModel):
    date: str
    time: object = None
    timezone: object = None


class _Address(BaseModel):
    city: object = None
    state: object = None
    country: object = None


class _Event(_Status):
    time_iso: object = None
    time_utc: object = None
    time_raw: object = None
    description: object = None
    stage: object = None
    address: object = None


class _Provider(BaseModel):
    events: object = None
    sync_status: object = Field(None, alias="latest_sync_status")
    sync_time: object = Field(None, alias="latest_sync_time")


class _Tracking(BaseModel):
    providers: object = None


class _Expected(BaseModel):
    until: object = Field(None, alias="to")
    since: object = Field(None, alias="from")


class _Metrics(BaseModel):
    expected: object = Field(None, alias="estimated_delivery_date")


class _Info(BaseModel):
    latest: _Status = Field(alias="latest_status")
    tracking: _Tracking
    metrics: object = Field(None, alias="time_metrics")


def read(track_info: object) -> Report | None:
    """Return what is known of a parcel; None: nothing yet.

    A report says when 17TRACK last asked the carrier, and whether the carrier answered.
    """
    info = reading.read_as(_Info, track_info)
    if info is None:
        return None
    providers = list(reading.read_all(_Provider, info.tracking.providers))
    events = reading.events(scan for provider in providers for scan in _scans(provider.events))
    where = _meaning(info.latest.sub_status, info.latest.status)
    as_of, in_sync = _synced(providers)
    report = reading.told(where, events, estimated=_estimated(info.metrics))
    return report.model_copy(update={"as_of": as_of, "in_sync": in_sync})


def _synced(providers: list[_Provider]) -> tuple[datetime | None, bool]:
    """Return when the carrier was asked last, and whether it answered then."""
    known = [
        (moment, words(provider.sync_status) != "Failure")
        for provider in providers
        if (moment := read_moment(provider.sync_time)) is not None
    ]
    if not known:
        return None, not any(words(one.sync_status) == "Failure" for one in providers)
    return max(known)


def _scans(events: object) -> Iterator[Scan]:
    for event in reading.read_all(_Event, events):
        if when := _time(event):
            known = _meaning(event.sub_status, event.stage)
            meaning = reading.to_sender(known, event.description)
            yield Scan(
                at=when,
                place=_place(event.address),
                status=meaning.status,
                reason=meaning.reason,
                text=meaning.text,
                carrier_code=code_of(event.sub_status),
            )


def _meaning(sub_status: object, status: object) -> Meaning:
    """Return what a sub-status means; where we do not know it, what the status says."""
    known = SUB_STATUSES.get(words(sub_status))
    if known is not None:
        return known
    reading.code_unknown(CODE)
    return STATUSES.get(words(status), UNKNOWN)


def _time(event: _Event) -> When | None:
    """Read the time with its offset, else the carrier's own, else the one in UTC.

    Where that is an instant of which the place's day is not known, the carrier's own time tells it.
    """
    told, (theirs, day) = read_time(event.time_iso), _theirs(event.time_raw)
    told = told or theirs or read_time(event.time_utc)
    if told is None or told.day is not None:
        return told
    there = theirs or day
    return told.model_copy(update={"day": there.day, "clock": there.clock}) if there else told


def _theirs(time_raw: object) -> tuple[When | None, When | None]:
    """Return the carrier's own time, and its day."""
    raw = reading.read_as(_Raw, time_raw)
    if raw is None:
        return None, None
    clock = f"T{words(raw.time)}{words(raw.timezone)}" if words(raw.time) else ""
    return read_time(f"{raw.date}{clock}"), read_time(raw.date)


def _estimated(metrics: object) -> Estimate | None:
    told = reading.read_as(_Metrics, metrics)
    ends = reading.read_as(_Expected, told.expected) if told is not None else None
    return expected(ends.until, ends.since) if ends is not None else None


def _place(given: object) -> str | None:
    address = reading.read_as(_Address, given)
    return None if address is None else reading.place(address.city, address.state, address.country)
