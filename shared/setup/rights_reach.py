"""What the function ``rights`` can reach. See ``shared/setup/reach.py``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.kernel.clock import Clock

if TYPE_CHECKING:
    from shared.people.accounts.codes import SignInCodes
    from shared.people.accounts.profiles import Profiles
    from shared.people.accounts.proofs import UsedProofs
    from shared.people.accounts.second_proofs import SecondProofs
    from shared.people.person.rate_limits import PeopleLimits
    from shared.platform.vault.port import IndexKey
    from shared.rights.requests.fulfilment import Carrying
    from shared.rights.requests.log import RightsLog
    from shared.rights.requests.notifications import RightsTelling
    from shared.rights.requests.sealed_details import SealedRequests


@dataclass(frozen=True, slots=True)
class RightsReach:
    """What the function ``rights`` can reach."""

    region: str
    base_url_of: Callable[[str], str | None]
    contact_domain: str
    inbound_mail_key: Callable[[], str | None]
    log: "Callable[[], RightsLog]"
    sealed: "Callable[[], SealedRequests]"
    carrying: "Callable[[], Carrying]"
    telling: "Callable[[], RightsTelling]"
    profiles: "Callable[[], Profiles]"
    limits: "Callable[[], PeopleLimits]"
    codes: "Callable[[], SignInCodes]"
    used: "Callable[[], UsedProofs]"
    second: "Callable[[], SecondProofs]"
    clock: Clock
    keys: "Callable[[], IndexKey]"
    wall_clock: Clock
    """Of what lies outside: the mail provider does not move with ours."""
