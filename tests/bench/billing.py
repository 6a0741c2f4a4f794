"""The platform of a stack with every call to its databases counted, as Firestore would bill it."""

from collections.abc import Sequence

from infra.local.tools.bill import Billed, committed, counted, queried
from shared.platform.records.port import Committed, Document, DocumentId, Documents, Due, Write
from shared.privacy.describe import Database
from shared.setup.google_cloud import GoogleCloud
from shared.setup.settings import Settings


class Bill:
    """What was billed until now."""

    def __init__(self) -> None:
        self.total = Billed()
        self.ranges: list[tuple[str, str, str]] = []
        """What was asked for by ``due``: collection, first and last value."""

    def add(self, cost: Billed) -> None:
        """Add to it."""
        self.total += cost


class BilledDocuments:
    """A database whose answered calls are counted. See the port for what its methods promise."""

    def __init__(self, real: Documents, bill: Bill) -> None:
        self._real, self._bill = real, bill

    @property
    def root(self) -> str:
        """The database's full name."""
        return self._real.root

    async def get(self, ids: Sequence[DocumentId]) -> list[Document | None]:
        """Return documents: a read each, also of one that is not there."""
        came = await self._real.get(ids)
        self._bill.add(Billed(reads=len(ids)))
        return came

    async def commit(self, writes: Sequence[Write]) -> list[Committed]:
        """Apply writes."""
        came = await self._real.commit(writes)
        self._bill.add(committed(writes))
        return came

    async def having(
        self, collection: str, field: str, value: str, *, after: str = "", limit: int
    ) -> list[Document]:
        """Query: a read for each document, at least one."""
        came = await self._real.having(collection, field, value, after=after, limit=limit)
        self._bill.add(queried(came))
        return came

    async def having_any(
        self, collection: str, field: str, values: Sequence[str], *, limit: int
    ) -> list[Document]:
        """Query, as above."""
        came = await self._real.having_any(collection, field, values, limit=limit)
        self._bill.add(queried(came))
        return came

    async def listed(self, collection: str, *, after: str = "", limit: int) -> list[Document]:
        """Query, as above."""
        came = await self._real.listed(collection, after=after, limit=limit)
        self._bill.add(queried(came))
        return came

    async def count(self, collection: str, field: str, value: str) -> int:
        """Count: a read for each thousand, at least one."""
        came = await self._real.count(collection, field, value)
        self._bill.add(counted(came))
        return came

    async def due(  # noqa: PLR0913 - as the port says
        self,
        collection: str,
        first: str,
        last: str,
        *,
        after: Due | None = None,
        limit: int,
        field: str = "due",
    ) -> list[Due]:
        """Query, as above."""
        if after is None:
            self._bill.ranges.append((collection, first, last))
        came = await self._real.due(collection, first, last, after=after, limit=limit, field=field)
        self._bill.add(queried(came))
        return came


class BilledCloud(GoogleCloud):
    """A platform whose databases are counted together."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.bill = Bill()

    def documents(self, database: Database) -> Documents:
        """Return one of the region's databases, counted."""
        real = super().documents(database)
        return self._once(("billed", database), lambda: BilledDocuments(real, self.bill))
