"""The carriers under contract: a row for each, and what a test does with one.

An adapter that asks over the network meets its simulator, which answers as published, and in every
way that goes wrong.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from pydantic import SecretStr

from infra.local.carriers.dhl import DHL, Dhl
from infra.local.carriers.fedex import FEDEX, FedEx
from infra.local.carriers.seventeen_track import SEVENTEEN_TRACK, SeventeenTrack
from infra.local.carriers.stories import POSTCODE
from infra.local.carriers.ups import UPS, Ups
from infra.local.carriers.usps import USPS, Usps
from shared.kernel.clock import Clock, Deadline, SystemClock
from shared.parcels.carriers import (
    dhl_codes,
    dhl_words,
    fedex_codes,
    sandbox,
    seventeen_track,
    seventeen_track_codes,
    ups_codes,
    usps_codes,
)
from shared.parcels.carriers.access import ROWS, Access
from shared.parcels.carriers.model import Asked, Report
from shared.parcels.carriers.port import CarrierPort
from shared.parcels.carriers.reading import RETURNED, Meaning
from shared.parcels.carriers.sandbox import SandboxCarrier
from shared.platform.suppliers.budget import UncountedBudget
from shared.platform.suppliers.client import SupplierClient, Terms
from shared.platform.suppliers.port import Allowance, Asker, FetchOutcome, SupplierError
from shared.platform.suppliers.register import register

TODAY = datetime(2026, 11, 20, tzinfo=UTC)
KEY = "right"
WRONG = "wrong"
SLOW_SECONDS = 0.1
TRY_WITHIN = timedelta(milliseconds=1500)

Open = Callable[[str, AsyncExitStack, str], CarrierPort]


@dataclass(frozen=True)
class Contract:
    """A carrier and the numbers that tell each story; a story it cannot tell is left out."""

    open: Open
    """Given the simulators' address, what closes it again, and our key."""
    numbers: Mapping[str, str]
    words: frozenset[str]
    """Every text that an event may have."""
    postcode: str = POSTCODE
    says_why: bool = True
    """Whether it tells a wrong postcode from a number that it does not know."""
    moved: str = "2026-11-16T17:30:00-05:00"
    """The event of ``odd_times`` that has another offset."""


def client(code: str, address: str, stack: AsyncExitStack, region: str = "us") -> SupplierClient:
    """Return a supplier's client that reaches its simulator."""
    terms = Terms(f"{address}/{code}", region, Allowance(0), loopback=True, try_within=TRY_WITHIN)
    made = SupplierClient(register()[code], terms, budget=UncountedBudget(), clock=SystemClock())
    stack.push_async_callback(made.close)
    return made


def access(code: str, key: str = KEY) -> Access:
    """Return what is set for a supplier whose keys are all the same."""
    (row,) = (row for row in ROWS if row.code == code)
    keys = {name: SecretStr(key) for name in row.keys}
    return Access(keys=keys, url=row.url, daily_budget=row.daily)


def opens(code: str) -> Open:
    """Return how a carrier of its own is opened: as ``setup`` does it."""

    def open_(address: str, stack: AsyncExitStack, key: str = KEY) -> CarrierPort:
        made = client(code, address, stack)
        port: CarrierPort = import_module(f"shared.parcels.carriers.{code}").carrier(
            made, access(code, key), SystemClock()
        )
        return port

    return open_


def aggregator(
    address: str, stack: AsyncExitStack, key: str = KEY, region: str = "us"
) -> seventeen_track.SeventeenTrack:
    """Return 17TRACK, which need not be given time to settle."""
    made = client("seventeen_track", address, stack, region)
    settle = timedelta(milliseconds=10)
    return seventeen_track.SeventeenTrack(made, access("seventeen_track", key), settle=settle)


def _by_aggregator(address: str, stack: AsyncExitStack, key: str = KEY) -> CarrierPort:
    return aggregator(address, stack, key).of("post_cn")


def _sandbox(_: str, __: AsyncExitStack, ___: str = KEY) -> CarrierPort:
    return SandboxCarrier(SystemClock())


def _texts(*tables: Mapping[str, Meaning]) -> frozenset[str]:
    found = {one.text for table in tables for one in table.values() if one.text}
    return frozenset({*found, str(RETURNED.text)})


def _chinese(numbers: Mapping[str, str]) -> dict[str, str]:
    return {story: number for story, number in numbers.items() if number.endswith("CN")}


