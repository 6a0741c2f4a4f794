"""What a visitor has decided: in a token that they keep, and nowhere else.

Wire form: that of ``signed_tokens.py``, of a JSON object, with the whole MAC. The object holds what
was decided and what was shown, and nothing that tells one visitor from another with the same
choices, but for the minute.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import TypeAdapter, ValidationError

from shared.kernel.clock import Clock, minute
from shared.people.consents.choice import TOKEN_LASTS
from shared.people.consents.signed_tokens import SignedTexts
from shared.platform.vault.port import IndexKey
from shared.privacy.consent import Decision, Decisions

_DECISIONS = TypeAdapter(dict[str, Decision])


class VisitorConsents:
    """The tokens of one region's visitors."""

    def __init__(self, keys: IndexKey, clock: Clock) -> None:
        self._texts, self._clock = SignedTexts(keys, "visitor-consent"), clock

    async def token(self, decisions: Decisions) -> str:
        """Return the token that holds these decisions, each with its minute."""
        told = {
            name: one.model_copy(update={"at": minute(one.at)}).model_dump(mode="json")
            for name, one in sorted(decisions.items())
        }
        return await self._texts.signed(json.dumps(told))

    async def decisions(self, token: str) -> Decisions:
        """Return the decisions that a token holds; none of one that is not ours, or too old."""
        text = await self._texts.read(token)
        if text is None:
            return {}
        try:
            return self._lasting(_DECISIONS.validate_json(text))
        except ValidationError:
            return {}

    def _lasting(self, found: Mapping[str, Decision]) -> Decisions:
        now: datetime = self._clock.now()
        limit: timedelta = TOKEN_LASTS
        return {name: one for name, one in found.items() if now - one.at < limit}
