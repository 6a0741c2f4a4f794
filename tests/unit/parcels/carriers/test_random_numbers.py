"""How many of 20,000 random numbers of each common form would be handed to whom.

None by its length; by a check digit no more than one in ten by chance, or what that check's chance
is. ``python -m tests.unit.parcels.carriers.test_random_numbers`` prints the table.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from random import Random

import pytest

from shared.parcels.carriers.detect import best_guess, detect
from shared.parcels.carriers.evidence import CarrierEvidence
from tests.rows import each_row
from tests.thorough import tries

NUMBERS = tries(20_000)
_SEED = 20_261_130
_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ALPHABETS = {"#": _DIGITS, "@": _LETTERS, "*": _DIGITS + _LETTERS}
_TENTH = 1 / 10
"""A digit at random is the right one of ten."""

_BY_LOOKUP, _BY_CHECK, _BY_PREFIX = (
    CarrierEvidence.CHECKSUM_LOOKUP,
    CarrierEvidence.CHECKSUM,
    CarrierEvidence.PREFIX,
)

CHANCES: Mapping[str, Mapping[tuple[str, CarrierEvidence], float]] = {
    **{"#" * length: {} for length in (7, 8, 9, 13, 14, 16, 17, 19, 21, 23, 25, 27)},
    "#" * 10: {("dhl", _BY_CHECK): _TENTH},
    "#" * 11: {("old_dominion", _BY_CHECK): 14 / 1000 * _TENTH},
    "#" * 12: {
        ("fedex", _BY_CHECK): _TENTH,
        ("gls", _BY_CHECK): _TENTH,
        ("dhl", _BY_CHECK): _TENTH,
        ("purolator", _BY_CHECK): 6 / 10 * _TENTH,
    },
    "#" * 15: {("fedex", _BY_CHECK): _TENTH},
    "#" * 18: {
        ("fedex", _BY_LOOKUP): 4 / 100 * _TENTH,
        ("ups", _BY_CHECK): 1 / 100 * _TENTH,
        ("post_ch", _BY_PREFIX): 2 / 100,
        ("post_be", _BY_PREFIX): 1 / 10_000,
    },
    # 22 of a hundred services are known, and there are two sums.
    "#" * 20: {
        ("usps", _BY_LOOKUP): 22 / 100 * 2 * _TENTH,
        ("post_pl", _BY_LOOKUP): 1e-9 * _TENTH,
        ("dhl", _BY_LOOKUP): 3e-8 * _TENTH,
    },
    "#" * 22: {
        ("usps", _BY_LOOKUP): 5 / 100 * _TENTH,
        ("usps", _BY_CHECK): 1 / 100 * _TENTH,
        ("fedex", _BY_CHECK): 1 / 100 * _TENTH,
    },
    "#" * 24: {("post_be", _BY_PREFIX): 2 / 10_000},
    "#" * 26: {
        ("mondial_relay", _BY_CHECK): _TENTH * _TENTH,
        ("usps", _BY_LOOKUP): 4 / 100 * _TENTH,
    },
    "#" * 28: {
        ("dpd", _BY_CHECK): 1 / 36,
        ("dpd", _BY_LOOKUP): 16 / 1000 * 254 / 1000 / 36,
        ("usps", _BY_LOOKUP): 1 / 1000 * _TENTH,
        ("usps", _BY_CHECK): 1 / 1000 * _TENTH,
    },
    "#" * 34: {
        ("fedex", _BY_CHECK): _TENTH,
        ("usps", _BY_LOOKUP): 1 / 1000 * _TENTH,
        ("usps", _BY_CHECK): 1 / 1000 * _TENTH,
    },
    "@" + "#" * 9: {},
    "@" + "#" * 10: {
        ("packeta", _BY_PREFIX): 1 / 26,
        ("ups", _BY_LOOKUP): 3 / 26 * _TENTH,
        ("ups", _BY_CHECK): 3 / 26 * _TENTH,
    },
    "@" + "#" * 14: {("ontrac", _BY_CHECK): 2 / 26 * _TENTH},
    "@" + "#" * 15: {("evri", _BY_CHECK): 1 / 26 * _TENTH},
    "@@" + "#" * 7: {},
    "@@" + "#" * 8: {("lasership", _BY_PREFIX): 6 / 26 / 26 * 3 / 10},
    "@@" + "#" * 10: {
        ("dhl", _BY_PREFIX): 4 / 26 / 26,
        ("relais_colis", _BY_PREFIX): 2 / 26 / 26,
        ("j_and_t", _BY_PREFIX): 2 / 26 / 26,
        ("post_pl", _BY_PREFIX): 1 / 26 / 26,
    },
    "@@@" + "#" * 9: {},
    "@@@@" + "#" * 10: {},
    "#" * 13 + "@": {("dpd", _BY_PREFIX): 1 / 26},
    "#" * 14 + "@": {},
    "*" * 8: {},
    "*" * 12: {
        ("dhl", _BY_PREFIX): 4 / 36 / 36 * 10 / 36,
        ("geodis", _BY_PREFIX): 1 / 36 / 36,
        ("asendia", _BY_PREFIX): 1 / 36**3,
    },
    "*" * 16: {
        ("dhl", _BY_PREFIX): 4 / 36 / 36 * 10 / 36 + 1 / 36**3,
        ("asendia", _BY_PREFIX): 1 / 36**3,
    },
}
"""What of the numbers of a form may at most be handed to whom, by which evidence. Nobody else may
be handed any."""


def _drawn(form: str) -> Iterator[str]:
    chance = Random(f"{_SEED}{form}")  # noqa: S311 - a test's
    for _ in range(NUMBERS):
        yield "".join(chance.choice(_ALPHABETS[mark]) for mark in form)


def _handed(form: str) -> Counter[tuple[str, CarrierEvidence]]:
    """Return how many of a form's numbers go to each carrier unasked, by evidence."""
    guesses = (best_guess(detect(number)) for number in _drawn(form))
    return Counter((guess.carrier, guess.evidence) for guess in guesses if guess is not None)


@pytest.mark.slow("20,000 numbers of each form; a quarter in make check")
@each_row("form", CHANCES)
def test_random_numbers_are_handed_to_nobody_but_by_the_chance_of_a_check(form: str) -> None:
    handed, chances = _handed(form), CHANCES[form]
    assert set(handed) <= set(chances)
    for whom, count in handed.items():
        mean = NUMBERS * chances[whom]
        assert count <= mean + 4 * mean**0.5 + 1, whom


if __name__ == "__main__":
    for one in CHANCES:
        rows = (f"{who} by {why} {count}" for (who, why), count in _handed(one).most_common())
        name = f"{len(one)} digits" if set(one) == {"#"} else one
        sys.stdout.write(f"{name:<18} {', '.join(rows) or 'nobody'}\n")
