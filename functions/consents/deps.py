"""What the function ``consents`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.edge.consent_gate import ConsentGate
    from shared.kernel.clock import Clock
    from shared.people.consents.consents import Consents
    from shared.people.consents.unsubscribe import UnsubscribeLinks
    from shared.people.consents.visitor_consents import VisitorConsents
    from shared.people.policies.policies import Policies
    from shared.people.usage.usage import Usage


class Deps(Protocol):
    """What the function ``consents`` may use."""

    @property
    def region(self) -> str:
        """This region."""
        ...

    def base_url_of(self, region: str) -> str | None:
        """Return a region's address, if it is known."""
        ...

    @property
    def consent_gate(self) -> "ConsentGate":
        """What whoever calls allows."""
        ...

    @property
    def consents(self) -> "Consents":
        """What people have decided."""
        ...

    @property
    def visitor_consents(self) -> "VisitorConsents":
        """The tokens in which visitors keep what they have decided."""
        ...

    @property
    def usage(self) -> "Usage":
        """What is collected under people's consents."""
        ...

    @property
    def policies(self) -> "Policies":
        """The versions of the policy."""
        ...

    @property
    def unsubscribe_links(self) -> "UnsubscribeLinks":
        """The links that stop a channel."""
        ...

    @property
    def clock(self) -> "Clock":
        """The clock."""
        ...
