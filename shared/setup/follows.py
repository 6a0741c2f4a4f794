"""Parts: what people follow."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.setup.parcels import ParcelParts
from shared.setup.people import PeopleParts

if TYPE_CHECKING:
    from shared.parcels.follows.follows import Follows


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
