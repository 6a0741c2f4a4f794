"""Where reports come back to about a mail that can be stopped: an address for each (VERP).

The envelope's sender is ``b+<token>@`` our domain. The token is 47 characters of base32 (RFC 4648)
in lower case, without padding, of 29 bytes: see ``PurposeTokens``, with the day (UTC, two bytes
since 1970) and a MAC of ten bytes, which is bound to the address that the mail goes to. So it is
good for that address alone: once the person has another one, nobody can report anything of it.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta

from shared.kernel.clock import Clock
from shared.people.person.bounces import COUNTED_FOR
from shared.people.person.purpose_tokens import PurposeTokens
from shared.platform.vault.port import IndexKey

TOKEN_CHARACTERS = 47
_PREFIX = "b+"
_DAY_BYTES, _MAC_BYTES = 2, 10
_FIRST = date(1970, 1, 1)

MailboxOf = Callable[[str], Awaitable[str | None]]
"""Returns the email address that a person has now, by their id."""


@dataclass(frozen=True, slots=True)
class ReturnedMail:
    """Of which mails a report tells."""

    person: str
    purpose: str
    mailbox: str
    """To which they were sent, which is the person's still."""
    day: date
    """On which they were sent (UTC)."""


class ReturnPaths:
    """The return paths of one region."""

    def __init__(self, keys: IndexKey, clock: Clock, *, domain: str) -> None:
        """Make return paths and read them.

        Args:
            keys: Of the links in messages.
            clock: The clock.
            domain: At which they are.
        """
        self._tokens = PurposeTokens(keys, "return-path", mac_bytes=_MAC_BYTES)
        self._clock, self._domain = clock, domain.rstrip(".")

    async def of(self, person: str, purpose: str, to: str) -> str:
        """Return the envelope's sender of a mail to a person that is sent today."""
        day = (self._clock.now().date() - _FIRST).days.to_bytes(_DAY_BYTES, "big")
        token = _written(await self._tokens.made(person, purpose, day, to))
        return f"{_PREFIX}{token}@{self._domain}"

    def is_one(self, recipient: str) -> bool:
        """Tell whether an address has the form of one, in whatever case."""
        local, _, domain = recipient.strip().strip("<>").casefold().rpartition("@")
        return local.startswith(_PREFIX) and domain.rstrip(".") == self._domain

    async def read(self, recipient: str, mailbox_of: MailboxOf) -> ReturnedMail | None:
        """Return of what a report to an address tells.

        None: nobody wrote to us there, or that is too long ago, or the person has another address.

        Raises:
            UnavailableError: The database or the key service does not answer.
        """
        whole = _token_in(recipient)
        said = await self._tokens.claimed(whole) if whole else None
        if said is None:
            return None
        day = _FIRST + timedelta(days=int.from_bytes(said.more, "big"))
        if not timedelta(0) <= self._clock.now().date() - day <= COUNTED_FOR:
            return None
        mailbox = await mailbox_of(said.person)
        if mailbox is None or not await self._tokens.is_ours(whole, mailbox):
            return None
        return ReturnedMail(said.person, said.purpose, mailbox, day)


def _written(whole: bytes) -> str:
    return base64.b32encode(whole).decode().rstrip("=").lower()


def _token_in(recipient: str) -> bytes:
    """Return the bytes of the token in an address; none: it is not written as we write them."""
    local = recipient.strip().strip("<>").lower().rpartition("@")[0]
    token = local.removeprefix(_PREFIX)
    if len(token) != TOKEN_CHARACTERS:
        return b""
    try:
        whole = base64.b32decode(token + "=", casefold=True)
    except (binascii.Error, ValueError):
        return b""
    return whole if _written(whole) == token else b""
