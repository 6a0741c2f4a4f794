"""Seal everything about a person anew under their newest key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.kernel.errors import IntegrityError
from shared.people.person.subject_data import Store
from shared.people.portraits.portraits import Portraits
from shared.platform.records.contention import retry_contended
from shared.platform.records.port import ContendedError
from shared.platform.records.sealed import Slot
from shared.privacy.purposes import PROTECTION

_TRIES = 5


@dataclass(frozen=True, slots=True)
class ResealedPerson:
    """What was done for one person."""

    objects: int
    damaged: int
    """Records and portraits that open under no key of the person: left as they are."""


class Resealing:
    """Everything sealed that one region holds about its people."""

    def __init__(self, stores: Sequence[Store], portraits: Portraits) -> None:
        self._stores, self._portraits = stores, portraits

    async def person(self, person: str) -> ResealedPerson:
        """Seal a person's records and portrait anew. Safe to repeat.

        Raises:
            UnavailableError: Not all of it was reached: say it again.
        """
        objects = damaged = 0
        for store in self._stores:
            async for slot in store.of(person):
                damaged += slot.damaged
                objects += await _reseal(store, person, slot)
        try:
            objects += await self._portraits.reseal(person)
        except IntegrityError:  # it must not keep the others from being sealed anew
            damaged += 1
        return ResealedPerson(objects, damaged)


async def _reseal(store: Store, person: str, slot: Slot[Any]) -> bool:
    """Seal one record anew as it is; tell whether there is one that opens."""

    @retry_contended(tries=_TRIES)
    async def reseal() -> bool:
        nonlocal slot
        if slot.record is None:
            return False
        try:
            await store.records.put(person, slot, slot.record, purpose=PROTECTION)
        except ContendedError:  # it was changed meanwhile, maybe by who had the old key
            slot = (await store.records.look([(person, slot.name)], store.purpose))[0]
            raise
        return True

    return await reseal()
