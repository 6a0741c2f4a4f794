"""What suppliers tell unasked about shipments that are in the shared cache, and which are not.

A push brings news only to a shipment that somebody asked for through the same supplier. It does
not lengthen its life: what nobody asks for any more ends, and the supplier is told to forget it.
"""

import hashlib
from collections.abc import Sequence
from enum import StrEnum

from shared.kernel.clock import DAY, Clock
from shared.kernel.errors import ConflictError, ReplayedError
from shared.parcels.carriers.model import Report
from shared.parcels.shipments.keys import ShipmentKeys
from shared.parcels.shipments.model import PUSHES, ReceivedPush, Shipment, ShipmentRef
from shared.parcels.shipments.rings import NewsRing, ring
from shared.platform.records.contention import retry_contended
from shared.platform.records.port import Create, DocumentId, Documents, Fields
from shared.platform.records.sealed import SealedRecords
from shared.platform.vault.derive import blind_index
from shared.privacy.purposes import TRACKING
from shared.privacy.retention import due, shard_of

TOO_OLD = DAY
"""A push with older news is not taken: within this time each one is remembered."""
_TRIES = 3


class Received(StrEnum):
    """What became of a push."""

    KEPT = "kept"
    UNKNOWN = "unknown"
    """Nobody asked this supplier for that parcel, or not lately: dropped."""
    OLD = "old"
    """We know as much, or more: dropped."""
    IGNORED = "ignored"
    """It tells nothing about a parcel: dropped."""


class ShipmentNews:
    """The shared cache, as suppliers add to it."""

    def __init__(
        self,
        records: SealedRecords[ShipmentRef, Shipment],
        rings: SealedRecords[str, NewsRing],
        keys: ShipmentKeys,
        documents: Documents,
        clock: Clock,
    ) -> None:
        self._records, self._rings, self._keys = records, rings, keys
        self._documents, self._clock = documents, clock

    async def check_new(self, supplier: str, message: bytes, report: Report) -> None:
        """Check that a push was not received before.

        Raises:
            ReplayedError: It was, or its news is so old that nobody knows.
            UnavailableError: The database or the key service does not answer.
        """
        if report.as_of is None or report.as_of < self._clock.now() - TOO_OLD:
            raise ReplayedError
        if (await self._documents.get([await self._push(supplier, message)]))[0] is not None:
            raise ReplayedError

    async def remember(self, supplier: str, message: bytes) -> None:
        """Remember a push that has done its work.

        Raises:
            ReplayedError: It was received twice at the same time, and the other one is remembered.
            UnavailableError: The database or the key service does not answer.
        """
        place, ends = await self._push(supplier, message), self._clock.now() + PUSHES.period
        fields: Fields = {
            "v": ReceivedPush.version,
            "expires": ends,
            "due": due(ends, shard=shard_of(place.name)),
        }
        try:
            await self._documents.commit([Create(place, fields)])
        except ConflictError as e:
            raise ReplayedError from e

    @retry_contended(tries=_TRIES)
    async def tell(self, supplier: str, ref: ShipmentRef, report: Report) -> Received:
        """Keep what a supplier says of a shipment, if somebody asked it for that lately.

        Raises:
            UnavailableError: The database or the key service does not answer.
        """
        name = await self._keys.name(ref)
        slot = (await self._records.look([(ref, name)], TRACKING))[0]
        if slot.record is None or slot.record.state.asked != supplier:
            return Received.UNKNOWN
        state, now = slot.record.state, self._clock.now()
        known = state.report_of if state.report is not None else None
        if report.as_of is None or (known is not None and report.as_of <= known):
            return Received.OLD
        after = state.with_news(supplier, report, now)
        told = slot.record.model_copy(update={"state": after})
        beside = await ring(self._rings, state.bells if after.is_news_to(state) else (), now)
        await self._records.put(ref, slot, told, beside=beside)
        return Received.KEPT

    async def gone(self, supplier: str, refs: Sequence[ShipmentRef]) -> list[ShipmentRef]:
        """Return those shipments that nobody asks a supplier for any more.

        They are not in the cache, or somebody else is asked for them now.

        Args:
            supplier: Who stores them.
            refs: At most 100.

        Raises:
            UnavailableError: The database or the key service does not answer.
        """
        wanted = [(ref, await self._keys.name(ref)) for ref in refs]
        slots = await self._records.look(wanted, TRACKING)
        return [
            ref
            for ref, slot in zip(refs, slots, strict=True)
            if not slot.damaged
            and (slot.record is None or slot.record.state.asked not in {None, supplier})
        ]

    async def _push(self, supplier: str, message: bytes) -> DocumentId:
        digest = hashlib.sha256(message).hexdigest()
        index_key = await self._keys.index_key()
        return DocumentId(ReceivedPush.collection, blind_index(index_key, "push", supplier, digest))
