"""What the readers of all carriers share: their words become ours, and nothing personal gets past.

A carrier's own words are never passed on: they may name who signed, or a street. An event is worded
by us, from the carrier's code; a place is a town and a country.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from shared import log
from shared.carriers.model import Reason, Report, Scan, Status
from shared.carriers.times import Told
from shared.suppliers.port import Outcome, SupplierError

M = TypeVar("M", bound=BaseModel)

MAX_SCANS = 200
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
    return SupplierError(outcome=Outcome.BAD_ANSWER)


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


def words(value: object) -> str:
    """Return a text, or an empty one for what is none."""
    return value if isinstance(value, str) else ""


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


def newest(scans: Iterable[Scan]) -> Meaning:
    """Return where the newest event leaves a parcel, for carriers that do not say it themselves."""
    last = max(scans, key=lambda scan: scan.at, default=None)
    return UNKNOWN if last is None else Meaning(last.status, reason=last.reason)


def told(where: Meaning, scans: Iterable[Scan], *, estimated: Told | None) -> Report:
    """Return a report: events newest first."""
    newest_first = sorted(scans, key=lambda scan: scan.at, reverse=True)
    return Report(
        status=where.status,
        reason=where.reason,
        estimated_delivery=estimated[0] if estimated else None,
        estimated_local_time_only=estimated[1] if estimated else False,
        scans=tuple(newest_first),
    )
