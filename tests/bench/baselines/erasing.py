"""Erase a person: list and delete in batches, with checkpoints, and look twice whether it is so.

What is written down of how far it has come, and what is looked at again, is what the product does;
there is nothing else.
"""

import asyncio
import secrets
from collections.abc import Sequence

from google.cloud.firestore import AsyncClient, AsyncDocumentReference, FieldFilter
from google.cloud.storage import Bucket

from tests.bench.baselines.database import PEOPLE, SESSIONS
from tests.bench.baselines.tally import Tally

_MOST = 500
_RECEIPTS = "receipts"
KEYS = "keys"


class LeftError(Exception):
    """Something was there still."""


class Erasing:
    """One person's erasure."""

    def __init__(
        self,
        database: AsyncClient,
        person: str,
        collections: Sequence[str],
        buckets: Sequence[Bucket] = (),
    ) -> None:
        """Prepare it.

        Args:
            database: Where everything lies.
            person: Whose.
            collections: Where records say in ``owner_id`` whose they are.
            buckets: Where objects of theirs may lie, in a folder that is named by them.
        """
        self._buckets = buckets
        self._database, self._person = database, person
        self._first = [one for one in collections if one == SESSIONS]
        self._others = [one for one in collections if one != SESSIONS]
        self._receipt = database.collection(_RECEIPTS).document(secrets.token_hex(16))
        self.tally = Tally()

    async def run(self) -> None:
        """Erase it all. Raises LeftError if it is not so."""
        await self._begin()
        await self._checkpoint("sessions")
        for one in self._first:
            await self._empty(one)
        await self._checkpoint("records")
        await asyncio.gather(
            *(self._empty(one) for one in self._others),
            *(self._empty_bucket(one) for one in self._buckets),
        )
        await self._delete([self._own(PEOPLE)])
        await self._checkpoint("key")
        await self._delete([self._own(KEYS)])
        for stage in ("read back", "second"):
            await self._checkpoint(stage)
            await self._look()
        await self._checkpoint("finished")

    async def _begin(self) -> None:
        """Write the tombstone and the receipt."""
        batch = self._database.batch()
        batch.set(self._own(KEYS), {"erasing": self._receipt.id}, merge=True)
        batch.create(self._receipt, {"person": self._person, "stage": "begun"})
        await batch.commit()
        self.tally.writes += 2

    async def _checkpoint(self, stage: str) -> None:
        await self._receipt.update({"stage": stage})
        self.tally.writes += 1

    async def _empty(self, collection: str) -> None:
        full = True
        while full:
            found = await self._found(collection, _MOST)
            if found:
                await self._delete(found)
            full = len(found) == _MOST

    async def _found(self, collection: str, most: int) -> list[AsyncDocumentReference]:
        whose = FieldFilter("owner_id", "==", self._person)
        query = self._database.collection(collection).where(filter=whose).select([]).limit(most)
        found = [one.reference async for one in query.stream()]
        self.tally.queried(len(found))
        return found

    async def _delete(self, places: Sequence[AsyncDocumentReference]) -> None:
        batch = self._database.batch()
        for one in places:
            batch.delete(one)
        await batch.commit()
        self.tally.deletes += len(places)

    async def _empty_bucket(self, bucket: Bucket) -> None:
        for name in await self._objects(bucket):
            await asyncio.to_thread(bucket.blob(name).delete)

    async def _objects(self, bucket: Bucket) -> list[str]:
        """Return the names of objects; the library is synchronous."""
        folder = f"people/{self._person}/"
        found = await asyncio.to_thread(lambda: list(bucket.list_blobs(prefix=folder)))
        return [str(one.name) for one in found]

    async def _look(self) -> None:
        """Read everything back."""
        found = await asyncio.gather(
            *(self._found(one, 1) for one in [*self._first, *self._others]),
            *(self._objects(one) for one in self._buckets),
        )
        own = await asyncio.gather(*(self._own(one).get() for one in (PEOPLE, KEYS)))
        self.tally.reads += len(own)
        if any(found) or any(one.exists for one in own):
            raise LeftError(self._person)

    def _own(self, collection: str) -> AsyncDocumentReference:
        return self._database.collection(collection).document(self._person)
