"""The notation: what it means, and that a mistake in the table is noticed at once."""

import pytest

from shared.parcels.carriers.shapes import Shape, Shapes
from tests.rows import each_row


def _fits(shape: Shape, number: str) -> bool:
    return len(number) == shape.length and all(holds(number[part]) for part, holds in shape.runs)


def _any_fits(notation: str, number: str) -> bool:
    return any(_fits(shape, number) for shape in Shapes(notation))


@each_row(
    ("notation", "number", "expected"),
    [
        ("#", "7", True),
        ("#", "A", False),
        ("@", "A", True),
        ("@", "7", False),
        ("*", "7", True),
        ("*", "A", True),
        ("%{3}", "1A2", True),
        ("%{3}", "AB1", True),
        ("%{3}", "123", False),
        ("%{3}", "ABC", False),
        ("%{3}", "1A-", False),
        ("&{3}", "1F2", True),
        ("&{3}", "1G2", False),
        ("&{3}", "123", False),
        ("&{3}", "ABC", False),
        ("[AC]", "C", True),
        ("[AC]", "B", False),
        ("[0-3X]", "3", True),
        ("[0-3X]", "X", True),
        ("[0-3X]", "4", False),
        ("[0-3X]", "-", False),
        ("<GM|LX>#", "LX1", True),
        ("<GM|LX>#", "GX1", False),
        ("1Z@", "1ZA", True),
        ("1Z@", "1YA", False),
        ("#{3}", "123", True),
        ("#{3}", "12A", False),
        ("#{3}", "1234", False),
        ("A#{1-3}B", "A12B", True),
        ("A#{1-3}B", "AB", False),
        ("42/#", "421", True),
    ],
)
def test_a_notation_fits_what_it_says(notation: str, number: str, *, expected: bool) -> None:
    assert _any_fits(notation, number) is expected


def test_a_span_of_counts_makes_one_shape_for_each_length() -> None:
    assert [shape.length for shape in Shapes("@{1-2}#{1-2}")] == [2, 3, 3, 4]


def test_the_routing_ends_where_the_body_begins() -> None:
    assert [shape.body for shape in Shapes("420#{5}/94#")] == [8]
    assert [shape.body for shape in Shapes("94#")] == [0]


def test_first_characters_are_known_without_looking() -> None:
    assert [shape.firsts for shape in Shapes("<GM|LX>#")] == ["GL"]
    assert [shape.firsts for shape in Shapes("#")] == ["0123456789"]
    assert [shape.firsts for shape in Shapes("&{2}")] == ["0123456789ABCDEF"]
    assert [len(shape.firsts) for shape in Shapes("%{2}")] == [36]


@pytest.mark.parametrize("notation", ["?", "a", "A B", "<A|BC>", "A.B", "é"])
def test_a_mistake_in_the_table_is_noticed(notation: str) -> None:
    with pytest.raises(ValueError, match=r"notation|length"):
        list(Shapes(notation))
