"""Email addresses and phone numbers in one way of writing: look-alikes are one, or are refused.

An address is what a person proves to have, and what an account is found by: two ways of writing the
same mailbox must not make two accounts, and a look-alike must not find another's. Pure.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import idna

from shared.people.person.mailboxes import is_one, mailbox_of
from shared.people.person.phone_numbers import ImpossibleNumberError, NotANumberError, e164

_LOCAL = re.compile(r"\A[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
"""A dot-atom of RFC 5321, lower-case: quoted and non-ASCII local parts are refused."""
_WIDER = re.compile(r"\A(?:[a-z0-9!#$%&'*+/=?^_`{|}~.-]|[^\x00-\x7f])+\Z")
_QUOTED = re.compile(r'\A"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"\Z')
"""A quoted string of RFC 5321, section 4.1.2."""
_LABEL = re.compile(r"\A[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")
_MAX_EMAIL = 254
_MAX_LOCAL = 64


class Channel(StrEnum):
    """By what a person is reached."""

    EMAIL = "email"
    PHONE = "phone"
    PUSH = "push"
    """To a device: see ``push_address.py``."""


class AddressError(ValueError):
    """Not an address that we can send to."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        """Why, as a key of the text catalogue."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a code can be sent."""

    channel: Channel
    value: str
    """An email address, lower-case, its domain in ASCII (IDNA 2008); or E.164: ``+4917...``."""

    @property
    def mailbox(self) -> str:
        """Return where it arrives, for limits alone: see ``mailboxes``."""
        local, at, domain = self.value.rpartition("@")
        return mailbox_of(local, domain) if at else self.value

    @property
    def pool(self) -> str:
        """Return with which others it shares what can be sent there.

        Aliases at a provider that we do not know share one of their own, beside the mailbox: else
        whoever invents some uses up what belongs to its owner.
        """
        if self._is_one or self.mailbox == self.value:
            return self.mailbox
        return f"{self.mailbox}+"

    @property
    def read_by(self) -> str:
        """Return by whom that is read which is sent there: the address, or surely one mailbox."""
        return self.mailbox if self._is_one else self.value

    @property
    def _is_one(self) -> bool:
        return is_one(self.value.rpartition("@")[2])


def email(given: str) -> Address:
    """Return an email address in our way of writing: NFKC, lower-case, the domain in ASCII.

    Raises:
        AddressError: No mailbox of this form is served: RFC 5321, section 4.1.2, without quoted
            local parts and without what a mail's header would decode (RFC 2047); a domain with a
            dot.
    """
    plain = unicodedata.normalize("NFKC", given).strip().lower()
    local, at, domain = plain.rpartition("@")
    if not at or "=?" in local or len(local) > _MAX_LOCAL or not _LOCAL.match(local):
        raise AddressError("email-malformed")
    return _whole(local, domain)


def correspondent(given: str) -> Address:
    """Return the address of somebody who wrote to us, whom we must be able to answer.

    Beside those that ``email`` has: with letters of all scripts (RFC 6531), quoted, or with dots
    where the standard has none. Such a one is nobody's account.

    Raises:
        AddressError: Nothing could be sent there.
    """
    try:
        return email(given)
    except AddressError:
        local, _, domain = unicodedata.normalize("NFC", given).strip().lower().rpartition("@")
        if not _is_local(local):
            raise
        return _whole(local, domain)


def _is_local(text: str) -> bool:
    """Tell whether a text may stand before the at sign of anybody's address."""
    if "=?" in text or len(text.encode(errors="replace")) > _MAX_LOCAL:
        return False
    if any(unicodedata.category(one)[0] in "CZ" for one in text if not one.isascii()):
        return False
    return bool(_QUOTED.match(text) or _WIDER.match(text))


def _whole(local: str, domain: str) -> Address:
    """Return an address of a domain, which is written in ASCII (IDNA 2008)."""
    try:
        ascii_domain = idna.encode(domain.rstrip("."), uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError) as e:
        raise AddressError("email-malformed") from e
    labels = ascii_domain.split(".")
    whole = f"{local}@{ascii_domain}"
    if len(labels) < 2 or len(whole) > _MAX_EMAIL or labels[-1].isdigit():  # noqa: PLR2004 - a dot
        raise AddressError("email-malformed")
    if not all(_LABEL.match(label) for label in labels):
        raise AddressError("email-malformed")
    return Address(Channel.EMAIL, whole)


def phone(given: str, country: str | None = None) -> Address:
    """Return a phone number in E.164: a plus, the country's prefix, at most 15 digits.

    Args:
        given: As somebody wrote it.
        country: In whose way of dialling it may be written; None: with its country's prefix.

    Raises:
        AddressError: It is no number, or there are none like it.
    """
    try:
        return Address(Channel.PHONE, e164(given, country))
    except NotANumberError as e:
        raise AddressError("phone-malformed") from e
    except ImpossibleNumberError as e:
        raise AddressError("phone-impossible") from e
