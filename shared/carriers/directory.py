"""The carriers we know by name: all that detection can find, and where each shows its tracking.

Facts from tracking_number_data (MIT, Jeff Keen); addresses as https.
"""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

from shared.carriers.model import Carrier, Proof
from shared.carriers.postal_operators import OPERATORS, carrier_code

_WITH_FORMATS = (
    Carrier("amazon", "Amazon", None, "https://www.amazon.com"),
    Carrier(
        code="canada_post",
        name="Canada Post",
        country="CA",
        site="https://www.canadapost-postescanada.ca",
        tracking_url=(
            "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={number}"
        ),
    ),
    Carrier(
        code="canpar",
        name="Canpar",
        country="CA",
        site="https://www.canpar.com",
        tracking_url="https://www.canpar.com/en/track/tracking.jsp?reference={number}&locale=en",
    ),
    Carrier(
        code="dhl",
        name="DHL",
        country=None,
        site="https://www.dhl.com",
        tracking_url="https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}",
        asks=(Proof.POSTCODE,),
    ),
    Carrier(
        code="dpd",
        name="DPD",
        country=None,
        site="https://www.dpdgroup.com",
        tracking_url=(
            "https://www.dpdgroup.com/nl/mydpd/my-parcels/track?lang=en&parcelNumber={number}"
        ),
    ),
    Carrier(
        code="fedex",
        name="FedEx",
        country="US",
        site="https://www.fedex.com",
        tracking_url="https://www.fedex.com/apps/fedextrack/?tracknumbers={number}",
    ),
    Carrier(
        code="gofo",
        name="GOFO Express",
        country=None,
        site="https://www.gofoexpress.com",
        tracking_url="https://www.gofoexpress.com/tracking.html?searchID={number}",
    ),
    Carrier(
        code="landmark",
        name="Landmark Global",
        country=None,
        site="https://landmarkglobal.com",
        tracking_url="https://track.landmarkglobal.com/?search={number}",
    ),
    Carrier("lasership", "LaserShip", "US", None),  # now part of OnTrac
    Carrier(
        code="old_dominion",
        name="Old Dominion Freight Line",
        country="US",
        site="https://www.odfl.com",
        tracking_url=(
            "https://www.odfl.com/us/en/tools/trace-track-ltl-freight/trace.html"
            "?proNumbers={number}"
        ),
    ),
    Carrier(
        code="ontrac",
        name="OnTrac",
        country="US",
        site="https://www.ontrac.com",
        tracking_url="https://www.ontrac.com/tracking/?number={number}",
    ),
    Carrier(
        code="purolator",
        name="Purolator",
        country="CA",
        site="https://www.purolator.com",
        tracking_url="https://www.purolator.com/en/shipping/tracker?searchValue={number}",
    ),
    Carrier(
        code="speedee",
        name="Spee-Dee Delivery",
        country="US",
        site="https://www.speedeedelivery.com",
        tracking_url="https://www.speedeedelivery.com/track/?tracking={number}",
    ),
    Carrier(
        code="ups",
        name="UPS",
        country="US",
        site="https://www.ups.com",
        tracking_url="https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums={number}",
    ),
    Carrier(
        code="usps",
        name="United States Postal Service",
        country="US",
        site="https://www.usps.com",
        tracking_url="https://tools.usps.com/go/TrackConfirmAction?tLabels={number}",
    ),
    Carrier(
        code="yodel",
        name="Yodel",
        country="GB",
        site="https://www.yodel.co.uk",
        tracking_url="https://www.yodel.co.uk/tracking/{number}",
    ),
    Carrier(
        code="yunexpress",
        name="YunExpress",
        country="CN",
        site="https://www.yunexpress.com",
        tracking_url="https://www.yuntrack.com/parcelTracking?id={number}",
    ),
)

_SANDBOX = Carrier("sandbox", "agogopost sandbox", None, None, asks=(Proof.POSTCODE,))


def _all() -> dict[str, Carrier]:
    """Return every carrier by code; one with formats of its own replaces its postal entry."""
    posts = (
        Carrier(carrier_code(operator.country), operator.name, operator.country, operator.site)
        for operator in OPERATORS
    )
    return {carrier.code: carrier for carrier in (*posts, *_WITH_FORMATS, _SANDBOX)}


CARRIERS: Mapping[str, Carrier] = MappingProxyType(_all())
"""Every carrier that detection can name, by its code."""


def link_for(carrier_code: str, number: str) -> str | None:
    """Return the carrier's own tracking page for a number (https), or None if we know none.

    Args:
        carrier_code: A key of ``CARRIERS``; another has no page.
        number: Any text; it is percent-encoded.
    """
    carrier = CARRIERS.get(carrier_code)
    if carrier is None or carrier.tracking_url is None:
        return None
    return carrier.tracking_url.replace("{number}", quote(number, safe=""))
