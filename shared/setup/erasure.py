"""The composition root of erasures. See ``shared/setup/platform.py``."""

from functools import cache
from typing import TYPE_CHECKING

from shared.people.accounts.session_revocation import EverySession
from shared.people.person.keys import PersonKeys
from shared.people.person.stop_ledger import StopLedger
from shared.people.person.subject_data import stores
from shared.people.portraits.portraits import Portraits
from shared.platform.records.query_batching import BatchedQueries
from shared.platform.records.sealed import SealedRecords
from shared.platform.vault.uses import Use
from shared.privacy.describe import Database
from shared.rights.erasure.erasures import Erasures
from shared.rights.erasure.evidence import EvidenceKeys
from shared.rights.erasure.intake import ErasureAsking
from shared.rights.erasure.model import Evidence
from shared.rights.erasure.steps import Steps
from shared.rights.erasure.worker import ErasureWorker
from shared.rights.exports.exports import Exports
from shared.rights.exports.model import Export
from shared.setup.accounts import people_keyring, profiles
from shared.setup.jobs import jobs
from shared.setup.messages import notices
from shared.setup.objects import archives, objects
from shared.setup.platform import clock, documents, keyring, region
from shared.setup.reach import Deletion, DeletionWork, StopsReplay
from shared.setup.settings import settings
from shared.setup.statistics import leaving

if TYPE_CHECKING:
    from shared.rights.erasure.replay import StopReplay


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
    from shared.rights.erasure.replay import Stopping, StopReplay  # noqa: PLC0415 - as above
    from shared.setup.consents import consents  # noqa: PLC0415 - of all of these only who replays
    from shared.setup.requests import standings  # noqa: PLC0415 - as above

    ledger = StopLedger(documents(Database.KEYS), clock())
    stopping = Stopping(ledger, erasures(), worker(), steps(), consents(), standings())
    return StopReplay(stopping, documents(Database.DATA), clock())


@cache
def steps() -> Steps:
    """Return what is erased of people."""
    from shared.rights.inventory import records  # noqa: PLC0415 - who walks needs them all

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
