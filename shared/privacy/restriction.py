"""How a person's data stands: what it may be used for beside being stored. Pure.

GDPR Article 18: who has their data restricted has it stored, and nothing else. Article 21: who
objects to a purpose has nothing done for it. Neither stops what the person needs to see their data
and to use their rights: that goes on (``Purpose.while_restricted``), and so do erasing it and
deleting it when its time is over, which open nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.privacy.purposes import PURPOSES, Purpose


@dataclass(frozen=True, slots=True)
class Standing:
    """How one person's data stands."""

    restricted: bool = False
    objected: frozenset[str] = frozenset()
    """Purposes that they object to, by id. What rests on consent is not among them: objecting to it
    withdraws the consent."""

    def allows(self, purpose: Purpose) -> bool:
        """Tell whether something may be done for a purpose, as far as this goes."""
        if purpose.while_restricted:
            return True
        return not self.restricted and purpose.id not in self.objected

    def allows_any(self, purposes: Iterable[str]) -> bool:
        """Tell whether something may be done for one of some purposes at least, by their ids."""
        return any(self.allows(PURPOSES[one]) for one in purposes)


UNRESTRICTED = Standing()
"""Of whoever has said nothing, and of what is nobody's."""
CLOSED = Standing(restricted=True)
"""Of whoever is being erased, or was: nothing is done for them any more but to erase them."""
