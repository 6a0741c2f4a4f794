"""Write to everyone about a version, page by page, and say truthfully how far it came."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from functions.policy_notices.contract import AnnouncementReport
from functions.policy_notices.deps import Deps
from shared.kernel.clock import DAY, Deadline
from shared.people.messages.delivery import Reached
from shared.people.person.model import Person
from shared.people.policies.model import Announcement, Policy, takes_effect
from shared.platform.records.sealed import Slot
from shared.privacy.purposes import ACCOUNT

_PAGE = 100
_AT_ONCE = 10
_LISTED = 100
_PATIENCE = DAY
_NOT_TOLD = (Reached.REFUSED, Reached.FAILED, Reached.UNREACHABLE, Reached.RESTRICTED)


@dataclass(slots=True)
class _Tally:
    counts: Counter[Reached] = field(default_factory=Counter)
    not_told: list[str] = field(default_factory=list)

    def add(self, came: Mapping[str, Reached | None]) -> None:
        self.counts.update(one for one in came.values() if one is not None)
        self.not_told += [person for person, one in came.items() if one in _NOT_TOLD]


async def announce(policy: Policy, deps: Deps, deadline: Deadline) -> AnnouncementReport:
    """Write to everyone who was not written to yet; safe to run again, or twice at once.

    If nobody on a page could be written to, the channel is down: that page waits for the next run,
    for a day at most. One mailbox that is full or gone holds up nobody.

    Raises:
        UnavailableError: A database does not answer. Who was told stays told.
    """
    announcements, tally, version = deps.announcements, _Tally(), policy.version
    known = (await announcements.of([version])).get(version, Announcement())
    while known.told is None and not deadline.passed:
        page = await _page(known.after, deps)
        came = await _tell(policy, page, deps)
        tally.add(came)
        now = deps.clock.now()
        known = await announcements.change(version, lambda one: _news(one, page, came, now))  # noqa: B023 - called at once
        if known.stuck is not None:
            break
    return _report(policy, known, tally)


async def _page(after: str, deps: Deps) -> list[Slot[Person]]:
    """Return the next people, each as they could be opened."""
    found = await deps.data.listed(Person.collection, after=after, limit=_PAGE)
    return [await deps.people.opened(one.id.name, one, ACCOUNT) for one in found]


async def _tell(
    policy: Policy, page: Sequence[Slot[Person]], deps: Deps
) -> dict[str, Reached | None]:
    at_once, telling = asyncio.Semaphore(_AT_ONCE), deps.policy_telling

    async def one(slot: Slot[Person]) -> Reached | None:
        if slot.record is None:
            return Reached.UNREACHABLE
        async with at_once:
            return await telling.tell(slot.name, slot.record, policy)

    came = await asyncio.gather(*(one(slot) for slot in page))
    return {slot.name: told for slot, told in zip(page, came, strict=True)}


def _is_down(came: Mapping[str, Reached | None]) -> bool:
    """Tell whether nobody of those who were written to could be reached at all."""
    return {one for one in came.values() if one is not None} == {Reached.FAILED}


def _news(
    before: Announcement,
    page: Sequence[Slot[Person]],
    came: Mapping[str, Reached | None],
    now: datetime,
) -> dict[str, object]:
    """Return how a page moves an announcement on; another run may be further already."""
    if not page:
        return {"told": before.told or now, "stuck": None, "after": ""}  # nobody's id stays
    if _is_down(came) and (before.stuck is None or now - before.stuck < _PATIENCE):
        return {"stuck": before.stuck or now}
    sent = sum(one is Reached.SENT for one in came.values())
    not_sent = sum(one in _NOT_TOLD for one in came.values())
    return {
        "after": max(before.after, page[-1].name),
        "stuck": None,
        "sent": before.sent + sent,
        "not_sent": before.not_sent + not_sent,
    }


def _report(policy: Policy, known: Announcement, tally: _Tally) -> AnnouncementReport:
    return AnnouncementReport(
        version=str(policy.version),
        sent=tally.counts[Reached.SENT],
        refused=tally.counts[Reached.REFUSED],
        failed=tally.counts[Reached.FAILED],
        unreachable=tally.counts[Reached.UNREACHABLE],
        restricted=tally.counts[Reached.RESTRICTED],
        not_told=tuple(tally.not_told[:_LISTED]),
        left=known.told is None,
        told=known.told,
        shown=known.shown,
        effect=takes_effect(policy, known),
    )
