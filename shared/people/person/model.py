"""A registered person, and what is kept of how they sign in. Pure.

A person's id is random and says nothing; it stands in clear where a record must be found by whose
it is. Everything that says something about the person is sealed under their own key.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import DAY
from shared.kernel.languages import DEFAULT
from shared.kernel.zones import zone_of
from shared.people.person.address import Address, Channel
from shared.people.person.bounces import Bounces
from shared.people.person.identity import Identity
from shared.people.person.session_tokens import public_id
from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.mask import first_letter, hidden, last_four, mask_email
from shared.privacy.purposes import ACCOUNT, PROTECTION

WHILE_ACCOUNT = Retention("account", timedelta(days=730), "the account's last use")
SESSIONS = Retention("session", timedelta(days=180), "the last day it was used")
SIGN_IN = Retention("sign-in", timedelta(hours=2), "when it was asked for")

SIGN_IN_COUNTERS = Retention("sign-in-counter", 2 * DAY, "the hour or the day that is counted")

_WHOSE = "whose it is: a random id"
_UNREADABLE = "when it is unreadable"
_DELETED = "when the nightly run deletes it"


class Person(Record, collection="people", database=Database.DATA, owner="a person"):
    """A registered person."""

    email: Annotated[
        str | None,
        Personal(
            Kind.CONTACT,
            purpose=ACCOUNT,
            keep=WHILE_ACCOUNT,
            holds="the email address, if the person signs in by it",
            mask=mask_email,
            lookup=True,
        ),
    ] = None
    phone: Annotated[
        str | None,
        Personal(
            Kind.CONTACT,
            purpose=ACCOUNT,
            keep=WHILE_ACCOUNT,
            holds="the phone number, if the person signs in by it",
            mask=last_four,
            lookup=True,
        ),
    ] = None
    country: Annotated[
        str,
        Personal(
            Kind.BASIC,
            purpose=ACCOUNT,
            keep=WHILE_ACCOUNT,
            holds="the country, which decides on the region of storage",
            mask=str,
        ),
    ]
    locale: Annotated[
        str | None,
        Personal(Kind.BASIC, purpose=ACCOUNT, keep=WHILE_ACCOUNT, holds="the language", mask=str),
    ] = None
    time_zone: Annotated[
        str | None,
        Personal(
            Kind.BASIC,
            purpose=ACCOUNT,
            keep=WHILE_ACCOUNT,
            holds="the time zone, for nights in which nobody is disturbed",
            mask=str,
        ),
    ] = None
    quiet_hours: Annotated[
        bool,
        Personal(
            Kind.BASIC,
            purpose=ACCOUNT,
            keep=WHILE_ACCOUNT,
            holds="whether no SMS and no push comes at night",
            mask=str,
        ),
    ] = True
    daily_news: Annotated[
        bool,
        Personal(
            Kind.BASIC,
            purpose=ACCOUNT,
            keep=WHILE_ACCOUNT,
            holds="whether news of parcels comes by one mail a day",
            mask=str,
        ),
    ] = False
    email_bounces: Annotated[
        Bounces | None,
        Personal(
            Kind.SERVICE,
            purpose=ACCOUNT,
            keep=WHILE_ACCOUNT,
            holds="on which days news by mail did not arrive or was complained of, and since when "
            "and why it is paused",
        ),
    ] = None
    phone_bounces: Annotated[
        Bounces | None,
        Personal(
            Kind.SERVICE,
            purpose=ACCOUNT,
            keep=WHILE_ACCOUNT,
            holds="since when and why news by SMS is paused",
        ),
    ] = None
    nickname: Annotated[
        str | None,
        Personal(
            Kind.BASIC,
            purpose=ACCOUNT,
            keep=WHILE_ACCOUNT,
            holds="what the person wants to be called",
            mask=first_letter,
        ),
    ] = None
    gender: Annotated[
        str | None,
        Personal(Kind.BASIC, purpose=ACCOUNT, keep=WHILE_ACCOUNT, holds="as the person says it"),
    ] = None
    birthday: Annotated[
        str | None,
        Personal(
            Kind.BASIC,
            purpose=ACCOUNT,
            keep=WHILE_ACCOUNT,
            holds="day and month, never the year",
            mask=hidden,
        ),
    ] = None
    policy_version: Annotated[
        str, Operational(keep=WHILE_ACCOUNT, why="which version of the policy was accepted")
    ]
    created: Annotated[AwareDatetime, Operational(keep=WHILE_ACCOUNT, why="when it was made")]
    rev: Annotated[
        str, Operational(keep=WHILE_ACCOUNT, why="random, anew with every edit: tells them apart")
    ] = ""

    quick_logins: Annotated[
        tuple[str, ...],
        Personal(
            Kind.CONNECTION,
            purpose=ACCOUNT,
            keep=WHILE_ACCOUNT,
            holds="the providers of quick login that are linked",
        ),
    ] = ()
    used: Annotated[
        AwareDatetime | None,
        Operational(keep=WHILE_ACCOUNT, why="a day of its last use, at most a week before it"),
    ] = None
    told: Annotated[
        AwareDatetime | None,
        Operational(keep=WHILE_ACCOUNT, why="when they were told that it ends unless it is used"),
    ] = None
    due: Annotated[
        str | None, Operational(keep=WHILE_ACCOUNT, why="when to look whether it is used still")
    ] = None
    recovery: Annotated[
        bytes | None,
        Operational(keep=WHILE_ACCOUNT, why="a keyed hash of the recovery code", internal=True),
    ] = None

    @property
    def zone(self) -> str:
        """The time zone that they told, else their country's."""
        return self.time_zone or zone_of(self.country)

    def has(self, who: Address | Identity) -> bool:
        """Tell whether this is one of the person's addresses, or of a provider that is linked."""
        if isinstance(who, Identity):
            return who.provider in self.quick_logins
        return who.value == (self.email if who.channel is Channel.EMAIL else self.phone)

    def bounces(self, channel: Channel) -> Bounces:
        """Return what was reported of the person's address of a channel."""
        known = {Channel.EMAIL: self.email_bounces, Channel.PHONE: self.phone_bounces}
        return known.get(channel) or Bounces()

    def changed(self, fields: Mapping[str, object]) -> "Person":
        """Return the person after an edit: of a new address nothing was reported."""
        before = {Channel.EMAIL: self.email, Channel.PHONE: self.phone}
        moved = [one for one, was in before.items() if fields.get(one, was) != was]
        unheard = {f"{one}_bounces": None for one in moved}
        return self.model_copy(update={**unheard, **fields, "rev": new_rev()})

    @property
    def addresses(self) -> list[Address]:
        """Return where they can be written to, mail first."""
        given = {Channel.EMAIL: self.email, Channel.PHONE: self.phone}
        return [Address(channel, value) for channel, value in given.items() if value is not None]

    @property
    def ways_in(self) -> frozenset[str]:
        """Return by what the person can sign in: there must always be one."""
        addresses = {Channel.EMAIL: self.email, Channel.PHONE: self.phone}
        return frozenset({*self.quick_logins, *(one for one, is_ in addresses.items() if is_)})

    @property
    def language(self) -> str:
        """Return the language that they want: they are written to in the best that there is."""
        return self.locale or DEFAULT

    @property
    def last_used(self) -> datetime:
        """Return a day on which the account was still used."""
        return self.used or self.created


