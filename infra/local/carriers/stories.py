"""What the carriers have in common: the scenarios, the journey, and the texts nobody may store.

A parcel goes from ``Where.ORIGIN`` to ``Where.DESTINATION``; each carrier says what happens in its
own codes. What has happened is a scenario's, or given by whoever plays a day (``given.py``): then
it has its own offset, place and words. Personal fields carry ``CANARIES``, so that a test can look
for them anywhere and find that a reader dropped them; carriers put names and streets into
descriptions too, and so do these.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Any

Json = dict[str, Any]
POSTCODE = "10115"
CANARIES = (
    "CANARY-SIGNATORY Jane Roe",
    "CANARY-RECEIVER Rick Roe",
    "CANARY-SENDER Sam Poe",
    "CANARY-STREET 7 Hidden Lane",
    "+49 30 555 CANARY",
    "canary.receiver@example.org",
)
SIGNATORY, RECEIVER, SENDER, STREET, PHONE, EMAIL = CANARIES
ORDER = f"ORDER FOR {RECEIVER}"
MUCH_TEXT = 20_000_000
"""Characters in the longest text of the scenario ``huge``."""

SCENARIOS: Mapping[str, str] = {
    # answers that a reader should understand
    "delivered": "signed for",
    "in_transit": "arrived at a facility on the way",
    "out_for_delivery": "with the courier",
    "exception": "the recipient refused it",
    "customs": "held by customs",
    "available_for_pickup": "waits at a counter",
    "recipient_absent": "nobody was at home",
    "returned": "on the way back to the sender",
    "back_at_sender": "delivered, to its sender",
    "on_a_day": "in transit; expected on a day, which is written as midnight",
    "no_scan_yet": "announced only",
    "unknown_status": "a code that nobody knows",
    "not_found": "as any number that is in no table",
    # answers that are wrong in one place
    "other_shipment": "about another number than asked for",
    "odd_times": "newest first: no offset, an impossible date, garbage, another offset, a good one",
    "one_bad_item": "events that are no objects or lack fields, among good ones",
    # no usable answer
    "rate_limited": "429 with Retry-After: 1, always",
    "rate_limited_once": "429 the first time since the calls were last wiped",
    "error_500": "500",
    "html": "200 and text/html",
    "hang": "nothing until the client leaves, at most 60 s",
    "slow": "2 s, then as delivered",
    "cut": "the connection is closed in mid-body",
    "huge": "20 MB of well-formed JSON",
    "redirect": "302 to another host",
}
"""Each scenario that every carrier has, and what it is; a carrier's own ones stand in its file."""


class Step(StrEnum):
    """What happens to a parcel."""

    ANNOUNCED = "announced"
    PICKED_UP = "picked_up"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    CUSTOMS = "customs"
    STRANGE = "strange"
    OUT = "out"
    DELIVERED = "delivered"
    REFUSED = "refused"
    NOBODY = "nobody"
    AT_COUNTER = "at_counter"
    RETURNING = "returning"
    BACK = "back"
    FAILED = "failed"
    TROUBLE = "trouble"
    EXPIRED = "expired"


class Where(StrEnum):
    """The places of the journey."""

    ORIGIN = "origin"
    HUB = "hub"
    DESTINATION = "destination"


@dataclass(frozen=True, slots=True)
class Happening:
    """One step of a parcel's life."""

    step: Step
    where: Where
    at: datetime
    """What the clock showed there. No offset: each carrier's places have their own."""
    offset: timedelta | None = None
    """The clock's offset where the happening is given; None: it is a scenario's."""
    town: str | None = None
    """Where a given one happened, in place of ``where``; None: it does not say."""
    country: str | None = None
    """In which country (ISO 3166-1 alpha-2)."""
    text: str | None = None
    """In which words the carrier tells a given one; None: in those that it always has."""

    @property
    def is_given(self) -> bool:
        """Whether it was told by whoever plays a day."""
        return self.offset is not None

    def there(self, hours: float) -> datetime:
        """Return when it happened, with the offset there: its own, or so many hours."""
        offset = timedelta(hours=hours) if self.offset is None else self.offset
        return self.at.replace(tzinfo=timezone(offset))


