"""Detection: traps come out as lists with evidence, the best first, and a guess is never a toss."""

import ast
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.parcels.carriers import decisions
from shared.parcels.carriers import detect as module
from shared.parcels.carriers.checksums import s10
from shared.parcels.carriers.decisions import BEGINNING, bucket, decision_on
from shared.parcels.carriers.detect import best_guess, detect
from shared.parcels.carriers.directory import CARRIERS
from shared.parcels.carriers.entries import Check, Format
from shared.parcels.carriers.evidence import CarrierEvidence
from shared.parcels.carriers.formats import FORMATS
from shared.parcels.carriers.model import Candidate, Operator
from shared.parcels.carriers.number import MAX_CHARACTERS, NumberError, normalise
from shared.parcels.carriers.postal_operators import CARRIER_OF_COUNTRY, OPERATORS
from shared.parcels.carriers.shapes import Runs, Shape
from tests.rows import each_row
from tests.thorough import tries
from tests.unit.parcels.carriers.examples import EXAMPLES

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORDER = list(CarrierEvidence)
S10_COUNTRIES = (
    "AE AF AG AI AL AM AO AR AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT "
    "BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG "
    "ER ES ET FI FJ FO FR GA GB GD GE GG GH GI GL GM GN GQ GR GT GW GY HK HN HR HT HU ID "
    "IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK "
    "LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NC NE NG "
    "NI NL NO NP NR NZ OM PA PE PF PG PH PK PL PS PT PY QA RO RS RU RW SA SB SC SD SE SG "
    "SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US "
    "UY UZ VA VC VE VN VU WS XK YE ZA ZM ZW"
)
"""Written out a second time, so that a slip in the table is noticed."""


def _found(number: str) -> list[tuple[str, str, str]]:
    return [(found.carrier, found.format, found.evidence.value) for found in detect(number)]


def _formats(number: str) -> set[str]:
    return {found.format for found in detect(number)}


TRAPS = {
    "20 digits, no sum": ("61299998820821171814", [("post_nz", "nz_post_20", "length")]),
    "20 digits, with the 91 counted": (
        "71969010756003077385",
        [("usps", "usps_legacy_20", "checksum"), ("post_nz", "nz_post_20", "length")],
    ),
    "20 digits, without": (
        "71123456789123456787",
        [("usps", "usps_20", "checksum"), ("post_nz", "nz_post_20", "length")],
    ),
    "S10 that begins with RX": (
        "RX123456785DE",
        [("post_de", "s10", "checksum+lookup"), ("dhl", "dhl_ecommerce_13", "length")],
    ),
    "S10 that begins with LX": (
        "LX123456785GB",
        [("post_gb", "s10", "checksum+lookup"), ("dhl", "dhl_ecommerce_13", "length")],
    ),
    "S10 that begins with UV": (
        "UV123456785CN",
        [("post_cn", "s10", "checksum+lookup"), ("dhl", "dhl_ecommerce_13", "length")],
    ),
    "S10 with a wrong check digit": (
        "RX123456784DE",
        [("dhl", "dhl_ecommerce_13", "length")],
    ),
    "S10 of Germany, of a service that DHL shows": (
        "CQ123456785DE",
        [("post_de", "s10", "checksum+lookup"), ("dhl", "dhl_s10", "checksum+lookup")],
    ),
    "S10 of no country": ("RR123456785ZZ", []),
    "three letters and nine digits": (
        "JFV247545960",
        [("dhl", "dhl_express_piece_id", "length"), ("purolator", "purolator_alpha", "length")],
    ),
    "A and ten digits": (
        "A1234567895",
        [("ups", "ups_waybill", "checksum"), ("amazon", "amazon_international", "length")],
    ),
    "34 digits that FedEx's sum fits, too": (
        "4201028200009261290113185417468510",
        [("usps", "usps_impb_c", "checksum+lookup"), ("fedex", "fedex_34", "checksum")],
    ),
    "34 digits that are right with the short and the long ZIP": (
        "4201234595159261292700768711948021",
        [("usps", "usps_impb_c", "checksum+lookup")],
    ),
    "34 digits that have either shape and are right by one": (
        "4203094295579512146124628495738210",
        [("usps", "usps_impb_c", "checksum+lookup")],
    ),
}


