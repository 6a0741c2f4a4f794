"""Follow parcels: what a person may change, and what they are shown of it."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.follows.contract import LOOKED_AT, FollowsQuery, NewFollow
from functions.follows.deps import Deps
from shared.edge.merge_patch import merged
from shared.kernel import log
from shared.kernel.clock import DAY, Deadline
from shared.kernel.errors import NotFoundError, UnavailableError
from shared.parcels.carriers.choice import Choose
from shared.parcels.carriers.typed import country_of
from shared.parcels.follows.follows import Follows
from shared.parcels.follows.model import Follow, Followed, Notify, Wishes
from shared.parcels.follows.wheel import life_since
from shared.parcels.shipments.lookup import Wanted
from shared.parcels.shipments.planning import Untracked, needed, ref_of, wanted
from shared.parcels.shipments.requester import follower
from shared.parcels.shipments.track import Tracked, find, known
from shared.parcels.shipments.transit import Transit, transit_of
from shared.people.person.disclosures import Giving
from shared.platform.suppliers.model import Category

_EDITABLE = {"postcode", "phone_tail", "label", "commodity", "notify"}
_LEARNT_AT_ONCE = 20

Finding = Tracked | Untracked | None
"""What is known of a parcel; why nothing is; or None: nothing, and nobody was asked."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A follow, and what is known of its parcel."""

    followed: Followed
    found: Finding

    @property
    def updated(self) -> datetime:
        """When the follow was edited or its carrier said something new, whichever is later."""
        own = self.followed.follow.updated
        if not isinstance(self.found, Tracked) or self.found.state.changed_at is None:
            return own
        return max(own, self.found.state.changed_at)

    @property
    def transit(self) -> Transit | None:
        """How long the parcel took: as it was learnt, or else by what is known of it now."""
        learnt = self.followed.follow.transit
        report = self.found.state.report if isinstance(self.found, Tracked) else None
        return transit_of(report) if learnt is None and report is not None else learnt


async def begin(body: NewFollow, *, person: str, languages: Sequence[str], deps: Deps) -> Followed:
    """Return a new follow, or the one that the person has of this number.

    What the cache has of its parcel is read at the same time.

    Raises:
        InvalidInputError: A part has not its form, or no carrier can be told by the number.
        FollowsLimitError, TooManyRequestsError, UnavailableError: As ``Follows.follow`` says.
    """
    ref = needed(ref_of(body, deps.whom, country_of(body.country, languages)), deps.whom)
    if isinstance(planned := wanted(ref, deps.whom), Wanted):
        await deps.shipment_lookup.expect(planned.ref)
    notify = Notify() if body.notify is None else Notify(**body.notify.model_dump())
    wishes = Wishes(label=body.label, commodity=body.commodity, notify=notify)
    return await deps.follows.follow(person, ref, wishes)


def changed(follow: Follow, patch: Mapping[str, Any], choose: Choose) -> Follow:
    """Return a follow after a merge-patch of what may be edited.

    Raises:
        InvalidInputError: A detail has not its form.
    """
    editable = follow.model_dump(mode="json", include=_EDITABLE)
    kept = follow.model_dump(exclude=_EDITABLE)
    wished = Follow.model_validate({**kept, **merged(editable, patch)})
    asked = needed(ref_of(wished), choose).asked
    details = {"postcode": asked.postcode, "phone_tail": asked.phone_tail}
    return wished.model_copy(update=details)


async def look(followed: Followed, deps: Deps, *, person: str, deadline: Deadline) -> Seen:
    """Return a follow with its parcel's state; the carrier is asked if that is not fresh.

    Whatever stands in the way of the parcel does not stand in the way of the follow. How long the
    parcel took is learnt.
    """
    planned = wanted(followed.follow.ref, deps.whom)
    if isinstance(planned, Untracked):
        return Seen(followed, planned)

    async def note(supplier: str, categories: tuple[Category, ...]) -> None:
        await _given(person, Giving(supplier, categories, followed.id), deps, new=followed.new)

    behalf = follower(
        person,
        note,
        origin=lambda: deps.origins.of(person),
        long=deps.clock.now() - followed.follow.created > DAY,
        life=life_since(followed.follow.created),
    )
    try:
        (found,) = await find(
            [planned], lookup=deps.shipment_lookup, behalf=behalf, deadline=deadline
        )
    except UnavailableError as e:
        return Seen(followed, _lost(e))
    seen = Seen(followed, found)
    await learn([seen], person=person, follows=deps.follows)
    return seen


