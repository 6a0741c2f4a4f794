"""Where somebody belongs: whether this region is the home of their country's people."""

from typing import Protocol

from shared.kernel.errors import FieldFault, InvalidInputError, WrongRegionError, bad_field
from shared.people.person.regions import UNPLACED, home_of

_NOT_OPEN = "the region where its people are stored is not open"


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
        InvalidInputError: There is no such country, or we do not serve it: the fault says why.
        WrongRegionError: Its people are stored in another region.
    """
    home = home_of(country)
    if home is None and country not in UNPLACED:
        raise bad_field("country", "country-unknown")
    if home is None or home.region is None:
        raise _not_served(UNPLACED[country] if home is None else home.reason)
    if home.region != place.region:
        address = place.base_url_of(home.region)
        if address is None:
            raise _not_served(_NOT_OPEN)
        raise WrongRegionError(home.region, address)
    return home.reason


def _not_served(reason: str) -> InvalidInputError:
    """Return the error for a country that there is and that is not served.

    Args:
        reason: By which rule: the table's own words.
    """
    fault = FieldFault("country", "country-not-served", (("reason", reason),))
    return InvalidInputError(faults=(fault,))
