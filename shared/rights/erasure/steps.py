"""What is erased of a person, step by step: each can be repeated, and says what there still is.

The nightly run's stages are made the same way: a step has stores of its own, and a new place where
something of people lies is one more step.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from shared.kernel.errors import NotFoundError
from shared.kernel.together import together
from shared.people.person.keys import PersonKey, PersonKeys
from shared.people.portraits.model import Portrait
from shared.people.portraits.portraits import Portraits
from shared.platform.records.port import Document
from shared.rights.erasure.model import ErasureStage
from shared.rights.exports.exports import Exports
from shared.rights.exports.model import Export

Hold = Callable[[], Awaitable[None]]
"""Says that somebody is still at work; raises if somebody else has taken over."""


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of a person, as it was just read."""

    counts: Mapping[str, int]
    """How much of each kind that there is, by the name of its collection."""
    pages: Mapping[str, Sequence[Document]] = field(default_factory=dict)
    """The first documents of each collection that has any: they need not be looked for again."""

    @classmethod
    def all(cls, of: Iterable["Found"]) -> "Found":
        """Return what was found by several as one; of what there is none, nothing is said."""
        counts: dict[str, int] = {}
        pages: dict[str, Sequence[Document]] = {}
        for one in of:
            counts |= {kind: number for kind, number in one.counts.items() if number}
            pages |= one.pages
        return cls(counts, pages)


class ErasureStep(Protocol):
    """What is erased in one stage."""

    @property
    def kinds(self) -> Collection[str]:
        """Of what it erases, by the names of the collections."""
        ...

    async def find(self, person: str) -> Found:
        """Return what there is.

        Raises:
            UnavailableError: Nobody knows.
        """
        ...

    async def erase(self, person: str, receipt: str, hold: Hold, found: Found | None) -> None:
        """Erase what there is.

        Args:
            person: Whose.
            receipt: The name of their erasure, by which what stays as evidence is bound together.
            hold: Called now and then while it goes on.
            found: What was just found of them; None: look.

        Raises:
            UnavailableError: Not all is erased: say it again.
        """
        ...


class Steps:
    """Everything that one region holds about people, in the order in which it is erased."""

    def __init__(self, steps: Mapping[ErasureStage, ErasureStep]) -> None:
        self._steps = steps

    def at(self, stage: ErasureStage, found: Found | None) -> ErasureStep | None:
        """Return what is erased in a stage; None: nothing is, of what was found."""
        step = self._steps.get(stage)
        if step is None or found is None:
            return step
        return step if any(kind in found.counts for kind in step.kinds) else None

    async def find(self, person: str) -> Found:
        """Return what there is of a person, looked for everywhere. Raises UnavailableError."""
        return Found.all(await together(*(one.find(person) for one in self._steps.values())))

    async def count(self, person: str) -> Mapping[str, int]:
        """Return how much there is of each kind that there is. Raises UnavailableError."""
        return (await self.find(person)).counts

    async def erase(self, person: str, receipt: str, found: Found) -> None:
        """Erase what was found in one go; two who do so do no harm. Raises UnavailableError."""
        for stage in self._steps:
            if (step := self.at(stage, found)) is not None:
                await step.erase(person, receipt, _unfenced, found)


class ArchivesStep:
    """Objects: the archive of a person's export, and their portrait."""

    kinds = (Portrait.collection, "archives", Export.collection)

    def __init__(self, exports: Exports, portraits: Portraits) -> None:
        self._exports, self._portraits = exports, portraits

    async def find(self, person: str) -> Found:
        """Return how many there are. Raises UnavailableError."""
        portrait, archives = await together(
            self._portraits.exists(person), self._exports.archives(person)
        )
        return Found({Portrait.collection: int(portrait), "archives": archives})

    async def erase(self, person: str, receipt: str, hold: Hold, found: Found | None) -> None:  # noqa: ARG002 - two objects
        """Erase them. Raises UnavailableError."""
        await together(self._exports.erase(person), self._portrait(person))

    async def _portrait(self, person: str) -> None:
        with suppress(NotFoundError):
            await self._portraits.delete(person)


class KeyStep:
    """A person's key, without which nothing sealed under it opens any more."""

    kinds = (PersonKey.collection,)

    def __init__(self, person_keys: PersonKeys) -> None:
        self._person_keys = person_keys

    async def find(self, person: str) -> Found:
        """Return whether it is there. Raises UnavailableError."""
        return Found({PersonKey.collection: int(await self._person_keys.exists(person))})

    async def erase(self, person: str, receipt: str, hold: Hold, found: Found | None) -> None:  # noqa: ARG002 - one record
        """Destroy it. Raises UnavailableError."""
        await self._person_keys.destroy(person)


async def _unfenced() -> None:
    """Hold nothing."""
