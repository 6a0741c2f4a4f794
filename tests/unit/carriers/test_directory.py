"""The directory: every carrier that can be named, with sound links."""

from urllib.parse import urlsplit

import pytest

from shared.carriers.directory import CARRIERS, link_for
from shared.carriers.model import Proof
from shared.carriers.postal_operators import OPERATORS, carrier_code


def test_the_directory_has_every_post_every_carrier_and_the_sandbox() -> None:
    assert len(OPERATORS) == len({operator.country for operator in OPERATORS}) == 191
    assert len([code for code in CARRIERS if code.startswith("post_")]) == 189
    assert len(CARRIERS) == 189 + 17 + 1


@pytest.mark.parametrize(
    ("country", "code"), [("US", "usps"), ("CA", "canada_post"), ("DE", "post_de")]
)
def test_a_post_that_is_a_carrier_already_keeps_its_code(country: str, code: str) -> None:
    assert carrier_code(country) == code
    assert CARRIERS[code].country == country


def test_usps_and_canada_post_keep_their_own_tracking_pages() -> None:
    assert CARRIERS["usps"].tracking_url
    assert CARRIERS["canada_post"].tracking_url


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


def test_the_ones_that_ask_for_a_postcode_say_so() -> None:
    asking = {code for code, carrier in CARRIERS.items() if carrier.asks}
    assert asking == {"dhl", "sandbox"}
    assert CARRIERS["dhl"].asks == CARRIERS["sandbox"].asks == (Proof.POSTCODE,)


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


@pytest.mark.parametrize("code", ["amazon", "sandbox", "post_de", "nobody"])
def test_a_carrier_without_a_page_has_no_link(code: str) -> None:
    assert link_for(code, "1") is None
