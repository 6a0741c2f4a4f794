"""Parts: who looks at followed parcels in the background."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.parcels.carriers.access import ROWS
from shared.privacy.databases import Database
from shared.setup.erasure import ErasureParts
from shared.setup.follows import FollowParts

if TYPE_CHECKING:
    from shared.parcels.refresh.coordinator import Coordinator
    from shared.parcels.refresh.worker import PollTerms, RefreshWorker
    from shared.rights.statistics.contributions import Leaving


class RefreshParts(FollowParts, ErasureParts):
    """Who follows what, and what survives of it when it ends."""

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
            leave=self.leaving_by_rule.leave_one,
        )

    @cached_property
    def leaving_by_rule(self) -> "Leaving":
        """Who takes what survives of follows that end."""
        from shared.parcels.follows.model import Follow
        from shared.people.consents.model import ConsentState
        from shared.rights.statistics.contributions import Leaving

        states, follows = self.of_people(ConsentState), self.of_people(Follow)
        return Leaving(states, follows, self.batched_queries, self.months)

    def _poll_terms(self, supplier: str) -> "PollTerms":
        """Return what polling a supplier is bound to; asking an aggregator again costs nothing."""
        from shared.parcels.refresh.worker import PollTerms

        access = self.platform.settings.carriers.get(supplier)
        row = next((one for one in ROWS if one.code == supplier), None)
        if access is None or row is None:
            return PollTerms()
        daily = None if row.aggregator else access.daily_budget
        return PollTerms(daily, row.per_number, access.per_second)
