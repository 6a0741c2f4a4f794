"""Carriers whose adapters are loaded when they are first asked.

Whether a carrier can be asked is wanted far more often than its answer: of each that a number may
belong to, and at the first request of an instance. The register and the operator say that alone.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from shared.kernel.clock import Deadline
from shared.parcels.carriers.model import Asked, Report
from shared.parcels.carriers.port import AggregatorPort, CarrierPort, Pushed
from shared.platform.suppliers.port import Asker, SupplierStanding

A = TypeVar("A")


class _Deferred(Generic[A]):
    """A supplier, but for how it is asked."""

    def __init__(
        self,
        code: str,
        daily_budget: int | None,
        standing: Callable[[], SupplierStanding],
        adapter: Callable[[], A],
    ) -> None:
        """Know of a supplier what its port says.

        Args:
            code: The supplier's.
            daily_budget: How often it may be asked in a day, which all share.
            standing: Tells whether it may be asked here and now.
            adapter: Loads what asks it, the same each time.
        """
        self.code, self.daily_budget = code, daily_budget
        self.adapter, self._standing = adapter, standing

    @property
    def standing(self) -> SupplierStanding:
        """Whether it may be asked here and now."""
        return self._standing()


class DeferredCarrier(_Deferred[CarrierPort]):
    """One carrier, or an aggregator that answers for it. See the port."""

    async def query(self, asked: Asked, *, asker: Asker, deadline: Deadline) -> Report:
        """Ask for a parcel."""
        return await self.adapter().query(asked, asker=asker, deadline=deadline)

    async def forget(self, asked: Asked, *, deadline: Deadline) -> None:
        """Have the supplier delete what it stored about a number."""
        await self.adapter().forget(asked, deadline=deadline)


class DeferredAggregator(_Deferred[AggregatorPort]):
    """A supplier that answers for many carriers. See the port."""

    def pushed(self, message: bytes, signature: str) -> Pushed | None:
        """Return what a push says."""
        return self.adapter().pushed(message, signature)

    def of(self, carrier: str) -> CarrierPort:
        """Return one carrier as this supplier answers for it."""
        return DeferredCarrier(
            self.code, self.daily_budget, self._standing, lambda: self.adapter().of(carrier)
        )

    async def stored(self, *, deadline: Deadline) -> Sequence[tuple[str, Asked]]:
        """Return what it stores for this region of ours."""
        return await self.adapter().stored(deadline=deadline)

    async def forget(self, parcels: Iterable[tuple[str, Asked]], *, deadline: Deadline) -> None:
        """Have numbers deleted."""
        await self.adapter().forget(parcels, deadline=deadline)
