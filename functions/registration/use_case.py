"""Register, sign in, see and end sessions: who may, where they belong, and what they are told."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from functions.registration.contract import AddressBody, CredentialsBody, Registration, SignIn
from functions.registration.deps import Deps
from shared.kernel.errors import (
    AgeRestrictedError,
    CredentialsError,
    FieldFault,
    UnauthenticatedError,
    UnavailableError,
    bad_field,
)
from shared.kernel.texts import say
from shared.people.accounts.accounts import Also, Details, Entered
from shared.people.accounts.codes import Codes
from shared.people.accounts.credentials import QuickLogin, address_in
from shared.people.accounts.proofs import Proof
from shared.people.messages.kinds import CODE
from shared.people.messages.port import Message
from shared.people.messages.sender import relayed
from shared.people.person.address import Address, Channel
from shared.people.person.disclosures import Giving
from shared.people.person.residency import check_home
from shared.platform.limits.source import Asker

_CODE_TEXTS = {
    Channel.EMAIL: ("mail-code-text", "mail-long-code-text"),
    Channel.PHONE: ("sms-code-text", "sms-long-code-text"),
}
"""With six digits and without."""


def address_of(body: AddressBody) -> Address:
    """Return the one address of a body.

    Raises:
        InvalidInputError: None, two, or one that we cannot write to.
    """
    if (body.email is None) == (body.phone is None):
        raise bad_field("email", "address-one")
    if body.email is not None:
        return address_in(Channel.EMAIL, body.email)
    return address_in(Channel.PHONE, body.phone or "", body.country)


async def send_code(
    body: AddressBody,
    *,
    asker: Asker,
    language: str,
    deps: Deps,
) -> str:
    """Send a code to an address, if one may go now, and return the handle that belongs to it.

    The same work is done whether or not the address has an account.

    Raises:
        TooManyRequestsError: The source, its network, or the region has had many sent.
        UnavailableError: It could not be sent.
    """
    check_home(body.country, deps)
    address = address_of(body)
    if not deps.sender.serves(address):
        raise bad_field(address.channel, "channel-not-served")
    issued = await deps.codes.issue(address, asker)
    if issued.codes is not None:
        try:
            await deps.sender.send(address, code_message(issued.codes, address.channel, language))
        except (UnavailableError, asyncio.CancelledError):  # the call's time may be over
            await deps.codes.unsent(address, issued.codes)
            raise
    return issued.handle


def code_message(codes: Codes, channel: Channel, language: str) -> Message:
    """Return the message that brings a code."""
    short, alone = _CODE_TEXTS[channel]
    text = say(alone, language, code=codes.long)
    if codes.digits is not None:
        text = say(short, language, code=codes.digits, long=codes.long)
    return Message(CODE, subject=say("mail-code-subject", language), text=text)


def told_to(body: CredentialsBody) -> Giving | None:
    """Return what was handed over for the code that makes an account; None: there was no code.

    Raises:
        InvalidInputError: As ``address_of`` says.
    """
    if body.email is None and body.phone is None:
        return None
    return relayed(address_of(body).channel)


async def register(
    body: Registration,
    *,
    asker: Asker,
    policy: str,
    also: Also,
    deps: Deps,
) -> Entered:
    """Return a new account with a session; the one that there is, if there is one.

    Raises:
        AgeRestrictedError: The person is not 18 yet; nothing is stored, not even a try.
        UnauthenticatedError: The code or the token is not right; the fault names the field.
    """
    if not body.adult:
        raise AgeRestrictedError
    check_home(body.country, deps)
    if body.policy_version != policy:
        raise bad_field("policy_version", "policy-version-old")
    details = Details(
        country=body.country,
        policy_version=body.policy_version,
        locale=body.locale,
        nickname=body.nickname,
        gender=body.gender,
        birthday=body.birthday,
    )
    with _naming_the_field(body):
        proof = await _proof_of(body, asker, deps)
        return await deps.accounts.register(
            proof, details, asker=asker, also=also, recovery=body.recovery_code
        )


async def sign_in(body: SignIn, *, asker: Asker, deps: Deps) -> Entered:
    """Return the account that there is, with a new session.

    Raises:
        NoAccountError: There is none; code or token can still be used to register.
        PhoneIdleError: The number may be somebody else's by now; the same.
        UnauthenticatedError: The code or the token is not right; the fault names the field.
    """
    check_home(body.country, deps)
    with _naming_the_field(body):
        proof = await _proof_of(body, asker, deps)
        return await deps.accounts.sign_in(proof, asker, body.recovery_code)


async def _proof_of(body: CredentialsBody, asker: Asker, deps: Deps) -> Proof:
    """Return what a body's credentials prove.

    Raises:
        InvalidInputError: They are not one of the three sorts, or the provider is off.
        UnauthenticatedError: They prove nothing.
    """
    if body.quick_login is not None:
        return await _identity_proof(body, body.quick_login, asker, deps)
    if body.email is None and body.phone is None:
        raise bad_field("email", "credentials-one")
    address = address_of(body)
    if body.code is None:
        raise bad_field("code", "field-missing")
    return await deps.codes.check(address, body.code, body.handle, asker, counted=False)


async def _identity_proof(
    body: CredentialsBody, given: QuickLogin, asker: Asker, deps: Deps
) -> Proof:
    if body.email is not None or body.phone is not None:
        raise bad_field("quick_login", "credentials-one")
    if body.code is not None:
        raise bad_field("code", "field-not-acceptable")
    if not deps.quick_logins.offers(given.provider):
        raise bad_field("quick_login.provider", "quick-login-off")
    return await deps.quick_logins.check(given.provider, given.id_token, source=asker.source)


@contextmanager
def _naming_the_field(body: CredentialsBody) -> Iterator[None]:
    """Let a refusal name what was not right: the same, whatever the reason."""
    try:
        yield
    except UnauthenticatedError as e:
        fault = FieldFault("code", "code-not-accepted")
        if body.quick_login is not None:
            fault = FieldFault("quick_login.id_token", "token-not-accepted")
        raise CredentialsError(faults=(fault,)) from e
