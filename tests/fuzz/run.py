"""``make contract-fuzz``: what is described is tried on a stack of its own.

By who has no account and by who has one, at once. Exit status 0 only if nothing failed and enough
was tried to show something: each described operation by both, links too, and who has an account was
served.
"""

import argparse
import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from infra.local.stack.ports import Ports
from infra.local.stack.process import ROOT, PartError
from infra.local.stack.programs import RequirementsError
from infra.local.stack.stack import Stack
from infra.local.tools.openapi import FILES
from shared.edge.openapi.description import Audience
from shared.parcels.carriers.access import ROWS
from tests.ports import free_ports
from tests.watch import Watch

_HOME = ROOT / ".cache" / "fuzz"
_CONFIG = Path(__file__).with_name("schemathesis.toml")
_REGION = "eu"
_PERSON = "person"
_CALLERS = ("visitor", _PERSON)
_LEAST = 60
"""Seconds; in fewer some operations do not get their turn."""
_GRACE = 60.0
"""Seconds that a run may take beside: to load the description, and to tell what was found."""
_SERVED = 0.1
"""What share of the answers to who has an account must be successes."""
_EACH = 5
"""How many answers to an operation there must be on average."""
_LIMITS = {
    "RATE_LIMITS": "off",
    "MAIL_PER_HOUR": "1000000",
    "SMS_PER_HOUR": "1000000",
    **{f"{row.code.upper()}_DAILY_BUDGET": "1000000" for row in ROWS},
    **{f"{row.code.upper()}_PER_SECOND": "1000" for row in ROWS},
}
"""A caller who tries everything at once would meet nothing else."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what a caller tries, with a share of the time of its own."""

    name: str
    phases: str
    share: float


_PARTS = (
    Part("one-by-one", "examples,coverage,fuzzing", 1 / 2),
    Part("along-links", "examples,stateful", 1 / 2),
)
"""One after the other: a slow machine would spend all on the first phases. The examples find what
the links lead on from."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one caller's runs."""

    caller: str
    failed: bool
    answers: Mapping[str, int]
    """By operation and status: ``GET /v1/me 200``."""
    links: frozenset[str]
    """Which were followed."""

    @classmethod
    def of(cls, parts: Sequence["Told"]) -> "Told":
        """Return what became of all parts of one caller."""
        answers: Counter[str] = Counter()
        for one in parts:
            answers.update(one.answers)
        links = frozenset().union(*(one.links for one in parts))
        return cls(parts[0].caller, any(one.failed for one in parts), answers, links)

    @property
    def tried(self) -> frozenset[str]:
        """The operations that answered."""
        return frozenset(what.rpartition(" ")[0] for what in self.answers)

    def share(self, operations: frozenset[str]) -> float:
        """Return which share of the answers of some operations were successes."""
        counted: Counter[bool] = Counter()
        for what, times in self.answers.items():
            operation, _, status = what.rpartition(" ")
            if operation in operations:
                counted[status.startswith("2")] += times
        return counted[True] / max(1, counted.total())

    def line(self) -> str:
        """Say it in short."""
        well = [one for one in self.answers if one.rpartition(" ")[2].startswith("2")]
        return (
            f"{self.caller}: {sum(self.answers.values())} answers, "
            f"{sum(self.answers[one] for one in well)} of them 2xx, by "
            f"{len({one.rpartition(' ')[0] for one in well})} operations; where a session is "
            f"needed {self.share(needing_session()):.0%} 2xx; {len(self.links)} links followed"
        )

    def faults(self) -> Iterator[str]:
        """Yield what failed, and why it would show nothing if nothing did."""
        operations, answers = described(), sum(self.answers.values())
        if self.failed:
            yield f"{self.caller}: failed, as is told above"
        if untried := operations - self.tried:
            yield f"{self.caller}: never tried: {', '.join(sorted(untried))}"
        if not self.links:
            yield f"{self.caller}: no link was followed"
        if answers < _EACH * len(operations):
            yield f"{self.caller}: {answers} answers are too few for {len(operations)} operations"
        if self.caller == _PERSON and self.share(needing_session()) < _SERVED:
            yield f"{self.caller}: hardly ever served where a session is needed"


