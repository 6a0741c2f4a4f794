"""Take what a supplier pushes: prove it is theirs, take it once, keep it if somebody wants it."""

from collections.abc import Callable, Sequence

from shared.kernel.errors import NotFoundError
from shared.parcels.carriers.port import AggregatorPort
from shared.parcels.shipments.model import ShipmentRef
from shared.parcels.shipments.webhook_updates import Received, ShipmentNews
from shared.platform.suppliers.port import SupplierStanding, SwitchedOffError


async def receive(
    supplier: str,
    message: bytes,
    signature: str,
    *,
    aggregators: Sequence[AggregatorPort],
    news: Callable[[], ShipmentNews],
) -> Received:
    """Return what became of a push.

    Raises:
        NotFoundError: No such supplier is configured here.
        UnauthenticatedError: The signature is not the supplier's over these bytes.
        InvalidInputError: Signed, but not JSON.
        SwitchedOffError: The operator has switched the supplier off.
        ReplayedError: It was received before.
        UnavailableError: It could not be kept; the supplier should send it again.
    """
    port = next((one for one in aggregators if one.code == supplier), None)
    if port is None:
        raise NotFoundError
    pushed = port.pushed(message, signature)
    if port.standing is SupplierStanding.OFF:
        raise SwitchedOffError
    if pushed is None:
        return Received.IGNORED
    cache = news()
    await cache.check_new(supplier, message, pushed.report)
    outcome = await cache.tell(supplier, ShipmentRef(pushed.carrier, pushed.asked), pushed.report)
    await cache.remember(supplier, message)
    return outcome
