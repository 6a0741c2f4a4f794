"""Parts: what people follow."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.setup.parcels import ParcelParts
from shared.setup.people import PeopleParts

if TYPE_CHECKING:
    from shared.parcels.follows.follows import Follows
    from shared.parcels.follows.telling import NewsTelling


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
            telling=self.news_telling,
            clock=self.clock,
        )

    @cached_property
    def news_telling(self) -> "NewsTelling":
        """Who writes what people are to be told of them."""
        from shared.parcels.follows.telling import NewsTelling

        return NewsTelling(self.outbox, self.person_keys, self.clock, restored=self.restored)
