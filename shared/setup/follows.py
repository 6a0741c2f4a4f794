"""The composition root of what people follow. See ``shared/setup/platform.py``."""

from functools import cache
from typing import TYPE_CHECKING

from shared.privacy.describe import Database
from shared.setup.parcels import aggregators, carriers
from shared.setup.platform import clock, documents, shipment_lookup
from shared.setup.reach import Following

if TYPE_CHECKING:
    from shared.parcels.follows.follows import Follows
    from shared.people.accounts.origins import Origins
    from shared.people.person.disclosures import Disclosures


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
    from shared.setup.accounts import disclosures  # noqa: PLC0415 - when a carrier is asked

    return disclosures()


def _origins() -> "Origins":
    from shared.setup.origins import origins  # noqa: PLC0415 - as above

    return origins()


@cache
def follows() -> "Follows":
    """Return the follows of this region's people."""
    from shared.parcels.follows.follows import Follows  # noqa: PLC0415 - when a person calls
    from shared.parcels.follows.model import Follow  # noqa: PLC0415 - as above
    from shared.setup.accounts import limits, of_people, person_keys  # noqa: PLC0415 - as above

    return Follows(
        records=of_people(Follow),
        documents=documents(Database.DATA),
        keys=person_keys(),
        limits=limits(),
        clock=clock(),
    )
