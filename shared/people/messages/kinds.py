"""Every kind of message that is ever sent to people, and what it is sent for. Pure.

A kind without a purpose of the registry fails when this module is imported; a message without a
kind cannot be made; and nothing is sent but messages.
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.people.person.address import Channel
from shared.privacy.purposes import (
    ACCOUNT,
    CHANNELS,
    POLICY_NEWS,
    PROMOTIONS_EMAIL,
    PROMOTIONS_PUSH,
    PROMOTIONS_SMS,
    PROTECTION,
    PURPOSES,
    RIGHTS,
    STATUS_EMAIL,
    STATUS_PUSH,
    STATUS_SMS,
    Purpose,
)

_CHANNELS = {"email": Channel.EMAIL, "sms": Channel.PHONE, "push": Channel.PUSH}
"""By the last part of the purposes that are channels."""


class Lane(StrEnum):
    """With what a message waits in the outbox: no lane waits for another."""

    ACCOUNT = "a"
    """What concerns the account, by whichever channel."""
    NEWS_EMAIL = "e"
    NEWS_SMS = "s"
    NEWS_PUSH = "p"


NEWS_LANES = (Lane.NEWS_EMAIL, Lane.NEWS_SMS, Lane.NEWS_PUSH)
_LANES = {
    STATUS_EMAIL.id: Lane.NEWS_EMAIL,
    STATUS_SMS.id: Lane.NEWS_SMS,
    STATUS_PUSH.id: Lane.NEWS_PUSH,
}


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind of message."""

    id: str
    purpose: Purpose
    """What it is sent for. If that is for the person to decide, it goes only while they allow it,
    which is asked at the moment of sending."""
    to_strangers: bool = False
    """Whether it may go to an address without an account."""

    def __post_init__(self) -> None:
        """Refuse what nobody could decide about.

        Raises:
            TypeError: The purpose is none of the registry; or it is to be asked for, and is not a
                channel that people turn on and off, or a stranger would have to be asked.
        """
        if PURPOSES.get(self.purpose.id) is not self.purpose:
            msg = f"messages {self.id} are not sent for a purpose of the registry"
            raise TypeError(msg)
        if self.purpose.is_asked and (self.purpose.id not in CHANNELS or self.to_strangers):
            msg = f"nobody can decide about messages {self.id}"
            raise TypeError(msg)

    @property
    def channel(self) -> Channel | None:
        """By which channel it goes, if its person decides about that channel."""
        by = self.purpose.id.rpartition("_")[2]
        return _CHANNELS.get(by) if self.purpose.id in CHANNELS else None

    @property
    def lane(self) -> Lane:
        """With what it waits."""
        return _LANES.get(self.purpose.id, Lane.ACCOUNT)


CODE = MessageKind("code", PROTECTION, to_strangers=True)
"""A code that proves an address."""
SIGNED_IN = MessageKind("signed-in", PROTECTION)
LINKED = MessageKind("linked", PROTECTION)
ADDRESS_CHANGES = MessageKind("address-changes", PROTECTION)
ERASURE_ASKED = MessageKind("erasure-asked", PROTECTION, to_strangers=True)
"""To who is being erased: their ledger goes with them."""
MINOR_ERASED = MessageKind("minor-erased", PROTECTION, to_strangers=True)
"""As above: to who turned out to be under 18."""
MINOR_REPORTED = MessageKind("minor-reported", PROTECTION)
"""To who is said to be under 18: how to object, and by when."""
MINOR_CALLED_OFF = MessageKind("minor-called-off", PROTECTION)
EXPORT_ASKED = MessageKind("export-asked", PROTECTION)
EXPORT_READY = MessageKind("export-ready", ACCOUNT)
INACTIVITY = MessageKind("inactivity", ACCOUNT)
"""That an account ends unless it is used."""
POLICY_CHANGES = MessageKind("policy-changes", POLICY_NEWS)
RIGHTS_RECEIVED = MessageKind("rights-received", RIGHTS, to_strangers=True)
RIGHTS_EXTENDED = MessageKind("rights-extended", RIGHTS, to_strangers=True)
RIGHTS_ANSWERED = MessageKind("rights-answered", RIGHTS, to_strangers=True)
RESTRICTION_LIFTS = MessageKind("restriction-lifts", RIGHTS)
NEWS_EMAIL = MessageKind("news-email", STATUS_EMAIL)
"""That something happened to parcels which a person follows."""
NEWS_SMS = MessageKind("news-sms", STATUS_SMS)
NEWS_PUSH = MessageKind("news-push", STATUS_PUSH)
PROMOTION_EMAIL = MessageKind("promotion-email", PROMOTIONS_EMAIL)
"""What is offered to those who agreed to hear of it: it never waits in the outbox."""
PROMOTION_SMS = MessageKind("promotion-sms", PROMOTIONS_SMS)
PROMOTION_PUSH = MessageKind("promotion-push", PROMOTIONS_PUSH)
RIGHTS_DUE = MessageKind("rights-due", RIGHTS, to_strangers=True)
"""To the operator's own contact address: how many requests wait, and nothing about anyone."""

KINDS = (
    CODE,
    SIGNED_IN,
    LINKED,
    ADDRESS_CHANGES,
    ERASURE_ASKED,
    MINOR_ERASED,
    MINOR_REPORTED,
    MINOR_CALLED_OFF,
    EXPORT_ASKED,
    EXPORT_READY,
    INACTIVITY,
    POLICY_CHANGES,
    RIGHTS_RECEIVED,
    RIGHTS_EXTENDED,
    RIGHTS_ANSWERED,
    RESTRICTION_LIFTS,
    RIGHTS_DUE,
    NEWS_EMAIL,
    NEWS_SMS,
    NEWS_PUSH,
    PROMOTION_EMAIL,
    PROMOTION_SMS,
    PROMOTION_PUSH,
)
