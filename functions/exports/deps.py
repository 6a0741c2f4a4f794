"""What the function ``exports`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.people.accounts.notices import Notices
    from shared.platform.jobs.port import Jobs
    from shared.rights.exports.exports import Exports
    from shared.rights.exports.links import Links


class Deps(Protocol):
    """What the function ``exports`` may use."""

    @property
    def exports(self) -> "Exports":
        """People's exports."""
        ...

    @property
    def export_links(self) -> "Links":
        """Links to them."""
        ...

    @property
    def jobs(self) -> "Jobs":
        """What is done later."""
        ...

    @property
    def notices(self) -> "Notices":
        """What people are told about their accounts."""
        ...
