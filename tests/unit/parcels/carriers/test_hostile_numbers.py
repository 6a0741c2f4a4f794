"""Hostile numbers: 50 characters, made to look right as long as possible, cost under 1 ms each."""

from collections.abc import Iterable, Iterator
from functools import partial

from shared.parcels.carriers.detect import detect
from shared.parcels.carriers.formats import FORMATS
from shared.parcels.carriers.number import MAX_CHARACTERS
from tests.rows import each_row
from tests.unit.parcels.carriers.costs import costs_less
from tests.unit.parcels.carriers.examples import EXAMPLES

LIMIT_NS = 1_000_000


def _hostile(right: str) -> Iterator[str]:
    """Yield what a right number may be made into: too long, endless, or wrong at each place."""
    for filling in ("0", "9", "A", "Z", right):
        yield (right + filling * MAX_CHARACTERS)[:MAX_CHARACTERS]
        yield (filling * MAX_CHARACTERS + right)[-MAX_CHARACTERS:]
    for at in range(len(right)):
        for wrong in "0O?":
            yield right[:at] + wrong + right[at + 1 :]


def _costly(numbers: Iterable[str]) -> list[str]:
    """Return the numbers that cost too much."""
    return [one for one in numbers if not costs_less(LIMIT_NS, partial(detect, one))]


@each_row("form", [form.id for form in FORMATS])
def test_no_number_like_one_of_a_format_costs_a_millisecond(form: str) -> None:
    rights = [example.number for example in EXAMPLES if example.format == form]
    assert rights
    for right in rights:
        assert _costly(_hostile(right)) == []


@each_row("character", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
def test_no_length_of_one_character_costs_a_millisecond(character: str) -> None:
    assert _costly(character * length for length in range(MAX_CHARACTERS + 1)) == []
