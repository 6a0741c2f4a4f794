"""The composition root of what concerns people. See ``shared/setup/platform.py``."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from shared.people.accounts.accounts import Accounts
from shared.people.accounts.codes import SignInCodes
from shared.people.accounts.devices import Device, Devices
from shared.people.accounts.identities import Identities, LinkedIdentity
from shared.people.accounts.known_devices import KnownDevice, KnownDevices
from shared.people.accounts.nonces import Nonces
from shared.people.accounts.own_sessions import OwnSessions
from shared.people.accounts.preferences import PreferenceRecords, Preferences
from shared.people.accounts.profiles import Profiles
from shared.people.accounts.proofs import UsedProofs
from shared.people.accounts.providers import PROVIDERS, issuers
from shared.people.accounts.quick_login import QuickLogins, Trusted
from shared.people.accounts.second_proofs import SecondProofs
from shared.people.accounts.sessions import Sessions
from shared.people.accounts.stored_replies import StoredReplies, StoredReply
from shared.people.person.disclosures import Disclosure, Disclosures
from shared.people.person.keys import PersonKeys
from shared.people.person.model import Person, Session
from shared.people.person.rate_limits import CountedLimits, LiftedLimits, PeopleLimits
from shared.people.person.subject_data import Store, stores
from shared.people.portraits.portraits import Portraits
from shared.platform.records.indexes import BlindIndexes
from shared.platform.records.sealed import SealedRecords
from shared.platform.suppliers.register import register
from shared.platform.vault.keyring import KeyringHolder
from shared.platform.vault.uses import Use
from shared.privacy.describe import Database, Record
from shared.setup.objects import objects
from shared.setup.platform import clock, documents, keyring, published_keys, region, wall_clock
from shared.setup.reach import People, Profile
from shared.setup.settings import settings

if TYPE_CHECKING:
    from shared.people.accounts.notices import Notices
    from shared.people.consents.consents import Consents
    from shared.people.consents.visitor_consents import VisitorConsents
    from shared.people.messages.sender import Sender
    from shared.people.policies.notifications import PolicyTelling
    from shared.people.policies.policies import Policies


R = TypeVar("R", bound=Record)


@cache
def people() -> People:
    """Return what the function ``registration`` can reach."""
    given = settings()
    return People(
        region=given.region,
        base_url_of=given.base_url_of,
        policies=_policies,
        policy_telling=_policy_telling,
        codes=sign_in_codes,
        nonces=nonces,
        quick_logins=quick_logins,
        accounts=accounts,
        sessions=sessions,
        own_sessions=own_sessions,
        sender=_sender,
        disclosures=disclosures,
        notices=_notices,
        consents=_consents,
        visitors=_visitors,
    )


def _consents() -> "Consents":
    from shared.setup.consents import consents  # noqa: PLC0415 - when somebody decides

    return consents()


def _sender() -> "Sender":
    from shared.setup.messages import sender  # noqa: PLC0415 - when somebody is written to

    return sender()


def _notices() -> "Notices":
    from shared.setup.messages import notices  # noqa: PLC0415 - as above

    return notices()


def _visitors() -> "VisitorConsents":
    from shared.setup.consents import visitors  # noqa: PLC0415 - when a token comes along

    return visitors()


def _policy_telling() -> "PolicyTelling":
    from shared.setup.policies import policy_telling  # noqa: PLC0415 - while one is announced

    return policy_telling()


def _policies() -> "Policies":
    from shared.setup.policies import policies  # noqa: PLC0415 - it imports from here

    return policies()


@cache
def profile() -> Profile:
    """Return what the function ``profile`` can reach."""
    given = settings()
    return Profile(
        region=given.region,
        base_url_of=given.base_url_of,
        own_sessions=own_sessions,
        profiles=profiles,
        codes=sign_in_codes,
        quick_logins=quick_logins,
        identities=identities,
        notices=_notices,
        devices=devices,
        preferences=preferences,
        disclosures=disclosures,
        portraits=portraits,
        second=second_proofs,
    )


@cache
def profiles() -> Profiles:
    """Return people's own data."""
    return Profiles(of_people(Person), used_proofs(), documents(Database.DATA), person_keys())


@cache
def devices() -> Devices:
    """Return people's devices."""
    return Devices(of_people(Device), clock())


@cache
def preferences() -> PreferenceRecords:
    """Return people's preferences."""
    return PreferenceRecords(of_people(Preferences))


@cache
def disclosures() -> Disclosures:
    """Return people's access logs."""
    records, store = of_people(Disclosure), documents(Database.DATA)
    return Disclosures(records, store, person_keys(), clock(), register())


