"""Check digits: one small pure function per algorithm, or one that makes it from its weights.

An algorithm takes the serial number (ASCII ``[0-9]``, where said also ``[A-Z]``; at least one
character) and returns the one character that should follow. Sums run over ``bytes``, in C.
Sources stand with each function; which carrier uses which stands in the tables of formats, with
its source.
"""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import cycle
from operator import mul

Algorithm = Callable[[str], str]
"""Returns the check character of a serial number."""
Rightness = Callable[[str], bool]
"""Tells whether a number has the right check character."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _table(values: dict[str, int]) -> bytes:
    """Return a translation table for ``bytes.translate``; what is not named counts 0."""
    table = bytearray(256)
    for character, value in values.items():
        table[ord(character)] = value
    return bytes(table)


_DIGITS = {str(digit): digit for digit in range(10)}
_VALUE = _table(_DIGITS)
_DOUBLED = _table({digit: value * 2 // 10 + value * 2 % 10 for digit, value in _DIGITS.items()})
_FORWARD = (slice(0, None, 2), slice(1, None, 2))
_VALUE_36 = _table({character: value for value, character in enumerate(ALPHABET)})


@cache
def mod10(
    *, even: int, odd: int, reverse: bool = False, letter_a: int = 2, plus: int = 0
) -> Algorithm:
    """Return the algorithm that fills a weighted sum up to a multiple of ten, over ``[0-9A-Z]``.

    With weights 3 and 1 it is the GS1 check digit (GS1 General Specifications, 7.9), which USPS
    and FedEx Ground use; with 1 and 2, and letters counted from A = 2, that of UPS and OnTrac.

    Args:
        even: The weight of the 1st, 3rd, 5th ... character (the even indexes).
        odd: The weight of the 2nd, 4th, 6th ... character (the odd indexes).
        reverse: Count from the right-hand end instead.
        letter_a: What A counts. B counts one more, and so on; only the last digit counts.
        plus: What is added to the sum.
    """
    evens, odds = (slice(-1, None, -2), slice(-2, None, -2)) if reverse else _FORWARD
    letters = {letter: (letter_a + place) % 10 for place, letter in enumerate(ALPHABET[10:])}
    table = _table(_DIGITS | letters)

    def check(serial: str) -> str:
        values = serial.encode().translate(table)
        return ALPHABET[-(even * sum(values[evens]) + odd * sum(values[odds]) + plus) % 10]

    def ending(part: slice, at: int) -> Rightness:
        places = range(part.start, part.stop)
        first, second = (slice(one[0], part.stop, 2) for one in (places, places[1:]))
        weights = (odd, even) if reverse and len(places) % 2 == 0 else (even, odd)

        def is_right(number: str) -> bool:
            values = number.encode().translate(table)
            total = weights[0] * sum(values[first]) + weights[1] * sum(values[second]) + plus
            return (total + values[at]) % 10 == 0 and number[at] <= "9"

        return is_right

    _ENDINGS[check] = ending
    return check


_ENDINGS: dict[Algorithm, Callable[[slice, int], Rightness]] = {}
"""Of algorithms that tell faster whether a digit is right than which would be."""


def ending(compute: Algorithm, part: slice, at: int) -> Rightness:
    """Return what tells of numbers of one length whether they have the right check character.

    Args:
        compute: The algorithm.
        part: Where the serial number stands, from the number's beginning: with a start and a stop.
        at: Where the check character does.
    """
    if (faster := _ENDINGS.get(compute)) is not None:
        return faster(part, at)
    return lambda number: compute(number[part]) == number[at]


@cache
def complement(compute: Algorithm) -> Algorithm:
    """Return the algorithm that has the last digit of a sum itself, where ``mod10`` fills it up."""
    return lambda serial: ALPHABET[-int(compute(serial)) % 10]


def luhn(serial: str) -> str:
    """Return the Luhn check digit: every second digit from the right doubled (ISO/IEC 7812-1).

    Args:
        serial: ``[0-9]``.
    """
    digits = serial.encode()
    total = sum(digits[-1::-2].translate(_DOUBLED)) + sum(digits[-2::-2].translate(_VALUE))
    return ALPHABET[-total % 10]


def mod7(serial: str) -> str:
    """Return the remainder by seven, as IATA air waybills and DHL Express have it.

    Args:
        serial: ``[0-9]``.
    """
    return ALPHABET[int(serial) % 7]


def weighted(*, weights: Sequence[int], first: int, second: int) -> Algorithm:
    """Return the algorithm "weighted sum modulo ``first``, then modulo ``second``" over ``[0-9]``.

    FedEx Express: weights 3, 1, 7 over and over, modulo 11, and a ten becomes 0.

    Args:
        weights: One for each digit.
        first: The first modulus.
        second: The second, at most 10.
    """
    step = next(n for n in range(1, len(weights) + 1) if _repeats(weights, n))
    parts = tuple((weights[start], slice(start, None, step)) for start in range(step))

    def check(serial: str) -> str:
        values = serial.encode().translate(_VALUE)
        total = 0
        for weight, part in parts:
            total += weight * sum(values[part])
        return ALPHABET[total % first % second]

    return check


def _repeats(weights: Sequence[int], step: int) -> bool:
    return all(weight == weights[at % step] for at, weight in enumerate(weights))


_MOD11_WEIGHTS = (2, 3, 4, 5, 6, 7)


def mod11(serial: str) -> str:
    """Return eleven less the sum modulo 11, weighted 2 to 7 over and over from the right.

    Ten and eleven become 0, as Mondial Relay (label specification 2.4) and Ukrposhta (the numbers
    in the documentation of its API) have it.

    Args:
        serial: ``[0-9]``.
    """
    values = serial.encode().translate(_VALUE)[::-1]
    return "00987654321"[sum(map(mul, values, cycle(_MOD11_WEIGHTS))) % 11]


def mod23_letter(serial: str) -> str:
    """Return the letter of Spain's identity cards for the sum of the characters' ASCII codes.

    Correos has its numbers so. Nobody publishes it; it holds over the numbers in public.

    Args:
        serial: ``[0-9A-Z]``.
    """
    return "TRWAGMYFPDXBNJZSQVHLCKE"[sum(serial.encode()) % 23]


_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def s10(serial: str) -> str:
    """Return the check digit of a postal item (UPU standard S10).

    Eleven less the weighted sum modulo 11, where ten becomes 0 and eleven becomes 5.

    Args:
        serial: ``[0-9]``, eight digits.
    """
    values = serial.encode().translate(_VALUE)
    return "50987654321"[sum(map(mul, values, _S10_WEIGHTS)) % 11]


_DOUBLED_36 = bytes((total % 36 or 36) * 2 % 37 for total in range(72))
"""One step of the sum of MOD 37,36, by the product so far plus the character's value."""


def mod_37_36(serial: str) -> str:
    """Return the check character of the hybrid system MOD 37,36 (ISO/IEC 7064).

    Args:
        serial: ``[0-9A-Z]``.
    """
    product = 36
    for value in serial.encode().translate(_VALUE_36):
        product = _DOUBLED_36[product + value]
    return ALPHABET[(37 - product) % 36]