@pytest.mark.parametrize(("number", "expected"), TRAPS.values(), ids=TRAPS.keys())
def test_a_trap_comes_out_as_a_list(number: str, expected: list[tuple[str, str, str]]) -> None:
    assert _found(number) == expected


@each_row("operator", OPERATORS, ids=lambda operator: operator.country)
def test_an_s10_number_names_its_country_s_operator(operator: Operator) -> None:
    number = f"RR47312482{s10('47312482')}{operator.country}"
    assert detect(number) == (
        Candidate(
            CARRIER_OF_COUNTRY[operator.country],
            "s10",
            CarrierEvidence.CHECKSUM_LOOKUP,
        ),
    )


@each_row("operator", OPERATORS, ids=lambda operator: operator.country)
def test_an_s10_number_with_another_check_digit_names_nobody(operator: Operator) -> None:
    assert detect(f"RR473124828{operator.country}") == ()


def test_no_other_two_letters_name_an_operator() -> None:
    letters = ALPHABET[10:]
    codes = {first + second for first in letters for second in letters}
    named = {code for code in codes if "s10" in _formats(f"RR473124829{code}")}
    assert sorted(named) == S10_COUNTRIES.split()
    assert len(named) == 209


GUESSES = {
    "nothing": ((), None),
    "a sole candidate by length": (("length:dhl",), None),
    "one carrier by length, several formats": (("length:dhl", "length:dhl"), None),
    "a sole candidate by its beginning": (("prefix:dhl",), "dhl"),
    "one that shows the same parcels": (("prefix:dhl", "prefix:post_de"), "dhl"),
    "the other way round": (("prefix:post_de", "prefix:dhl"), "post_de"),
    "and a third": (("checksum:dhl", "checksum:post_de", "checksum:fedex"), None),
    "two that show a third one's": (("checksum:chronopost", "checksum:parcelforce"), None),
    "one carrier, several formats": (("checksum:usps", "checksum:usps"), "usps"),
    "one carrier, no check digit": (("prefix:dhl", "length:dhl"), "dhl"),
    "checksum before a prefix": (("checksum:ups", "prefix:dhl"), "ups"),
    "checksum before a length": (("checksum:ups", "length:amazon"), "ups"),
    "lookup before a checksum": (("checksum+lookup:usps", "checksum:fedex"), "usps"),
    "lookup before all, twice": (
        ("checksum+lookup:usps", "checksum:usps", "checksum:fedex"),
        "usps",
    ),
    "checksum against checksum": (("checksum:fedex", "checksum:purolator"), None),
    "checksum against checksum, own twice": (
        ("checksum:usps", "checksum:usps", "checksum:fedex"),
        None,
    ),
    "lookup against lookup": (("checksum+lookup:ups", "checksum+lookup:post_de"), None),
    "prefix before a length": (("prefix:dhl", "length:purolator"), None),
    "length against length": (("length:dhl", "length:purolator"), None),
    "any order will do": (("prefix:dhl", "checksum:ups"), "ups"),
}


@pytest.mark.parametrize(("given_", "expected"), GUESSES.values(), ids=GUESSES.keys())
def test_the_guess_is_sure_or_none(given_: tuple[str, ...], expected: str | None) -> None:
    candidates = []
    for number, text in enumerate(given_):
        evidence, carrier = text.split(":")
        candidates.append(Candidate(carrier, f"format_{number}", CarrierEvidence(evidence)))
    guess = best_guess(candidates)
    assert (guess.carrier if guess else None) == expected


def test_the_guess_is_the_strongest_of_its_carrier() -> None:
    weak = Candidate("usps", "usps_legacy", CarrierEvidence.CHECKSUM)
    strong = Candidate("usps", "usps_20", CarrierEvidence.CHECKSUM_LOOKUP)
    assert best_guess((weak, strong)) is strong


def test_a_number_of_two_carriers_has_no_guess() -> None:
    assert best_guess(detect("287809468872")) is None


@pytest.mark.parametrize(
    ("formats", "expected"),
    [
        (("usps:usps_20",), None),
        (("usps:usps_20", "usps:usps_impb_n"), "usps"),
        (("fedex:fedex_12", "hermes_de:hermes_14"), None),
        (("fedex:fedex_12",), "fedex"),
    ],
)
def test_a_sum_that_is_everybodys_settles_nothing_and_still_stands_against_another(
    formats: tuple[str, ...], expected: str | None
) -> None:
    pairs = [text.split(":") for text in formats]
    candidates = [Candidate(carrier, form, CarrierEvidence.CHECKSUM) for carrier, form in pairs]
    guess = best_guess(candidates)
    assert (guess.carrier if guess else None) == expected


