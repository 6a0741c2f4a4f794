"""What the profile takes and gives. The contract is API version 1."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from shared.kernel.readable import READABLE
from shared.kernel.schema import SERVED_AS, Body, ServedAs, View
from shared.people.accounts.credentials import QuickLogin
from shared.people.accounts.devices import Device
from shared.people.accounts.identities import LinkedIdentity
from shared.people.accounts.preferences import Preferences
from shared.people.messages.sent import MessageOutcome, SentMessage
from shared.people.person.address import Channel
from shared.people.person.bounces import PauseReason
from shared.people.person.disclosures import Disclosure, What
from shared.people.person.fields import (
    Birthday,
    Code,
    CountryCode,
    Email,
    Gender,
    Handle,
    Locale,
    Nickname,
    Phone,
    TimeZone,
)
from shared.people.person.model import Person
from shared.platform.suppliers.model import Supplier

Fact = Annotated[str, Field(min_length=1, max_length=80), *READABLE]
PushToken = Annotated[str, Field(min_length=1, max_length=512, pattern=r"^[\x21-\x7e]+$")]
Endpoint = Annotated[
    str, Field(max_length=1000, pattern=r"^https?://[A-Za-z0-9.:-]+/[A-Za-z0-9._~:/?&=%+-]*$")
]
Point = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{87}$")]


class Layout(StrEnum):
    """How lists are laid out."""

    LIST = "list"
    CARDS = "cards"
    COMPACT = "compact"


def _never_null(schema: dict[str, Any]) -> None:
    """Describe a field that may be left out, and not be null."""
    schema.update(schema.pop("anyOf")[0])


class ProfilePatch(Body):
    """What is to be changed (RFC 7396): what is left out stays, null erases."""

    email: Email | None = Field(None, description="A new one needs the code that was sent to it.")
    phone: Phone | None = Field(None, description="A new one needs the code that was sent to it.")
    code: Code | None = Field(None, description="Sent to the new email or phone.")
    handle: Handle | None = Field(None, description="Of six digits.")
    country: CountryCode | None = Field(
        None,
        description="Cannot be erased: it decides on the region.",
        json_schema_extra=_never_null,
    )
    locale: Locale | None = None
    time_zone: TimeZone | None = Field(
        None,
        description="In whose nights your parcels' carriers are not asked, for what you follow "
        "from then on, and in whose nights no SMS and no push comes. Without it: the country's, of "
        "several the one most people live in.",
    )
    quiet_hours: bool | None = Field(
        None,
        description="Whether no news comes by SMS or push from 22 to 7, where you are: what was "
        "found at night is told in the morning. Null is as true.",
    )
    daily_news: bool | None = Field(
        None,
        description="Whether news of parcels comes by one mail a day, at 8 where you are, instead "
        "of each at once. Null is as false.",
    )
    nickname: Nickname | None = None
    gender: Gender | None = None
    birthday: Birthday | None = None


class RecoveryView(View):
    """A recovery code that was just made."""

    recovery_code: str = Field(description="Shown this once: what is kept is a keyed hash.")


class AddressProven(Body):
    """Which of one's addresses is proven, and by what."""

    channel: Literal[Channel.EMAIL, Channel.PHONE] = Field(
        description="Which of yours: the code was sent there."
    )
    code: Code
    handle: Handle | None = Field(None, description="Of six digits.")


class PauseView(View):
    """That news does not go to an address."""

    since: datetime
    reason: PauseReason = Field(
        description="`no_such_address`: whoever relays it says that there is no such mailbox, or "
        "that the number takes no SMS. `keeps_failing`: news of five days did not arrive."
    )

    @classmethod
    def of(cls, person: Person, channel: Channel) -> "PauseView | None":
        """Show whether news to an address is paused."""
        known = person.bounces(channel)
        if known.paused is None or known.reason is None:
            return None
        return cls(since=known.paused, reason=known.reason)


