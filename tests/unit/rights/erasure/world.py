"""A region where people are erased."""

import json
from datetime import timedelta
from typing import Any

from functions.deletion_worker.entry import _edge
from shared.kernel.clock import Deadline
from shared.people.accounts.accounts import Details, Entered
from shared.people.accounts.devices import Device
from shared.people.accounts.identities import LinkedIdentity
from shared.people.consents.choice import Choice, Method
from shared.people.consents.consents import Consents
from shared.people.person.address import email
from shared.people.person.model import By
from shared.people.person.restrictions import Standings
from shared.platform.records.sealed import SealedRecords
from shared.platform.vault.uses import declared
from shared.rights.erasure.erasures import Erasures
from shared.rights.erasure.replay import StopReplay
from shared.rights.erasure.steps import Steps
from shared.rights.erasure.worker import ErasureWorker
from shared.rights.statistics.months import MonthKeys, Months
from tests.unit.people.portraits.pictures import picture
from tests.unit.people.region import HERE, checked, given
from tests.unit.rights.exports.world import ExportRegion, nothing


class Erasing(ExportRegion):
    """A region where somebody is erased."""

    def erasures(self) -> Erasures:
        """Return the erasures as one more instance sees them."""
        return self.instance().erasures

    def steps(self) -> Steps:
        """Return what one more instance erases."""
        return self.instance().erasure_steps

    def month_keys(self) -> MonthKeys:
        """Return the keys of open months as one more instance."""
        return self.instance().month_keys

    def months(self) -> Months:
        """Return the cells as one more instance."""
        return self.instance().months

    def workers(self, settle: timedelta = timedelta(0)) -> ErasureWorker:
        """Return one more worker."""
        return self.instance(deletion_settle=settle).erasure_worker

    async def run(self, receipt: str) -> None:
        """Run a worker once."""
        deadline = Deadline.after(self.clock, timedelta(minutes=7))
        token = declared.set(_edge.keyrings)  # what the function has, and no other
        try:
            await self.workers().run(receipt, deadline)
        finally:
            declared.reset(token)

    async def live(self, name: str) -> Entered:
        """Register somebody who has something of many kinds."""
        one = self.instance()
        entered = await self.registered(name)
        me = entered.person_id
        for number in range(230):
            device = Device(owner_id=me, model=f"{name} {number}", added=self.clock.now())
            await self.records(Device).create(me, f"{me}d{number}", device)
        linked = LinkedIdentity(
            owner_id=me, provider=By.GOOGLE, account=f"google|{name}", linked=self.clock.now()
        )
        await self.records(LinkedIdentity).create(me, f"identity-of-{me[:6]}", linked)
        choice = Choice({"analytics": True}, 1, "en", Method.SETTINGS)
        await self.consents().decide(me, choice)
        await one.policies.showing(me, 1)
        await one.portraits.put(me, picture())
        export = await self.exports().ask(me, begun=nothing)
        await self.worker().prepare(me, export.id)
        return entered

    async def registered(self, name: str) -> Entered:
        """Register somebody who has nothing yet."""
        one = self.instance()
        address = email(f"{name}@example.org")
        code = await given(one, address, HERE)
        proof = await checked(one, address, code, HERE)
        details = Details(country="DE", policy_version="1", nickname=f"nick-{name}")
        return await one.accounts.register(proof, details, asker=HERE)

    def records(self, record: type[Any]) -> SealedRecords[str, Any]:
        """Return the records of a class."""
        return self.instance().of_people(record)

    def consents(self) -> Consents:
        """Return what people have decided."""
        return self.instance().consents

    def standings(self) -> Standings:
        """Return how people's data stands, as one more instance."""
        return self.instance().restrictions

    def replay(self) -> StopReplay:
        """Return who stops again what a restore revives, as one more instance."""
        return self.instance().stop_replay

    def left_of(self, entered: Entered) -> list[str]:
        """Return in which collections a person's id or name still stands, in clear."""
        found = []
        for one in [*self.data.stored.values(), *self.keys.stored.values()]:
            text = json.dumps([one.id.name, dict(one.fields)], default=str)
            if entered.person_id in text or (entered.person.nickname or "-") in text:
                found.append(one.id.collection)
        return sorted(set(found))

    def objects(self) -> int:
        """Return how many objects there are."""
        return len(self.sealed.stored) + len(self.archives.stored)