@dataclass(frozen=True, slots=True)
class GivenStory:
    """What has happened to a parcel, as it was given: newest first, and not nothing."""

    happenings: tuple[Happening, ...]


Tale = str | GivenStory
"""What a number tells: the name of a scenario, or a given story."""


# Days before the simulator's day, the hour, and where.
_WHEN: Mapping[Step, tuple[int, int, Where]] = {
    Step.ANNOUNCED: (5, 12, Where.ORIGIN),
    Step.PICKED_UP: (4, 17, Where.ORIGIN),
    Step.DEPARTED: (3, 2, Where.ORIGIN),
    Step.ARRIVED: (2, 9, Where.HUB),
    Step.CUSTOMS: (1, 6, Where.HUB),
    Step.STRANGE: (1, 6, Where.HUB),
    Step.OUT: (1, 8, Where.DESTINATION),
    Step.DELIVERED: (1, 11, Where.DESTINATION),
    Step.REFUSED: (1, 11, Where.DESTINATION),
    Step.NOBODY: (1, 11, Where.DESTINATION),
    Step.AT_COUNTER: (1, 14, Where.DESTINATION),
    Step.RETURNING: (1, 16, Where.DESTINATION),
    Step.BACK: (1, 20, Where.ORIGIN),
}
_JOURNEY = (Step.PICKED_UP, Step.DEPARTED, Step.ARRIVED)
_TIMELINES: Mapping[str, tuple[Step, ...]] = {
    "delivered": (*_JOURNEY, Step.OUT, Step.DELIVERED),
    "in_transit": _JOURNEY,
    "out_for_delivery": (*_JOURNEY, Step.OUT),
    "exception": (*_JOURNEY, Step.OUT, Step.REFUSED),
    "customs": (*_JOURNEY, Step.CUSTOMS),
    "available_for_pickup": (*_JOURNEY, Step.AT_COUNTER),
    "recipient_absent": (*_JOURNEY, Step.OUT, Step.NOBODY),
    "returned": (*_JOURNEY, Step.OUT, Step.REFUSED, Step.RETURNING),
    "back_at_sender": (*_JOURNEY, Step.OUT, Step.REFUSED, Step.RETURNING, Step.BACK),
    "on_a_day": _JOURNEY,
    "no_scan_yet": (Step.ANNOUNCED,),
    "unknown_status": (*_JOURNEY, Step.STRANGE),
}


def happenings(scenario: Tale, today: datetime) -> list[Happening]:
    """Return what has happened, newest first; a scenario without a timeline is as delivered.

    Args:
        scenario: A name in ``SCENARIOS`` or of a carrier's own, or a given story.
        today: The simulator's day (UTC). All of a scenario lies in the five days before it.
    """
    if isinstance(scenario, GivenStory):
        return list(scenario.happenings)
    steps = _TIMELINES.get(scenario, _TIMELINES["delivered"])
    return [_happening(step, today) for step in reversed(steps)]


def _happening(step: Step, today: datetime) -> Happening:
    days, hour, where = _WHEN[step]
    day = (today - timedelta(days=days)).date()
    return Happening(step, where, datetime.combine(day, time(hour, 30)))


def expected(today: datetime, scenario: Tale = "") -> tuple[datetime, datetime]:
    """Return from when on and until when the parcel should arrive: no offset, as of happenings.

    ``on_a_day`` it is midnight and midnight.
    """
    day = today.date() + timedelta(days=1)
    since, until = (time(), time()) if scenario == "on_a_day" else (time(14), time(18))
    return datetime.combine(day, since), datetime.combine(day, until)


def much_text(scenario: Tale) -> str:
    """Return the long text of the scenario ``huge``, and nothing for any other."""
    return "x" * MUCH_TEXT if scenario == "huge" else ""


def spoil(events: list[Any], lacking: Json) -> None:
    """Put what is no event, and one that lacks its fields, behind the newest event."""
    events[1:1] = ["not an object", None, lacking, 17]
