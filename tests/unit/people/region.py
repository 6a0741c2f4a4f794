"""One region's people in memory: stores, keys, clock, and as many instances as a test wants."""

from datetime import timedelta

from shared.people.accounts import Accounts
from shared.people.codes import SignInCodes
from shared.people.keys import PersonKeys
from shared.people.model import Person, Session
from shared.people.replies import StoredReplies, StoredReply
from shared.people.sessions import Sessions
from shared.records.keyrings import KeyringDocument
from shared.records.port import Document
from shared.records.sealed import SealedRecords
from shared.vault.keyring import KeyringHolder
from tests.fakes import FakeClock, FakeKeyService, MemoryDocuments


class Instance:
    """One instance's services."""

    def __init__(self, region: "Region") -> None:
        clock, data = region.clock, region.data
        self.keys = PersonKeys(region.keyring(), region.keys, clock, region=region.region)
        self.people: SealedRecords[str, Person] = SealedRecords(Person, data, self.keys, clock)
        records: SealedRecords[str, Session] = SealedRecords(Session, data, self.keys, clock)
        replies: SealedRecords[str, StoredReply] = SealedRecords(
            StoredReply, data, self.keys, clock
        )
        self.replies = StoredReplies(replies, data, self.keys, clock)
        self.codes = SignInCodes(data, self.keys, clock)
        self.sessions = Sessions(records, data, clock, region=region.region)
        self.accounts = Accounts(
            people=self.people,
            keys=self.keys,
            codes=self.codes,
            sessions=self.sessions,
            documents=data,
            clock=clock,
        )


class Region:
    """One region."""

    def __init__(self, region: str = "eu") -> None:
        self.clock, self.kms, self.region = FakeClock(), FakeKeyService(), region
        self.data = MemoryDocuments(f"projects/test/databases/{region}-data")
        self.keys = MemoryDocuments(f"projects/test/databases/{region}-keys")

    def keyring(self) -> KeyringHolder:
        """Return the keyring as an instance opens it."""
        return KeyringHolder(
            kind="people",
            region=self.region,
            store=KeyringDocument(self.data, "people", self.clock),
            kms=self.kms,
            clock=self.clock,
            soft=timedelta(minutes=15),
            hard=timedelta(hours=4),
        )

    def instance(self) -> Instance:
        """Return one more instance."""
        return Instance(self)

    def stored(self, collection: str) -> list[Document]:
        """Return what lies in a collection."""
        both = [*self.data.stored.values(), *self.keys.stored.values()]
        return [one for one in both if one.id.collection == collection]
