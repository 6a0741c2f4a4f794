"""The composition root of what the staff can do. See ``shared/setup/platform.py``."""

from functools import cache
from typing import TYPE_CHECKING

from shared.people.person.disclosures import Disclosure
from shared.people.person.model import Person
from shared.platform.records.sealed import SealedRecords
from shared.privacy.describe import Database
from shared.rights.staff.access_log import Looks
from shared.rights.staff.model import Unmasking
from shared.rights.staff.subject_view import Holdings
from shared.rights.staff.unmaskings import Unmaskings
from shared.setup.accounts import held, limits, of_people, person_keys
from shared.setup.consents import consents
from shared.setup.erasure import erasures, every_session
from shared.setup.jobs import jobs
from shared.setup.messages import notices
from shared.setup.platform import clock, documents
from shared.setup.reach import Staffed

if TYPE_CHECKING:
    from shared.people.person.restrictions import Standings
    from shared.rights.requests.desk import RightsDesk


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
    from shared.setup.requests import desk  # noqa: PLC0415 - when somebody works on requests

    return desk()


def _standings() -> "Standings":
    from shared.setup.requests import standings  # noqa: PLC0415 - as above

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
