"""17TRACK's numbers: what we call a parcel and what it says of one, and how a call can end."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pydantic import BaseModel, Field

from shared.parcels.carriers import reading
from shared.parcels.carriers.directory import CARRIERS
from shared.parcels.carriers.model import Asked, Proof, Report, Status
from shared.parcels.carriers.port import ProofError, Pushed
from shared.parcels.carriers.reading import words
from shared.parcels.carriers.seventeen_track_codes import (
    CARRIER_NOT_DETECTED,
    ITS_FAULT,
    KEY_REFUSED,
    NOT_REGISTERED,
    NOTHING_YET,
    PHONE_WANTED,
    POSTCODE_WANTED,
    SPENT,
)
from shared.parcels.carriers.seventeen_track_keys import KEYS
from shared.parcels.carriers.seventeen_track_reading import CODE, read
from shared.platform.suppliers.port import (
    BudgetSpentError,
    FetchOutcome,
    PendingError,
    SupplierError,
)
from shared.platform.suppliers.wire import Answer

LOOK_AGAIN = timedelta(seconds=30)
_SPENT_UNTIL = timedelta(hours=1)
_TAG = re.compile(r"\A([a-z]{2,8})\.([a-z0-9_]{2,40})(?:\.(postcode|phone_tail))?\Z")
_NUMBER = re.compile(r"\A[A-Z0-9]{2,50}\Z")
_PARAM = re.compile(r"\A[A-Z0-9]{2,12}\Z")

Found = Report | SupplierError


@dataclass(frozen=True, slots=True)
class TrackedParcel:
    """A parcel as we have it tracked."""

    carrier: str
    asked: Asked

    @property
    def proof(self) -> str:
        """The detail beside the number, if there is one."""
        return self.asked.postcode or self.asked.phone_tail or ""

    @property
    def proof_sort(self) -> Proof:
        """Which detail that is; without any, which one its carrier is known to ask for."""
        if self.asked.postcode or self.asked.phone_tail:
            return Proof.POSTCODE if self.asked.postcode else Proof.PHONE_TAIL
        asks = CARRIERS[self.carrier].asks
        return Proof.PHONE_TAIL if Proof.PHONE_TAIL in asks else Proof.POSTCODE


class TrackedItem(BaseModel):
    """A number that 17TRACK tracks."""

    number: str
    carrier: object = None
    """Its own key of the carrier."""
    param: str | None = None
    """The postcode or the like that it was registered with: of another type it is not readable."""
    tag: object = None
    info: object = Field(None, alias="track_info")


class _Error(BaseModel):
    code: int


class _Rejected(BaseModel):
    number: str
    error: _Error


@dataclass(frozen=True, slots=True)
class Data:
    """What a call brought: items, and the error code of each number that was rejected."""

    items: Sequence[TrackedItem]
    rejected: Mapping[str, int]
    listed: int
    """How many items there were, with those that cannot be read."""

    def has(self, number: str) -> bool:
        """Tell whether an item is about a number, be it another carrier's."""
        return any(item.number.upper() == number for item in self.items)

    def says_gone(self, number: str) -> bool:
        """Tell whether, after a deletion, a number is not stored, or not any more."""
        if number in self.rejected:
            return self.rejected[number] == NOT_REGISTERED
        return self.has(number)


def tag_of(region: str, parcel: TrackedParcel) -> str:
    """Return the tag that we register with: it comes back with every answer and push.

    It says which sort of detail ``param`` is: four digits may be a postcode or a phone's.
    """
    sort = f".{parcel.proof_sort}" if parcel.proof else ""
    return f"{region}.{parcel.carrier}{sort}"


def parcel_of(item: TrackedItem, region: str) -> TrackedParcel | None:
    """Return the parcel that an item is, if it was registered by this region of ours."""
    tag = _TAG.match(words(item.tag))
    number, param = item.number.upper(), item.param
    if tag is None or tag[1] != region or tag[2] not in CARRIERS or not _NUMBER.match(number):
        return None
    if param and not _PARAM.match(param):
        return None
    sort = tag[3] or TrackedParcel(tag[2], Asked(number)).proof_sort
    return TrackedParcel(tag[2], Asked(number, **({str(sort): param} if param else {})))


