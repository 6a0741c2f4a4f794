"""The sandbox has a number for all that can be shown, and asks nobody."""

from datetime import timedelta

import pytest

from shared.kernel.clock import Deadline, SystemClock
from shared.parcels.carriers.model import Asked, Reason, Status
from shared.parcels.carriers.port import ProofError
from shared.parcels.carriers.sandbox import SandboxCarrier, story
from shared.platform.suppliers.port import Asker, FetchOutcome
from tests.contract.carriers import CARRIERS, TODAY, Tried


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_sandbox_number(status: Status) -> None:
    assert story(status.replace("_", "").upper(), TODAY).status is status


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sandbox_number(reason: Reason) -> None:
    found = story(reason.replace("_", "").upper(), TODAY)
    assert found.reason is reason
    assert found.scans[0].reason is reason


@pytest.mark.parametrize("number", ["AGP", "AGPDELIVERED1", "XAGPDELIVERED0001", "AGP0001", "1"])
async def test_a_number_that_is_no_sandbox_number_is_not_found(number: str) -> None:
    clock = SystemClock()
    deadline = Deadline.after(clock, timedelta(seconds=1))
    asked = Asked(number)
    found = await SandboxCarrier(clock).query(asked, asker=Asker.VISITOR, deadline=deadline)
    assert found.status is Status.NOT_FOUND


async def test_a_sandbox_parcel_behind_a_postcode_asks_for_it() -> None:
    carrier = Tried(CARRIERS["sandbox"], SandboxCarrier(SystemClock()))
    error = await carrier.fails("wants_postcode", FetchOutcome.PROOF_REQUIRED)
    assert isinstance(error, ProofError)