def test_a_beginning_of_its_own_settles_beside_the_same_carriers_sum_that_does_not() -> None:
    candidates = [
        Candidate("evri", "evri_h15", CarrierEvidence.CHECKSUM),
        Candidate("evri", "a_beginning", CarrierEvidence.PREFIX),
    ]
    assert best_guess(candidates) is candidates[1]
    candidates.append(Candidate("hermes_de", "hermes_14", CarrierEvidence.CHECKSUM))
    assert best_guess(candidates) is None


def test_with_a_look_up_even_that_sum_settles() -> None:
    guess = best_guess([Candidate("usps", "usps_20", CarrierEvidence.CHECKSUM_LOOKUP)])
    assert guess is not None


BEGINNINGS = (
    "420 94 92 1Z RX GM J AGP 96 1LS7 TBA SF YT JD JDVA LP CNUSUP 4PX UF VR 3SDEVC H01ABC 33X"
)
numbers = st.text(ALPHABET, min_size=1, max_size=50)
shaped = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", *BEGINNINGS.split()]),
        st.text(ALPHABET[:10], max_size=36),
        st.sampled_from(["", "GB", "US", "N1", "A", "YP", "CN", "U"]),
    ),
)


@given(st.one_of(numbers, shaped))
@example("9" * 50)
@example("A" * 50)
@example("GM1" + "Z" * 38)
@example("420" + "9" * 31)
def test_any_normalised_number_gives_a_list_in_order(number: str) -> None:
    found = detect(number)
    assert found == detect(number)
    assert [ORDER.index(one.evidence) for one in found] == sorted(
        ORDER.index(one.evidence) for one in found
    )
    assert len({(one.carrier, one.format) for one in found}) == len(found)
    assert all(one.carrier in CARRIERS for one in found)
    guess = best_guess(found)
    assert guess is None or guess.evidence is found[0].evidence


@given(st.text(max_size=60))
def test_any_text_at_all_raises_nothing_but_the_refusal(raw: str) -> None:
    try:
        number = normalise(raw)
    except NumberError:
        return
    detect(number)


@given(st.text(max_size=60))
def test_even_a_text_that_was_not_normalised_raises_nothing(raw: str) -> None:
    detect(raw)


@pytest.mark.parametrize(
    "number", ["1" + "\u0661" * 13, "1LSCX" + "\u0661" * 10, "RB12345678\u0665GB"]
)
def test_digits_beyond_ascii_are_no_digits(number: str) -> None:
    assert detect(number) == ()


@given(numbers)
def test_equal_evidence_keeps_the_order_of_the_table(number: str) -> None:
    place = {form.id: index for index, form in enumerate(FORMATS)}
    found = [(ORDER.index(one.evidence), place[one.format]) for one in detect(number)]
    assert found == sorted(found)


def test_only_carriers_of_the_directory_can_be_named() -> None:
    named = {form.carrier for form in FORMATS if form.carrier} | set(CARRIER_OF_COUNTRY.values())
    assert named <= set(CARRIERS)


SHAPES: dict[int, list[tuple[Format, Shape]]] = {}
for _form in FORMATS:
    for _shape in _form.shapes:
        SHAPES.setdefault(_shape.length, []).append((_form, _shape))


def _asked_one_by_one(number: str) -> tuple[Candidate, ...]:
    """Return what the table of formats says, read entry by entry."""
    found = []
    for form, shape in SHAPES.get(len(number), ()):
        if all(holds(number[part]) for part, holds in shape.runs):
            found += _judged(form, number[shape.body :])
    best: dict[tuple[str, str], Candidate] = {}
    for one in sorted(found, key=lambda one: ORDER.index(one.evidence)):
        best.setdefault((one.carrier, one.format), one)
    return tuple(best.values())


def _judged(form: Format, body: str) -> list[Candidate]:
    carrier = form.carrier or CARRIER_OF_COUNTRY.get(body[-2:])
    if carrier is None or not all(_is_right(one, body) for one in (form.check, form.second)):
        return []
    evidence = form.shape_says if form.check is None else CarrierEvidence.CHECKSUM
    if form.lookups and all(body[part] in known for part, known in form.lookups):
        evidence = CarrierEvidence.CHECKSUM_LOOKUP
    return [Candidate(carrier, form.id, evidence)]


