"""What stays as evidence of a person who is erased: under a name and a key that lead to nobody."""

import secrets
from collections.abc import Sequence

from shared.kernel.clock import Clock
from shared.platform.records.port import Write
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.vault.derive import blind_index
from shared.platform.vault.keyring import KeyringHolder
from shared.platform.vault.keys_of_nobody import KeysOfNobody
from shared.platform.vault.port import IndexKey
from shared.privacy.describe import Erase, Personal, Record
from shared.privacy.retention import SHARDS, due
from shared.rights.erasure.model import UNLINKED, Evidence


class EvidenceKeys(KeysOfNobody[str]):
    """Keys of records whose owner is their own name."""

    def __init__(self, keyring: KeyringHolder, domain: str = Evidence.collection) -> None:
        """Make the keys of one class of records. See ``KeysOfNobody``."""
        super().__init__(keyring, domain)

    async def parts(self, owner: str) -> Sequence[str]:
        """Return the name."""
        return (owner,)


class UnlinkedEvidence:
    """Keeps of a person's records what the map says is to stay, linked to nobody."""

    def __init__(
        self, records: SealedRecords[str, Evidence], index: IndexKey, clock: Clock
    ) -> None:
        self._records, self._index, self._clock = records, index, clock

    def keeps(self, record: type[Record]) -> bool:
        """Tell whether anything of a class stays."""
        return bool(_unlinked(record))

    async def writes(self, slot: Slot[Record], person: str, receipt: str) -> Sequence[Write]:
        """Return what keeps a record as evidence; nothing, if it does not open.

        Args:
            slot: The record.
            person: Whose it is: a name with their id in it is not kept.
            receipt: The name of their erasure, which all of their evidence is marked by.

        Raises:
            UnavailableError: The key service does not answer.
        """
        if slot.record is None:
            return ()
        name = secrets.token_hex(16) if person in slot.name else slot.name
        ends = self._clock.now() + UNLINKED.period
        index = await self._index.index_key()
        evidence = Evidence(
            of=slot.record.collection,
            whose=blind_index(index, "evidence", receipt)[:32],
            record=slot.record.model_dump_json(include=_unlinked(type(slot.record))),
            expires=ends,
            due=due(ends, shard=secrets.randbelow(SHARDS)),
        )
        place: Slot[Evidence] = Slot(name, None, None)
        return (await self._records.writing(name, place, evidence)).writes


def _unlinked(record: type[Record]) -> set[str]:
    """Return the fields of a class that stay as evidence."""
    return {
        name
        for name, about in record.described.items()
        if isinstance(about, Personal) and about.erase is Erase.UNLINK
    }
