"""The carriers we know by name: all that detection can find, and where each shows its tracking.

Those that are at home in one country stand in the tables of its part of the world, the posts in
``postal_operators``; here stand those of many countries, and those that we ask ourselves.

A page has its sources and when they were seen (``page_sources``). A number goes only into an
address that several sources name, or one that follows the carrier's page itself; where there is no
such address the page without the number is the link, else the carrier's site, else there is none.
Of a carrier with a page in each country the link is the one that knows most of its parcels. That SF
and ZTO ask for the end of the phone number stands in the documents of SF's and of several Chinese
trackers' APIs; that Evri, GLS and PostNL ask for the postcode, on their own pages.
"""

from collections.abc import Mapping
from types import MappingProxyType

from shared.parcels.carriers.directory_americas import AMERICAS
from shared.parcels.carriers.directory_asia_pacific import ASIA_PACIFIC
from shared.parcels.carriers.directory_europe import EUROPE
from shared.parcels.carriers.model import Carrier, LinkKind, Proof, WebPage
from shared.parcels.carriers.page_sources import Source
from shared.parcels.carriers.postal_operators import OPERATORS, carrier_code

_OF_MANY_COUNTRIES = (
    Carrier(
        "amazon",
        "Amazon",
        None,
        "https://www.amazon.com",
        pages=(
            WebPage(
                "https://track.amazon.com/tracking/{number}",
                "2026-09",
                (Source.PARCEL_APP, Source.TRACKR, Source.PARCEL_SCRAPER),
            ),
        ),
    ),
    Carrier(
        "aramex",
        "Aramex",
        None,
        "https://www.aramex.com",
        pages=(
            WebPage(
                "https://www.aramex.com/us/en/track/shipments?ShipmentNumber={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.PARCEL_APP),
            ),
        ),
    ),
    Carrier(
        "asendia",
        "Asendia",
        None,
        None,
        pages=(
            WebPage(
                "https://tracking.asendia.com/tracking/{number}",
                "2026-06",
                (Source.KARRIO, Source.TRAKTOR, Source.SHOPS),
            ),
        ),
    ),
    Carrier(
        "db_schenker",
        "DB Schenker",
        None,
        "https://www.dbschenker.com",
        pages=(
            WebPage(
                "https://www.dbschenker.com/app/tracking-public/", "2024-12", (Source.TRAKTOR,)
            ),
        ),
    ),
    Carrier(
        "dhl",
        "DHL",
        None,
        "https://www.dhl.com",
        pages=(
            WebPage(
                "https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}",
                "2026-11",
                (Source.TRACKING_NUMBER_DATA, Source.PARCEL_SCRAPER),
            ),
        ),
        hosts=(
            "dhl.com",
            "dhl.com.pl",
            "dhl.de",
            "dhl.es",
            "dhlecommerce.co.uk",
            "dhlecommerce.nl",
            "dhlecs.com",
            "dhlglobalmail.com",
            "dhlparcel.co.uk",
            "dhlparcel.nl",
            "express.dhl",
            "mojdhl.pl",
        ),
        asks=(Proof.POSTCODE,),
    ),
    Carrier(
        "dpd",
        "DPD",
        None,
        "https://www.dpdgroup.com",
        pages=(
            WebPage(
                "https://tracking.dpd.de/status/en_US/parcel/{number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.TRACKR, Source.TRAKTOR, Source.WOOCOMMERCE),
            ),
        ),
        hosts=(
            "dpd.co.uk",
            "dpd.com",
            "dpd.com.pl",
            "dpd.de",
            "dpd.fr",
            "dpd.ie",
            "dpd.ro",
            "dpdgroup.com",
        ),
    ),
    Carrier(
        "ems",
        "EMS Cooperative (UPU)",
        None,
        "https://www.ems.post",
        pages=(
            WebPage(
                "https://www.ems.post/en/global-network/tracking",
                "2026-09",
                (Source.TRACKINGMORE, Source.PARCEL_SCRAPER),
            ),
        ),
    ),
    Carrier(
        "fedex",
        "FedEx",
        "US",
        "https://www.fedex.com",
        pages=(
            WebPage(
                "https://www.fedex.com/fedextrack/?trknbr={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.KARRIO, Source.TRACKR, Source.PARCEL_APP),
            ),
        ),
    ),
    Carrier(
        "gls",
        "GLS",
        None,
        "https://gls-group.com",
        pages=(
            WebPage(
                "https://gls-group.eu/EU/en/parcel-tracking?match={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.ORDERS_TRACKING, Source.TRACKR, Source.PARCEL_APP),
            ),
        ),
        hosts=("gls-france.com", "gls-group.com", "gls-group.eu", "gls-italy.com"),
        asks=(Proof.POSTCODE,),
    ),
    Carrier(
        "gofo",
        "GOFO Express",
        None,
        "https://www.gofoexpress.com",
        pages=(
            WebPage(
                "https://www.gofo.com/us/track?searchID={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER,),
            ),
        ),
    ),
    Carrier(
        "j_and_t",
        "J&T Express",
        None,
        "https://www.jtexpress.com",
        pages=(
            WebPage("https://www.jtexpress.com", "2026-06", (Source.CARRIER_TABLE,), home=True),
        ),
        hosts=("jet.co.id", "jtexpress.co.th", "jtexpress.my", "jtexpress.ph", "jtexpress.vn"),
    ),
    Carrier(
        "landmark",
        "Landmark Global",
        None,
        "https://landmarkglobal.com",
        pages=(
            WebPage(
                "https://track.landmarkglobal.com/?search={number}",
                "2026-11",
                (Source.PARCEL_SCRAPER, Source.KARRIO, Source.TRACKING_NUMBER_DATA),
            ),
        ),
    ),
    Carrier(
        "ninja_van",
        "Ninja Van",
        None,
        "https://www.ninjavan.co",
        pages=(
            WebPage(
                "https://www.ninjavan.co/en-my/tracking?id={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.TRACKR, Source.SHOPS),
            ),
        ),
    ),
    Carrier(
        "postnord",
        "PostNord",
        None,
        None,
        pages=(
            WebPage(
                "https://tracking.postnord.com/en/?id={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.TRAKTOR, Source.SHOPS),
            ),
        ),
    ),
    Carrier(
        "spx",
        "SPX Express",
        None,
        None,
        pages=(
            WebPage(
                "https://spx.ph/track?{number}", "2026-09", (Source.PARCEL_SCRAPER,), begins="SPXPH"
            ),
            WebPage(
                "https://spx.ph/track?{number}", "2026-09", (Source.PARCEL_SCRAPER,), begins="PH"
            ),
            WebPage(
                "https://spx.co.th/track?{number}",
                "2024",
                (Source.SHOPS, Source.KUTEPOV),
                begins="TH",
            ),
        ),
    ),
    Carrier(
        "the_courier_guy",
        "The Courier Guy",
        "ZA",
        None,
        pages=(
            WebPage(
                "https://portal.thecourierguy.co.za/track?ref={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.TRACKR),
            ),
        ),
    ),
    Carrier(
        "tnt",
        "TNT",
        None,
        "https://www.tnt.com",
        pages=(
            WebPage(
                "https://www.tnt.com/express/en_gb/site/shipping-tools/tracking.html?searchType=con&cons={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.WOOCOMMERCE, Source.ORDERS_TRACKING),
            ),
        ),
    ),
    Carrier(
        "ups",
        "UPS",
        "US",
        "https://www.ups.com",
        pages=(
            WebPage(
                "https://www.ups.com/track?tracknum={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.PARCEL_APP, Source.TRACKR, Source.SHOPS),
            ),
        ),
    ),
    Carrier(
        "usps",
        "United States Postal Service",
        "US",
        "https://www.usps.com",
        pages=(
            WebPage(
                "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.KARRIO, Source.PARCEL_APP, Source.TRACKR),
            ),
        ),
    ),
)

