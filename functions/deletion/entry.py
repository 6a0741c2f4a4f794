"""The deployed function ``deletion``."""

import re

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.deletion.contract import Confirmation
from functions.deletion.deps import Deps
from functions.deletion.examples import DELETION, RECEIPT
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import errors
from shared.kernel.errors import NotFoundError, RecentSignInRequiredError
from shared.platform.vault.uses import Use
from shared.privacy.purposes import ACCOUNT, EVIDENCE
from shared.rights.erasure.model import Why
from shared.rights.erasure.views import ErasureView
from shared.setup.edge import edge
from shared.setup.erasure import ErasureParts
from shared.setup.google_cloud import google_cloud

_RECEIPT = re.compile(r"\A[0-9a-f]{32}\Z")


async def delete_account(call: Call[Confirmation], deps: Deps) -> ErasureView:
    """Delete your account, and everything about you. It cannot be undone.

    Needs a sign-in of the last five minutes. Every session ends at once; nothing of yours can be
    opened from then on. The rest is erased in the background. The receipt, which is mailed to you
    too, says how far it has come, to whoever has its number.
    """
    if not call.recently:
        raise RecentSignInRequiredError
    receipt, erasure = await deps.erasure_intake.ask(call.person, Why.ASKED)
    return ErasureView.of(receipt, erasure)


async def read_receipt(call: Call[None], deps: Deps) -> ErasureView:
    """See how far the deletion of an account has come, by the number of its receipt."""
    receipt = call.params["receipt_id"]
    if not _RECEIPT.match(receipt):
        raise NotFoundError
    return ErasureView.of(receipt, await deps.erasures.get(receipt))


OPERATIONS = (
    Operation(
        "POST",
        "/v1/account-deletion",
        delete_account,
        caller=CallerKind.PERSON,
        own=("people",),
        purpose=ACCOUNT,
        body=Confirmation,
        reply=ErasureView,
        status=202,
        examples=DELETION,
        raises=(errors.RecentSignInRequiredError,),
    ),
    Operation(
        "GET",
        "/v1/account-deletion/{receipt_id}",
        read_receipt,
        caller=CallerKind.VISITOR,
        purpose=EVIDENCE,
        reply=ErasureView,
        examples=RECEIPT,
    ),
)

_parts = ErasureParts(google_cloud())
_edge = edge(
    OPERATIONS, _parts, people=_parts, keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.SESSIONS, Use.LIMITS)
)


@functions_framework.aio.http
async def deletion(request: Request) -> Response:
    """Answer a request to the function."""
    return await _edge.answer(request)
