"""What a visitor has decided: in a token that they keep, and nowhere else.

Wire form: base64url without padding of a JSON object, a dot, and the HMAC-SHA-256 of that text
under the region's index key, in hexadecimal. The object holds what was decided and what was shown,
and nothing that tells one visitor from another with the same choices, but for the second.
"""

import base64
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import TypeAdapter, ValidationError

from shared.clock import DAY, Clock
from shared.privacy.consent import Decision, Decisions
from shared.vault.derive import blind_index
from shared.vault.port import IndexKey

LASTS = 180 * DAY
_TOKEN = re.compile(r"\A([A-Za-z0-9_-]{1,6000})\.([0-9a-f]{64})\Z")
_DECISIONS = TypeAdapter(dict[str, Decision])


class VisitorConsents:
    """The tokens of one region's visitors."""

    def __init__(self, keys: IndexKey, clock: Clock) -> None:
        self._keys, self._clock = keys, clock

    async def token(self, decisions: Decisions) -> str:
        """Return the token that holds these decisions."""
        plain = json.dumps(
            {name: one.model_dump(mode="json") for name, one in sorted(decisions.items())}
        )
        text = base64.urlsafe_b64encode(plain.encode()).rstrip(b"=").decode()
        return f"{text}.{await self._mac(text)}"

    async def decisions(self, token: str) -> Decisions:
        """Return the decisions that a token holds; none of one that is not ours, or too old."""
        match = _TOKEN.match(token)
        if match is None or not hmac.compare_digest(match[2], await self._mac(match[1])):
            return {}
        try:
            plain = base64.urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4))
            found = _DECISIONS.validate_json(plain)
        except (ValueError, ValidationError):
            return {}
        return self._lasting(found)

    def _lasting(self, found: Mapping[str, Decision]) -> Decisions:
        now: datetime = self._clock.now()
        limit: timedelta = LASTS
        return {name: one for name, one in found.items() if now - one.at < limit}

    async def _mac(self, text: str) -> str:
        return blind_index(await self._keys.index_key(), "visitor-consent", text)
