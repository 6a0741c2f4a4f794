"""What people have decided: written once for ever, and as of now in one document.

A decision is one commit of both. If its answer is lost, the state says which record was the last in
it: nobody is told of a conflict with their own decision, and none is written twice.
"""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from shared.kernel.clock import DAY, Clock
from shared.kernel.errors import (
    ConflictError,
    IntegrityError,
    NotFoundError,
    TooManyRequestsError,
    UnavailableError,
)
from shared.kernel.languages import best
from shared.people.consents.choice import Choice, Method, shown
from shared.people.consents.model import (
    ConsentReceipt,
    ConsentRecord,
    ConsentState,
    Withdrawal,
    changes,
    stopped_by,
    withdrawn,
)
from shared.people.person.keys import PersonKeys
from shared.people.person.model import Person
from shared.people.person.stop_ledger import StopKind, StopLedger
from shared.platform.records.contention import retry_contended
from shared.platform.records.port import Create, DocumentId, Documents
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Writing, commit_together
from shared.privacy.consent import Decisions, allowed
from shared.privacy.notice import Text, current
from shared.privacy.purposes import ACCOUNT, ASKED, CHANNELS, EVIDENCE, Basis, Purpose
from shared.privacy.restriction import Standing
from shared.privacy.retention import due, shard_of

_CONTENTION = 30
MOST = 500
"""Decisions of one person, beyond which nothing more can be allowed: to refuse is always possible,
and what is refused already is not written again."""
_TICK = timedelta(microseconds=1)
"""So that no two decisions of a person have the same time, whatever the clocks say."""


