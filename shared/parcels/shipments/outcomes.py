"""Between a shipment's kept state and the errors that say why there is none to show."""

from datetime import datetime

from shared.kernel import log
from shared.kernel.errors import AppError
from shared.parcels.carriers.port import ProofError
from shared.parcels.shipments.model import Failure, ShipmentState
from shared.platform.suppliers.port import (
    Asker,
    BudgetSpentError,
    BusyError,
    FetchOutcome,
    PendingError,
    SupplierError,
)


def failure_of(error: AppError, asker: Asker) -> Failure:
    """Return what is kept of an error that a carrier was asked in vain with."""
    outcome = error.outcome if isinstance(error, SupplierError) else FetchOutcome.UNAVAILABLE
    proof = error.proof if isinstance(error, ProofError) else None
    asked = error.asked if isinstance(error, SupplierError) else False
    share_of = asker if isinstance(error, BudgetSpentError) else None
    return Failure(outcome, error.retry_after, proof, asked, share_of)


def with_report(state: ShipmentState, now: datetime) -> ShipmentState:
    """Return a state that has a report.

    Raises:
        SupplierError: The last asking gave none, and none is known from before.
    """
    if state.report is not None:
        return state
    if state.proof is not None:
        raise ProofError(state.proof, rejected=state.outcome is FetchOutcome.PROOF_REJECTED)
    retry_after = state.fresh_until - now if state.fresh_until else None
    if state.outcome is FetchOutcome.BUDGET_SPENT:
        raise BudgetSpentError(retry_after=retry_after)
    if state.outcome is FetchOutcome.BUSY:
        raise BusyError(retry_after=retry_after)
    if state.outcome is FetchOutcome.PENDING:
        raise PendingError(retry_after=retry_after)
    raise SupplierError(outcome=state.outcome, retry_after=retry_after)


def as_known(state: ShipmentState, now: datetime) -> ShipmentState | AppError | None:
    """Return what a kept state has to show, or why not; None: nobody was asked yet."""
    if state.report is None and state.outcome is None:
        return None
    try:
        return with_report(state, now)
    except SupplierError as e:
        return e


def told(found: ShipmentState | BaseException) -> ShipmentState | AppError:
    """Return a finding; one item that broke something of ours does not cost the others theirs."""
    if isinstance(found, ShipmentState | AppError):
        return found
    if not isinstance(found, Exception):
        raise found
    log.crash(found)
    return AppError()
