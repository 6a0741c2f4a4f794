"""From where an account was registered, for its first two days: it spends from that source's share.

Who makes many accounts has no more of a carrier's day than who makes none. What is kept is a keyed
hash under the salt of the day, which is deleted within 48 hours: then it says nothing any more.
"""

from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import Clock, midnight
from shared.platform.limits.salt import SALT, DaySalts, PeopleSalt
from shared.platform.limits.source import network_of
from shared.platform.records.port import Documents
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Writing
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.describe import Database, Kind, Operational, Personal, Record
from shared.privacy.purposes import PROTECTION
from shared.privacy.retention import due, shard_of

_CHARACTERS = 32


def _hashed(of: str) -> Personal:
    holds = f"a keyed hash, under the day's random salt, of {of}; never the address"
    return Personal(Kind.CONNECTION, purpose=PROTECTION, keep=SALT, holds=holds, unmask=False)


class AccountOrigin(Record, collection="origins", database=Database.DATA, owner="a person"):
    """From where an account was registered that is younger than two days."""

    owner_id: Annotated[str, Operational(keep=SALT, why="whose it is: a random id")]
    source: Annotated[str, _hashed("the network address that registered the account")]
    network: Annotated[str, _hashed("the network that this address is in, and its size")]
    expires: Annotated[AwareDatetime, Operational(keep=SALT, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=SALT, why="when the nightly run deletes it")]


class Origins:
    """From where the young accounts of one region were registered."""

    def __init__(
        self,
        records: SealedRecords[str, AccountOrigin],
        documents: Documents,
        keys: IndexKey,
        clock: Clock,
    ) -> None:
        self._records, self._keys, self._clock = records, keys, clock
        self._salts = DaySalts(documents, PeopleSalt)

    async def writing(self, person: str, source: str) -> Writing:
        """Return what writes down from where an account is registered, together with it."""
        now, network = self._clock.now(), network_of(source)
        size = network.partition("/")[2]
        ends = now + SALT.period
        record = AccountOrigin(
            owner_id=person,
            source=await self._hash("source", source),
            network=f"{await self._hash('network', network)}/{size}",
            expires=ends,
            due=due(ends, shard=shard_of(person)),
        )
        return await self._records.writing(person, Slot(person, None, None), record)

    async def of(self, person: str) -> AccountOrigin | None:
        """Return from where an account was registered; None: more than two days ago."""
        return (await self._records.look([(person, person)], PROTECTION))[0].record

    async def _hash(self, kind: str, of: str) -> str:
        salt = await self._salts.of(midnight(self._clock.now()))
        key = await self._keys.index_key()
        return blind_index(key, "origin", salt.hex(), kind, of)[:_CHARACTERS]
