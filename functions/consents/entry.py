"""The deployed function ``consents``."""

from typing import TYPE_CHECKING, Any

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.consents.contract import ConsentBody, ConsentsView, ReceiptList, ReceiptView
from functions.consents.deps import Deps
from functions.consents.examples import CONSENT, RECEIPTS, SHOWN, WITHDRAWN
from functions.consents.policies import POLICIES
from functions.consents.unsubscribe import UNSUBSCRIBE
from functions.consents.usage import USAGE
from shared.edge import cookies
from shared.edge.cookies import cookie, no_cookie
from shared.edge.operation import Answered, Call, CallerKind, Operation
from shared.kernel.clock import minute
from shared.kernel.schema import Page
from shared.kernel.texts import say
from shared.people.consents.choice import TOKEN_LASTS, shown
from shared.platform.vault.uses import Use
from shared.privacy.consent import allowed, decided
from shared.privacy.notice import current
from shared.privacy.purposes import CHANNELS, EVIDENCE, PREFERENCES
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.people import PeopleParts

if TYPE_CHECKING:
    from shared.people.consents.model import ConsentReceipt


async def get_consents(call: Call[None], deps: Deps) -> ConsentsView:
    """See what you are asked, and what you have decided.

    A visitor's decisions are those of the token that comes with the request: as `X-Consent`, or
    the cookie. With Global Privacy Control, advertising and personalisation are off unless they
    were turned on knowing of it. Nothing is written.
    """
    decisions = await deps.consent_gate.decisions(call)
    return ConsentsView.of(
        current(), call.languages, decisions, signal=call.signal, served_as=call.served_as
    )


async def put_consents(call: Call[ConsentBody], deps: Deps) -> Answered:
    """Decide: turn purposes on or off, each by itself.

    What is not named stays as it was. Obeyed from the moment of the answer, which is the receipt.
    A visitor gets a token that holds the decisions, in the answer and as a cookie; nothing of it is
    kept here. A cookie with preferences goes with the consent to it.
    """
    choice, lawful = call.body.choice(signal=call.signal), say("lawful-until-then", call.language)
    if call.who is not None:
        receipt = await deps.consents.decide(call.person, choice)
        stops = await _stops(call.person, receipt, deps)
        refused = not choice.grants.get(PREFERENCES.id, True)
        view = ReceiptView.of(receipt, lawful, stops)
        return Answered(view, cookies=_taken_away(call, refused=refused))
    text, now = shown(choice), minute(deps.clock.now())
    after = decided(
        await deps.consent_gate.decisions(call),
        choice.grants,
        at=now,
        notice=choice.notice,
        signal=choice.signal,
    )
    token = await deps.visitor_consents.token(after)
    refused = not allowed(PREFERENCES, after, current(), signal=call.signal)
    return Answered(
        ReceiptView.of_visitor(choice, text, now, token, lawful),
        cookies=(
            cookie(cookies.CONSENT, token, lasts=TOKEN_LASTS),
            *_taken_away(call, refused=refused),
        ),
    )


async def withdraw_consents(call: Call[None], deps: Deps) -> Answered:
    """Withdraw everything that rests on your consent, and stop every channel, at once."""
    receipt = await deps.consents.withdraw(call.person, language=call.language)
    view = ReceiptView.of(receipt, say("lawful-until-then", call.language))
    return Answered(view, cookies=_taken_away(call, refused=True))


async def list_receipts(call: Call[None], deps: Deps) -> ReceiptList:
    """See everything that you have ever decided: each a consent record, on a page the newest first.

    To refuse what is refused already is no new record.
    """
    lawful = say("lawful-until-then", call.language)
    after, limit = call.query.cursor or "", call.query.limit
    found, last = await deps.consents.receipts(call.person, after=after, limit=limit)
    receipts = tuple(ReceiptView.of(one, lawful) for one in found)
    return ReceiptList(receipts=receipts, next_cursor=last)


async def _stops(person: str, receipt: "ConsentReceipt", deps: Deps) -> dict[str, str]:
    """Return the addresses that stop the channels of a receipt."""
    links, base = deps.unsubscribe_links, deps.base_url_of(deps.region) or ""
    return {
        purpose: f"{base}/v1/unsubscribe/{await links.token(person, purpose)}"
        for purpose in receipt.record.grants.keys() & CHANNELS
    }


def _taken_away(call: Call[Any], *, refused: bool) -> tuple[str, ...]:
    """Return what takes a visitor's preferences away from their browser, if it keeps any."""
    return (no_cookie(cookies.PREFERENCES),) if refused and call.preferences else ()


_READS = frozenset({"Sec-GPC", "X-Consent"})

OPERATIONS = (
    Operation(
        "GET",
        "/v1/consents",
        get_consents,
        caller=CallerKind.ANYBODY,
        own=("consent_states",),
        purpose=EVIDENCE,
        reply=ConsentsView,
        tagged=True,
        reads=_READS,
        examples=SHOWN,
    ),
    Operation(
        "PUT",
        "/v1/consents",
        put_consents,
        caller=CallerKind.ANYBODY,
        own=("people", "consent_states"),
        purpose=EVIDENCE,
        body=ConsentBody,
        reply=ReceiptView,
        examples=CONSENT,
        reads=_READS,
    ),
    Operation(
        "DELETE",
        "/v1/consents",
        withdraw_consents,
        caller=CallerKind.PERSON,
        own=("people", "consent_states"),
        purpose=EVIDENCE,
        reply=ReceiptView,
        examples=WITHDRAWN,
    ),
    Operation(
        "GET",
        "/v1/consents/receipts",
        list_receipts,
        caller=CallerKind.PERSON,
        purpose=EVIDENCE,
        query=Page,
        reply=ReceiptList,
        tagged=True,
        examples=RECEIPTS,
    ),
    *USAGE,
    *UNSUBSCRIBE,
    *POLICIES,
)

_parts = PeopleParts(google_cloud())
_edge = edge(
    OPERATIONS,
    _parts,
    people=_parts,
    keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.SESSIONS, Use.LINKS, Use.LIMITS),
)


@functions_framework.aio.http
async def consents(request: Request) -> Response:
    """Answer a request to the function."""
    return await _edge.answer(request)
