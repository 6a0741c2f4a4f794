"""The deployed function ``profile``."""

from typing import Any

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.profile.addresses import ADDRESSES
from functions.profile.contract import ProfilePatch, ProfileView
from functions.profile.deps import Deps
from functions.profile.devices import DEVICES
from functions.profile.examples import PROFILE, SHOWN
from functions.profile.identities import IDENTITIES
from functions.profile.portraits import PORTRAITS
from functions.profile.records import RECORDS
from functions.profile.recovery import RECOVERY_CODE
from functions.profile.use_case import change_profile
from shared.edge import merge_patch
from shared.edge.operation import Answered, Call, CallerKind, Operation
from shared.kernel import errors
from shared.people.accounts.proofs import Proof
from shared.people.person.address import Address
from shared.people.person.model import By, Person
from shared.platform.vault.uses import Use
from shared.privacy.purposes import ACCOUNT
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.people import PeopleParts


async def get_profile(call: Call[None], deps: Deps) -> Answered:
    """See your own data.

    Email and phone are masked unless you signed in within five minutes.
    """
    return _shown(await deps.profiles.get(call.person), call)


async def patch_profile(call: Call[ProfilePatch], deps: Deps) -> Answered:
    """Change your own data: a merge patch (RFC 7396), so null erases.

    A new email or phone needs the code that was sent to it and a sign-in of the last five minutes;
    where you were reached until now is told, and every other session that it opened ends. A country
    of another region is answered 421.
    """

    async def end_opened_by(by: By) -> None:
        await deps.own_sessions.end_opened_by(call.person, by, but=call.signed_in.session)

    async def check(address: Address, code: str) -> Proof:
        return await deps.codes.check(address, code, call.body.handle, call.asker)

    person = await change_profile(
        call.body,
        person_id=call.person,
        seen=call.if_match,
        recent=call.recently,
        place=deps,
        profiles=deps.profiles,
        check=check,
        notices=deps.notices,
        ledger=deps.disclosures,
        end_opened_by=end_opened_by,
    )
    return _shown(person, call)


def _shown(person: Person, call: Call[Any]) -> Answered:
    etag = f'"{person.rev}-{"f" if call.recently else "m"}"'
    return Answered(ProfileView.of(person, in_full=call.recently), etag=etag)


OPERATIONS = (
    Operation(
        "GET",
        "/v1/me",
        get_profile,
        caller=CallerKind.PERSON,
        own=("people",),
        purpose=ACCOUNT,
        reply=ProfileView,
        tagged=True,
        examples=SHOWN,
    ),
    Operation(
        "PATCH",
        "/v1/me",
        patch_profile,
        caller=CallerKind.PERSON,
        own=("people",),
        purpose=ACCOUNT,
        body=ProfilePatch,
        accepts=(merge_patch.MEDIA_TYPE, "application/json"),
        reply=ProfileView,
        tagged=True,
        guarded=True,
        examples=PROFILE,
        raises=(
            errors.RecentSignInRequiredError,
            errors.CredentialsError,
            errors.AddressTakenError,
            errors.LastWayInError,
            errors.WrongRegionError,
        ),
    ),
    *ADDRESSES,
    *PORTRAITS,
    *DEVICES,
    *IDENTITIES,
    *RECOVERY_CODE,
    *RECORDS,
)

_parts = PeopleParts(google_cloud())
_edge = edge(
    OPERATIONS, _parts, people=_parts, keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.SESSIONS, Use.LIMITS)
)


@functions_framework.aio.http
async def profile(request: Request) -> Response:
    """Answer a request to the function."""
    return await _edge.answer(request)
