"""The composition root of what people follow. See ``shared/wiring.py``."""

from functools import cache
from typing import TYPE_CHECKING

from shared.carriers.wiring import aggregators, carriers
from shared.privacy.describe import Database
from shared.reach import Following
from shared.wiring import clock, documents, shipment_lookup

if TYPE_CHECKING:
    from shared.follows.follows import Follows
    from shared.people.disclosures import Disclosures
    from shared.people.origins import Origins


@cache
def following() -> Following:
    """Return what the function ``follows`` can reach."""
    return Following(
        carriers=carriers(),
        aggregators=aggregators(),
        lookup=shipment_lookup,
        clock=clock(),
        follows=follows,
        disclosures=_disclosures,
        origins=_origins,
    )


def _disclosures() -> "Disclosures":
    from shared.people.wiring import disclosures  # noqa: PLC0415 - when a carrier is asked

    return disclosures()


def _origins() -> "Origins":
    from shared.people.origin_wiring import origins  # noqa: PLC0415 - as above

    return origins()


@cache
def follows() -> "Follows":
    """Return the follows of this region's people."""
    from shared.follows.follows import Follows  # noqa: PLC0415 - when a person calls
    from shared.follows.model import Follow  # noqa: PLC0415 - as above
    from shared.people.wiring import limits, of_people, person_keys  # noqa: PLC0415 - as above

    return Follows(
        records=of_people(Follow),
        documents=documents(Database.DATA),
        keys=person_keys(),
        limits=limits(),
        clock=clock(),
    )
