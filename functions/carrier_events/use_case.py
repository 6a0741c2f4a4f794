"""Take what a supplier pushes: prove it is theirs, take it once, keep it if somebody wants it."""

from functions.carrier_events.deps import Deps
from shared.kernel.errors import NotFoundError
from shared.parcels.shipments.model import ShipmentRef
from shared.parcels.shipments.webhook_updates import Received
from shared.platform.suppliers.port import SupplierStanding, SwitchedOffError


async def receive(
    supplier: str,
    message: bytes,
    signature: str,
    deps: Deps,
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
    port = next((one for one in deps.aggregators if one.code == supplier), None)
    if port is None:
        raise NotFoundError
    pushed = port.pushed(message, signature)
    if port.standing is SupplierStanding.OFF:
        raise SwitchedOffError
    if pushed is None:
        return Received.IGNORED
    await deps.shipment_news.check_new(supplier, message, pushed.report)
    outcome = await deps.shipment_news.tell(
        supplier, ShipmentRef(pushed.carrier, pushed.asked), pushed.report
    )
    await deps.shipment_news.remember(supplier, message)
    return outcome
