"""Accounts: made once for an address however often it is asked for, and found again by it.

A proof of an address is used up by the same commit that makes the account or the session, so it
serves once. If the database's answer to that commit is lost, the proof's own mark tells whether it
was applied: nobody is told of a conflict with their own write.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import ConflictError, NoAccountError, UnauthenticatedError, UnavailableError
from shared.people.address import Address, Channel
from shared.people.codes import Proof, SignInCodes
from shared.people.keys import PersonKeys
from shared.people.model import By, Person
from shared.people.sessions import NewSession, Sessions
from shared.privacy.purposes import ACCOUNT
from shared.records.port import Documents
from shared.records.sealed import SealedRecords, Slot
from shared.records.together import Writing, commit_together

_LOOKS = 2


@dataclass(frozen=True, slots=True)
class Details:
    """What a new account begins with."""

    country: str
    policy_version: str
    locale: str | None = None
    nickname: str | None = None
    gender: str | None = None
    birthday: str | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """An account, and a session that has just begun in it."""

    person_id: str
    person: Person
    session: NewSession
    made: bool
    """Whether the account is new."""


class Accounts:
    """The accounts of one region."""

    def __init__(  # noqa: PLR0913 - each is one thing that it works with
        self,
        *,
        people: SealedRecords[str, Person],
        keys: PersonKeys,
        codes: SignInCodes,
        sessions: Sessions,
        documents: Documents,
        clock: Clock,
    ) -> None:
        self._people, self._keys, self._codes = people, keys, codes
        self._sessions, self._documents, self._clock = sessions, documents, clock

    async def register(self, proof: Proof, details: Details) -> Entered:
        """Return a new account, or the one that the address has, with a session.

        Raises:
            UnauthenticatedError: The proof was used already.
            UnavailableError: It may or may not be made: the same proof, if unused, goes on.
        """
        known = await self._found(proof.address)
        if known is not None:
            return await self._enter(known, proof)
        person_id = secrets.token_hex(16)
        person = Person(
            **{proof.address.channel.value: proof.address.value},
            country=details.country,
            policy_version=details.policy_version,
            locale=details.locale,
            nickname=details.nickname,
            gender=details.gender,
            birthday=details.birthday,
            created=self._clock.now(),
        )
        await self._keys.make(person_id)
        session = await self._sessions.begin(person_id, _by(proof))
        record = await self._people.writing(person_id, Slot(person_id, None, None), person)
        try:
            await self._once(proof, [record, session.writing])
        except ConflictError as e:  # somebody else has registered the address meanwhile
            known = await self._found(proof.address)
            if known is None:
                raise UnavailableError from e
            return await self._enter(known, proof)
        await self._confirm(person_id)
        return Entered(person_id, person, session, made=True)

    async def sign_in(self, proof: Proof) -> Entered:
        """Return the account that an address has, with a new session.

        Raises:
            NoAccountError: It has none; the proof can still be used to register.
            UnauthenticatedError: The proof was used already.
        """
        known = await self._found(proof.address)
        if known is None:
            raise NoAccountError
        return await self._enter(known, proof)

    async def get(self, person_id: str) -> Slot[Person]:
        """Return a person's own record. Raises NotFoundError if there is none."""
        return await self._people.get(person_id, person_id, ACCOUNT)

    async def _found(self, address: Address) -> str | None:
        field = "email" if address.channel is Channel.EMAIL else "phone"
        return await self._people.find(field, address.value)

    async def _enter(self, person_id: str, proof: Proof) -> Entered:
        slot = await self.get(person_id)
        if slot.record is None or not slot.record.has(proof.address):
            raise NoAccountError
        session = await self._sessions.begin(person_id, _by(proof))
        try:
            await self._once(proof, [session.writing])
        except ConflictError as e:
            raise UnauthenticatedError from e
        return Entered(person_id, slot.record, session, made=False)

    async def _once(self, proof: Proof, writings: Sequence[Writing]) -> None:
        """Commit together with the proof's use.

        Raises:
            UnauthenticatedError: The proof was used already.
            ConflictError: Something else stands in the way.
            UnavailableError: Not applied, as far as can be told.
        """
        mark = secrets.token_hex(16)
        try:
            await commit_together(self._documents, [self._codes.using(proof, mark), *writings])
        except (ConflictError, UnavailableError) as e:
            used_by = await self._mark(proof)
            if used_by == mark:
                return  # the answer was lost, the commit was not
            if used_by is not None:
                raise UnauthenticatedError from e
            raise

    async def _mark(self, proof: Proof) -> str | None:
        for left in range(_LOOKS - 1, -1, -1):
            try:
                return await self._codes.used_by(proof)
            except UnavailableError:
                if not left:
                    raise
        return None

    async def _confirm(self, person_id: str) -> None:
        """Confirm the key; if that fails the nightly run does it."""
        try:
            await self._keys.confirm(person_id)
        except (ConflictError, UnavailableError):
            return


def _by(proof: Proof) -> By:
    return By.EMAIL if proof.address.channel is Channel.EMAIL else By.PHONE
