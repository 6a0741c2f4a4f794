"""What is erased of a person, step by step: each can be repeated, and says what there still is.

The nightly run's stages are made the same way: a step has stores of its own, and a new place where
something of people lies is one more step.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from shared.kernel.errors import NotFoundError
from shared.people.person.keys import PersonKey, PersonKeys
from shared.people.portraits.model import Portrait
from shared.people.portraits.portraits import Portraits
from shared.rights.erasure.model import ErasureStage
from shared.rights.exports.exports import Exports

Hold = Callable[[], Awaitable[None]]
"""Says that somebody is still at work; raises if somebody else has taken over."""


class ErasureStep(Protocol):
    """What is erased in one stage."""

    async def count(self, person: str) -> Mapping[str, int]:
        """Return how much there is of each kind, by the name of its collection.

        Raises:
            UnavailableError: Nobody knows.
        """
        ...

    async def erase(self, person: str, receipt: str, hold: Hold) -> None:
        """Erase what there is.

        Args:
            person: Whose.
            receipt: The name of their erasure, by which what stays as evidence is bound together.
            hold: Called now and then while it goes on.

        Raises:
            UnavailableError: Not all is erased: say it again.
        """
        ...


class Steps:
    """Everything that one region holds about people, in the order in which it is erased."""

    def __init__(self, steps: Mapping[ErasureStage, ErasureStep]) -> None:
        self._steps = steps

    def at(self, stage: ErasureStage) -> ErasureStep | None:
        """Return what is erased in a stage; None: nothing is."""
        return self._steps.get(stage)

    async def count(self, person: str) -> dict[str, int]:
        """Return how much there is of each kind that there is. Raises UnavailableError."""
        found = await asyncio.gather(*(one.count(person) for one in self._steps.values()))
        return {kind: number for one in found for kind, number in one.items() if number}

    async def erase(self, person: str, receipt: str) -> None:
        """Erase everything in one go; two who do so do no harm. Raises UnavailableError."""
        for one in self._steps.values():
            await one.erase(person, receipt, _unfenced)


class ArchivesStep:
    """Objects: the archive of a person's export, and their portrait."""

    def __init__(self, exports: Exports, portraits: Portraits) -> None:
        self._exports, self._portraits = exports, portraits

    async def count(self, person: str) -> Mapping[str, int]:
        """Return how many there are. Raises UnavailableError."""
        there = await self._portraits.exists(person)
        return {Portrait.collection: int(there), "archives": await self._exports.archives(person)}

    async def erase(self, person: str, receipt: str, hold: Hold) -> None:  # noqa: ARG002 - two objects
        """Erase them. Raises UnavailableError."""
        await self._exports.erase(person)
        try:
            await self._portraits.delete(person)
        except NotFoundError:
            return


class KeyStep:
    """A person's key, without which nothing sealed under it opens any more."""

    def __init__(self, person_keys: PersonKeys) -> None:
        self._person_keys = person_keys

    async def count(self, person: str) -> Mapping[str, int]:
        """Return whether it is there. Raises UnavailableError."""
        return {PersonKey.collection: int(await self._person_keys.exists(person))}

    async def erase(self, person: str, receipt: str, hold: Hold) -> None:  # noqa: ARG002 - one record
        """Destroy it. Raises UnavailableError."""
        await self._person_keys.destroy(person)


async def _unfenced() -> None:
    """Hold nothing."""
