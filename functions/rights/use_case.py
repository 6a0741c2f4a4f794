"""Ask for a right: by a session, or by a code that proves an address; found again the same ways."""

import secrets
from collections.abc import Sequence
from contextlib import suppress

from functions.rights.contract import AddressProof, RightsAsked
from functions.rights.deps import Deps
from shared.kernel.clock import DAY
from shared.kernel.errors import (
    ConflictError,
    CredentialsError,
    FieldFault,
    NoAccountError,
    NotFoundError,
    PhoneIdleError,
    RecentSignInRequiredError,
    TooManyRequestsError,
    UnauthenticatedError,
    UnavailableError,
    bad_field,
)
from shared.people.accounts.credentials import address_in
from shared.people.accounts.proofs import Proof
from shared.people.accounts.second_proofs import is_idle
from shared.people.person.address import Address, AddressError, Channel, correspondent
from shared.people.person.residency import check_home
from shared.platform.limits.source import Asker
from shared.platform.records.write_batch import Writing
from shared.privacy.purposes import PURPOSES
from shared.rights.requests.fulfilment import Carried
from shared.rights.requests.log import MOST_OWN, Entry, Fresh, proven
from shared.rights.requests.model import STANDING, Right, RightsOutcome, RightsSource

PER_DAY = 10
"""New requests of one person."""
ALWAYS = frozenset({Right.RESTRICTION, Right.OBJECTION, Right.ERASURE})
"""What no limit refuses: who has asked for one gets that one again."""
_ID_CHARACTERS = 32


async def ask_signed_in(
    body: RightsAsked, *, person: str, recent: bool, language: str, deps: Deps
) -> Carried:
    """Ask as a person with a session; who has asked for the same already gets that request.

    Every request is taken. A copy is made for who has just signed in: another waits until they ask
    again, or for somebody to answer it.

    Raises:
        InvalidInputError: Something is missing, or too much.
        RecentSignInRequiredError: An erasure is asked for by who has just signed in.
        TooManyRequestsError: There were enough today.
        UnavailableError: Ask again.
    """
    for field in ("email", "phone", "country", "code", "handle", "recovery_code"):
        if getattr(body, field) is not None:
            raise bad_field(field, "rights-signed-in")
    kind = _checked(body)
    if kind is Right.ERASURE and not recent:
        raise RecentSignInRequiredError
    known = await _known(person, body, deps)
    entry = known or await _added(person, body, deps)
    return await _carried(person, entry, language, deps, fresh=known is None, recent=recent)


async def ask_by_code(body: RightsAsked, *, asker: Asker, language: str, deps: Deps) -> Carried:
    """Ask as somebody who proves an address: of the account that it opens, if it opens one.

    Whoever has the code could sign in with it: so the request is the account's own. The code is
    used up by the commit that writes the request down; sent again with it, it is the same request.

    Raises:
        InvalidInputError, WrongRegionError: Something is missing, too much, or elsewhere.
        NoAccountError: It is a phone number that opens none: without one there is only the mailbox.
        PhoneIdleError: It may be somebody else's number by now, and this needs more than that.
        UnauthenticatedError: The code is not right, or was used for something else.
        TooManyRequestsError: This source has tried too much lately.
        UnavailableError: Ask again.
    """
    kind = _checked(body)
    shown = _proof_in(body)
    address, proof = await _proven(shown, asker, deps)
    name = proof.mark.name[:_ID_CHARACTERS]
    person = await _account_of(address, shown, asker, deps, kind=kind)
    if person is None and address.channel is Channel.PHONE and not await deps.rights_log.has(name):
        raise NoAccountError
    fresh = _fresh(name, body, RightsSource.CODE, deps)
    known = await _known(person, body, deps) if person is not None else None
    if known is not None and known.id != name:
        await _use(proof, deps, [])
        entry, is_fresh = known, False
    else:
        entry, is_fresh = await _written(fresh, address, person, proof, deps)
    if (entry.asked.kind, entry.asked.purpose) != (kind, body.purpose):
        raise _not_accepted()
    if entry.person is not None:
        return await _carried(entry.person, entry, language, deps, fresh=is_fresh, recent=True)
    if is_fresh:
        await deps.rights_telling.received(entry, language)
    return Carried(entry)


