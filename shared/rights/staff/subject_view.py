"""What is held of a person, as staff are shown it: how much of each kind, and one purpose's data.

All of it follows from the descriptions of the fields. What a person has restricted or objects to is
neither counted nor shown, but to answer their own request, or where a law wants it and two agree.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.people.person.keys import PersonKeys
from shared.people.person.subject_data import Store
from shared.platform.records.port import Documents
from shared.privacy.describe import Personal, Record
from shared.privacy.purposes import RIGHTS
from shared.privacy.restriction import Standing
from shared.rights.staff.model import is_closed

MOST = 30
"""Records of one kind that are shown at once; a group has up to five kinds."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What is held of one person for one purpose."""

    records: dict[str, list[dict[str, Any]]] = field(repr=False)
    """By kind: of each record the fields that are held for this purpose."""
    cut: tuple[str, ...]
    """Kinds of which there is more than is shown."""


class Holdings:
    """What one region holds of people."""

    def __init__(self, stores: Sequence[Store], documents: Documents, keys: PersonKeys) -> None:
        self._stores, self._documents, self._keys = stores, documents, keys

    async def is_closed(self, person: str, group: str) -> bool:
        """Tell whether a person has stopped that their data of a purpose is shown, as of now.

        Raises:
            UnavailableError: Nobody can tell.
        """
        return is_closed(await self._keys.standing_now(person), group)

    async def counts(self, person: str) -> dict[str, int]:
        """Return how much of each kind is held of a person.

        Kinds of which nothing is held, or of which nothing may be used, are left out.

        Raises:
            UnavailableError: The database or the key service did not answer.
        """
        standing = await self._keys.standing(person)
        kinds = [
            one.record.collection
            for one in self._stores
            if one.by_owner and _is_usable(one.record, standing)
        ]
        found = await asyncio.gather(
            *(self._documents.count(kind, "owner_id", person) for kind in kinds)
        )
        return {kind: number for kind, number in zip(kinds, found, strict=True) if number}

    async def of_purpose(self, person: str, purpose: str) -> Holding:
        """Return everything that is held of a person for one purpose, in full.

        Whether it may be shown, as it stands, is for the caller to have asked.

        Raises:
            UnavailableError: The database or the key service did not answer.
        """
        records: dict[str, list[dict[str, Any]]] = {}
        cut: list[str] = []
        for store in self._stores:
            fields = shown_fields(store.record, purpose)
            if not fields:
                continue
            kind, shown = store.record.collection, list[dict[str, Any]]()
            async for slot in store.of(person, RIGHTS):
                if slot.record is None:
                    continue
                if len(shown) == MOST:
                    cut.append(kind)
                    break
                shown.append(slot.record.model_dump(mode="json", include=fields))
            if shown:
                records[kind] = shown
        return Holding(records, tuple(cut))


def _is_usable(record: type[Record], standing: Standing) -> bool:
    purposes = record.purposes()
    return not purposes or standing.allows_any(purposes)


def shown_fields(record: type[Record], purpose: str) -> set[str]:
    """Return the fields of a record class that are held for a purpose and can be unmasked."""
    return {
        name
        for name, about in record.described.items()
        if isinstance(about, Personal) and about.unmask and about.purpose.id == purpose
    }
