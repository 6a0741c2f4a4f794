"""The composition root of what concerns people. See ``shared/wiring.py``."""

from functools import cache

from shared.messages.messenger import Channels
from shared.messages.port import Messenger
from shared.messages.sms import SmsSender
from shared.people.accounts import Accounts
from shared.people.codes import SignInCodes
from shared.people.devices import Device, Devices
from shared.people.disclosures import Disclosure, Disclosures
from shared.people.keys import PersonKeys
from shared.people.model import Person, Session
from shared.people.preferences import PreferenceRecords, Preferences
from shared.people.profiles import Profiles
from shared.people.replies import StoredReplies, StoredReply
from shared.people.resealing import Resealing, Store
from shared.people.rotation import KeyRotation
from shared.people.sessions import Sessions
from shared.people.wrapping import KeyWrapping
from shared.portraits.portraits import Portraits
from shared.privacy.describe import Database
from shared.reach import People, Profile, Resealed, Rotation
from shared.records.sealed import SealedRecords
from shared.settings import settings
from shared.suppliers.mail import MailClient, MailTerms
from shared.suppliers.register import register
from shared.vault.keyring import KeyringHolder
from shared.wiring import clock, documents, keyring, objects, region, supplier


@cache
def people() -> People:
    """Return what the function ``registration`` can reach."""
    given = settings()
    return People(
        region=given.region,
        base_url_of=given.base_url_of,
        policy_version=given.policy_version,
        codes=sign_in_codes,
        accounts=accounts,
        sessions=sessions,
        messenger=messenger,
    )


@cache
def profile() -> Profile:
    """Return what the function ``profile`` can reach."""
    given = settings()
    return Profile(
        region=given.region,
        base_url_of=given.base_url_of,
        profiles=profiles,
        codes=sign_in_codes,
        messenger=messenger,
        devices=devices,
        preferences=preferences,
        disclosures=disclosures,
        portraits=portraits,
    )


@cache
def profiles() -> Profiles:
    """Return people's own data."""
    store = documents(Database.DATA)
    return Profiles(SealedRecords(Person, store, person_keys(), clock()), sign_in_codes(), store)


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
def rotation() -> Rotation:
    """Return what the function ``rewrap`` can reach."""
    return Rotation(people_keyring, shipments_keyring, key_rotation, clock())


@cache
def resealing() -> Resealed:
    """Return what the function ``reseal`` can reach."""
    return Resealed(people_keyring, key_rotation, resealing_of_all, clock())


@cache
def people_keyring() -> KeyringHolder:
    """Return the holder of the people keyring."""
    return keyring("people", Database.DATA)


@cache
def shipments_keyring() -> KeyringHolder:
    """Return the holder of the shipments keyring."""
    return keyring("shipments", Database.SHIPMENTS)


@cache
def key_rotation() -> KeyRotation:
    """Return people's keys as the jobs see them."""
    wrapping = KeyWrapping(people_keyring(), region())
    return KeyRotation(wrapping, documents(Database.KEYS), clock())


@cache
def resealing_of_all() -> Resealing:
    """Return everything sealed that people own, by the map."""
    from shared.privacy.catalogue import records  # noqa: PLC0415 - the job alone needs them all

    store = documents(Database.DATA)
    owned = [one for one in records() if one.owner == "a person" and one.sealed_fields()]
    return Resealing(
        [
            Store(one, SealedRecords(one, store, person_keys(), clock()))
            for one in owned
            if one.database is Database.DATA
        ],
        portraits(),
    )


@cache
def person_keys() -> PersonKeys:
    """Return the keys of this region's people."""
    return PersonKeys(people_keyring(), documents(Database.KEYS), clock(), region=region())


@cache
def sign_in_codes() -> SignInCodes:
    """Return the codes by which people sign in."""
    cap = settings().sms_per_hour
    return SignInCodes(documents(Database.DATA), person_keys(), clock(), sms_per_hour=cap)


@cache
def sessions() -> Sessions:
    """Return people's sessions."""
    store = documents(Database.DATA)
    records = SealedRecords(Session, store, person_keys(), clock())
    return Sessions(records, store, clock(), region=region())


@cache
def accounts() -> Accounts:
    """Return people's accounts."""
    store = documents(Database.DATA)
    return Accounts(
        people=SealedRecords(Person, store, person_keys(), clock()),
        keys=person_keys(),
        codes=sign_in_codes(),
        sessions=sessions(),
        documents=store,
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
