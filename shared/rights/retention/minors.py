"""Have people erased who are said to be under 18, once 72 hours have passed and nobody decided.

See ``shared/people/person/minor_cases.py``. It is the first night after these: ``due`` knows days.
"""

from shared.kernel.errors import ConflictError, IntegrityError, NotFoundError
from shared.people.accounts.notices import Notices
from shared.people.person.keys import PersonKey
from shared.people.person.minor_cases import case_in
from shared.people.person.model import Person
from shared.platform.jobs.port import Jobs, Topic
from shared.platform.records.port import Document, Documents
from shared.platform.records.sealed import SealedRecords
from shared.privacy.purposes import ACCOUNT
from shared.rights.erasure.dispatch import messages
from shared.rights.erasure.erasures import Erasures
from shared.rights.erasure.model import Why
from shared.rights.retention.shard import ShardWork

_AT_ONCE = 100


class Minors:
    """The stage that carries out cases of minors that nobody has decided."""

    name = "minors"

    def __init__(
        self,
        keys: Documents,
        people: SealedRecords[str, Person],
        notices: Notices,
        erasures: Erasures,
        jobs: Jobs,
    ) -> None:
        self._keys, self._people, self._notices = keys, people, notices
        self._erasures, self._jobs = erasures, jobs

    async def run(self, work: ShardWork) -> None:
        """Begin each erasure that is due; what is left undone ``Erasures.running`` finds."""
        async for page in work.pages(self._keys, PersonKey.collection, size=_AT_ONCE):
            stored = await self._keys.get([one.id for one in page])
            begun = [await self._begun(found, work) for found in stored if found is not None]
            for message in messages([receipt for receipt in begun if receipt]):
                await self._jobs.publish(Topic.DELETION_WORKER, message)

    async def _begun(self, key: Document, work: ShardWork) -> str:
        """Begin somebody's erasure and tell them; return its receipt's name, or nothing."""
        case, id_ = case_in(key.fields), key.id.name
        if case is None or key.fields.get("erasing"):
            return ""
        if work.dry:
            work.count("erased.minors")
            return ""
        person = await self._person(id_)
        try:
            receipt, _ = await self._erasures.begin(
                id_, Why.MINOR, ticket=case.ticket, by=case.by, case=case
            )
        except (ConflictError, NotFoundError):  # decided this moment
            return ""
        work.count("erased.minors")
        if person is not None:
            await self._notices.minor_erased(person, receipt)
        return receipt

    async def _person(self, id_: str) -> Person | None:
        """Return a person's record; None: nobody can be told, which stops no erasure."""
        try:
            return (await self._people.get(id_, id_, ACCOUNT)).record
        except (NotFoundError, IntegrityError):
            return None
