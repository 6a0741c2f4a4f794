"""Links that stop one channel in one step (RFC 8058), good for whoever has them.

Wire form: 34 characters, base64url without padding of 25 bytes: see ``PurposeTokens``, with a MAC
of eight bytes. So a link fits into an SMS, and joins no dump of a database to a phone: it does not
say whose it is. It stops what it names and does nothing else: it neither signs anybody in nor shows
anything about them. It does not end, as mails are old when they annoy.

Links of before this form (``signed_tokens.py``, of ``person|purpose``) go on working.
"""

import base64
import binascii
import re
from dataclasses import dataclass

from shared.kernel.errors import NotFoundError
from shared.people.consents.signed_tokens import SignedTexts
from shared.people.person.purpose_tokens import PurposeTokens
from shared.platform.vault.port import IndexKey
from shared.privacy.purposes import CHANNELS

TOKEN_CHARACTERS = 34
_PLAIN = re.compile(r"\A([0-9a-f]{32})\|([a-z_]{3,40})\Z")
_MAC_BYTES = 8
_DOMAIN = "unsubscribe"
_OLD_MAC_DIGITS = 32


@dataclass(frozen=True, slots=True)
class UnsubscribedChannel:
    """What a link stops."""

    person: str
    purpose: str


class UnsubscribeLinks:
    """The links of one region."""

    def __init__(self, keys: IndexKey, *, before: IndexKey) -> None:
        """Make links and read them.

        Args:
            keys: Of these links.
            before: By which links of the old form were made.
        """
        self._tokens = PurposeTokens(keys, _DOMAIN, mac_bytes=_MAC_BYTES)
        self._before = SignedTexts(before, _DOMAIN, digits=_OLD_MAC_DIGITS)

    async def token(self, person: str, purpose: str) -> str:
        """Return the token that stops a channel for a person."""
        return _written(await self._tokens.made(person, purpose))

    async def read(self, token: str) -> UnsubscribedChannel:
        """Return what a token stops. Raises NotFoundError if it is none of ours."""
        found = await (self._read(token) if len(token) == TOKEN_CHARACTERS else self._old(token))
        if found is None:
            raise NotFoundError
        return found

    async def _read(self, token: str) -> UnsubscribedChannel | None:
        try:
            whole = base64.b64decode(token + "==", altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        if _written(whole) != token:  # the last character has four bits to spare
            return None
        said = await self._tokens.claimed(whole)
        if said is None or not await self._tokens.is_ours(whole):
            return None
        return UnsubscribedChannel(said.person, said.purpose)

    async def _old(self, token: str) -> UnsubscribedChannel | None:
        known = _PLAIN.match(await self._before.read(token) or "")
        if known is None or known[2] not in CHANNELS:
            return None
        return UnsubscribedChannel(known[1], known[2])


def _written(whole: bytes) -> str:
    return base64.urlsafe_b64encode(whole).rstrip(b"=").decode()
