"""Formats beyond the facts: their shapes a second time, their rivals, and whom they leave alone."""

import re

import pytest

from shared.carriers.detect import best_guess, detect
from shared.carriers.formats import FORMATS
from shared.carriers.formats_asia_pacific import ASIA_PACIFIC
from shared.carriers.formats_europe import EUROPE
from tests.unit.carriers.examples import EXAMPLES, Example

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SHAPES = {
    "dpd_pl": "[0-9]{13}[UWQ]",
    "dpd_14_plain": "0[0-9]{13}",
    "evri": "[A-Z][0-9][0-9][A-Z][A-Z0-9]{2}[0-9]{10}",
    "gls_12": "[0-9]{12}",
    "inpost": "[456789][0-9]{23}",
    "postnl_3s": "3S[A-Z]{4}([0-9]{7}|[0-9]{9})",
    "cainiao_lp": "LP[0-9]{14}",
    "cainiao_us": "CNUSUP[0-9]{11}",
    "four_px": "4PX[0-9]{13}CN",
    "jd_logistics": "JD[A-Z0-9][A-Z0-9][0-9]{11}",
    "sf_express": "SF[0-9]{13}",
    "yanwen": "(U[A-Z]|VR)[0-9]{9}YP",
    "yto": "YT[0-9]{13}",
    "zto_14": "7[34568][0-9]{12}",
    "yamato": "[0-9]{12}",
    "japan_post_parcel": "[0-9]{12}",
    "japan_post_registered": "[0-9]{11}",
    "australia_post_article": "([A-Z0-9]{2})?[A-Z0-9]{3}[0-9]{7}[0-9]{2}[0-9]{5}[0-9]{2}0[0-9]",
    "australia_post_consignment": "33[A-Z][A-Z0-9]{2}[0-9]{7}",
}
"""Written out a second time, in another notation, so that a slip in the tables is noticed."""

FURTHER = tuple(example for example in EXAMPLES if example.format in SHAPES)


def _label(example: Example) -> str:
    return f"{example.format}-{example.number}"


def _formats_of(number: str) -> set[str]:
    return {candidate.format for candidate in detect(number)}


def _found(number: str) -> list[tuple[str, str, str]]:
    return [(found.carrier, found.format, found.evidence.value) for found in detect(number)]


def _one_character_off(number: str) -> list[str]:
    return [
        number[:at] + character + number[at + 1 :]
        for at in range(len(number))
        for character in ALPHABET
    ]


def test_each_further_format_is_written_out_here_again() -> None:
    assert {form.id for form in (*EUROPE, *ASIA_PACIFIC)} == set(SHAPES)
    assert set(SHAPES) < {form.id for form in FORMATS}


@pytest.mark.parametrize("example", FURTHER, ids=_label)
def test_one_character_off_is_of_the_format_only_where_the_shape_allows_it(
    example: Example,
) -> None:
    shape = SHAPES[example.format]
    assert re.fullmatch(shape, example.number)
    for number in _one_character_off(example.number):
        found = example.format in _formats_of(number)
        if example.check_at is None:
            assert found == bool(re.fullmatch(shape, number)), number
        else:
            assert not found or re.fullmatch(shape, number), number


@pytest.mark.parametrize("example", FURTHER, ids=_label)
def test_one_character_more_or_less_is_of_the_format_only_where_the_shape_allows_it(
    example: Example,
) -> None:
    number = example.number
    shorter = [number[:at] + number[at + 1 :] for at in range(len(number))]
    longer = [number[:at] + "0" + number[at:] for at in range(len(number) + 1)]
    for other in shorter + longer:
        assert example.format not in _formats_of(other), other


