"""USPS: Tracking API 3.0 (https://developers.usps.com/trackingv3).

``GET /tracking/v3/tracking/{number}?expand=DETAIL`` with an OAuth access token whose scope has
``tracking``. Since April 2026 USPS shows others' parcels only to those whom it has allowed that.

Only the fields below are read. Names, firms and postcodes are dropped unread; events are worded by
us, from USPS's codes. Its own words only tell whether a delivery was one to the sender.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone

from pydantic import BaseModel, Field

from shared.kernel.clock import Clock, Deadline
from shared.parcels.carriers import reading
from shared.parcels.carriers.access import Access
from shared.parcels.carriers.direct import Direct
from shared.parcels.carriers.model import Asked, Report, Scan, Status
from shared.parcels.carriers.port import CarrierPort
from shared.parcels.carriers.reading import Meaning, code_of, listed, words
from shared.parcels.carriers.times import (
    LONGEST_OFFSET,
    Estimate,
    When,
    expected,
    read_moment,
    read_time,
)
from shared.parcels.carriers.usps_codes import CATEGORIES, EVENTS
from shared.platform.suppliers.client import SupplierClient
from shared.platform.suppliers.oauth import TokenClient
from shared.platform.suppliers.port import Asker, FetchOutcome, SupplierError
from shared.platform.suppliers.wire import Answer, Request

CODE = "usps"
_SCOPE = "tracking"
_NOT_FOUND = 404
_NOT_OURS_TO_SEE = 403
_ASK_AGAIN = timedelta(hours=1)
_QUARTER = timedelta(minutes=15)
"""Of which all offsets are multiples: another one says that one of the two clocks is wrong."""
_NO_NEWS = "150001"
"""USPS's error for a number of which it has no news, with status 400."""
_ROUTING = re.compile(r"\A420(?:[0-9]{5}|[0-9]{9})(?=9[0-9]{21,25}\Z)")
"""What stands in front of a number on a label: to which postcode it goes."""


_CLOCK = re.compile(r"\A([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?(?: ?([AP]M))?\Z")


class _Event(BaseModel):
    at: object = Field(None, alias="eventTimestamp")
    gmt: object = Field(None, alias="GMTTimestamp")
    offset: object = Field(None, alias="GMTOffset")
    code: object = Field(None, alias="eventCode")
    kind: object = Field(None, alias="eventType")
    city: object = Field(None, alias="eventCity")
    state: object = Field(None, alias="eventState")
    country: object = Field(None, alias="eventCountry")


class _Parcel(BaseModel):
    number: object = Field(None, alias="trackingNumber")
    category: object = Field(None, alias="statusCategory")
    status: object = None
    events: object = Field(None, alias="trackingEvents")
    expected_at: object = Field(None, alias="expectedDeliveryTimeStamp")
    expected_on: object = Field(None, alias="expectedDeliveryDate")
    predicted_at: object = Field(None, alias="predictedDeliveryTimeStamp")
    predicted_on: object = Field(None, alias="predictedDeliveryDate")
    since: object = Field(None, alias="predictedDeliveryWindowStartTime")
    until: object = Field(None, alias="predictedDeliveryWindowEndTime")

    def is_about(self, number: str) -> bool:
        """Tell whether it is a number's, with or without the postcode that it goes to in front."""
        bare = _ROUTING.sub("", number)
        told = str(self.number) if isinstance(self.number, int) else words(self.number)
        return reading.is_number(_ROUTING.sub("", told.replace(" ", "")), bare)


class UspsCarrier(Direct[TokenClient]):
    """USPS as a carrier. See the port."""

    code = CODE

    async def query(self, asked: Asked, *, asker: Asker, deadline: Deadline) -> Report:
        """Ask USPS for a parcel."""
        request = Request(
            "GET",
            f"/tracking/v3/tracking/{asked.number}",
            {"expand": "DETAIL"},
            refusals=frozenset({401}),
        )
        return read(await self._client.send(request, asker=asker, deadline=deadline), asked)


def carrier(client: SupplierClient, access: Access, clock: Clock) -> CarrierPort:
    """Return USPS as a carrier."""
    wanted = {
        "grant_type": "client_credentials",
        "client_id": access.key("client_id"),
        "client_secret": access.key("client_secret"),
        "scope": _SCOPE,
    }
    grant = Request("POST", "/oauth2/v3/token", json=wanted)
    return UspsCarrier(TokenClient(client, grant, clock, scope=_SCOPE), access)


