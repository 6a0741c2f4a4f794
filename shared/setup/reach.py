"""What each function can reach: all that it is given, and nothing else. The wiring builds it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.kernel.clock import Clock
from shared.parcels.carriers.choice import choose
from shared.parcels.carriers.port import AggregatorPort, CarrierPort

if TYPE_CHECKING:
    from shared.edge.consent_gate import ConsentGate
    from shared.parcels.follows.follows import Follows
    from shared.parcels.shipments.lookup import ShipmentLookup
    from shared.parcels.shipments.webhook_updates import ShipmentNews
    from shared.people.accounts.accounts import Accounts
    from shared.people.accounts.codes import SignInCodes
    from shared.people.accounts.devices import Devices
    from shared.people.accounts.identities import Identities
    from shared.people.accounts.nonces import Nonces
    from shared.people.accounts.notices import Notices
    from shared.people.accounts.origins import Origins
    from shared.people.accounts.own_sessions import OwnSessions
    from shared.people.accounts.preferences import PreferenceRecords
    from shared.people.accounts.profiles import Profiles
    from shared.people.accounts.quick_login import QuickLogins
    from shared.people.accounts.second_proofs import SecondProofs
    from shared.people.accounts.session_revocation import EverySession
    from shared.people.accounts.sessions import Sessions
    from shared.people.consents.consents import Consents
    from shared.people.consents.unsubscribe import UnsubscribeLinks
    from shared.people.consents.visitor_consents import VisitorConsents
    from shared.people.messages.sender import Sender
    from shared.people.person.disclosures import Disclosures
    from shared.people.person.model import Person
    from shared.people.person.restrictions import Standings
    from shared.people.person.subject_data import Store
    from shared.people.policies.announcements import Announcements
    from shared.people.policies.notifications import PolicyTelling
    from shared.people.policies.policies import Policies
    from shared.people.portraits.portraits import Portraits
    from shared.people.rotation.resealing import Resealing
    from shared.people.rotation.rotation import KeyRotation
    from shared.people.usage.usage import Usage
    from shared.platform.jobs.port import Jobs
    from shared.platform.objects.port import Objects
    from shared.platform.records.port import Documents
    from shared.platform.records.sealed import SealedRecords
    from shared.platform.vault.keyring import KeyringHolder
    from shared.rights.erasure.erasures import Erasures
    from shared.rights.erasure.intake import ErasureAsking
    from shared.rights.erasure.replay import StopReplay
    from shared.rights.erasure.worker import ErasureWorker
    from shared.rights.exports.exports import Exports
    from shared.rights.exports.links import Links
    from shared.rights.requests.deadlines import RightsClock
    from shared.rights.requests.desk import RightsDesk
    from shared.rights.retention.runs import NightlyRuns
    from shared.rights.retention.worker import NightlyWorker
    from shared.rights.staff.access_log import Looks
    from shared.rights.staff.subject_view import Holdings
    from shared.rights.staff.unmaskings import Unmaskings


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
