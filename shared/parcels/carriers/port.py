"""What a carrier adapter does for us."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.kernel.clock import Deadline
from shared.parcels.carriers.model import Asked, Proof, Report
from shared.platform.suppliers.port import Asker, FetchOutcome, SupplierError, SupplierStanding


class ProofError(SupplierError):
    """The carrier wants one more detail, or does not accept the one that was given."""

    def __init__(self, proof: Proof, *, rejected: bool) -> None:
        outcome = FetchOutcome.PROOF_REJECTED if rejected else FetchOutcome.PROOF_REQUIRED
        super().__init__(outcome=outcome)
        self.proof = proof


class CarrierPort(Protocol):
    """One carrier, or an aggregator."""

    @property
    def code(self) -> str:
        """The supplier's code: what a shipment's ``asked`` says."""
        ...

    @property
    def daily_budget(self) -> int | None:
        """How often it may be asked in a day, which all share; None: nobody says."""
        ...

    @property
    def standing(self) -> SupplierStanding:
        """Whether it may be asked here and now: by the register, and by the operator."""
        ...

    async def query(self, asked: Asked, *, asker: Asker, deadline: Deadline) -> Report:
        """Ask for a parcel.

        One that the carrier does not know is a report too: ``not_found``.

        Raises:
            SupplierError: No report: ``outcome`` says why, ``retry_after`` when to try again.
        """
        ...

    async def forget(self, asked: Asked, *, deadline: Deadline) -> None:
        """Have the supplier delete what it stored about a number, if it stores any.

        Raises:
            SupplierError: It did not confirm.
        """
        ...


MOST_STORED = 10_000
"""So many of the numbers that an aggregator stores are looked at in one night."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What an aggregator tells unasked about a parcel."""

    carrier: str
    asked: Asked
    report: Report


class AggregatorPort(Protocol):
    """A supplier that answers for many carriers."""

    @property
    def code(self) -> str:
        """The supplier's code."""
        ...

    @property
    def standing(self) -> SupplierStanding:
        """Whether it may be asked here and now."""
        ...

    def pushed(self, message: bytes, signature: str) -> Pushed | None:
        """Return what a push says; None: nothing about a parcel of ours in this region.

        Raises:
            UnauthenticatedError: The signature is not the aggregator's over these bytes.
            InvalidInputError: Signed, but not JSON.
        """
        ...

    def of(self, carrier: str) -> CarrierPort:
        """Return one carrier as this supplier answers for it."""
        ...

    async def stored(self, *, deadline: Deadline) -> Sequence[tuple[str, Asked]]:
        """Return what it stores for this region of ours: carrier and number, the oldest first.

        Raises:
            SupplierError: It gave no answer.
        """
        ...

    async def forget(self, parcels: Iterable[tuple[str, Asked]], *, deadline: Deadline) -> None:
        """Have it delete what it stores about carriers' numbers.

        Raises:
            SupplierError: It did not confirm.
        """
        ...
