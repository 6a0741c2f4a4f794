"""The composition root of what concerns people. See ``shared/wiring.py``."""

from functools import cache
from typing import TYPE_CHECKING

from shared.messages.messenger import Channels
from shared.messages.port import Messenger
from shared.messages.sms import SmsSender
from shared.objects.wiring import objects
from shared.people.accounts import Accounts
from shared.people.codes import SignInCodes
from shared.people.devices import Device, Devices
from shared.people.disclosures import Disclosure, Disclosures
from shared.people.identities import Identities, LinkedIdentity
from shared.people.keys import PersonKeys
from shared.people.limits import PeopleLimits
from shared.people.model import Person, Session
from shared.people.nonces import Nonces
from shared.people.notices import Notices
from shared.people.preferences import PreferenceRecords, Preferences
from shared.people.profiles import Profiles
from shared.people.proofs import UsedProofs
from shared.people.providers import PROVIDERS, issuers
from shared.people.quick_login import QuickLogins, Trusted
from shared.people.replies import StoredReplies, StoredReply
from shared.people.sessions import Sessions
from shared.portraits.portraits import Portraits
from shared.privacy.describe import Database
from shared.reach import People, Profile
from shared.records.sealed import SealedRecords
from shared.settings import settings
from shared.suppliers.mail import MailClient, MailTerms
from shared.suppliers.register import register
from shared.vault.keyring import KeyringHolder
from shared.wiring import clock, documents, keyring, published_keys, region, supplier

if TYPE_CHECKING:
    from shared.consents.consents import Consents
    from shared.consents.visitors import VisitorConsents


@cache
def people() -> People:
    """Return what the function ``registration`` can reach."""
    given = settings()
    return People(
        region=given.region,
        base_url_of=given.base_url_of,
        policy_version=given.policy_version,
        codes=sign_in_codes,
        nonces=nonces,
        quick_logins=quick_logins,
        accounts=accounts,
        sessions=sessions,
        messenger=messenger,
        notices=notices,
        consents=_consents,
        visitors=_visitors,
    )


def _consents() -> "Consents":
    from shared.consents.wiring import consents  # noqa: PLC0415 - when somebody decides

    return consents()


def _visitors() -> "VisitorConsents":
    from shared.consents.wiring import visitors  # noqa: PLC0415 - when a token comes along

    return visitors()


@cache
def profile() -> Profile:
    """Return what the function ``profile`` can reach."""
    given = settings()
    return Profile(
        region=given.region,
        base_url_of=given.base_url_of,
        profiles=profiles,
        codes=sign_in_codes,
        quick_logins=quick_logins,
        identities=identities,
        notices=notices,
        devices=devices,
        preferences=preferences,
        disclosures=disclosures,
        portraits=portraits,
    )


@cache
def profiles() -> Profiles:
    """Return people's own data."""
    store = documents(Database.DATA)
    return Profiles(SealedRecords(Person, store, person_keys(), clock()), used_proofs(), store)


@cache
def devices() -> Devices:
    """Return people's devices."""
    records = SealedRecords(Device, documents(Database.DATA), person_keys(), clock())
    return Devices(records, clock())


@cache
def preferences() -> PreferenceRecords:
    """Return people's preferences."""
    return PreferenceRecords(
        SealedRecords(Preferences, documents(Database.DATA), person_keys(), clock())
    )


@cache
def disclosures() -> Disclosures:
    """Return people's access logs."""
    records = SealedRecords(Disclosure, documents(Database.DATA), person_keys(), clock())
    return Disclosures(records, person_keys(), clock())


@cache
def portraits() -> Portraits:
    """Return people's portraits."""
    return Portraits(objects(), person_keys())


@cache
def people_keyring() -> KeyringHolder:
    """Return the holder of the people keyring."""
    return keyring("people", Database.DATA)


@cache
def person_keys() -> PersonKeys:
    """Return the keys of this region's people."""
    return PersonKeys(people_keyring(), documents(Database.KEYS), clock(), region=region())