@cache
def _operations() -> Mapping[str, Mapping[str, Any]]:
    paths = json.loads(FILES[Audience.PUBLIC].read_text(encoding="utf-8"))["paths"]
    return {
        f"{method.upper()} {path}": operation
        for path, methods in paths.items()
        for method, operation in methods.items()
    }


def described() -> frozenset[str]:
    """Return all operations: ``GET /v1/me``."""
    return frozenset(_operations())


def needing_session() -> frozenset[str]:
    """Return the operations that need a session."""
    return frozenset(
        name for name, one in _operations().items() if one["security"] and {} not in one["security"]
    )


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is going on."""

    caller: str
    process: subprocess.Popen[bytes]
    ends: float
    """When it must have ended, of the monotonic clock."""
    file: Path
    """Where it tells what it did, when it ends; its log is beside it."""

    @classmethod
    def begin(cls, ports: Ports, caller: str, part: Part, *, seconds: int, seed: int) -> "Run":
        """Have a part tried by a visitor or a person, within its share of so many seconds."""
        file, api = _HOME / f"{caller}-{part.name}.json", ports.gateway_url(_REGION)
        file.unlink(missing_ok=True)
        within = int(seconds * part.share)
        command = [
            *(str(_HOME / "bin" / "schemathesis"), "--no-color", "--config-file", str(_CONFIG)),
            *("run", str(FILES[Audience.PUBLIC]), "--url", api, "--phases", part.phases),
            *("--max-time", str(within), "--seed", str(seed)),
        ]
        environment = {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(_HOME / "hypothesis"),
            "FUZZ_CALLER": caller,
            "FUZZ_API": api,
            "FUZZ_OUTBOX": ports.url_of("messages"),
            "FUZZ_TOLD": str(file),
        }
        with file.with_suffix(".log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=ROOT)  # noqa: S603 - ours
        return cls(caller, process, time.monotonic() + within + _GRACE, file)

    def end(self) -> Told:
        """Wait for its end, kill it if that does not come in time, and tell what it told."""
        try:
            failed = self.process.wait(max(0.0, self.ends - time.monotonic())) != 0
        except subprocess.TimeoutExpired:
            self.stop()
            failed = True
        log = self.file.with_suffix(".log").read_text(encoding="utf-8")
        print(f"\nAs a {self.caller}, {self.file.stem}\n\n{log}", flush=True)
        if not self.file.exists():
            return Told(self.caller, True, {}, frozenset())
        told = json.loads(self.file.read_text(encoding="utf-8"))
        return Told(self.caller, failed, told["answers"], frozenset(told["links"]))

    def stop(self) -> None:
        """Kill it; harmless when it has ended."""
        self.process.kill()
        self.process.wait()


def tried_by_all(seconds: int, seed: int, watch: Watch) -> list[Told]:
    """Have everything tried by both at once, for so many seconds from when the stack has started.

    Raises:
        RequirementsError, PartError: The stack does not start.
    """
    environment = {**_LIMITS, **watch.environment}
    with Stack(free_ports(), (_REGION,), gateway_env=environment, long=True) as stack:
        print(f"Tried for {seconds} s, SEED={seed}", flush=True)
        told = [_tried(stack.ports, part, seconds, seed) for part in _PARTS]
    return [Told.of(parts) for parts in zip(*told, strict=True)]


def _tried(ports: Ports, part: Part, seconds: int, seed: int) -> list[Told]:
    runs = [Run.begin(ports, one, part, seconds=seconds, seed=seed) for one in _CALLERS]
    try:
        return [one.end() for one in runs]
    finally:
        for one in runs:
            one.stop()


def _seconds(text: str) -> int:
    if int(text) < _LEAST:
        fault = f"at least {_LEAST}: in fewer not everything gets its turn"
        raise argparse.ArgumentTypeError(fault)
    return int(text)


def main() -> int:
    """Try it and return the exit status."""
    parser = argparse.ArgumentParser(description="The description, tried.")
    parser.add_argument("--seconds", type=_seconds, default=500, help="from the stack's start on")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is stopped then
    watch = Watch(_HOME / "watch")
    try:
        told = tried_by_all(given.seconds, given.seed, watch)
    except (RequirementsError, PartError) as e:
        print(e, file=sys.stderr)
        return 1
    print(*(one.line() for one in told), sep="\n", flush=True)
    faults = [*(fault for one in told for fault in one.faults()), *watch.faults()]
    print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
