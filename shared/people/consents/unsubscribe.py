"""Links that stop one channel in one step (RFC 8058), good for whoever has them.

Wire form: that of ``signed_tokens.py``, of ``person|purpose``, with 32 digits of the MAC. It stops
what it names and does nothing else: it neither signs anybody in nor shows anything about them. It
does not end, as mails are old when they annoy.
"""

import re
from dataclasses import dataclass

from shared.kernel.errors import NotFoundError
from shared.people.consents.signed_tokens import SignedTexts
from shared.platform.vault.port import IndexKey
from shared.privacy.purposes import CHANNELS

_PLAIN = re.compile(r"\A([0-9a-f]{32})\|([a-z_]{3,40})\Z")
_MAC_DIGITS = 32


@dataclass(frozen=True, slots=True)
class UnsubscribedChannel:
    """What a link stops."""

    person: str
    purpose: str


class UnsubscribeLinks:
    """The links of one region."""

    def __init__(self, keys: IndexKey) -> None:
        self._texts = SignedTexts(keys, "unsubscribe", digits=_MAC_DIGITS)

    async def token(self, person: str, purpose: str) -> str:
        """Return the token that stops a channel for a person."""
        return await self._texts.signed(f"{person}|{purpose}")

    async def read(self, token: str) -> UnsubscribedChannel:
        """Return what a token stops. Raises NotFoundError if it is none of ours."""
        known = _PLAIN.match(await self._texts.read(token) or "")
        if known is None or known[2] not in CHANNELS:
            raise NotFoundError
        return UnsubscribedChannel(known[1], known[2])
