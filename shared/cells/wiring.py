"""The composition root of cells. See ``shared/wiring.py``."""

from functools import cache

from shared.cells.leaving import Leaving
from shared.cells.model import Contribution
from shared.cells.months import MonthKeys, Months
from shared.consents.model import ConsentState
from shared.follows.model import Follow
from shared.privacy.describe import Database
from shared.records.batched import BatchedQueries
from shared.records.form import OwnerKeys
from shared.records.sealed import SealedRecords
from shared.vault.uses import Use
from shared.wiring import clock, documents, keyring


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
