"""The operations on one's own preferences and access log."""

from functions.profile.contract import (
    AccessLog,
    AccessView,
    MessagePage,
    MessageView,
    PreferencesBody,
    PreferencesView,
)
from functions.profile.deps import Deps
from functions.profile.examples import ACCESS_LOG, MESSAGES, PREFERENCES_SHOWN
from functions.profile.examples import PREFERENCES as EXAMPLES
from shared.edge import cookies
from shared.edge.cookies import cookie
from shared.edge.operation import Answered, Call, CallerKind, Operation
from shared.kernel.clock import DAY
from shared.kernel.schema import Page
from shared.platform.suppliers.register import register
from shared.privacy.purposes import ACCOUNT, PREFERENCES

_LASTS = 180 * DAY


async def get_preferences(call: Call[None], deps: Deps) -> PreferencesView:
    """See how you want the app and the site to look.

    A visitor's are those of the cookie that comes with the request, while they allow it.
    """
    if call.who is None:
        return PreferencesView.of(PreferencesBody.read(call.preferences))
    return PreferencesView.of(await deps.preferences.get(call.person))


async def put_preferences(call: Call[PreferencesBody], deps: Deps) -> Answered:
    """Say how you want the app and the site to look.

    A visitor's are kept in a cookie for half a year, under the consent `preferences`, and nowhere
    else.
    """
    wanted = call.body
    if call.who is None:
        kept = cookie(cookies.PREFERENCES, wanted.written(), lasts=_LASTS)
        return Answered(PreferencesView.of(wanted), cookies=(kept,))
    done = await deps.preferences.put(call.person, **wanted.model_dump())
    return Answered(PreferencesView.of(done))


async def get_access_log(call: Call[None], deps: Deps) -> AccessLog:
    """See who was given your data, or looked at it in full, when and why.

    On each page the newest first. A supplier is one line for each kind of data and each parcel,
    from the first handing-over until it ended; a closed line stays for a year. A look by staff is a
    line each time.
    """
    after, limit = call.query.cursor or "", call.query.limit
    lines, last = await deps.disclosures.page(call.person, after=after, limit=limit)
    items = tuple(AccessView.of(line, register()) for line in lines)
    return AccessLog(items=items, next_cursor=last)


async def list_messages(call: Call[None], deps: Deps) -> MessagePage:
    """See what you were sent, and what you were not, and why.

    Of the last 30 days, on each page the newest first: news of parcels and notices about the
    account. Codes are not kept.
    """
    after, limit = call.query.cursor or "", call.query.limit
    found, last = await deps.sent_messages.page(call.person, after=after, limit=limit)
    return MessagePage(items=tuple(MessageView.of(*one) for one in found), next_cursor=last)


RECORDS = (
    Operation(
        "GET",
        "/v1/me/preferences",
        get_preferences,
        caller=CallerKind.ANYBODY,
        own=("preferences",),
        purpose=ACCOUNT,
        of_visitors=PREFERENCES,
        still_works="without-preferences",
        reply=PreferencesView,
        tagged=True,
        examples=PREFERENCES_SHOWN,
    ),
    Operation(
        "PUT",
        "/v1/me/preferences",
        put_preferences,
        caller=CallerKind.ANYBODY,
        own=("preferences",),
        purpose=ACCOUNT,
        of_visitors=PREFERENCES,
        still_works="without-preferences",
        body=PreferencesBody,
        reply=PreferencesView,
        examples=EXAMPLES,
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
        examples=ACCESS_LOG,
    ),
    Operation(
        "GET",
        "/v1/me/messages",
        list_messages,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        query=Page,
        reply=MessagePage,
        tagged=True,
        examples=MESSAGES,
    ),
)
