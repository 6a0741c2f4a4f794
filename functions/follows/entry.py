"""The deployed function ``follows``."""

import re
from typing import Any

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.follows.contract import (
    FollowChanges,
    FollowDetail,
    FollowPage,
    FollowsQuery,
    FollowView,
    NewFollow,
    Stopped,
)
from functions.follows.deps import Deps
from functions.follows.examples import CHANGE, FOLLOW, LISTED, SHOWN, STOPPED
from functions.follows.show import in_full, in_short, names, tag_of, tag_of_page
from functions.follows.use_case import Seen, begin, changed, look, page_of, peek, stop, watched
from shared.edge import merge_patch
from shared.edge.operation import Answered, Call, CallerKind, Idempotent, Operation
from shared.kernel.clock import Deadline
from shared.kernel.errors import NotFoundError, UnauthenticatedError
from shared.kernel.together import together
from shared.parcels.follows.follows import FollowsLimitError
from shared.parcels.shipments.lookup import ANSWER_WITHIN
from shared.parcels.shipments.problems import CarrierAmbiguousError, CarrierUnknownError
from shared.platform.vault.uses import Use
from shared.privacy.purposes import TRACKING
from shared.setup.edge import edge
from shared.setup.follows import FollowParts
from shared.setup.google_cloud import google_cloud

_ID = re.compile(r"\A[0-9a-f]{32}\Z")
_DETAILS = {"postcode", "phone_tail"}
"""With another one of these it is another look-up."""


async def follow_waybill(call: Call[NewFollow], deps: Deps) -> Answered:
    """Follow a waybill.

    The same number of the same carrier again is the same follow: it is returned as it is, and
    changed by PATCH only. Whatever keeps us from asking the carrier does not keep you from
    following: then ``shipment`` is null and ``problem`` says why. At most 500 at a time (409
    ``follows-limit``) and 100 new ones a day (429). Whoever wishes so by ``notify`` is told of
    news.
    """
    deadline = Deadline.after(deps.clock, ANSWER_WITHIN)
    me = call.person
    followed = await begin(call.body, person=me, languages=call.languages, deps=deps)
    seen, stays = await together(
        look(followed, deps, person=me, deadline=deadline), deps.sessions.stays(me)
    )
    if not stays:
        raise UnauthenticatedError
    view = in_short(seen, call)
    return Answered(view, etag=tag_of(view, followed.follow), stays=True)


async def list_follows(call: Call[None], deps: Deps) -> Answered:
    """List the waybills you follow.

    With what is known of each parcel from the last time that anybody asked; no carrier is asked
    for a list. The order stays. Go on with ``cursor`` until ``next_cursor`` is null.
    """
    query: FollowsQuery = call.query
    found, cursor = await page_of(query, person=call.person, deps=deps)
    page = FollowPage(items=tuple(in_short(one, call) for one in found), next_cursor=cursor)
    return Answered(page, etag=tag_of_page(page))


async def show_follow(call: Call[None], deps: Deps) -> Answered:
    """Show one of the waybills you follow, with all events.

    The carrier is asked if what is known is not fresh.
    """
    deadline = Deadline.after(deps.clock, ANSWER_WITHIN)
    me = call.person
    followed = await deps.follows.get(me, _id(call))
    return _shown(await look(followed, deps, person=me, deadline=deadline), call)


async def change_follow(call: Call[FollowChanges], deps: Deps) -> Answered:
    """Change one of the waybills you follow.

    A merge-patch: null erases, what is left out stays. ``If-Match`` must name the state that you
    have seen, by an ``ETag`` of this follow; news of the carrier does not change that. What is as
    wished already is answered 200 whatever you have seen. A new postcode or phone tail is used
    from then on, and so is ``notify``. ``watched``: false says
    that the parcel is done with: its carrier is not asked any more unless you open it, and the
    follow ends after 90 days; true takes it up again.
    """
    deadline = Deadline.after(deps.clock, ANSWER_WITHIN)
    me, name = call.person, _id(call)
    patch = call.body.model_dump(mode="json", exclude_unset=True)
    followed = await deps.follows.edit(
        me,
        name,
        lambda follow: changed(watched(name, follow, patch, call.now), patch, deps.whom),
        seen=lambda rev: names(call.if_match, rev),
    )
    if _DETAILS & patch.keys():
        return _shown(await look(followed, deps, person=me, deadline=deadline), call)
    (seen,) = await peek([followed], deps)
    return _shown(seen, call)


async def stop_following(call: Call[None], deps: Deps) -> Stopped:
    """Stop following a waybill: all that you told of it is deleted."""
    await stop(_id(call), person=call.person, deps=deps)
    return Stopped()


def _shown(seen: Seen, call: Call[Any]) -> Answered:
    view = in_full(seen, call)
    return Answered(view, etag=tag_of(view, seen.followed.follow))


def _id(call: Call[Any]) -> str:
    """Return the id in the address. One of another form is nobody's."""
    given = call.params["id"]
    if not _ID.match(given):
        raise NotFoundError
    return given


OPERATIONS = (
    Operation(
        "POST",
        "/v1/waybills",
        follow_waybill,
        caller=CallerKind.PERSON,
        own=("origins", "people"),
        purpose=TRACKING,
        body=NewFollow,
        reply=FollowView,
        status=201,
        tagged=True,
        raises=(CarrierUnknownError, CarrierAmbiguousError, FollowsLimitError),
        idempotent=Idempotent(lambda call: call.person),
        examples=FOLLOW,
        places="/v1/waybills/{id}",
    ),
    Operation(
        "GET",
        "/v1/waybills",
        list_follows,
        caller=CallerKind.PERSON,
        purpose=TRACKING,
        query=FollowsQuery,
        reply=FollowPage,
        tagged=True,
        examples=LISTED,
    ),
    Operation(
        "GET",
        "/v1/waybills/{id}",
        show_follow,
        caller=CallerKind.PERSON,
        purpose=TRACKING,
        reply=FollowDetail,
        tagged=True,
        examples=SHOWN,
    ),
    Operation(
        "PATCH",
        "/v1/waybills/{id}",
        change_follow,
        caller=CallerKind.PERSON,
        purpose=TRACKING,
        body=FollowChanges,
        reply=FollowDetail,
        accepts=(merge_patch.MEDIA_TYPE, "application/json"),
        tagged=True,
        guarded=True,
        examples=CHANGE,
    ),
    Operation(
        "DELETE",
        "/v1/waybills/{id}",
        stop_following,
        caller=CallerKind.PERSON,
        purpose=TRACKING,
        reply=Stopped,
        examples=STOPPED,
    ),
)

_parts = FollowParts(google_cloud())
_edge = edge(
    OPERATIONS,
    _parts,
    people=_parts,
    keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.SESSIONS, Use.LIMITS, Use.SHIPMENTS, Use.BUDGETS),
)


@functions_framework.aio.http
async def follows(request: Request) -> Response:
    """Answer a request to the function."""
    return await _edge.answer(request)
