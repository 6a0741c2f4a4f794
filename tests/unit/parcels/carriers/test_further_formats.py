"""Shapes of all formats a second time; of those beyond the facts their rivals, and who is alone."""

import re
from functools import cache
from itertools import product
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.parcels.carriers.detect import best_guess, detect
from shared.parcels.carriers.entries import Format
from shared.parcels.carriers.evidence import CarrierEvidence
from shared.parcels.carriers.formats import FORMATS
from shared.parcels.carriers.shapes import Shape
from tests.rows import each_row
from tests.thorough import tries
from tests.unit.parcels.carriers.examples import EXAMPLES, Example
from tests.unit.parcels.carriers.notation import OF_FACTS, SHAPES, drawn

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALL = {**OF_FACTS, **SHAPES}
FURTHER = tuple(example for example in EXAMPLES if example.format in SHAPES)


def _label(example: Example) -> str:
    return f"{example.format}-{example.number}"


def _formats_of(number: str) -> set[str]:
    return {candidate.format for candidate in detect(number)}


def _one_character_off(number: str) -> list[str]:
    return [
        number[:at] + character + number[at + 1 :]
        for at in range(len(number))
        for character in ALPHABET
    ]


def _fits(form: Format, number: str) -> bool:
    return any(
        all(holds(number[part]) for part, holds in shape.runs)
        for shape in _shapes(form.id, len(number))
    )


@cache
def _shapes(form: str, length: int) -> tuple[Shape, ...]:
    return tuple(FORMAT_OF[form].shapes.of(length))


FORMAT_OF = {form.id: form for form in FORMATS}


@pytest.mark.parametrize("form", [form for form, shape in ALL.items() if "(?=" not in shape])
@given(data=st.data())
@settings(
    max_examples=tries(40), deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)
def test_what_the_second_notation_makes_fits_the_first(form: str, data: st.DataObject) -> None:
    number = data.draw(st.from_regex(ALL[form], fullmatch=True))
    assert _fits(FORMAT_OF[form], number)


@each_row("form", ALL)
def test_what_the_first_notation_makes_fits_the_second(form: str) -> None:
    chance = Random(form)  # noqa: S311 - a test's
    for shape in FORMAT_OF[form].shapes:
        for _ in range(40):
            number = drawn(shape, chance)
            assert re.fullmatch(ALL[form], number), number
        for number in _one_character_off(drawn(shape, chance)):
            assert _fits(FORMAT_OF[form], number) == bool(re.fullmatch(ALL[form], number)), number


@each_row("example", FURTHER, ids=_label)
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


@each_row("example", FURTHER, ids=_label)
def test_one_character_more_or_less_is_of_the_format_only_where_the_shape_allows_it(
    example: Example,
) -> None:
    number, shape = example.number, SHAPES[example.format]
    shorter = [number[:at] + number[at + 1 :] for at in range(len(number))]
    longer = [number[:at] + "0" + number[at:] for at in range(len(number) + 1)]
    for other in shorter + longer:
        if example.format in _formats_of(other):
            assert re.fullmatch(shape, other), other


