"""Parts: what people follow."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.parcels.carriers.access import ROWS
from shared.privacy.databases import Database
from shared.setup.parcels import ParcelParts
from shared.setup.people import PeopleParts

if TYPE_CHECKING:
    from shared.parcels.follows.follows import Follows
    from shared.parcels.refresh.coordinator import Coordinator
    from shared.parcels.refresh.worker import PollTerms, RefreshWorker


class FollowParts(ParcelParts, PeopleParts):
    """Parcels, people, and who follows what."""

    @cached_property
    def follows(self) -> "Follows":
        """The follows of this region's people."""
        from shared.parcels.follows.follows import Follows
        from shared.parcels.follows.model import Follow

        return Follows(
            records=self.of_people(Follow),
            documents=self.data,
            keys=self.person_keys,
            limits=self.limits,
            clock=self.clock,
        )

    @cached_property
    def coordinator(self) -> "Coordinator":
        """Who hands out the follows that are due."""
        from shared.parcels.refresh.coordinator import Coordinator

        shipments = self.platform.documents(Database.SHIPMENTS)
        return Coordinator(self.data, shipments, self.platform.jobs, self.clock)

    @cached_property
    def refresh_worker(self) -> "RefreshWorker":
        """Who looks at them."""
        from shared.parcels.refresh.worker import RefreshWorker
        from shared.parcels.shipments.rings import Rings

        return RefreshWorker(
            self.follows,
            self.person_keys,
            self.shipment_lookup,
            self.disclosures,
            self.clock,
            rings=Rings(self.rings, self.platform.documents(Database.SHIPMENTS)),
            polls=self.platform.polls,
            whom=self.whom,
            terms=self._poll_terms,
        )

    def _poll_terms(self, supplier: str) -> "PollTerms":
        """Return what polling a supplier is bound to; asking an aggregator again costs nothing."""
        from shared.parcels.refresh.worker import PollTerms

        access = self.platform.settings.carriers.get(supplier)
        row = next((one for one in ROWS if one.code == supplier), None)
        if access is None or row is None:
            return PollTerms()
        daily = None if row.aggregator else access.daily_budget
        return PollTerms(daily, row.per_number, access.per_second)
