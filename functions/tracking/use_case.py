"""Look numbers up: each item on its own, so that one bad number does not cost the others."""

from collections.abc import Sequence

from functions.tracking.contract import Item
from functions.tracking.problems import DuplicateItemError
from shared.kernel.clock import Deadline
from shared.parcels.carriers.choice import Choose
from shared.parcels.shipments.lookup import ShipmentLookup, Wanted
from shared.parcels.shipments.model import ShipmentRef
from shared.parcels.shipments.planning import Untracked, plan
from shared.parcels.shipments.requester import Behalf
from shared.parcels.shipments.track import Tracked, find


async def track(  # noqa: PLR0913 - what is sought, for whom, and what it takes
    items: Sequence[Item],
    *,
    behalf: Behalf,
    choose: Choose,
    languages: Sequence[str],
    lookup: ShipmentLookup,
    deadline: Deadline,
) -> list[Tracked | Untracked]:
    """Return what is known of each item, in the order asked.

    Args:
        items: 1 to 40.
        behalf: The visitor, for budgets and limits.
        choose: Tells whom to ask about a carrier's parcels; None: nobody.
        languages: Those that the visitor asks for: a hint at their country.
        lookup: The shared cache.
        deadline: Until when to wait for carriers.

    Raises:
        UnavailableError: Nothing can be looked up right now.
    """
    plans = _without_repetition([plan(item, choose, languages) for item in items])
    wanted = [one for one in plans if isinstance(one, Wanted)]
    found = iter(await find(wanted, lookup=lookup, behalf=behalf, deadline=deadline))
    return [next(found) if isinstance(one, Wanted) else one for one in plans]


def _without_repetition(plans: list[Wanted | Untracked]) -> list[Wanted | Untracked]:
    """Leave each look-up its first place; a repetition becomes a problem."""
    seen: set[tuple[ShipmentRef, ShipmentRef | None]] = set()
    kept: list[Wanted | Untracked] = []
    for one in plans:
        if not isinstance(one, Wanted):
            kept.append(one)
        elif (one.ref, one.proven) in seen:
            again = DuplicateItemError()
            kept.append(Untracked(again, one.ref.carrier, one.ref.asked.number))
        else:
            seen.add((one.ref, one.proven))
            kept.append(one)
    return kept
