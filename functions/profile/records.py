"""The operations on one's own preferences and access log."""

from functions.profile.contract import (
    AccessLog,
    AccessView,
    Page,
    PreferencesBody,
    PreferencesView,
)
from functions.profile.examples import PREFERENCES
from shared.privacy.purposes import ACCOUNT
from shared.reach import Profile
from shared.suppliers.register import register
from shared.web.operation import Call, CallerKind, Operation


async def get_preferences(call: Call[None], deps: Profile) -> PreferencesView:
    """See how you want the app and the site to look."""
    return PreferencesView.of(await deps.preferences().get(call.person))


async def put_preferences(call: Call[PreferencesBody], deps: Profile) -> PreferencesView:
    """Say how you want the app and the site to look."""
    wanted = call.body.model_dump()
    return PreferencesView.of(await deps.preferences().put(call.person, **wanted))


async def get_access_log(call: Call[None], deps: Profile) -> AccessLog:
    """See who was given your data, or looked at it in full, when and why.

    The newest first. A supplier is one line for each kind of data and each parcel, from the first
    handing-over until it ended; a closed line stays for a year. A look by staff is a line each
    time.
    """
    lines = await deps.disclosures().listed(call.person)
    first, limit = int(call.query.cursor), call.query.limit
    last = first + limit
    return AccessLog(
        items=tuple(AccessView.of(line, register()) for line in lines[first:last]),
        next_cursor=str(last) if last < len(lines) else None,
    )


RECORDS = (
    Operation(
        "GET",
        "/v1/me/preferences",
        get_preferences,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        reply=PreferencesView,
        tagged=True,
    ),
    Operation(
        "PUT",
        "/v1/me/preferences",
        put_preferences,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        body=PreferencesBody,
        reply=PreferencesView,
        examples=PREFERENCES,
    ),
    Operation(
        "GET",
        "/v1/me/access-log",
        get_access_log,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        query=Page,
        reply=AccessLog,
        tagged=True,
    ),
)