def read(answer: Answer, asked: Asked) -> Report:
    """Return what an answer says about the parcel that was asked for.

    Raises:
        SupplierError: Not the published form, or about another parcel; ``REFUSED``: USPS shows this
            parcel only to those whom it has allowed that.
    """
    if answer.status == _NOT_FOUND or _has_no_news(answer):
        return Report(status=Status.NOT_FOUND)
    if answer.status == _NOT_OURS_TO_SEE:
        raise SupplierError(outcome=FetchOutcome.REFUSED, retry_after=_ASK_AGAIN)
    if answer.status != 200:  # noqa: PLR2004 - OK
        raise SupplierError(outcome=FetchOutcome.BAD_ANSWER)
    parcel = reading.read_as(_Parcel, _flat(answer.json))
    if parcel is None or not parcel.is_about(asked.number):
        raise reading.refuse(CODE)
    events = reading.events(_scans(parcel.events))
    where = reading.newest(events)
    if words(parcel.category):
        where = reading.meaning(CATEGORIES, _category(parcel.category), supplier=CODE)
        where = reading.to_sender(where, parcel.category, parcel.status)
    return reading.told(_sharper(where, events), events, estimated=_estimated(parcel))


def _category(told: object) -> str:
    """Return a category that we know, or its first part: ``Delivered, Left with Individual``."""
    category = words(told)
    return category if category in CATEGORIES else category.split(",", maxsplit=1)[0]


def _has_no_news(answer: Answer) -> bool:
    error = answer.json.get("error") if isinstance(answer.json, dict) else None
    errors = listed(error.get("errors")) if isinstance(error, dict) else []
    return any(isinstance(one, dict) and one.get("code") == _NO_NEWS for one in errors)


def _sharper(where: Meaning, events: Sequence[Scan]) -> Meaning:
    """Return where it is: ``Alert`` only says that something is wrong, as a failed delivery is."""
    last = reading.newest(events)
    silent = where.status is Status.EXCEPTION and where.reason is None
    return last if silent and last.status is Status.DELIVERY_FAILED else where


def _scans(events: object) -> Iterator[Scan]:
    for event in reading.read_all(_Event, events):
        if when := _time(event):
            known = reading.meaning(EVENTS, event.code, supplier=CODE)
            meaning = reading.to_sender(known, event.kind)
            yield Scan(
                at=when,
                place=reading.place(event.city, event.state, event.country),
                status=meaning.status,
                reason=meaning.reason,
                text=meaning.text,
                carrier_code=code_of(event.code),
            )


def _time(event: _Event) -> When | None:
    """Read the local time, with its offset where USPS gives one, or the time at Greenwich.

    Some of its systems end local times in ``Z``, which is not meant where an offset or the time at
    Greenwich stands beside it.
    """
    local, gmt = words(event.at).removesuffix("Z"), read_moment(event.gmt)
    told = read_time(f"{local}{words(event.offset)}") or read_time(local)
    if told is None:
        return When(moment=gmt) if gmt is not None else None
    if told.moment is not None or told.clock is None or gmt is None:
        return told
    offset = datetime.fromisoformat(f"{local}+00:00") - gmt
    if abs(offset) > LONGEST_OFFSET or offset % _QUARTER:
        return told
    return When.at(gmt.astimezone(timezone(offset)))


def _estimated(parcel: _Parcel) -> Estimate | None:
    """Return when USPS means to deliver; its times are those of the place, whatever ends them."""
    window = expected(_at(parcel, parcel.until), _at(parcel, parcel.since))
    at = (parcel.expected_at, parcel.expected_on, parcel.predicted_at, parcel.predicted_on)
    return window or next((found for one in at if (found := expected(_local(one)))), None)


def _at(parcel: _Parcel, clock: object) -> str:
    """Return an end of the window: a time, or a clock on the predicted day."""
    told = _CLOCK.match(words(clock).strip().upper())
    if told is None:
        return _local(clock)
    hour = int(told[1]) % 12 + 12 * (told[3] == "PM") if told[3] else int(told[1])
    return f"{words(parcel.predicted_on)}T{hour:02}:{told[2]}"


def _local(value: object) -> str:
    return words(value).removesuffix("Z")


def _flat(body: object) -> object:
    """Return a body whose expectations stand beside the rest, as they did before version 3.2."""
    apart = body.get("deliveryDateExpectation") if isinstance(body, dict) else None
    return {**body, **apart} if isinstance(body, dict) and isinstance(apart, dict) else body