def new_rev() -> str:
    """Return a ``rev`` for a person's record that is new or edited: no other one has it."""
    return secrets.token_hex(8)


class By(StrEnum):
    """How somebody proved who they are."""

    EMAIL = "email"
    PHONE = "phone"
    GOOGLE = "google"
    APPLE = "apple"
    FACEBOOK = "facebook"


class Session(
    Record, collection="sessions", database=Database.DATA, owner="a person", numbered=True
):
    """A session. Its name is the SHA-256 of its token, which nobody but its bearer has."""

    @classmethod
    def number_of(cls, name: str) -> str:
        """Return the public id of the session of a name."""
        return public_id(name)

    owner_id: Annotated[str, Operational(keep=SESSIONS, why=_WHOSE)]
    by: Annotated[
        By,
        Personal(
            Kind.CONNECTION,
            purpose=ACCOUNT,
            keep=SESSIONS,
            holds="by what the person signed in: email, phone or a quick login",
        ),
    ]
    proven: Annotated[AwareDatetime, Operational(keep=SESSIONS, why="when the person signed in")]
    used: Annotated[AwareDatetime, Operational(keep=SESSIONS, why="the last day it was used")]
    mac: Annotated[
        bytes, Operational(keep=SESSIONS, why="shows that it is one that we made", internal=True)
    ]
    device: Annotated[
        str, Operational(keep=SESSIONS, why="the known device on which it began: a hash")
    ] = ""
    policy: Annotated[
        int, Operational(keep=SESSIONS, why="under which version of the policy it was last used")
    ] = 0
    expires: Annotated[AwareDatetime, Operational(keep=SESSIONS, why=_UNREADABLE)]
    due: Annotated[str, Operational(keep=SESSIONS, why=_DELETED)]


