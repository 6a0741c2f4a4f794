"""What each function can reach: all that it is given, and nothing else. The wiring builds it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.carriers.choice import choose
from shared.carriers.port import AggregatorPort, CarrierPort
from shared.clock import Clock
from shared.privacy.describe import Database

if TYPE_CHECKING:
    from shared.messages.port import Messenger
    from shared.people.accounts import Accounts
    from shared.people.codes import SignInCodes
    from shared.people.nonces import Nonces
    from shared.people.notices import Notices
    from shared.people.quick_login import QuickLogins
    from shared.people.sessions import Sessions
    from shared.records.port import Documents
    from shared.shipments.lookup import ShipmentLookup
    from shared.shipments.news import ShipmentNews


@dataclass(frozen=True, slots=True)
class Tracking:
    """What the function ``tracking`` can reach."""

    carriers: Mapping[str, CarrierPort]
    aggregators: Sequence[AggregatorPort]
    lookup: "Callable[[], ShipmentLookup]"
    """Built when a number is looked up: detection and the catalogue need no client."""
    clock: Clock

    def whom(self, carrier: str) -> CarrierPort | None:
        """Return whom to ask about a carrier's parcels; None: nobody."""
        return choose(carrier, self.carriers, self.aggregators)


@dataclass(frozen=True, slots=True)
class People:
    """What the function ``registration`` can reach."""

    region: str
    base_url_of: Callable[[str], str | None]
    policy_version: str
    codes: "Callable[[], SignInCodes]"
    nonces: "Callable[[], Nonces]"
    quick_logins: "Callable[[], QuickLogins]"
    accounts: "Callable[[], Accounts]"
    sessions: "Callable[[], Sessions]"
    messenger: "Callable[[], Messenger]"
    notices: "Callable[[], Notices]"


@dataclass(frozen=True, slots=True)
class CarrierEvents:
    """What the function ``carrier_events`` can reach."""

    aggregators: Sequence[AggregatorPort]
    news: "Callable[[], ShipmentNews]"
    """Built when a push has been found genuine."""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What the function ``forget_nightly`` can reach."""

    aggregators: Sequence[AggregatorPort]
    news: "Callable[[], ShipmentNews]"
    clock: Clock


@dataclass(frozen=True, slots=True)
class Retention:
    """What the function ``anonymise_nightly`` can reach."""

    databases: "Mapping[Database, Documents]"
    clock: Clock
