"""Change one's own data: who may, what must be proven, and who is told."""

from collections.abc import Awaitable, Callable, Collection, Mapping

from functions.profile.contract import ProfilePatch
from shared.kernel.errors import (
    CredentialsError,
    FieldFault,
    LastWayInError,
    PreconditionFailedError,
    RecentSignInRequiredError,
    UnauthenticatedError,
    bad_field,
)
from shared.people.accounts.credentials import QuickLogin, address_in
from shared.people.accounts.identities import Identities, LinkedIdentity
from shared.people.accounts.notices import Notices
from shared.people.accounts.profiles import Field, ProfileChange, Profiles, owner_of
from shared.people.accounts.proofs import Proof
from shared.people.accounts.quick_login import QuickLogins
from shared.people.messages.sender import relayed
from shared.people.person.address import Address, Channel
from shared.people.person.disclosures import Disclosures
from shared.people.person.model import By, Person
from shared.people.person.residency import Place, check_home

ANY = "*"
"""An ``If-Match`` that every state matches (RFC 9110, section 13.1.1)."""
_USUAL = {"quiet_hours": True, "daily_news": False}
"""What is true of a choice that is erased."""
EndOpenedBy = Callable[[By], Awaitable[None]]
"""Ends every session of theirs that was opened in one way, but for the one that asks."""
Check = Callable[[Address, str], Awaitable[Proof]]
"""Checks a code that was sent to an address, which costs one of its tries."""


async def change_profile(  # noqa: PLR0913 - what is changed, by whom, and what it takes
    patch: ProfilePatch,
    *,
    person_id: str,
    seen: str,
    recent: bool,
    place: Place,
    profiles: Profiles,
    check: Check,
    notices: Notices,
    ledger: Disclosures,
    end_opened_by: EndOpenedBy,
) -> Person:
    """Return the person as changed; as they are, if nothing is to be changed.

    Raises:
        InvalidInputError, WrongRegionError: The new values cannot be accepted.
        PreconditionFailedError: It was changed since it was seen.
        RecentSignInRequiredError: An address may be changed only by who has just signed in.
        LastWayInError, UnauthenticatedError: No way in would be left, or the code is not right.
        TooManyRequestsError: There were many changes, or guesses, lately.
        UnavailableError: The old address could not be told, or the change not be written.
    """
    person = owner_of(before := await profiles.slot(person_id))
    wanted, new = _wanted(patch, person.country)
    if not _is_change(person, wanted, seen=seen, recent=recent, place=place):
        await _stop_relays(person_id, wanted, ledger)
        return person
    proof, changed = None, _changed(person, wanted)
    if new is not None and new.channel in changed:
        proof = await _proof(new, patch.code, check)
        await ledger.given(person_id, relayed(new.channel))
    if changed:
        await notices.address_changes(person_id, person, changed)
    await _end_sessions(changed, end_opened_by)
    any_state = not changed and ANY in _states(seen)  # the address of this state was told
    after = await profiles.change(person_id, before, ProfileChange(wanted, proof, any_state))
    await _end_sessions(changed, end_opened_by)
    await _stop_relays(person_id, wanted, ledger)
    return after


def _is_change(
    person: Person,
    wanted: Mapping[str, Field],
    *,
    seen: str,
    recent: bool,
    place: Place,
) -> bool:
    """Tell whether anything is to be changed, and see that it may be.

    What is there already is no change, whatever was seen: so a request whose answer was lost can be
    sent again (RFC 9110, section 13.1.1). Of an address even that is told only to who has just
    signed in: to others it would confirm what they see masked.

    Args:
        person: As they are.
        wanted: The fields that are to be changed.
        seen: The header ``If-Match``.
        recent: Whether they have just proven who they are.
        place: Where this is.

    Raises:
        RecentSignInRequiredError, PreconditionFailedError, InvalidInputError, WrongRegionError,
        LastWayInError: It may not be.
    """
    if not recent and not wanted.keys().isdisjoint(Channel):
        raise RecentSignInRequiredError
    change = ProfileChange(wanted)
    if change.is_there(person):
        return False
    if not names_state(seen, person.rev):
        raise PreconditionFailedError
    if isinstance(country := wanted.get("country"), str):
        check_home(country, place)
    if not change.applied_to(person).ways_in:  # before anybody is written to
        raise LastWayInError
    return True