class ProfileView(View):
    """Everything that the account says about the person."""

    email: str | None = Field(description="Masked unless the person signed in within 5 minutes.")
    phone: str | None = Field(description="Masked unless the person signed in within 5 minutes.")
    masked: bool = Field(description="Whether email and phone are masked.")
    country: str
    locale: str | None
    time_zone: str | None = Field(description="As it was told. Null: the country's.")
    quiet_hours: bool = Field(description="Whether no SMS and no push of news comes at night.")
    daily_news: bool = Field(description="Whether news comes by one mail a day.")
    email_paused: PauseView | None = Field(
        description="Why nothing goes to the email but codes and what concerns your account and "
        "your rights, until you prove that you read it: `POST /v1/me/address-proofs`. A new email "
        "begins anew. Null: news goes there."
    )
    phone_paused: PauseView | None = Field(description="The same of the phone.")
    nickname: str | None
    gender: Gender | None
    birthday: str | None
    policy_version: str
    created_at: datetime

    @classmethod
    def of(cls, person: Person, *, in_full: bool) -> "ProfileView":
        """Show a person to themselves."""
        shown = vars(person) if in_full else person.masked("email", "phone")
        return cls(
            email=shown["email"],
            phone=shown["phone"],
            masked=not in_full,
            country=person.country,
            locale=person.locale,
            time_zone=person.time_zone,
            quiet_hours=person.quiet_hours,
            daily_news=person.daily_news,
            email_paused=PauseView.of(person, Channel.EMAIL),
            phone_paused=PauseView.of(person, Channel.PHONE),
            nickname=person.nickname,
            gender=person.gender,
            birthday=person.birthday,
            policy_version=person.policy_version,
            created_at=person.created,
        )


class Kept(View):
    """It is kept."""

    kept: bool = True


class Removed(View):
    """It is gone."""

    removed: bool = True


class NewIdentity(Body):
    """A quick login to be linked."""

    quick_login: QuickLogin


class IdentityView(View):
    """A quick login that is linked."""

    provider: str
    linked_at: datetime

    @classmethod
    def of(cls, linked: LinkedIdentity) -> "IdentityView":
        """Show a linked identity."""
        return cls(provider=linked.provider, linked_at=linked.linked)


class IdentityList(View):
    """The quick logins that are linked."""

    identities: tuple[IdentityView, ...]


class NewDevice(Body):
    """What the app says about the device it runs on. Nothing of it is required."""

    model: Fact | None = None
    os: Fact | None = None
    os_version: Fact | None = None
    device_id: Fact | None = None
    browser: Fact | None = None
    browser_version: Fact | None = None
    app_version: Fact | None = None


class DeviceView(View):
    """A device."""

    id: str = Field(description="Made by us.")
    model: str | None
    os: str | None
    os_version: str | None
    device_id: str | None
    browser: str | None
    browser_version: str | None
    app_version: str | None
    push: str | None = Field(
        description="By whose service push messages go to it: an id of the data map's recipients. "
        "Where, is not shown. Null: none go to it."
    )
    added_at: datetime

    @classmethod
    def of(cls, id_: str, device: Device) -> "DeviceView":
        """Show a device."""
        return cls(
            id=id_,
            model=device.model,
            os=device.os,
            os_version=device.os_version,
            device_id=device.device_id,
            browser=device.browser,
            browser_version=device.browser_version,
            app_version=device.app_version,
            push=device.push.service if device.push is not None else None,
            added_at=device.added,
        )


class AppPush(Body):
    """An app that is reached through Firebase Cloud Messaging."""

    token: PushToken = Field(description="Its registration token.")


class SubscriptionKeys(Body):
    """By what messages are sealed to a browser (RFC 8291)."""

    p256dh: Point
    auth: str = Field(pattern="^[A-Za-z0-9_-]{22}$")


class Subscription(Body):
    """A browser's subscription as `PushSubscription.toJSON()` gives it (W3C Push API)."""

    endpoint: Endpoint
    keys: SubscriptionKeys
    expirationTime: float | None = Field(None, description="Not kept.")  # noqa: N815 - as browsers write it


class BrowserPush(Body):
    """A browser that is reached through its maker's push service (RFC 8030)."""

    subscription: Subscription
    key: Point = Field(
        description="With which it subscribed (`applicationServerKey`): `web_push_key` of "
        "GET /v1/me/push."
    )


class PushAddressBody(Body):
    """Where push messages to a device go: one of both."""

    fcm: AppPush | None = None
    web_push: BrowserPush | None = None


class PushOfferView(View):
    """By what devices can be sent push messages in this region."""

    fcm: bool = Field(
        description="Whether apps can be reached through Firebase Cloud Messaging. False: no "
        "project is set up, or the region's register does not allow it."
    )
    web_push_key: str | None = Field(
        description="With which a browser subscribes (`applicationServerKey`, RFC 8292). Null: "
        "browsers are sent nothing."
    )
    web_push_services: tuple[str, ...] = Field(
        description="The browsers' push services that are on the register, by their ids."
    )


