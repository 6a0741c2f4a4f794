"""FedEx: Track API (https://developer.fedex.com/api/en-us/catalog/track.html).

``POST /track/v1/trackingnumbers`` with an OAuth access token, up to 30 numbers a call. A number
that FedEx does not know has an error of its own beside the results of the others.

Only the fields below are read. Who received, addresses and FedEx's own words are dropped unread;
events are worded by us, from FedEx's codes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeGuard

from pydantic import BaseModel, Field

from shared.kernel.clock import Clock, Deadline
from shared.parcels.carriers import reading
from shared.parcels.carriers.access import Access
from shared.parcels.carriers.direct import Direct
from shared.parcels.carriers.fedex_codes import CODES, EXCEPTIONS, IDS
from shared.parcels.carriers.model import Asked, Reason, Report, Scan, Status
from shared.parcels.carriers.port import CarrierPort
from shared.parcels.carriers.reading import UNKNOWN, Meaning, code_of, listed, words
from shared.parcels.carriers.times import Estimate, expected, read_time
from shared.platform.suppliers.batch import Batches
from shared.platform.suppliers.client import SupplierClient
from shared.platform.suppliers.oauth import TokenClient
from shared.platform.suppliers.port import Asker, FetchOutcome, SupplierError
from shared.platform.suppliers.wire import Answer, Request

CODE = "fedex"
MOST = 30
"""Numbers in one call."""
_BYTES_OF_ONE = 256 * 1024
NOT_FOUND = frozenset(
    {"TRACKING.TRACKINGNUMBER.NOTFOUND", "TRACKING.TRACKINGNUMBER.INVALID", "NOT.FOUND.ERROR"}
)
"""FedEx's errors for a number that it does not know, or that is none of its."""
_RUNS_LATE = "RL"
_RETURNING = frozenset(code for code, one in CODES.items() if one.reason is Reason.RETURNED)

Found = Report | SupplierError


class _Place(BaseModel):
    city: object = None
    state: object = Field(None, alias="stateOrProvinceCode")
    country: object = Field(None, alias="countryCode")


class _Event(BaseModel):
    date: str
    kind: object = Field(None, alias="eventType")
    derived: object = Field(None, alias="derivedStatusCode")
    exception: object = Field(None, alias="exceptionCode")
    description: object = Field(None, alias="eventDescription")
    where: object = Field(None, alias="scanLocation")


class _Detail(BaseModel):
    reason: object = None


class _Delay(BaseModel):
    status: object = None


class _Latest(BaseModel):
    code: object = None
    derived: object = Field(None, alias="derivedCode")
    delay: object = Field(None, alias="delayDetail")
    details: object = Field(None, alias="ancillaryDetails")


class _Error(BaseModel):
    code: str


class _Moment(BaseModel):
    type: str
    at: object = Field(None, alias="dateTime")


class _Window(BaseModel):
    begins: object = None
    ends: object = None


class _Estimate(BaseModel):
    window: _Window


class _Number(BaseModel):
    number: object = Field(None, alias="trackingNumber")


class _Package(BaseModel):
    type: object = None
    values: object = None


class _More(BaseModel):
    packages: object = Field(None, alias="packageIdentifiers")


class _Result(BaseModel):
    named: object = Field(None, alias="trackingNumberInfo")
    more: object = Field(None, alias="additionalTrackingInfo")
    error: object = None
    latest: object = Field(None, alias="latestStatusDetail")
    events: object = Field(None, alias="scanEvents")
    times: object = Field(None, alias="dateAndTimes")
    estimate: object = Field(None, alias="estimatedDeliveryTimeWindow")


class FedexCarrier(Direct[TokenClient]):
    """FedEx as a carrier. See the port."""

    code = CODE

    def __init__(self, client: TokenClient, access: Access) -> None:
        super().__init__(client, access)
        self._batches: Batches[Asked, Report] = Batches(self._ask, most=MOST)

    async def query(self, asked: Asked, *, asker: Asker, deadline: Deadline) -> Report:
        """Ask FedEx for a parcel, together with those that are asked for at the same time."""
        return await self._batches.ask(asked, asker=asker, deadline=deadline)

    async def _ask(
        self, parcels: Sequence[Asked], asker: Asker, deadline: Deadline
    ) -> Mapping[Asked, Found]:
        numbers = [{"trackingNumberInfo": {"trackingNumber": one.number}} for one in parcels]
        request = Request(
            "POST",
            "/track/v1/trackingnumbers",
            json={"includeDetailedScans": True, "trackingInfo": numbers},
            most_bytes=_BYTES_OF_ONE * MOST,
        )
        answer = await self._client.send(request, asker=asker, deadline=deadline)
        return read(answer, parcels)


def carrier(client: SupplierClient, access: Access, clock: Clock) -> CarrierPort:
    """Return FedEx as a carrier."""
    form = {
        "grant_type": "client_credentials",
        "client_id": access.key("client_id"),
        "client_secret": access.key("client_secret"),
    }
    grant = Request("POST", "/oauth/token", form=form)
    return FedexCarrier(TokenClient(client, grant, clock), access)


