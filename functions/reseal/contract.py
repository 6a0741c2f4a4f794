"""What a run of the sealing anew reports."""

from pydantic import Field

from shared.kernel.schema import View


class ResealReport(View):
    """A run's result."""

    begun: bool = Field(description="Whether this run began it: with a new epoch.")
    rekeyed: int = Field(description="People who got a new key.")
    resealed: int = Field(description="People all of whose records are under it.")
    objects: int = Field(description="Records and portraits that were sealed anew.")
    damaged: int = Field(description="Keys and records that do not open: set aside.")
    waiting: int = Field(
        description="People whose new key has not reached every instance: run again in two minutes."
    )
    left: int = Field(description="People who are not done.")
    finished: bool
