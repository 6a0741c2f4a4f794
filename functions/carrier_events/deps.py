"""What the function ``carrier_events`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.parcels.carriers.port import AggregatorPort
    from shared.parcels.shipments.webhook_updates import ShipmentNews


class Deps(Protocol):
    """What the function ``carrier_events`` may use."""

    @property
    def aggregators(self) -> "Sequence[AggregatorPort]":
        """The aggregators that are configured, the first choice first."""
        ...

    @property
    def shipment_news(self) -> "ShipmentNews":
        """Where what suppliers tell unasked is kept."""
        ...
