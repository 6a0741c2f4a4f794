"""The composition root of what asks carriers. See ``shared/setup/platform.py``."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from shared.parcels.carriers.access import ROWS, Access, Row
from shared.parcels.carriers.port import AggregatorPort, CarrierPort
from shared.platform.suppliers.port import Allowance
from shared.setup.platform import clock, shipment_lookup, shipment_news, supplier
from shared.setup.reach import CarrierEvents, Forgetting, Tracking
from shared.setup.settings import settings

if TYPE_CHECKING:
    from shared.platform.suppliers.client import SupplierClient


@cache
def tracking() -> Tracking:
    """Return what the function ``tracking`` can reach."""
    return Tracking(
        carriers=carriers(), aggregators=aggregators(), lookup=shipment_lookup, clock=clock()
    )


@cache
def carrier_events() -> CarrierEvents:
    """Return what the function ``carrier_events`` can reach."""
    return CarrierEvents(aggregators(), shipment_news)


@cache
def forgetting() -> Forgetting:
    """Return what the function ``forget_nightly`` can reach."""
    return Forgetting(aggregators(), shipment_news, clock())


@cache
def carriers() -> Mapping[str, CarrierPort]:
    """Return the carriers that are configured, by code."""
    given = settings()
    found: dict[str, CarrierPort] = {}
    if given.sandbox == "on":
        from shared.parcels.carriers.sandbox import SandboxCarrier  # noqa: PLC0415 - if configured

        found["sandbox"] = SandboxCarrier(clock())
    for row in ROWS:
        if row.code in given.carriers and not row.aggregator:
            found[row.code] = _adapter(row).carrier(*_reached(row), clock())
    return found


@cache
def aggregators() -> Sequence[AggregatorPort]:
    """Return the aggregators that are configured, the first choice first."""
    configured = [row for row in ROWS if row.aggregator and row.code in settings().carriers]
    return [_adapter(row).aggregator(*_reached(row), clock()) for row in configured]


def _adapter(row: Row) -> Any:  # noqa: ANN401 - each offers ``carrier`` or ``aggregator``
    return import_module(f"shared.parcels.carriers.{row.code}")


def _reached(row: Row) -> tuple["SupplierClient", Access]:
    access = settings().carriers[row.code]
    allowance = Allowance(access.daily_budget, row.per_number)
    return supplier(row.code, access.url, allowance, per_second=access.per_second), access
