"""Whom to ask about a carrier's parcels. Pure.

The carrier itself if it is configured, else an aggregator. Nobody is asked who is switched off, or
whom the register does not allow in the region.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum
from typing import TYPE_CHECKING

from shared.parcels.carriers.model import SANDBOX
from shared.platform.suppliers.port import SupplierStanding

if TYPE_CHECKING:
    from shared.parcels.carriers.port import AggregatorPort, CarrierPort

Choose = Callable[[str], "CarrierPort | None"]
"""Tells whom to ask about a carrier's parcels; None: nobody."""


class Reachable(IntEnum):
    """How a carrier can be asked, the best first."""

    ITSELF = 0
    BY_AGGREGATOR = 1
    NOT_AT_ALL = 2


def choose(
    code: str, carriers: "Mapping[str, CarrierPort]", aggregators: "Iterable[AggregatorPort]"
) -> "CarrierPort | None":
    """Return whom to ask: the first that may be asked, else the first that is only switched off.

    Args:
        code: The carrier's, a key of ``directory.CARRIERS``.
        carriers: Those that are configured, by code.
        aggregators: Those that are configured, the first choice first. No aggregator knows of
            our own sandbox.

    Returns:
        None: nobody is configured and allowed.
    """
    own = carriers.get(code)
    possible = [own] if own is not None else []
    if code != SANDBOX:
        possible += [aggregator.of(code) for aggregator in aggregators]
    for standing in (SupplierStanding.OPEN, SupplierStanding.OFF):
        for port in possible:
            if port.standing is standing:
                return port
    return None


def reach(code: str, port: "CarrierPort | None") -> Reachable:
    """Return how a carrier can be asked here and now.

    Args:
        code: The carrier's.
        port: Whom ``choose`` named.
    """
    if port is None or port.standing is not SupplierStanding.OPEN:
        return Reachable.NOT_AT_ALL
    return Reachable.ITSELF if port.code == code else Reachable.BY_AGGREGATOR


def reach_by(choose: Choose) -> Callable[[str], Reachable]:
    """Return what tells how a carrier, by its code, can be asked."""
    return lambda code: reach(code, choose(code))
