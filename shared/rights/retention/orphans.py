"""Find person keys whose account never came, or whose confirmation was lost.

See ``people/person/keys.py``.
"""

from shared.kernel.errors import ConflictError
from shared.people.person.keys import PersonKey
from shared.people.person.minor_cases import case_in
from shared.people.person.model import Person
from shared.platform.records.port import Delete, Document, DocumentId, Documents, Due, Replace
from shared.rights.retention.shard import ShardWork

_AT_ONCE = 100
"""Documents in one read."""


class Orphans:
    """The stage that confirms provisional keys which have an account, and deletes the others.

    The account is looked for in its own database, so that a key is never deleted under one.
    """

    name = "orphans"

    def __init__(self, keys: Documents, data: Documents) -> None:
        self._keys, self._data = keys, data

    async def run(self, work: ShardWork) -> None:
        """Look at each provisional key that is a day old."""
        async for page in work.pages(self._keys, PersonKey.collection, size=_AT_ONCE):
            places = [DocumentId(Person.collection, one.id.name) for one in page]
            accounts = await self._data.get(places)
            stored = await self._keys.get([one.id for one in page])
            for one, account, key in zip(page, accounts, stored, strict=True):
                if key is None or case_in(key.fields) is not None:
                    continue
                if await self._settled(one, key, account, work):
                    work.count("confirmed.person_keys" if account else "deleted.person_keys")

    async def _settled(
        self, one: Due, key: Document, account: Document | None, work: ShardWork
    ) -> bool:
        """Confirm or delete a key as it was seen; tell whether that was still right."""
        kept = Replace(one.id, {**key.fields, "due": None}, one.version)
        try:
            if not work.dry:
                await self._keys.commit([kept if account else Delete(one.id, one.version)])
        except ConflictError:
            return False
        return True
