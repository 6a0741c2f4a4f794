"""A test over a table tries every row, and hides none that fails."""

import inspect
from pathlib import Path

import pytest

from tests.rows import MOST_TOLD, each_row


def test_every_row_is_tried() -> None:
    seen: list[tuple[str, int]] = []

    @each_row(("word", "number"), [("a", 1), ["b", 2]])
    def over(word: str, *, number: int) -> None:
        seen.append((word, number))

    over()
    assert seen == [("a", 1), ("b", 2)]
    assert not inspect.signature(over).parameters, "pytest looks for no fixtures"
    assert over.__name__ == "over"


@each_row("number", [1, 2])
def test_a_fixture_is_handed_to_every_row(number: int, tmp_path: Path) -> None:
    (tmp_path / str(number)).touch()
    assert len(list(tmp_path.iterdir())) == number, "what one row has made, the next one finds"


def test_all_that_fail_are_named_with_what_each_says() -> None:
    @each_row("number", range(6), ids=lambda one: f"n{one}")
    def even(number: int) -> None:
        if number == 5:
            raise KeyError(number)
        if number == 3:
            with pytest.raises(ValueError, match="x"):
                int(number)
        assert number != 1, "is odd"

    with pytest.raises(AssertionError) as caught:
        even()
    told = str(caught.value).splitlines()
    assert told[0] == "3 of 6 rows fail:"
    assert [line for line in told if line.startswith("n")] == [
        "n1: is odd",
        "n3: Failed: DID NOT RAISE ValueError",
        "n5: KeyError: 5",
    ]
    assert "is odd" in str(caught.value.__cause__)


def test_of_very_many_the_first_are_named_and_all_are_counted() -> None:
    @each_row(("number", "thing"), [(number, object()) for number in range(100)])
    def never(number: int, thing: object) -> None:
        assert thing is None, number

    with pytest.raises(AssertionError, match="100 of 100 rows fail") as caught:
        never()
    assert str(caught.value).count("-row ") == MOST_TOLD


@pytest.mark.parametrize(
    ("names", "rows", "ids"),
    [("one", [], None), (("a", "b"), [(1,)], None), ("one", [1, 2], ["only one"])],
)
def test_a_table_that_would_try_too_little_is_refused(
    names: str | tuple[str, ...], rows: list[object], ids: list[str] | None
) -> None:
    with pytest.raises(AssertionError):
        each_row(names, rows, ids)
