"""Settings: read once from the environment, typed, bounded; all faults are told at once.

On Google Cloud (``K_SERVICE`` is set) everything that names a place must be given and nothing that
belongs to the local stack may be. Elsewhere the defaults are those of the local stack.
"""

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from shared.kernel.regions import REGIONS, Region
from shared.parcels.carriers.access import ROWS, Access, configured, is_secure, told
from shared.people.accounts import providers
from shared.setup.environment import fault_of, local_value, of_the_local_stack, read

Bucket = Annotated[str, Field(pattern=r"\A[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]\z")]
PublicKey = Annotated[str, Field(pattern=r"\A[A-Za-z0-9_-]{87}\z")]
Prefix = Annotated[str, Field(pattern=r"\A\+[1-9][0-9]{0,14}\z")]
_ORIGIN = re.compile(r"\Ahttps?://[^/]+\Z")


class SettingsError(Exception):
    """The environment cannot be used. The message names every fault, and no value."""


class Settings(BaseModel):
    """What an operator can set. The environment variable is the field's name in capitals."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    region: Region
    google_cloud_project: Annotated[str, Field(pattern=r"\A[a-z][a-z0-9-]{4,29}\z")]
    kms_location: Annotated[str, Field(pattern=r"\A[a-z0-9-]{2,32}\z")]

    bucket: Bucket
    """Of this region, for sealed objects."""
    archive_bucket: Bucket | None = None
    """Of this region, for people's exports."""
    link_account: Annotated[str, Field(max_length=200)] = ""
    """The service account that signs the links to them: the function's own."""
    link_key: SecretStr | None = None
    """Its private key. In the local stack only: on Google Cloud nobody has one."""

    firestore_emulator_host: str | None = None
    storage_emulator_host: str | None = None
    """With its scheme."""
    kms_emulator_host: str | None = None
    pubsub_emulator_host: str | None = None
    local_stack: bool = False
    """Allows the local clock header. Never in the cloud."""
    clock_ahead: timedelta = timedelta(0)
    """Seconds by which this process is ahead of time. In the local stack only."""
    rate_limits: Literal["on", "off"] = "on"
    """``off`` lifts every limit that ends by waiting: see ``limited``. In the local stack only."""

    trusted_hops: Annotated[int, Field(ge=0, le=5)]
    """How many trailing X-Forwarded-For entries our own proxies wrote (2 behind the load
    balancer): the client is the first of them. 0: the connection's peer is the client."""
    region_urls: Annotated[tuple[str, ...], Field(max_length=5)] = ()
    """Where each region's API is: ``eu=https://eu.api.example.com``."""
    cors_origins: Annotated[tuple[str, ...], Field(max_length=20)] = ()
    """Origins of the site: https, or loopback in the local stack."""
    requests_per_second: Annotated[float, Field(gt=0, le=1000)] = 20
    """Of one source at one instance, sustained."""
    requests_burst: Annotated[int, Field(ge=5, le=10_000)] = 60
    """At least what the largest query costs: 1 and a tenth for each of its 40 items."""
    uncached_per_source: Annotated[int, Field(ge=1, le=100_000)] = 200
    """Look-ups of one source and day that had to ask a carrier."""

    keyring_soft: Annotated[timedelta, Field(ge=timedelta(seconds=1), le=timedelta(hours=1))] = (
        timedelta(minutes=15)
    )
    """After this age the next request opens the keyring anew."""
    keyring_hard: Annotated[timedelta, Field(ge=timedelta(seconds=2), le=timedelta(hours=12))] = (
        timedelta(hours=4)
    )
    """After this age nothing is opened any more without KMS's consent."""

    sandbox: Literal["on", "off"] = "on"
    carriers: Mapping[str, Access] = {}
    """The carriers and aggregators that are configured, by code; ``access.ROWS`` names the
    environment variables of each."""
    suppliers_off: Annotated[tuple[str, ...], Field(max_length=50)] = ()
    """Carriers and aggregators that are not to be asked, by code: the kill switch."""

    smtp_host: Annotated[str, Field(pattern=r"\A[A-Za-z0-9.-]{1,253}\z")] | None = None
    """The mail relay, which the register must name; None: no mail is sent."""
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    mail_from: Annotated[str, Field(max_length=254)] = "agogopost@localhost.localdomain"
    contact_domain: Annotated[str, Field(pattern=r"\A[a-z0-9.-]{1,240}\z")] = (
        "localhost.localdomain"
    )
    """Of the contact address for questions and rights: ``agogopost@`` this."""
    inbound_mail_key: Annotated[SecretStr, Field(min_length=32, max_length=200)] | None = None
    """By which the mail provider signs what comes to that address; None: no mail is taken."""
    sms_account: Annotated[str, Field(pattern=r"\A[A-Za-z0-9]{2,64}\z")] | None = None
    """The account at Twilio; None: no SMS is sent."""
    sms_token: SecretStr | None = None
    sms_from: Annotated[str, Field(max_length=40)] = ""
    sms_url: str = "https://api.twilio.com"
    sms_prefixes: Annotated[tuple[Prefix, ...], Field(max_length=250)] = ()
    """Of the countries to which SMS may go: ``+49,+43``; see ``phone_numbers.takes_sms``."""
    sms_per_hour: Annotated[int, Field(ge=0, le=1_000_000)] = 60
    """The lid on what SMS can cost, for the whole region."""
    mail_per_hour: Annotated[int, Field(ge=0, le=10_000_000)] = 3000
    """The lid on codes by mail for the whole region, and that on notices by mail."""
    news_mail_per_hour: Annotated[int, Field(ge=0, le=10_000_000)] = 20_000
    """The lid on news by mail for the whole region: apart from the above, so that no code and no
    notice is refused because of news."""
    news_sms_per_hour: Annotated[int, Field(ge=0, le=1_000_000)] = 60
    """The lid on what news by SMS can cost."""
    news_mail_per_second: Annotated[float, Field(gt=0, le=1000)] = 10
    """How fast the relay takes news; it should take more, for all else."""
    news_sms_per_second: Annotated[float, Field(gt=0, le=1000)] = 1
    news_push_per_hour: Annotated[int, Field(ge=0, le=10_000_000)] = 100_000
    """The lid on news by push, for the whole region."""
    news_push_per_second: Annotated[float, Field(gt=0, le=1000)] = 50
    promotions_per_second: Annotated[float, Field(gt=0, le=1000)] = 5
    """How fast promotions are sent by each channel: beside news, and after it."""
    promotions_per_hour: Annotated[int, Field(ge=0, le=10_000_000)] = 10_000
    """The lid on promotions by mail, and that on those by push."""
    promotions_sms_per_hour: Annotated[int, Field(ge=0, le=1_000_000)] = 60
    """The lid on what promotions by SMS can cost."""
    fcm_project: Annotated[str, Field(pattern=r"\A[a-z][a-z0-9-]{4,28}[a-z0-9]\z")] | None = None
    """The Firebase project by which apps are sent push messages; None: they are sent none."""
    fcm_url: str = "https://fcm.googleapis.com"
    vapid_public_keys: Annotated[tuple[PublicKey, ...], Field(max_length=5)] = ()
    """The keys with which browsers subscribe to push messages (RFC 8292), base64url: the first is
    shown. Empty: they are sent none."""
    vapid_private_keys: Annotated[SecretStr, Field(max_length=300)] | None = None
    """What belongs to them, in any order, separated by commas."""
    quick_login: Mapping[str, providers.Terms] = {}
    """The OpenID providers that are on, by id; ``providers.PROVIDERS`` names the environment
    variables of each."""
    deletion_settle: Annotated[timedelta, Field(ge=timedelta(0), le=timedelta(minutes=4))] = (
        timedelta(seconds=80)
    )
    """After this nobody can write for a person whose key is gone: more than a key is kept open, and
    the longest call of theirs."""

    policies: Path | None = None
    """Where the versions of the policy are, if not in the release. In the local stack only."""
    promotions: Path | None = None
    """Where the promotions are. In the local stack only, as above."""

    platform_issuer: str = "https://accounts.google.com"
    platform_keys: str = "https://www.googleapis.com/oauth2/v3/certs"
    """The address of the issuer's JSON Web Key Set."""
    platform_audience: Annotated[str, Field(min_length=1, max_length=200)] = "agogopost"
    platform_accounts: Annotated[tuple[str, ...], Field(max_length=10)] = ()
    """Service accounts that may call scheduled functions and push messages."""

    staff_keys: str = ""
    """The address of the key set of the operator's own OpenID issuer; the register names its host.
    """
    staff_audience: Annotated[str, Field(max_length=200)] = ""
    """The client id that the staff's tokens are for."""
    staff_role_claim: Annotated[str, Field(min_length=1, max_length=200)] = "role"
    """What of a token names the role."""
    staff_issuer: str = ""
    """As the tokens name it. Empty: there are no staff here."""

    # One validator for each field, not one for all: so that every fault is told, not the first.

    @field_validator("rate_limits")
    @classmethod
    def _on_unless_local(cls, given: str, others: ValidationInfo) -> str:
        if given == "off" and not others.data.get("local_stack"):
            msg = "can be off in the local stack only"
            raise ValueError(msg)
        return given

    @field_validator("trusted_hops", "deletion_settle", "smtp_host", "mail_from", "contact_domain")
    @classmethod
    def _as_in_the_cloud(cls, given: object, others: ValidationInfo) -> object:
        if others.context and (reason := local_value(others.field_name or "", given)):
            raise ValueError(reason)
        return given

    @field_validator("carriers")
    @classmethod
    def _securely(
        cls, carriers: Mapping[str, Access], others: ValidationInfo
    ) -> Mapping[str, Access]:
        for code, access in carriers.items():
            cls._secure_as(f"{code}_url", access.url, others)
        return configured(carriers)

    @field_validator("quick_login")
    @classmethod
    def _published_securely(
        cls, given: Mapping[str, providers.Terms], others: ValidationInfo
    ) -> Mapping[str, providers.Terms]:
        for provider, terms in given.items():
            cls._secure_as(f"quick_login_{provider}_issuer", terms.issuer, others)
            cls._secure_as(f"quick_login_{provider}_keys", terms.keys, others)
        return given

    @classmethod
    def _secure_as(cls, name: str, url: str, others: ValidationInfo) -> None:
        try:
            cls._secure(url, others)
        except ValueError as e:
            msg = f"{name.upper()} {e}"
            raise ValueError(msg) from e

    @field_validator("suppliers_off")
    @classmethod
    def _known(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        known = _codes() if codes else ()
        if unknown := set(codes) - set(known):
            msg = f"names {len(unknown)} that no supplier has; known are {', '.join(known)}"
            raise ValueError(msg)
        return codes

    @field_validator("staff_issuer")
    @classmethod
    def _whole(cls, issuer: str, others: ValidationInfo) -> str:
        if not (others.data.get("staff_keys") and others.data.get("staff_audience")):
            msg = "needs STAFF_KEYS and STAFF_AUDIENCE"
            raise ValueError(msg)
        return issuer

    @field_validator(
        "fcm_url", "platform_issuer", "platform_keys", "sms_url", "staff_issuer", "staff_keys"
    )
    @classmethod
    def _secure(cls, url: str, others: ValidationInfo) -> str:
        if not is_secure(url, loopback=bool(others.data.get("local_stack"))):
            msg = "must be https (loopback http in the local stack only)"
            raise ValueError(msg)
        return url

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, urls: tuple[str, ...], others: ValidationInfo) -> tuple[str, ...]:
        for url in urls:
            if not _ORIGIN.match(cls._secure(url, others)):
                msg = "must be origins: scheme, host and port only"
                raise ValueError(msg)
        return urls

    @field_validator("region_urls")
    @classmethod
    def _addresses(cls, pairs: tuple[str, ...], others: ValidationInfo) -> tuple[str, ...]:
        for pair in pairs:
            region, _, url = pair.partition("=")
            if region not in REGIONS or not _ORIGIN.match(cls._secure(url, others)):
                msg = "must be region=origin pairs, such as eu=https://eu.api.example.com"
                raise ValueError(msg)
        return pairs

    @field_validator("keyring_hard")
    @classmethod
    def _after_soft(cls, hard: timedelta, others: ValidationInfo) -> timedelta:
        if hard <= others.data.get("keyring_soft", timedelta(0)):
            msg = "must be longer than KEYRING_SOFT"
            raise ValueError(msg)
        return hard

    @property
    def limited(self) -> bool:
        """Whether anything is limited by the second, the hour or the day."""
        return self.rate_limits == "on"

    @property
    def report_domain(self) -> str | None:
        """At which reports about mail come back; None: nobody takes them."""
        return self.contact_domain if "contact_domain" in self.model_fields_set else None

    def base_url_of(self, region: str) -> str | None:
        """Return a region's address, if it is known."""
        return dict(pair.split("=", 1) for pair in self.region_urls).get(region)

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings from an environment.

        Raises:
            SettingsError: Something is missing, out of bounds, or belongs to the local stack
                while this is Google Cloud. The message lists all faults.
        """
        in_cloud = "K_SERVICE" in environment
        faults = of_the_local_stack(environment) if in_cloud else []
        values = read(environment, cls.model_fields, in_cloud=in_cloud)
        values["carriers"] = dict(told(environment))
        values["quick_login"] = dict(providers.told(environment))
        try:
            settings = cls.model_validate(values, context=in_cloud)
        except ValidationError as e:
            faults += [
                fault_of(fault) for fault in e.errors(include_input=False, include_url=False)
            ]
        else:
            if not faults:
                return settings
        raise SettingsError("settings: " + "; ".join(faults))


def _codes() -> tuple[str, ...]:
    from shared.people.person.push_address import BROWSERS, FCM

    return (*(row.code for row in ROWS), "mail", "sms", FCM, *BROWSERS)


def of_this_process() -> Settings:
    """Return the settings in this process's environment. Raises SettingsError."""
    return Settings.of(os.environ)
