"""What a turn of the wheel reports."""

from pydantic import Field

from shared.kernel.schema import View


class TurnReport(View):
    """What a turn of the wheel did."""

    handed_out: int = Field(description="How many follows were due.")
    rings: int = Field(description="Of how many parcels somebody had found news.")
