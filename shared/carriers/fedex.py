"""FedEx: Track API (https://developer.fedex.com/api/en-us/catalog/track.html).

``POST /track/v1/trackingnumbers`` with an OAuth access token, up to 30 numbers a call. A number
that FedEx does not know has an error of its own beside the results of the others.

Only the fields below are read. Who received, addresses and FedEx's own words are dropped unread;
events are worded by us, from FedEx's codes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pydantic import BaseModel, Field

from shared.carriers import reading
from shared.carriers.access import Access
from shared.carriers.direct import Direct
from shared.carriers.fedex_codes import CODES, EXCEPTIONS
from shared.carriers.model import Asked, Reason, Report, Scan, Status
from shared.carriers.port import CarrierPort
from shared.carriers.reading import UNKNOWN, Meaning, code_of, listed, words
from shared.carriers.times import Told, read_time
from shared.clock import Clock, Deadline
from shared.suppliers.batch import Batches
from shared.suppliers.client import SupplierClient
from shared.suppliers.oauth import TokenClient
from shared.suppliers.port import Asker, Outcome, SupplierError
from shared.suppliers.wire import Answer, Request

CODE = "fedex"
MOST = 30
"""Numbers in one call."""
_BYTES_OF_ONE = 256 * 1024
NOT_FOUND = frozenset(
    {"TRACKING.TRACKINGNUMBER.NOTFOUND", "TRACKING.TRACKINGNUMBER.INVALID", "NOT.FOUND.ERROR"}
)
"""FedEx's errors for a number that it does not know, or that is none of its."""

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
    where: object = Field(None, alias="scanLocation")


class _Detail(BaseModel):
    reason: object = None


class _Latest(BaseModel):
    code: str
    derived: object = Field(None, alias="derivedCode")
    details: object = Field(None, alias="ancillaryDetails")


class _Error(BaseModel):
    code: str


class _Moment(BaseModel):
    type: str
    at: object = Field(None, alias="dateTime")


class _Window(BaseModel):
    ends: object = None


class _Estimate(BaseModel):
    window: _Window


class _Result(BaseModel):
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
    output = answer.json.get("output") if isinstance(answer.json, dict) else None
    if answer.status != 200 or not isinstance(output, dict):  # noqa: PLR2004 - OK
        raise SupplierError(outcome=Outcome.BAD_ANSWER)
    told = {}
    for item in listed(output.get("completeTrackResults"))[: 2 * MOST]:
        if isinstance(item, dict):
            told[words(item.get("trackingNumber")).upper()] = item.get("trackResults")
    return {one: _found(told.get(one.number)) for one in parcels}


def _found(results: object) -> Found:
    """Return the report; of several, since FedEx uses numbers again, the one with newest events."""
    reports, unknown = [], False
    for result in reading.read_all(_Result, results):
        error = reading.read_as(_Error, result.error)
        if error is None and reading.read_as(_Latest, result.latest) is not None:
            reports.append(_report(result))
        elif error is not None and error.code in NOT_FOUND:
            unknown = True
    if reports:
        return max(reports, key=lambda one: one.scans[0].at.timestamp() if one.scans else 0.0)
    return Report(status=Status.NOT_FOUND) if unknown else reading.refuse(CODE)


def _report(result: _Result) -> Report:
    latest = _Latest.model_validate(result.latest)
    where = _meaning(latest.code, latest.derived)
    whys = [EXCEPTIONS.get(words(one.reason)) for one in reading.read_all(_Detail, latest.details)]
    why = where.reason or next((one for one in whys if one), None)
    return reading.told(
        replace(where, reason=why), _scans(result.events), estimated=_estimated(result)
    )


def _scans(events: object) -> Iterator[Scan]:
    for event in reading.read_all(_Event, events):
        if when := read_time(event.date):
            meaning = _meaning(event.kind, event.derived)
            yield Scan(
                at=when[0],
                local_time_only=when[1],
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
    known = CODES.get(words(code))
    if known is not None:
        return known
    reading.code_unknown(CODE)
    return CODES.get(words(derived), UNKNOWN)


def _estimated(result: _Result) -> Told | None:
    estimate = reading.read_as(_Estimate, result.estimate)
    if estimate is not None and (found := read_time(estimate.window.ends)):
        return found
    times = {one.type: one.at for one in reading.read_all(_Moment, result.times)}
    return read_time(times.get("ESTIMATED_DELIVERY"))


def _place(given: object) -> str | None:
    where = reading.read_as(_Place, given)
    return None if where is None else reading.place(where.city, where.state, where.country)
