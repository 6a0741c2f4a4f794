"""The composition root of erasures. See ``shared/wiring.py``."""

from functools import cache
from typing import TYPE_CHECKING

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
from shared.reach import Deletion, DeletionWork, StopsReplay
from shared.records.batched import BatchedQueries
from shared.records.sealed import SealedRecords
from shared.settings import settings
from shared.vault.uses import Use
from shared.wiring import clock, documents, keyring, region

if TYPE_CHECKING:
    from shared.erasure.replay import StopReplay


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
    return ErasureWorker(erasures(), steps(), clock(), settle=settings().deletion_settle)


@cache
def stops_replay() -> StopsReplay:
    """Return what the function ``replay_stops`` can reach."""
    return StopsReplay(replay, clock())


@cache
def replay() -> "StopReplay":
    """Return who stops again what a restore has revived."""
    from shared.consents.wiring import consents  # noqa: PLC0415 - of all of these only who replays
    from shared.erasure.replay import Stopping, StopReplay  # noqa: PLC0415 - as above
    from shared.rights.wiring import standings  # noqa: PLC0415 - as above

    ledger = StopLedger(documents(Database.KEYS), clock())
    stopping = Stopping(ledger, erasures(), worker(), steps(), consents(), standings())
    return StopReplay(stopping, documents(Database.DATA), clock())


@cache
def steps() -> Steps:
    """Return what is erased of people."""
    from shared.privacy.catalogue import records  # noqa: PLC0415 - who walks needs them all

    data, keys = documents(Database.DATA), documents(Database.KEYS)
    person_keys = PersonKeys(
        people_keyring(),
        keys,
        clock(),
        region=region(),
        lookups=keyring(Use.LOOKUPS),
        past_tombstones=True,
    )
    queries = BatchedQueries(data)
    return Steps(
        stores=stores(records(), data, person_keys, clock()),
        data=data,
        queries=queries,
        keys=keys,
        person_keys=person_keys,
        portraits=Portraits(objects(), person_keys),
        exports=Exports(
            SealedRecords(Export, data, person_keys, clock()), archives, person_keys, clock()
        ),
        evidence=SealedRecords(Evidence, data, EvidenceKeys(keyring(Use.EVIDENCE)), clock()),
        leaving=leaving(person_keys, queries),
        clock=clock(),
    )
