"""What the function ``tracking`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.kernel.clock import Clock
    from shared.parcels.carriers.port import CarrierPort
    from shared.parcels.shipments.lookup import ShipmentLookup


class Deps(Protocol):
    """What the function ``tracking`` may use."""

    @property
    def shipment_lookup(self) -> "ShipmentLookup":
        """Where numbers are looked up."""
        ...

    @property
    def clock(self) -> "Clock":
        """The clock."""
        ...

    def whom(self, carrier: str) -> "CarrierPort | None":
        """Return whom to ask about a carrier's parcels; None: nobody."""
        ...
