"""Close what the access log says of follows that ended. The follows go after that, with all else.

A supplier that was told of a parcel may be told again as long as somebody follows it: the line of
the access log goes on. Who stops following ends it (``functions/follows``); a follow whose watch
ended goes by itself, and so the night ends the line.
"""

from shared.parcels.follows.model import Follow
from shared.people.person.disclosures import Disclosures
from shared.platform.records.port import Documents
from shared.rights.retention.shard import ShardWork

_AT_ONCE = 100
"""Documents in one read."""


class EndedFollows:
    """The stage that writes down of ended follows that nobody is told anything more of them."""

    name = "followed"

    def __init__(self, data: Documents, disclosures: Disclosures) -> None:
        self._data, self._disclosures = data, disclosures

    async def run(self, work: ShardWork) -> None:
        """Write it down. Again is the same, and a dry run changes nothing."""
        async for page in work.pages(self._data, Follow.collection, size=_AT_ONCE):
            stored = await self._data.get([one.id for one in page])
            for one, found in zip(page, stored, strict=True):
                if work.dry or found is None or found.version != one.version:
                    continue  # followed anew this moment: it goes on
                await self._disclosures.all_ended(str(found.fields.get("owner_id")), one.id.name)
