"""The composition root of erasures. See ``shared/wiring.py``."""

from functools import cache

from shared.cells.wiring import leaving
from shared.erasure.asking import ErasureAsking
from shared.erasure.erasures import Erasures
from shared.erasure.evidence import EvidenceKeys
from shared.erasure.model import Evidence
from shared.erasure.steps import Steps
from shared.erasure.stops import StopLedger
from shared.erasure.worker import ErasureWorker
from shared.exports.exports import Exports
from shared.exports.model import Export
from shared.jobs.wiring import jobs
from shared.messages.wiring import notices
from shared.objects.wiring import archives, objects
from shared.people.every_session import EverySession
from shared.people.held import stores
from shared.people.keys import PersonKeys
from shared.people.wiring import people_keyring, profiles
from shared.portraits.portraits import Portraits
from shared.privacy.describe import Database
from shared.reach import Deletion, DeletionWork
from shared.records.sealed import SealedRecords
from shared.settings import settings
from shared.wiring import clock, documents, region


@cache
def deletion() -> Deletion:
    """Return what the function ``deletion`` can reach."""
    return Deletion(erasures, asking)


@cache
def deletion_work() -> DeletionWork:
    """Return what the function ``deletion_worker`` can reach."""
    return DeletionWork(worker, clock())


@cache
def erasures() -> Erasures:
    """Return this region's erasures."""
    store = documents(Database.KEYS)
    return Erasures(store, StopLedger(store, clock()), clock())


@cache
def asking() -> ErasureAsking:
    """Return what it takes to ask for an erasure."""
    return ErasureAsking(erasures(), profiles(), every_session(), notices(), jobs())


@cache
def every_session() -> EverySession:
    """Return people's sessions, by whose they are."""
    return EverySession(documents(Database.DATA))


@cache
def worker() -> ErasureWorker:
    """Return who erases."""
    return ErasureWorker(erasures(), _steps(), clock(), settle=settings().deletion_settle)


def _steps() -> Steps:
    from shared.privacy.catalogue import records  # noqa: PLC0415 - who walks needs them all

    data, keys = documents(Database.DATA), documents(Database.KEYS)
    person_keys = PersonKeys(people_keyring(), keys, clock(), region=region(), past_tombstones=True)
    return Steps(
        stores=stores(records(), data, person_keys, clock()),
        data=data,
        keys=keys,
        person_keys=person_keys,
        portraits=Portraits(objects(), person_keys),
        exports=Exports(
            SealedRecords(Export, data, person_keys, clock()), archives, person_keys, clock()
        ),
        evidence=SealedRecords(Evidence, data, EvidenceKeys(people_keyring()), clock()),
        leaving=leaving(person_keys),
        clock=clock(),
    )
