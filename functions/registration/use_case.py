"""Register, sign in, see and end sessions: who may, where they belong, and what they are told."""

from collections.abc import Callable
from typing import Protocol

from functions.registration.contract import AddressBody, Registration
from shared.errors import (
    AgeRestrictedError,
    FieldFault,
    InvalidInputError,
    UnauthenticatedError,
    WrongRegionError,
)
from shared.messages.port import Message, Messenger
from shared.people.accounts import Accounts, Details, Entered
from shared.people.address import Address, AddressError, email, phone
from shared.people.codes import Proof, SignInCodes
from shared.people.regions import home_of
from shared.texts import say


class Place(Protocol):
    """Where this deployment is, and where the others are."""

    @property
    def region(self) -> str:
        """This region."""
        ...

    def base_url_of(self, region: str) -> str | None:
        """Return a region's address."""
        ...


def check_home(country: str, place: Place) -> str:
    """Return why a country's people are stored in this region.

    Raises:
        InvalidInputError: We do not know the country, or may not serve it.
        WrongRegionError: Its people are stored in another region.
    """
    home = home_of(country)
    if home is None:
        raise _bad("country", "country-unknown")
    if home.region is None:
        raise _bad("country", "country-not-served")
    if home.region != place.region:
        address = place.base_url_of(home.region)
        if address is None:
            raise _bad("country", "country-not-served")
        raise WrongRegionError(home.region, address)
    return home.reason


def address_of(body: AddressBody) -> Address:
    """Return the one address of a body.

    Raises:
        InvalidInputError: None, two, or one that we cannot write to.
    """
    if (body.email is None) == (body.phone is None):
        raise _bad("email", "address-one")
    try:
        return email(body.email) if body.email is not None else phone(body.phone or "")
    except AddressError as e:
        if body.email is not None:
            raise _bad("email", "email-malformed") from e
        raise _bad("phone", "phone-malformed") from e


async def send_code(  # noqa: PLR0913 - what is asked, by whom, and what it takes
    body: AddressBody,
    *,
    source: str,
    language: str,
    place: Place,
    codes: SignInCodes,
    messenger: Messenger,
) -> None:
    """Send a code to an address: the same work whether or not it has an account.

    Raises:
        TooManyRequestsError: Too many were asked for, for the address or by the source.
        UnavailableError: It could not be sent.
    """
    check_home(body.country, place)
    address = address_of(body)
    if not messenger.serves(address):
        raise _bad(address.channel, "channel-not-served")
    code = await codes.issue(address, source=source)
    await messenger.send(address, code_message(code, language))


def code_message(code: str, language: str) -> Message:
    """Return the message that brings a code."""
    return Message(
        subject=say("mail-code-subject", language),
        text=say("mail-code-text", language, code=code),
    )


async def register(  # noqa: PLR0913 - as above
    body: Registration,
    *,
    source: str,
    place: Place,
    policy: str,
    codes: SignInCodes,
    accounts: Callable[[], Accounts],
) -> Entered:
    """Return a new account with a session; the one that the address has, if it has one.

    Raises:
        AgeRestrictedError: The person is not 18 yet; nothing is stored, not even a try.
        UnauthenticatedError: The code is not right.
    """
    if not body.adult:
        raise AgeRestrictedError
    check_home(body.country, place)
    if body.policy_version != policy:
        raise _bad("policy_version", "policy-version-old")
    proof = await proof_of(body, body.code, source=source, codes=codes)
    details = Details(
        country=body.country,
        policy_version=body.policy_version,
        locale=body.locale,
        nickname=body.nickname,
        gender=body.gender,
        birthday=body.birthday,
    )
    return await accounts().register(proof, details)


async def proof_of(body: AddressBody, code: str, *, source: str, codes: SignInCodes) -> Proof:
    """Return the proof of an address that a code is.

    Raises:
        UnauthenticatedError: The code is not right; the fault names the field.
    """
    address = address_of(body)
    try:
        return await codes.check(address, code, source=source)
    except UnauthenticatedError as e:
        raise UnauthenticatedError(faults=(FieldFault("code", "code-not-accepted"),)) from e


def _bad(field: str, code: str) -> InvalidInputError:
    return InvalidInputError(faults=(FieldFault(field, code),))
