"""The operations on one's own sessions."""

from functions.registration.contract import Ended, SessionLine, SessionList
from functions.registration.deps import Deps
from functions.registration.examples import SESSION_ENDED, SESSIONS_LISTED
from shared.edge.cookies import SESSION, no_cookie
from shared.edge.operation import Answered, Call, CallerKind, Operation
from shared.kernel.schema import Page
from shared.privacy.purposes import ACCOUNT


async def list_sessions(call: Call[None], deps: Deps) -> SessionList:
    """List your sessions: on each page the last used first.

    There are 30 at most: who signs in once more ends the one that was not used for longest.
    """
    me, query = call.signed_in, call.query
    found, last = await deps.own_sessions.page(
        me.person, after=query.cursor or "", limit=query.limit
    )
    return SessionList(
        sessions=tuple(
            SessionLine.of(name, session, current=name == me.session) for name, session in found
        ),
        next_cursor=last,
    )


async def end_session(call: Call[None], deps: Deps) -> Ended:
    """End one of your sessions, at once."""
    await deps.own_sessions.end(call.person, call.params["id"])
    return Ended()


async def end_current_session(call: Call[None], deps: Deps) -> Answered:
    """Sign out: end the session that this request came with, if there is one.

    A browser is rid of its cookie in any case.
    """
    if call.who is None:
        return Answered(Ended())
    await deps.sessions.end_this(call.who)
    return Answered(Ended(), cookies=(no_cookie(SESSION),))


SESSIONS = (
    Operation(
        "GET",
        "/v1/sessions",
        list_sessions,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        query=Page,
        reply=SessionList,
        examples=SESSIONS_LISTED,
    ),
    Operation(
        "DELETE",
        "/v1/sessions/current",
        end_current_session,
        caller=CallerKind.ANYBODY,
        purpose=ACCOUNT,
        reply=Ended,
        examples=SESSION_ENDED,
    ),
    Operation(
        "DELETE",
        "/v1/sessions/{id}",
        end_session,
        forms={"id": "^[0-9a-f]{16}$"},
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        reply=Ended,
        examples=SESSION_ENDED,
    ),
)
