"""What the function ``staff`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.kernel.clock import Clock
    from shared.people.accounts.notices import Notices
    from shared.people.accounts.session_revocation import EverySession
    from shared.people.consents.consents import Consents
    from shared.people.person.model import Person
    from shared.people.person.restrictions import Standings
    from shared.platform.jobs.port import Jobs
    from shared.platform.records.sealed import SealedRecords
    from shared.rights.erasure.erasures import Erasures
    from shared.rights.requests.desk import RightsDesk
    from shared.rights.requests.log import RightsLog
    from shared.rights.staff.access_log import Looks
    from shared.rights.staff.subject_view import Holdings
    from shared.rights.staff.unmaskings import Unmaskings


class Deps(Protocol):
    """What the function ``staff`` may use."""

    @property
    def people(self) -> "SealedRecords[str, Person]":
        """Each person's record."""
        ...

    @property
    def looks(self) -> "Looks":
        """What staff look at, as it is written down."""
        ...

    @property
    def unmaskings(self) -> "Unmaskings":
        """What was unmasked, why and by whom."""
        ...

    @property
    def holdings(self) -> "Holdings":
        """What is held of a person, as staff are shown it."""
        ...

    @property
    def consents(self) -> "Consents":
        """What people have decided."""
        ...

    @property
    def erasures(self) -> "Erasures":
        """The receipts."""
        ...

    @property
    def session_revocation(self) -> "EverySession":
        """People's sessions, by whose they are."""
        ...

    @property
    def notices(self) -> "Notices":
        """What people are told about their accounts."""
        ...

    @property
    def jobs(self) -> "Jobs":
        """What is done later."""
        ...

    @property
    def rights_log(self) -> "RightsLog":
        """The requests, as they are kept."""
        ...

    @property
    def rights_desk(self) -> "RightsDesk":
        """The requests as staff work on them."""
        ...

    @property
    def restrictions(self) -> "Standings":
        """What may be done with each person's data."""
        ...

    @property
    def clock(self) -> "Clock":
        """The clock."""
        ...
