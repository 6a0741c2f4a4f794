"""What ``staff`` takes and gives. The contract is API version 1."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from functions.staff.minors import CallOffReason, Outcome
from functions.staff.use_case import Seen, Shown
from shared.kernel.schema import Body, View
from shared.people.person.fields import Email, Phone
from shared.rights.erasure.views import ErasureView
from shared.rights.staff.model import LookReason, Unmasking

Ticket = Annotated[
    str,
    Field(
        pattern=r"^[A-Z][A-Z0-9]{1,9}-?[0-9]{1,9}$",
        description="As your ticket system numbers it, `SUP-1234`: the person sees it.",
    ),
]


class UnmaskingStatus(StrEnum):
    """Whether something is shown in full."""

    SHOWN = "shown"
    WAITING = "waiting"


class MinorStatus(StrEnum):
    """How it stands that somebody is said to be under 18."""

    PENDING = "pending"
    ERASING = "erasing"
    NONE = "none"


class LookUp(Body):
    """What is known of a person: one of these, whole."""

    email: Email | None = None
    phone: Phone | None = None
    id: Annotated[str, Field(max_length=64)] | None = None


class PersonFound(View):
    """Somebody has it."""

    id: str


class Unmask(Body):
    """What has to be seen in full, and why."""

    group: Annotated[
        str,
        Field(
            max_length=40,
            description="The purpose whose data it is: `account`, or `tracking`, `evidence`, "
            "`protection` for who answers for privacy.",
        ),
    ]
    reason: LookReason
    ticket: Ticket
    request: Annotated[
        str | None,
        Field(
            pattern=r"^[0-9a-f]{32}$",
            description="Of `rights-request`, and needed there: the id of a request of this person "
            "that waits for its answer. They see it in their access log.",
        ),
    ] = None


class Confirm(Body):
    """What a second member confirms."""

    ticket: Annotated[Ticket, Field(description="The one under which it was asked for.")]


class OfMinor(Body):
    """That somebody is said to be under 18."""

    ticket: Ticket


class CallOff(Body):
    """That a case of a minor is called off."""

    reason: Annotated[CallOffReason, Field(description="The person is told.")]
    ticket: Ticket


class Unmasked(View):
    """One purpose's data of a person, in full."""

    status: UnmaskingStatus = Field(
        description="`waiting`: the person has their data stored only, or objects, and the reason "
        "is a legal duty: nothing is shown until a second member, of `privacy`, confirms it."
    )
    id: str | None = Field(description="Of one that waits: by which it is confirmed.")
    group: str
    reason: LookReason
    ticket: str
    request: str | None = Field(description="The rights request that is the reason.")
    until: datetime = Field(
        description="How long you can see it without asking again; of one that waits: how long it "
        "can be confirmed."
    )
    records: dict[str, list[dict[str, Any]]] = Field(
        description="By kind: the fields that are held for this purpose."
    )
    cut: tuple[str, ...] = Field(description="Kinds of which there is more than is shown.")

    @classmethod
    def of(cls, shown: Shown) -> "Unmasked":
        """Show data in full."""
        is_waiting, unmasking = shown.waits_as is not None, shown.unmasking
        return cls(
            status=UnmaskingStatus.WAITING if is_waiting else UnmaskingStatus.SHOWN,
            id=shown.waits_as,
            group=unmasking.group,
            reason=unmasking.reason,
            ticket=unmasking.ticket,
            request=unmasking.request,
            until=unmasking.expires if is_waiting else unmasking.until,
            records=shown.holding.records,
            cut=shown.holding.cut,
        )


class UnmaskingConfirmed(View):
    """What somebody else may see from now on: they look at it themselves."""

    group: str
    reason: LookReason
    ticket: str
    until: datetime = Field(description="How long they can see it.")

    @classmethod
    def of(cls, unmasking: Unmasking) -> "UnmaskingConfirmed":
        """Show what was confirmed, and nothing of the person."""
        return cls(
            group=unmasking.group,
            reason=unmasking.reason,
            ticket=unmasking.ticket,
            until=unmasking.until,
        )


class MinorView(View):
    """How it stands that somebody is said to be under 18."""

    status: MinorStatus = Field(
        description="`pending`: their data is only stored, and they can object; `erasing`: they "
        "are being erased; `none`: nothing is said, or it was called off."
    )
    asked_at: datetime | None
    until: datetime | None = Field(
        description="Of a pending one: they are erased in the first night after this, or when a "
        "second member confirms it, unless a second member calls it off."
    )
    ticket: str | None
    asked_by_you: bool = Field(description="True: somebody else has to decide it.")
    told: bool = Field(
        description="Whether a notice that says how to object was handed over; if not, say it "
        "again. Who has no address that takes messages cannot be told."
    )
    erasure: ErasureView | None = Field(description="Of one that is being erased.")

    @classmethod
    def of(cls, outcome: Outcome) -> "MinorView":
        """Show how it stands."""
        case, erasure = outcome.case, outcome.erasure
        if case is None:
            status = MinorStatus.NONE if erasure is None else MinorStatus.ERASING
            return cls(
                status=status,
                asked_at=None,
                until=None,
                ticket=None,
                asked_by_you=False,
                told=False,
                erasure=None if erasure is None else ErasureView.of(*erasure),
            )
        return cls(
            status=MinorStatus.PENDING,
            asked_at=case.case.asked,
            until=case.case.until,
            ticket=case.case.ticket,
            asked_by_you=case.is_own,
            told=case.case.told,
            erasure=None,
        )


class StaffPersonView(View):
    """A person, masked; of who is being erased only how far it has come."""

    id: str
    person: dict[str, str | None] = Field(description="Masked. Null: nothing was told.")
    created_at: datetime | None
    counts: dict[str, int] = Field(description="How much of each kind is held.")
    allowed: tuple[str, ...] = Field(
        description="What they decide about, and allow as of now: consents and channels."
    )
    erasure: ErasureView | None = Field(description="Of who is being erased.")
    minor: MinorView | None = Field(description="Of who is said to be under 18, until decided.")
    unmasked: tuple[Unmasked, ...] = Field(description="What you may see in full at the moment.")

    @classmethod
    def of(cls, seen: Seen) -> "StaffPersonView":
        """Show a person."""
        person = seen.person
        return cls(
            id=seen.id,
            person={} if person is None else person.masked(),
            created_at=None if person is None else person.created,
            counts=dict(seen.counts),
            allowed=tuple(seen.allowed),
            erasure=None if seen.erasure is None else ErasureView.of(*seen.erasure),
            minor=None if seen.case is None else MinorView.of(Outcome(seen.case)),
            unmasked=tuple(Unmasked.of(one) for one in seen.shown),
        )
