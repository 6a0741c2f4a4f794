"""UPS: Tracking API (https://developer.ups.com/tag/Tracking).

``GET /api/track/v1/details/{number}`` with an OAuth access token. A number that UPS does not know
is answered 200 with the warning ``TW0001``.

Only the fields below are read. Who received or signed, addresses, photos and UPS's own words are
dropped unread; events are worded by us, from UPS's codes.
"""

import base64
import secrets
from collections.abc import Iterator

from pydantic import BaseModel, Field

from shared.kernel.clock import Clock, Deadline
from shared.parcels.carriers import reading
from shared.parcels.carriers.access import Access
from shared.parcels.carriers.direct import Direct
from shared.parcels.carriers.model import Asked, Reason, Report, Scan, Status
from shared.parcels.carriers.port import CarrierPort
from shared.parcels.carriers.reading import UNKNOWN, Meaning, code_of, listed, words
from shared.parcels.carriers.times import Estimate, When, expected, read_time
from shared.parcels.carriers.ups_codes import CODES, EXCEPTIONS, TYPES
from shared.platform.suppliers.client import SupplierClient
from shared.platform.suppliers.oauth import TokenClient
from shared.platform.suppliers.port import Asker, FetchOutcome, SupplierError
from shared.platform.suppliers.wire import Answer, Request

CODE = "ups"
_UNKNOWN_NUMBER = "TW0001"
_NO_SUCH_NUMBER = frozenset({"TV1002", "TV1003", "151044"})
"""The number has not the form of UPS's numbers, or UPS has nothing of it."""
_RETURNING = frozenset(
    code for code, one in (*CODES.items(), *TYPES.items()) if one.reason is Reason.RETURNED
)
_NOT_FOUND = 404


class _Address(BaseModel):
    city: object = None
    state: object = Field(None, alias="stateProvince")
    country: object = Field(None, alias="countryCode")


class _Location(BaseModel):
    address: _Address


class _Status(BaseModel):
    type: object = None
    description: object = None
    scan: object = Field(None, alias="code")
    number: object = Field(None, alias="statusCode")


class _Activity(BaseModel):
    status: _Status
    date: str
    time: object = None
    offset: object = Field(None, alias="gmtOffset")
    location: object = None


class _Current(BaseModel):
    code: str
    type: object = None


class _Day(BaseModel):
    type: str
    date: str


class _Hours(BaseModel):
    since: object = Field(None, alias="startTime")
    ends: object = Field(None, alias="endTime")


class _Alternate(BaseModel):
    number: object = None


class _Package(BaseModel):
    number: object = Field(None, alias="trackingNumber")
    others: object = Field(None, alias="alternateTrackingNumber")
    current: object = Field(None, alias="currentStatus")
    activity: object = None
    days: object = Field(None, alias="deliveryDate")
    hours: object = Field(None, alias="deliveryTime")

    def is_about(self, number: str) -> bool:
        """Tell whether a number is one of the package's: a partner's may be, too."""
        others = (one.number for one in reading.read_all(_Alternate, self.others))
        return any(reading.is_number(one, number) for one in (self.number, *others))


class UpsCarrier(Direct[TokenClient]):
    """UPS as a carrier. See the port."""

    code = CODE

    async def query(self, asked: Asked, *, asker: Asker, deadline: Deadline) -> Report:
        """Ask UPS for a parcel."""
        request = Request(
            "GET",
            f"/api/track/v1/details/{asked.number}",
            {"locale": "en_US", "returnSignature": "false"},
            {"transId": secrets.token_hex(16), "transactionSrc": "agogopost"},
        )
        return read(await self._client.send(request, asker=asker, deadline=deadline), asked)


def carrier(client: SupplierClient, access: Access, clock: Clock) -> CarrierPort:
    """Return UPS as a carrier."""
    pair = f"{access.key('client_id')}:{access.key('client_secret')}"
    basic = base64.b64encode(pair.encode()).decode()
    grant = Request(
        "POST",
        "/security/v1/oauth/token",
        headers={"Authorization": f"Basic {basic}"},
        form={"grant_type": "client_credentials"},
    )
    return UpsCarrier(TokenClient(client, grant, clock), access)


