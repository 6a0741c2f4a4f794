"""The deployed function ``rights``."""

import re

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.rights.contract import (
    AddressProof,
    MailView,
    RightsAsked,
    RightsAskedView,
    RightsRequestList,
)
from functions.rights.deps import Deps
from functions.rights.examples import FOUND, LISTED, MAIL, REQUEST, SHOWN, TAKEN_BACK
from functions.rights.mail import opened, take
from functions.rights.use_case import (
    ask_by_code,
    ask_signed_in,
    found_by_code,
    take_back,
)
from shared.edge.operation import Call, CallerKind, Idempotent, Operation
from shared.kernel import errors
from shared.kernel.errors import NotFoundError
from shared.kernel.schema import Page
from shared.platform.vault.uses import Use
from shared.privacy.purposes import RIGHTS
from shared.rights.exports.model import CopyWithheld
from shared.rights.requests.views import RightsRequestView
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.rights import RightsParts

_ID = re.compile(r"\A[0-9a-f]{32}\Z")
_MAIL_BYTES = 1024 * 1024


async def ask_right(call: Call[RightsAsked], deps: Deps) -> RightsAskedView:
    """Use a right: access, portability, rectification, erasure, restriction, objection.

    Answered within a month; ``due_at`` says by when. Who has no session gives an email address, its
    country and the code that ``POST /v1/sign-in/codes`` sent there; a request from an address that
    opens an account is that account's. A phone number that opens one does as well; if it was not
    used for six months, it may erase and object, and more with ``recovery_code`` or on a known
    device: else 403 ``phone-idle``. At once are carried out: a restriction (your data is only
    stored: within a minute every other use is refused with 403 ``restricted``), an objection to
    what rests on consent or is a choice; and for who signed in within five minutes, or by a code, a
    copy of the data and an erasure (with ``confirm``). A copy that is asked for by an older session
    is not made yet: ``withheld`` says so, and asking again after a sign-in makes it. Asking for the
    same again is the same request; so is sending one by code once more, which needs no
    ``Idempotency-Key``.
    """
    if call.who is not None:
        carried = await ask_signed_in(
            call.body,
            person=call.person,
            recent=call.recently,
            language=call.language,
            deps=deps,
        )
    else:
        carried = await ask_by_code(call.body, asker=call.asker, language=call.language, deps=deps)
    shown = RightsRequestView.of(carried.entry, carried.receipt)
    withheld = CopyWithheld.RECENT_SIGN_IN_REQUIRED if carried.withheld else None
    return RightsAskedView.model_validate(
        {**dict(shown), "served_as": call.served_as, "withheld": withheld}
    )


async def list_rights(call: Call[None], deps: Deps) -> RightsRequestList:
    """See your requests: on each page the newest first, at most 90.

    With them what came by mail in your name, from an address that was yours then, once a code that
    is sent there has proven it. Until then you can see it, and end it, by the number that was
    mailed to you, and it is in your export. A page may have fewer, or none, and ``next_cursor``.
    """
    after, limit = call.query.cursor or "", call.query.limit
    found, last = await deps.rights_log.page(call.person, after=after, limit=limit)
    items = tuple(RightsRequestView.of(one) for one in found)
    return RightsRequestList(items=items, next_cursor=last)


async def get_right(call: Call[None], deps: Deps) -> RightsRequestView:
    """See one of your requests."""
    return RightsRequestView.of(await deps.rights_log.own(call.person, _id(call)))


async def find_rights(call: Call[AddressProof], deps: Deps) -> RightsRequestList:
    """See what was asked from an address, by a code that was sent there; no account is needed.

    The code serves once. What came from the address by mail counts as proven from then on; what
    came while it opened no account belongs to the account that it opens now. What came while it was
    somebody else's stays theirs.
    """
    found, last = await found_by_code(call.body, asker=call.asker, deps=deps)
    items = tuple(RightsRequestView.of(one) for one in found)
    return RightsRequestList(items=items, next_cursor=last)