async def peek(listed: Sequence[Followed], deps: Deps) -> list[Seen]:
    """Return follows with what the cache has of their parcels; nobody is asked."""
    plans = [wanted(one.follow.ref, deps.whom) for one in listed]
    sought = [one for one in plans if isinstance(one, Wanted)]
    told: Iterator[Finding]
    try:
        told = iter(await known(sought, lookup=deps.shipment_lookup))
    except UnavailableError as e:
        told = iter([_lost(e)] * len(sought))
    findings = [next(told) if isinstance(one, Wanted) else one for one in plans]
    return [Seen(one, found) for one, found in zip(listed, findings, strict=True)]


async def learn(some: Sequence[Seen], *, person: str, follows: Follows) -> None:
    """Keep with follows how long their parcels took: for when nothing else is known of them.

    Of each once in its life; of so many at once. It never fails: what is left is learnt the next
    time that it is looked at.
    """
    news = [
        (one.followed, one.transit)
        for one in some
        if one.followed.follow.transit is None and one.transit is not None
    ]
    at_once = news[:_LEARNT_AT_ONCE]
    await asyncio.gather(*(follows.learn(person, one, transit) for one, transit in at_once))


async def page_of(
    query: FollowsQuery, *, person: str, follows: Follows, deps: Deps
) -> tuple[list[Seen], str | None]:
    """Return a page of a person's follows, and behind which one the next page begins.

    No more than 95 follows are looked at, each with its parcel: a page may hold fewer than were
    asked for, or none, though there are more behind it. How long the parcels took is learnt.
    """
    page, last = await _page_of(query, person=person, follows=follows, deps=deps)
    await learn(page, person=person, follows=follows)
    return page, last


async def _page_of(
    query: FollowsQuery, *, person: str, follows: Follows, deps: Deps
) -> tuple[list[Seen], str | None]:
    since, after = query.updated_since, query.cursor or ""
    at_once = min(query.limit + 1, LOOKED_AT) if since is None else LOOKED_AT
    stretch = await follows.listed(person, after=after, limit=at_once)
    seen = await peek(stretch.items, deps)
    found = [one for one in seen if since is None or one.updated >= since]
    if len(found) > query.limit:
        return found[: query.limit], found[query.limit - 1].followed.id
    return found, stretch.last


async def stop(name: str, *, person: str, deps: Deps) -> None:
    """Stop following, and write down that nobody is told anything more of it.

    Again is the same, so that what was left undone can be done.

    Raises:
        NotFoundError: Absent, or another person's.
        UnavailableError: Say it again.
    """
    gone: NotFoundError | None = None
    try:
        await deps.follows.stop(person, name)
    except NotFoundError as e:
        gone = e
    await deps.disclosures.all_ended(person, name)
    if gone is not None:
        raise gone


async def _given(person: str, giving: Giving, deps: Deps, *, new: bool) -> None:
    """Write down that a supplier is about to be told of a parcel that a person follows.

    Who stops following meanwhile has either ended this entry too, or is seen here to have stopped.

    Raises:
        SupplierRefusedError, UnavailableError: Do not tell it.
    """
    if new:
        await deps.disclosures.begin(person, giving)
    elif not await deps.disclosures.given(person, giving):
        return
    try:
        await deps.follows.get(person, giving.subject)
    except NotFoundError as e:
        await deps.disclosures.all_ended(person, giving.subject)
        raise UnavailableError from e


def _lost(error: UnavailableError) -> Untracked:
    """Return what there is to say of parcels while their database does not answer."""
    log.unavailable(error)
    return Untracked(error)
