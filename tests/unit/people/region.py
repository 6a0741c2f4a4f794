"""One region's people in memory: stores, keys, clock, and as many instances as a test wants."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shared.kernel.errors import UnauthenticatedError, UnavailableError
from shared.people.accounts.accounts import Accounts
from shared.people.accounts.codes import SignInCodes
from shared.people.accounts.identities import Identities, LinkedIdentity
from shared.people.accounts.known_devices import KnownDevice, KnownDevices
from shared.people.accounts.nonces import Nonces
from shared.people.accounts.origins import AccountOrigin, Origins
from shared.people.accounts.own_sessions import OwnSessions
from shared.people.accounts.proofs import Proof, UsedProofs
from shared.people.accounts.quick_login import QuickLogins, Trusted
from shared.people.accounts.second_proofs import SecondProofs
from shared.people.accounts.sessions import Sessions
from shared.people.accounts.stored_replies import StoredReplies, StoredReply
from shared.people.messages.port import Messenger
from shared.people.messages.sender import Sender
from shared.people.person.address import Address
from shared.people.person.disclosures import Disclosure, Disclosures
from shared.people.person.keys import PersonKeys
from shared.people.person.model import Person, Session
from shared.people.person.rate_limits import CountedLimits
from shared.people.policies.announcements import Announcements
from shared.people.policies.model import Policy, PolicyNotice
from shared.people.policies.policies import Policies
from shared.people.policies.versions import policies
from shared.platform.limits.source import Asker, source_of
from shared.platform.records.indexes import BlindIndexes
from shared.platform.records.keyrings import KeyringDocument
from shared.platform.records.port import Document, Write
from shared.platform.records.sealed import SealedRecords
from shared.platform.suppliers.register import register
from shared.platform.vault.keyring import KeyringHolder
from shared.platform.vault.uses import Use
from shared.privacy.purposes import Purpose
from tests.fakes import FakeClock, FakeKeyService, MemoryDocuments

ISSUERS = {one: f"https://{one}.example" for one in ("google", "apple", "facebook")}


class FakeVerifier:
    """Believes every token: it is its claims as JSON. What is not believed is tested elsewhere."""

    def __init__(self) -> None:
        self.down = False

    async def verify(self, token: str) -> Mapping[str, Any]:
        """Return the claims."""
        if self.down:
            raise UnavailableError
        if not token:
            raise UnauthenticatedError
        claims: dict[str, Any] = json.loads(token)
        return claims


class Instance:
    """One instance's services."""

    def __init__(self, region: "Region", *, mail_per_hour: int, sms_per_hour: int) -> None:
        clock, data = region.clock, region.data
        self.lookups, self.macs = region.keyring_of(Use.LOOKUPS), region.keyring_of(Use.SESSIONS)
        self.keys = PersonKeys(
            region.keyring(), region.keys, clock, region=region.region, lookups=self.lookups
        )
        self.people: SealedRecords[str, Person] = SealedRecords(Person, data, self.keys, clock)
        records: SealedRecords[str, Session] = SealedRecords(Session, data, self.keys, clock)
        replies: SealedRecords[str, StoredReply] = SealedRecords(
            StoredReply, data, self.keys, clock
        )
        self.replies = StoredReplies(replies, data, self.keys, clock)
        limits = region.keyring_of(Use.LIMITS)
        self.limits = CountedLimits(data, limits, clock)
        self.used = UsedProofs(data, clock)
        self.devices = KnownDevices(
            SealedRecords(KnownDevice, data, self.keys, clock),
            BlindIndexes(Person, data, self.lookups),
            data,
            self.macs,
            clock,
            region=region.region,
        )
        self.second = SecondProofs(self.devices, self.macs)
        self.codes = SignInCodes(
            data,
            limits,
            clock,
            self.limits,
            self.devices,
            sms_per_hour=sms_per_hour,
            mail_per_hour=mail_per_hour,
        )
        log: SealedRecords[str, Disclosure] = SealedRecords(Disclosure, data, self.keys, clock)
        self.disclosures = Disclosures(log, data, self.keys, clock, register())
        self.announcements = Announcements(data)
        self.policy_notices: SealedRecords[str, PolicyNotice] = SealedRecords(
            PolicyNotice, data, self.keys, clock
        )
        self.policies = Policies(
            lambda: region.policies,
            announcements=self.announcements,
            notices=self.policy_notices,
            documents=data,
            tombstones=self.keys,
            clock=clock,
        )
        self.sessions = Sessions(
            records, data, self.keys, self.macs, clock, region=region.region, policy=self.policies
        )
        origins: SealedRecords[str, AccountOrigin] = SealedRecords(
            AccountOrigin, data, self.keys, clock
        )
        self.origins = Origins(origins, data, self.keys, clock)
        self.own_sessions = OwnSessions(records, data)
        self.verifier = FakeVerifier()
        trusted = {one: Trusted(issuer, self.verifier) for one, issuer in ISSUERS.items()}
        self.nonces = Nonces(self.macs, clock, data, self.limits)
        self.quick_logins = QuickLogins(trusted, self.nonces, self.limits)
        self.identities = Identities(
            records=SealedRecords(LinkedIdentity, data, self.keys, clock),
            people=self.people,
            used=self.used,
            keys=self.keys,
            documents=data,
            clock=clock,
        )
        self.accounts = Accounts(
            people=self.people,
            keys=self.keys,
            identities=self.identities,
            sessions=self.sessions,
            devices=self.devices,
            second=self.second,
            own_sessions=self.own_sessions,
            origins=self.origins,
            used=self.used,
            limits=self.limits,
            clock=clock,
        )

    def sender(self, messenger: Messenger) -> Sender:
        """Return the one way to people, by a messenger; nobody is asked for a consent."""
        return Sender(messenger, lambda: self.disclosures, _never_asked)