def read(answer: Answer, asked: Asked) -> Report:
    """Return what an answer says about the parcel that was asked for.

    Raises:
        SupplierError: Not the published form, or about another parcel.
    """
    body = answer.json if isinstance(answer.json, dict) else {}
    if answer.status == _NOT_FOUND or _codes(body, "response", "errors") & _NO_SUCH_NUMBER:
        return Report(status=Status.NOT_FOUND)
    if answer.status != 200:  # noqa: PLR2004 - OK
        raise SupplierError(outcome=FetchOutcome.BAD_ANSWER)
    shipments = _part(body, "trackResponse").get("shipment")
    found = [one for shipment in listed(shipments) for one in _theirs(shipment, asked.number)]
    if found:
        return reading.latest([(_report(one), None) for one in found])
    is_empty = reading.has_none(_part(body, "trackResponse"), "shipment")
    if is_empty or any(_is_unknown(one, asked.number) for one in listed(shipments)):
        return Report(status=Status.NOT_FOUND)
    raise reading.refuse(CODE)


def _theirs(shipment: object, number: str) -> list[_Package]:
    """Return a shipment's packages of a number; the only one of an inquiry for it is one, too."""
    packages = list(reading.read_all(_Package, _part(shipment).get("package")))
    found = [one for one in packages if one.is_about(number)]
    if not found and reading.is_number(_part(shipment).get("inquiryNumber"), number):
        return packages if len(packages) == 1 else []
    return found


def _is_unknown(shipment: object, number: str) -> bool:
    """Tell whether a shipment is none: it says so, or has no package, and is no other number's."""
    told = _part(shipment)
    inquiry = told.get("inquiryNumber")
    bare = told.get("package", []) in ([], None) and not told.get("warnings")
    empty = bare and inquiry is not None
    none = empty or _UNKNOWN_NUMBER in _codes(told, "warnings")
    return none and (inquiry is None or reading.is_number(inquiry, number))


def _part(value: object, *names: str) -> dict[str, object]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _codes(value: object, *path: str) -> set[str]:
    *above, last = path
    return {words(_part(one).get("code")) for one in listed(_part(value, *above).get(last))}


def _report(package: _Package) -> Report:
    events = reading.events(_scans(package.activity), returning=_RETURNING)
    current = reading.read_as(_Current, package.current)
    where = reading.newest(events) if current is None else _meaning(current.code, current.type)
    return reading.told(where, events, estimated=_estimated(package))


def _scans(activity: object) -> Iterator[Scan]:
    for event in reading.read_all(_Activity, activity):
        if when := _when(event):
            known = _meaning(event.status.number, event.status.type)
            meaning = reading.to_sender(known, event.status.description)
            why = EXCEPTIONS.get(words(event.status.scan)) if event.status.type == "X" else None
            yield Scan(
                at=when,
                place=_place(event.location),
                status=meaning.status,
                reason=meaning.reason or why,
                text=meaning.text,
                carrier_code=code_of(event.status.number) or code_of(event.status.type),
            )


def _meaning(number: object, kind: object) -> Meaning:
    """Return what a code means; where we do not know it, what its published type says."""
    known, by_type = CODES.get(words(number)), TYPES.get(words(kind))
    if by_type == reading.RETURNED and known is not None and known.status is Status.DELIVERED:
        return by_type
    if known is not None:
        return known
    reading.code_unknown(CODE)
    return by_type or UNKNOWN


def _when(event: _Activity) -> When | None:
    """Read the local time, with its offset where UPS gives one; without a time it is the day."""
    offset = words(event.offset)
    time = words(event.time)
    told = (_text(event.date, time, offset), _text(event.date, time), _text(event.date))
    return next((when for one in told if (when := read_time(one))), None)


def _text(date: str, time: str = "", offset: str = "") -> str:
    """Return ``YYYYMMDD``, ``HHMMSS`` and an offset such as ``-05:00`` as one text of ISO 8601."""
    day = f"{date[:4]}-{date[4:6]}-{date[6:]}"
    if not time:
        return day
    clock = f"{time[:2]}:{time[2:4]}:{time[4:]}" if len(time) > 4 else f"{time[:2]}:{time[2:]}"  # noqa: PLR2004
    return f"{day}T{clock}{offset}"


def _estimated(package: _Package) -> Estimate | None:
    """Return when UPS means to deliver: rescheduled (RDD) before scheduled (SDD)."""
    days = {day.type: day.date for day in reading.read_all(_Day, package.days)}
    hours = reading.read_as(_Hours, package.hours) or _Hours()
    day = days.get("RDD") or days.get("SDD") or ""
    since, ends = words(hours.since), words(hours.ends)
    if "" < ends < since:  # over midnight, or no window: the day is all that is sure
        return expected(_text(day))
    window = expected(_text(day, ends or "?"), _text(day, since or "?"))
    return window or expected(_text(day))


def _place(given: object) -> str | None:
    location = reading.read_as(_Location, given)
    if location is None:
        return None
    address = location.address
    return reading.place(address.city, address.state, address.country)
