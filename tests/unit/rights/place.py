"""A region's rights requests in memory."""

import secrets
from typing import NoReturn

from shared.kernel.errors import UnavailableError
from shared.people.accounts.profiles import Profiles
from shared.people.messages.port import Message
from shared.people.person.address import Address, Channel, email
from shared.people.person.model import Person
from shared.people.person.restrictions import Standings
from shared.people.person.stop_ledger import StopLedger
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.vault.uses import Use
from shared.rights.erasure.evidence import EvidenceKeys
from shared.rights.requests.deadlines import RightsClock
from shared.rights.requests.desk import RightsDesk
from shared.rights.requests.fulfilment import Carrying
from shared.rights.requests.log import Entry, RightsLog
from shared.rights.requests.model import (
    ClaimedRequest,
    Right,
    RightsRequest,
    RightsSource,
    VisitorRequest,
)
from shared.rights.requests.notifications import RightsTelling
from shared.rights.requests.sealed_details import SealedRequests
from tests.unit.people.region import Region

JANE = "a" * 32
HOME = Address(Channel.EMAIL, "jane@example.org")


class Outbox:
    """Sends nothing, and knows what it was given."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Message]] = []
        self.broken = False

    def serves(self, address: Address) -> bool:
        """Tell whether messages can be sent there."""
        return address.channel is Channel.EMAIL

    async def send(self, address: Address, message: Message) -> None:
        """Take a message, unless it is broken."""
        if self.broken:
            raise UnavailableError
        self.sent.append((address.value, message))


def _unused() -> NoReturn:
    raise AssertionError


class Place(Region):
    """A region with one person."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.outbox = self.instance(), Outbox()
        self.log = RightsLog(self.data, self.clock)
        self.standings = Standings(
            self.keys, StopLedger(self.keys, self.clock), self.one.keys, self.clock
        )
        derived = EvidenceKeys(self.keyring_of(Use.REQUESTS), VisitorRequest.collection)
        self.sealed = SealedRequests(
            SealedRecords(RightsRequest, self.data, self.one.keys, self.clock),
            SealedRecords(VisitorRequest, self.data, derived, self.clock),
            SealedRecords(ClaimedRequest, self.data, self.one.keys, self.clock),
            self.one.keys,
        )
        profiles = Profiles(self.one.people, self.one.used, self.data, self.one.keys)
        telling = RightsTelling(
            lambda: self.one.sender(self.outbox),
            lambda: profiles,
            lambda: self.sealed,
            self.one.limits,
            mail_per_hour=1000,
            sms_per_hour=60,
        )
        carrying = Carrying(
            self.log, self.standings, _unused, _unused, _unused, _unused, _unused, _unused
        )
        self.desk = RightsDesk(self.log, self.sealed, self.standings, carrying, telling, self.clock)

    def clock_of_requests(self) -> RightsClock:
        """Return the clock of the requests."""
        contact = Address(Channel.EMAIL, "agogopost@example.org")
        return RightsClock(self.log, self.data, lambda: self.one.sender(self.outbox), contact)

    async def settle(self, *, address: str | None = HOME.value) -> None:
        """Let the person move in."""
        await self.one.keys.make(JANE)
        person = Person(email=address, country="DE", policy_version="1", created=self.clock.now())
        await self.one.people.put(JANE, Slot(JANE, None, None), person)

    async def ask(self, kind: Right, purpose: str | None = None) -> Entry:
        """Have the person ask for something."""
        name = secrets.token_hex(16)
        fresh = self.log.fresh(name, kind, "Why.", purpose=purpose, source=RightsSource.ACCOUNT)
        await self.log.add(await self.sealed.of_person(JANE, fresh))
        return await self.log.find(name)

    async def visit(self, kind: Right, purpose: str | None = None) -> Entry:
        """Have a visitor, who has proven their address, ask for something."""
        name = secrets.token_hex(16)
        fresh = self.log.fresh(name, kind, "Why.", purpose=purpose, source=RightsSource.CODE)
        await self.log.add(await self.sealed.of_visitor(email("john@example.org"), fresh))
        return await self.log.find(name)

    async def mail(self, *, proven: bool = False) -> Entry:
        """Have somebody write."""
        name = secrets.token_hex(16)
        fresh = self.log.fresh(
            name, Right.QUESTION, "Hello.", purpose=None, source=RightsSource.MAIL, proven=proven
        )
        await self.log.add(await self.sealed.of_visitor(email("john@example.org"), fresh))
        return await self.log.find(name)
