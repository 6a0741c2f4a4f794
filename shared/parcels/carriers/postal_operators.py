"""The postal operators that issue UPU S10 item numbers, by country: two look-ups.

The names rest on facts of tracking_number_data (MIT, Jeff Keen), which has them from the Universal
Postal Union's list of members; those of territories that are no members, on the same public lists
as the addresses. A site is the operator's own: no postcode search, no ministry that runs none, no
stranger's list. Those that have no entry here issue no numbers of their own that we know of.
"""

from collections.abc import Mapping
from types import MappingProxyType

from shared.parcels.carriers.model import Operator
from shared.parcels.carriers.posts_africa import AFRICA
from shared.parcels.carriers.posts_americas import AMERICAS
from shared.parcels.carriers.posts_asia_pacific import ASIA_PACIFIC
from shared.parcels.carriers.posts_europe import EUROPE

OPERATORS: tuple[Operator, ...] = (*AFRICA, *AMERICAS, *ASIA_PACIFIC, *EUROPE)

_ALREADY_CARRIERS = {"CA": "canada_post", "US": "usps"}
"""Operators whose code has no ``post_``, because they had one as carriers first. Others may have
formats of their own, too; a code never changes."""


def carrier_code(country: str) -> str:
    """Return the code of a country's postal operator as a carrier.

    Args:
        country: ISO 3166-1 alpha-2, in capitals.
    """
    return _ALREADY_CARRIERS.get(country) or f"post_{country.lower()}"


CARRIER_OF_COUNTRY: Mapping[str, str] = MappingProxyType(
    {operator.country: carrier_code(operator.country) for operator in OPERATORS}
)
"""The carrier's code by the country code at the end of an S10 number."""
