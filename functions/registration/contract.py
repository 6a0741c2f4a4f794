"""What registration takes and gives. The contract is API version 1."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.kernel.schema import Body, QueryParameters, View
from shared.people.accounts.accounts import Entered
from shared.people.accounts.credentials import QuickLogin
from shared.people.accounts.nonces import Nonce
from shared.people.accounts.sessions import NewSession
from shared.people.consents.contract import Said
from shared.people.person.fields import (
    Birthday,
    Code,
    CountryCode,
    Email,
    Gender,
    Handle,
    Locale,
    Nickname,
    Phone,
    RecoveryCode,
)
from shared.people.person.model import By, Session
from shared.people.person.session_tokens import public_id


class Transport(StrEnum):
    """How a session's token comes: ``cookie`` sets ``__Host-session`` and leaves out the token."""

    BEARER = "bearer"
    COOKIE = "cookie"


class Whereabouts(QueryParameters):
    """A country whose region is sought."""

    country: CountryCode


class RegionView(View):
    """The region in which a country's people are stored."""

    region: str
    base_url: str
    reason: str = Field(description="Why there.")


class AddressBody(Body):
    """An address: either an email or a phone."""

    email: Email | None = None
    phone: Phone | None = None
    country: CountryCode


class CodeRequest(AddressBody):
    """Where a code is to be sent."""


class Sent(View):
    """Always of this form, whether or not there is an account, or a message could go."""

    handle: str = Field(description="Send it back with the six digits: they work with it alone.")
    valid_minutes: int = Field(10, description="Of the six digits.")


class NonceView(View):
    """A nonce for a quick login."""

    nonce: str = Field(
        description="Pass it to the provider, as it is: the token must come with it. For Apple and "
        "Facebook your library may hash it (SHA-256, hex or base64url)."
    )
    expires_at: datetime

    @classmethod
    def of(cls, nonce: Nonce) -> "NonceView":
        """Show a nonce."""
        return cls(nonce=nonce.value, expires_at=nonce.ends)


class CredentialsBody(AddressBody):
    """Who somebody is: an email or a phone with the code sent there, or a quick login."""

    code: Code | None = None
    handle: Handle | None = None
    quick_login: QuickLogin | None = None
    recovery_code: RecoveryCode | None = None


class Registration(CredentialsBody):
    """A new account."""

    adult: bool = Field(description="Whether the person says they are 18 or over.")
    policy_version: Annotated[str, Field(min_length=1, max_length=20)]
    locale: Locale | None = None
    nickname: Nickname | None = None
    gender: Gender | None = None
    birthday: Birthday | None = None
    consents: Said | None = Field(
        None, description="As for PUT /v1/consents. A visitor's token that comes along counts too."
    )
    transport: Transport = Transport.BEARER


class SignIn(CredentialsBody):
    """A new session in an account."""

    transport: Transport = Transport.BEARER


class SessionView(View):
    """A session that has just begun."""

    id: str
    token: str | None = Field(None, description="Null if it was set as a cookie.")
    expires_at: datetime

    @classmethod
    def of(cls, session: NewSession, transport: Transport) -> "SessionView":
        """Show a new session."""
        token = session.token if transport is Transport.BEARER else None
        return cls(id=public_id(session.name), token=token, expires_at=session.expires)


class AccountView(View):
    """An account, masked."""

    email: str | None
    phone: str | None
    country: str
    locale: str | None
    nickname: str | None
    created_at: datetime

    @classmethod
    def of(cls, entered: Entered) -> "AccountView":
        """Show an account's own data, masked as everything is by default."""
        shown = entered.person.masked()
        return cls(
            email=shown["email"],
            phone=shown["phone"],
            country=entered.person.country,
            locale=entered.person.locale,
            nickname=entered.person.nickname,
            created_at=entered.person.created,
        )


_DEVICE = Field(
    None,
    description="Keep it beyond the session, and send it as `X-Device` whenever a code is asked "
    "for or somebody signs in here: it opens nothing, and has your codes come when strangers have "
    "many sent to you. Null if it was set as a cookie, or the device has a good one.",
)


class NewAccount(View):
    """An account and its first session."""

    account: AccountView
    session: SessionView
    device_token: str | None = _DEVICE
    recovery_code: str | None = Field(
        None,
        description="Of a new account that a phone number alone opens; shown this once. Keep it: "
        "numbers are given to others, so after six months without use the number opens the "
        "account only with it, or on a known device. `POST /v1/me/recovery-code` makes another.",
    )


class NewSessionView(View):
    """A new session."""

    session: SessionView
    device_token: str | None = _DEVICE


class SessionLine(View):
    """One of a person's sessions."""

    id: str
    by: By = Field(description="By what the person signed in.")
    signed_in_at: datetime
    used_on: datetime = Field(description="The last day it was used, to the day.")
    current: bool

    @classmethod
    def of(cls, name: str, session: Session, *, current: bool) -> "SessionLine":
        """Show a session."""
        return cls(
            id=public_id(name),
            by=session.by,
            signed_in_at=session.proven,
            used_on=session.used,
            current=current,
        )


class SessionList(View):
    """Some of a person's sessions, the last used of them first."""

    sessions: tuple[SessionLine, ...]
    next_cursor: str | None = Field(description="Where the next page begins; null: no more.")


class Ended(View):
    """A session that does not open anything any more."""

    ended: bool = True


def scope_of(body: CredentialsBody) -> str:
    """Return whose the idempotency keys of a request are: of who has what it proves to have.

    The code is part of it. Else who knows an address and a key could try all codes on the reply
    that is kept, uncounted, and would be told by a mismatch that somebody has got in.
    """
    token = body.quick_login.id_token if body.quick_login is not None else None
    return json.dumps([body.email, body.phone, body.code, body.handle, token])
