"""The composition root of cells. See ``shared/setup/platform.py``."""

from functools import cache

from shared.parcels.follows.model import Follow
from shared.people.consents.model import ConsentState
from shared.platform.records.query_batching import BatchedQueries
from shared.platform.records.sealed import SealedRecords
from shared.platform.records.sealing import OwnerKeys
from shared.platform.vault.uses import Use
from shared.privacy.describe import Database
from shared.rights.statistics.contributions import Leaving
from shared.rights.statistics.model import Contribution
from shared.rights.statistics.months import MonthKeys, Months
from shared.setup.platform import clock, documents, keyring


def leaving(person_keys: OwnerKeys[str], queries: BatchedQueries) -> Leaving:
    """Return who takes what survives of people; their keys must open past a tombstone."""
    data = documents(Database.DATA)
    return Leaving(
        SealedRecords(ConsentState, data, person_keys, clock()),
        SealedRecords(Follow, data, person_keys, clock()),
        queries,
        months(),
    )


@cache
def month_keys() -> MonthKeys:
    """Return the keys of open months."""
    return MonthKeys(keyring(Use.MONTHS), documents(Database.KEYS))


@cache
def months() -> Months:
    """Return this region's cells."""
    data = documents(Database.DATA)
    rows = SealedRecords(Contribution, data, month_keys(), clock())
    return Months(rows, data, month_keys(), clock())
