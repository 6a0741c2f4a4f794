"""Each format: right numbers are found, wrong check digits and lengths are not."""

from collections import Counter

from shared.parcels.carriers.detect import detect
from shared.parcels.carriers.directory import CARRIERS
from shared.parcels.carriers.entries import Format
from shared.parcels.carriers.evidence import CarrierEvidence
from shared.parcels.carriers.formats import FORMATS
from shared.parcels.carriers.model import Candidate
from tests.rows import each_row
from tests.unit.parcels.carriers.examples import CHECKED, EXAMPLES, Example
from tests.unit.parcels.carriers.notation import DIGITS_ONLY, OF_FACTS, SHAPES

MAY_END_IN_A_LETTER = {
    "dhl_ecommerce",
    "dhl_ecommerce_13",
    "dhl_ecommerce_asia",
    "dhl_piece",
    "amazon_logistics",
    "lasership_1lscx",
    "dpd",
    "dpd_14",
}
EXAMPLES_OF_FACTS = [example for example in EXAMPLES if example.format not in SHAPES]
"""Those whose shape is not written a second time."""
TOLD_BY_THE_END = {"dpd_pl", "postnord_se"}


def _label(example: Example) -> str:
    return f"{example.format}-{example.number}"


def _formats_of(number: str) -> set[str]:
    return {candidate.format for candidate in detect(number)}


def _with_character(number: str, at: int, character: str) -> str:
    at %= len(number)
    return number[:at] + character + number[at + 1 :]


def test_every_format_has_an_example() -> None:
    assert {example.format for example in EXAMPLES} == {form.id for form in FORMATS}


def test_the_formats_are_those_of_the_facts_the_further_ones_and_the_sandbox() -> None:
    ids = [form.id for form in FORMATS]
    of_the_facts = {form for form in LENGTHS if not form.endswith("_digits")} - {"sandbox"}
    of_digits = {form for form in LENGTHS if form.endswith("_digits")}
    assert (len(of_the_facts), len(SHAPES), len(of_digits)) == (44, 130, 36)
    assert {*of_the_facts, "sandbox"} == set(OF_FACTS)
    assert set(ids) == {*of_the_facts, *SHAPES, *of_digits, "sandbox"}
    assert ids[-1] == "sandbox"


def test_format_ids_are_unique() -> None:
    assert Counter(form.id for form in FORMATS).most_common(1)[0][1] == 1


@each_row("example", EXAMPLES, ids=_label)
def test_a_right_number_is_found_with_its_evidence(example: Example) -> None:
    assert Candidate(example.carrier, example.format, example.evidence) in detect(example.number)


@each_row("example", CHECKED, ids=_label)
def test_every_other_check_digit_is_refused(example: Example) -> None:
    at = example.check_at
    assert at is not None
    for digit in "0123456789":
        other = _with_character(example.number, at, digit)
        assert (example.format in _formats_of(other)) == (other == example.number), digit


@each_row("example", CHECKED, ids=_label)
def test_of_nine_changes_of_a_serial_digit_at_most_one_passes(example: Example) -> None:
    at = example.check_at
    assert at is not None
    before = at % len(example.number) - 1
    variants = [_with_character(example.number, before, digit) for digit in "0123456789"]
    passing = {number for number in variants if example.format in _formats_of(number)}
    assert len(passing - {example.number}) <= 1  # not 0: seven, eleven and a weight of 2 leave one


@each_row(
    "example",
    [one for one in EXAMPLES_OF_FACTS if one.format not in MAY_END_IN_A_LETTER],
    ids=_label,
)
def test_a_letter_in_place_of_a_digit_is_refused(example: Example) -> None:
    place = -1 if example.number[-1].isdigit() else 10
    assert example.format not in _formats_of(_with_character(example.number, place, "O"))


@each_row("example", EXAMPLES_OF_FACTS, ids=_label)
def test_no_other_length_is_of_a_format(example: Example) -> None:
    number = example.number
    assert len(number) in LENGTHS[example.format]
    for other in (number[:-1], number + "0", "0" + number, number + number):
        assert len(other) in LENGTHS[example.format] or example.format not in _formats_of(other)


