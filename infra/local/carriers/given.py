"""Stories that are given by whoever plays a day: what has happened to a parcel so far.

``{"events": [{"at": "2027-03-01T09:30:00+01:00", "status": "out_for_delivery",
"place": "Berlin, DE", "text": "Loaded"}]}``: ``status`` is one of our words, ``place`` a town, with
its country's two letters if they are known, and ``text`` is told in place of the carrier's words.
Times decide what is newest; of two at the same time it is the later in the list. No events: no
carrier knows the number. Whatever is given is told, be it in the future.

A carrier that has no code for a status leaves the event out: ``expired`` is 17TRACK's alone.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator

from infra.local.carriers.stories import Happening, Step, Where
from shared.parcels.carriers.model import Status

_NUMBER = re.compile(r"\A[A-Z0-9]{2,50}\Z")
_PLACE = re.compile(r"\A(.*?)(?:, ?([A-Z]{2}))?\Z")
STEPS: Mapping[Status, Step] = {
    Status.INFO_RECEIVED: Step.ANNOUNCED,
    Status.IN_TRANSIT: Step.ARRIVED,
    Status.OUT_FOR_DELIVERY: Step.OUT,
    Status.AVAILABLE_FOR_PICKUP: Step.AT_COUNTER,
    Status.DELIVERY_FAILED: Step.FAILED,
    Status.DELIVERED: Step.DELIVERED,
    Status.EXCEPTION: Step.TROUBLE,
    Status.EXPIRED: Step.EXPIRED,
    Status.UNKNOWN: Step.STRANGE,
}
"""What happens to a parcel that comes to a status, for which carriers have their codes."""


class GivenWronglyError(Exception):
    """A story that cannot be told."""

    def __init__(self, faults: Sequence[Mapping[str, str]]) -> None:
        super().__init__()
        self.faults = faults
        """Each with its ``field`` and what is wrong with it, its ``message``."""


class _Event(BaseModel):
    """What has happened, in our words."""

    model_config = ConfigDict(extra="forbid", strict=True)

    at: AwareDatetime
    status: Status
    place: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    text: Annotated[str, Field(min_length=1, max_length=200)] | None = None

    @field_validator("status")
    @classmethod
    def _happens(cls, status: Status) -> Status:
        if status not in STEPS:
            msg = f"{status} is no event: a number without events is not found"
            raise ValueError(msg)
        return status

    def happening(self) -> Happening:
        """Return it as the carriers tell it."""
        place = _PLACE.match(self.place or "")
        town, country = (None, None) if place is None else (place[1] or None, place[2])
        return Happening(
            STEPS[self.status],
            Where.HUB,
            self.at.replace(tzinfo=None, microsecond=0),
            offset=self.at.utcoffset(),
            town=town,
            country=country,
            text=self.text,
        )


class _Story(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    events: Annotated[list[_Event], Field(max_length=100)]


def story_of(body: bytes) -> list[Happening]:
    """Return what has happened, newest first.

    Raises:
        GivenWronglyError: It is not as described above.
    """
    try:
        given = _Story.model_validate_json(body)
    except ValidationError as e:
        faults = e.errors(include_url=False, include_context=False, include_input=False)
        told = [(".".join(map(str, one["loc"])), one["msg"]) for one in faults]
        raise GivenWronglyError([{"field": field, "message": msg} for field, msg in told]) from e
    oldest_first = sorted(given.events, key=lambda one: one.at)
    return [one.happening() for one in reversed(oldest_first)]


def number_of(text: str) -> str:
    """Return a waybill number as carriers are asked for it.

    Raises:
        GivenWronglyError: It is none: 2 to 50 letters and digits.
    """
    number = text.replace(" ", "").replace("-", "").upper()
    if not _NUMBER.match(number):
        raise GivenWronglyError([{"field": "number", "message": "2 to 50 letters and digits"}])
    return number
