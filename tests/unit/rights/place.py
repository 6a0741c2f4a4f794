"""A region's rights requests in memory."""

import secrets

from shared.people.person.address import Address, Channel, email
from shared.people.person.model import Person
from shared.platform.records.sealed import Slot
from shared.rights.requests.deadlines import RightsClock
from shared.rights.requests.log import Entry
from shared.rights.requests.model import (
    Right,
    RightsSource,
)
from tests.unit.people.region import Region

JANE = "a" * 32
HOME = Address(Channel.EMAIL, "jane@example.org")


class Place(Region):
    """A region with one person."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.outbox = self.instance(), self.platform.outbox
        self.log, self.standings = self.one.rights_log, self.one.restrictions
        self.sealed, self.desk = self.one.sealed_requests, self.one.rights_desk

    def clock_of_requests(self) -> RightsClock:
        """Return the clock of the requests."""
        return self.one.rights_clock

    async def settle(self, *, address: str | None = HOME.value) -> None:
        """Let the person move in."""
        await self.one.person_keys.make(JANE)
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
