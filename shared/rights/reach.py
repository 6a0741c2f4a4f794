"""What the function ``rights`` can reach. See ``shared/reach.py``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.clock import Clock

if TYPE_CHECKING:
    from shared.people.codes import SignInCodes
    from shared.people.limits import PeopleLimits
    from shared.people.profiles import Profiles
    from shared.people.proofs import UsedProofs
    from shared.people.second_proofs import SecondProofs
    from shared.rights.carrying import Carrying
    from shared.rights.log import RightsLog
    from shared.rights.sealed import SealedRequests
    from shared.rights.telling import RightsTelling
    from shared.vault.port import IndexKey


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
