"""What the readers of all carriers share: their words become ours, and nothing personal gets past.

A carrier's own words may name who signed, or a street. An event is worded by us, from the carrier's
code, or quoted where every word is one of a closed vocabulary (``quoting``); a place is a town and
a country.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from shared.kernel import log
from shared.parcels.carriers.model import Reason, Report, Scan, Status
from shared.parcels.carriers.ordering import newest_first
from shared.parcels.carriers.times import Estimate, When
from shared.platform.suppliers.port import FetchOutcome, SupplierError

M = TypeVar("M", bound=BaseModel)

MAX_SCANS = 200
_MOST_TOLD = 5 * MAX_SCANS
"""So many events are looked at, of however many lists."""
_MOST_SAID = 600
_PLACE_CHARACTERS = 60
_CODE = re.compile(r"\A[A-Za-z0-9_-]{1,40}\Z")
_COUNTRY = re.compile(r"\A[A-Z]{2}\Z")
_STATE = re.compile(r"\A[A-Z]{2,3}\Z")
_BETWEEN = frozenset(" .'()/&\u2019-")
"""What stands between the letters of towns' names."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one of a carrier's codes says, in our words."""

    status: Status
    text: str | None = None
    reason: Reason | None = None


UNKNOWN = Meaning(Status.UNKNOWN)
RETURNED = Meaning(Status.EXCEPTION, "Returned to the sender", Reason.RETURNED)
ONWARD = "The delivery address was changed"
"""The text of an event that ends a return: the parcel is sent on to its recipient."""
_TO_SENDER = re.compile(
    r"original sender|(?:back|returned) to (?:the )?(?:sender|shipper)"
    r"|(?:dem|an den) absender (?:.{0,20} )?(?:zugestellt|zurück)"
)
_AS_RETURNED = {
    "status": RETURNED.status,
    "reason": RETURNED.reason,
    "text": RETURNED.text,
    "quoted": None,
}


def meaning(table: Mapping[str, Meaning], code: object, *, supplier: str) -> Meaning:
    """Return what a code means; one that we do not know is unknown, and told to the operator."""
    found = table.get(words(code))
    if found is None:
        code_unknown(supplier)
        return UNKNOWN
    return found


def code_unknown(supplier: str) -> None:
    """Tell the operator that a carrier used a code that its table does not have."""
    log.write(log.Event.CARRIER_CODE_UNKNOWN, log.Severity.WARNING, supplier=log.Word(supplier))


def refuse(supplier: str) -> SupplierError:
    """Return the error for an answer that is not about what was asked, and tell the operator."""
    log.write(log.Event.CARRIER_ANSWER_REFUSED, log.Severity.WARNING, supplier=log.Word(supplier))
    return SupplierError(outcome=FetchOutcome.BAD_ANSWER)


def read_as(model: type[M], value: object) -> M | None:
    """Return a part of an answer as its model; None if it is not one."""
    try:
        return model.model_validate(value)
    except ValidationError:
        return None


def read_all(model: type[M], value: object) -> Iterator[M]:
    """Return those parts of a list that are of the model, at most so many as events are kept."""
    for item in islice(listed(value), MAX_SCANS):
        found = read_as(model, item)
        if found is not None:
            yield found


def listed(value: object) -> list[object]:
    """Return a list, or an empty one for what is none."""
    return value if isinstance(value, list) else []


def has_none(part: object, name: str) -> bool:
    """Tell whether a part of an answer has a list, and nothing in it: some carriers write null."""
    return isinstance(part, dict) and name in part and part[name] in ([], None)


def words(value: object) -> str:
    """Return a text, or an empty one for what is none."""
    return value if isinstance(value, str) else ""


def plain(value: object) -> str:
    """Return a number in an answer as ours are written: some carriers write it as one of JSON."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return words(value).replace(" ", "").replace("-", "").upper()


def is_number(value: object, number: str) -> bool:
    """Tell whether what stands in an answer is a number, however it is written."""
    return plain(value) == number


def code_of(value: object) -> str | None:
    """Return a carrier's code if it is a plain word; another could be anything."""
    text = words(value)
    return text if _CODE.match(text) else None


def place(town: object, state: object, country: object) -> str | None:
    """Return a place as ``TOWN, STATE, CC``, each part only if it can be nothing else.

    Args:
        town: Letters and what stands between them; cut at 60 characters.
        state: Two or three capital letters.
        country: ISO 3166-1 alpha-2.
    """
    named = words(town).strip()
    parts = [
        named[:_PLACE_CHARACTERS].strip() if _is_town(named) else "",
        words(state) if _STATE.match(words(state)) else "",
        words(country) if _COUNTRY.match(words(country)) else "",
    ]
    return ", ".join(part for part in parts if part) or None


