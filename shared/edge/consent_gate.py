"""The gate: whether something may be done for a purpose, asked at the moment of use."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from shared.edge.operation import Call
from shared.kernel.errors import RestrictedError
from shared.privacy.consent import Decisions, allowed
from shared.privacy.notice import current
from shared.privacy.purposes import Purpose
from shared.privacy.restriction import UNRESTRICTED, Standing

if TYPE_CHECKING:
    from shared.people.consents.consents import Consents
    from shared.people.consents.visitor_consents import VisitorConsents


class ConsentGate:
    """Asks whoever a call concerns: a person's record, or a visitor's own token."""

    def __init__(
        self, consents: "Callable[[], Consents]", visitors: "Callable[[], VisitorConsents]"
    ) -> None:
        """Ask either when it is needed: of a visitor who has decided nothing, neither is."""
        self._consents, self._visitors = consents, visitors

    async def decisions(self, call: Call[Any]) -> Decisions:
        """Return what whoever calls has decided: one read at most, never from memory.

        To show it. What may be done says ``allowed`` or ``open_to``, which heed a restriction too.
        """
        if call.who is not None:
            return await self._consents().decisions(call.person)
        return await self._visitors().decisions(call.consent) if call.consent else {}

    async def allowed(self, call: Call[Any], purpose: Purpose) -> bool:
        """Tell whether something may be done for a purpose now.

        Raises:
            RestrictedError: The person has their data stored only.
            UnavailableError: Nobody can tell: then it must not be done.
        """
        if call.who is not None and not (await self._standing(call)).allows(purpose):
            raise RestrictedError
        return allowed(purpose, await self.decisions(call), current(), signal=call.signal)

    async def open_to(self, call: Call[Any], purposes: Iterable[Purpose]) -> set[str]:
        """Return the ids of those purposes for which something may be done now.

        Raises:
            UnavailableError: Nobody can tell: then nothing must be done.
        """
        standing, decisions = await self._standing(call), await self.decisions(call)
        return {
            one.id
            for one in purposes
            if standing.allows(one) and allowed(one, decisions, current(), signal=call.signal)
        }

    async def _standing(self, call: Call[Any]) -> Standing:
        return await self._consents().standing(call.person) if call.who else UNRESTRICTED
