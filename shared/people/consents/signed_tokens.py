"""Texts that somebody else keeps for us, and that we know again.

Wire form: base64url without padding of the text, a dot, and an HMAC-SHA-256 of that under the
region's index key, in hexadecimal: all 64 digits of it, or fewer where the whole is to be short.
"""

import base64
import hmac
import re

from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey

_FORM = re.compile(r"\A([A-Za-z0-9_-]{1,6000})\.([0-9a-f]{32,64})\Z")


class SignedTexts:
    """The texts of one region that serve one end."""

    def __init__(self, keys: IndexKey, label: str, *, digits: int = 64) -> None:
        """Sign with a MAC of so many digits, which is good under this label only."""
        self._keys, self._label, self._digits = keys, label, digits

    async def signed(self, text: str) -> str:
        """Return a text in the form in which it is kept elsewhere."""
        body = base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()
        return f"{body}.{await self._mac(body)}"

    async def read(self, token: str) -> str | None:
        """Return the text that a token holds; None: we did not make it."""
        match = _FORM.match(token)
        if match is None or not hmac.compare_digest(match[2], await self._mac(match[1])):
            return None
        try:
            return base64.urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4)).decode()
        except ValueError:
            return None

    async def _mac(self, body: str) -> str:
        return blind_index(await self._keys.index_key(), self._label, body)[: self._digits]
