"""Devices on which somebody has signed in: they show that they are known, and open nothing.

Whoever signs in is given a token. With it, a code that they ask for later goes to their own
addresses past what strangers have used up there; and where a phone number alone no longer opens an
account, it does together with this. A token is ``agd_<region>_<43 characters>``, of which a hash is
stored, beside an HMAC under the region's index key: who can write to the database but has not got
the key can make nobody known.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import Clock
from shared.people.person.address import Address
from shared.platform.records import ahead
from shared.platform.records.indexes import BlindIndexes, ref_of
from shared.platform.records.port import Delete, Document, DocumentId, Documents
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Writing
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import ACCOUNT
from shared.privacy.retention import due, shard_of

KNOWN = Retention("known-device", timedelta(days=780), "the last sign-in on it")
MOST = 10
"""Of one person: one too many ends the one that was used longest ago."""
_TOKEN = re.compile(r"\Aagd_([a-z]{2,8})_([A-Za-z0-9_-]{43})\Z")
_BYTES = 32


class KnownDevice(Record, collection="known_devices", database=Database.DATA, owner="a person"):
    """A device that is known. Its name is the SHA-256 of a token that nobody but it has."""

    owner_id: Annotated[str, Operational(keep=KNOWN, why="whose it is: a random id")]
    used: Annotated[
        AwareDatetime,
        Personal(
            Kind.CONNECTION,
            purpose=ACCOUNT,
            keep=KNOWN,
            holds="when the person last signed in on a device; nothing about the device",
        ),
    ]
    mac: Annotated[
        bytes, Operational(keep=KNOWN, why="shows that it is one that we made", internal=True)
    ]
    expires: Annotated[AwareDatetime, Operational(keep=KNOWN, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=KNOWN, why="when the nightly run deletes it")]


@dataclass(frozen=True, slots=True)
class DeviceWriting:
    """What makes a device known, to be written together with a session."""

    name: str
    token: str | None
    """None: the device has a good one already."""
    expires: datetime
    writing: Writing


class KnownDevices:
    """The known devices of one region."""

    def __init__(  # noqa: PLR0913 - what it works with, where and when
        self,
        records: SealedRecords[str, KnownDevice],
        people: BlindIndexes,
        documents: Documents,
        keys: IndexKey,
        clock: Clock,
        *,
        region: str,
    ) -> None:
        self._records, self._people, self._documents = records, people, documents
        self._keys, self._clock, self._region = keys, clock, region

    async def expect(self, address: Address, beside: DocumentId, token: str) -> None:
        """Begin to read who has an address, and the device, with a document that is wanted first.

        Args:
            address: That somebody is about to prove to have.
            beside: The document.
            token: Of the device, as it came; empty: none did.
        """
        name, index = name_of(token), await self._people.place(address.channel, address.value)
        device = [] if name is None else [_place(name)]
        ahead.expect(self._documents, [beside, index, *device])

    async def seen(
        self, address: Address, beside: Sequence[DocumentId], token: str, person: str | None
    ) -> tuple[list[Document | None], bool]:
        """Return documents, and whether who asks is known at an address, by one read.

        Known is who is signed in to the account that the address opens, or has signed in to it on
        this device. For strangers nothing is looked up: what is done for them says nothing.

        Args:
            address: Where something is to be sent.
            beside: The documents that are wanted at the same time.
            token: As it came; empty: none did.
            person: Who is signed in; None: nobody.

        Raises:
            UnavailableError: The database or the key service does not answer.
        """
        name = name_of(token)
        if name is None and person is None:
            return await self._documents.get(beside), False
        index = await self._people.place(address.channel, address.value)
        places = [index, *([_place(name)] if name is not None else [])]
        owner, *found = await self._documents.get([*places, *beside])
        device, found = found[: len(places) - 1], found[len(places) - 1 :]
        ref = ref_of(owner)
        if ref is None:
            return found, False
        return found, ref == person or (bool(device) and await self._is(device[0], ref))

    async def is_known(self, person: str, token: str) -> bool:
        """Tell whether a person has signed in on a device.

        Raises:
            UnavailableError: The database or the key service does not answer.
        """
        name = name_of(token)
        if name is None:
            return False
        return await self._is((await ahead.get(self._documents, [_place(name)]))[0], person)

    async def room(self, person: str, token: str) -> Sequence[Delete] | None:
        """Return what ends so that a device without a token becomes known; None: it has one.

        Raises:
            UnavailableError: The database does not answer.
        """
        return await self._too_many(person) if name_of(token) is None else None

    async def knowing(
        self, person: str, token: str, room: Sequence[Delete] | None
    ) -> DeviceWriting:
        """Return what makes the device known on which a person has just signed in.

        Args:
            person: Whose.
            token: As it came; empty: none did.
            room: As ``room`` says; of a new person nothing ends.

        Raises:
            UnavailableError: The database or the key service does not answer.
        """
        now = self._clock.now()
        if room is None:
            if (known := await self._slot(person, token)) is not None:
                return await self._writing(person, known, now, None, ())
            room = await self._too_many(person)
        token = f"agd_{self._region}_{_random()}"
        slot: Slot[KnownDevice] = Slot(_hash(token), None, None)
        return await self._writing(person, slot, now, token, room)

    async def _slot(self, person: str, token: str) -> Slot[KnownDevice] | None:
        """Return the place of a device of a person's; None: it is none."""
        name = name_of(token)
        if name is None:
            return None
        slot = (await self._records.look([(person, name)], ACCOUNT))[0]
        if slot.record is None:
            return None
        genuine = await self._mac(name, person, slot.record.expires)
        return slot if hmac.compare_digest(slot.record.mac, genuine) else None

    async def _writing(
        self,
        person: str,
        slot: Slot[KnownDevice],
        now: datetime,
        token: str | None,
        too_many: Sequence[Delete],
    ) -> DeviceWriting:
        ends = now + KNOWN.period
        device = KnownDevice(
            owner_id=person,
            used=now,
            mac=await self._mac(slot.name, person, ends),
            expires=ends,
            due=due(ends, shard=shard_of(slot.name)),
        )
        writing = await self._records.writing(person, slot, device)
        both = Writing(writing.root, (*writing.writes, *too_many))
        return DeviceWriting(slot.name, token, ends, both)

    async def _too_many(self, person: str) -> list[Delete]:
        """Return what ends those that were used longest ago, so that one more has room."""
        found = await self._documents.having(
            KnownDevice.collection, "owner_id", person, limit=2 * MOST
        )
        oldest = sorted(found, key=lambda one: str(one.fields.get("expires")))
        return [Delete(one.id) for one in oldest[: max(0, len(found) - MOST + 1)]]

    async def _is(self, found: Document | None, person: str) -> bool:
        if found is None or found.fields.get("owner_id") != person:
            return False
        ends, mac = found.fields.get("expires"), found.fields.get("mac")
        if not isinstance(ends, datetime) or ends <= self._clock.now():
            return False
        genuine = await self._mac(found.id.name, person, ends)
        return isinstance(mac, bytes) and hmac.compare_digest(mac, genuine)

    async def _mac(self, name: str, person: str, ends: datetime) -> bytes:
        key, until = await self._keys.index_key(), ends.astimezone(UTC).isoformat()
        return bytes.fromhex(blind_index(key, "known-device", name, person, until))


def name_of(token: str) -> str | None:
    """Return the name under which a token's device is stored; None: it is no token of ours."""
    return _hash(token) if _TOKEN.match(token) else None


def forgotten(name: str) -> Delete:
    """Return the write that makes a device unknown."""
    return Delete(_place(name))


def _place(name: str) -> DocumentId:
    return DocumentId(KnownDevice.collection, name)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _random() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(_BYTES)).rstrip(b"=").decode()
