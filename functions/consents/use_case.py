"""Collect what is allowed, each event by itself."""

from collections.abc import Sequence

from functions.consents.contract import Event
from shared.privacy.consent import Decisions, allowed
from shared.privacy.notice import current
from shared.privacy.purposes import PURPOSES
from shared.usage.usage import PURPOSE_OF, Usage


async def collect(
    events: Sequence[Event],
    *,
    person: str | None,
    decisions: Decisions,
    signal: bool,
    usage: Usage,
) -> tuple[int, dict[str, int]]:
    """Keep the events that are allowed; return how many, and how many of each purpose are not.

    Args:
        events: At most 50.
        person: Whose; None: a visitor's, of whom nothing is kept but counts.
        decisions: Of the person or visitor, read for this request.
        signal: Whether Global Privacy Control came with it.
        usage: Where it is kept.

    Raises:
        UnavailableError: Some of it may or may not be kept.
    """
    notice = current()
    open_ = {id_ for id_, one in PURPOSES.items() if allowed(one, decisions, notice, signal=signal)}
    kept = [one for one in events if PURPOSE_OF[one.what].id in open_]
    discarded: dict[str, int] = {}
    for one in events:
        purpose = PURPOSE_OF[one.what].id
        if purpose not in open_:
            discarded[purpose] = discarded.get(purpose, 0) + 1
    if person is None:
        await usage.count(one.what for one in kept)
        return len(kept), discarded
    for purpose in sorted({PURPOSE_OF[one.what].id for one in kept}):
        seen = [f"{one.what}:{one.name}" for one in kept if PURPOSE_OF[one.what].id == purpose]
        await usage.keep(person, PURPOSES[purpose], seen)
    return len(kept), discarded