async def take_right_back(call: Call[None], deps: Deps) -> RightsRequestView:
    """Take a request back: a restriction or an objection ends, an open request is closed.

    It stays in the log as taken back. One that is answered cannot be: 409.
    """
    return RightsRequestView.of(await take_back(call.person, _id(call), deps=deps))


async def receive_mail(call: Call[bytes], deps: Deps) -> MailView:
    """Take a mail to the contact address, from the operator's mail provider.

    The header ``X-Agogopost-Signature`` is ``t=<Unix seconds>,v1=<hex>``, HMAC-SHA-256 over the
    seconds, a full stop and the body. A mail becomes an open request of somebody who has proven
    nothing; they are mailed how to. If an account has the address, it is kept as what came in its
    person's name. The same ``message_id`` again changes nothing. One to ``b+...@`` the domain is a
    report about news by mail: with ``raw`` it is read (RFC 3464, RFC 5965), and kept nowhere. A
    mailbox that does not exist, or does not take mail on five days of seven, pauses news to it; a
    complaint stops that news.
    """
    key = deps.inbound_mail_key
    if key is None:
        raise NotFoundError
    mail = opened(call.body, call.signature, key=key, now=deps.wall_clock.now())
    outcome = await take(mail, language=call.language, deps=deps)
    return MailView.model_validate({"outcome": outcome})


def _id(call: Call[None]) -> str:
    id_ = call.params["id"]
    if not _ID.match(id_):
        raise NotFoundError
    return id_


OPERATIONS = (
    Operation(
        "POST",
        "/v1/rights-requests",
        ask_right,
        caller=CallerKind.ANYBODY,
        purpose=RIGHTS,
        body=RightsAsked,
        reply=RightsAskedView,
        status=201,
        may_end_account=True,
        idempotent=Idempotent(lambda call: call.person if call.who is not None else ""),
        examples=REQUEST,
        places="/v1/rights-requests/{id}",
        raises=(
            errors.CredentialsError,
            errors.NoAccountError,
            errors.PhoneIdleError,
            errors.RecentSignInRequiredError,
            errors.WrongRegionError,
        ),
    ),
    Operation(
        "GET",
        "/v1/rights-requests",
        list_rights,
        caller=CallerKind.PERSON,
        purpose=RIGHTS,
        query=Page,
        reply=RightsRequestList,
        examples=LISTED,
    ),
    Operation(
        "GET",
        "/v1/rights-requests/{id}",
        get_right,
        caller=CallerKind.PERSON,
        purpose=RIGHTS,
        reply=RightsRequestView,
        examples=SHOWN,
    ),
    Operation(
        "DELETE",
        "/v1/rights-requests/{id}",
        take_right_back,
        caller=CallerKind.PERSON,
        purpose=RIGHTS,
        reply=RightsRequestView,
        raises=(errors.ConflictError,),
        examples=TAKEN_BACK,
    ),
    Operation(
        "POST",
        "/v1/rights-requests/query",
        find_rights,
        caller=CallerKind.VISITOR,
        purpose=RIGHTS,
        body=AddressProof,
        reply=RightsRequestList,
        examples=FOUND,
        raises=(
            errors.CredentialsError,
            errors.NoAccountError,
            errors.PhoneIdleError,
            errors.WrongRegionError,
        ),
    ),
    Operation(
        "POST",
        "/v1/inbound-mail",
        receive_mail,
        caller=CallerKind.SUPPLIER,
        purpose=RIGHTS,
        signature="X-Agogopost-Signature",
        reply=MailView,
        body_bytes=_MAIL_BYTES,
        examples=MAIL,
        raises=(errors.ReplayedError,),
    ),
)

_parts = RightsParts(google_cloud())
_edge = edge(
    OPERATIONS,
    _parts,
    people=_parts,
    keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.SESSIONS, Use.LINKS, Use.LIMITS, Use.REQUESTS),
)


@functions_framework.aio.http
async def rights(request: Request) -> Response:
    """Answer a request to the function."""
    return await _edge.answer(request)
