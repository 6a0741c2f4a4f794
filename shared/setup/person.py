"""Parts: a person's record, their key, and what their account rests on."""

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from shared.platform.vault.uses import Use
from shared.privacy.databases import Database
from shared.setup.parts import Parts

if TYPE_CHECKING:
    from shared.people.person.disclosures import Disclosures
    from shared.people.person.keys import PersonKeys
    from shared.people.person.model import Person
    from shared.people.person.rate_limits import PeopleLimits
    from shared.people.person.restrictions import Standings
    from shared.people.person.stop_ledger import StopLedger
    from shared.platform.records.port import Documents
    from shared.platform.records.sealed import SealedRecords
    from shared.platform.vault.keyring import KeyringHolder
    from shared.privacy.describe import Record

R = TypeVar("R", bound="Record")


class PersonParts(Parts):
    """What is there of each person of this region."""

    @property
    def data(self) -> "Documents":
        """The database of people's records."""
        return self.platform.documents(Database.DATA)

    @property
    def key_documents(self) -> "Documents":
        """The database of people's keys, and of what outlives a restored backup of the other."""
        return self.platform.documents(Database.KEYS)

    @property
    def people_keyring(self) -> "KeyringHolder":
        """The holder of the keyring that wraps people's keys."""
        return self.platform.keyring(Use.PEOPLE)

    @cached_property
    def person_keys(self) -> "PersonKeys":
        """The keys of this region's people."""
        return self._person_keys(past_tombstones=False)

    @cached_property
    def keys_past_tombstones(self) -> "PersonKeys":
        """The keys of people, also of those who are being erased: for who erases them."""
        return self._person_keys(past_tombstones=True)

    def of_people(self, record: type[R]) -> "SealedRecords[str, R]":
        """Return the records of one class that this region's people own."""
        from shared.platform.records.sealed import SealedRecords

        return SealedRecords(record, self.data, self.person_keys, self.clock)

    def past_tombstones(self, record: type[R]) -> "SealedRecords[str, R]":
        """Return the same of people who are being erased, too."""
        from shared.platform.records.sealed import SealedRecords

        return SealedRecords(record, self.data, self.keys_past_tombstones, self.clock)

    @cached_property
    def people(self) -> "SealedRecords[str, Person]":
        """Each person's record."""
        from shared.people.person.model import Person

        return self.of_people(Person)

    @cached_property
    def disclosures(self) -> "Disclosures":
        """People's access logs."""
        from shared.people.person.disclosures import Disclosure, Disclosures
        from shared.platform.suppliers.register import register

        records = self.of_people(Disclosure)
        return Disclosures(records, self.data, self.person_keys, self.clock, register())

    @cached_property
    def limits(self) -> "PeopleLimits":
        """The limits around people's accounts."""
        from shared.people.person.rate_limits import CountedLimits, LiftedLimits

        if not self.platform.settings.limited:
            return LiftedLimits(self.data)
        return CountedLimits(self.data, self.platform.keyring(Use.LIMITS), self.clock)

    @cached_property
    def stop_ledger(self) -> "StopLedger":
        """What must stay stopped after a restore."""
        from shared.people.person.stop_ledger import StopLedger

        return StopLedger(self.key_documents, self.clock)

    @cached_property
    def restrictions(self) -> "Standings":
        """What may be done with each person's data."""
        from shared.people.person.restrictions import Standings

        return Standings(self.key_documents, self.stop_ledger, self.person_keys, self.clock)

    def _person_keys(self, *, past_tombstones: bool) -> "PersonKeys":
        from shared.people.person.keys import PersonKeys

        return PersonKeys(
            self.people_keyring,
            self.key_documents,
            self.clock,
            region=self.region,
            lookups=self.platform.keyring(Use.LOOKUPS),
            past_tombstones=past_tombstones,
        )
