"""What the function ``registration`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.people.accounts.accounts import Accounts
    from shared.people.accounts.codes import SignInCodes
    from shared.people.accounts.nonces import Nonces
    from shared.people.accounts.own_sessions import OwnSessions
    from shared.people.accounts.quick_login import QuickLogins
    from shared.people.accounts.sessions import Sessions
    from shared.people.consents.consents import Consents
    from shared.people.consents.visitor_consents import VisitorConsents
    from shared.people.messages.sender import Sender
    from shared.people.person.disclosures import Disclosures
    from shared.people.policies.notifications import PolicyTelling
    from shared.people.policies.policies import Policies


class Deps(Protocol):
    """What the function ``registration`` may use."""

    @property
    def region(self) -> str:
        """This region."""
        ...

    def base_url_of(self, region: str) -> str | None:
        """Return a region's address, if it is known."""
        ...

    @property
    def policies(self) -> "Policies":
        """The versions of the policy."""
        ...

    @property
    def policy_telling(self) -> "PolicyTelling":
        """What writes to people about a version."""
        ...

    @property
    def codes(self) -> "SignInCodes":
        """The codes by which people sign in."""
        ...

    @property
    def nonces(self) -> "Nonces":
        """The nonces of quick login."""
        ...

    @property
    def quick_logins(self) -> "QuickLogins":
        """The quick logins that are on."""
        ...

    @property
    def accounts(self) -> "Accounts":
        """People's accounts."""
        ...

    @property
    def sessions(self) -> "Sessions":
        """People's sessions."""
        ...

    @property
    def own_sessions(self) -> "OwnSessions":
        """People's sessions, as each sees theirs."""
        ...

    @property
    def sender(self) -> "Sender":
        """The one way to people."""
        ...

    @property
    def disclosures(self) -> "Disclosures":
        """Where it is written down whom data was given to."""
        ...

    @property
    def consents(self) -> "Consents":
        """What people have decided."""
        ...

    @property
    def visitor_consents(self) -> "VisitorConsents":
        """The tokens in which visitors keep what they have decided."""
        ...
