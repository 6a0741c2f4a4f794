"""Parts: what people own, its copies for them, and its end."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from shared.platform.vault.uses import Use
from shared.setup.people import PeopleParts

if TYPE_CHECKING:
    from shared.people.person.subject_data import Store
    from shared.people.rotation.resealing import Resealing
    from shared.people.rotation.rotation import KeyRotation
    from shared.platform.jobs.port import Jobs
    from shared.platform.objects.port import Objects
    from shared.platform.records.query_batching import BatchedQueries
    from shared.platform.vault.keyring import KeyringHolder
    from shared.rights.erasure.erasures import Erasures
    from shared.rights.erasure.evidence import UnlinkedEvidence
    from shared.rights.erasure.inactive_people import InactivePeople
    from shared.rights.erasure.intake import ErasureAsking
    from shared.rights.erasure.replay import StopReplay
    from shared.rights.erasure.steps import Steps
    from shared.rights.erasure.worker import ErasureWorker
    from shared.rights.exports.exports import Exports
    from shared.rights.exports.links import Links
    from shared.rights.statistics.contributions import Leaving
    from shared.rights.statistics.months import MonthKeys, Months

_CLOUD = "https://storage.googleapis.com"


class ErasureParts(PeopleParts):
    """What needs the inventory: all that is held of people is copied, sealed anew, erased."""

    @property
    def jobs(self) -> "Jobs":
        """What is done later."""
        return self.platform.jobs

    @property
    def archives(self) -> "Objects":
        """The bucket of people's exports. Raises UnavailableError: it may not be reached."""
        return self.platform.archives

    @cached_property
    def subject_data(self) -> "Sequence[Store]":
        """Everything that people own, by the map."""
        from shared.people.person.subject_data import stores
        from shared.rights.inventory import records

        return stores(records(), self.data, self.person_keys, self.clock)

    @cached_property
    def erasures(self) -> "Erasures":
        """The receipts of erasures, and how far each has come."""
        from shared.rights.erasure.erasures import Erasures

        return Erasures(self.key_documents, self.stop_ledger, self.clock)

    @cached_property
    def erasure_intake(self) -> "ErasureAsking":
        """Where an erasure is asked for."""
        from shared.rights.erasure.intake import ErasureAsking

        return ErasureAsking(
            self.erasures, self.profiles, self.session_revocation, self.notices, self.jobs
        )

    @cached_property
    def erasure_worker(self) -> "ErasureWorker":
        """Who erases."""
        from shared.rights.erasure.worker import ErasureWorker

        settle = self.platform.settings.deletion_settle
        return ErasureWorker(
            self.erasures, self.erasure_steps, self.inactive_people, self.clock, settle=settle
        )

    @cached_property
    def erasure_steps(self) -> "Steps":
        """What is erased of people."""
        from shared.people.person.subject_data import stores
        from shared.people.portraits.portraits import Portraits
        from shared.rights.erasure.model import ErasureStage
        from shared.rights.erasure.records_step import LETTING_IN, RecordsStep
        from shared.rights.erasure.steps import ArchivesStep, KeyStep, Steps
        from shared.rights.exports.exports import Exports
        from shared.rights.exports.model import Export
        from shared.rights.inventory import records

        keys, shared = self.keys_past_tombstones, (self.data, self.batched_queries, self.evidence)
        held = stores(records(), self.data, keys, self.clock)
        first = [one for one in held if one.record in LETTING_IN]
        exports = self.past_tombstones(Export)
        return Steps(
            {
                ErasureStage.SESSIONS: RecordsStep(first, *shared),
                ErasureStage.ARCHIVES: ArchivesStep(
                    Exports(exports, lambda: self.archives, keys, self.clock),
                    Portraits(self.platform.objects, keys),
                ),
                ErasureStage.RECORDS: RecordsStep([s for s in held if s not in first], *shared),
                ErasureStage.KEY: KeyStep(keys),
            }
        )

    @cached_property
    def evidence(self) -> "UnlinkedEvidence":
        """What stays of people who are erased."""
        from shared.platform.records.sealed import SealedRecords
        from shared.rights.erasure.evidence import EvidenceKeys, UnlinkedEvidence
        from shared.rights.erasure.model import Evidence

        keys = EvidenceKeys(self.platform.keyring(Use.EVIDENCE))
        records = SealedRecords(Evidence, self.data, keys, self.clock)
        return UnlinkedEvidence(records, self.keys_past_tombstones, self.clock)

    @cached_property
    def inactive_people(self) -> "InactivePeople":
        """Whoever is erased because they stayed away."""
        from shared.rights.erasure.inactive_people import InactivePeople

        return InactivePeople(self.data, self.leaving)

    @cached_property
    def batched_queries(self) -> "BatchedQueries":
        """What asks for thirty people's records at a time."""
        from shared.platform.records.query_batching import BatchedQueries

        return BatchedQueries(self.data)

    @cached_property
    def leaving(self) -> "Leaving":
        """Who takes what survives of people."""
        from shared.parcels.follows.model import Follow
        from shared.people.consents.model import ConsentState
        from shared.rights.statistics.contributions import Leaving

        states, follows = self.past_tombstones(ConsentState), self.past_tombstones(Follow)
        return Leaving(states, follows, self.batched_queries, self.months)

    @cached_property
    def stop_replay(self) -> "StopReplay":
        """Who stops again what a restore has revived."""
        from shared.rights.erasure.replay import StopReplay

        return StopReplay(
            stops=self.stop_ledger,
            erasures=self.erasures,
            worker=self.erasure_worker,
            steps=self.erasure_steps,
            person_keys=self.keys_past_tombstones,
            consents=self.consents,
            standings=self.restrictions,
            outbox=self.outbox,
            data=self.data,
            clock=self.clock,
        )

    @cached_property
    def month_keys(self) -> "MonthKeys":
        """The keys of open months."""
        from shared.rights.statistics.months import MonthKeys

        return MonthKeys(self.platform.keyring(Use.MONTHS), self.key_documents)

    @cached_property
    def months(self) -> "Months":
        """The rows of people who are gone, until their month is closed."""
        from shared.platform.records.sealed import SealedRecords
        from shared.rights.statistics.model import Contribution
        from shared.rights.statistics.months import Months

        rows = SealedRecords(Contribution, self.data, self.month_keys, self.clock)
        return Months(rows, self.data, self.month_keys, self.clock)

    @cached_property
    def exports(self) -> "Exports":
        """People's exports."""
        from shared.rights.exports.exports import Exports
        from shared.rights.exports.model import PER_DAY, Export

        most = PER_DAY if self.platform.settings.limited else None
        records = self.of_people(Export)
        return Exports(records, lambda: self.archives, self.person_keys, self.clock, per_day=most)

    @cached_property
    def export_links(self) -> "Links":
        """The links into the bucket of exports."""
        from shared.rights.exports.links import Links

        given = self.platform.settings
        origin, bucket = given.storage_emulator_host or _CLOUD, given.archive_bucket or ""
        return Links(self.platform.link_signer, origin=origin, bucket=bucket)

    @property
    def other_keyrings(self) -> "list[KeyringHolder]":
        """The holders of all keyrings but that of people."""
        return [self.platform.keyring(use) for use in Use if use is not Use.PEOPLE]

    @cached_property
    def key_rotation(self) -> "KeyRotation":
        """People's keys as the jobs see them that rotate them."""
        from shared.people.person.wrapping import KeyWrapping
        from shared.people.rotation.rotation import KeyRotation

        wrapping = KeyWrapping(self.people_keyring, self.region)
        return KeyRotation(wrapping, self.key_documents, self.clock)

    @cached_property
    def resealing(self) -> "Resealing":
        """Everything sealed that people own, by the map."""
        from shared.people.rotation.resealing import Resealing

        sealed = [one for one in self.subject_data if one.record.sealed_fields()]
        return Resealing(sealed, self.portraits)
