"""``make drill``: a restored backup revives nothing that somebody had stopped.

On a stack of its own, twice: with the database of people's data restored, and with that of their
keys too. Reads PORT_BASE. Exit status 0 only if everything held.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.local.drills.backup import TAKEN_OVER, Backup
from infra.local.drills.people import DrillError, Someone
from infra.local.emulators.owner import FirestoreOwner, OwnerError
from infra.local.stack.ports import Ports
from infra.local.stack.process import PartError
from infra.local.stack.programs import RequirementsError
from infra.local.stack.stack import Stack
from infra.local.tools import job

_NO_ACCOUNT, _STRANGER, _OK, _CREATED, _FORBIDDEN = 404, 401, 200, 201, 403
_MOST_RUNS = 5
_NIGHT_SECONDS = 60.0
_TOLD_SECONDS = 10.0
_ON_ITS_WAY, _A_LITTLE = timedelta(minutes=30), timedelta(minutes=3)
_Json = dict[str, Any]


@dataclass(slots=True)
class Drill:
    """One drill: who is erased, who withdraws, who restricts, and who does nothing."""

    stack: Stack
    region: str = "eu"
    kinds: tuple[str, ...] = ("data",)
    """The databases that are restored."""
    say: Callable[[str], None] = print
    faults: list[str] = field(default_factory=list)

    def run(self) -> list[str]:
        """Go through it; return what did not hold.

        Raises:
            DrillError, JobError, OwnerError, PartError: It could not be gone through.
        """
        ports = self.stack.ports
        with ExitStack() as closers:
            people = [
                closers.enter_context(closing(Someone(ports, self.region, name)))
                for name in ("erased", "withdrawn", "restricted", "untouched")
            ]
            firestore = closers.enter_context(FirestoreOwner(ports.host_of("firestore")))
            self._walk(firestore, *people)
        return self.faults

    def _walk(
        self,
        firestore: FirestoreOwner,
        erased: Someone,
        withdrawn: Someone,
        restricted: Someone,
        untouched: Someone,
    ) -> None:
        before = self._ids(firestore)
        erased.moves_in()
        (me,) = self._ids(firestore) - before
        for one in (withdrawn, restricted, untouched):
            one.moves_in()
        begins = self._begins(firestore)
        untouched.watches(begins)
        self.say("four people have moved in: a device, a parcel, consents, an event each")
        backups = [Backup.of(firestore, f"{self.region}-{kind}") for kind in self.kinds]
        for backup in backups:
            self.say(f"backup of {backup.database}: {len(backup.documents)} documents")
        receipt = erased.leaves()
        withdrawn.decides(analytics=False, status_email=False)
        restricted.does("POST", "/v1/rights-requests", {"kind": "restriction"})
        self.say(
            "then one was erased, one withdrew a consent and stopped a channel, one restricted"
        )
        told = self._is_told(untouched, begins + _ON_ITS_WAY)
        self._holds("news of a parcel that moves is told", told, 1)
        self._restore(firestore, backups, me)
        self._replay(begins + _ON_ITS_WAY)
        again = self._is_told(untouched, begins + _ON_ITS_WAY + _A_LITTLE)
        self._holds("after the restore it is not told again", again, told)
        self._erased(firestore, erased, me, receipt)
        self._withdrawn(firestore, withdrawn)
        self._restricted(restricted)
        self._untouched(untouched)

    def _restore(self, firestore: FirestoreOwner, backups: list[Backup], me: str) -> None:
        """Restore the backups while nobody can call, and see that they revived somebody."""
        self._holds("nothing is left of who was erased", _left(self._naming(firestore, me)), [])
        gateway = self.stack.part(f"gateway-{self.region}")
        gateway.stop()
        for kind, backup in zip(self.kinds, backups, strict=True):
            backup.restore(firestore, TAKEN_OVER[kind])
        revived = _left(self._naming(firestore, me))
        self.say(f"restored, with traffic shut: of who was erased there is again {revived}")
        self._holds("the restore revives something", bool(revived), True)
        gateway.start()

    def _begins(self, firestore: FirestoreOwner) -> datetime:
        """Return a moment behind all that an earlier drill has replayed."""
        replays = [one for one in self._documents(firestore) if _place(one)[0] == "replays"]
        seen = [datetime.fromisoformat(one["fields"]["at"]["timestampValue"]) for one in replays]
        return max([datetime.now(UTC), *seen]) + _A_LITTLE

    def _is_told(self, who: Someone, moment: datetime) -> int:
        """Look at what is followed, and send what is to be told; return how many mails came."""
        before, deadline = who.news(), time.monotonic() + _TOLD_SECONDS
        self._run_job("refresh_waybills", moment.isoformat())
        while who.news() == before and time.monotonic() < deadline:
            self._run_job("sweep_messages", (moment + _A_LITTLE).isoformat())
            time.sleep(1)
        self.say(f"mails about parcels: {who.news()}")
        return who.news()

    def _replay(self, moment: datetime) -> None:
        """Run the job until it says that it is finished, and once more."""
        at = moment.isoformat()
        reports = [self._run_job("replay_stops", at)]
        while not reports[-1]["finished"] and len(reports) < _MOST_RUNS:
            reports.append(self._run_job("replay_stops", at))
        for report in reports:
            self.say(f"replay_stops: {_told(report)}, left {report['left']}")
        again = {one["kind"] for report in reports for one in report["kinds"] if one["again"]}
        wanted = {"erasure", "withdrawal", "unsubscribe"} if "data" in self.kinds else {"erasure"}
        wanted |= {"restriction"} if "keys" in self.kinds else set()
        self._holds("what had been revived", sorted(again), sorted(wanted))
        self._holds("the replay is finished", reports[-1]["finished"], True)
        more = self._run_job("replay_stops", at)
        self._holds("a second replay finds nothing", sum(_again(more)), 0)

    def _erased(self, firestore: FirestoreOwner, who: Someone, me: str, receipt: str) -> None:
        self._holds("nothing of who was erased", _left(self._naming(firestore, me)), [])
        self._holds("their old session", who.call("GET", "/v1/me").status, _STRANGER)
        who.token = ""
        entering = who.signs_in()
        told = (entering.status, entering.body["code"])
        self._holds("signing in again", told, (_NO_ACCOUNT, "no-account"))
        kept = who.call("GET", f"/v1/account-deletion/{receipt}")
        self._holds("their receipt", (kept.status, kept.body["status"]), (_OK, "finished"))
        self.say("the erased one is a stranger; their receipt stands")

    def _withdrawn(self, firestore: FirestoreOwner, who: Someone) -> None:
        allowed = who.allows()
        self._holds("analytics after its withdrawal", allowed["analytics"], False)
        self._holds("status mail after it was stopped", allowed["status_email"], False)
        self._holds("advertising, which was not withdrawn", allowed["advertising"], True)
        self._holds("an event without the consent", who.tells()["discarded"], {"analytics": 1})
        (me,) = {
            one["owner_id"]
            for one in self._stops(firestore)
            if one["kind"] == "withdrawal" and one["purpose"] == "analytics"
        } & self._owners(firestore, "traces")
        at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        self._run_job("anonymise_nightly", at)
        deadline = time.monotonic() + _NIGHT_SECONDS
        while me in self._owners(firestore, "traces") and time.monotonic() < deadline:
            time.sleep(0.2)
        kept = me in self._owners(firestore, "traces")
        self._holds("what rested on it after the next nightly run", kept, False)
        self.say("the withdrawn consent is refused again, and what rested on it is deleted")

    def _restricted(self, who: Someone) -> None:
        reply = who.call("GET", "/v1/waybills")
        told = (reply.status, reply.body.get("code"))
        self._holds("a restricted one's parcels", told, (_FORBIDDEN, "restricted"))
        self.say("the restriction holds")

    def _untouched(self, who: Someone) -> None:
        parcels = who.does("GET", "/v1/waybills")["items"]
        self._holds("their parcels", [one["label"] for one in parcels], ["Drill"] * 2)
        self._holds(
            "their consents", [who.allows()[p] for p in ("analytics", "advertising")], [True] * 2
        )
        self._holds("what they tell is kept", who.tells()["stored"], 1)
        self._holds("signing in", who.signs_in().status, _CREATED)
        self.say("who had stopped nothing has everything and can sign in")

    def _holds(self, what: str, shown: object, wanted: object) -> None:
        if shown != wanted:
            self.faults.append(f"{what}: {shown}, not {wanted}")
            self.say(f"FAILED {self.faults[-1]}")

    def _run_job(self, name: str, at: str | None = None) -> _Json:
        wanted = job.Job(job.jobs()[name], self.region, self.stack.ports, at)
        reply = job.call(wanted)
        if reply.status_code != _OK:
            message = f"{name} was answered with {reply.status_code}"
            raise DrillError(message)
        report: _Json = reply.json()
        return report

    def _documents(self, firestore: FirestoreOwner) -> Iterator[_Json]:
        for kind in ("data", "keys"):
            yield from Backup.of(firestore, f"{self.region}-{kind}").documents

    def _naming(self, firestore: FirestoreOwner, me: str) -> list[str]:
        """Return the collections of the documents in which a person's id stands, anywhere."""
        return sorted({_place(one)[0] for one in self._documents(firestore) if me in str(one)})

    def _ids(self, firestore: FirestoreOwner) -> set[str]:
        places = [_place(one) for one in self._documents(firestore)]
        return {name for collection, name in places if collection == "people"}

    def _owners(self, firestore: FirestoreOwner, collection: str) -> set[str]:
        found = [one for one in self._documents(firestore) if _place(one)[0] == collection]
        return {one["fields"]["owner_id"]["stringValue"] for one in found}

    def _stops(self, firestore: FirestoreOwner) -> list[_Json]:
        found = [one for one in self._documents(firestore) if _place(one)[0] == "stops"]
        return [{k: next(iter(v.values())) for k, v in one["fields"].items()} for one in found]


