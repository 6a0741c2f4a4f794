"""What is kept of a person and a version of the policy. Pure."""

from typing import Annotated

from pydantic import AwareDatetime

from shared.people.consents.model import CONSENT_EVIDENCE
from shared.people.messages.delivery import Reached
from shared.people.policies.contract import AcceptanceKind
from shared.privacy.describe import Database, Erase, Kind, Operational, Personal, Record
from shared.privacy.purposes import EVIDENCE


def _evidence(holds: str) -> Personal:
    return Personal(
        Kind.SERVICE,
        purpose=EVIDENCE,
        keep=CONSENT_EVIDENCE,
        erase=Erase.UNLINK,
        holds=holds,
        clear="whoever serves the policy must open nobody; it hangs on a random id",
    )


class PolicyNotice(Record, collection="policy_notices", database=Database.DATA, owner="a person"):
    """That a person was told of a version, and has accepted it. One for each of both."""

    owner_id: Annotated[str, Operational(keep=CONSENT_EVIDENCE, why="whose it is: a random id")]
    policy: Annotated[int, _evidence("of which version of the policy")]
    told: Annotated[Reached | None, _evidence("whether they were written to")] = None
    told_at: Annotated[AwareDatetime | None, _evidence("when")] = None
    shown: Annotated[AwareDatetime | None, _evidence("when the banner was first shown")] = None
    accepted: Annotated[AwareDatetime | None, _evidence("when it was accepted")] = None
    how: Annotated[AcceptanceKind | None, _evidence("how it was accepted")] = None

    @property
    def settled(self) -> bool:
        """Whether nothing is left to show: the person was told, or has accepted it."""
        return self.knows or self.accepted is not None

    @property
    def knows(self) -> bool:
        """Whether the person was told, by mail or banner."""
        return self.told is Reached.SENT or self.shown is not None
