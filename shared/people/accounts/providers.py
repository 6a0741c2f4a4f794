"""The quick logins that we know: OpenID providers, a row for each. Pure.

A row gives the settings of its provider, for example ``QUICK_LOGIN_APPLE_AUDIENCES`` (the client
ids of our app and site there; without any the provider is off), ``QUICK_LOGIN_APPLE_ISSUER`` and
``QUICK_LOGIN_APPLE_KEYS``.

What the providers publish (looked up in November 2026):

* Google (https://developers.google.com/identity/gsi/web/guides/verify-google-id-token): ``iss`` is
  either of the two ways of writing; RS256; ``nonce`` comes back as the app gave it.
* Apple (https://developer.apple.com/documentation/signinwithapple/verifying-a-user): RS256, though
  older pages speak of E256; ``nonce`` comes back as the app gave it, which is often a hash, as
  Firebase's guide has it (https://firebase.google.com/docs/auth/ios/apple).
* Facebook, Limited Login (https://developers.facebook.com/docs/facebook-login/limited-login/token):
  the keys are at limited.facebook.com since 2024, the same as at www.facebook.com; tokens say
  ``https://www.facebook.com``; Facebook's own SDK takes any host under facebook.com. Subjects are
  of one app; Firebase's guide hashes the nonce here too. Classic Facebook Login gives no ID token,
  and is not served.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

ProviderId = Literal["google", "apple", "facebook"]
_PARTS = ("audiences", "issuer", "keys")


@dataclass(frozen=True, slots=True)
class Provider:
    """One OpenID provider."""

    id: ProviderId
    issuer: str
    """In the way of writing that identities are kept in."""
    keys: str
    """The address of its JSON Web Key Set."""
    supplier: str
    """Its id on the register."""
    also: tuple[str, ...] = ()
    """Other ways in which its tokens write the same issuer."""
    hashed_nonce: bool = False
    """Whether apps' libraries are known to give it the SHA-256 of a nonce."""


PROVIDERS = (
    Provider(
        "google",
        "https://accounts.google.com",
        "https://www.googleapis.com/oauth2/v3/certs",
        "google-identity",
        also=("accounts.google.com",),
    ),
    Provider(
        "apple",
        "https://appleid.apple.com",
        "https://appleid.apple.com/auth/keys",
        "apple-identity",
        hashed_nonce=True,
    ),
    Provider(
        "facebook",
        "https://www.facebook.com",
        "https://limited.facebook.com/.well-known/oauth/openid/jwks/",
        "facebook-identity",
        also=("https://limited.facebook.com",),
        hashed_nonce=True,
    ),
)


class Terms(BaseModel):
    """What is set for a provider that is on."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )

    audiences: Annotated[
        tuple[Annotated[str, Field(pattern=r"\A[\x21-\x7e]{1,200}\z")], ...],
        Field(min_length=1, max_length=20),
    ]
    issuer: str
    keys: str


def told(environment: Mapping[str, str]) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield what an environment says of each provider that is on, by id."""
    for row in PROVIDERS:
        given = {part: environment.get(_name(row, part), "") for part in _PARTS}
        audiences = tuple(one.strip() for one in given["audiences"].split(",") if one.strip())
        if audiences:
            yield (
                row.id,
                {
                    "audiences": audiences,
                    "issuer": given["issuer"] or row.issuer,
                    "keys": given["keys"] or row.keys,
                },
            )


def issuers(row: Provider, issuer: str) -> frozenset[str]:
    """Return every way in which a provider's tokens may write their issuer.

    Args:
        row: The provider.
        issuer: As it is set; another one than the row's has no other ways of writing.
    """
    return frozenset({issuer, *row.also} if issuer == row.issuer else {issuer})


def names() -> set[str]:
    """Return the name of every environment variable that the rows bring."""
    return {_name(row, part) for row in PROVIDERS for part in _PARTS}


def _name(row: Provider, part: str) -> str:
    return f"quick_login_{row.id}_{part}".upper()
