"""What relays report of an address of a person's, and when that pauses what is sent there. Pure.

A report can be forged by whoever sees a message, so it pauses only what people turn on and off.
Codes and notices go on, and who proves by a code that they read the address takes the rest up.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict

COUNTED_FOR = timedelta(days=7)
"""So long after the day of a message a report about it counts."""
_FAILING_DAYS = 5


class PauseReason(StrEnum):
    """Why nothing is sent to an address that is not needed."""

    NO_SUCH_ADDRESS = "no_such_address"
    """There is no such mailbox, or the number takes no SMS."""
    KEEPS_FAILING = "keeps_failing"
    """Messages of several days did not arrive."""


class ReportKind(StrEnum):
    """What a report says about a message."""

    NO_SUCH_ADDRESS = "no_such_address"
    FAILED = "failed"
    """It did not arrive, for another reason."""
    COMPLAINT = "complaint"
    """Whoever got it does not want such messages."""


class Bounces(BaseModel):
    """What was reported of an address, as long as the person has it."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )

    failed: tuple[date, ...] = ()
    """The days (UTC) of which a message did not arrive, of the last seven."""
    paused: AwareDatetime | None = None
    reason: PauseReason | None = None
    resumed: date | None = None
    """The day on which a code that was sent there arrived: what was sent until then is settled."""
    complained: dict[str, date] = {}
    """By purpose, the day of the last message that was complained of."""

    def reported(self, kind: ReportKind, day: date, now: datetime) -> "Bounces":
        """Return it after a report about a message of a day; the same again changes nothing."""
        if self.paused is not None or (self.resumed is not None and day <= self.resumed):
            return self
        if kind is ReportKind.NO_SUCH_ADDRESS:
            return self.paused_for(PauseReason.NO_SUCH_ADDRESS, now)
        recent = {one for one in self.failed if now.date() - one <= COUNTED_FOR}
        days = tuple(sorted({*recent, day}))
        if len(days) >= _FAILING_DAYS:
            return self.paused_for(PauseReason.KEEPS_FAILING, now)
        return self.model_copy(update={"failed": days})

    def paused_for(self, reason: PauseReason, now: datetime) -> "Bounces":
        """Return it as nothing is sent from now on that is not needed."""
        if self.paused is not None:
            return self
        return self.model_copy(update={"failed": (), "paused": now, "reason": reason})

    def proven(self, now: datetime) -> "Bounces":
        """Return it after a code has arrived."""
        taken_up = {"failed": (), "paused": None, "reason": None, "resumed": now.date()}
        return self.model_copy(update=taken_up)

    def knows_of(self, purpose: str, day: date) -> bool:
        """Tell whether somebody complained before of a message of a day, or of a later one."""
        known = self.complained.get(purpose)
        return known is not None and known >= day

    def complained_of(self, purpose: str, day: date) -> "Bounces":
        """Return it after a complaint about a message of a day."""
        return self.model_copy(update={"complained": {**self.complained, purpose: day}})
