"""What survives of parcels that end, or of who stayed away: counts, if the person agreed."""

from datetime import date

from shared.kernel.errors import RestrictedError
from shared.parcels.follows.model import MOST, Follow
from shared.people.consents.model import ConsentState
from shared.platform.records.query_batching import BatchedQueries
from shared.platform.records.sealed import SealedRecords
from shared.privacy.consent import allowed
from shared.privacy.notice import current
from shared.privacy.purposes import ANONYMOUS_STATISTICS, EVIDENCE, TRACKING
from shared.rights.statistics.model import CountedParcel
from shared.rights.statistics.months import Months

_UNKNOWN = "unknown"


class Leaving:
    """Takes what survives, before it is erased."""

    def __init__(
        self,
        states: SealedRecords[str, ConsentState],
        follows: SealedRecords[str, Follow],
        queries: BatchedQueries,
        months: Months,
    ) -> None:
        self._states, self._follows = states, follows
        self._queries, self._months = queries, months

    async def leave(self, person: str, mark: str, day: date) -> bool:
        """Count a person's parcels in a month, once; safe to repeat.

        Args:
            person: Whose.
            mark: A random name of their erasure.
            day: When it was begun.

        Returns:
            Whether anything survives: only with the person's consent, and unless their data is
            restricted.

        Raises:
            UnavailableError: Say it again.
        """
        if not await self._agreed(person):
            return False
        try:
            follows = await self._followed(person)
        except RestrictedError:  # stored only: nothing is taken of it
            return False
        parcels = [(f"{one.carrier}|{one.number}", _parcel(one)) for one in follows]
        return await self._months.add(mark, day, parcels)

    async def leave_one(self, person: str, follow: Follow, day: date) -> bool:
        """Count a parcel that is watched no more in a month, once; safe to repeat.

        Args:
            person: Whose.
            follow: Of the parcel.
            day: When its watch ended.

        Returns:
            Whether it survives: only with the person's consent as it stands now.

        Raises:
            UnavailableError: Say it again.
        """
        if not await self._agreed(person):
            return False
        what = f"{follow.carrier}|{follow.number}"
        return await self._months.add_one(person, day, what, _parcel(follow))

    async def take_back(self, mark: str, day: date) -> None:
        """Count somebody in no month after all, unless it is closed. Raises UnavailableError."""
        await self._months.remove(mark, day)

    async def _followed(self, person: str) -> list[Follow]:
        found = await self._queries.having(Follow.collection, "owner_id", person, MOST)
        slots = [await self._follows.opened(person, one, TRACKING) for one in found]
        return [one.record for one in slots if one.record is not None]

    async def _agreed(self, person: str) -> bool:
        state = (await self._states.look([(person, person)], EVIDENCE))[0].record
        decisions = state.decisions if state is not None else {}
        return allowed(ANONYMOUS_STATISTICS, decisions, current(), signal=False)


def _parcel(follow: Follow) -> CountedParcel:
    commodity = follow.commodity.value if follow.commodity else _UNKNOWN
    transit = follow.transit.value if follow.transit else _UNKNOWN
    return CountedParcel(token="", carrier=follow.carrier, commodity=commodity, transit=transit)
