"""What the function ``policies`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.people.policies.dated import DatedPolicies


class Deps(Protocol):
    """What the function ``policies`` may use."""

    @property
    def region(self) -> str:
        """This region."""
        ...

    @property
    def policies(self) -> "DatedPolicies":
        """The versions of the policy."""
        ...
