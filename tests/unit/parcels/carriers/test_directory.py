"""The directory: every carrier that can be named, with sound links of its own."""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest

from shared.parcels.carriers.directory import CARRIERS, link_for
from shared.parcels.carriers.formats import FORMATS
from shared.parcels.carriers.model import LinkKind, Proof, WebPage
from shared.parcels.carriers.page_sources import Source
from shared.parcels.carriers.postal_operators import CARRIER_OF_COUNTRY, OPERATORS, carrier_code
from tests.rows import each_row

PAGES = [(carrier.code, page) for carrier in CARRIERS.values() for page in carrier.pages]


def _ids(value: object) -> str | None:
    return value.url if isinstance(value, WebPage) else None


def test_the_directory_has_every_post_every_carrier_and_the_sandbox() -> None:
    assert len(OPERATORS) == len({operator.country for operator in OPERATORS}) == 209
    assert len([code for code in CARRIERS if code.startswith("post_")]) == 207
    assert len(CARRIERS) == 207 + 126 + 1


def test_whatever_a_format_or_a_country_names_is_in_the_directory() -> None:
    named = {form.carrier for form in FORMATS if form.carrier} | set(CARRIER_OF_COUNTRY.values())
    assert named <= set(CARRIERS)


@pytest.mark.parametrize(
    ("country", "code"),
    [
        ("US", "usps"),
        ("CA", "canada_post"),
        ("DE", "post_de"),
        ("AU", "post_au"),
        ("JP", "post_jp"),
        ("NL", "post_nl"),
        ("TW", "post_tw"),
        ("XK", "post_xk"),
    ],
)
def test_a_post_that_is_a_carrier_already_keeps_its_code(country: str, code: str) -> None:
    assert carrier_code(country) == code
    assert CARRIERS[code].country == country


@each_row("code", CARRIERS)
def test_a_carrier_is_well_formed(code: str) -> None:
    carrier = CARRIERS[code]
    assert carrier.code == code
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", code)
    assert carrier.name.strip() == carrier.name != ""
    assert carrier.country is None or (len(carrier.country) == 2 and carrier.country.isupper())
    if carrier.site is not None:
        _check_address(carrier.site)
        assert urlsplit(carrier.site).path == ""
    # A page for some numbers alone stands before the page for all.
    begins = [page.begins for page in carrier.pages]
    assert begins == sorted(begins, key=len, reverse=True)


@each_row(("code", "page"), PAGES, ids=_ids)
def test_a_page_is_https_on_a_named_host_and_has_the_number_at_most_once(
    code: str, page: WebPage
) -> None:
    assert CARRIERS[code].pages
    _check_address(page.url)
    assert page.url.count("{number}") == page.url.count("{") == page.url.count("}")
    assert page.url.count("{number}") == (page.kind is LinkKind.PARCEL)
    assert "{" not in page.url.split("?")[0].split("#")[0].removeprefix("https://").split("/")[0]
    assert "%" not in page.url
    assert not (page.home and page.kind is LinkKind.PARCEL)


@each_row(("code", "page"), PAGES, ids=_ids)
def test_a_page_has_its_sources_and_when_they_were_seen(code: str, page: WebPage) -> None:
    assert code in CARRIERS
    assert page.sources
    assert len(set(page.sources)) == len(page.sources)
    assert re.fullmatch(r"20[0-9]{2}(-(0[1-9]|1[0-2]))?", page.seen)
    assert "2018" <= page.seen < "2026-12"


FOLLOW_THE_PAGE = {Source.PARCEL_SCRAPER, Source.TRACKING_NUMBER_DATA}
"""What reads or was tested against the page itself."""


