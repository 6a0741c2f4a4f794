"""What the function ``rights`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.kernel.clock import Clock
    from shared.people.accounts.codes import SignInCodes
    from shared.people.accounts.profiles import Profiles
    from shared.people.accounts.proofs import UsedProofs
    from shared.people.accounts.second_proofs import SecondProofs
    from shared.people.consents.consents import Consents
    from shared.people.messages.pauses import Pauses
    from shared.people.messages.return_paths import ReturnPaths
    from shared.people.person.rate_limits import PeopleLimits
    from shared.platform.vault.port import IndexKey
    from shared.rights.requests.fulfilment import Fulfilment
    from shared.rights.requests.log import RightsLog
    from shared.rights.requests.notifications import RightsTelling
    from shared.rights.requests.sealed_details import SealedRequests


class Deps(Protocol):
    """What the function ``rights`` may use."""

    @property
    def region(self) -> str:
        """This region."""
        ...

    def base_url_of(self, region: str) -> str | None:
        """Return a region's address, if it is known."""
        ...

    @property
    def contact_domain(self) -> str:
        """Of the contact address."""
        ...

    @property
    def inbound_mail_key(self) -> str | None:
        """By which the mail provider signs; None: no mail is taken."""
        ...

    @property
    def rights_log(self) -> "RightsLog":
        """The log of requests."""
        ...

    @property
    def sealed_requests(self) -> "SealedRequests":
        """What of requests is sealed."""
        ...

    @property
    def fulfilment(self) -> "Fulfilment":
        """What carries requests out."""
        ...

    @property
    def rights_telling(self) -> "RightsTelling":
        """Who tells people about their requests."""
        ...

    @property
    def return_paths(self) -> "ReturnPaths | None":
        """Where reports about news by mail come back to; None: nobody takes them."""
        ...

    @property
    def pauses(self) -> "Pauses":
        """What was reported of people's addresses."""
        ...

    @property
    def consents(self) -> "Consents":
        """What people have decided."""
        ...

    @property
    def profiles(self) -> "Profiles":
        """People's own data."""
        ...

    @property
    def limits(self) -> "PeopleLimits":
        """The limits around people's accounts."""
        ...

    @property
    def codes(self) -> "SignInCodes":
        """The codes by which people sign in."""
        ...

    @property
    def used_proofs(self) -> "UsedProofs":
        """The proofs that were used."""
        ...

    @property
    def second_proofs(self) -> "SecondProofs":
        """By what else people show that an idle phone number is still theirs."""
        ...

    @property
    def clock(self) -> "Clock":
        """The clock."""
        ...

    @property
    def person_keys(self) -> "IndexKey":
        """By which names are derived that tell nothing."""
        ...

    @property
    def wall_clock(self) -> "Clock":
        """The clock of what lies outside: the mail provider does not move with ours."""
        ...
