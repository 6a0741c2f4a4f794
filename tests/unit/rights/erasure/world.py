"""A region where people are erased."""

import json
from datetime import timedelta
from typing import Any

from functions.deletion_worker.entry import _edge
from shared.kernel.clock import Deadline
from shared.parcels.follows.model import Follow
from shared.people.accounts.accounts import Details, Entered
from shared.people.accounts.devices import Device
from shared.people.accounts.identities import LinkedIdentity
from shared.people.consents.consents import Consents
from shared.people.consents.model import Choice, ConsentRecord, ConsentState, Method
from shared.people.person.address import email
from shared.people.person.keys import PersonKeys
from shared.people.person.model import By
from shared.people.person.restrictions import Standings
from shared.people.person.stop_ledger import StopLedger
from shared.people.person.subject_data import stores
from shared.people.portraits.portraits import Portraits
from shared.platform.records.query_batching import BatchedQueries
from shared.platform.records.sealed import SealedRecords
from shared.platform.vault.uses import Use, declared
from shared.rights.erasure.erasures import Erasures
from shared.rights.erasure.evidence import EvidenceKeys
from shared.rights.erasure.model import Evidence
from shared.rights.erasure.replay import Stopping, StopReplay
from shared.rights.erasure.steps import Steps
from shared.rights.erasure.worker import ErasureWorker
from shared.rights.inventory import records
from shared.rights.statistics.contributions import Leaving
from shared.rights.statistics.model import Contribution
from shared.rights.statistics.months import MonthKeys, Months
from tests.unit.people.portraits.pictures import picture
from tests.unit.people.region import HERE, checked, given
from tests.unit.rights.exports.world import ExportRegion, nothing


class Erasing(ExportRegion):
    """A region where somebody is erased."""

    def erasures(self) -> Erasures:
        """Return the erasures as one more instance sees them."""
        return Erasures(self.keys, StopLedger(self.keys, self.clock), self.clock)

    def steps(self) -> Steps:
        """Return what one more instance erases."""
        keys = PersonKeys(
            self.keyring(),
            self.keys,
            self.clock,
            region=self.region,
            lookups=self.keyring_of(Use.LOOKUPS),
            past_tombstones=True,
        )
        held = stores(records(), self.data, keys, self.clock)
        evidence: SealedRecords[str, Evidence] = SealedRecords(
            Evidence, self.data, EvidenceKeys(self.keyring_of(Use.EVIDENCE)), self.clock
        )
        queries = BatchedQueries(self.data)
        return Steps(
            stores=held,
            data=self.data,
            queries=queries,
            keys=self.keys,
            person_keys=keys,
            portraits=Portraits(self.sealed, keys),
            exports=self.exports(),
            evidence=evidence,
            leaving=self.leaving(keys, queries),
            clock=self.clock,
        )

    def leaving(self, keys: PersonKeys, queries: BatchedQueries) -> Leaving:
        """Return who takes what survives, as one more instance."""
        states: SealedRecords[str, ConsentState] = SealedRecords(
            ConsentState, self.data, keys, self.clock
        )
        follows: SealedRecords[str, Follow] = SealedRecords(Follow, self.data, keys, self.clock)
        return Leaving(states, follows, queries, self.months())

    def month_keys(self) -> MonthKeys:
        """Return the keys of open months as one more instance."""
        return MonthKeys(self.keyring_of(Use.MONTHS), self.keys)

    def months(self) -> Months:
        """Return the cells as one more instance."""
        rows: SealedRecords[str, Contribution] = SealedRecords(
            Contribution, self.data, self.month_keys(), self.clock
        )
        return Months(rows, self.data, self.month_keys(), self.clock)

    def workers(self, settle: timedelta = timedelta(0)) -> ErasureWorker:
        """Return one more worker."""
        return ErasureWorker(self.erasures(), self.steps(), self.clock, settle=settle)

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
        await Portraits(self.sealed, one.keys).put(me, picture())
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
        return SealedRecords(record, self.data, self.instance().keys, self.clock)

    def consents(self) -> Consents:
        """Return what people have decided."""
        return Consents(
            records=self.records(ConsentRecord),
            states=self.records(ConsentState),
            people=self.instance().people,
            keys=self.instance().keys,
            stops=StopLedger(self.keys, self.clock),
            documents=self.data,
            clock=self.clock,
        )

    def standings(self) -> Standings:
        """Return how people's data stands, as one more instance."""
        return Standings(
            self.keys, StopLedger(self.keys, self.clock), self.instance().keys, self.clock
        )

    def replay(self) -> StopReplay:
        """Return who stops again what a restore revives, as one more instance."""
        ledger = StopLedger(self.keys, self.clock)
        stopping = Stopping(
            ledger,
            self.erasures(),
            self.workers(),
            self.steps(),
            self.consents(),
            self.standings(),
        )
        return StopReplay(stopping, self.data, self.clock)

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