async def _never_asked(person: str, purpose: Purpose) -> bool:
    assert not purpose.is_asked, (person, purpose)
    return True


class Region:
    """One region."""

    def __init__(self, region: str = "eu") -> None:
        self.clock, self.kms, self.region = FakeClock(), FakeKeyService(), region
        self.policies: tuple[Policy, ...] = policies()
        self.data = MemoryDocuments(f"projects/test/databases/{region}-data")
        self.keys = MemoryDocuments(f"projects/test/databases/{region}-keys")

    def keyring(self) -> KeyringHolder:
        """Return the keyring as an instance opens it."""
        return self.keyring_of(Use.PEOPLE)

    def keyring_of(self, kind: Use) -> KeyringHolder:
        """Return the keyring of one kind as an instance opens it."""
        return KeyringHolder(
            kind=kind,
            region=self.region,
            store=KeyringDocument(self.data, kind, self.clock),
            kms=self.kms,
            clock=self.clock,
            soft=timedelta(minutes=15),
            hard=timedelta(hours=4),
        )

    def instance(self, *, mail_per_hour: int = 3000, sms_per_hour: int = 60) -> Instance:
        """Return one more instance."""
        return Instance(self, mail_per_hour=mail_per_hour, sms_per_hour=sms_per_hour)

    def stored(self, collection: str) -> list[Document]:
        """Return what lies in a collection."""
        both = [*self.data.stored.values(), *self.keys.stored.values()]
        return [one for one in both if one.id.collection == collection]

    def lose_answer_to(self, collection: str) -> None:
        """Let the next commit that writes to a collection be applied without an answer."""
        whole = self.data.commit

        async def commit(writes: list[Write]) -> object:
            if any(one.id.collection == collection for one in writes):
                self.data.lose_answers = 1
                self.data.commit = whole  # type: ignore[method-assign]
            return await whole(writes)

        self.data.commit = commit  # type: ignore[method-assign,assignment]


HERE = Asker("192.0.2.1")
"""Where somebody calls from."""


def elsewhere(number: int) -> Asker:
    """Return somebody who calls from a network of their own."""
    return Asker(source_of(f"2001:db8:{number:x}::1"))


@dataclass(frozen=True, slots=True)
class Given:
    """What a message brought, and the handle that belongs to its six digits."""

    digits: str | None
    long: str
    handle: str


async def given(instance: Instance, address: Address, asker: Asker = HERE) -> Given:
    """Have a code sent to an address and return what its owner finds there."""
    issued = await instance.codes.issue(address, asker)
    assert issued.codes is not None, "the last one was not used"
    return Given(issued.codes.digits, issued.codes.long, issued.handle)


async def checked(instance: Instance, address: Address, code: Given, asker: Asker = HERE) -> Proof:
    """Return what a code proves, by its six digits."""
    assert code.digits is not None
    return await instance.codes.check(address, code.digits, code.handle, asker)


async def proven(instance: Instance, address: Address, asker: Asker = HERE) -> Proof:
    """Return a proof of an address, as its owner gets it."""
    return await checked(instance, address, await given(instance, address, asker), asker)
