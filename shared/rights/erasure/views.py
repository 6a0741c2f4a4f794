"""The receipt of an erasure as it is shown: it names nobody."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from shared.kernel.schema import View
from shared.rights.erasure.model import Erasure, ErasureStage


class ErasureView(View):
    """The receipt of an erasure. It names nobody."""

    receipt_id: str
    status: Literal["running", "finished"]
    stage: ErasureStage
    asked_at: datetime
    due_at: datetime = Field(description="By when it is finished.")
    counts: dict[str, int] = Field(description="How much of each kind there was to erase.")
    finished_at: datetime | None
    irrecoverable_after: datetime | None = Field(
        description="From then on not even backups of keys could bring anything back. Null: the "
        "key is not destroyed yet."
    )

    @classmethod
    def of(cls, receipt: str, erasure: Erasure) -> "ErasureView":
        """Show a receipt."""
        return cls(
            receipt_id=receipt,
            status="finished" if erasure.stage is ErasureStage.FINISHED else "running",
            stage=erasure.stage,
            asked_at=erasure.asked,
            due_at=erasure.due_at,
            counts=erasure.counts,
            finished_at=erasure.finished,
            irrecoverable_after=erasure.irrecoverable_after,
        )
