"""How a request brings an address or a quick login: the same wherever one can be given."""

from typing import Annotated

from pydantic import Field

from shared.kernel.errors import bad_field
from shared.kernel.schema import Body
from shared.people.accounts.providers import ProviderId
from shared.people.person.address import Address, AddressError, Channel, email, phone


class QuickLogin(Body):
    """An ID token of an OpenID provider."""

    provider: ProviderId
    id_token: Annotated[
        str,
        Field(
            min_length=1,
            max_length=4096,
            description="As the provider gave it to the app. Its claim `nonce` must be one of "
            "`POST /v1/sign-in/nonces`; of Apple and Facebook its SHA-256 too, hex or base64url.",
        ),
    ]


def address_in(channel: Channel, given: str, country: str | None = None) -> Address:
    """Return an address in our way of writing.

    Args:
        channel: What it is.
        given: As it came.
        country: In which a phone number may be written as it is dialled there.

    Raises:
        InvalidInputError: It is none that we could write to; the field has the channel's name.
    """
    try:
        return email(given) if channel is Channel.EMAIL else phone(given, country)
    except AddressError as e:
        raise bad_field(channel, e.code) from e
