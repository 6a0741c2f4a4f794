"""Every country has one home, with a reason, or is refused with one."""

import re

from shared.kernel.regions import REGIONS
from shared.people.person.regions import _TABLE, HOMES, UNPLACED, home_of

_ISO_3166 = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ
    BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM
    DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS
    GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
    KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ
    MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM
    PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
    SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
    VN VU WF WS YE YT ZA ZM ZW
"""
"""As assigned in 2026."""


def test_every_country_stands_there_once_with_a_reason() -> None:
    listed = [country for _, _, countries in _TABLE for country in countries.split()]
    assert len(listed) == len(set(listed)) == len(HOMES)
    for country, home in HOMES.items():
        assert re.fullmatch(r"[A-Z]{2}", country)
        assert home.region is None or home.region in REGIONS
        assert len(home.reason) > 10


def test_the_gdprs_countries_are_stored_in_the_eu_and_nowhere_else() -> None:
    members = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
    for country in [*members.split(), "IS", "LI", "NO"]:
        home = home_of(country)
        assert home is not None
        assert home.region == "eu"
        assert "GDPR" in home.reason


def test_a_country_whose_law_wants_the_data_at_home_is_refused() -> None:
    for country in ("CN", "RU"):
        home = home_of(country)
        assert home is not None
        assert home.region is None


def test_every_country_of_the_standard_is_served_or_told_why_not() -> None:
    assigned = set(_ISO_3166.split())
    assert len(assigned) == 249
    assert not HOMES.keys() & UNPLACED.keys()
    assert HOMES.keys() | UNPLACED.keys() == {*assigned, "XK"}
    for reason in UNPLACED.values():
        assert len(reason) > 10


def test_an_unknown_country_is_not_guessed() -> None:
    for unknown in ("ZZ", "EU", "de", "", "D", "DEU", "AQ"):
        assert home_of(unknown) is None
