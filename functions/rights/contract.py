"""What ``rights`` takes and gives. The contract is API version 1."""

from typing import Annotated, Literal

from pydantic import Field

from shared.kernel.schema import Body, ServedAs, View
from shared.people.person.fields import (
    Code,
    CountryCode,
    Email,
    ErasureWord,
    Handle,
    Phone,
    RecoveryCode,
)
from shared.rights.exports.model import CopyWithheld
from shared.rights.requests.model import Right
from shared.rights.requests.views import RightsRequestView


class RightsAsked(Body):
    """What somebody asks for. Who has no session proves an address by a code."""

    kind: Literal[
        Right.ACCESS,
        Right.PORTABILITY,
        Right.RECTIFICATION,
        Right.ERASURE,
        Right.RESTRICTION,
        Right.OBJECTION,
    ]
    purpose: Annotated[
        str | None,
        Field(
            pattern=r"^[a-z_]{3,40}$",
            description="Of an objection: to what, a purpose of `GET /v1/data-map`.",
        ),
    ] = None
    text: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=4000,
            description="What else there is to say: grounds, what is wrong.",
        ),
    ] = None
    confirm: Annotated[
        ErasureWord | None,
        Field(description="Of an erasure: that it is meant. It cannot be undone."),
    ] = None
    email: Email | None = None
    phone: Phone | None = Field(None, description="Of one that opens an account.")
    country: CountryCode | None = None
    code: Code | None = None
    handle: Handle | None = None
    recovery_code: RecoveryCode | None = None


class RightsAskedView(RightsRequestView):
    """A request that was just made."""

    served_as: ServedAs = Field(
        description="As whom you asked: as a `visitor` by a code, whatever account its address has."
    )
    withheld: CopyWithheld | None = Field(
        None,
        description="Of `access` and `portability`: why no copy is being made yet. The request is "
        "taken and will be answered in time; sign in and ask again to have the copy at once.",
    )


class AddressProof(Body):
    """An address, and the code that was sent there by `POST /v1/sign-in/codes`."""

    email: Email | None = None
    phone: Phone | None = Field(None, description="Of one that opens an account.")
    country: CountryCode
    code: Code
    handle: Handle | None = None
    recovery_code: RecoveryCode | None = None
    cursor: Annotated[
        str | None,
        Field(
            pattern=r"^[0-9a-f]{16,32}$",
            description="`next_cursor` of the answer before: what came from the address itself "
            "is told 40 at a time.",
        ),
    ] = None


class RightsRequestList(View):
    """Requests, the newest first."""

    items: tuple[RightsRequestView, ...]
    next_cursor: str | None = Field(None, description="Where the next page begins; null: no more.")


class InboundMail(Body):
    """A mail that came to the contact address, as the operator's mail provider took it apart."""

    message_id: Annotated[str, Field(min_length=1, max_length=998)]
    sender: Annotated[
        str, Field(alias="from", max_length=320, description="Of the header From, alone.")
    ]
    to: Annotated[
        tuple[Annotated[str, Field(max_length=320)], ...],
        Field(min_length=1, max_length=50, strict=False),
    ]
    subject: Annotated[str, Field(max_length=2000)] = ""
    text: Annotated[str, Field(max_length=200_000)] = ""
    auto_submitted: Annotated[
        bool,
        Field(
            description="Whether a program wrote it: by the headers Auto-Submitted, Precedence, "
            "List-Id, or an empty Return-Path (RFC 3834)."
        ),
    ] = False
    raw: Annotated[
        str,
        Field(
            max_length=349_528,
            pattern=r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
            description="The whole mail as it came, at most 256 KiB, in base64 (RFC 4648) without "
            "line ends: of one to `b+...@` the domain, which is a report about a mail of ours.",
        ),
    ] = ""


class MailView(View):
    """What became of a mail."""

    outcome: Literal["kept", "repeated", "ignored"] = Field(
        description="`repeated`: it came before; `ignored`: a program or we ourselves wrote it; "
        "so is answered to every report, whatever comes of it."
    )
