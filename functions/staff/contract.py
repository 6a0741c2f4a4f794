"""What ``staff`` takes and gives. The contract is API version 1."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from functions.staff.use_case import Seen, Shown
from shared.erasure.views import ErasureView
from shared.people.fields import Email, Phone
from shared.staff.model import LookReason
from shared.web.model import Body, View

Ticket = Annotated[
    str,
    Field(
        pattern=r"^[A-Z][A-Z0-9]{1,9}-?[0-9]{1,9}$",
        description="As your ticket system numbers it, `SUP-1234`: the person sees it.",
    ),
]


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


class OfMinor(Body):
    """That somebody has turned out to be under 18."""

    ticket: Ticket


class Unmasked(View):
    """One purpose's data of a person, in full."""

    group: str
    reason: LookReason
    ticket: str
    until: datetime = Field(description="How long you can see it without asking again.")
    records: dict[str, list[dict[str, Any]]] = Field(
        description="By kind: the fields that are held for this purpose."
    )
    cut: tuple[str, ...] = Field(description="Kinds of which there is more than is shown.")

    @classmethod
    def of(cls, shown: Shown) -> "Unmasked":
        """Show data in full."""
        return cls(
            group=shown.unmasking.group,
            reason=shown.unmasking.reason,
            ticket=shown.unmasking.ticket,
            until=shown.unmasking.until,
            records=shown.holding.records,
            cut=shown.holding.cut,
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
            unmasked=tuple(Unmasked.of(one) for one in seen.shown),
        )
