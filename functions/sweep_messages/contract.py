"""What a sweep reports."""

from pydantic import Field

from shared.kernel.schema import View


class SweepReport(View):
    """What a sweep did."""

    handed_on: int = Field(description="How many messages.")
