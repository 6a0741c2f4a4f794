"""What the function ``policy_notices`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.kernel.clock import Clock
    from shared.people.person.model import Person
    from shared.people.policies.announcements import Announcements
    from shared.people.policies.notifications import PolicyTelling
    from shared.people.policies.policies import Policies
    from shared.platform.records.port import Documents
    from shared.platform.records.sealed import SealedRecords


class Deps(Protocol):
    """What the function ``policy_notices`` may use."""

    @property
    def policies(self) -> "Policies":
        """The versions of the policy."""
        ...

    @property
    def announcements(self) -> "Announcements":
        """How far each version has been made known."""
        ...

    @property
    def policy_telling(self) -> "PolicyTelling":
        """What writes to people about a version."""
        ...

    @property
    def people(self) -> "SealedRecords[str, Person]":
        """Each person's record."""
        ...

    @property
    def data(self) -> "Documents":
        """The database of people's records."""
        ...

    @property
    def clock(self) -> "Clock":
        """The clock."""
        ...
