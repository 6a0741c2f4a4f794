"""What is published of people who are gone leads to nobody: attacked over 24 months.

20,000 invented people end in 24 months. They follow parcels of few large and many small carriers,
some of which carry almost one kind of goods only; families share parcels, and clubs of more than
ten follow one rare parcel together. The attacks know everything that is true.
"""

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shared.rights.statistics import aggregation as count
from shared.rights.statistics.aggregation import Cell, cells_of
from shared.rights.statistics.model import CountedParcel
from tests.promises import attacks
from tests.promises.attacks import Key, Month, Someone

PEOPLE, MONTHS, CLUBS = 20_000, 24, 12
CARRIERS = [f"carrier-{name}" for name in "abcdefghijklmnopqrst"]
GOODS = ["clothing", "electronics", "books", "food", "medicine", "documents", "toys", "unknown"]
TRANSIT = ["0-2", "3-5", "6-10", "11+", "unknown"]
ONE_KIND = {"carrier-c": "medicine", "carrier-i": "medicine", "carrier-k": "food"}
ONE_TIME = {("carrier-b", "food"): "0-2"}

Published = dict[Key, int]


def parcel(chance: random.Random) -> tuple[str, Key]:
    """Return a parcel that nobody else follows yet."""
    (carrier,) = chance.choices(CARRIERS, [1 / (n + 1) for n in range(len(CARRIERS))])
    commodity = chance.choices(GOODS, [9, 7, 6, 5, 2, 2, 1, 8])[0]
    if carrier in ONE_KIND and chance.random() < 0.97:
        commodity = ONE_KIND[carrier]
    transit = chance.choices(TRANSIT, [6, 5, 2, 1, 3])[0]
    transit = ONE_TIME.get((carrier, commodity), transit)
    return f"{chance.getrandbits(60):x}", (carrier, commodity, transit)


def ends_of(chance: random.Random) -> Iterator[tuple[int, Someone]]:
    """Yield people, each with the month in which they end; a family ends together, mostly."""
    left = PEOPLE - CLUBS * 15
    while left > 0:
        size = min(left, chance.choices([1, 2, 3, 5], [80, 12, 5, 3])[0])
        left -= size
        month = chance.randrange(MONTHS)
        shared = [parcel(chance) for _ in range(size > 1)]
        for _ in range(size):
            own = [parcel(chance) for _ in range(min(8, 1 + int(chance.expovariate(0.6))))]
            yield (
                (month if chance.random() < 0.9 else chance.randrange(MONTHS)),
                Someone(tuple(own + shared)),
            )


def club(number: int) -> tuple[str, Key]:
    """Return the parcel that the fifteen members of a club follow, and nobody else's like it."""
    return f"club{number}", ("carrier-t", f"{GOODS[number % 7]}", "11+")


@pytest.fixture(scope="module")
def months() -> list[list[Someone]]:
    """Return the people of each month."""
    chance = random.Random(20)  # noqa: S311 - the same world in each run
    world: list[list[Someone]] = [[] for _ in range(MONTHS)]
    for month, someone in ends_of(chance):
        world[month].append(someone)
    for number in range(CLUBS):
        world[2 * number] += [Someone((club(number),)) for _ in range(15)]
    assert sum(map(len, world)) == PEOPLE
    return world


def published(people: list[Someone]) -> Published:
    """Return what is published of a month's people, by the code that does it."""
    rows = [
        [
            CountedParcel(token=name, carrier=carrier, commodity=commodity, transit=transit)
            for name, (carrier, commodity, transit) in someone.parcels
        ]
        for someone in people
    ]
    return {(one.carrier, one.commodity, one.transit): n for one, n in cells_of(rows).items()}


def found(months: list[list[Someone]]) -> dict[str, int]:
    """Return how often each attack has found something."""
    seen = [Month(people, published(people)) for people in months]
    return {
        "singled out": sum(len(attacks.singled_out(one)) for one in seen),
        "subtracted": sum(len(attacks.subtracted(one)) for one in seen),
        "inferred": sum(len(attacks.inferred(one)) for one in seen),
        "linked": len(attacks.linked(seen)),
    }


@pytest.mark.promise("X5")
def test_no_attack_finds_anybody_in_what_is_published(months: list[list[Someone]]) -> None:
    assert found(months) == dict.fromkeys(("singled out", "subtracted", "inferred", "linked"), 0)
    shown = [published(people) for people in months]
    assert min(map(len, shown)) >= 10, "and still there is something to see"
    assert any("other*" not in key for one in shown for key in one)


def everybody_alone(people: list[Any]) -> list[int]:
    """Count each person, whoever they share a parcel with."""
    return list(range(len(people)))


def with_totals(whole: Callable[..., Any]) -> Callable[..., Any]:
    """Publish the totals of carriers beside their cells."""

    def cells(people: Any) -> Any:  # noqa: ANN401 - as it is
        people = list(people)
        shown = whole(people)
        for carrier in {cell.carrier for cell in shown if cell.carrier != count.OTHER}:
            n = sum(any(one.carrier == carrier for one in parcels) for parcels in people)
            shown[Cell(carrier, count.OTHER, count.OTHER)] = n // 5 * 5
        return shown

    return cells


@pytest.mark.parametrize(
    ("attack", "name", "weaker"),
    [
        ("singled out", "LEAST", 5),
        ("singled out", "_groups", everybody_alone),
        ("inferred", "VALUES", 1),
        ("inferred", "MOST_OF_TEN", 10),
        ("linked", "STEP", 1),
        ("subtracted", "cells_of", with_totals(count.cells_of)),
    ],
)
def test_each_rule_is_needed_without_it_an_attack_finds_somebody(
    months: list[list[Someone]],
    monkeypatch: pytest.MonkeyPatch,
    attack: str,
    name: str,
    weaker: Any,  # noqa: ANN401 - a rule
) -> None:
    monkeypatch.setattr(count, name, weaker)
    if name == "cells_of":
        monkeypatch.setitem(globals(), "cells_of", weaker)
    assert found(months)[attack] > 0
