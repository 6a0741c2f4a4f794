"""A carrier is known before its adapter is loaded, and asked through it."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import pytest

from shared.kernel.clock import Deadline
from shared.parcels.carriers.deferred import DeferredAggregator, DeferredCarrier
from shared.parcels.carriers.model import Asked, Report, Status
from shared.parcels.carriers.port import CarrierPort, Pushed
from shared.parcels.carriers.sandbox import SandboxCarrier
from shared.platform.suppliers.port import Asker, SupplierStanding
from shared.setup.google_cloud import GoogleCloud
from shared.setup.parcels import ParcelParts
from shared.setup.settings import Settings
from tests.fakes import FakeClock

PARCEL = Asked("AGPDELIVERED0001")
KEYS = {"SEVENTEEN_TRACK_API_KEY": "key", "DHL_API_KEY": "key"}


class _Aggregator:
    """Answers for every carrier as the sandbox does, and says what it was told."""

    code, standing = "seventeen_track", SupplierStanding.OPEN

    def __init__(self) -> None:
        self.gone: list[tuple[str, Asked]] = []

    def pushed(self, message: bytes, signature: str) -> Pushed | None:
        return Pushed(f"{message!r} {signature}", PARCEL, Report(status=Status.DELIVERED))

    def of(self, carrier: str) -> CarrierPort:
        assert carrier == "ups"
        return SandboxCarrier(FakeClock())

    async def stored(self, *, deadline: Deadline) -> Sequence[tuple[str, Asked]]:
        del deadline
        return [("ups", PARCEL)]

    async def forget(self, parcels: Iterable[tuple[str, Asked]], *, deadline: Deadline) -> None:
        del deadline
        self.gone += parcels


async def test_a_carrier_is_known_without_its_adapter_and_asked_through_it() -> None:
    loaded: list[str] = []
    said = [SupplierStanding.OFF]

    def adapter() -> CarrierPort:
        loaded.append("ups")
        return SandboxCarrier(FakeClock())

    one = DeferredCarrier("ups", 7, lambda: said[-1], adapter)
    assert (one.code, one.daily_budget, one.standing) == ("ups", 7, SupplierStanding.OFF)
    said.append(SupplierStanding.OPEN)
    assert one.standing is SupplierStanding.OPEN
    assert not loaded
    deadline = Deadline.after(FakeClock(), timedelta(seconds=5))
    report = await one.query(PARCEL, asker=Asker.VISITOR, deadline=deadline)
    assert report.status is Status.DELIVERED
    assert loaded == ["ups"]


async def test_an_aggregator_is_known_so_too_and_so_is_each_carrier_that_it_answers_for() -> None:
    theirs, deadline = _Aggregator(), Deadline.after(FakeClock(), timedelta(seconds=5))
    loaded: list[str] = []

    def adapter() -> _Aggregator:
        loaded.append("seventeen_track")
        return theirs

    one = DeferredAggregator("seventeen_track", 9, lambda: SupplierStanding.OPEN, adapter)
    ups = one.of("ups")
    assert (ups.code, ups.daily_budget) == ("seventeen_track", 9)
    assert ups.standing is SupplierStanding.OPEN
    assert not loaded
    report = await ups.query(PARCEL, asker=Asker.VISITOR, deadline=deadline)
    assert report.status is Status.DELIVERED
    told = one.pushed(b"x", "signed")
    assert told is not None
    assert told.carrier == "b'x' signed"
    await one.forget(await one.stored(deadline=deadline), deadline=deadline)
    assert theirs.gone == [("ups", PARCEL)]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, SupplierStanding.OPEN),
        ({"SUPPLIERS_OFF": "dhl,seventeen_track"}, SupplierStanding.OFF),
        ({"CLOCK_AHEAD": "630720000"}, SupplierStanding.NOT_ALLOWED),  # their reviews are overdue
    ],
)
def test_what_is_known_of_a_supplier_is_what_its_adapter_says(
    told: dict[str, str], expected: SupplierStanding
) -> None:
    settings = Settings.of({**KEYS, "REGION": "asia", **told})
    parts = ParcelParts(GoogleCloud(settings))
    for deferred in (parts.carriers["dhl"], parts.aggregators[0].of("ups")):
        assert isinstance(deferred, DeferredCarrier)
        adapter = deferred.adapter()
        assert adapter == deferred.adapter()
        assert deferred.standing is adapter.standing is expected
        assert (deferred.code, deferred.daily_budget) == (adapter.code, adapter.daily_budget)


def test_a_supplier_at_an_address_that_the_register_does_not_name_has_no_standing() -> None:
    settings = Settings.of({**KEYS, "DHL_URL": "https://elsewhere.example"})
    dhl = ParcelParts(GoogleCloud(settings)).carriers["dhl"]
    with pytest.raises(ValueError, match="the register does not name the host of dhl"):
        assert dhl.standing
