"""One region's people in memory, and as many instances as a test wants."""

from dataclasses import dataclass

from shared.people.accounts.proofs import Proof
from shared.people.person.address import Address
from shared.people.policies.model import Policy
from shared.people.policies.versions import policies
from shared.platform.limits.source import Asker, source_of
from shared.platform.records.port import Document, Write
from shared.platform.vault.keyring import KeyringHolder
from shared.platform.vault.uses import Use
from shared.privacy.describe import Database
from shared.setup.news import NewsParts
from shared.setup.refresh import RefreshParts
from shared.setup.rights import RightsParts
from tests.memory_platform import MemoryPlatform


class Instance(NewsParts, RefreshParts, RightsParts):
    """All parts of one instance."""

    platform: MemoryPlatform


class Region:
    """One region."""

    def __init__(self, region: str = "eu") -> None:
        self.platform = MemoryPlatform(region)
        self.clock, self.kms, self.region = self.platform.clock, self.platform.kms, region
        self.policies: tuple[Policy, ...] = policies()
        self.data = self.platform.documents(Database.DATA)
        self.keys = self.platform.documents(Database.KEYS)

    def keyring(self) -> KeyringHolder:
        """Return the keyring as an instance opens it."""
        return self.keyring_of(Use.PEOPLE)

    def keyring_of(self, kind: Use) -> KeyringHolder:
        """Return the keyring of one kind as an instance opens it."""
        return self.platform.another().keyring(kind)

    def instance(self, **settings: object) -> Instance:
        """Return one more instance."""
        one = Instance(self.platform.another(**settings))
        one.policy_versions = lambda: self.policies
        return one

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
