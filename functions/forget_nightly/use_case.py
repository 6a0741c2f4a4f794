"""Have aggregators delete numbers that our own cache has let go."""

from collections.abc import Sequence

from functions.forget_nightly.contract import ForgettingReport, SupplierReport
from shared.kernel import log
from shared.kernel.clock import Deadline
from shared.kernel.errors import UnavailableError
from shared.parcels.carriers.port import MOST_STORED, AggregatorPort
from shared.parcels.shipments.model import ShipmentRef
from shared.parcels.shipments.webhook_updates import ShipmentNews

_AT_ONCE = 40
"""In one call to an aggregator: one that cannot be deleted costs no more than these a night."""


async def forget_gone(
    aggregators: Sequence[AggregatorPort],
    news: ShipmentNews,
    *,
    deadline: Deadline,
) -> ForgettingReport:
    """Compare what each aggregator stores with the cache; safe to run again, or twice at once.

    An aggregator that fails does not keep the others from forgetting.
    """
    reports = [await _forget(one, news, deadline) for one in aggregators]
    finished = not any(report.failed for report in reports)
    return ForgettingReport(suppliers=tuple(reports), finished=finished)


async def _forget(
    aggregator: AggregatorPort, news: ShipmentNews, deadline: Deadline
) -> SupplierReport:
    """Have one aggregator forget, window by window: one that fails does not hold up the rest."""
    try:
        listed = await aggregator.stored(deadline=deadline)
    except UnavailableError as e:
        log.unavailable(e)
        return SupplierReport(supplier=aggregator.code, stored=0, forgotten=0, failed=True)
    stored = [ShipmentRef(carrier, asked) for carrier, asked in listed]
    forgotten, failed = 0, len(stored) >= MOST_STORED
    for first in range(0, len(stored), _AT_ONCE):
        try:
            gone = await news.gone(aggregator.code, stored[first : first + _AT_ONCE])
            await aggregator.forget([(one.carrier, one.asked) for one in gone], deadline=deadline)
            forgotten += len(gone)
        except UnavailableError as e:
            log.unavailable(e)
            failed = True
    return SupplierReport(
        supplier=aggregator.code, stored=len(stored), forgotten=forgotten, failed=failed
    )