async def found_by_code(
    body: AddressProof, *, asker: Asker, deps: Deps
) -> tuple[list[Entry], str | None]:
    """Return what was asked from an address, and by the account that it opens; and where to go on.

    Whatever came from it by mail counts as proven from then on, and what came while it was nobody's
    is of that account from then on.

    Raises: as ``ask_by_code`` does.
    """
    address, proof = await _proven(body, asker, deps)
    person = await _account_of(address, body, asker, deps, kind=None)
    mailbox = await deps.sealed_requests.mailbox(address)
    after = body.cursor or ""
    asked, last = await deps.rights_log.from_mailbox(mailbox, person, after=after)
    try:
        await _use(proof, deps, [await _proving(one, person, deps) for one in asked])
    except ConflictError as e:
        raise UnavailableError from e
    asked = [proven(one) for one in asked]
    own: Sequence[Entry] = ()
    if person is not None and not after:
        own = await deps.rights_log.asked_by(person)
    return [*asked, *own], last


async def take_back(person: str, id_: str, *, deps: Deps) -> Entry:
    """Take a request of a person back; what it holds ends.

    Raises:
        NotFoundError: There is none, or it is another's.
        ConflictError: It is answered.
        TooManyRequestsError: So many were asked for that this one could not be asked for again.
    """
    entry = await deps.rights_log.own(person, id_)
    if entry.asked.state not in STANDING:
        raise ConflictError
    if entry.is_claimed:  # it holds nothing, and nothing is asked for in its place
        return await deps.rights_log.end_anyway(entry, RightsOutcome.TAKEN_BACK)
    await deps.limits.count("rights-back", person, PER_DAY, span=DAY, told="requests-taken-back")
    await _see_there_is_room(person, deps)
    return await deps.fulfilment.take_back(person, entry)


async def _proving(entry: Entry, person: str | None, deps: Deps) -> Writing:
    """Return what writes down whose a request is, now that the address is proven."""
    if person is not None and entry.person is None:
        with suppress(NotFoundError):  # it does not open any more, and stays where it is
            return await deps.sealed_requests.binding(person, proven(entry))
    return deps.rights_log.proving([entry])


def _proof_in(body: RightsAsked) -> AddressProof:
    """Return what a request says that proves an address."""
    address = body.email or body.phone
    given = {"email": address, "country": body.country, "code": body.code}
    if missing := next((one for one, told in given.items() if told is None), None):
        raise bad_field(missing, "rights-proof")
    return AddressProof.model_validate(
        body.model_dump(include=set(AddressProof.model_fields), exclude_none=True)
    )


async def _account_of(
    address: Address, shown: AddressProof, asker: Asker, deps: Deps, *, kind: Right | None
) -> str | None:
    """Return whose account a proven address opens; None: nobody's.

    Args:
        address: What is proven.
        shown: What was shown beside the code.
        asker: Who asks.
        deps: What it takes.
        kind: What they ask for; None: to see requests.

    Raises:
        PhoneIdleError: It may be somebody else's number by now. Erasing and objecting need no more.
    """
    known = await deps.profiles.with_address(address)
    if known is None:
        return None
    person_id, person = known
    harmless = kind in {Right.ERASURE, Right.OBJECTION}
    if not harmless and is_idle(person, deps.clock.now()):
        code = shown.recovery_code
        if not await deps.second_proofs.given(person_id, person, asker.device, code):
            raise PhoneIdleError
    return person_id


async def _see_there_is_room(person: str, deps: Deps) -> None:
    if await deps.rights_log.number(person) >= MOST_OWN:
        raise TooManyRequestsError(retry_after=DAY)


