"""What the function ``export_worker`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.kernel.clock import Clock
    from shared.people.accounts.notices import Notices
    from shared.people.accounts.profiles import Profiles
    from shared.people.person.subject_data import Store
    from shared.people.portraits.portraits import Portraits
    from shared.platform.objects.port import Objects
    from shared.rights.exports.exports import Exports


class Deps(Protocol):
    """What the function ``export_worker`` may use."""

    @property
    def region(self) -> str:
        """This region."""
        ...

    @property
    def exports(self) -> "Exports":
        """People's exports."""
        ...

    @property
    def archives(self) -> "Objects":
        """Where people's exports lie. Raises UnavailableError: it may not be reached."""
        ...

    @property
    def subject_data(self) -> "Sequence[Store]":
        """Everything that people own, by the map."""
        ...

    @property
    def portraits(self) -> "Portraits":
        """People's portraits."""
        ...

    @property
    def profiles(self) -> "Profiles":
        """People's own data."""
        ...

    @property
    def notices(self) -> "Notices":
        """What people are told about their accounts."""
        ...

    @property
    def clock(self) -> "Clock":
        """The clock."""
        ...