async def _end_sessions(changed: Collection[Channel], end_opened_by: EndOpenedBy) -> None:
    """End the other sessions that the addresses opened which change.

    Whoever has taken a mailbox or a phone over may sit in a session that it opened: these end when
    it is no longer the person's, but for the one that asks. That is done before the change, so that
    a change without it cannot be, and again after, for one that began meanwhile.
    """
    for channel in changed:
        await end_opened_by(By(channel.value))


async def _stop_relays(person_id: str, wanted: Mapping[str, Field], ledger: Disclosures) -> None:
    """Write down that nobody is given the addresses any more that were erased."""
    for channel in Channel:
        if channel in wanted and wanted[channel] is None:
            await ledger.ended(person_id, relayed(channel))


async def link_identity(
    given: QuickLogin,
    *,
    person_id: str,
    source: str,
    quick_logins: QuickLogins,
    identities: Identities,
) -> LinkedIdentity:
    """Link what a provider's token proves to a person.

    Raises:
        InvalidInputError: The provider is off.
        UnauthenticatedError: The token is not right, whatever the reason.
        ConflictError: It is another account's, or another one of the provider is linked.
    """
    if not quick_logins.offers(given.provider):
        raise bad_field("quick_login.provider", "quick-login-off")
    try:
        proof = await quick_logins.check(given.provider, given.id_token, source=source)
        return await identities.link(person_id, proof)
    except UnauthenticatedError as e:
        fault = FieldFault("quick_login.id_token", "token-not-accepted")
        raise CredentialsError(faults=(fault,)) from e


def names_state(if_match: str, rev: str) -> bool:
    """Tell whether an ``If-Match`` names a state of the person's record, masked or in full."""
    return not _states(if_match).isdisjoint({ANY, f'"{rev}-m"', f'"{rev}-f"'})


def _states(if_match: str) -> set[str]:
    return {one.strip() for one in if_match.split(",")}


def _wanted(patch: ProfilePatch, country: str) -> tuple[dict[str, Field], Address | None]:
    """Return the fields that are to be changed, and the new address if there is one.

    Args:
        patch: As it came.
        country: Of the account: a phone number may be written as it is dialled there.
    """
    wanted: dict[str, Field] = patch.model_dump(exclude={"code", "handle"}, exclude_unset=True)
    wanted |= {one: usual for one, usual in _USUAL.items() if one in wanted and wanted[one] is None}
    if "country" in wanted and wanted["country"] is None:
        raise bad_field("country", "field-missing")
    given = {Channel.EMAIL: patch.email, Channel.PHONE: patch.phone}
    country = patch.country or country
    new = [address_in(channel, one, country) for channel, one in given.items() if one is not None]
    if len(new) > 1:
        raise bad_field("phone", "address-one-at-a-time")
    for address in new:
        wanted[address.channel] = address.value
    return wanted, new[0] if new else None


def _changed(person: Person, wanted: dict[str, Field]) -> set[Channel]:
    """Return which of a person's addresses are to be changed."""
    before = {Channel.EMAIL: person.email, Channel.PHONE: person.phone}
    return {channel for channel, was in before.items() if wanted.get(channel, was) != was}


async def _proof(new: Address, code: str | None, check: Check) -> Proof:
    if code is None:
        raise bad_field("code", "code-needed")
    try:
        return await check(new, code)
    except UnauthenticatedError as e:
        raise CredentialsError(faults=(FieldFault("code", "code-not-accepted"),)) from e
