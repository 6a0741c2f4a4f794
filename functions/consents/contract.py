"""What consents take and give. The contract is API version 1."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from shared.kernel.languages import best
from shared.kernel.schema import SERVED_AS, Body, ServedAs, View
from shared.people.consents.choice import SCHEMA, Choice, Method
from shared.people.consents.contract import Said
from shared.people.usage.happening import Happening
from shared.privacy.consent import Decisions, allowed
from shared.privacy.notice import Notice, Text, notices
from shared.privacy.purposes import ASKED, Basis

if TYPE_CHECKING:
    from shared.people.consents.model import ConsentReceipt


class ConsentBody(Said):
    """What somebody decides."""


class AskedView(View):
    """One thing that people decide about."""

    id: str = Field(description="Its purpose.")
    basis: Basis
    name: str
    text: str
    data: tuple[str, ...] = Field(description="Which data it concerns.")
    allowed: bool = Field(description="Whether it is allowed now, for this request.")
    decided_at: datetime | None = Field(description="Null: never; then it is off, or as chosen.")


class ConsentsView(View):
    """What is asked, and what was decided."""

    notice_version: int
    served_as: ServedAs = Field(description=SERVED_AS)
    language: str
    title: str
    intro: str
    withdraw: str
    signal: bool = Field(description="Whether this request carries Global Privacy Control.")
    purposes: tuple[AskedView, ...]

    @classmethod
    def of(
        cls,
        notice: Notice,
        wanted: Sequence[str],
        decisions: Decisions,
        *,
        signal: bool,
        served_as: ServedAs,
    ) -> "ConsentsView":
        """Show the notice in force in the best language, and what somebody has decided."""
        spoken = best(wanted, notice.texts)
        text = notice.texts[spoken]
        return cls(
            notice_version=notice.version,
            served_as=served_as,
            language=spoken,
            title=text.title,
            intro=text.intro,
            withdraw=text.withdraw,
            signal=signal,
            purposes=tuple(
                AskedView(
                    id=id_,
                    basis=ASKED[id_].basis,
                    name=ask.name,
                    text=ask.text,
                    data=ask.data,
                    allowed=allowed(ASKED[id_], decisions, notice, signal=signal),
                    decided_at=decisions[id_].at if id_ in decisions else None,
                )
                for id_, ask in text.purposes.items()
            ),
        )


class GrantView(View):
    """One decision of a receipt."""

    purpose: str = Field(description="What it is about.")
    basis: Basis
    data: tuple[str, ...]
    granted: bool
    stop_url: str | None = Field(
        None, description="Of a channel that is on: one step stops it, without a sign-in."
    )


class ReceiptView(View):
    """A consent receipt: the fields of ISO/IEC TS 27560."""

    schema_version: str = SCHEMA
    served_as: ServedAs = Field(description=SERVED_AS)
    id: str | None = Field(description="Null of a visitor: nothing is kept here.")
    at: datetime
    controller: str
    contact: str
    notice_version: int
    notice_sha256: str = Field(description="Of the notice as it was published.")
    language: str
    method: Method
    jurisdiction: str | None
    signal: bool = Field(description="Whether Global Privacy Control came with it.")
    grants: tuple[GrantView, ...]
    withdraw: str = Field(description="How to take it back.")
    lawful_until_then: str
    token: str | None = Field(None, description="A visitor's: to be sent as `X-Consent`.")

    @classmethod
    def of(
        cls, receipt: "ConsentReceipt", lawful: str, stops: Mapping[str, str] | None = None
    ) -> "ReceiptView":
        """Show a person's receipt, with the addresses that stop its channels."""
        record = receipt.record
        text = notices()[record.notice].texts[record.language]
        return cls(
            served_as=ServedAs.PERSON,
            id=receipt.id,
            at=record.at,
            controller=record.controller,
            contact=text.contact,
            notice_version=record.notice,
            notice_sha256=record.notice_sha256,
            language=record.language,
            method=record.method,
            jurisdiction=record.jurisdiction,
            signal=record.signal,
            grants=_grants(record.grants, text, stops or {}),
            withdraw=text.withdraw,
            lawful_until_then=lawful,
        )

    @classmethod
    def of_visitor(
        cls, choice: Choice, text: Text, at: datetime, token: str, lawful: str
    ) -> "ReceiptView":
        """Show a visitor's receipt, of which nothing is kept."""
        return cls(
            served_as=ServedAs.VISITOR,
            id=None,
            at=at,
            controller=text.controller,
            contact=text.contact,
            notice_version=choice.notice,
            notice_sha256=text.sha256,
            language=choice.language,
            method=choice.method,
            jurisdiction=None,
            signal=choice.signal,
            grants=_grants(choice.grants, text, {}),
            withdraw=text.withdraw,
            lawful_until_then=lawful,
            token=token,
        )


class ReceiptList(View):
    """Some of what the person has decided, the newest of it first."""

    receipts: tuple[ReceiptView, ...]
    next_cursor: str | None = Field(description="Where the next page begins; null: no more.")


def _grants(
    grants: Mapping[str, bool], text: Text, stops: Mapping[str, str]
) -> tuple[GrantView, ...]:
    return tuple(
        GrantView(
            purpose=id_,
            basis=ASKED[id_].basis,
            data=text.purposes[id_].data,
            granted=granted,
            stop_url=stops.get(id_) if granted else None,
        )
        for id_, granted in sorted(grants.items())
    )


class Event(Body):
    """One thing that was done in the app or on the site."""

    what: Happening
    name: Annotated[
        str,
        Field(
            pattern=r"^[a-z0-9][a-z0-9._/-]{0,79}$",
            description="Of the page, button, habit or interest: never a text that was typed.",
        ),
    ]


class EventsBody(Body):
    """What was done."""

    events: Annotated[tuple[Event, ...], Field(min_length=1, max_length=50)]


class EventsView(View):
    """What became of the events."""

    served_as: ServedAs = Field(description=SERVED_AS)
    stored: int
    discarded: dict[str, int] = Field(description="By the purpose that was not allowed.")


class PlaceBody(Body):
    """Where somebody is (WGS 84)."""

    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class PlaceView(View):
    """Until when it is kept."""

    expires_at: datetime


class Forgotten(View):
    """It is not known any more."""

    forgotten: bool = True
