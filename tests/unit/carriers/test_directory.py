"""The directory: every carrier that can be named, with sound links."""

from urllib.parse import urlsplit

import pytest

from shared.carriers.directory import CARRIERS, link_for
from shared.carriers.model import Proof
from shared.carriers.postal_operators import OPERATORS, carrier_code


def test_the_directory_has_every_post_every_carrier_and_the_sandbox() -> None:
    assert len(OPERATORS) == len({operator.country for operator in OPERATORS}) == 191
    assert len([code for code in CARRIERS if code.startswith("post_")]) == 189
    assert len(CARRIERS) == 189 + 17 + 11 + 1


@pytest.mark.parametrize(
    ("country", "code"),
    [
        ("US", "usps"),
        ("CA", "canada_post"),
        ("DE", "post_de"),
        ("AU", "post_au"),
        ("JP", "post_jp"),
        ("NL", "post_nl"),
    ],
)
def test_a_post_that_is_a_carrier_already_keeps_its_code(country: str, code: str) -> None:
    assert carrier_code(country) == code
    assert CARRIERS[code].country == country


@pytest.mark.parametrize("code", ["usps", "canada_post", "post_au", "post_jp", "post_nl"])
def test_a_post_with_formats_of_its_own_is_one_carrier_with_a_tracking_page(code: str) -> None:
    assert CARRIERS[code].tracking_url
    assert [one.code for one in CARRIERS.values() if one.name == CARRIERS[code].name] == [code]


HOMES = {
    "cainiao": ("CN", "global.cainiao.com"),
    "evri": ("GB", "www.evri.com"),
    "four_px": ("CN", "track.4px.com"),
    "gls": (None, "gls-group.com"),
    "inpost": ("PL", "inpost.pl"),
    "jd_logistics": ("CN", "www.jdl.com"),
    "post_au": ("AU", "auspost.com.au"),
    "post_jp": ("JP", "trackings.post.japanpost.jp"),
    "post_nl": ("NL", "postnl.nl"),
    "sf_express": ("CN", "www.sf-express.com"),
    "yamato": ("JP", "jizen.kuronekoyamato.co.jp"),
    "yanwen": ("CN", None),
    "yto": ("CN", None),
    "zto": ("CN", "www.zto.com"),
}


@pytest.mark.parametrize("code", HOMES)
def test_a_further_carrier_is_at_home_where_it_is_and_tracks_on_its_own_page(code: str) -> None:
    carrier = CARRIERS[code]
    host = urlsplit(carrier.tracking_url).hostname if carrier.tracking_url else None
    assert (carrier.country, host) == HOMES[code]


@pytest.mark.parametrize("code", CARRIERS)
def test_a_carrier_is_well_formed(code: str) -> None:
    carrier = CARRIERS[code]
    assert carrier.code == code
    assert carrier.name.strip() == carrier.name != ""
    assert carrier.country is None or (len(carrier.country) == 2 and carrier.country.isupper())
    for address in filter(None, (carrier.site, carrier.tracking_url)):
        parts = urlsplit(address)
        assert parts.scheme == "https"
        assert "." in parts.netloc
        assert "%s" not in address
    assert carrier.tracking_url is None or carrier.tracking_url.count("{number}") == 1


@pytest.mark.parametrize(
    ("proof", "codes"),
    [
        (Proof.POSTCODE, {"dhl", "evri", "gls", "post_nl", "sandbox"}),
        (Proof.PHONE_TAIL, {"sf_express", "zto"}),
    ],
)
def test_the_ones_that_ask_for_a_proof_say_so(proof: Proof, codes: set[str]) -> None:
    assert {code for code, carrier in CARRIERS.items() if carrier.asks == (proof,)} == codes
    assert {code for code, carrier in CARRIERS.items() if proof in carrier.asks} == codes


def test_the_sandbox_is_at_home_nowhere() -> None:
    sandbox = CARRIERS["sandbox"]
    assert (sandbox.name, sandbox.country) == ("agogopost sandbox", None)


def test_the_directory_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        CARRIERS["x"] = CARRIERS["ups"]  # type: ignore[index]  # the mistake under test


def test_a_link_has_the_number_in_its_place() -> None:
    assert link_for("usps", "9400") == "https://tools.usps.com/go/TrackConfirmAction?tLabels=9400"
    assert link_for("canpar", "D1") == (
        "https://www.canpar.com/en/track/tracking.jsp?reference=D1&locale=en"
    )


def test_a_link_cannot_be_broken_out_of() -> None:
    link = link_for("yodel", '../x?a=1&b#c "{number}"')
    assert link == ("https://www.yodel.co.uk/tracking/..%2Fx%3Fa%3D1%26b%23c%20%22%7Bnumber%7D%22")


def test_a_link_has_the_number_before_what_follows_it() -> None:
    assert link_for("post_jp", "405548424886") == (
        "https://trackings.post.japanpost.jp/services/srv/search/direct"
        "?reqCodeNo1=405548424886&locale=en"
    )


@pytest.mark.parametrize("code", ["amazon", "sandbox", "post_de", "yanwen", "nobody"])
def test_a_carrier_without_a_page_has_no_link(code: str) -> None:
    assert link_for(code, "1") is None
