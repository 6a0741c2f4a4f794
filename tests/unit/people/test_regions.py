"""Every country has one home, with a reason, or is refused with one."""

import re

from shared.people.regions import _TABLE, HOMES, REGIONS, home_of


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


def test_an_unknown_country_is_not_guessed() -> None:
    for unknown in ("ZZ", "EU", "de", "", "D", "DEU", "AQ"):
        assert home_of(unknown) is None