def is_about(item: TrackedItem, parcel: TrackedParcel) -> bool:
    """Tell whether an item is the parcel's: its number, and no other carrier's that we know.

    Where 17TRACK has found out the carrier itself, it goes by the one that we had it registered as.
    """
    tag = _TAG.match(words(item.tag))
    others = {key for code, keys in KEYS.items() if code != parcel.carrier for key in keys}
    mine = KEYS.get(parcel.carrier, ())
    key = item.carrier if isinstance(item.carrier, int) else None
    right = key in mine if mine else key not in others
    if not mine and tag is not None and tag[2] in CARRIERS:
        right = right and tag[2] == parcel.carrier
    return item.number.upper() == parcel.asked.number and right


def data_of(answer: Answer) -> Data:
    """Return what a call brought.

    Raises:
        SupplierError: Not the published form, or refused as a whole.
    """
    body = answer.json if isinstance(answer.json, dict) else {}
    code, data = body.get("code"), body.get("data")
    if not isinstance(code, int) or isinstance(code, bool):
        raise SupplierError(outcome=FetchOutcome.BAD_ANSWER)
    if code in KEY_REFUSED:
        raise SupplierError(outcome=FetchOutcome.REFUSED)
    if code == ITS_FAULT:
        raise SupplierError
    if answer.status != 200 or code != 0 or not isinstance(data, dict):  # noqa: PLR2004 - OK
        raise SupplierError(outcome=FetchOutcome.BAD_ANSWER)
    rejected = reading.read_all(_Rejected, data.get("rejected"))
    return Data(
        tuple(reading.read_all(TrackedItem, data.get("accepted"))),
        {one.number.upper(): one.error.code for one in rejected},
        len(reading.listed(data.get("accepted"))),
    )


def pushed_of(body: object, region: str) -> Pushed | None:
    """Return what the body of a push says; None: nothing about a parcel of this region of ours."""
    item = reading.read_as(TrackedItem, body.get("data") if isinstance(body, dict) else None)
    parcel = parcel_of(item, region) if item is not None else None
    report = read(item.info) if item is not None else None
    if item is None or parcel is None or report is None or not is_about(item, parcel):
        return None
    return Pushed(parcel.carrier, parcel.asked, report) if _tells(report) else None


def told_to(item: TrackedItem, parcel: TrackedParcel) -> Found | None:
    """Return what an item tells those who asked for a parcel, with the proof that they gave.

    None: it was registered with another proof and nothing was found by that, so it is to be
    registered anew.
    """
    report, registered = read(item.info), item.param
    if registered and registered != parcel.proof:
        if parcel.proof and (report is None or report.status is Status.NOT_FOUND):
            return None
        return ProofError(_wanted(item, parcel), rejected=bool(parcel.proof))
    if report is None:
        return PendingError(retry_after=LOOK_AGAIN)
    return report if _tells(report) else SupplierError()


def _wanted(item: TrackedItem, parcel: TrackedParcel) -> Proof:
    """Return which detail opens a parcel: that by which it was registered, if it says so."""
    tag = _TAG.match(words(item.tag))
    return Proof(tag[3]) if tag is not None and tag[3] else parcel.proof_sort


def _tells(report: Report) -> bool:
    """Tell whether the carrier answered 17TRACK, lately or ever."""
    return report.in_sync or bool(report.scans)


def rejection(code: int) -> Found:
    """Return what the rejection of one number means."""
    if code == CARRIER_NOT_DETECTED:
        return Report(status=Status.NOT_FOUND)
    if code == NOTHING_YET:
        return PendingError(retry_after=LOOK_AGAIN)
    if code in SPENT:
        return BudgetSpentError(retry_after=_SPENT_UNTIL)
    if code in POSTCODE_WANTED:
        return ProofError(Proof.POSTCODE, rejected=False)
    if code == PHONE_WANTED:
        return ProofError(Proof.PHONE_TAIL, rejected=False)
    return reading.refuse(CODE)
