"""What a rights request is: what is asked for, by when it is answered, and what came of it. Pure.

What a request asks for and how it stands lies in clear, beside a random id: so who works through
the open ones, and the clock that warns of them, opens nobody. What somebody wrote, and a visitor's
address, are sealed.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel

from shared.kernel.clock import DAY
from shared.privacy.describe import Database, Erase, Kind, Operational, Personal, Record, Retention
from shared.privacy.mask import mask_email
from shared.privacy.purposes import RIGHTS

ANSWERED = Retention("rights-request", 3 * 365 * DAY, "the answer")
"""As long as one could be asked whether it was answered, and how (the usual limitation period)."""
SOON = 7 * DAY
"""How long before it is due a request is warned of."""
_CLEAR = "who works through requests, and their clock, open nobody to see what is due"


class Right(StrEnum):
    """What is asked for."""

    ACCESS = "access"
    PORTABILITY = "portability"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    QUESTION = "question"
    """Came by mail: somebody has to read what it is about."""


class RightsSource(StrEnum):
    """How a request came."""

    ACCOUNT = "account"
    CODE = "code"
    """From somebody who proved an address by a code."""
    MAIL = "mail"
    """To the contact address."""


class RightsState(StrEnum):
    """How a request stands."""

    OPEN = "open"
    UNPROVEN = "unproven"
    """As open; it came by mail, from who has proven nothing yet."""
    UNDERWAY = "underway"
    """The service carries it out by itself."""
    EXTENDED = "extended"
    IN_FORCE = "in_force"
    """A restriction or an objection that holds until it is taken back."""
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


WAITING = (
    RightsState.OPEN,
    RightsState.UNDERWAY,
    RightsState.EXTENDED,
    RightsState.UNPROVEN,
)
"""Those that are still to be answered; what anybody may have written apart from the others."""
STANDING = (*WAITING, RightsState.IN_FORCE)
"""Those that asking again for the same would not change."""


class RightsOutcome(StrEnum):
    """What came of a request, and why."""

    CARRIED_OUT = "carried_out"
    EXPORTED = "exported"
    """The copy of the data lies ready."""
    STOPPED = "stopped"
    """The consent is withdrawn, or the choice turned off."""
    NOTHING_HELD = "nothing_held"
    ANSWERED = "answered"
    UPHELD = "upheld"
    """The restriction or the objection holds."""
    NOT_PROVEN = "not_proven"
    """Nobody has shown that it is about them (Articles 11(2) and 12(6))."""
    UNFOUNDED = "unfounded"
    """Article 12(5)."""
    EXCESSIVE = "excessive"
    """Article 12(5)."""
    OVERRIDING_GROUNDS = "overriding_grounds"
    """Article 21(1)."""
    LEGAL_DUTY = "legal_duty"
    """Article 17(3)(b)."""
    LEGAL_CLAIMS = "legal_claims"
    """Articles 17(3)(e) and 21(1)."""
    OTHERS_RIGHTS = "others_rights"
    """Article 15(4)."""
    TAKEN_BACK = "taken_back"
    LIFTED = "lifted"
    """The restriction or the objection ended."""


STATE_OF: Mapping[RightsOutcome, RightsState] = {
    **dict.fromkeys(
        (
            *(RightsOutcome.CARRIED_OUT, RightsOutcome.EXPORTED, RightsOutcome.STOPPED),
            *(RightsOutcome.NOTHING_HELD, RightsOutcome.ANSWERED),
        ),
        RightsState.DONE,
    ),
    RightsOutcome.UPHELD: RightsState.IN_FORCE,
    **dict.fromkeys(
        (
            *(RightsOutcome.NOT_PROVEN, RightsOutcome.UNFOUNDED, RightsOutcome.EXCESSIVE),
            *(RightsOutcome.OVERRIDING_GROUNDS, RightsOutcome.LEGAL_DUTY),
            *(RightsOutcome.LEGAL_CLAIMS, RightsOutcome.OTHERS_RIGHTS),
        ),
        RightsState.REFUSED,
    ),
    **dict.fromkeys((RightsOutcome.TAKEN_BACK, RightsOutcome.LIFTED), RightsState.WITHDRAWN),
}


class RightsExtension(StrEnum):
    """Why an answer takes up to two months more (Article 12(3))."""

    COMPLEX = "complex"
    MANY = "many"


def _told(holds: str) -> Personal:
    return Personal(
        Kind.SERVICE, purpose=RIGHTS, keep=ANSWERED, erase=Erase.UNLINK, holds=holds, clear=_CLEAR
    )


def _written() -> Personal:
    return Personal(Kind.SERVICE, purpose=RIGHTS, keep=ANSWERED, holds="what somebody wrote")


class AskedRight(BaseModel):
    """What both kinds of requests have in common: all of it in clear."""

    kind: Annotated[Right, _told("what is asked for")]
    purpose: Annotated[str | None, _told("of an objection: to what")] = None
    source: Annotated[RightsSource, _told("how it came")]
    received: Annotated[AwareDatetime, _told("when it came")]
    due_at: Annotated[AwareDatetime, _told("by when it is answered")]
    state: Annotated[RightsState, _told("how it stands")] = RightsState.OPEN
    extension: Annotated[RightsExtension | None, _told("why it takes longer")] = None
    outcome: Annotated[RightsOutcome | None, _told("what came of it, and why")] = None
    answered: Annotated[AwareDatetime | None, _told("when it was answered")] = None
    proven: Annotated[
        bool, Operational(keep=ANSWERED, why="whether who asks has proven to have the address")
    ] = True
    expires: Annotated[
        AwareDatetime | None, Operational(keep=ANSWERED, why="when it is unreadable")
    ] = None
    due: Annotated[
        str | None, Operational(keep=ANSWERED, why="when the nightly run deletes it")
    ] = None

    @property
    def is_waiting(self) -> bool:
        """Tell whether it is still to be answered."""
        return self.state in WAITING


class RightsRequest(
    AskedRight,
    Record,
    collection="rights_requests",
    database=Database.DATA,
    owner="a person",
    numbered=True,
):
    """What a person with an account has asked for under the law. Named at random."""

    owner_id: Annotated[str, Operational(keep=ANSWERED, why="whose it is: a random id")]
    text: Annotated[str | None, _written()] = None


class FromMailbox(AskedRight):
    """What requests have in common that came from an email address, not from an account."""

    mailbox: Annotated[
        str,
        Personal(
            Kind.CONTACT,
            purpose=RIGHTS,
            keep=ANSWERED,
            holds="a keyed hash of the email address",
            clear="by it who has the address finds their requests again",
        ),
    ]
    email: Annotated[
        str,
        Personal(
            Kind.CONTACT,
            purpose=RIGHTS,
            keep=ANSWERED,
            holds="the email address to answer to",
            mask=mask_email,
        ),
    ]
    text: Annotated[str | None, _written()] = None
    acknowledged: Annotated[
        bool, Operational(keep=ANSWERED, why="whether its sender was told that it came")
    ] = False


class VisitorRequest(
    FromMailbox, Record, collection="visitor_requests", database=Database.DATA, owner="a visitor"
):
    """What was asked from an email address that opened no account then. Named at random.

    Sealed under a key that is computed from its name.
    """


class ClaimedRequest(
    FromMailbox,
    Record,
    collection="claimed_requests",
    database=Database.DATA,
    owner="a person",
    numbered=True,
):
    """What came in a person's name from the email address that was theirs then. Named at random.

    It is theirs whoever has the address later: sealed under their key, and erased with it. Until
    they prove the address anybody may have written it.
    """

    owner_id: Annotated[str, Operational(keep=ANSWERED, why="whose it is: a random id")]
