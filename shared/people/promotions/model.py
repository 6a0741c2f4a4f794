"""A promotion: what is said in each language, and on which days. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from shared.kernel.clock import DAY
from shared.kernel.languages import DEFAULT, best
from shared.privacy.describe import Database, Operational, Record, Retention

RUNS = Retention("promotion", 2 * DAY, "its last day")
ROUNDS = 6
ROUND = timedelta(hours=4)
"""So long after the beginning of a round the next begins: within a day it is day everywhere."""
_LONGEST = timedelta(days=60)
_ONE_LINE = r"\A[^\u0000-\u001f\u007f\u2028\u2029]+\z"
_GSM = r"\A[A-Za-z0-9@!\"#%&'()*+,./:;<=>? _-]+\z"


class PromotionText(BaseModel):
    """What is said in one language. How it is stopped is added to each message."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )

    subject: Annotated[str, Field(min_length=3, max_length=120, pattern=_ONE_LINE)]
    """Of a mail, and the title of a push message."""
    text: Annotated[str, Field(min_length=20, max_length=2000)]
    """Of a mail: paragraphs, an empty line between."""
    short: Annotated[str, Field(min_length=3, max_length=45, pattern=_GSM)]
    """Of an SMS, which has room for no more, and of a push message."""


class Promotion(BaseModel):
    """A promotion as its file has it."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )

    id: Annotated[str, Field(pattern=r"\A[a-z0-9][a-z0-9-]{2,39}\z")]
    begins: date
    """From midnight (UTC) on it is sent."""
    ends: date
    """The last day on which it is sent: what is left then is not."""
    texts: Annotated[Mapping[str, PromotionText], Field(min_length=1, max_length=30)]
    """By language."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if DEFAULT not in self.texts:
            msg = f"texts must have the language {DEFAULT}"
            raise ValueError(msg)
        if not self.begins <= self.ends <= self.begins + _LONGEST:
            msg = f"ends must be after begins, by {_LONGEST.days} days at most"
            raise ValueError(msg)
        return self

    def is_on(self, now: datetime) -> bool:
        """Tell whether it is sent on a day."""
        return self.begins <= now.date() <= self.ends

    def text(self, language: str) -> PromotionText:
        """Return its text in the best language that it has."""
        return self.texts[best((language,), self.texts)]


class PromotionRun(
    Record, collection="promotion_runs", database=Database.DATA, owner="the service"
):
    """How far a promotion has come. It says nothing about who agreed to hear of it."""

    round: Annotated[int, Operational(keep=RUNS, why="how often all were gone through")] = 0
    after: Annotated[str, Operational(keep=RUNS, why="behind which random id it goes on")] = ""
    next: Annotated[AwareDatetime, Operational(keep=RUNS, why="when the next round may begin")]
    expires: Annotated[AwareDatetime, Operational(keep=RUNS, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=RUNS, why="when the nightly run deletes it")]

    @property
    def is_over(self) -> bool:
        """Whether all were gone through as often as need be."""
        return self.round >= ROUNDS

    def goes_on(self, now: datetime) -> bool:
        """Tell whether there is somebody to go on with: a round is under way, or may begin."""
        return not self.is_over and (self.after != "" or self.next <= now)
