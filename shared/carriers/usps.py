"""USPS: Tracking API 3.0 (https://developers.usps.com/trackingv3).

``GET /tracking/v3/tracking/{number}?expand=DETAIL`` with an OAuth access token whose scope has
``tracking``. Since April 2026 USPS shows others' parcels only to those whom it has allowed that.

Only the fields below are read. Names, firms, postcodes and USPS's own words are dropped unread;
events are worded by us, from USPS's codes.
"""

from collections.abc import Iterator
from datetime import timedelta

from pydantic import BaseModel, Field

from shared.carriers import reading
from shared.carriers.access import Access
from shared.carriers.direct import Direct
from shared.carriers.model import Asked, Report, Scan, Status
from shared.carriers.port import CarrierPort
from shared.carriers.reading import Meaning, code_of, listed, words
from shared.carriers.times import Told, read_time
from shared.carriers.usps_codes import CATEGORIES, EVENTS
from shared.clock import Clock, Deadline
from shared.suppliers.client import SupplierClient
from shared.suppliers.oauth import TokenClient
from shared.suppliers.port import Asker, Outcome, SupplierError
from shared.suppliers.wire import Answer, Request

CODE = "usps"
_SCOPE = "tracking"
_NOT_FOUND = 404
_NOT_OURS_TO_SEE = 403
_ASK_AGAIN = timedelta(hours=1)
_NO_NEWS = "150001"
"""USPS's error for a number of which it has no news, with status 400."""
_EXPECTED = ("expectedDeliveryTimeStamp", "expectedDeliveryDate", "predictedDeliveryDate")


class _Event(BaseModel):
    at: str = Field(alias="eventTimestamp")
    offset: object = Field(None, alias="GMTOffset")
    code: object = Field(None, alias="eventCode")
    city: object = Field(None, alias="eventCity")
    state: object = Field(None, alias="eventState")
    country: object = Field(None, alias="eventCountry")


class _Parcel(BaseModel):
    number: str = Field(alias="trackingNumber")
    category: str = Field(alias="statusCategory")
    events: object = Field(None, alias="trackingEvents")


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
        raise SupplierError(outcome=Outcome.REFUSED, retry_after=_ASK_AGAIN)
    if answer.status != 200:  # noqa: PLR2004 - OK
        raise SupplierError(outcome=Outcome.BAD_ANSWER)
    parcel = reading.read_as(_Parcel, answer.json)
    if parcel is None or parcel.number.replace(" ", "").upper() != asked.number:
        raise reading.refuse(CODE)
    scans = list(_scans(parcel.events))
    where = reading.meaning(CATEGORIES, parcel.category, supplier=CODE)
    return reading.told(_sharper(where, scans), scans, estimated=_estimated(answer.json))


def _has_no_news(answer: Answer) -> bool:
    error = answer.json.get("error") if isinstance(answer.json, dict) else None
    errors = listed(error.get("errors")) if isinstance(error, dict) else []
    return any(isinstance(one, dict) and one.get("code") == _NO_NEWS for one in errors)


def _sharper(where: Meaning, scans: list[Scan]) -> Meaning:
    """Return why, too: where the category does not say it, the newest event of one mind does.

    ``Alert`` says no more than that something is wrong: a failed delivery is that, too.
    """
    if where.reason is not None:
        return where
    last = reading.newest(scans)
    failed = where.status is Status.EXCEPTION and last.status is Status.DELIVERY_FAILED
    return last if failed or last.status is where.status else where


def _scans(events: object) -> Iterator[Scan]:
    for event in reading.read_all(_Event, events):
        if when := _time(event):
            meaning = reading.meaning(EVENTS, event.code, supplier=CODE)
            yield Scan(
                at=when[0],
                local_time_only=when[1],
                place=reading.place(event.city, event.state, event.country),
                status=meaning.status,
                reason=meaning.reason,
                text=meaning.text,
                carrier_code=code_of(event.code),
            )


def _time(event: _Event) -> Told | None:
    """Read the local time, with its offset where USPS gives one."""
    return read_time(f"{event.at}{words(event.offset)}") or read_time(event.at)


def _estimated(body: object) -> Told | None:
    given = body if isinstance(body, dict) else {}
    found = (read_time(given.get(name)) for name in _EXPECTED)
    return next((time for time in found if time), None)
