"""Candidates as they are put to a person: the likelier ones first, and not too many. Pure."""

from collections.abc import Callable, Iterable

from shared.parcels.carriers.choice import Reachable
from shared.parcels.carriers.detect import rank
from shared.parcels.carriers.directory import CARRIERS
from shared.parcels.carriers.model import Candidate

MOST = 20
"""Of one list: what the most common of all forms, twelve digits, may need. Others need ten or
fewer; and who is not on the list could not be chosen from it."""


ReachOf = Callable[[str], Reachable]
"""Tells how a carrier, by its code, can be asked."""


def likelier_first(
    candidates: Iterable[Candidate], reach_of: ReachOf, country: str | None = None
) -> tuple[Candidate, ...]:
    """Sort candidates by evidence, then by country, then by how they can be asked.

    Equals keep their order.

    Args:
        candidates: Of one number.
        reach_of: Tells how each carrier can be asked.
        country: Where the person or the parcel is (ISO 3166-1 alpha-2), if that is known: carriers
            at home there come first, then those at home in many countries.
    """
    return tuple(
        sorted(
            candidates,
            key=lambda one: (rank(one), _distance(one.carrier, country), reach_of(one.carrier)),
        )
    )


def put_to_person(
    candidates: Iterable[Candidate], reach_of: ReachOf, country: str | None = None
) -> tuple[Candidate, ...]:
    """Return the likeliest candidates, each carrier once, with its strongest evidence."""
    once: dict[str, Candidate] = {}
    for candidate in likelier_first(candidates, reach_of, country):
        once.setdefault(candidate.carrier, candidate)
    return tuple(once.values())[:MOST]


def _distance(carrier: str, country: str | None) -> int:
    """Return how far a carrier is from a country: 0 at home, 1 at home in many, 2 elsewhere."""
    home = CARRIERS[carrier].country
    if country is None or home == country:
        return 0
    return 1 if home is None else 2
