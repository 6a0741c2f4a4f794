"""Whom to ask: the carrier itself, else an aggregator, never one who may not be asked."""

from dataclasses import dataclass, field

import pytest

from shared.parcels.carriers.choice import Reachable, choose, reach
from shared.parcels.carriers.model import Asked, Report, Status
from shared.parcels.carriers.port import CarrierPort
from shared.platform.suppliers.port import SupplierStanding
from tests.fakes import ScriptedAggregator, ScriptedCarrier

OPEN, OFF, NOT_ALLOWED = SupplierStanding.OPEN, SupplierStanding.OFF, SupplierStanding.NOT_ALLOWED


async def _story(_: Asked) -> Report:
    return Report(status=Status.NOT_FOUND)


@dataclass
class Case:
    own: SupplierStanding | None = None
    others: list[SupplierStanding] = field(default_factory=list)
    code: str = "gls"

    def chosen(self) -> str | None:
        own = {} if self.own is None else {self.code: self._carrier(self.code, self.own)}
        aggregators = [
            ScriptedAggregator(_story, code=f"aggregator-{n}", standing=standing)
            for n, standing in enumerate(self.others)
        ]
        port = choose(self.code, own, aggregators)
        return None if port is None else port.code

    @staticmethod
    def _carrier(code: str, standing: SupplierStanding) -> CarrierPort:
        return ScriptedCarrier(_story, code=code, standing=standing)


CASES: list[tuple[Case, str | None]] = [
    (Case(), None),
    (Case(OPEN), "gls"),
    (Case(OPEN, [OPEN]), "gls"),
    (Case(None, [OPEN]), "aggregator-0"),
    (Case(None, [NOT_ALLOWED]), None),
    (Case(None, [NOT_ALLOWED, OPEN]), "aggregator-1"),
    (Case(None, [OFF, OPEN]), "aggregator-1"),
    (Case(NOT_ALLOWED, [OPEN]), "aggregator-0"),
    (Case(NOT_ALLOWED, [NOT_ALLOWED]), None),
    (Case(NOT_ALLOWED), None),
    (Case(OFF, [OPEN]), "aggregator-0"),
    (Case(OFF, [NOT_ALLOWED]), "gls"),
    (Case(OFF), "gls"),
    (Case(None, [OFF]), "aggregator-0"),
    (Case(OFF, [OFF]), "gls"),
    (Case(None, [OPEN], code="sandbox"), None),
    (Case(OPEN, [OPEN], code="sandbox"), "sandbox"),
]


@pytest.mark.parametrize(("case", "chosen"), CASES, ids=str)
def test_the_carrier_is_asked_else_an_aggregator_and_nobody_who_may_not_be(
    case: Case, chosen: str | None
) -> None:
    assert case.chosen() == chosen


@pytest.mark.parametrize(
    ("code", "standing", "expected"),
    [
        ("gls", OPEN, Reachable.ITSELF),
        ("aggregator", OPEN, Reachable.BY_AGGREGATOR),
        ("gls", OFF, Reachable.NOT_AT_ALL),
        ("aggregator", NOT_ALLOWED, Reachable.NOT_AT_ALL),
    ],
)
def test_a_carrier_can_be_asked_itself_or_by_an_aggregator_or_not_at_all(
    code: str, standing: SupplierStanding, expected: Reachable
) -> None:
    assert reach("gls", ScriptedCarrier(_story, code=code, standing=standing)) is expected


def test_whom_nobody_answers_for_cannot_be_asked() -> None:
    assert reach("gls", None) is Reachable.NOT_AT_ALL