def _place(document: _Json) -> tuple[str, str]:
    collection, name = document["name"].split("/documents/")[1].split("/")
    return collection, name


def _left(collections: list[str]) -> list[str]:
    """Return where somebody is named, but for the ledger: a random id that leads nowhere."""
    return [one for one in collections if one != "stops"]


def _again(report: _Json) -> list[int]:
    return [one["again"] for one in report["kinds"]]


def _told(report: _Json) -> str:
    seen = [one for one in report["kinds"] if one["seen"]]
    return ", ".join(f"{one['kind']} {one['again']} of {one['seen']}" for one in seen)


def main() -> int:
    """Hold both drills and return the exit status."""
    faults: list[str] = []
    try:
        with Stack(Ports.of(os.environ), ("eu",), progress=_progress) as stack:
            for kinds in (("data",), ("data", "keys")):
                print(f"\nDrill: {' and '.join(f'eu-{kind}' for kind in kinds)} restored")
                drill = Drill(stack, kinds=kinds, say=lambda line: print(f"  {line}", flush=True))
                faults += drill.run()
    except (DrillError, OwnerError, job.JobError) as e:
        print(e, file=sys.stderr)
        return 1
    except (RequirementsError, PartError, ValueError) as e:
        print(e, file=sys.stderr)
        return 1
    print(
        f"\n{len(faults)} did not hold" if faults else "\nEverything that was stopped is stopped."
    )
    return 1 if faults else 0


def _progress(name: str, seconds: float) -> None:
    print(f"  {name:<20} ready after {seconds:4.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
