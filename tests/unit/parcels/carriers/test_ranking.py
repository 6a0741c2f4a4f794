"""The order in which candidates are put to a person, and how many of them."""

from collections.abc import Mapping

import pytest

from shared.parcels.carriers.choice import Reachable
from shared.parcels.carriers.detect import detect
from shared.parcels.carriers.evidence import CarrierEvidence
from shared.parcels.carriers.model import Candidate
from shared.parcels.carriers.ranking import MOST, likelier_first, put_to_person

ASKED: Mapping[str, Reachable] = {
    "dhl": Reachable.ITSELF,
    "fedex": Reachable.ITSELF,
    "gls": Reachable.BY_AGGREGATOR,
    "yamato": Reachable.BY_AGGREGATOR,
}


def _reach(carrier: str) -> Reachable:
    return ASKED.get(carrier, Reachable.NOT_AT_ALL)


def _candidates(
    *carriers: str, evidence: CarrierEvidence = CarrierEvidence.LENGTH
) -> list[Candidate]:
    return [Candidate(carrier, f"{carrier}_format", evidence) for carrier in carriers]


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        (None, ["fedex", "dhl", "gls", "zto", "mrw"]),
        ("ES", ["mrw", "dhl", "gls", "fedex", "zto"]),
        ("CN", ["zto", "dhl", "gls", "fedex", "mrw"]),
        ("US", ["fedex", "dhl", "gls", "zto", "mrw"]),
        ("ZZ", ["dhl", "gls", "fedex", "zto", "mrw"]),
    ],
)
def test_at_home_comes_before_at_home_in_many_and_then_who_can_be_asked(
    country: str | None, expected: list[str]
) -> None:
    found = likelier_first(_candidates("zto", "gls", "mrw", "fedex", "dhl"), _reach, country)
    assert [one.carrier for one in found] == expected


def test_evidence_comes_before_the_country_and_before_who_can_be_asked() -> None:
    weak = _candidates("mrw", "dhl")
    strong = _candidates("zto", evidence=CarrierEvidence.CHECKSUM)
    assert [one.carrier for one in likelier_first(weak + strong, _reach, "ES")] == [
        "zto",
        "mrw",
        "dhl",
    ]


def test_a_carrier_is_put_once_with_its_strongest_evidence() -> None:
    found = put_to_person(
        [
            *_candidates("usps", "fedex"),
            *_candidates("usps", evidence=CarrierEvidence.CHECKSUM),
            *_candidates("usps", evidence=CarrierEvidence.CHECKSUM_LOOKUP),
        ],
        _reach,
    )
    assert [(one.carrier, one.evidence) for one in found] == [
        ("usps", CarrierEvidence.CHECKSUM_LOOKUP),
        ("fedex", CarrierEvidence.LENGTH),
    ]


def test_of_many_the_likeliest_are_put() -> None:
    candidates = detect("313848996705")
    assert len({one.carrier for one in candidates}) > MOST == 20
    for country, home in (("ES", {"mrw", "nacex"}), ("KR", {"cj_logistics", "hanjin"})):
        found = put_to_person(candidates, _reach, country)
        assert len(found) == MOST
        strong = sum(one.evidence is not CarrierEvidence.LENGTH for one in found)
        assert {one.carrier for one in found[strong : strong + 2]} == home


def test_japans_twelve_digits_are_japans_first_in_japan() -> None:
    found = put_to_person(detect("444413758703"), _reach, "JP")
    assert [one.carrier for one in found[:4]] == ["yamato", "post_jp", "sagawa", "lotte"]
    found = put_to_person(detect("444413758703"), _reach, "KR")
    assert found[0].carrier == "lotte"
