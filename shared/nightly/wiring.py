"""The composition root of the nightly run. See ``shared/wiring.py``."""

from functools import cache
from typing import TYPE_CHECKING

from shared.erasure.wiring import erasures
from shared.jobs.wiring import jobs
from shared.messages.wiring import sender
from shared.nightly.runs import NightlyRuns
from shared.nightly.worker import NightlyWorker
from shared.objects.wiring import archives
from shared.people.address import Address, Channel
from shared.privacy.describe import Database
from shared.reach import Nightly, NightlyPartWork
from shared.rights.contact import contact_of
from shared.rights.due import RightsClock
from shared.rights.log import RightsLog
from shared.settings import settings
from shared.wiring import clock, documents

if TYPE_CHECKING:
    from shared.nightly.inactive import Means
    from shared.nightly.minors import MinorMeans


@cache
def nightly() -> Nightly:
    """Return what the function ``anonymise_nightly`` can reach."""
    return Nightly(runs, erasures, jobs, _rights_clock, clock())


def _rights_clock() -> RightsClock:
    data, domain = documents(Database.DATA), settings().contact_domain
    contact = Address(Channel.EMAIL, contact_of(domain))
    return RightsClock(RightsLog(data, clock()), data, sender, contact)


@cache
def part_work() -> NightlyPartWork:
    """Return what the function ``anonymise_shard`` can reach."""
    return NightlyPartWork(worker, clock())


@cache
def runs() -> NightlyRuns:
    """Return this region's nightly runs."""
    return NightlyRuns(documents(Database.DATA), clock())


@cache
def worker() -> NightlyWorker:
    """Return who works on the parts of a run: everything that it does, in its order."""
    from shared.cells.wiring import month_keys, months  # noqa: PLC0415 - who works needs them all
    from shared.nightly.archives import Archives  # noqa: PLC0415 - as above
    from shared.nightly.cells import ClosedMonths  # noqa: PLC0415 - as above
    from shared.nightly.ended import Ended  # noqa: PLC0415 - as above
    from shared.nightly.inactive import Inactive  # noqa: PLC0415 - as above
    from shared.nightly.minors import Minors  # noqa: PLC0415 - as above
    from shared.nightly.orphans import Orphans  # noqa: PLC0415 - as above
    from shared.nightly.withdrawals import Withdrawals  # noqa: PLC0415 - as above
    from shared.privacy.catalogue import records  # noqa: PLC0415 - as above

    databases = {one: documents(one) for one in (Database.DATA, Database.KEYS, Database.SHIPMENTS)}
    data = databases[Database.DATA]
    stages = (
        Archives(data, archives),
        Ended(databases, records()),
        Orphans(databases[Database.KEYS], data),
        Withdrawals(data, records()),
        Minors(_minor_means()),
        Inactive(_means()),
        ClosedMonths(month_keys(), months()),
    )
    return NightlyWorker(runs(), stages, jobs)


def _minor_means() -> "MinorMeans":
    from shared.messages.wiring import notices  # noqa: PLC0415 - who works needs them all
    from shared.nightly.minors import MinorMeans  # noqa: PLC0415 - as above
    from shared.people.model import Person  # noqa: PLC0415 - as above
    from shared.people.wiring import of_people  # noqa: PLC0415 - as above

    return MinorMeans(
        keys=documents(Database.KEYS),
        people=of_people(Person),
        notices=notices,
        erasures=erasures(),
        jobs=jobs,
    )


def _means() -> "Means":
    from shared.messages.wiring import sender  # noqa: PLC0415 - who works needs them all
    from shared.nightly.inactive import Means  # noqa: PLC0415 - as above
    from shared.people.inactivity_notices import InactivityNotices  # noqa: PLC0415 - as above
    from shared.people.model import Person  # noqa: PLC0415 - as above
    from shared.people.wiring import of_people  # noqa: PLC0415 - as above

    return Means(
        data=documents(Database.DATA),
        people=of_people(Person),
        notices=lambda: InactivityNotices(sender),
        erasures=erasures(),
        jobs=jobs,
    )