NEIGHBOURS = {
    # Check digits are right, so that the shape alone can refuse.
    "an article without the 0 of paid postage": ("JDQ019457101000930315", "australia_post_article"),
    "one with a longer lodging place": ("33W4P345499501000965159", "australia_post_article"),
    "a Yanwen number of a country": ("UF339843323YN", "yanwen"),
    "a Yanwen number of another service": ("VS344217874YP", "yanwen"),
    "a Yanwen number that begins with R": ("RR344217874YP", "yanwen"),
    # Others' numbers.
    "DHL's in Poland": ("000" + "1" * 21, "inpost"),
    "bpost's": ("3232" + "1" * 20, "inpost"),
    "DHL's in the Netherlands": ("3SDFC1234567890", "postnl_3s"),
    "STO's": ("77123456789012", "zto_14"),
    "YunExpress's": ("YT1234567890123456", "yto"),
    "Yodel's": ("JD1234567890123456", "jd_logistics"),
    "Shadowfax's": ("SF204430072443FPL", "sf_express"),
}


@pytest.mark.parametrize(("number", "form"), NEIGHBOURS.values(), ids=NEIGHBOURS.keys())
def test_a_neighbour_of_the_shape_is_refused(number: str, form: str) -> None:
    assert form not in _formats_of(number)


RIVALS = {
    "12 digits right by seven": (
        "444413758703",
        [("yamato", "yamato", "checksum"), ("post_jp", "japan_post_parcel", "checksum")],
    ),
    "12 digits right for four": (
        "313848996705",
        [
            ("fedex", "fedex_12", "checksum"),
            ("purolator", "purolator_numeric", "checksum"),
            ("yamato", "yamato", "checksum"),
            ("post_jp", "japan_post_parcel", "checksum"),
        ],
    ),
    "12 digits right for FedEx and GLS": (
        "993990103198",
        [("fedex", "fedex_12", "checksum"), ("gls", "gls_12", "checksum")],
    ),
    "12 digits right for Europe and Japan": (
        "123456789035",
        [
            ("gls", "gls_12", "checksum"),
            ("yamato", "yamato", "checksum"),
            ("post_jp", "japan_post_parcel", "checksum"),
        ],
    ),
    "11 digits right by seven": (
        "13112383852",
        [("dhl", "dhl_express", "checksum"), ("post_jp", "japan_post_registered", "checksum")],
    ),
    "14 digits that begin with 0": (
        "01234567890123",
        [("dhl", "dhl_ecommerce_14", "length"), ("dpd", "dpd_14_plain", "length")],
    ),
    "14 digits that begin with 78": (
        "78123456789012",
        [("dhl", "dhl_ecommerce_14", "length"), ("zto", "zto_14", "length")],
    ),
}


@pytest.mark.parametrize(("number", "expected"), RIVALS.values(), ids=RIVALS.keys())
def test_rivals_stand_together_and_nobody_is_asked(
    number: str, expected: list[tuple[str, str, str]]
) -> None:
    assert _found(number) == expected
    assert best_guess(detect(number)) is None


ALONE = {
    "12 digits right for FedEx alone": ("986578788855", "fedex"),
    "14 digits": ("12345678901234", "dhl"),
    "ten digits right for DHL": ("1000000013", "dhl"),
    "YT and 13 digits": ("YT1234567890123", "yto"),
    "YT and 16 digits": ("YT1234567890123456", "yunexpress"),
    "JD and 13 digits": ("JD0012345678901", "jd_logistics"),
    "JD and 16 digits": ("JD1234567890123456", "yodel"),
    "an S10 number of Japan": ("RR473124829JP", "post_jp"),
    "an S10 number of the Netherlands": ("RR473124829NL", "post_nl"),
    "an S10 number of Australia": ("RR473124829AU", "post_au"),
}


@pytest.mark.parametrize(("number", "carrier"), ALONE.values(), ids=ALONE.keys())
def test_who_has_no_rival_may_be_asked(number: str, carrier: str) -> None:
    assert {candidate.carrier for candidate in detect(number)} == {carrier}
    guess = best_guess(detect(number))
    assert guess is not None
    assert guess.carrier == carrier


@pytest.mark.parametrize("number", ["12345678901", "12345678902", "123456789014"])
def test_digits_that_fit_no_check_digit_and_no_known_beginning_are_nobodys(number: str) -> None:
    assert detect(number) == ()
