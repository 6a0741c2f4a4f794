"""What a run of ``send_promotions`` reports."""

from pydantic import Field

from shared.kernel.schema import View


class PromotionReport(View):
    """What a run has done for one promotion."""

    promotion: str
    sent: int = Field(description="Messages, by all channels.")
    left: bool = Field(description="Whether people are gone through again, or further.")


class PromotionsReport(View):
    """A run's result."""

    promotions: tuple[PromotionReport, ...]
