"""What suppliers are told about their pushes."""

from pydantic import Field

from shared.kernel.schema import View
from shared.parcels.shipments.webhook_updates import Received


class Receipt(View):
    """What became of a push."""

    outcome: Received = Field(
        description="`kept`; or dropped: nobody asks for that parcel (`unknown`), we know as much "
        "(`old`), or it tells nothing about one (`ignored`)."
    )
