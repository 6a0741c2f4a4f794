"""A person's portrait: one object in the region's bucket, sealed under the person's own key.

The object is the sealed blob of ``shared/vault/seal.py`` whose plaintext is the JPEG, bound to
bucket | ``portraits`` | name | purpose | schema, as the records of the databases are.
"""

import asyncio

from shared.errors import NotFoundError
from shared.objects.port import Objects
from shared.people.keys import PersonKeys
from shared.portraits.image import portrait_of
from shared.portraits.model import Portrait
from shared.privacy.purposes import ACCOUNT
from shared.vault.derive import blind_index
from shared.vault.seal import bind, key_id_of, seal, unseal

_AT_ONCE = 2
"""Pictures that an instance unpacks at a time: each may take 130 MB."""


class Portraits:
    """The portraits of one region."""

    def __init__(self, objects: Objects, keys: PersonKeys) -> None:
        self._objects, self._keys = objects, keys
        self._making = asyncio.Semaphore(_AT_ONCE)

    async def put(self, person: str, picture: bytes) -> None:
        """Make a person's portrait from a picture, instead of the one before.

        Raises:
            InvalidInputError: It is no picture that we take.
            UnavailableError: It may or may not be kept: send it again.
        """
        async with self._making:
            made = await asyncio.to_thread(portrait_of, picture)
        name = await self._name(person)
        key = await self._keys.newest(person)
        await self._objects.put(name, seal(key, made, bound_to=self._bound_to(name)))

    async def get(self, person: str) -> bytes:
        """Return a person's portrait, a JPEG. Raises NotFoundError if there is none."""
        name = await self._name(person)
        sealed = await self._objects.get(name)
        if sealed is None:
            raise NotFoundError
        key = await self._keys.by_id(person, key_id_of(sealed))
        return unseal(key, sealed, bound_to=self._bound_to(name))

    async def delete(self, person: str) -> None:
        """Delete a person's portrait. Raises NotFoundError if there is none."""
        if not await self._objects.delete(await self._name(person)):
            raise NotFoundError

    async def reseal(self, person: str) -> bool:
        """Seal a person's portrait under the newest key; tell whether there was one to seal."""
        try:
            plain = await self.get(person)
        except NotFoundError:
            return False
        name, key = await self._name(person), await self._keys.newest(person)
        await self._objects.put(name, seal(key, plain, bound_to=self._bound_to(name)))
        return True

    async def _name(self, person: str) -> str:
        hashed = blind_index(await self._keys.index_key(), "portrait", person)
        return f"{Portrait.collection}/{hashed}"

    def _bound_to(self, name: str) -> bytes:
        return bind(
            self._objects.root, Portrait.collection, name, ACCOUNT.id, str(Portrait.version)
        )