def _checked(body: RightsAsked) -> Right:
    """Return what is asked for, if what belongs to it is there and nothing else."""
    kind = Right(body.kind)
    if kind is Right.OBJECTION:
        if body.purpose not in PURPOSES:
            raise bad_field("purpose", "objection-purpose")
    elif body.purpose is not None:
        raise bad_field("purpose", "field-not-acceptable")
    if kind is Right.ERASURE and body.confirm is None:
        raise bad_field("confirm", "confirm-erasure")
    if kind is not Right.ERASURE and body.confirm is not None:
        raise bad_field("confirm", "field-not-acceptable")
    return kind


async def _added(person: str, body: RightsAsked, deps: Deps) -> Entry:
    if Right(body.kind) not in ALWAYS:
        await deps.limits.count("rights", person, PER_DAY, span=DAY, told="requests-made")
        await _see_there_is_room(person, deps)
    fresh = _fresh(secrets.token_hex(16), body, RightsSource.ACCOUNT, deps)
    await deps.rights_log.add(await deps.sealed_requests.of_person(person, fresh))
    return await deps.rights_log.own(person, fresh.name)


def _fresh(name: str, body: RightsAsked, source: RightsSource, deps: Deps) -> Fresh:
    return deps.rights_log.fresh(
        name, Right(body.kind), body.text, purpose=body.purpose, source=source
    )


async def _known(person: str, body: RightsAsked, deps: Deps) -> Entry | None:
    """Return the request that this one repeats; what is to be corrected may be another thing."""
    if Right(body.kind) is Right.RECTIFICATION:
        return None
    found = await deps.rights_log.standing(person, Right(body.kind), body.purpose)
    return found[0] if found else None


async def _proven(body: AddressProof, asker: Asker, deps: Deps) -> tuple[Address, Proof]:
    check_home(body.country, deps)
    address = _address_in(body)
    try:
        return address, await deps.codes.check(address, body.code, body.handle, asker)
    except UnauthenticatedError as e:
        raise _not_accepted() from e


def _address_in(body: AddressProof) -> Address:
    if (body.email is None) == (body.phone is None):
        raise bad_field("email", "address-one")
    if body.phone is not None:
        return address_in(Channel.PHONE, body.phone, body.country)
    try:
        return correspondent(body.email or "")
    except AddressError as e:
        raise bad_field("email", e.code) from e


async def _written(
    fresh: Fresh, address: Address, person: str | None, proof: Proof, deps: Deps
) -> tuple[Entry, bool]:
    """Write a request down and use up its proof; tell whether that was not done before.

    Raises:
        UnauthenticatedError: The proof was used for something else.
    """
    log, sealed = deps.rights_log, deps.sealed_requests
    writing = await (
        sealed.of_visitor(address, fresh) if person is None else sealed.of_person(person, fresh)
    )
    try:
        await _use(proof, deps, [writing])
    except UnauthenticatedError as e:
        try:
            return await log.find(fresh.name), False
        except NotFoundError:
            raise e from None
    return await log.find(fresh.name), True


async def _use(proof: Proof, deps: Deps, writings: Sequence[Writing]) -> None:
    try:
        await deps.used_proofs.once(proof, writings)
    except UnauthenticatedError as e:
        raise _not_accepted() from e


def _not_accepted() -> CredentialsError:
    return CredentialsError(faults=(FieldFault("code", "code-not-accepted"),))


async def _carried(  # noqa: PLR0913 - what is carried out, and how
    person: str, entry: Entry, language: str, deps: Deps, *, fresh: bool, recent: bool
) -> Carried:
    """Carry a request out, and tell its person that it came, where nothing else tells them."""
    carried = await deps.fulfilment.carry_out(person, entry, language, recent=recent)
    told_otherwise = {Right.ERASURE, Right.ACCESS, Right.PORTABILITY}
    if fresh and (carried.withheld or entry.asked.kind not in told_otherwise):
        await deps.rights_telling.received(carried.entry, language)
    return carried
