"""What each function can reach: all that it is given, and nothing else. The wiring builds it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.carriers.choice import choose
from shared.carriers.port import AggregatorPort, CarrierPort
from shared.clock import Clock

if TYPE_CHECKING:
    from shared.consents.consents import Consents
    from shared.consents.gate import ConsentGate
    from shared.consents.unsubscribe import UnsubscribeLinks
    from shared.consents.visitors import VisitorConsents
    from shared.erasure.asking import ErasureAsking
    from shared.erasure.erasures import Erasures
    from shared.erasure.replay import StopReplay
    from shared.erasure.worker import ErasureWorker
    from shared.exports.exports import Exports
    from shared.exports.links import Links
    from shared.follows.follows import Follows
    from shared.jobs.port import Jobs
    from shared.messages.sender import Sender
    from shared.nightly.runs import NightlyRuns
    from shared.nightly.worker import NightlyWorker
    from shared.objects.port import Objects
    from shared.people.accounts import Accounts
    from shared.people.codes import SignInCodes
    from shared.people.devices import Devices
    from shared.people.disclosures import Disclosures
    from shared.people.every_session import EverySession
    from shared.people.held import Store
    from shared.people.identities import Identities
    from shared.people.model import Person
    from shared.people.nonces import Nonces
    from shared.people.notices import Notices
    from shared.people.origins import Origins
    from shared.people.own_sessions import OwnSessions
    from shared.people.preferences import PreferenceRecords
    from shared.people.profiles import Profiles
    from shared.people.quick_login import QuickLogins
    from shared.people.resealing import Resealing
    from shared.people.rotation import KeyRotation
    from shared.people.second_proofs import SecondProofs
    from shared.people.sessions import Sessions
    from shared.policies.announcements import Announcements
    from shared.policies.policies import Policies
    from shared.policies.telling import PolicyTelling
    from shared.portraits.portraits import Portraits
    from shared.records.port import Documents
    from shared.records.sealed import SealedRecords
    from shared.rights.desk import RightsDesk
    from shared.rights.due import RightsClock
    from shared.rights.standings import Standings
    from shared.shipments.lookup import ShipmentLookup
    from shared.shipments.news import ShipmentNews
    from shared.staff.holdings import Holdings
    from shared.staff.looks import Looks
    from shared.staff.unmaskings import Unmaskings
    from shared.usage.usage import Usage
    from shared.vault.keyring import KeyringHolder


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
class Following(Tracking):
    """What the function ``follows`` can reach: what tracking can, and what people follow."""

    follows: "Callable[[], Follows]"
    disclosures: "Callable[[], Disclosures]"
    origins: "Callable[[], Origins]"


@dataclass(frozen=True, slots=True)
class People:
    """What the function ``registration`` can reach."""

    region: str
    base_url_of: Callable[[str], str | None]
    policies: "Callable[[], Policies]"
    policy_telling: "Callable[[], PolicyTelling]"
    codes: "Callable[[], SignInCodes]"
    nonces: "Callable[[], Nonces]"
    quick_logins: "Callable[[], QuickLogins]"
    accounts: "Callable[[], Accounts]"
    sessions: "Callable[[], Sessions]"
    own_sessions: "Callable[[], OwnSessions]"
    sender: "Callable[[], Sender]"
    disclosures: "Callable[[], Disclosures]"
    notices: "Callable[[], Notices]"
    consents: "Callable[[], Consents]"
    visitors: "Callable[[], VisitorConsents]"


@dataclass(frozen=True, slots=True)
class Profile:
    """What the function ``profile`` can reach."""

    region: str
    base_url_of: Callable[[str], str | None]
    own_sessions: "Callable[[], OwnSessions]"
    profiles: "Callable[[], Profiles]"
    codes: "Callable[[], SignInCodes]"
    quick_logins: "Callable[[], QuickLogins]"
    identities: "Callable[[], Identities]"
    notices: "Callable[[], Notices]"
    devices: "Callable[[], Devices]"
    preferences: "Callable[[], PreferenceRecords]"
    disclosures: "Callable[[], Disclosures]"
    portraits: "Callable[[], Portraits]"
    second: "Callable[[], SecondProofs]"


@dataclass(frozen=True, slots=True)
class Consenting:
    """What the function ``consents`` can reach."""

    region: str
    base_url_of: Callable[[str], str | None]
    gate: "Callable[[], ConsentGate]"
    consents: "Callable[[], Consents]"
    visitors: "Callable[[], VisitorConsents]"
    usage: "Callable[[], Usage]"
    unsubscribe: "Callable[[], UnsubscribeLinks]"
    clock: Clock


@dataclass(frozen=True, slots=True)
class Policing:
    """What the function ``policies`` can reach."""

    region: str
    policies: "Callable[[], Policies]"


@dataclass(frozen=True, slots=True)
class Announcing:
    """What the function ``policy_notices`` can reach."""

    policies: "Callable[[], Policies]"
    announcements: "Callable[[], Announcements]"
    telling: "Callable[[], PolicyTelling]"
    people: "Callable[[], SealedRecords[str, Person]]"
    documents: "Callable[[], Documents]"
    clock: Clock


@dataclass(frozen=True, slots=True)
class Deletion:
    """What the function ``deletion`` can reach."""

    erasures: "Callable[[], Erasures]"
    asking: "Callable[[], ErasureAsking]"


@dataclass(frozen=True, slots=True)
class Staffed:
    """What the function ``staff`` can reach."""

    people: "Callable[[], SealedRecords[str, Person]]"
    looks: "Callable[[], Looks]"
    unmaskings: "Callable[[], Unmaskings]"
    holdings: "Callable[[], Holdings]"
    consents: "Callable[[], Consents]"
    erasures: "Callable[[], Erasures]"
    sessions: "Callable[[], EverySession]"
    notices: "Callable[[], Notices]"
    jobs: "Callable[[], Jobs]"
    requests: "Callable[[], RightsDesk]"
    standings: "Callable[[], Standings]"
    clock: Clock


@dataclass(frozen=True, slots=True)
class DeletionWork:
    """What the function ``deletion_worker`` can reach."""

    worker: "Callable[[], ErasureWorker]"
    clock: Clock


@dataclass(frozen=True, slots=True)
class StopsReplay:
    """What the function ``replay_stops`` can reach."""

    replay: "Callable[[], StopReplay]"
    clock: Clock


@dataclass(frozen=True, slots=True)
class Exporting:
    """What the function ``exports`` can reach."""

    exports: "Callable[[], Exports]"
    links: "Callable[[], Links]"
    jobs: "Callable[[], Jobs]"
    profiles: "Callable[[], Profiles]"
    notices: "Callable[[], Notices]"


@dataclass(frozen=True, slots=True)
class ExportWork:
    """What the function ``export_worker`` can reach."""

    region: str
    exports: "Callable[[], Exports]"
    archives: "Callable[[], Objects]"
    stores: "Callable[[], Sequence[Store]]"
    """Everything that people own, by the map."""
    portraits: "Callable[[], Portraits]"
    profiles: "Callable[[], Profiles]"
    notices: "Callable[[], Notices]"
    clock: Clock


@dataclass(frozen=True, slots=True)
class Rotation:
    """What the function ``rewrap`` can reach."""

    people: "Callable[[], KeyringHolder]"
    others: "Callable[[], Sequence[KeyringHolder]]"
    keys: "Callable[[], KeyRotation]"
    clock: Clock


@dataclass(frozen=True, slots=True)
class Resealed:
    """What the function ``reseal`` can reach."""

    people: "Callable[[], KeyringHolder]"
    keys: "Callable[[], KeyRotation]"
    all: "Callable[[], Resealing]"
    clock: Clock


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
class Nightly:
    """What the function ``anonymise_nightly`` can reach."""

    runs: "Callable[[], NightlyRuns]"
    erasures: "Callable[[], Erasures]"
    jobs: "Callable[[], Jobs]"
    rights: "Callable[[], RightsClock]"
    clock: Clock


@dataclass(frozen=True, slots=True)
class NightlyPartWork:
    """What the function ``anonymise_shard`` can reach."""

    worker: "Callable[[], NightlyWorker]"
    clock: Clock