def read(answer: Answer, parcels: Sequence[Asked]) -> dict[Asked, Found]:
    """Return what an answer says about each parcel that was asked for.

    Raises:
        SupplierError: Not the published form.
    """
    if _knows_none(answer) and len(parcels) == 1:
        return {parcels[0]: Report(status=Status.NOT_FOUND)}
    output = answer.json.get("output") if isinstance(answer.json, dict) else None
    if answer.status != 200 or not isinstance(output, dict):  # noqa: PLR2004 - OK
        raise SupplierError(outcome=FetchOutcome.BAD_ANSWER)
    complete = output.get("completeTrackResults")
    items = [one for one in listed(complete)[: 2 * MOST] if _is(one)]
    none: list[object] | None = [] if reading.has_none(output, "completeTrackResults") else None
    return {one: _found(_results(items, one.number, none)) for one in parcels}


def _knows_none(answer: Answer) -> bool:
    """Tell whether a refusal only says that FedEx does not know the number; of several, of one."""
    told = answer.json.get("errors") if isinstance(answer.json, dict) else None
    errors = reading.read_all(_Error, told)
    return answer.status in {400, 404} and any(one.code in NOT_FOUND for one in errors)


def _is(item: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(item, dict)


def _results(
    items: Sequence[Mapping[str, object]], number: str, none: list[object] | None
) -> list[object] | None:
    """Return what an answer has of a number: under it, else what names it, else as given."""
    for item in items:
        if reading.is_number(item.get("trackingNumber"), number):
            told = item.get("trackResults")
            return told if isinstance(told, list) else None
    every = [result for item in items for result in listed(item.get("trackResults"))]
    return [one for one in every if number in _names(one)] or none


def _names(result: object) -> Iterator[str]:
    """Yield the other numbers of a result."""
    known = reading.read_as(_Result, result) or _Result()
    named = reading.read_as(_Number, known.named) or _Number()
    more = reading.read_as(_More, known.more) or _More()
    values = [named.number]
    for package in reading.read_all(_Package, more.packages):
        values += listed(package.values) if words(package.type) in IDS else []
    yield from (words(one).upper() for one in values)


def _found(results: list[object] | None) -> Found:
    """Return the report; of several, since FedEx uses numbers again, the one with newest events.

    An empty list: FedEx knows nothing of the number.
    """
    read = list(reading.read_all(_Result, results))
    reports = [report for one in read if (report := _report(one)) is not None]
    if reports:
        return reading.latest([(one, None) for one in reports])
    errors = [reading.read_as(_Error, one.error) for one in read]
    unknown = any(error is not None and error.code in NOT_FOUND for error in errors)
    none = unknown or results == []
    return Report(status=Status.NOT_FOUND) if none else reading.refuse(CODE)


def _report(result: _Result) -> Report | None:
    """Return what a result says; None: neither a status nor an event that can be read.

    An error beside them says something of the question, and nothing against the data.
    """
    latest = reading.read_as(_Latest, result.latest) or _Latest()
    events = reading.events(_scans(result.events), returning=_RETURNING)
    if words(latest.code) or words(latest.derived):
        where = _meaning(latest.code, latest.derived)
    elif events:
        where = reading.newest(events)
    else:
        return None
    whys = [EXCEPTIONS.get(words(one.reason)) for one in reading.read_all(_Detail, latest.details)]
    why = where.reason or next((one for one in whys if one), None) or _late(latest, where)
    return reading.told(replace(where, reason=why), events, estimated=_estimated(result))


def _late(latest: _Latest, where: Meaning) -> Reason | None:
    """Return that a parcel runs late, where FedEx says so of one that has not arrived."""
    delay = reading.read_as(_Delay, latest.delay)
    is_late = words(latest.derived) == _RUNS_LATE or (
        delay is not None and words(delay.status) == "DELAYED"
    )
    return Reason.DELAYED if is_late and where.status is not Status.DELIVERED else None


def _scans(events: object) -> Iterator[Scan]:
    for event in reading.read_all(_Event, events):
        if when := read_time(event.date):
            known = _meaning(event.kind, event.derived)
            meaning = reading.to_sender(known, event.description)
            yield Scan(
                at=when,
                place=_place(event.where),
                status=meaning.status,
                reason=meaning.reason or _why(event),
                text=meaning.text,
                carrier_code=code_of(event.kind) or code_of(event.derived),
            )


def _why(event: _Event) -> Reason | None:
    return EXCEPTIONS.get(words(event.exception))


def _meaning(code: object, derived: object) -> Meaning:
    """Return what a code means; where we do not know it, what the derived one says."""
    known, behind = CODES.get(words(code)), CODES.get(words(derived))
    if known is not None and known.status is Status.DELIVERED and words(derived) in _RETURNING:
        return reading.RETURNED
    if known is not None:
        return known
    reading.code_unknown(CODE)
    return behind or UNKNOWN


def _estimated(result: _Result) -> Estimate | None:
    """Return when FedEx means to deliver.

    Its ``standardTransitTimeWindow`` is what it promised when it took the parcel, and goes on
    standing there when that is past: no estimate.
    """
    estimate = reading.read_as(_Estimate, result.estimate)
    window = estimate.window if estimate is not None else _Window()
    times = {one.type: one.at for one in reading.read_all(_Moment, result.times)}
    return expected(window.ends, window.begins) or expected(times.get("ESTIMATED_DELIVERY"))


def _place(given: object) -> str | None:
    where = reading.read_as(_Place, given)
    return None if where is None else reading.place(where.city, where.state, where.country)