_SANDBOX = Carrier("sandbox", "agogopost sandbox", None, None, asks=(Proof.POSTCODE,))


def _all() -> dict[str, Carrier]:
    """Return every carrier by code; one with an entry of its own replaces its postal entry."""
    posts = (
        Carrier(
            code=carrier_code(operator.country),
            name=operator.name,
            country=operator.country,
            site=operator.site,
            pages=() if operator.page is None else (operator.page,),
        )
        for operator in OPERATORS
    )
    own = (*_OF_MANY_COUNTRIES, *AMERICAS, *ASIA_PACIFIC, *EUROPE, _SANDBOX)
    return {carrier.code: carrier for carrier in (*posts, *own)}


CARRIERS: Mapping[str, Carrier] = MappingProxyType(_all())
"""Every carrier that detection can name, by its code."""


def link_for(carrier_code: str, number: str) -> tuple[str, LinkKind] | None:
    """Return the carrier's own page for a number (https) and what is found there; None: no page.

    Args:
        carrier_code: A key of ``CARRIERS``; another has no page.
        number: Any text; it is percent-encoded.
    """
    carrier = CARRIERS.get(carrier_code)
    pages = () if carrier is None else carrier.pages
    page = next((one for one in pages if number.startswith(one.begins)), None)
    return None if page is None else (page.address(number), page.kind)
