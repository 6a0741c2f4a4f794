"""The composition root of the nightly run. See ``shared/setup/platform.py``."""

from functools import cache
from typing import TYPE_CHECKING

from shared.people.person.address import Address, Channel
from shared.privacy.describe import Database
from shared.rights.requests.contact import contact_of
from shared.rights.requests.deadlines import RightsClock
from shared.rights.requests.log import RightsLog
from shared.rights.retention.runs import NightlyRuns
from shared.rights.retention.worker import NightlyWorker
from shared.setup.erasure import erasures
from shared.setup.jobs import jobs
from shared.setup.messages import sender
from shared.setup.objects import archives
from shared.setup.platform import clock, documents
from shared.setup.reach import Nightly, NightlyPartWork
from shared.setup.settings import settings

if TYPE_CHECKING:
    from shared.rights.retention.inactive import Means
    from shared.rights.retention.minors import MinorMeans


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
    from shared.rights.inventory import records  # noqa: PLC0415 - as above
    from shared.rights.retention.archives import Archives  # noqa: PLC0415 - as above
    from shared.rights.retention.expired import Ended  # noqa: PLC0415 - as above
    from shared.rights.retention.inactive import Inactive  # noqa: PLC0415 - as above
    from shared.rights.retention.minors import Minors  # noqa: PLC0415 - as above
    from shared.rights.retention.month_closing import ClosedMonths  # noqa: PLC0415 - as above
    from shared.rights.retention.orphans import Orphans  # noqa: PLC0415 - as above
    from shared.rights.retention.withdrawals import Withdrawals  # noqa: PLC0415 - as above
    from shared.setup.statistics import month_keys, months  # noqa: PLC0415 - who works needs them all

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
    from shared.people.person.model import Person  # noqa: PLC0415 - as above
    from shared.rights.retention.minors import MinorMeans  # noqa: PLC0415 - as above
    from shared.setup.accounts import of_people  # noqa: PLC0415 - as above
    from shared.setup.messages import notices  # noqa: PLC0415 - who works needs them all

    return MinorMeans(
        keys=documents(Database.KEYS),
        people=of_people(Person),
        notices=notices,
        erasures=erasures(),
        jobs=jobs,
    )


def _means() -> "Means":
    from shared.people.accounts.inactivity_notices import InactivityNotices  # noqa: PLC0415 - as above
    from shared.people.person.model import Person  # noqa: PLC0415 - as above
    from shared.rights.retention.inactive import Means  # noqa: PLC0415 - as above
    from shared.setup.accounts import of_people  # noqa: PLC0415 - as above
    from shared.setup.messages import sender  # noqa: PLC0415 - who works needs them all

    return Means(
        data=documents(Database.DATA),
        people=of_people(Person),
        notices=lambda: InactivityNotices(sender),
        erasures=erasures(),
        jobs=jobs,
    )
