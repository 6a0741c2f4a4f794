"""Parts: what people can demand, who works on it, and what the night does unasked."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.platform.vault.uses import Use
from shared.privacy.databases import Database
from shared.setup.erasure import ErasureParts

if TYPE_CHECKING:
    from shared.people.accounts.inactivity_notices import InactivityNotices
    from shared.rights.requests.deadlines import RightsClock
    from shared.rights.requests.desk import RightsDesk
    from shared.rights.requests.fulfilment import Fulfilment
    from shared.rights.requests.log import RightsLog
    from shared.rights.requests.notifications import RightsTelling
    from shared.rights.requests.sealed_details import SealedRequests
    from shared.rights.retention.runs import NightlyRuns
    from shared.rights.retention.worker import NightlyWorker
    from shared.rights.staff.access_log import Looks
    from shared.rights.staff.subject_view import Holdings
    from shared.rights.staff.unmaskings import Unmaskings


class RightsParts(ErasureParts):
    """Everything of one region that concerns people's rights."""

    @property
    def contact_domain(self) -> str:
        """Of the contact address for questions and rights."""
        return self.platform.settings.contact_domain

    @property
    def inbound_mail_key(self) -> str | None:
        """By which the mail provider signs what comes to that address; None: no mail is taken."""
        key = self.platform.settings.inbound_mail_key
        return key.get_secret_value() if key is not None else None

    @cached_property
    def rights_log(self) -> "RightsLog":
        """The log of requests."""
        from shared.rights.requests.log import RightsLog

        return RightsLog(self.data, self.clock)

    @cached_property
    def sealed_requests(self) -> "SealedRequests":
        """What of requests is sealed."""
        from shared.platform.records.sealed import SealedRecords
        from shared.rights.erasure.evidence import EvidenceKeys
        from shared.rights.requests.model import ClaimedRequest, RightsRequest, VisitorRequest
        from shared.rights.requests.sealed_details import SealedRequests

        derived = EvidenceKeys(self.platform.keyring(Use.REQUESTS), VisitorRequest.collection)
        visitors = SealedRecords(VisitorRequest, self.data, derived, self.clock)
        claimed = self.of_people(ClaimedRequest)
        return SealedRequests(self.of_people(RightsRequest), visitors, claimed, self.person_keys)

    @cached_property
    def fulfilment(self) -> "Fulfilment":
        """What carries requests out."""
        from shared.rights.requests.fulfilment import Fulfilment

        return Fulfilment(
            log=self.rights_log,
            standings=self.restrictions,
            consents=self.consents,
            exports=self.exports,
            erasing=self.erasure_intake,
            notices=self.notices,
            jobs=self.jobs,
        )

    @cached_property
    def rights_telling(self) -> "RightsTelling":
        """Who tells people about their requests."""
        from shared.rights.requests.notifications import RightsTelling

        given = self.platform.settings
        return RightsTelling(
            self.sender,
            self.profiles,
            self.sealed_requests,
            self.limits,
            mail_per_hour=given.mail_per_hour,
            sms_per_hour=given.sms_per_hour,
        )

    @cached_property
    def rights_desk(self) -> "RightsDesk":
        """The requests as staff work on them."""
        from shared.rights.requests.desk import RightsDesk

        return RightsDesk(
            log=self.rights_log,
            sealed=self.sealed_requests,
            standings=self.restrictions,
            fulfilment=self.fulfilment,
            telling=self.rights_telling,
            clock=self.clock,
        )

    @cached_property
    def rights_clock(self) -> "RightsClock":
        """The deadlines of requests, and who is told of them."""
        from shared.people.person.address import Address, Channel
        from shared.rights.requests.contact import contact_of
        from shared.rights.requests.deadlines import RightsClock

        contact = Address(Channel.EMAIL, contact_of(self.contact_domain))
        return RightsClock(self.rights_log, self.data, self.sender, contact)

    @cached_property
    def looks(self) -> "Looks":
        """What staff look at, as they write it down."""
        from shared.people.person.disclosures import Disclosure
        from shared.rights.staff.access_log import Looks

        records = self.of_people(Disclosure)
        return Looks(records, self.data, self.person_keys, self.limits, self.clock)

    @cached_property
    def unmaskings(self) -> "Unmaskings":
        """What was unmasked, why and by whom."""
        from shared.rights.staff.model import Unmasking
        from shared.rights.staff.unmaskings import Unmaskings

        return Unmaskings(self.of_people(Unmasking), self.person_keys, self.clock)

    @cached_property
    def holdings(self) -> "Holdings":
        """What is held of a person, as staff are shown it."""
        from shared.rights.staff.subject_view import Holdings

        return Holdings(self.subject_data, self.data, self.person_keys)

    @cached_property
    def nightly_runs(self) -> "NightlyRuns":
        """The nightly runs, and how far each has come."""
        from shared.rights.retention.runs import NightlyRuns

        return NightlyRuns(self.data, self.clock)

    @cached_property
    def inactivity_notices(self) -> "InactivityNotices":
        """Who tells people that nobody has seen them for long."""
        from shared.people.accounts.inactivity_notices import InactivityNotices

        return InactivityNotices(self.sender)

    @cached_property
    def nightly_worker(self) -> "NightlyWorker":
        """Who works on the parts of a run: everything that it does, in its order."""
        from shared.rights.inventory import records
        from shared.rights.retention.archives import Archives
        from shared.rights.retention.expired import Ended
        from shared.rights.retention.followed import EndedFollows
        from shared.rights.retention.inactive import Inactive
        from shared.rights.retention.minors import Minors
        from shared.rights.retention.month_closing import ClosedMonths
        from shared.rights.retention.orphans import Orphans
        from shared.rights.retention.withdrawals import Withdrawals
        from shared.rights.retention.worker import NightlyWorker

        named = (Database.DATA, Database.KEYS, Database.SHIPMENTS)
        databases = {one: self.platform.documents(one) for one in named}
        data, keys, jobs = self.data, self.key_documents, self.jobs
        stages = (
            Archives(data, lambda: self.archives),
            EndedFollows(data, self.disclosures),
            Ended(databases, records()),
            Orphans(keys, data),
            Withdrawals(data, records()),
            Minors(keys, self.people, self.notices, self.erasures, jobs),
            Inactive(data, self.people, self.inactivity_notices, self.erasures, jobs),
            ClosedMonths(self.month_keys, self.months),
        )
        return NightlyWorker(self.nightly_runs, stages, jobs)
