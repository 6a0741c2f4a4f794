"""What a carrier adapter does for us."""

from typing import Protocol

from shared.carriers.model import Asked, Proof, Report
from shared.clock import Deadline
from shared.suppliers.port import Asker, Outcome, SupplierError


class ProofError(SupplierError):
    """The carrier wants one more detail, or does not accept the one that was given."""

    def __init__(self, proof: Proof, *, rejected: bool) -> None:
        outcome = Outcome.PROOF_REJECTED if rejected else Outcome.PROOF_REQUIRED
        super().__init__(outcome=outcome)
        self.proof = proof


class CarrierPort(Protocol):
    """One carrier, or an aggregator."""

    @property
    def code(self) -> str:
        """The supplier's code: what a shipment's ``asked`` says."""
        ...

    @property
    def daily_per_source(self) -> int | None:
        """How often one visitor may have it asked in a day; None: the general limit."""
        ...

    async def query(self, asked: Asked, *, asker: Asker, deadline: Deadline) -> Report:
        """Ask for a parcel.

        One that the carrier does not know is a report too: ``not_found``.

        Raises:
            SupplierError: No report: ``outcome`` says why, ``retry_after`` when to try again.
        """
        ...

    async def forget(self, asked: Asked) -> None:
        """Have the supplier delete what it stored about a number, if it stores any.

        Raises:
            SupplierError: It did not confirm.
        """
        ...