LENGTHS = {
    "amazon_logistics": {15},
    "amazon_international": {11},
    "canada_post": {16},
    "canpar_22": {22},
    "dhl_express": {10, 11},
    "dhl_express_piece_id": {12, 13, 14},
    "dhl_ecommerce": set(range(12, 42)),
    "dhl_ecommerce_13": {13},
    "dhl_ecommerce_asia": set(range(12, 42)),
    "dpd": {28},
    "dpd_14": {15},
    "fedex_12": {12},
    "fedex_34": {34},
    "fedex_astra_32": {32},
    "fedex_ground": {15},
    "fedex_ground_sscc_18": {18},
    "fedex_ground_96": {22},
    "fedex_ground_gsn": {34},
    "gofo_us": {18},
    "landmark_global": {11, 12, 13, 14},
    "lasership_lx": {10},
    "lasership_1ls7": {15},
    "lasership_1ls7_18": {17},
    "lasership_1lscx": {15},
    "old_dominion": {11},
    "old_dominion_guaranteed": {11},
    "ontrac_c": {15},
    "ontrac_d": {15},
    "purolator_numeric": {12},
    "purolator_alpha": {12},
    "s10": {13},
    "speedee": {20},
    "ups": {18},
    "ups_waybill": {11},
    "usps_20": {20},
    "usps_impb_n": {22, 26, 30, 34},
    "usps_legacy": {22, 28, 30, 32, 34},
    "usps_legacy_20": {20},
    "usps_impb_c": {22, 26, 30, 34},
    "yodel": {18, 19},
    "yunexpress": {18},
    "dhl_paket": {20},
    "dhl_piece": set(range(11, 25)),
    "dhl_piece_16": {18},
    **{f"{carrier}_digits": set(lengths) for carrier, lengths in DIGITS_ONLY.items()},
    "sandbox": set(range(9, 32)),
}


def test_lengths_are_those_that_are_known() -> None:
    found = {form.id: {shape.length for shape in form.shapes} for form in FORMATS}
    assert {form: found[form] for form in found if form not in SHAPES} == LENGTHS


@each_row("form", FORMATS, ids=lambda form: form.id)
def test_runs_cover_each_position_once(form: Format) -> None:
    for shape in form.shapes:
        at = 0
        for part, _ in shape.runs:
            assert part.start == at
            at = part.stop
        assert at == shape.length


@each_row(
    "example",
    [
        one
        for one in EXAMPLES
        if one.evidence is CarrierEvidence.PREFIX and one.format not in TOLD_BY_THE_END
    ],
    ids=_label,
)
def test_prefix_evidence_hangs_on_both_of_the_first_two_characters(example: Example) -> None:
    for at in (0, 1):
        assert example.format not in _formats_of(_with_character(example.number, at, "Q")), at


def test_a_format_with_lookups_has_a_check_digit() -> None:
    assert all(form.check is not None for form in FORMATS if form.lookups)


def test_every_carrier_of_a_format_is_in_the_directory() -> None:
    assert {form.carrier for form in FORMATS if form.carrier} <= set(CARRIERS)


@each_row(
    ("number", "form"),
    [
        ("TBD123456789012", "amazon_logistics"),
        ("B1234567890", "amazon_international"),
        ("E123456789012345678901", "canpar_22"),
        ("GMA234567890", "dhl_ecommerce"),
        ("GB1234567890", "dhl_ecommerce"),
        ("TH1234567890", "dhl_ecommerce"),
        ("RX123456784DE", "dhl_ecommerce"),
        ("GB1234567890", "dhl_ecommerce_asia"),
        ("00340424161094042554", "dhl_paket"),
        ("00340436161094042551", "dhl_paket"),
        ("00340432161094042553", "dhl_paket"),
        ("JD12345678901234567", "dhl_piece"),
        ("JJE1A2B3C4D", "dhl_piece"),
        ("030123450000000027", "fedex_ground_sscc_18"),
        ("LTN12345678N2", "landmark_global"),
        ("LTM12345678", "landmark_global"),
        ("LB17635036", "lasership_lx"),
        ("LX47635036", "lasership_lx"),
        ("1LS737793482164", "lasership_1ls7"),
        ("1LS71190156181271", "lasership_1ls7_18"),
        ("1LS71190136181272", "lasership_1ls7_18"),
        ("77967553204", "old_dominion"),
        ("620595463931", "purolator_numeric"),
        ("B1234567895", "ups_waybill"),
        ("2Z5R89390357567127", "ups"),
        ("1A5R89390357567127", "ups"),
        ("9100112026555842332618", "usps_impb_c"),
        ("9600112026555842332613", "usps_impb_c"),
        ("AGPX0001", "sandbox"),
        ("AGPDELIVERED001", "sandbox"),
        ("AGPDEL1VERED0001", "sandbox"),
        ("AGPMOVES12241800", "sandbox"),
        ("AGPMOVES1234512241800", "sandbox"),
        ("AGPMOVED512241800", "sandbox"),
        ("AGPMOVES5I2241800", "sandbox"),
    ],
)
def test_a_neighbour_of_the_shape_is_refused(number: str, form: str) -> None:
    assert form not in _formats_of(number)