def _is_right(check: Check | None, body: str) -> bool:
    if check is None:
        return True
    serial = body[check.serial]
    lacking = "" if serial.startswith(check.prepend) else check.prepend
    return check.compute(lacking + serial) == body[check.at]


@given(numbers | st.sampled_from([one.number for one in EXAMPLES]))
@settings(max_examples=tries(1000))
def test_the_table_decides_as_every_format_does_that_is_asked_by_itself(number: str) -> None:
    assert detect(number) == _asked_one_by_one(number)


def test_every_example_and_its_neighbours_are_decided_as_by_every_format() -> None:
    for one in EXAMPLES:
        for at in range(len(one.number)):
            for sign in "07AZ":
                number = one.number[:at] + sign + one.number[at + 1 :]
                assert detect(number) == _asked_one_by_one(number), number


def test_a_number_is_put_to_few_formats_and_asked_each_thing_once() -> None:
    sizes = [len(bucket(length, first)) for length in range(1, 51) for first in ALPHABET]
    assert max(sizes) <= 28
    assert sum(sizes) / sum(map(bool, sizes)) < 4
    for one in EXAMPLES:
        number = one.number
        cases, _ = decision_on(len(number), number[:BEGINNING], number.isdigit())
        assert sum(len(sums) for _, _, sums in cases) <= 7, number
        asked = {one[0] for _, runs, sums in cases if _holds(runs, number) for one in sums}
        checks = {
            (shape.body, form.check._replace(serial=str(form.check.serial)))  # type: ignore[arg-type]
            for form, shape in bucket(len(number), number[:1])
            if form.check is not None and _holds(shape.runs, number)
        }
        assert len(asked) == len(checks), number


def _holds(runs: Runs, number: str) -> bool:
    return all(holds(number[part]) for part, holds in runs)


def test_what_comes_of_numbers_is_kept_within_bounds() -> None:
    """A stranger can send as many of as many countries as they like."""
    for first, second in product(ALPHABET, ALPHABET):
        for country in S10_COUNTRIES.split()[:9]:
            serial = "47312482"
            detect(f"{first}{second}{serial}{s10(serial)}{country}")
    kept = decisions._outcome.cache_info()  # noqa: SLF001 - how much it keeps
    assert kept.currsize <= (kept.maxsize or 0) <= 4096
    assert not detect("1" * (MAX_CHARACTERS + 1))


@pytest.mark.parametrize(
    "name",
    [
        "checksums",
        "decisions",
        "detect",
        "entries",
        "formats",
        "formats_americas",
        "formats_asia_pacific",
        "formats_britain",
        "formats_digits",
        "formats_europe",
        "formats_france",
        "formats_south_asia",
        "formats_southern_europe",
        "judges",
        "labels",
        "lookups",
        "number",
        "pasted",
        "postal_operators",
        "scans",
        "shapes",
        "sureness",
    ],
)
def test_detection_is_pure_and_has_no_pattern_that_could_backtrack(name: str) -> None:
    allowed = {"collections", "enum", "functools", "itertools", "operator", "types", "typing"}
    source = Path(module.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            roots = {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            roots = {(node.module or "").partition(".")[0]}
        else:
            continue
        assert roots <= allowed | {"shared", "unicodedata"}, name


@pytest.mark.parametrize(
    "number",
    [
        "00340434161094042557",
        "00340434161094038253",
        "00340434161094032954",
        "00340434161094027318",
        "00340434161094022115",
        "00340434161094015902",
    ],
)
def test_a_container_code_of_dhl_paket_is_dhls_and_not_a_foreign_posts(number: str) -> None:
    found = detect(number)
    assert [(one.carrier, one.evidence) for one in found] == [
        ("dhl", CarrierEvidence.CHECKSUM_LOOKUP)
    ]
    guess = best_guess(found)
    assert guess is not None
    assert guess.carrier == "dhl"


def test_a_container_code_of_any_shipper_is_handed_to_no_post() -> None:
    body = "0012345678901234567"
    found = [detect(f"{body}{digit}") for digit in range(10)]
    assert not [one for several in found for one in several if one.carrier == "usps"]
