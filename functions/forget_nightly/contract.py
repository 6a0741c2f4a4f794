"""What the nightly forgetting tells."""

from pydantic import Field

from shared.kernel.schema import View


class SupplierReport(View):
    """What one aggregator stored, and what it was told to delete."""

    supplier: str
    stored: int = Field(description="Numbers of this region that it stored.")
    forgotten: int = Field(description="How many of these it has deleted.")
    failed: bool = Field(description="Not all was done: the next run goes on.")


class ForgettingReport(View):
    """What a run did."""

    suppliers: tuple[SupplierReport, ...]
    finished: bool
