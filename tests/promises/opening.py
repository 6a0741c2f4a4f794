"""Opening a region's records as the service does, beside it: what is there, and what still opens.

Two things: everything that a person's key opens, by the data map; and every key that there is, each
tried on each blob of an older copy of the database.
"""

import base64
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import grpc.aio

from infra.local.stack.parts import PROJECT, key_name
from shared.kernel.clock import SystemClock
from shared.kernel.errors import IntegrityError
from shared.people.person.keys import PersonKey, PersonKeys
from shared.people.person.subject_data import stores
from shared.people.person.wrapping import KeyWrapping
from shared.platform.records.firestore import FirestoreDocuments
from shared.platform.records.keyrings import KeyringDocument
from shared.platform.records.sealed import SealedRecords
from shared.platform.vault.keyring import KeyringHolder
from shared.platform.vault.kms import KmsKeyService
from shared.platform.vault.port import DataKey
from shared.platform.vault.seal import bind, key_id_of, unseal
from shared.platform.vault.uses import DATABASE_OF, Use
from shared.privacy.describe import Database
from shared.privacy.purposes import EVIDENCE
from shared.rights.erasure.evidence import EvidenceKeys
from shared.rights.erasure.model import Evidence
from shared.rights.inventory import records
from tests.world import Stored, World

_PAGE = 300
_SOFT, _HARD = timedelta(minutes=15), timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Blob:
    """What is sealed, and the place that it is bound to."""

    content: bytes
    bound_to: bytes


class Opener:
    """One region's keys and records."""

    def __init__(self, firestore: grpc.aio.Channel, kms: grpc.aio.Channel, region: str) -> None:
        self._region, self._clock = region, SystemClock(timedelta(0))
        self._data, self._keys = (
            FirestoreDocuments(firestore, project=PROJECT, database=f"{region}-{kind}")
            for kind in ("data", "keys")
        )
        self._kms = kms

    def _keyring(self, use: Use) -> KeyringHolder:
        return KeyringHolder(
            kind=use,
            region=self._region,
            store=KeyringDocument(self._data, use, self._clock),
            kms=KmsKeyService(self._kms, key_name(self._region, use)),
            clock=self._clock,
            soft=_SOFT,
            hard=_HARD,
        )

    async def opened(self, person: str) -> dict[tuple[str, str], list[Any]]:
        """Return everything of a person that opens: every value, by collection and field."""
        keys = PersonKeys(
            self._keyring(Use.PEOPLE),
            self._keys,
            self._clock,
            region=self._region,
            lookups=self._keyring(Use.LOOKUPS),
            past_tombstones=True,
        )
        found: dict[tuple[str, str], list[Any]] = {}
        for store in stores(records(), self._data, keys, self._clock):
            async for slot in store.of(person):
                assert not slot.damaged, store.record
                if slot.record is not None:
                    for name, value in slot.record.model_dump().items():
                        found.setdefault((store.record.collection, name), []).append(value)
        return found

    async def evidence(self) -> list[tuple[str, str]]:
        """Return what is kept as evidence of people who are gone, opened: name and text."""
        kept: SealedRecords[str, Evidence] = SealedRecords(
            Evidence, self._data, EvidenceKeys(self._keyring(Use.EVIDENCE)), self._clock
        )
        found, after, full = [], "", True
        while full:
            page = await self._data.listed(Evidence.collection, after=after, limit=_PAGE)
            for one in page:
                slot = await kept.opened(one.id.name, one, EVIDENCE)
                assert slot.record is not None
                found.append((one.id.name, slot.record.model_dump_json()))
            full = len(page) == _PAGE
            after = page[-1].id.name if full else ""
        return found

    async def every_key(self) -> list[DataKey]:
        """Return every key of the region that can be had: of all people, and of all epochs."""
        found: list[DataKey] = []
        for use in Use:
            if DATABASE_OF[use] is Database.DATA:
                ring = await self._keyring(use).get()
                found += [epoch.key for epoch in ring.epochs] + [DataKey(b"\0" * 8, ring.index)]
        people = self._keyring(Use.PEOPLE)
        wrapping, after, full = KeyWrapping(people, self._region), "", True
        while full:
            page = await self._keys.listed(PersonKey.collection, after=after, limit=_PAGE)
            for one in page:
                wrapped = (one.fields.get(field) for field in ("wrapped", "previous"))
                blobs = [blob for blob in wrapped if isinstance(blob, bytes)]
                found += [await wrapping.unwrap(one.id.name, blob) for blob in blobs]
            full = len(page) == _PAGE
            after = page[-1].id.name if full else ""
        return found


@asynccontextmanager
async def opener(world: World, region: str = "eu") -> AsyncIterator[Opener]:
    """Yield what opens a region's records."""
    async with (
        grpc.aio.insecure_channel(world.ports.host_of("firestore")) as firestore,
        grpc.aio.insecure_channel(world.ports.host_of("kms")) as kms,
    ):
        yield Opener(firestore, kms, region)


def blobs_of(dump: Iterable[Stored]) -> list[Blob]:
    """Return everything that is sealed in some documents."""
    found = []
    for one in dump:
        sealed = one.fields.get("sealed", {}).get("mapValue", {}).get("fields", {})
        root, place = one.name.split("/documents/")
        schema = one.fields["v"]["integerValue"]
        for group, blob in sealed.items():
            bound_to = bind(root, *place.split("/"), group, schema)
            found.append(Blob(base64.b64decode(blob["bytesValue"]), bound_to))
    return found


def opens(blob: Blob, keys: Sequence[DataKey]) -> bool:
    """Tell whether any key opens a blob, whatever id it says it was sealed under."""
    said = key_id_of(blob.content)
    for key in keys:
        try:
            json.loads(unseal(DataKey(said, key.secret), blob.content, bound_to=blob.bound_to))
        except IntegrityError:
            continue
        return True
    return False
