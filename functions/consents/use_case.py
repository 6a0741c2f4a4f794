"""Collect what is allowed, each event by itself."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from functions.consents.contract import Event
from shared.kernel.together import together
from shared.people.usage.happening import PURPOSE_OF
from shared.privacy.purposes import PURPOSES

if TYPE_CHECKING:
    from shared.people.usage.usage import Usage


async def collect(
    events: Sequence[Event],
    *,
    person: str | None,
    allowed: Collection[str],
    usage: "Usage",
) -> tuple[int, dict[str, int]]:
    """Keep the events that are allowed; return how many, and how many of each purpose are not.

    Args:
        events: At most 50.
        person: Whose; None: a visitor's, of whom nothing is kept but counts.
        allowed: Ids of the purposes that are allowed, asked for this request.
        usage: Where it is kept.

    Raises:
        UnavailableError: Some of it may be kept.
    """
    kept = [one for one in events if PURPOSE_OF[one.what].id in allowed]
    discarded: dict[str, int] = {}
    for one in events:
        purpose = PURPOSE_OF[one.what].id
        if purpose not in allowed:
            discarded[purpose] = discarded.get(purpose, 0) + 1
    if person is None:
        await usage.count(one.what for one in kept)
        return len(kept), discarded
    seen: dict[str, list[str]] = {}
    for one in kept:
        seen.setdefault(PURPOSE_OF[one.what].id, []).append(f"{one.what}:{one.name}")
    await together(*(usage.keep(person, PURPOSES[one], seen[one]) for one in sorted(seen)))
    return len(kept), discarded