def _is_town(named: str) -> bool:
    return named[:1].isalpha() and all(one.isalpha() or one in _BETWEEN for one in named)


def events(
    scans: Iterable[Scan], *, returned: bool = False, returning: Container[str] | None = None
) -> tuple[Scan, ...]:
    """Return a carrier's events: each once, newest first, at most as many as are kept.

    What was delivered after it had been on its way back was delivered to its sender, unless it was
    sent on to its recipient in between.

    Args:
        scans: In the carrier's order.
        returned: Whether the carrier says that the parcel goes back, or went.
        returning: The codes of events that say so, of a carrier with whom a return may be the
            reason of a mere exception, too; None: any event with that reason does.
    """
    found = newest_first(_each_once(islice(scans, _MOST_TOLD)))
    return _as_returned(found, returned, returning)[:MAX_SCANS]


def to_sender(where: Meaning, *said: object) -> Meaning:
    """Return where a parcel is; delivered to whom sent it, if the carrier's words say so."""
    plain = " ".join(words(one)[:_MOST_SAID] for one in said).lower()
    return RETURNED if where.status is Status.DELIVERED and _TO_SENDER.search(plain) else where


def newest(found: Sequence[Scan]) -> Meaning:
    """Return where the newest event leaves a parcel, for carriers that do not say it themselves."""
    return Meaning(found[0].status, reason=found[0].reason) if found else UNKNOWN


def latest(found: Sequence[tuple[Report, When | None]]) -> Report:
    """Return, of several shipments under one number, the one with the newest news.

    Carriers use numbers again. Where times cannot be compared, it is the first.

    Args:
        found: Each with the time that its carrier has for its status, if it has one: that is its
            news if it has no event. Without both it is when it is expected.
    """
    best, newest_news = found[0][0], _news(*found[0])
    for report, stated in found[1:]:
        news = _news(report, stated)
        if news is not None and (newest_news is None or newest_news.is_surely_before(news)):
            best, newest_news = report, news
    return best


def _news(report: Report, stated: When | None) -> When | None:
    """Return when there was news of a parcel, or will be."""
    if report.scans:
        return report.scans[0].at
    if stated is not None:
        return stated
    return report.estimated_delivery.latest if report.estimated_delivery is not None else None


def on_return(where: Meaning) -> Meaning:
    """Return where a parcel is that its carrier says is on its way back, or back, to the sender."""
    if where.status is Status.DELIVERED:
        return RETURNED
    return replace(where, reason=Reason.RETURNED)


def told(where: Meaning, found: tuple[Scan, ...], *, estimated: Estimate | None = None) -> Report:
    """Return a report; often only the newest event says why, and it counts if it is of one mind.

    Args:
        where: Where the parcel is.
        found: As ``events`` returns them.
        estimated: When it is expected.
    """
    if where.status is Status.DELIVERED and (where.reason is Reason.RETURNED or _went_back(found)):
        where = RETURNED
    last = newest(found)
    why = where.reason or (last.reason if last.status is where.status else None)
    return Report(status=where.status, reason=why, estimated_delivery=estimated, scans=found)


def _each_once(scans: Iterable[Scan]) -> Iterable[Scan]:
    """Return the events without repetitions: the same instant may be written in two ways."""
    once: dict[tuple[object, ...], Scan] = {}
    for scan in scans:
        at = scan.at.moment or (scan.at.day, scan.at.clock)
        once.setdefault((at, scan.place, scan.status, scan.reason, scan.text), scan)
    return once.values()


def _as_returned(
    newest_first: Sequence[Scan],
    returned: bool,  # noqa: FBT001 - private
    returning: Container[str] | None,
) -> tuple[Scan, ...]:
    """Return the events with every delivery after a return as one to the sender."""
    found = []
    for scan in reversed(newest_first):
        goes_back = _is_return(scan) and (returning is None or scan.carrier_code in returning)
        returned = (returned or goes_back) and scan.text != ONWARD
        if returned and scan.status is Status.DELIVERED:
            scan = scan.model_copy(update=_AS_RETURNED)  # noqa: PLW2901 - the same event
        found.append(scan)
    return tuple(reversed(found))


def _went_back(newest_first: Sequence[Scan]) -> bool:
    """Tell whether the last that is known of where a parcel goes is that it went back."""
    ends = (
        one
        for one in newest_first
        if one.status is Status.DELIVERED or _is_return(one) or one.text == ONWARD
    )
    last = next(ends, None)
    return last is not None and _is_return(last)


def _is_return(scan: Scan) -> bool:
    return scan.reason is Reason.RETURNED