class Consents:
    """The consents of one region's people."""

    def __init__(  # noqa: PLR0913 - each is one thing that it works with
        self,
        *,
        records: SealedRecords[str, ConsentRecord],
        states: SealedRecords[str, ConsentState],
        people: SealedRecords[str, Person],
        keys: PersonKeys,
        stops: StopLedger,
        documents: Documents,
        clock: Clock,
    ) -> None:
        self._records, self._states, self._people = records, states, people
        self._keys, self._stops = keys, stops
        self._documents, self._clock = documents, clock

    async def decisions(self, person: str) -> Decisions:
        """Return what a person has decided as of now: one read, never from memory.

        Raises:
            IntegrityError: It was changed around us. Deciding anew puts it right.
        """
        slot = await self._slot(person)
        if slot.damaged:
            raise IntegrityError
        return slot.record.decisions if slot.record is not None else {}

    async def allowed(self, person: str, purpose: Purpose, *, signal: bool = False) -> bool:
        """Tell whether something may be done with a person's data for a purpose, now.

        To be asked at the moment of use and not before: after the answer to a withdrawal, no
        later call returns true.
        """
        if not purpose.while_restricted and not (await self.standing(person)).allows(purpose):
            return False
        decisions = await self.decisions(person) if purpose.is_asked else {}
        return allowed(purpose, decisions, current(), signal=signal)

    async def standing(self, person: str) -> Standing:
        """Return what a person's data may be used for, whatever they have allowed.

        One read, never from memory.
        """
        return await self._keys.standing_now(person)

    async def has_refused(self, person: str, purpose: str) -> bool:
        """Tell whether the last thing that a person said about a purpose was no."""
        decision = (await self.decisions(person)).get(purpose)
        return decision is not None and not decision.granted

    async def decide(self, person: str, choice: Choice) -> ConsentReceipt:
        """Write down what a person has decided, and obey it from now on.

        What it stops stands in the stop ledger before it is stopped, so that no restore of the
        database begins it again. What is refused already is not written again.

        Raises:
            InvalidInputError: The notice is not the one in force, or does not ask this.
            NotFoundError: There is no such person.
            TooManyRequestsError: They have changed their mind so often that nothing more can be
                allowed; what the choice refuses is refused.
            UnavailableError: Say it again.
        """
        text = shown(choice)
        owner = (await self._people.get(person, person, ACCOUNT)).record
        if owner is None:
            raise NotFoundError
        return await self._decided(person, choice, text, owner.country)

    @retry_contended(tries=_CONTENTION)
    async def _decided(
        self, person: str, choice: Choice, text: Text, country: str
    ) -> ConsentReceipt:
        """Decide on what stands now. Raises as ``decide`` does."""
        slot = await self._slot(person)
        before = slot.record or ConsentState.none(person)
        record = self._record(before, choice, text, country)
        news, allows = changes(before, choice), any(choice.grants.values())
        full = allows and await self._is_full(before)
        if not news and (full or not allows):
            return ConsentReceipt(before.last, record.model_copy(update={"at": before.at}))
        if full and any(news.values()):
            return await self._refuse_alone(person, choice)
        ended = [(_stop_of(one), one) for one in stopped_by(before, record)]
        await self._stops.note_all(person, ended, at=record.at)
        name = secrets.token_hex(16)
        writings = await self._writings(slot, name, record, before)
        try:
            await commit_together(self._documents, writings)
        except UnavailableError:
            slot = await self._slot(person)
            if slot.record is None or slot.record.last != name:
                raise
        return ConsentReceipt(name, record)

    async def _is_full(self, before: ConsentState) -> bool:
        return before.number >= MOST and await self._records.number(before.owner_id) >= MOST

    async def _refuse_alone(self, person: str, choice: Choice) -> ConsentReceipt:
        """Carry out what a choice refuses. Raises TooManyRequestsError for the rest."""
        refused = {purpose: False for purpose, granted in choice.grants.items() if not granted}
        if refused:
            await self.decide(person, replace(choice, grants=refused))
        raise TooManyRequestsError(retry_after=DAY)

    async def first(self, person: str, country: str, choice: Choice) -> list[Writing]:
        """Return what writes a new person's first decision, together with their account."""
        name, text = secrets.token_hex(16), shown(choice)
        none = ConsentState.none(person)
        record = self._record(none, choice, text, country)
        return await self._writings(Slot(person, None, None), name, record, none)

    async def stop(
        self,
        person: str,
        purpose: str,
        *,
        signal: bool = False,
        method: Method = Method.UNSUBSCRIBE,
    ) -> None:
        """Refuse a channel in one step: by a link, or to who relays it. Again is the same.

        Args:
            person: Whose.
            purpose: The channel.
            signal: Whether Global Privacy Control came with it.
            method: How it was said.

        Raises:
            NotFoundError: There is no such person.
            UnavailableError: Say it again.
        """
        choice = Choice({purpose: False}, current().version, "en", method, signal)
        if not await self.has_refused(person, purpose):
            await self.decide(person, choice)

    async def withdraw(self, person: str, *, language: str) -> ConsentReceipt:
        """Refuse everything that rests on consent, and every channel.

        Raises:
            UnavailableError: Say it again.
        """
        refused = [
            one.id for one in ASKED.values() if one.basis is Basis.CONSENT or one.id in CHANNELS
        ]
        return await self.decide(person, _refusal(refused, language, Method.WITHDRAWAL))

    async def withdraw_again(self, person: str, purpose: str, at: datetime) -> bool:
        """Refuse, as of then, what a restored backup does not know was refused; tell if it did not.

        Raises:
            IntegrityError: What the person has decided does not open.
            NotFoundError: There is no such person.
            UnavailableError: Say it again.
        """
        owner = (await self._people.get(person, person, ACCOUNT)).record
        slot = await self._slot(person)
        if owner is None or purpose not in current().since:
            raise NotFoundError
        if slot.damaged:
            raise IntegrityError
        before = slot.record or ConsentState.none(person)
        choice = _refusal([purpose], owner.locale or "", Method.RESTORED)
        record = self._record(before, choice, shown(choice), owner.country)
        record = record.model_copy(update={"at": at})
        known = before.decisions.get(purpose)
        if (known is not None and known.at > at) or not stopped_by(before, record):
            return False
        try:
            writings = await self._writings(slot, secrets.token_hex(16), record, before)
            await commit_together(self._documents, writings)
        except ConflictError as e:  # they have just decided something
            raise UnavailableError from e
        return True

    async def receipts(
        self, person: str, *, after: str = "", limit: int = 100
    ) -> tuple[list[ConsentReceipt], str | None]:
        """Return a page of a person's decisions, the newest first.

        And behind which one the next page begins; None: there is none.
        """
        slots = await self._records.owned(person, EVIDENCE, after=after, limit=limit)
        found = [
            ConsentReceipt(slot.name, slot.record) for slot in slots if slot.record is not None
        ]
        found.sort(key=lambda one: one.record.at, reverse=True)
        return found, slots[-1].name if len(slots) == limit else None

    def _record(
        self, before: ConsentState, choice: Choice, text: Text, country: str
    ) -> ConsentRecord:
        return ConsentRecord(
            owner_id=before.owner_id,
            number=before.number + 1,
            at=max(self._clock.now(), before.at + _TICK),
            grants=dict(choice.grants),
            notice=choice.notice,
            notice_sha256=text.sha256,
            language=choice.language,
            method=choice.method,
            controller=text.controller,
            jurisdiction=country,
            signal=choice.signal,
        )

    async def _writings(
        self,
        slot: Slot[ConsentState],
        name: str,
        record: ConsentRecord,
        before: ConsentState,
    ) -> list[Writing]:
        owner, after = before.owner_id, before.after(record, name)
        writings = [
            await self._records.writing(owner, Slot(name, None, None), record),
            await self._states.writing(owner, slot, after),
        ]
        if gone := withdrawn(before, record):
            end = Withdrawal(
                owner_id=owner,
                taken=",".join(gone),
                at=record.at,
                due=due(record.at, shard=shard_of(name)),
            )
            place = DocumentId(Withdrawal.collection, name)
            fields = {"v": Withdrawal.version, **end.model_dump()}
            writings.append(Writing(self._documents.root, (Create(place, fields),)))
        return writings

    async def _slot(self, person: str) -> Slot[ConsentState]:
        return (await self._states.look([(person, person)], EVIDENCE))[0]


def _refusal(purposes: Iterable[str], language: str, method: Method) -> Choice:
    notice = current()
    spoken = best((language,), notice.texts)
    return Choice(dict.fromkeys(purposes, False), notice.version, spoken, method)


def _stop_of(purpose: str) -> StopKind:
    return StopKind.UNSUBSCRIBE if purpose in CHANNELS else StopKind.WITHDRAWAL
