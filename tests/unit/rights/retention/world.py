"""A region whose nights pass in memory."""

from collections.abc import Sequence
from datetime import date, timedelta

from shared.kernel.clock import DAY, Deadline
from shared.people.accounts.inactivity_notices import InactivityNotices
from shared.people.messages.kinds import INACTIVITY
from shared.people.messages.port import Message
from shared.people.person.address import Address
from shared.platform.jobs.port import Topic
from shared.platform.suppliers.port import FetchOutcome, SupplierError
from shared.privacy.describe import Database
from shared.rights.inventory import records
from shared.rights.retention.archives import Archives
from shared.rights.retention.expired import Ended
from shared.rights.retention.inactive import Inactive, Means
from shared.rights.retention.model import RunProgress, names
from shared.rights.retention.month_closing import ClosedMonths
from shared.rights.retention.orphans import Orphans
from shared.rights.retention.report import Totals
from shared.rights.retention.runs import NightlyRuns
from shared.rights.retention.shard import RunStage
from shared.rights.retention.withdrawals import Withdrawals
from shared.rights.retention.worker import NightlyWorker
from tests.fakes import MemoryDocuments, MemoryJobs
from tests.unit.rights.erasure.world import Erasing


class Post:
    """A messenger that keeps what it is given."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.down = False
        self.refuses: set[str] = set()

    def serves(self, address: Address) -> bool:
        """Serve every address."""
        return bool(address)

    async def send(self, address: Address, message: Message) -> None:
        """Take a message."""
        assert message.kind is INACTIVITY
        if self.down:
            raise SupplierError(outcome=FetchOutcome.UNAVAILABLE)
        if address.value in self.refuses:
            raise SupplierError(outcome=FetchOutcome.BAD_ANSWER)
        self.sent.append((address.value, message.text))


class Nights(Erasing):
    """A region, and its nights."""

    def __init__(self) -> None:
        super().__init__()
        self.shipments = MemoryDocuments(f"projects/test/databases/{self.region}-shipments")
        self.post, self.jobs = Post(), MemoryJobs()
        self.begin = self.clock.now()

    @property
    def today(self) -> date:
        """The day that a run which begins now is of."""
        return self.clock.now().date()

    def runs(self) -> NightlyRuns:
        """Return the runs as one more instance sees them."""
        return NightlyRuns(self.data, self.clock)

    def stages(self) -> Sequence[RunStage]:
        """Return what one more instance does, in its order."""
        one = self.instance()
        databases = {
            Database.DATA: self.data,
            Database.KEYS: self.keys,
            Database.SHIPMENTS: self.shipments,
        }
        sender = one.sender(self.post)
        means = Means(
            data=self.data,
            people=one.people,
            notices=lambda: InactivityNotices(lambda: sender),
            erasures=self.erasures(),
            jobs=lambda: self.jobs,
        )
        return (
            Archives(self.data, lambda: self.archives),
            Ended(databases, records()),
            Orphans(self.keys, self.data),
            Withdrawals(self.data, records()),
            Inactive(means),
            ClosedMonths(self.month_keys(), self.months()),
        )

    def night_worker(self) -> NightlyWorker:
        """Return one more worker."""
        return NightlyWorker(self.runs(), self.stages(), lambda: self.jobs)

    def deadline(self, seconds: float = 420) -> Deadline:
        """Return when a worker stops."""
        return Deadline.after(self.clock, timedelta(seconds=seconds))

    async def night(self, *, dry: bool = False, seconds: float = 420) -> RunProgress:
        """Let a run of today pass, each part once; return how far it has come."""
        progress = await self.runs().begin(self.today, dry=dry)
        for part in progress.open:
            await self.night_worker().run(progress.run.run, part, self.deadline(seconds))
        return await self.runs().progress()

    async def erased(self) -> None:
        """Carry out every erasure that was asked for."""
        for topic, message in self.jobs.published:
            if topic is Topic.DELETION_WORKER:
                receipts = message["receipts"].split(",")
                await self.workers().run_all(receipts, self.deadline())
        self.jobs.published.clear()


def totals(progress: RunProgress) -> Totals:
    """Return what a run has done."""
    return Totals.of(progress, records())


def everything() -> list[str]:
    """Return the names of all parts."""
    return names()


WEEK = 7 * DAY
