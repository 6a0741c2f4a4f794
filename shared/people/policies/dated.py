"""Which version is in force, and which comes next: of files, and of evidence where one waits."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from shared.kernel.clock import Clock, midnight_of
from shared.kernel.errors import NotFoundError
from shared.people.policies.contract import NUMBER
from shared.people.policies.model import Announcement, Policy, effects

if TYPE_CHECKING:
    from shared.people.policies.announcements import Announcements

_LOOK_AGAIN = timedelta(minutes=5)
_NUMBER = re.compile(NUMBER)


@dataclass(frozen=True, slots=True)
class Dated:
    """A version, and when it takes effect; None: not known yet."""

    policy: Policy
    effect: datetime | None


class DatedPolicies:
    """The versions of the policy as a region shows them."""

    def __init__(
        self,
        versions: Callable[[], tuple[Policy, ...]],
        announcements: "Callable[[], Announcements]",
        clock: Clock,
    ) -> None:
        """Begin.

        Args:
            versions: Returns those of the release, the first one first.
            announcements: Returns what knows how far each was made known: asked for when that
                decides about a version, and never before.
            clock: The clock.
        """
        self._versions, self._clock = versions, clock
        self._announcements = announcements
        self._known: Mapping[int, Announcement] = {}
        self._looked: datetime | None = None
        self._of_today: tuple[date, Dated] | None = None
        """The version in force on a day, if only files decide about it: by midnights (UTC)."""

    async def published(self) -> list[Dated]:
        """Return the versions that may be read by now, the first one first, which always may.

        How far the next ones were announced is looked up at most every five minutes: a version
        that nobody was told of, as most are, costs no read at all.
        """
        now = self._clock.now()
        first, *later = self._versions()
        found = [first, *(one for one in later if midnight_of(one.published) <= now)]
        cutting = [one.version for one in found if one.cuts_rights]
        if cutting and not (self._looked and timedelta(0) <= now - self._looked < _LOOK_AGAIN):
            self._known, self._looked = await self._announcements().of(cutting), now
        dates = effects(found, self._known)
        return [Dated(one, dates[one.version]) for one in found]

    async def in_force(self) -> Dated:
        """Return the version in force."""
        now = self._clock.now()
        if self._of_today is not None and self._of_today[0] == now.date():
            return self._of_today[1]
        first, *later = await self.published()
        begun = [one for one in later if one.effect is not None and one.effect <= now]
        force = [first, *begun][-1]
        if not any(one.policy.cuts_rights for one in later):  # nothing waits for evidence
            self._of_today = now.date(), force
        return force

    async def upcoming(self) -> Dated | None:
        """Return the version that takes effect next; None: none is announced."""
        force = (await self.in_force()).policy.version
        return next((one for one in await self.published() if one.policy.version > force), None)

    async def get(self, version: int) -> Dated:
        """Return a version that may be read by now. Raises NotFoundError if there is none."""
        for one in await self.published():
            if one.policy.version == version:
                return one
        raise NotFoundError

    async def named(self, name: str) -> Dated:
        """Return a version by its number as a path has it. Raises NotFoundError as ``get``."""
        if not _NUMBER.fullmatch(name):
            raise NotFoundError
        return await self.get(int(name))
