"""Who was shown which version of the policy, and who has accepted it."""

from collections.abc import Callable, Mapping

from shared.kernel.clock import Clock
from shared.kernel.errors import UnauthenticatedError
from shared.people.person.holders import Ending, Tombstones
from shared.people.person.model import Person, new_rev
from shared.people.policies.announcements import Announcements
from shared.people.policies.contract import AcceptanceKind
from shared.people.policies.dated import DatedPolicies
from shared.people.policies.model import Policy
from shared.people.policies.notice import PolicyNotice
from shared.platform.records.contention import YIELDING, retry_contended
from shared.platform.records.port import DocumentId, Documents, Set
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Writing, commit_together
from shared.privacy.purposes import EVIDENCE

_TRIES = 5


class Policies(DatedPolicies):
    """The versions of the policy in one region, and its people."""

    def __init__(  # noqa: PLR0913 - each is one thing that it works with
        self,
        versions: Callable[[], tuple[Policy, ...]],
        *,
        announcements: Announcements,
        notices: SealedRecords[str, PolicyNotice],
        documents: Documents,
        tombstones: Tombstones,
        clock: Clock,
    ) -> None:
        super().__init__(versions, lambda: announcements, clock)
        self._notices = notices
        self._documents, self._tombstones = documents, tombstones

    async def serving(self, policy: Policy) -> None:
        """Write down that a version's banner is being served, the first time that it is.

        Raises:
            UnavailableError: It is not served then.
        """
        known = self._known.get(policy.version)
        if not policy.cuts_rights or (known is not None and known.shown is not None):
            return
        now = self._clock.now()
        record = await self._announcements().change(
            policy.version, lambda one: {} if one.shown else {"shown": now}
        )
        self._known = {**self._known, policy.version: record}

    async def notice(self, person: str, version: int) -> Slot[PolicyNotice]:
        """Return what is known of a person and a version."""
        return (await self._notices.look([(person, name_of(person, version))], EVIDENCE))[0]

    async def showing(self, person: str, version: int) -> PolicyNotice:
        """Write down that the banner is shown to a person, the first time that it is.

        Raises:
            UnauthenticatedError: They are being erased.
            UnavailableError: The database does not answer.
        """
        return await self._change(
            person, version, lambda one: {} if one.shown else {"shown": self._clock.now()}
        )

    async def accept(self, person: str, version: int, how: AcceptanceKind) -> PolicyNotice:
        """Write down that a person has accepted a version; the first time counts.

        Raises:
            UnauthenticatedError: They are being erased.
            UnavailableError: Say it again.
        """
        now = self._clock.now()
        return await self._change(
            person, version, lambda one: {} if one.accepted else {"accepted": now, "how": how}
        )

    async def accepting(self, person: str, version: int) -> Writing:
        """Return what writes that a new person has accepted a version, with their account."""
        said = PolicyNotice(
            owner_id=person, policy=version, accepted=self._clock.now(), how=AcceptanceKind.SAID
        )
        place: Slot[PolicyNotice] = Slot(name_of(person, version), None, None)
        return await self._notices.writing(person, place, said)

    async def version(self) -> int:
        """Return the version in force; 0: the first one, which all accept on registering."""
        version = (await self.in_force()).policy.version
        return 0 if version == self._versions()[0].version else version

    async def went_on(self, person: str, version: int) -> bool:
        """Take note that a person uses the service under a version; tell whether all is settled.

        Who was told of it accepts it by that. Who was not has still to be shown it.
        """
        record = (await self.notice(person, version)).record
        if record is None or not record.settled:
            return False
        if record.accepted is None:
            await self.accept(person, version, AcceptanceKind.GOING_ON)
        return True

    @retry_contended(tries=_TRIES, pause=YIELDING)
    async def _change(
        self, person: str, version: int, changed: Callable[[PolicyNotice], Mapping[str, object]]
    ) -> PolicyNotice:
        if await self._tombstones.ending(person) is not Ending.NO:
            raise UnauthenticatedError
        slot = await self.notice(person, version)
        before = slot.record or PolicyNotice(owner_id=person, policy=version)
        if not (news := changed(before)):
            return before
        after = before.model_copy(update=dict(news))
        writings = [await self._notices.writing(person, slot, after)]
        if "accepted" in news:
            writings.append(self._accepting(person, version))
        await commit_together(self._documents, writings)
        return after

    def _accepting(self, person: str, version: int) -> Writing:
        """Return what says at the person's own record which version they accepted last."""
        fields = {"policy_version": str(version), "rev": new_rev()}
        place = DocumentId(Person.collection, person)
        return Writing(self._documents.root, (Set(place, fields),))


def name_of(person: str, version: int) -> str:
    """Return the name of a person's notice of a version."""
    return f"{person}-{version}"
