"""Parts: the versions of the policy, of which nothing is about anyone."""

from functools import cached_property, partial
from typing import TYPE_CHECKING

from shared.privacy.databases import Database
from shared.setup.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.people.policies.announcements import Announcements
    from shared.people.policies.dated import DatedPolicies
    from shared.people.policies.model import Policy
    from shared.setup.settings import Settings


class PolicyParts(Parts):
    """What is shown to anybody. No store is built before a version waits for its evidence."""

    @cached_property
    def policies(self) -> "DatedPolicies":
        """The versions of the policy in this region."""
        from shared.people.policies.dated import DatedPolicies

        versions = published(self.platform.settings)
        return DatedPolicies(versions, lambda: self._announcements, self.clock)

    @cached_property
    def _announcements(self) -> "Announcements":
        from shared.people.policies.announcements import Announcements

        return Announcements(self.platform.documents(Database.DATA))


def published(settings: "Settings") -> "Callable[[], tuple[Policy, ...]]":
    """Return what reads the versions as they are published, the first one first."""
    from shared.people.policies.versions import policies

    folder = settings.policies
    return policies if folder is None else partial(policies, folder)