NEIGHBOURS = {
    # Check digits are right, so that the shape alone can refuse.
    "an article without the 0 of paid postage": ("JDQ019457101000930315", "australia_post_article"),
    "one with a longer lodging place": ("33W4P345499501000965159", "australia_post_article"),
    "a Yanwen number of a country": ("UF339843323YN", "yanwen"),
    "an article from a lodging place without letters": (
        "123019457101000930307",
        "australia_post_article",
    ),
    "DHL's piece": ("JJD000390012345678901", "australia_post_article"),
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


SEVEN = ["yamato", "post_jp", "sagawa", "lotte"]
RIVALS = {
    # A check digit that carriers share, or that is right for several.
    "12 digits right by seven": ("444413758703", SEVEN),
    "12 digits right for FedEx, Purolator and by seven": (
        "313848996705",
        ["fedex", "purolator", *SEVEN],
    ),
    "12 digits right for FedEx and GLS": ("993990103198", ["fedex", "gls"]),
    "12 digits right for Europe and Japan": ("123456789035", ["gls", *SEVEN]),
    "12 digits right for Purolator and as an Identcode": ("331434972567", ["purolator", "dhl"]),
    "11 digits right by seven": ("13112383852", ["dhl", "post_jp", "aramex", "blue_dart"]),
    "16 digits right by GS1": ("0073938000549297", ["canada_post", "correos_express"]),
    "15 characters right by 37 and 36": ("12345678901234E", ["dpd", "chronopost"]),
    "the same with La Poste's beginning": ("870012345678049", ["dpd", "post_fr", "chronopost"]),
    "H and 15 digits right for Evri": ("H123456789012349", ["evri"]),
    # GS1's sum on digits that many write, where nothing else speaks for the one.
    "14 digits right by GS1": ("12345678901231", ["hermes_de"]),
    "20 digits right by GS1": ("71123456789123456787", ["usps"]),
    "20 digits right with the 91": ("71969010756003077385", ["usps"]),
    "20 digits right with the 92": ("61299998820821171811", ["fedex"]),
    "22 digits right by GS1": ("0009300000000000000019", ["post_au"]),
    "23 digits right by GS1": ("30000000000000000000014", ["correos_express"]),
    "a container code of Norway": ("00370000000000000011", ["postnord"]),
    "a container code of Finland": ("00264000000000000013", ["postnord", "post_fi"]),
    # A sum of its own, on digits that about ten carriers write; and two sums in one.
    "13 digits right for Ukrposhta": ("1234567890125", ["post_ua"]),
    "nine digits right for TNT": ("123456782", ["tnt"]),
    # A beginning that carriers share.
    "JD and 16 digits": ("JD1234567890123456", ["yodel"]),
    "JJD and 16 digits": ("JJD1234567890123456", ["dhl", "yodel"]),
    "JJD and nine digits": ("JJD217290330", ["dhl"]),
    "BYS and nine digits": ("BYS000000001", ["yanwen"]),
    "LTN and nine digits": ("LTN000000001", ["landmark"]),
    "SE and GR around a postal item": ("SE123456785GR", ["post_gr", "elta_courier"]),
    # Length alone, also where it is only one carrier's.
    "JD and ten digits": ("JD1234567890", []),
    "H and 15 digits": ("H123456789012345", []),
    "three letters and nine digits": ("KYV009956937", []),
    "TH and digits": ("TH123456789012", []),
    "SG and digits": ("SG1234567890", []),
    "CN and digits": ("CN1234567890", []),
    "14 digits": ("12345678901234", []),
    "14 digits that begin with 0": ("01234567890123", []),
    "14 digits that begin with 78": ("78123456789012", []),
    "14 digits that begin as Nova Poshta's": ("20400000000001", []),
    "24 digits": ("520000000000000000000001", []),
    "11 digits": ("12345678901", []),
    "12 digits": ("123456789014", []),
    "seven digits": ("1234567", []),
    "a key of GLS": ("AB12CD34", []),
    "33 and a lodging place": ("33XXX0123456", []),
}


@each_row(("number", "expected"), RIVALS.values(), ids=RIVALS.keys())
def test_rivals_stand_together_and_nobody_is_asked(number: str, expected: list[str]) -> None:
    found = detect(number)
    better = [one.carrier for one in found if one.evidence is not CarrierEvidence.LENGTH]
    assert list(dict.fromkeys(better)) == expected
    assert len({one.carrier for one in found} - set(expected)) >= (not expected)
    assert best_guess(found) is None


ALONE = {
    "12 digits right for FedEx alone": ("986578788855", "fedex"),
    "12 digits right for GLS alone": ("123456789011", "gls"),
    "12 digits right as an Identcode alone": ("123456789016", "dhl"),
    "15 digits right for FedEx alone": ("568283610012734", "fedex"),
    # FedEx writes ten digits, too, and one in ten of those is right for DHL. But a right check
    # digit settles where it is one carrier's alone of this length; FedEx stays a candidate.
    "ten digits right for DHL": ("1000000013", "dhl"),
    "ten digits of FedEx, by chance right for DHL": ("5096672442", "dhl"),
    "YT and 13 digits": ("YT1234567890123", "yto"),
    "YT and 16 digits": ("YT1234567890123456", "yunexpress"),
    "JD and 13 digits": ("JD0012345678901", "jd_logistics"),
    "JD and 18 digits": ("JD123456789012345678", "dhl"),
    "JJD and 18 digits": ("JJD123456789012345678", "dhl"),
    "JT and 13 digits": ("JT1234567890123", "j_and_t"),
    "H and 19 digits": ("H1000000000000000001", "hermes_de"),
    "an S10 number of Japan": ("RR473124829JP", "post_jp"),
    "an S10 number of the Netherlands": ("RR473124829NL", "post_nl"),
    "an S10 number of Australia": ("RR473124829AU", "post_au"),
    "an S10 shape that ends in YP": ("RR473124829YP", "yanwen"),
    "an S10 shape that ends in TS": ("XR473124829TS", "chronopost"),
    "18 digits of Mail Innovations": ("801234567890123456", "ups"),
    "a container code of DHL Paket": ("00340433000000000018", "dhl"),
    "a container code of Poczta Polska": ("00359007730000000015", "post_pl"),
    "Amazon's with a station": ("TBAXYZ123456789", "amazon"),
    "Amazon's in France": ("CA0012345673", "amazon"),
    "Colissimo's": ("6Q01234567895", "post_fr"),
    "USPS's number of a parcel of UPS's": ("92612909841003543402721592", "usps"),
    "USPS's number of a parcel of FedEx's": ("9261299998245242452033", "usps"),
    "USPS's 26 digits": ("92041112345678901234567893", "usps"),
}


# GM (DHL eCommerce) and SY (SunYou) are countries' codes, too, but no taxpayers' numbers begin so.
_TAXED = "ATBEBGCHCYCZDEDKEEELESFIFRGBGRHRHUIEISITLILTLULVMTNLNOPLPTROSESISKTRUKXI"
TAXED = tuple(map("".join, zip(_TAXED[::2], _TAXED[1::2], strict=True)))


@each_row(("country", "digits"), product(TAXED, range(7, 13)))
def test_what_may_be_a_taxpayers_number_is_surely_nobodys(country: str, digits: int) -> None:
    assert best_guess(detect(country + "0123456789012"[:digits])) is None


@each_row(("number", "carrier"), ALONE.values(), ids=ALONE.keys())
def test_who_has_no_rival_may_be_asked(number: str, carrier: str) -> None:
    guess = best_guess(detect(number))
    assert guess is not None
    assert guess.carrier == carrier


@pytest.mark.parametrize(
    "number",
    [
        # S10 shapes of no country, and of none that we know a carrier of.
        "RR473124829TS",
        "RR473124829JF",
        "RR473124829JB",
        "RR473124829YQ",
        "RR473124829QM",
        "RR473124829ZZ",
        "XR473124828TS",
        # Container codes: 340 is any German company's, 3 any extension digit.
        "00340312000000000018",
        "00340436000000000019",
        "00340432000000000011",
        "123456",
    ],
)
def test_what_no_known_carrier_writes_is_nobodys(number: str) -> None:
    assert detect(number) == ()


def test_formats_whose_check_digit_settles_nothing_are_these() -> None:
    assert {form.id for form in FORMATS if not form.settles} == {
        "australia_post_prepaid",
        "canada_post",
        "chronopost_15",
        "correos_express",
        "evri_h15",
        "fedex_ground_economy",
        "fedex_ground_economy_usps",
        "hermes_14",
        "la_poste_15",
        "postnord_sscc",
        "posti_sscc",
        "tnt_mod11",
        "tnt_mod7",
        "ups_mail_innovations_usps",
        "ukrposhta",
        "usps_20",
        "usps_legacy_20",
    }


@pytest.mark.parametrize("at", [14, 25])
def test_both_check_digits_of_mondial_relay_must_be_right(at: int) -> None:
    right = "12123456780101006623123454"
    passing = {
        digit
        for digit in "0123456789"
        if "mondial_relay_26" in _formats_of(right[:at] + digit + right[at + 1 :])
    }
    assert passing == {right[at]}


PAIRS = {
    "a parcel of Germany's": ("CQ123456785DE", {"dhl", "post_de"}),
    "goods by letter of Germany's": ("LA123456785DE", {"dhl", "post_de"}),
    "Chronopost's": ("XT123456785FR", {"chronopost", "post_fr"}),
    "Parcelforce's": ("EE123456785GB", {"parcelforce", "post_gb"}),
}


@pytest.mark.parametrize(("number", "carriers"), PAIRS.values(), ids=PAIRS.keys())
def test_who_shows_the_same_parcel_is_no_rival_and_the_first_is_asked(
    number: str, carriers: set[str]
) -> None:
    found = [one for one in detect(number) if one.carrier in carriers]
    assert {one.carrier for one in found} == carriers
    assert len({one.evidence for one in found}) == 1
    for several in (found, found[::-1]):
        guess = best_guess(several)
        assert guess is not None
        assert guess.carrier == several[0].carrier


def test_a_registered_letter_of_germany_is_deutsche_posts_alone() -> None:
    assert [one.carrier for one in detect("RR123456785DE")] == ["post_de"]
