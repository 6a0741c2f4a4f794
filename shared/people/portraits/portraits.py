"""A person's portrait: one object in the region's bucket, sealed under the person's own key.

The object is the sealed blob of ``platform/vault/seal.py`` whose plaintext is the JPEG, bound to
bucket | ``portraits`` | name | purpose | schema, as the records of the databases are.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from shared.kernel.errors import ConflictError, NotFoundError
from shared.people.person.keys import PersonKeys
from shared.people.portraits.image import portrait_of
from shared.people.portraits.model import Portrait
from shared.platform.objects.port import Objects
from shared.platform.records.contention import retry_contended
from shared.platform.records.port import ContendedError
from shared.platform.vault.derive import blind_index
from shared.platform.vault.seal import bind, key_id_of, seal, unseal
from shared.privacy.purposes import ACCOUNT

_TRIES = 5


class Portraits:
    """The portraits of one region."""

    def __init__(self, objects: Objects, keys: PersonKeys) -> None:
        self._objects, self._keys = objects, keys
        # One picture at a time: unpacked, the worst of them takes 250 MB, however few bytes were
        # sent. One thread, because a semaphore is let go when its request is given up after its
        # time, while the thread goes on.
        self._maker = ThreadPoolExecutor(1, thread_name_prefix="portraits")

    async def put(self, person: str, picture: bytes) -> None:
        """Make a person's portrait from a picture, instead of the one before.

        Raises:
            InvalidInputError: It is no picture that we take.
            UnavailableError: Send it again.
        """
        loop = asyncio.get_running_loop()
        made = await loop.run_in_executor(self._maker, portrait_of, picture)
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

    async def exists(self, person: str) -> bool:
        """Tell whether a person has a portrait. Neither their key nor a record is needed."""
        return await self._objects.version(await self._name(person)) is not None

    async def delete(self, person: str) -> None:
        """Delete a person's portrait. Raises NotFoundError if there is none."""
        if not await self._objects.delete(await self._name(person)):
            raise NotFoundError

    @retry_contended(tries=_TRIES)
    async def reseal(self, person: str) -> bool:
        """Seal a person's portrait under the newest key; tell whether there was one to seal.

        One that the person replaces or deletes at the same time stays replaced or deleted.

        Raises:
            IntegrityError: What is there does not open.
            UnavailableError: Say it again.
        """
        name = await self._name(person)
        version = await self._objects.version(name)
        if version is None:
            return False
        try:
            plain, key = await self.get(person), await self._keys.newest(person)
            sealed = seal(key, plain, bound_to=self._bound_to(name))
            await self._objects.put(name, sealed, version=version)
        except (ConflictError, NotFoundError) as e:  # it was changed meanwhile: look again
            raise ContendedError from e
        return True

    async def _name(self, person: str) -> str:
        hashed = blind_index(await self._keys.index_key(), "portrait", person)
        return f"{Portrait.collection}/{hashed}"

    def _bound_to(self, name: str) -> bytes:
        return bind(
            self._objects.root, Portrait.collection, name, ACCOUNT.id, str(Portrait.version)
        )
