"""A region whose nights pass in memory."""

from datetime import date, timedelta

from shared.kernel.clock import DAY, Deadline
from shared.platform.jobs.port import Topic
from shared.privacy.describe import Database
from shared.rights.inventory import records
from shared.rights.retention.model import RunProgress, names
from shared.rights.retention.report import Totals
from shared.rights.retention.runs import NightlyRuns
from shared.rights.retention.worker import NightlyWorker
from tests.unit.rights.erasure.world import Erasing


class Nights(Erasing):
    """A region, and its nights."""

    def __init__(self) -> None:
        super().__init__()
        self.shipments = self.platform.documents(Database.SHIPMENTS)
        self.post, self.jobs = self.platform.outbox, self.platform.jobs
        self.begin = self.clock.now()

    @property
    def today(self) -> date:
        """The day that a run which begins now is of."""
        return self.clock.now().date()

    def runs(self) -> NightlyRuns:
        """Return the runs as one more instance sees them."""
        return self.instance().nightly_runs

    def night_worker(self) -> NightlyWorker:
        """Return one more worker."""
        return self.instance().nightly_worker

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
