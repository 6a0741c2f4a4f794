"""Whether something may be done for a purpose, by what somebody has decided. Pure."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.privacy.notice import Notice
from shared.privacy.purposes import REFUSED_BY_SIGNAL, Basis, Purpose


class Decision(BaseModel):
    """What somebody has said about one purpose, the last time they did."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )

    granted: bool
    at: AwareDatetime
    notice: int
    """The version that they were shown."""
    knowing: bool = False
    """Whether their browser sent Global Privacy Control when they said so."""


Decisions = Mapping[str, Decision]
"""By purpose. What is not there was never decided."""


def allowed(purpose: Purpose, decisions: Decisions, notice: Notice, *, signal: bool) -> bool:
    """Tell whether something may be done for a purpose now.

    Args:
        purpose: For what.
        decisions: Of the person or visitor whose data it is.
        notice: The one in force.
        signal: Whether this request carries Global Privacy Control.
    """
    if not purpose.is_asked:
        return True
    decided = decisions.get(purpose.id)
    if purpose.basis is not Basis.CONSENT:
        return decided is None or decided.granted
    if decided is None or not decided.granted:
        return False
    if decided.notice < notice.since.get(purpose.id, notice.version + 1):
        return False  # what they agreed to is not what it means today
    return not signal or decided.knowing or purpose.id not in REFUSED_BY_SIGNAL


def decided(
    before: Decisions, grants: Mapping[str, bool], *, at: datetime, notice: int, signal: bool
) -> dict[str, Decision]:
    """Return the decisions after somebody has spoken."""
    fresh = {
        purpose: Decision(granted=granted, at=at, notice=notice, knowing=signal)
        for purpose, granted in grants.items()
    }
    return {**before, **fresh}