@cache
def portraits() -> Portraits:
    """Return people's portraits."""
    return Portraits(objects(), person_keys())


@cache
def people_keyring() -> KeyringHolder:
    """Return the holder of the people keyring."""
    return keyring(Use.PEOPLE)


@cache
def person_keys() -> PersonKeys:
    """Return the keys of this region's people."""
    return PersonKeys(
        people_keyring(),
        documents(Database.KEYS),
        clock(),
        region=region(),
        lookups=keyring(Use.LOOKUPS),
    )


def of_people(record: type[R]) -> SealedRecords[str, R]:
    """Return the records of one class that this region's people own."""
    return SealedRecords(record, documents(Database.DATA), person_keys(), clock())


@cache
def held() -> Sequence[Store]:
    """Return everything that people own, by the map."""
    from shared.rights.inventory import records  # noqa: PLC0415 - who walks needs them all

    return stores(records(), documents(Database.DATA), person_keys(), clock())


@cache
def sign_in_codes() -> SignInCodes:
    """Return the codes by which people sign in."""
    given = settings()
    return SignInCodes(
        documents(Database.DATA),
        keyring(Use.LIMITS),
        clock(),
        limits(),
        known_devices(),
        sms_per_hour=given.sms_per_hour,
        mail_per_hour=given.mail_per_hour,
        spaced=given.limited,
    )


@cache
def known_devices() -> KnownDevices:
    """Return the devices on which people have signed in."""
    store, people = documents(Database.DATA), keyring(Use.LOOKUPS)
    index = BlindIndexes(Person, store, people)
    records, macs = of_people(KnownDevice), keyring(Use.SESSIONS)
    return KnownDevices(records, index, store, macs, clock(), region=region())


@cache
def second_proofs() -> SecondProofs:
    """Return by what else people show that an idle phone number is still theirs."""
    return SecondProofs(known_devices(), keyring(Use.SESSIONS))


@cache
def limits() -> PeopleLimits:
    """Return the limits around people's accounts."""
    if not settings().limited:
        return LiftedLimits()
    return CountedLimits(documents(Database.DATA), keyring(Use.LIMITS), clock())


@cache
def used_proofs() -> UsedProofs:
    """Return the proofs that were used."""
    return UsedProofs(documents(Database.DATA), clock())


@cache
def nonces() -> Nonces:
    """Return the nonces of quick login."""
    return Nonces(keyring(Use.SESSIONS), clock(), documents(Database.DATA), limits())


@cache
def quick_logins() -> QuickLogins:
    """Return the quick logins that are on."""
    from shared.platform.oidc import TokenVerifier  # noqa: PLC0415 - when a token is verified

    on = settings().quick_login
    trusted: dict[str, Trusted] = {}
    for row in PROVIDERS:
        if (terms := on.get(row.id)) is not None:
            fetch, known = published_keys(row.supplier, terms.keys), issuers(row, terms.issuer)
            verifier = TokenVerifier(known, terms.audiences, fetch, wall_clock())
            trusted[row.id] = Trusted(terms.issuer, verifier, row.hashed_nonce)
    return QuickLogins(trusted, nonces(), limits())


@cache
def identities() -> Identities:
    """Return the identities that people have linked."""
    store, keys = documents(Database.DATA), person_keys()
    return Identities(
        records=of_people(LinkedIdentity),
        people=of_people(Person),
        used=used_proofs(),
        keys=keys,
        documents=store,
        clock=clock(),
    )


@cache
def sessions() -> Sessions:
    """Return people's sessions."""
    store = documents(Database.DATA)
    records = of_people(Session)
    return Sessions(
        records,
        store,
        person_keys(),
        keyring(Use.SESSIONS),
        clock(),
        region=region(),
        policy=_policies(),
    )


@cache
def own_sessions() -> OwnSessions:
    """Return people's sessions, as each sees theirs."""
    return OwnSessions(of_people(Session), documents(Database.DATA))


@cache
def accounts() -> Accounts:
    """Return people's accounts."""
    from shared.setup.origins import origins  # noqa: PLC0415 - it imports from here

    return Accounts(
        people=of_people(Person),
        keys=person_keys(),
        identities=identities(),
        sessions=sessions(),
        devices=known_devices(),
        second=second_proofs(),
        own_sessions=own_sessions(),
        origins=origins(),
        used=used_proofs(),
        limits=limits(),
        clock=clock(),
    )


@cache
def replies() -> StoredReplies:
    """Return the replies to requests with an idempotency key."""
    store = documents(Database.DATA)
    records = of_people(StoredReply)
    return StoredReplies(records, store, keyring(Use.LIMITS), clock())
