"""Writing to people about a version that cuts rights: once to each, and what came of it."""

from contextlib import suppress

from shared.kernel.clock import Clock, midnight_of
from shared.kernel.errors import ConflictError
from shared.kernel.texts import say
from shared.people.messages.delivery import Reached, reach
from shared.people.messages.kinds import POLICY_CHANGES
from shared.people.messages.port import Message
from shared.people.messages.sender import Sender
from shared.people.person.model import Person
from shared.people.policies.model import Policy
from shared.people.policies.notice import PolicyNotice
from shared.people.policies.policies import name_of
from shared.platform.records.contention import retry_contended
from shared.platform.records.port import ContendedError
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Writing
from shared.privacy.purposes import EVIDENCE

_TRIES = 5


class PolicyTelling:
    """Tells the people of one region."""

    def __init__(
        self,
        notices: SealedRecords[str, PolicyNotice],
        sender: Sender,
        clock: Clock,
    ) -> None:
        self._notices, self._sender, self._clock = notices, sender, clock

    async def beginning(self, person_id: str, policy: Policy) -> Writing:
        """Return what writes down that a new person is about to be told, with their account."""
        slot: Slot[PolicyNotice] = Slot(name_of(person_id, policy.version), None, None)
        return await self._notices.writing(person_id, slot, self._begun(person_id, policy))

    async def tell(self, person_id: str, person: Person, policy: Policy) -> Reached | None:
        """Tell a person of a version, unless that was done or begun before.

        It is written down before the message goes, so that nobody gets it twice: what was begun and
        cut off stays ``attempted``.

        Args:
            person_id: Whom.
            person: Their record.
            policy: Of what.

        Returns:
            What came of it; None: it was done or begun before, or the person is gone.

        Raises:
            UnavailableError: The database did not answer.
        """
        name = name_of(person_id, policy.version)
        slot = (await self._notices.look([(person_id, name)], EVIDENCE))[0]
        if slot.damaged or (slot.record is not None and not _is_open(slot.record)):
            return None
        record = slot.record or self._begun(person_id, policy)
        begun = record.model_copy(update={"told": Reached.ATTEMPTED, "told_at": self._clock.now()})
        try:
            await self._notices.put(person_id, slot, begun)
        except ConflictError:  # another run has it, or the banner is being shown
            return None
        return await self.finish(person_id, person, policy)

    async def finish(self, person_id: str, person: Person, policy: Policy) -> Reached:
        """Send what was begun, and write down what came of it. Raises as ``tell`` does."""
        message = message_of(policy, person)
        told = await reach(self._sender, person_id, person, message)
        with suppress(ContendedError):  # the banner is being shown, again and again
            await self._note(person_id, policy, told)
        return told

    @retry_contended(tries=_TRIES, ending=ContendedError)
    async def _note(self, person_id: str, policy: Policy, told: Reached) -> None:
        """Write down what came of a message, unless the person is gone."""
        name = name_of(person_id, policy.version)
        slot = (await self._notices.look([(person_id, name)], EVIDENCE))[0]
        if slot.record is not None:
            after = slot.record.model_copy(update={"told": told})
            await self._notices.put(person_id, slot, after)

    def _begun(self, person_id: str, policy: Policy) -> PolicyNotice:
        return PolicyNotice(
            owner_id=person_id,
            policy=policy.version,
            told=Reached.ATTEMPTED,
            told_at=self._clock.now(),
        )


def message_of(policy: Policy, person: Person) -> Message:
    """Return what a person is told of a version, in their language."""
    language, text = policy.text([person.language])
    day = f"{midnight_of(policy.effective):%Y-%m-%d}"
    body = say("mail-policy-text", language, banner=text.banner, day=day)
    subject, short = say("mail-policy-subject", language), say("sms-policy", language, day=day)
    return Message(POLICY_CHANGES, subject, body, short=short)


def _is_open(record: PolicyNotice) -> bool:
    """Tell whether somebody is still to be written to: never begun, or it could not be sent."""
    return record.told in {None, Reached.FAILED}
