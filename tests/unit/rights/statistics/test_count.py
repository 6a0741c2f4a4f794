"""Cells by hand: groups of ten, merged upwards, never one value alone."""

from collections.abc import Iterable

from shared.rights.statistics.aggregation import LEAST, OTHER, Cell, cells_of, merged
from shared.rights.statistics.aggregation import _finest as finest
from shared.rights.statistics.model import CountedParcel

_next = iter(range(10**9))


def people(
    number: int, carrier: str, commodity: str, transit: str = "0-2"
) -> list[list[CountedParcel]]:
    """Return people with one parcel each, which nobody shares."""
    return [
        [
            CountedParcel(
                token=str(next(_next)), carrier=carrier, commodity=commodity, transit=transit
            )
        ]
        for _ in range(number)
    ]


def shown(*some: Iterable[list[CountedParcel]]) -> dict[tuple[str, ...], int]:
    """Return the cells of some people."""
    return {tuple(cell): n for cell, n in cells_of([one for part in some for one in part]).items()}


def test_what_is_large_and_diverse_is_shown_rounded_down() -> None:
    dhl = [
        *people(13, "dhl", "books"),
        *people(12, "dhl", "books", "3-5"),
        *people(17, "dhl", "toys"),
        *people(11, "dhl", "toys", "3-5"),
    ]
    ups = [*people(20, "ups", "books"), *people(20, "ups", "books", "3-5")]
    ups += [*people(20, "ups", "toys"), *people(20, "ups", "toys", "3-5")]
    assert shown(dhl, ups) == {
        ("dhl", "books", "0-2"): 10,
        ("dhl", "books", "3-5"): 10,
        ("dhl", "toys", "0-2"): 15,
        ("dhl", "toys", "3-5"): 10,
        **{("ups", what, when): 20 for what in ("books", "toys") for when in ("0-2", "3-5")},
    }


def test_small_cells_are_merged_upwards_and_what_stays_small_is_dropped() -> None:
    some = [
        *people(9, "dhl", "books"),
        *people(9, "dhl", "books", "3-5"),
        *people(12, "dhl", "toys", "3-5"),
        *people(12, "dhl", "toys", "6-10"),
        *people(4, "dhl", "food"),
        *people(4, "ups", "food"),
    ]
    nothing_told = {(OTHER, OTHER, OTHER): 50}
    assert shown(some) == nothing_told, "one carrier alone is not shown: everybody would have it"
    ups = [*people(30, "ups", "toys"), *people(30, "ups", "food", "3-5")]
    assert shown(some, ups) == {
        ("dhl", "books", OTHER): 15,
        ("dhl", "toys", "3-5"): 10,
        ("dhl", "toys", "6-10"): 10,
        ("ups", "food", OTHER): 30,
        ("ups", "toys", OTHER): 30,
    }, "four with food by dhl are too few at every level; a single transit time is not shown"


def test_people_who_share_a_parcel_count_once_also_through_others() -> None:
    family = people(30, "dhl", "books")
    linked = [
        [*one, family[(number + 1) % 30][0].model_copy(update={"commodity": "books"})]
        for number, one in enumerate(family)
    ]
    cells = finest([*linked, *people(3, "dhl", "books")])
    assert {cell: len(groups) for cell, groups in cells.items()} == {Cell("dhl", "books", "0-2"): 4}


def test_a_value_that_nine_in_ten_have_is_not_shown() -> None:
    others = [*people(40, "ups", "toys"), *people(40, "ups", "food")]
    medicine = [*people(95, "dhl", "medicine"), *people(10, "dhl", "books")]
    assert {cell for cell in shown(medicine, others) if cell[0] == "dhl"} == {("dhl", OTHER, OTHER)}
    less = [*people(85, "dhl", "medicine"), *people(10, "dhl", "books")]
    assert ("dhl", "medicine", OTHER) in shown(less, others)


def test_nobody_and_few_give_nothing() -> None:
    assert shown([]) == {}
    assert shown(people(LEAST - 1, "dhl", "books")) == {}
    assert merged({}) == {}
