"""What a run of the rotation reports."""

from pydantic import Field

from shared.kernel.schema import View


class RewrapReport(View):
    """A run's result."""

    epochs_begun: int = Field(description="Of the keyrings of people and of shipments.")
    rewrapped: int = Field(description="Keys of people, now under the newest epoch.")
    damaged: int = Field(
        description="Keys that do not open: set aside, and tried again every time."
    )
    left: int = Field(description="Keys that are still under an older epoch.")
    resealing: bool = Field(
        description="People's keys were left alone: all is being sealed anew. Run `reseal` on."
    )
    finished: bool
