"""Where somebody belongs: whether this region is the home of their country's people."""

from typing import Protocol

from shared.errors import WrongRegionError, bad_field
from shared.people.regions import home_of


class Place(Protocol):
    """Where this deployment is, and where the others are."""

    @property
    def region(self) -> str:
        """This region."""
        ...

    def base_url_of(self, region: str) -> str | None:
        """Return a region's address."""
        ...


def check_home(country: str, place: Place) -> str:
    """Return why a country's people are stored in this region.

    Raises:
        InvalidInputError: We do not know the country, or may not serve it.
        WrongRegionError: Its people are stored in another region.
    """
    home = home_of(country)
    if home is None:
        raise bad_field("country", "country-unknown")
    if home.region is None:
        raise bad_field("country", "country-not-served")
    if home.region != place.region:
        address = place.base_url_of(home.region)
        if address is None:
            raise bad_field("country", "country-not-served")
        raise WrongRegionError(home.region, address)
    return home.reason
