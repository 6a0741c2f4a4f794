"""What ``exports`` gives. The contract is API version 1."""

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, Field

from shared.kernel.schema import View
from shared.rights.exports.links import Link
from shared.rights.exports.model import CopyWithheld, Export, ExportStatus


class ExportAsked(View):
    """An export that is being prepared."""

    id: str
    status: Literal[ExportStatus.PREPARING] = ExportStatus.PREPARING
    due_at: AwareDatetime = Field(description="By when it is ready at the latest.")

    @classmethod
    def of(cls, export: Export) -> "ExportAsked":
        """Show an export that was asked for."""
        return cls(id=export.id, due_at=export.due_at)


class ExportView(View):
    """An export."""

    id: str
    status: ExportStatus = Field(description="`failed`: it was not ready by `due_at`. Ask again.")
    asked_at: AwareDatetime
    due_at: AwareDatetime
    ready_at: AwareDatetime | None = None
    expires_at: AwareDatetime | None = Field(None, description="When the archive is deleted.")
    bytes: int | None = Field(None, description="How large the archive is.")
    url: str | None = Field(
        None, description="Of `ready`: where to download the archive, for a short while."
    )
    url_expires_at: AwareDatetime | None = None
    url_withheld: CopyWithheld | None = Field(
        None, description="Of `ready`: why there is no `url`. Sign in again, then look again."
    )

    @classmethod
    def of(cls, export: Export, link: Link | None, *, now: datetime) -> "ExportView":
        """Show an export; one that is ready without a link says why it has none."""
        ready = export.ready is not None
        return cls(
            id=export.id,
            status=export.status(now),
            asked_at=export.asked,
            due_at=export.due_at,
            ready_at=export.ready,
            expires_at=export.expires if ready else None,
            bytes=export.size,
            url=link.url if link else None,
            url_expires_at=link.expires if link else None,
            url_withheld=CopyWithheld.RECENT_SIGN_IN_REQUIRED if ready and link is None else None,
        )


class ExportList(View):
    """The exports that there are: the one asked for last, until its archive is deleted."""

    items: tuple[ExportView, ...]
