"""The composition root of what the staff can do. See ``shared/wiring.py``."""

from functools import cache
from typing import TYPE_CHECKING

from shared.consents.wiring import consents
from shared.erasure.wiring import erasures, every_session
from shared.jobs.wiring import jobs
from shared.messages.wiring import notices
from shared.people.disclosures import Disclosure
from shared.people.model import Person
from shared.people.wiring import held, limits, of_people, person_keys
from shared.privacy.describe import Database
from shared.reach import Staffed
from shared.records.sealed import SealedRecords
from shared.staff.holdings import Holdings
from shared.staff.looks import Looks
from shared.staff.model import Unmasking
from shared.staff.unmaskings import Unmaskings
from shared.wiring import clock, documents

if TYPE_CHECKING:
    from shared.rights.desk import RightsDesk
    from shared.rights.standings import Standings


@cache
def staffed() -> Staffed:
    """Return what the function ``staff`` can reach."""
    return Staffed(
        people=_people,
        looks=_looks,
        unmaskings=_unmaskings,
        holdings=_holdings,
        consents=consents,
        erasures=erasures,
        sessions=every_session,
        notices=notices,
        jobs=jobs,
        requests=_requests,
        standings=_standings,
        clock=clock(),
    )


def _requests() -> "RightsDesk":
    from shared.rights.wiring import desk  # noqa: PLC0415 - when somebody works on requests

    return desk()


def _standings() -> "Standings":
    from shared.rights.wiring import standings  # noqa: PLC0415 - as above

    return standings()


@cache
def _people() -> SealedRecords[str, Person]:
    return of_people(Person)


@cache
def _looks() -> Looks:
    records, store = of_people(Disclosure), documents(Database.DATA)
    return Looks(records, store, person_keys(), limits(), clock())


@cache
def _unmaskings() -> Unmaskings:
    return Unmaskings(of_people(Unmasking), person_keys(), clock())


@cache
def _holdings() -> Holdings:
    return Holdings(held(), documents(Database.DATA), person_keys())
