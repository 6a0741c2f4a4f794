"""Follow parcels: what a person may change, and what they are shown of it."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from functions.follows.contract import LOOKED_AT, FollowsQuery, NewFollow
from functions.follows.deps import Deps
from shared.edge.merge_patch import merged
from shared.kernel import log
from shared.kernel.clock import DAY, Deadline
from shared.kernel.errors import NotFoundError, UnavailableError
from shared.kernel.zones import EVERYWHERE
from shared.parcels.carriers.choice import Choose
from shared.parcels.carriers.typed import country_of
from shared.parcels.follows.lateness import WhyLate, why_late
from shared.parcels.follows.model import Follow, Followed, Notify, WhyOver, Wishes
from shared.parcels.follows.settling import is_urgent, resumed, settled, stopped
from shared.parcels.follows.wheel import life_of, next_look
from shared.parcels.shipments.lookup import Wanted
from shared.parcels.shipments.planning import Untracked, needed, ref_of, wanted
from shared.parcels.shipments.requester import follower
from shared.parcels.shipments.track import Tracked, find, known
from shared.parcels.shipments.transit import Transit, transit_of
from shared.people.person.disclosures import Giving
from shared.platform.suppliers.model import Category

_EDITABLE = {"postcode", "phone_tail", "label", "commodity", "notify"}
_SETTLED_AT_ONCE = 20

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

    def next_look(self, now: datetime) -> datetime | None:
        """When the carrier is asked again unasked; None: no more, or the parcel cannot be asked."""
        follow = self.followed.follow
        if follow.wheel is None:
            return None
        return next_look(follow.wheel, now, follow.zone or EVERYWHERE)

    def late(self, now: datetime) -> WhyLate | None:
        """Why the carrier was not asked when it was due; None: it was."""
        state = self.found.state if isinstance(self.found, Tracked) else None
        return why_late(self.followed.follow, state, now)

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
    zone = (await deps.profiles.get(person)).zone
    wishes = Wishes(label=body.label, commodity=body.commodity, notify=notify, zone=zone)
    return await deps.follows.follow(person, ref, wishes)


def watched(name: str, follow: Follow, patch: Mapping[str, Any], now: datetime) -> Follow:
    """Return a follow whose carrier is asked unasked, or is not any more, as a patch says."""
    if "watched" not in patch:
        return follow
    is_wished = patch["watched"] is not False
    if is_wished and follow.over is not None:
        return resumed(follow, now)
    if not is_wished and follow.over is None:
        return stopped(name, follow, WhyOver.DONE, now)
    return follow


def changed(follow: Follow, patch: Mapping[str, Any], choose: Choose) -> Follow:
    """Return a follow after a merge-patch of what may be edited.

    Raises:
        InvalidInputError: A detail has not its form.
    """
    editable = follow.model_dump(mode="json", include=_EDITABLE)
    kept = follow.model_dump(exclude=_EDITABLE)
    said = {field: value for field, value in patch.items() if field in _EDITABLE}
    wished = Follow.model_validate({**kept, **merged(editable, said)})
    asked = needed(ref_of(wished), choose).asked
    details = {"postcode": asked.postcode, "phone_tail": asked.phone_tail}
    return wished.model_copy(update=details)


async def look(followed: Followed, deps: Deps, *, person: str, deadline: Deadline) -> Seen:
    """Return a follow with its parcel's state; the carrier is asked if that is not fresh.

    Whatever stands in the way of the parcel does not stand in the way of the follow. What comes
    of it is kept.
    """
    planned = wanted(followed.follow.ref, deps.whom)
    if isinstance(planned, Untracked):
        return Seen(followed, planned)

    async def note(supplier: str, categories: tuple[Category, ...]) -> None:
        await _given(person, Giving(supplier, categories, followed.id), deps, new=followed.new)

    try:
        behalf = follower(
            person,
            note,
            origin=lambda: deps.origins.of(person),
            long=deps.clock.now() - followed.follow.created > DAY,
            life=life_of(followed.follow.wheel, followed.follow.created),
            bells=await _bells(followed, deps, person=person),
        )
        (found,) = await find(
            [planned], lookup=deps.shipment_lookup, behalf=behalf, deadline=deadline
        )
    except UnavailableError as e:
        return Seen(followed, _lost(e))
    (seen,) = await settle([Seen(followed, found)], person=person, deps=deps)
    return seen


async def _bells(followed: Followed, deps: Deps, *, person: str) -> frozenset[str]:
    """Return the bell of a follow; without one its news waits for a look in the background."""
    try:
        return frozenset({await deps.follows.bell(person, followed.id)})
    except UnavailableError as e:
        log.unavailable(e)
        return frozenset()


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


async def settle(some: Sequence[Seen], *, person: str, deps: Deps) -> list[Seen]:
    """Keep what comes of looks and does not wait: news, how long parcels took, to look sooner.

    Of so many at once. It never fails: what is left is done the next time that it is looked at,
    and whatever else comes of it when it is looked at in the background.

    Returns:
        The same, as they are now.
    """
    now = deps.clock.now()
    news: list[tuple[Followed, Follow]] = []
    now_seen: list[Seen] = []
    for one in some:
        before = one.followed.follow
        state = one.found.state if isinstance(one.found, Tracked) else None
        after = settled(one.followed.id, before, state, now)
        if not is_urgent(after, before):
            now_seen.append(one)
            continue
        news.append((one.followed, after))
        now_seen.append(replace(one, followed=replace(one.followed, follow=after)))
    at_once = news[:_SETTLED_AT_ONCE]
    await asyncio.gather(*(deps.follows.settle(person, one, after) for one, after in at_once))
    return now_seen


async def page_of(query: FollowsQuery, *, person: str, deps: Deps) -> tuple[list[Seen], str | None]:
    """Return a page of a person's follows, and behind which one the next page begins.

    No more than 95 follows are looked at, each with its parcel: a page may hold fewer than were
    asked for, or none, though there are more behind it. What comes of it is kept.
    """
    page, last = await _page_of(query, person=person, deps=deps)
    return await settle(page, person=person, deps=deps), last


async def _page_of(
    query: FollowsQuery, *, person: str, deps: Deps
) -> tuple[list[Seen], str | None]:
    since, after = query.updated_since, query.cursor or ""
    at_once = min(query.limit + 1, LOOKED_AT) if since is None else LOOKED_AT
    stretch = await deps.follows.listed(person, after=after, limit=at_once)
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
