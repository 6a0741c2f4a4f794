"""In which region a person's data is stored: by their country, each with the reason. Pure.

A country that is not in the table is refused, not guessed, and so is one whose law wants the data
stored at home, where we have no region. The reasons are what an operator must have checked by a
lawyer before serving a country; they are no legal advice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shared.kernel.regions import Region


@dataclass(frozen=True, slots=True)
class Home:
    """Where a country's people are stored, and why there."""

    region: Region | None
    """None: nowhere, so nobody from there can register."""
    reason: str


_GDPR = "GDPR: stored in the European Economic Area, nothing is transferred"
_BESIDE_GDPR = "own law on the GDPR's model, which accepts storage in the European Economic Area"
_NEAR_EU = "no duty to store at home; the nearest region, under the strictest law of the three"
_AMERICA = "no duty to store at home; the nearest region"
_US = "stored at home"
_ASIA = "no duty to store such data at home; the nearest region"
_AT_HOME = "the law wants the data stored in the country, and we have no region there"

_TABLE: tuple[tuple[Region | None, str, str], ...] = (
    (
        "eu",
        _GDPR,
        (
            "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO "
            "SE SI SK AX BL GF GP MF MQ RE YT"
        ),
    ),
    ("eu", _BESIDE_GDPR, "AD AL BA CH FO GB GE GG GI IM JE MC MD ME MK RS SM UA VA XK"),
    (
        "eu",
        _NEAR_EU,
        (
            "AE AM AO AZ BF BH BI BJ BW CD CF CG CI CM CV DJ DZ EG ER ET GA GH GL GM GN GQ GW "
            "IL IQ JO KE KM KW LB LR LS LY MA MG ML MR MU MW MZ NA NE OM PM QA SC SL SN SO ST "
            "SZ TD TG TN TR TZ UG YE ZA ZM ZW"
        ),
    ),
    ("us", _US, "AS GU MP PR US VI"),
    (
        "us",
        _AMERICA,
        (
            "AG AI AR AW BB BM BO BQ BR BS BZ CA CL CO CR CW DM DO EC FK GD GT GY HN HT JM KN "
            "KY LC MS MX NI PA PE PY SR SV SX TC TT UY VC VE VG"
        ),
    ),
    (
        "asia",
        _ASIA,
        (
            "AU BD BN BT CC CK CX FJ FM HK ID IN JP KH KI KR LA LK MH MM MN MO MV MY NC NF NP "
            "NR NU NZ PF PG PH PK PW SB SG TH TK TL TO TV TW VU WF WS"
        ),
    ),
    (None, _AT_HOME, "BY CN KG KZ NG RU RW SA TJ TM UZ VN"),
)

_UNPLACED: tuple[tuple[str, str], ...] = (
    ("an embargo forbids to serve its people", "CU IR KP SY"),
    ("nobody has checked yet what its law wants", "AF EH PN PS SD SH SJ SS"),
    (
        "nobody is at home there: the country that somebody belongs to counts",
        "AQ BV GS HM IO TF UM",
    ),
)

HOMES: Mapping[str, Home] = MappingProxyType(
    {
        country: Home(region, reason)
        for region, reason, countries in _TABLE
        for country in countries.split()
    }
)
"""By ISO 3166-1 alpha-2."""


UNPLACED: Mapping[str, str] = MappingProxyType(
    {country: reason for reason, countries in _UNPLACED for country in countries.split()}
)
"""Every other country of ISO 3166-1, with the reason why it has no place in the table."""


def home_of(country: str) -> Home | None:
    """Return where a country's people are stored; None: it is not in the table."""
    return HOMES.get(country)
