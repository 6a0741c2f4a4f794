"""Who is to hear that a parcel has news, whoever found it.

A shipment's state, which only who knows the number can open, holds bells: marks of follows that
say nothing but to who follows up news. The commit that changes a shipment's status leaves a ring
with its bells. Whoever hands out rings sees their names alone.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from shared.kernel.clock import DAY
from shared.platform.records.port import Delete, DocumentId, Documents
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Writing
from shared.platform.vault.keys_of_nobody import KeysOfNobody
from shared.privacy.describe import (
    Database,
    Erase,
    Kind,
    Operational,
    Personal,
    Record,
    Retention,
)
from shared.privacy.purposes import TRACKING
from shared.privacy.retention import due, shard_of

RINGS = Retention("rings", DAY, "when the parcel had news")


class NewsRing(Record, collection="rings", database=Database.SHIPMENTS, owner="the service"):
    """The bells of one parcel that had news. Its name is random."""

    domain: ClassVar[str] = "ring"

    bells: Annotated[
        tuple[str, ...],
        Personal(
            Kind.BUSINESS,
            purpose=TRACKING,
            keep=RINGS,
            erase=Erase.DROP,
            holds="marks of the follows of one parcel, which say nothing to anybody but who "
            "looks at followed parcels",
        ),
    ]
    expires: Annotated[AwareDatetime, Operational(keep=RINGS, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=RINGS, why="when the nightly run deletes it")]


class RingKeys(KeysOfNobody[str]):
    """Keys of rings: HKDF(epoch key of the shipments, name)."""

    async def parts(self, owner: str) -> Sequence[str]:
        """Return the ring's name."""
        return (owner,)


async def ring(
    records: SealedRecords[str, NewsRing], bells: Iterable[str], now: datetime
) -> list[Writing]:
    """Return what leaves a ring, to be committed with the news; nothing, if nobody is to hear."""
    rung = tuple(bells)
    if not rung:
        return []
    name, ends = secrets.token_hex(16), now + RINGS.period
    left = NewsRing(bells=rung, expires=ends, due=due(ends, shard=shard_of(name)))
    return [await records.writing(name, Slot(name, None, None), left)]


class Rings:
    """The rings of one region, as who follows them up sees them."""

    def __init__(self, records: SealedRecords[str, NewsRing], documents: Documents) -> None:
        self._records, self._documents = records, documents

    async def bells(self, name: str) -> tuple[str, ...]:
        """Return the bells of a ring; none, if it was followed up already.

        Raises:
            UnavailableError: The database or the key service does not answer.
        """
        (slot,) = await self._records.look([(name, name)], TRACKING)
        return slot.record.bells if slot.record is not None else ()

    async def done(self, name: str) -> None:
        """Delete a ring that was followed up. Raises UnavailableError."""
        await self._documents.commit([Delete(DocumentId(NewsRing.collection, name))])


async def names_of_rings(documents: Documents, *, after: str = "", limit: int) -> list[str]:
    """Return the names of rings, in their order; nothing is opened. Raises UnavailableError."""
    found = await documents.listed(NewsRing.collection, after=after, limit=limit)
    return [one.id.name for one in found]