CARRIERS: Mapping[str, Contract] = {
    "dhl": Contract(
        open=opens("dhl"),
        numbers={**DHL, "wants_postcode": DHL["needs_postcode"], "failing": DHL["error_500"]},
        words=frozenset(one.text for one in dhl_codes.CHECKPOINTS.values())
        | {one.text for one, _ in dhl_words.PHRASES if one.text}
        | {str(RETURNED.text)},
        says_why=False,
        moved="2026-11-17T02:30:00+05:30",
    ),
    "ups": Contract(
        open=opens("ups"),
        numbers={**UPS, "failing": UPS["error_500"]},
        words=_texts(ups_codes.CODES, ups_codes.TYPES),
    ),
    "fedex": Contract(
        open=opens("fedex"),
        numbers={**FEDEX, "failing": FEDEX["error_500"]},
        words=_texts(fedex_codes.CODES),
    ),
    "usps": Contract(
        open=opens("usps"),
        numbers={**USPS, "failing": USPS["error_500"]},
        words=_texts(usps_codes.EVENTS, usps_codes.CATEGORIES),
    ),
    "seventeen_track": Contract(
        open=_by_aggregator,
        numbers={
            **_chinese(SEVENTEEN_TRACK),
            "in_transit": "RB100000303CN",
            "failing": SEVENTEEN_TRACK["error_500"],
        },
        words=_texts(seventeen_track_codes.SUB_STATUSES, seventeen_track_codes.STATUSES),
    ),
    "sandbox": Contract(
        open=_sandbox,
        numbers={
            "delivered": "AGPDELIVERED0001",
            "in_transit": "AGPINTRANSIT0001",
            "out_for_delivery": "AGPOUTFORDELIVERY0001",
            "available_for_pickup": "AGPAVAILABLEFORPICKUP0001",
            "returned": "AGPRETURNED0001",
            "recipient_absent": "AGPRECIPIENTABSENT0001",
            "exception": "AGPREFUSED0001",
            "customs": "AGPCUSTOMS0001",
            "no_scan_yet": "AGPINFORECEIVED0001",
            "unknown_status": "AGPUNKNOWN0001",
            "not_found": "AGPNOTFOUND0001",
            "wants_postcode": "AGPPOSTCODE0001",
            "failing": "AGPFAILING0001",
        },
        postcode=sandbox.POSTCODE,
        words=frozenset(
            [text for *_, text in sandbox._STEPS] + [text for *_, text in sandbox._LAST.values()]  # noqa: SLF001 - its tables
        ),
    ),
}


def simulators() -> tuple[Dhl, Ups, FedEx, Usps, SeventeenTrack]:
    """Return the simulators of all carriers, which accept ``KEY``."""
    simulated = (
        Dhl(KEY, TODAY, slow_seconds=SLOW_SECONDS),
        Ups(KEY, KEY, TODAY, slow_seconds=SLOW_SECONDS),
        FedEx(KEY, KEY, TODAY, slow_seconds=SLOW_SECONDS),
        Usps(KEY, KEY, TODAY, slow_seconds=SLOW_SECONDS),
        SeventeenTrack(KEY, TODAY, slow_seconds=SLOW_SECONDS),
    )
    simulated[-1].tell("RB100000303CN", "in_transit")
    return simulated


@dataclass
class Tried:
    """A carrier with its contract."""

    contract: Contract
    port: CarrierPort
    clock: Clock = field(default_factory=SystemClock)

    async def ask(self, tale: str, *, postcode: str | None = None, within: float = 8.0) -> Report:
        """Ask for the parcel that tells a story."""
        asked = Asked(self.contract.numbers[tale], postcode)
        deadline = Deadline.after(self.clock, timedelta(seconds=within))
        return await self.port.query(asked, asker=Asker.VISITOR, deadline=deadline)

    async def fails(self, tale: str, outcome: FetchOutcome, **asked: Any) -> SupplierError:  # noqa: ANN401 - as ask
        """Ask for a parcel of which there is no report, and return why."""
        with pytest.raises(SupplierError) as caught:
            await self.ask(tale, **asked)
        assert caught.value.outcome is outcome
        return caught.value


async def all_at_once(
    tale: str, address: str, trying: Callable[[Tried], Awaitable[object]]
) -> None:
    """Try all carriers that can tell a story at once: what takes its time takes it for all."""
    names = [name for name, contract in CARRIERS.items() if tale in contract.numbers]
    async with AsyncExitStack() as stack:
        tried = [Tried(CARRIERS[name], CARRIERS[name].open(address, stack, KEY)) for name in names]
        told = await asyncio.gather(*map(trying, tried), return_exceptions=True)
    assert names
    assert {name: one for name, one in zip(names, told, strict=True) if one is not None} == {}


def tells(*tales: str) -> pytest.MarkDecorator:
    """Run a test for each carrier that has a number for each of these stories."""
    pairs = [(name, tale) for tale in tales for name in CARRIERS if tale in CARRIERS[name].numbers]
    return pytest.mark.parametrize(("carrier", "tale"), pairs, indirect=["carrier"])