class DeviceList(View):
    """Some of a person's devices, the newest of them first."""

    devices: tuple[DeviceView, ...]
    next_cursor: str | None = Field(description="Where the next page begins; null: no more.")


class PreferencesBody(Body):
    """All preferences: what is left out is as if never chosen."""

    language: Locale | None = None
    layout: Layout | None = None

    def written(self) -> str:
        """Return them as a visitor's browser keeps them: ``de.cards``."""
        return f"{self.language or ''}.{self.layout or ''}"

    @classmethod
    def read(cls, kept: str) -> "PreferencesBody":
        """Return what a visitor's browser keeps; none if it is not what we write."""
        language, _, layout = kept.partition(".")
        try:
            return cls.model_validate(
                {"language": language or None, "layout": layout or None}, strict=False
            )
        except ValidationError:
            return cls()


class PreferencesView(View):
    """How somebody wants the app and the site to look."""

    served_as: ServedAs = Field(description=SERVED_AS)
    language: str | None
    layout: Layout | None

    @classmethod
    def of(cls, preferences: Preferences | PreferencesBody) -> "PreferencesView":
        """Show preferences: a person's, or those of a visitor's browser."""
        is_persons = isinstance(preferences, Preferences)
        return cls(
            served_as=ServedAs.PERSON if is_persons else ServedAs.VISITOR,
            language=preferences.language,
            layout=preferences.layout,
        )


class AccessView(View):
    """Somebody was given the person's data, or looked at it in full."""

    what: What
    whom: str = Field(description="A supplier, by its id on the register, or a staff role.")
    name: str | None = Field(description="The supplier's; null: a role, or not on it any more.")
    data: str = Field(description="Which kind of data, in the words of the data map's recipients.")
    about: str = Field(
        description="The id of the follow or the device that it is about, or `account`."
    )
    purpose: str
    at: datetime = Field(description="Since when: the first time.")
    until: datetime | None = Field(description="Null: it goes on.")
    reason: str | None = Field(description="Of a look by staff.")
    ticket: str | None = Field(description="Of a look by staff.")
    request: str | None = Field(
        description="Of a look by staff: your rights request that was the reason."
    )

    @classmethod
    def of(cls, line: Disclosure, suppliers: Mapping[str, Supplier]) -> "AccessView":
        """Show a line."""
        supplier = suppliers.get(line.whom) if line.what is What.GIVEN else None
        return cls(
            what=line.what,
            whom=line.whom,
            name=supplier.name if supplier is not None else None,
            data=line.data,
            about=line.subject,
            purpose=line.purpose,
            at=line.at,
            until=line.until,
            reason=line.reason,
            ticket=line.ticket,
            request=line.request,
        )


class MessageView(View):
    """A message to you that was sent, or was to be."""

    id: str
    kind: str = Field(description="What it told: such as `news-email` or `signed-in`.")
    channel: Channel | None = Field(description="Null: there was none to you.")
    outcome: MessageOutcome = Field(
        description="`sent`: handed over; whether it arrives, nobody tells us. `unknown`: that was "
        "cut off, and it does not go again. `unwanted`: by your choices, or since enough were "
        "sent. `unreachable`: you have no address for it. `superseded`: there was something newer, "
        "or nothing to tell any more. `paused`: news does not go to that address, see "
        "`email_paused` and `phone_paused` of GET /v1/me. `refused`: whoever relays it does not "
        "take it. `too_late`: it could not be sent in time."
    )
    follows: tuple[str, ...] = Field(
        description="The ids of the parcels of which it told, as GET /v1/waybills has them."
    )
    at: datetime = Field(description="When it was sent, or given up.")

    @classmethod
    def of(cls, name: str, sent: SentMessage) -> "MessageView":
        """Show a message."""
        return cls(
            id=name,
            kind=sent.kind,
            channel=sent.channel,
            outcome=sent.outcome,
            follows=sent.follows,
            at=sent.at,
        )


class MessagePage(View):
    """Some of your messages."""

    items: tuple[MessageView, ...]
    next_cursor: str | None = Field(description="Where the next page begins; null: no more.")


class AccessLog(View):
    """Who was given the person's data, or looked at it: some of it, the newest first."""

    items: tuple[AccessView, ...]
    next_cursor: str | None = Field(description="Where the next page begins; null: no more.")
