"""The operations that collect: usage events, and where somebody is."""

from functions.consents.contract import (
    EventsBody,
    EventsView,
    Forgotten,
    PlaceBody,
    PlaceView,
)
from functions.consents.deps import Deps
from functions.consents.examples import EVENTS, LOCATION_FORGOTTEN
from functions.consents.examples import LOCATION as PLACE
from functions.consents.use_case import collect
from shared.edge.operation import Call, CallerKind, Operation
from shared.privacy.purposes import ACCOUNT, ANALYTICS, LOCATION, PURPOSES


async def post_events(call: Call[EventsBody], deps: Deps) -> EventsView:
    """Tell how the app or the site is used: up to 50 events.

    Pages and clicks are kept under the consent `analytics`, habits and interests under
    `personalisation`; what is not allowed is discarded and counted, and costs the others nothing.
    Of visitors only how often is counted, never by whom. No network address is kept.
    """
    stored, discarded = await collect(
        call.body.events,
        person=call.person if call.who is not None else None,
        allowed=await deps.consent_gate.open_to(call, PURPOSES.values()),
        usage=deps.usage,
    )
    return EventsView(served_as=call.served_as, stored=stored, discarded=discarded)


async def put_location(call: Call[PlaceBody], deps: Deps) -> PlaceView:
    """Say where you are, to see what is near.

    Rounded to about a kilometre before it is kept, and kept for a day.
    """
    ends = await deps.usage.put_place(call.person, call.body.latitude, call.body.longitude)
    return PlaceView(expires_at=ends)


async def delete_location(call: Call[None], deps: Deps) -> Forgotten:
    """Have it forgotten where you are."""
    await deps.usage.forget_place(call.person)
    return Forgotten()


USAGE = (
    Operation(
        "POST",
        "/v1/events",
        post_events,
        caller=CallerKind.ANYBODY,
        own=("consent_states",),
        purpose=ANALYTICS,
        partial=True,
        still_works="without-usage",
        body=EventsBody,
        reply=EventsView,
        status=202,
        examples=EVENTS,
    ),
    Operation(
        "PUT",
        "/v1/me/location",
        put_location,
        caller=CallerKind.PERSON,
        own=("consent_states", "places"),
        purpose=LOCATION,
        still_works="without-location",
        body=PlaceBody,
        reply=PlaceView,
        examples=PLACE,
    ),
    Operation(
        "DELETE",
        "/v1/me/location",
        delete_location,
        caller=CallerKind.PERSON,
        own=("places",),
        purpose=ACCOUNT,
        reply=Forgotten,
        examples=LOCATION_FORGOTTEN,
    ),
)
