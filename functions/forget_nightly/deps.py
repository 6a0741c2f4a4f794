"""What the function ``forget_nightly`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.kernel.clock import Clock
    from shared.parcels.carriers.port import AggregatorPort
    from shared.parcels.shipments.webhook_updates import ShipmentNews


class Deps(Protocol):
    """What the function ``forget_nightly`` may use."""

    @property
    def aggregators(self) -> "Sequence[AggregatorPort]":
        """The aggregators that are configured, the first choice first."""
        ...

    @property
    def shipment_news(self) -> "ShipmentNews":
        """Where what suppliers tell unasked is kept."""
        ...

    @property
    def clock(self) -> "Clock":
        """The clock."""
        ...