@each_row(("code", "page"), PAGES, ids=_ids)
def test_a_number_goes_into_no_address_that_one_list_alone_has(code: str, page: WebPage) -> None:
    """Lists in shops' plugins repeat invented addresses."""
    if page.kind is LinkKind.PARCEL:
        independent = len(page.sources) > 1 or page.sources[0] is Source.SHOPS  # several of them
        assert independent or page.sources[0] in FOLLOW_THE_PAGE, code


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    assert parts.scheme == "https"
    assert parts.hostname is not None
    assert parts.netloc == parts.hostname  # no credentials, no port, no capitals
    assert re.fullmatch(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", parts.hostname)


FRAGMENTS = {
    "four_px",
    "geodis",
    "hermes_de",
    "post_be",
    "post_it",
    "post_mt",
    "post_ru",
    "sameday",
    "sda",
    "veho",
}
"""Whose pages take the number behind ``#``: it reaches no server's log."""


def test_the_number_goes_into_the_fragment_where_the_page_takes_it_so() -> None:
    found = {code for code, page in PAGES if "#" in page.url.partition("{number}")[0]}
    assert found == FRAGMENTS


SECOND_LEVEL = {"co", "com", "gob", "gov", "go", "gub", "net", "org"}
OTHER_HOSTS = {
    # The operator's tracking under another name of its own, or of the group that it belongs to.
    "post_be": "bpost.cloud",
    "post_cn": "ems.com.cn",
    "post_cz": "postaonline.cz",
    "post_dk": "postnord.com",
    "post_ma": "barid.ma",
    "post_se": "postnord.com",
    "dpd": "dpd.de",
    "gls": "gls-group.eu",
    "gofo": "gofo.com",
    "jd_logistics": "jingdonglogistics.com",
    "yunexpress": "yuntrack.com",
    # The state's portal, which has the post's look-up.
    "post_tr": "turkiye.gov.tr",
    # Whose site is not known; the host is the carrier's.
    "acs": "acscourier.net",
    "aras": "araskargo.com.tr",
    "asendia": "asendia.com",
    "bring": "bring.no",
    "brt": "brt.it",
    "ciblex": "ciblex.fr",
    "correos_express": "correosexpress.com",
    "estafeta": "estafeta.com",
    "geodis": "geodis.com",
    "lasership": "ontrac.com",  # of which it is a part
    "meest": "meest-group.com",
    "omniva": "omniva.ee",
    "paack": "paack.app",
    "packeta": "packeta.com",
    "planzer": "planzer.ch",
    "postnord": "postnord.com",
    "sagawa": "sagawa-exp.co.jp",
    "seino": "seino.co.jp",
    "sendle": "sendle.com",
    "speedx": "speedx.io",
    "spx": "spx.ph spx.co.th",
    "the_courier_guy": "thecourierguy.co.za",
    "veho": "shipveho.com",
    "xpressbees": "xpressbees.com",
    "yunda": "yundaex.com",
}
"""Looked through one by one."""


def _domain(address: str) -> str:
    """Return the part of a host that somebody registers."""
    labels = (urlsplit(address).hostname or "").split(".")
    deep = len(labels) > 2 and (labels[-2] in SECOND_LEVEL and len(labels[-1]) == 2)
    return ".".join(labels[-3 if deep else -2 :])


def test_a_page_is_on_the_carriers_own_host() -> None:
    others: dict[str, set[str]] = {}
    for code, page in PAGES:
        site = CARRIERS[code].site
        if site is None or _domain(page.url) != _domain(site):
            others.setdefault(code, set()).add(_domain(page.url))
    assert others == {code: set(hosts.split()) for code, hosts in OTHER_HOSTS.items()}


def test_most_links_show_the_parcel_and_few_carriers_have_none() -> None:
    kinds = Counter(
        carrier.pages[0].kind if carrier.pages else None for carrier in CARRIERS.values()
    )
    assert kinds[LinkKind.PARCEL] > 125
    assert kinds[LinkKind.PARCEL] + kinds[LinkKind.TRACKING] > 175
    assert {code for code, carrier in CARRIERS.items() if not carrier.pages} == WITHOUT_PAGE


_NOWHERE = (
    "ag",
    "cd",
    "cf",
    "cg",
    "dm",
    "gn",
    "gq",
    "gw",
    "kp",
    "so",
    "ss",
    "st",
    "td",
    "tj",
    "tl",
)
WITHOUT_PAGE = {"sandbox"} | {f"post_{country}" for country in _NOWHERE}
"""Of these posts no source names a site."""

SITES = {
    "post_br": "https://www.correios.com.br",
    "post_cz": "https://www.ceskaposta.cz",
    "post_de": "https://www.deutschepost.de",
    "post_ie": "https://www.anpost.com",
    "post_kh": "https://cambodiapost.post",
    "post_ma": "https://www.poste.ma",
    "post_mn": "https://www.mongolpost.mn",
    "post_no": "https://www.posten.no",
    "post_pl": "https://www.poczta-polska.pl",
    "post_ru": "https://www.pochta.ru",
    "post_tr": "https://www.ptt.gov.tr",
    "post_vn": "https://www.vnpost.vn",
}


@pytest.mark.parametrize("code", SITES)
def test_a_posts_site_is_its_own_and_no_search_for_addresses(code: str) -> None:
    assert CARRIERS[code].site == SITES[code]


def test_no_site_is_a_search_for_postcodes_or_addresses() -> None:
    """Such as zip.belpost.by, kody.poczta-polska.pl, adressesok.posten.no."""
    searches = re.compile(
        r"//(psc|kody|zip|postalcode|postcodes?|postakodu|adressesok|locator|buscacep|services)\."
        r"|zipcode|codepostal|postdirekt"
    )
    assert [one.code for one in CARRIERS.values() if searches.search(one.site or "")] == []


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


LINKS = {
    "usps": ("9400", "https://tools.usps.com/go/TrackConfirmAction?tLabels=9400"),
    "post_jp": (
        "405548424886",
        (
            "https://trackings.post.japanpost.jp/services/srv/search/direct"
            "?reqCodeNo1=405548424886&locale=en"
        ),
    ),
    "post_ru": ("RA123456785RU", "https://www.pochta.ru/tracking#RA123456785RU"),
    "mondial_relay": (
        "12123456780101006623123454",
        "https://www.mondialrelay.fr/suivi-de-colis/?numeroExpedition=121234567801",
    ),
    "post_kr": (
        "6012345678901",
        "https://service.epost.go.kr/trace.RetrieveDomRigiTraceList.comm?sid1=6012345678901",
    ),
    "spx": ("TH000000000001", "https://spx.co.th/track?TH000000000001"),
}


@pytest.mark.parametrize("code", LINKS)
def test_a_link_has_the_number_in_its_place(code: str) -> None:
    number, url = LINKS[code]
    assert link_for(code, number) == (url, LinkKind.PARCEL)


def test_of_a_short_number_of_mondial_relay_all_goes_into_the_link() -> None:
    found = link_for("mondial_relay", "12345678")
    assert found is not None
    assert found[0].endswith("=12345678")


def test_a_link_cannot_be_broken_out_of() -> None:
    link = link_for("yodel", '../x?a=1&b#c "{number}"')
    assert link is not None
    assert link[0] == (
        "https://www.yodel.co.uk/tracking/..%2Fx%3Fa%3D1%26b%23c%20%22%7Bnumber%7D%22"
    )


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("post_hk", LinkKind.TRACKING),
        ("nacex", LinkKind.TRACKING),
        ("post_mn", LinkKind.HOME),
        ("dtdc", LinkKind.HOME),
    ],
)
def test_a_page_that_takes_no_number_is_linked_without_it(code: str, kind: LinkKind) -> None:
    found = link_for(code, "RR473124829")
    assert found is not None
    assert found[1] is kind
    assert "473124829" not in found[0]


@pytest.mark.parametrize(
    ("code", "number"),
    [("sandbox", "1"), ("post_kp", "1"), ("nobody", "1"), ("spx", "VN000000000001")],
)
def test_a_carrier_without_a_page_has_no_link(code: str, number: str) -> None:
    assert link_for(code, number) is None
