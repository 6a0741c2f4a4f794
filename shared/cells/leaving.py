"""What survives of a person who stayed away: their parcels as counts, if they agreed to that."""

from datetime import date

from shared.cells.model import Parcel
from shared.cells.months import Months
from shared.consents.model import ConsentState
from shared.errors import RestrictedError
from shared.follows.model import Follow
from shared.privacy.consent import allowed
from shared.privacy.notice import current
from shared.privacy.purposes import ANONYMOUS_STATISTICS, EVIDENCE, TRACKING
from shared.records.sealed import SealedRecords

_UNKNOWN = "unknown"


class Leaving:
    """Takes what survives, before the person is erased."""

    def __init__(
        self,
        states: SealedRecords[str, ConsentState],
        follows: SealedRecords[str, Follow],
        months: Months,
    ) -> None:
        self._states, self._follows, self._months = states, follows, months

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
            UnavailableError: It may or may not be done: say it again.
        """
        if not await self._agreed(person):
            return False
        try:
            parcels = [
                (f"{one.record.carrier}|{one.record.number}", _parcel(one.record))
                async for one in self._follows.each(person, TRACKING)
                if one.record is not None
            ]
        except RestrictedError:  # stored only: nothing is taken of it
            return False
        return await self._months.add(mark, day, parcels)

    async def _agreed(self, person: str) -> bool:
        state = (await self._states.look([(person, person)], EVIDENCE))[0].record
        decisions = state.decisions if state is not None else {}
        return allowed(ANONYMOUS_STATISTICS, decisions, current(), signal=False)


def _parcel(follow: Follow) -> Parcel:
    commodity = follow.commodity.value if follow.commodity else _UNKNOWN
    transit = follow.transit.value if follow.transit else _UNKNOWN
    return Parcel(token="", carrier=follow.carrier, commodity=commodity, transit=transit)
