"""The gate: whether something may be done for a purpose, asked at the moment of use."""

from collections.abc import Callable
from typing import Any

from shared.consents.consents import Consents
from shared.consents.visitors import VisitorConsents
from shared.privacy.consent import Decisions, allowed
from shared.privacy.notice import current
from shared.privacy.purposes import Purpose
from shared.web.operation import Call


class ConsentGate:
    """Asks whoever a call concerns: a person's record, or a visitor's own token."""

    def __init__(
        self, consents: Callable[[], Consents], visitors: Callable[[], VisitorConsents]
    ) -> None:
        self._consents, self._visitors = consents, visitors

    async def decisions(self, call: Call[Any]) -> Decisions:
        """Return what whoever calls has decided: one read at most, never from memory."""
        if call.who is not None:
            return await self._consents().decisions(call.person)
        return await self._visitors().decisions(call.consent) if call.consent else {}

    async def allowed(self, call: Call[Any], purpose: Purpose) -> bool:
        """Tell whether something may be done for a purpose now.

        Raises:
            UnavailableError: Nobody can tell: then it must not be done.
        """
        return allowed(purpose, await self.decisions(call), current(), signal=call.signal)