@cache
def sign_in_codes() -> SignInCodes:
    """Return the codes by which people sign in."""
    given = settings()
    return SignInCodes(
        documents(Database.DATA),
        person_keys(),
        clock(),
        limits(),
        sms_per_hour=given.sms_per_hour,
        mail_per_hour=given.mail_per_hour,
    )


@cache
def limits() -> PeopleLimits:
    """Return the limits around people's accounts."""
    return PeopleLimits(documents(Database.DATA), person_keys(), clock())


@cache
def used_proofs() -> UsedProofs:
    """Return the proofs that were used."""
    return UsedProofs(documents(Database.DATA), clock())


@cache
def nonces() -> Nonces:
    """Return the nonces of quick login."""
    return Nonces(person_keys(), clock(), limits())


@cache
def quick_logins() -> QuickLogins:
    """Return the quick logins that are on."""
    from shared.web.oidc import TokenVerifier  # noqa: PLC0415 - when a token is verified

    on = settings().quick_login
    trusted: dict[str, Trusted] = {}
    for row in PROVIDERS:
        if (terms := on.get(row.id)) is not None:
            fetch, known = published_keys(row.supplier, terms.keys), issuers(row, terms.issuer)
            verifier = TokenVerifier(known, terms.audiences, fetch, clock())
            trusted[row.id] = Trusted(terms.issuer, verifier)
    return QuickLogins(trusted, nonces(), limits())


@cache
def identities() -> Identities:
    """Return the identities that people have linked."""
    store, keys = documents(Database.DATA), person_keys()
    return Identities(
        records=SealedRecords(LinkedIdentity, store, keys, clock()),
        people=SealedRecords(Person, store, keys, clock()),
        used=used_proofs(),
        keys=keys,
        documents=store,
        clock=clock(),
    )


@cache
def sessions() -> Sessions:
    """Return people's sessions."""
    store = documents(Database.DATA)
    records = SealedRecords(Session, store, person_keys(), clock())
    return Sessions(records, store, person_keys(), clock(), region=region())


@cache
def accounts() -> Accounts:
    """Return people's accounts."""
    store = documents(Database.DATA)
    return Accounts(
        people=SealedRecords(Person, store, person_keys(), clock()),
        keys=person_keys(),
        identities=identities(),
        sessions=sessions(),
        used=used_proofs(),
        limits=limits(),
        clock=clock(),
    )


@cache
def replies() -> StoredReplies:
    """Return the replies to requests with an idempotency key."""
    store = documents(Database.DATA)
    records = SealedRecords(StoredReply, store, person_keys(), clock())
    return StoredReplies(records, store, person_keys(), clock())


@cache
def messenger() -> Messenger:
    """Return the channels to people that are configured."""
    given, sms = settings(), None
    if given.sms_account is not None and given.sms_token is not None:
        sms = SmsSender(
            supplier("sms", given.sms_url, None),
            account=given.sms_account,
            token=given.sms_token.get_secret_value(),
            sender=given.sms_from,
            prefixes=given.sms_prefixes,
            clock=clock(),
        )
    return Channels(mail=_relay(), sender=given.mail_from, sms=sms, clock=clock())


@cache
def notices() -> Notices:
    """Return what people are told about their accounts."""
    given = settings()
    return Notices(
        messenger,
        limits(),
        clock(),
        mail_per_hour=given.mail_per_hour,
        sms_per_hour=given.sms_per_hour,
    )


def _relay() -> MailClient | None:
    given = settings()
    if given.smtp_host is None:
        return None
    password = given.smtp_password
    terms = MailTerms(
        host=given.smtp_host,
        port=given.smtp_port,
        region=given.region,
        user=given.smtp_user,
        password=password.get_secret_value() if password is not None else None,
        loopback=given.local_stack,
        off="mail" in given.suppliers_off,
    )
    return MailClient(register()["mail"], terms, clock())
