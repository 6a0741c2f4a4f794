"""What a run of ``policy_notices`` reports."""

from pydantic import AwareDatetime, Field

from shared.kernel.schema import View


class AnnouncementReport(View):
    """How far one version has come."""

    version: str
    sent: int = Field(description="People who were written to in this run.")
    refused: int = Field(description="Whose mailbox or number was not accepted.")
    failed: int = Field(description="To whom it could not be handed over.")
    unreachable: int = Field(description="To whom there is no channel, or whose record is damaged.")
    restricted: int = Field(description="Whose data is only stored, or who object to it.")
    not_told: tuple[str, ...] = Field(description="Of these four, up to 100 by their random ids.")
    left: bool = Field(description="Whether there are people for the next run.")
    told: AwareDatetime | None = Field(description="When everybody had been written to.")
    shown: AwareDatetime | None = Field(description="When the banner was first served.")
    effect: AwareDatetime | None = Field(description="When it takes effect; null: not known yet.")


class NoticesReport(View):
    """A run's result."""

    announced: tuple[AnnouncementReport, ...]
    finished: bool
