"""A described record as a document: sealed under its owner's key, opened only in its own place.

A stored document has: ``v`` (the record's schema version), ``sealed`` (one blob for each purpose
group, AES-256-GCM, see ``vault/seal.py``), and the fields that are clear, by name. A blob is
bound to database | collection | name | purpose group | schema version, so it opens nowhere else.
"""

import json
from collections.abc import Mapping
from typing import Any, Generic, Protocol, TypeVar

from pydantic import ValidationError

from shared.kernel.errors import IntegrityError
from shared.platform.records.port import Document, Fields, Value
from shared.platform.vault.port import DataKey
from shared.platform.vault.seal import bind, key_id_of, seal, unseal
from shared.privacy.describe import Record
from shared.privacy.restriction import Standing

O = TypeVar("O")  # noqa: E741 - the owner
O_contra = TypeVar("O_contra", contravariant=True)
R = TypeVar("R", bound=Record)


class OwnerKeys(Protocol[O_contra]):
    """Where the keys of a record's owner come from."""

    async def newest(self, owner: O_contra) -> DataKey:
        """Return the key that seals for this owner."""
        ...

    async def by_id(self, owner: O_contra, key_id: bytes) -> DataKey:
        """Return the owner's key with this id.

        Raises:
            IntegrityError: The owner has no such key.
        """
        ...

    async def index_key(self) -> bytes:
        """Return the key of the blind indexes (32 bytes)."""
        ...

    async def standing(self, owner: O_contra) -> Standing:
        """Return what the owner's data may be used for.

        Raises:
            UnavailableError: Nobody can tell.
        """
        ...


class Form(Generic[O, R]):
    """How the records of one class stand in a database."""

    def __init__(self, record: type[R], root: str, keys: OwnerKeys[O]) -> None:
        self._class, self._root, self._keys = record, root, keys
        self._groups = record.sealed_fields()
        self._clear = set(record.clear_fields())

    async def record(self, owner: O, name: str, document: Document) -> R:
        """Return the record that a document is.

        Raises:
            IntegrityError: It does not open in this place, or was written around us.
        """
        fields = dict(document.fields)
        schema, sealed = fields.pop("v", None), fields.pop("sealed", {})
        if not isinstance(schema, int) or not isinstance(sealed, Mapping):
            raise IntegrityError
        values: dict[str, Any] = dict(fields)
        for group, blob in sealed.items():
            values |= await self._unseal(owner, name, group, schema, blob)
        if schema == self._class.version:
            self._check_form(fields, sealed)
        return self._validated(values, schema)

    def _check_form(self, clear: Fields, sealed: Mapping[str, Value]) -> None:
        """Refuse what was written around us: a sealed field in clear, or a blob left out.

        Who can write to the database but has no key could otherwise put words into a record.
        """
        if clear.keys() - self._clear or sealed.keys() != self._groups.keys():
            raise IntegrityError

    async def _unseal(
        self, owner: O, name: str, group: str, schema: int, blob: Value
    ) -> dict[str, Any]:
        if not isinstance(blob, bytes):
            raise IntegrityError
        key = await self._keys.by_id(owner, key_id_of(blob))
        opened = unseal(key, blob, bound_to=self._bound_to(name, group, schema))
        values: dict[str, Any] = json.loads(opened)
        return values

    def _validated(self, values: dict[str, Any], schema: int) -> R:
        """Upgrade a record to the current schema and check it."""
        if schema > self._class.version:  # written by a newer release: never guess
            raise IntegrityError
        for step in range(schema, self._class.version):
            values = self._class.upgrades[step](values)
        try:
            return self._class.model_validate(values)
        except ValidationError as e:
            raise IntegrityError from e

    def _bound_to(self, name: str, group: str, schema: int) -> bytes:
        return bind(self._root, self._class.collection, name, group, str(schema))

    async def fields(self, owner: O, name: str, record: R) -> Fields:
        """Return what is stored of a record, sealed under the owner's newest key."""
        fields: dict[str, Value] = {"v": self._class.version}
        fields |= record.model_dump(include=self._clear)
        if self._groups:
            key = await self._keys.newest(owner)
            fields["sealed"] = {
                group: seal(
                    key,
                    record.model_dump_json(include=set(names)).encode(),
                    bound_to=self._bound_to(name, group, self._class.version),
                )
                for group, names in self._groups.items()
            }
        return fields
