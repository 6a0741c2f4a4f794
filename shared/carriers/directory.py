"""The carriers we know by name: all that detection can find, and where each shows its tracking.

Facts from tracking_number_data (MIT, Jeff Keen); addresses as https. Of the carriers beyond it the
addresses are those that shops and programs publicly link to. That SF and ZTO ask for the end of the
phone number stands in the documents of SF's and of several Chinese trackers' APIs; that Evri, GLS
and PostNL ask for the postcode, on their own pages.
"""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

from shared.carriers.directory_formats import WITH_FORMATS
from shared.carriers.model import Carrier, Proof
from shared.carriers.postal_operators import OPERATORS, carrier_code

_WITH_FORMATS = (
    Carrier("amazon", "Amazon", None, "https://www.amazon.com"),
    Carrier(
        code="cainiao",
        name="Cainiao",
        country="CN",
        site="https://www.cainiao.com",
        tracking_url="https://global.cainiao.com/newDetail.htm?mailNoList={number}",
    ),
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
        code="evri",
        name="Evri",
        country="GB",
        site="https://www.evri.com",
        tracking_url="https://www.evri.com/track/parcel/{number}",
        asks=(Proof.POSTCODE,),
    ),
    Carrier(
        code="fedex",
        name="FedEx",
        country="US",
        site="https://www.fedex.com",
        tracking_url="https://www.fedex.com/apps/fedextrack/?tracknumbers={number}",
    ),
    Carrier(
        code="four_px",
        name="4PX",
        country="CN",
        site="https://www.4px.com",
        tracking_url="https://track.4px.com/#/result/0/{number}",
    ),
    Carrier(
        code="gls",
        name="GLS",
        country=None,
        site="https://gls-group.com",
        tracking_url="https://gls-group.com/GROUP/en/parcel-tracking?match={number}",
        asks=(Proof.POSTCODE,),
    ),
    Carrier(
        code="gofo",
        name="GOFO Express",
        country=None,
        site="https://www.gofoexpress.com",
        tracking_url="https://www.gofoexpress.com/tracking.html?searchID={number}",
    ),
    Carrier(
        code="inpost",
        name="InPost",
        country="PL",
        site="https://inpost.pl",
        tracking_url="https://inpost.pl/sledzenie-przesylek?number={number}",
    ),
    Carrier(
        code="jd_logistics",
        name="JD Logistics",
        country="CN",
        site="https://www.jdl.com",
        tracking_url="https://www.jdl.com/orderSearch/?waybillCodes={number}",
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
        code="post_au",
        name="Australia Post",
        country="AU",
        site="https://auspost.com.au",
        tracking_url="https://auspost.com.au/mypost/track/#/details/{number}",
    ),
    Carrier(
        code="post_jp",
        name="Japan Post",
        country="JP",
        site="https://www.post.japanpost.jp",
        tracking_url=(
            "https://trackings.post.japanpost.jp/services/srv/search/direct"
            "?reqCodeNo1={number}&locale=en"
        ),
    ),
    Carrier(
        code="post_nl",
        name="PostNL",
        country="NL",
        site="https://www.postnl.nl",
        tracking_url="https://postnl.nl/tracktrace/?B={number}",
        asks=(Proof.POSTCODE,),
    ),
    Carrier(
        code="purolator",
        name="Purolator",
        country="CA",
        site="https://www.purolator.com",
        tracking_url="https://www.purolator.com/en/shipping/tracker?searchValue={number}",
    ),
    Carrier(
        code="sf_express",
        name="SF Express",
        country="CN",
        site="https://www.sf-express.com",
        tracking_url="https://www.sf-express.com/chn/en/waybill/waybill-detail/{number}",
        asks=(Proof.PHONE_TAIL,),
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
        code="yamato",
        name="Yamato Transport",
        country="JP",
        site="https://www.kuronekoyamato.co.jp",
        tracking_url="https://jizen.kuronekoyamato.co.jp/jizen/servlet/crjz.b.NQ0010?id={number}",
    ),
    Carrier("yanwen", "Yanwen", "CN", "https://www.yw56.com.cn"),
    Carrier(
        code="yodel",
        name="Yodel",
        country="GB",
        site="https://www.yodel.co.uk",
        tracking_url="https://www.yodel.co.uk/tracking/{number}",
    ),
    Carrier("yto", "YTO Express", "CN", "https://www.yto.net.cn"),
    Carrier(
        code="yunexpress",
        name="YunExpress",
        country="CN",
        site="https://www.yunexpress.com",
        tracking_url="https://www.yuntrack.com/parcelTracking?id={number}",
    ),
    Carrier(
        code="zto",
        name="ZTO Express",
        country="CN",
        site="https://www.zto.com",
        tracking_url="https://www.zto.com/express/expressCheck.html?txtBill={number}",
        asks=(Proof.PHONE_TAIL,),
    ),
)

_SANDBOX = Carrier("sandbox", "agogopost sandbox", None, None, asks=(Proof.POSTCODE,))


def _all() -> dict[str, Carrier]:
    """Return every carrier by code; one with formats of its own replaces its postal entry."""
    posts = (
        Carrier(carrier_code(operator.country), operator.name, operator.country, operator.site)
        for operator in OPERATORS
    )
    return {carrier.code: carrier for carrier in (*posts, *WITH_FORMATS, *_WITH_FORMATS, _SANDBOX)}


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
