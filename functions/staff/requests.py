"""The operations of staff on rights requests: what is due, and what is done about it."""

import re
from typing import Annotated, Literal

from pydantic import Field

from functions.staff.deps import Deps
from functions.staff.examples import REQUEST_LISTED, REQUEST_SEEN, REQUEST_WORKED
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import errors, log
from shared.kernel.errors import NotFoundError, bad_field
from shared.kernel.schema import Body, QueryParameters, View
from shared.people.person.disclosures import What
from shared.privacy.purposes import RIGHTS
from shared.rights.requests.log import Entry
from shared.rights.requests.model import RightsExtension, RightsOutcome
from shared.rights.requests.views import RightsRequestView
from shared.rights.staff.access_log import Look, Looks
from shared.rights.staff.model import SEE_PEOPLE
from shared.rights.staff.roles import Member, Role

_ID = re.compile(r"\A[0-9a-f]{32}\Z")
_WORKS = frozenset({Role.PRIVACY})
_A_REQUEST = "a rights request"
_ANSWERS = Literal[
    RightsOutcome.CARRIED_OUT,
    RightsOutcome.EXPORTED,
    RightsOutcome.STOPPED,
    RightsOutcome.NOTHING_HELD,
    RightsOutcome.ANSWERED,
    RightsOutcome.UPHELD,
    RightsOutcome.NOT_PROVEN,
    RightsOutcome.UNFOUNDED,
    RightsOutcome.EXCESSIVE,
    RightsOutcome.OVERRIDING_GROUNDS,
    RightsOutcome.LEGAL_DUTY,
    RightsOutcome.LEGAL_CLAIMS,
    RightsOutcome.OTHERS_RIGHTS,
]
"""Every outcome but those that only the person can bring about."""


class RequestsQuery(QueryParameters):
    """Which page of the requests that wait."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(pattern=r"^[0-9]{1,5}$")] = "0"


class StaffRequestView(RightsRequestView):
    """A request as staff see it: nothing of who asks."""

    person: str | None = Field(
        description="Whose account it concerns: told only where one request is seen, since they "
        "see in their access log that it was. Else, of a visitor's, and of what came by mail until "
        "it is proven, null."
    )

    @classmethod
    def seen(cls, entry: Entry) -> "StaffRequestView":
        """Show a request to staff, and nothing of whose it is."""
        return cls(**RightsRequestView.of(entry).model_dump(), person=None)


class StaffRequestPage(View):
    """Requests that wait, proven ones before the others, each the first due first."""

    items: tuple[StaffRequestView, ...]
    next_cursor: str | None


class StaffRequestDetail(StaffRequestView):
    """What came from an address in full; of an account's the text is unmasked as all the rest."""

    email: str | None = Field(description="From which address it came, if not from an account.")
    text: str | None = Field(
        description="What came from there. Of an account's: unmask its group `rights`."
    )


class RequestWork(Body):
    """What is done about a request: one of these."""

    extend: Annotated[
        Literal[RightsExtension.COMPLEX, RightsExtension.MANY] | None,
        Field(description="Answer up to two months later, for this reason; they are told before."),
    ] = None
    outcome: Annotated[
        _ANSWERS | None,
        Field(description="Answer it. They are told, with the reason."),
    ] = None
    answer: Annotated[
        str | None,
        Field(min_length=1, max_length=4000, description="Beside an outcome: mailed, not kept."),
    ] = None
    lift: Annotated[
        Literal[True] | None,
        Field(description="End a restriction or an objection; they are told before."),
    ] = None


async def list_requests(call: Call[None], deps: Deps) -> StaffRequestPage:
    """See the rights requests that wait: proven ones before the others, each the first due first.

    What is asked and by when, and nothing of who asks.
    """
    query: RequestsQuery = call.query
    first = int(query.cursor)
    found, more = await deps.rights_desk.waiting(first=first, limit=query.limit)
    return StaffRequestPage(
        items=tuple(StaffRequestView.seen(one) for one in found),
        next_cursor=str(first + query.limit) if more else None,
    )


async def see_request(call: Call[None], deps: Deps) -> StaffRequestDetail:
    """See one request: with address and text, if it came from an address and not from an account.

    Of a person's you see whose it is, and they see in their access log that you looked: so they do
    of what came by mail in their name, of which you see whose it is once that is proven.
    """
    desk, member = deps.rights_desk, call.member
    await deps.looks.admit(member, What.SEEN)
    entry = await desk.log.find(_id(call))
    person = await _person(entry, member, deps.looks)
    is_told = entry.person is None or person is not None
    address, text = await desk.written(entry) if is_told else (None, None)
    if address is not None:
        log.write(log.Event.STAFF_LOOKED, what=What.SEEN, role=member.role)
    known = person if entry.asked.proven else None
    shown = {**StaffRequestView.seen(entry).model_dump(), "person": known}
    return StaffRequestDetail(**shown, email=address, text=text)


async def work_on_request(call: Call[RequestWork], deps: Deps) -> StaffRequestView:
    """Put an answer off, answer a request, or lift what it holds; who asked is told.

    To who has proven nothing only `not_proven`, `answered`, `unfounded` and `excessive` can be said
    (409): nothing that tells whether data is held.
    """
    body, desk, id_ = call.body, deps.rights_desk, _id(call)
    if sum(one is not None for one in (body.extend, body.outcome, body.lift)) != 1:
        raise bad_field("", "work-one")
    if body.answer is not None and body.outcome is None:
        raise bad_field("answer", "field-not-acceptable")
    if body.extend is not None:
        entry = await desk.extend(id_, body.extend)
    elif body.outcome is not None:
        entry = await desk.answer(id_, body.outcome, body.answer or "")
    else:
        entry = await desk.lift(id_)
    return StaffRequestView.seen(entry)


async def _person(entry: Entry, member: Member, looks: Looks) -> str | None:
    """Return whose request it is, once that stands in their access log; None: being erased."""
    if entry.person is None:
        return None
    try:
        await looks.write(entry.person, member, [Look(What.SEEN, _A_REQUEST, RIGHTS.id)])
    except NotFoundError:
        return None
    return entry.person


def _id(call: Call[None] | Call[RequestWork]) -> str:
    id_ = call.params["id"]
    if not _ID.match(id_):
        raise NotFoundError
    return id_


REQUESTS = (
    Operation(
        "GET",
        "/staff/v1/rights-requests",
        list_requests,
        caller=CallerKind.STAFF,
        roles=SEE_PEOPLE,
        purpose=RIGHTS,
        query=RequestsQuery,
        reply=StaffRequestPage,
        examples=REQUEST_LISTED,
    ),
    Operation(
        "GET",
        "/staff/v1/rights-requests/{id}",
        see_request,
        caller=CallerKind.STAFF,
        roles=_WORKS,
        purpose=RIGHTS,
        reply=StaffRequestDetail,
        examples=REQUEST_SEEN,
    ),
    Operation(
        "PATCH",
        "/staff/v1/rights-requests/{id}",
        work_on_request,
        caller=CallerKind.STAFF,
        roles=_WORKS,
        purpose=RIGHTS,
        body=RequestWork,
        reply=StaffRequestView,
        raises=(errors.ConflictError,),
        examples=REQUEST_WORKED,
    ),
)