class SignInCode(
    Record, collection="sign_in_codes", database=Database.DATA, owner="whoever asked for it"
):
    """Six digits that were sent. Its name is a keyed hash of the handle that belongs to them."""

    mac: Annotated[
        bytes,
        Personal(
            Kind.CONTACT,
            purpose=PROTECTION,
            keep=SIGN_IN,
            holds="a keyed hash of six digits and the address that they were sent to",
            clear="it must be checked before anyone's key is known",
        ),
    ]
    id: Annotated[str, Operational(keep=SIGN_IN, why="which message brought it")]
    counters: Annotated[
        str, Operational(keep=SIGN_IN, why="under which counters who asked stands, by blank")
    ] = ""
    tries: Annotated[int, Operational(keep=SIGN_IN, why="how often it was guessed")]
    valid_until: Annotated[AwareDatetime, Operational(keep=SIGN_IN, why="when it is too old")]
    expires: Annotated[AwareDatetime, Operational(keep=SIGN_IN, why=_UNREADABLE)]
    due: Annotated[str, Operational(keep=SIGN_IN, why=_DELETED)]


class SignInNonce(Record, collection="sign_in_nonces", database=Database.DATA, owner="the service"):
    """A nonce that was given out, under a keyed hash of its hash. Never the nonce."""

    valid_until: Annotated[AwareDatetime, Operational(keep=SIGN_IN, why="when it is too old")]
    expires: Annotated[AwareDatetime, Operational(keep=SIGN_IN, why=_UNREADABLE)]
    due: Annotated[str, Operational(keep=SIGN_IN, why=_DELETED)]


class UsedProof(Record, collection="used_proofs", database=Database.DATA, owner="the service"):
    """A code or a nonce that was used: a second use of it finds this."""

    by: Annotated[str, Operational(keep=SIGN_IN, why="the random mark of whoever used it")]
    expires: Annotated[AwareDatetime, Operational(keep=SIGN_IN, why=_UNREADABLE)]
    due: Annotated[str, Operational(keep=SIGN_IN, why=_DELETED)]


class SignInCounter(
    Record, collection="sign_in_counters", database=Database.DATA, owner="a source or an address"
):
    """How often something around sign-in was done, by a source or for an address, in a span."""

    count: Annotated[
        int,
        Personal(
            Kind.CONNECTION,
            purpose=PROTECTION,
            keep=SIGN_IN_COUNTERS,
            holds="a count under a salted, keyed hash of a network address, mailbox or phone, of a "
            "person's id, or of who of the staff looks",
            clear="a counter must be added to without being read",
        ),
    ]
    expires: Annotated[AwareDatetime, Operational(keep=SIGN_IN_COUNTERS, why=_UNREADABLE)]
    due: Annotated[str, Operational(keep=SIGN_IN_COUNTERS, why=_DELETED)]


RECENT = timedelta(minutes=5)
"""How long after signing in a person counts as just having proven who they are."""
EXTENDED_AFTER = DAY
"""A session is extended no more often than this."""
