"""``make nights PEOPLE=1000``: two years of people who stay away, measured.

On a stack of its own: people are told after 23 months and ten days, anonymised after 24 months and
15 days, and a further night changes nothing. It prints what each night took: seconds, the most
memory of the gateway, and what Firestore would bill. Exit status 0 if everybody was told and is
gone, 1 if not, 2 when what was asked for makes no sense. Reads PORT_BASE and REGIONS, over which
the people are spread: Google's emulator reads a whole collection for each query, so its time grows
with the square of the people of a region.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from infra.local.emulators.owner import FirestoreOwner, OwnerError
from infra.local.stack.ports import Ports, regions_of
from infra.local.stack.process import ROOT, PartError
from infra.local.stack.programs import RequirementsError
from infra.local.stack.stack import Stack
from infra.local.tools import job
from infra.local.tools.bill import new_bill, read_bill

_TELL, _END = 710, 746
_MOST = 100_000
_OK = 200
_POLL_SECONDS = 5.0
_STUCK_SECONDS = 900.0
Say = Callable[[str], None]


class NightsError(Exception):
    """A night failed; one line that says how."""


class Nights:
    """The nights of one region."""

    def __init__(self, stack: Stack, region: str, bill: Path, say: Say) -> None:
        self._stack, self._region, self._bill, self._say = stack, region, bill, say
        self._today = datetime.now(UTC)

    def run(self, people: int) -> Iterator[str]:
        """Fill the region, let the nights pass, and yield what did not hold.

        Raises:
            NightsError: A night did not end, or erasing stands still.
        """
        self._say(f"{self._region}: {people} people")
        self._fill(people)
        told = self._night("after 23 months and 10 days", _TELL)["inactive"]
        yield from self._compared("told", told["told"], people)
        gone = self._night("after 24 months and 15 days", _END)["inactive"]
        yield from self._compared("anonymised", gone["anonymised"], people)
        self._measured("until all were erased", self._erased)
        again = self._night("again", _END)
        yield from self._compared("anonymised again", again["inactive"]["anonymised"], 0)
        yield from self._compared("records deleted again", again["deleted"], 0)
        yield from self._compared("set aside", again["set_aside"], 0)
        yield from self._compared("erasures that go on", again["erasures"], 0)
        yield from self._compared("people left", self._count("data", "people"), 0)
        yield from self._compared("keys of people left", self._count("keys", "person_keys"), 0)

    def _fill(self, people: int) -> None:
        command = [sys.executable, "-m", "infra.local.drills.nights_fill", "--people", str(people)]
        environment = {"PATH": os.environ["PATH"], **self._stack.environment(self._region)}
        done = subprocess.run(  # noqa: S603 - our own command
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            message = f"filling {self._region} failed: {done.stderr[-500:]}"
            raise NightsError(message)

    def _night(self, when: str, days: int) -> dict[str, Any]:
        at = (self._today + timedelta(days=days)).strftime("%Y-%m-%dT02:00:00Z")
        report: dict[str, Any] = self._measured(when, lambda: self._ended(at))
        inactive = ", ".join(f"{n} {what}" for what, n in report["inactive"].items() if n)
        self._say(f"    {report['deleted']} records deleted; {inactive or 'nobody to write to'}")
        return report

    def _ended(self, at: str) -> dict[str, Any]:
        """Call the job until its run has ended; it waits for nine minutes at most."""
        wanted = job.Job(job.jobs()["anonymise_nightly"], self._region, self._stack.ports, at)
        report: dict[str, Any] = {}
        while report.get("parts_open", 1):
            reply = job.call(wanted)
            if reply.status_code != _OK:
                message = f"{self._region}, {at}: answered with {reply.status_code}"
                raise NightsError(message)
            report = reply.json()
        return report

    def _measured(self, what: str, does: Callable[[], Any]) -> Any:  # noqa: ANN401 - as it comes
        began, before = time.monotonic(), read_bill(self._bill)
        came = does()
        seconds, bill = time.monotonic() - began, read_bill(self._bill) - before
        self._say(f"  {what}: {seconds:.0f} s, {self._memory()} MB at most; {bill}")
        return came

    def _erased(self) -> None:
        """Wait until no erasure goes on."""
        fewest, since = self._running(), time.monotonic()
        while left := self._running():
            if left < fewest:
                fewest, since = left, time.monotonic()
            if time.monotonic() - since > _STUCK_SECONDS:
                message = f"{self._region}: {left} erasures go on, and nothing moves"
                raise NightsError(message)
            time.sleep(_POLL_SECONDS)

    def _running(self) -> int:
        return self._count("keys", "erasures", state="running")

    def _count(self, kind: str, collection: str, **equal: str) -> int:
        """Return how many documents there are, whose field has that value if one is given."""
        with FirestoreOwner(self._stack.ports.host_of("firestore")) as firestore:
            return firestore.count(f"{self._region}-{kind}", collection, **equal)

    def _memory(self) -> int:
        """Return the most memory that the gateway had, in MB (Linux)."""
        pid = self._stack.part(f"gateway-{self._region}").pid
        told = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        most = re.search(r"VmHWM:\s+(\d+) kB", told)
        return int(most.group(1)) // 1000 if most else 0

    def _compared(self, what: str, shown: object, wanted: object) -> Iterator[str]:
        if shown != wanted:
            yield f"{self._region}: {what}: {shown}, not {wanted}"


def shares(people: int, regions: Sequence[str]) -> dict[str, int]:
    """Spread people over regions, as evenly as can be."""
    share, more = divmod(people, len(regions))
    return {region: share + (place < more) for place, region in enumerate(regions)}


def main() -> int:
    """Let the nights pass in each region, one after the other, and return the exit status."""
    parser = argparse.ArgumentParser(prog="nights", description="Two years, measured.")
    parser.add_argument("--people", default="", help=f"1 to {_MOST}")
    told: str = parser.parse_args().people
    people = int(told) if re.fullmatch("[0-9]{1,6}", told) else 0
    if not 1 <= people <= _MOST:
        print(f"PEOPLE is a number from 1 to {_MOST}: make nights PEOPLE=300", file=sys.stderr)
        return 2
    try:
        regions = regions_of(os.environ)
    except ValueError as e:
        print(e, file=sys.stderr)
        return 2
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        bills = {region: new_bill(Path(folder), region) for region in regions}
        counting = {"GATEWAY_PLUGIN": "infra.local.tools.bill", "BILLS": folder}
        try:
            with Stack(Ports.of(os.environ), regions, gateway_env=counting, long=True) as stack:
                for region, share in shares(people, regions).items():
                    faults += Nights(stack, region, bills[region], _say).run(share)
        except (
            NightsError,
            OwnerError,
            RequirementsError,
            PartError,
            job.JobError,
            ValueError,
        ) as e:
            print(e, file=sys.stderr)
            return 1
    print("\n".join(faults) or "everybody was told and is gone")
    return 1 if faults else 0


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
