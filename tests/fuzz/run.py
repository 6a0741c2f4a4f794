"""``make contract-fuzz``: what is described is tried on a stack of its own.

By who has no account and by who has one, at once. Exit status 0 only if nothing failed and who has
an account was served.
"""

import argparse
import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.local.stack.ports import Ports
from infra.local.stack.process import ROOT, PartError
from infra.local.stack.programs import RequirementsError
from infra.local.stack.stack import Stack
from infra.local.tools.openapi import FILES
from shared.edge.openapi.description import Audience
from shared.parcels.carriers.access import ROWS
from tests.ports import free_ports

_HOME = ROOT / ".cache" / "fuzz"
_CONFIG = Path(__file__).with_name("schemathesis.toml")
_REGION = "eu"
_CALLERS = ("visitor", "person")
_OPENING = 10.0
"""Seconds that it takes beside: to load the description, to tell what was found, to stop."""
_LEAST = 10
_SERVED = 0.1
"""What share of the answers to who has an account must be successes."""
_LIMITS = {
    "RATE_LIMITS": "off",
    "MAIL_PER_HOUR": "1000000",
    "SMS_PER_HOUR": "1000000",
    **{f"{row.code.upper()}_DAILY_BUDGET": "1000000" for row in ROWS},
    **{f"{row.code.upper()}_PER_SECOND": "1000" for row in ROWS},
}
"""A caller who tries everything at once would meet nothing else."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one run."""

    caller: str
    failed: bool
    answers: Mapping[str, int]
    """By operation and status: ``GET /v1/me 200``."""

    def share(self, operations: frozenset[str]) -> float:
        """Return which share of the answers of some operations were successes."""
        counted: Counter[bool] = Counter()
        for what, times in self.answers.items():
            operation, _, status = what.rpartition(" ")
            if operation in operations:
                counted[status.startswith("2")] += times
        return counted[True] / max(1, counted.total())

    def line(self, operations: frozenset[str]) -> str:
        """Say it in short."""
        well = [one for one in self.answers if one.rpartition(" ")[2].startswith("2")]
        return (
            f"{self.caller}: {sum(self.answers.values())} answers, "
            f"{sum(self.answers[one] for one in well)} of them 2xx, by "
            f"{len({one.rpartition(' ')[0] for one in well})} operations; where a session is "
            f"needed {self.share(operations):.0%} 2xx{'; FAILED' if self.failed else ''}"
        )


def of_accounts() -> frozenset[str]:
    """Return the operations that need a session, as Schemathesis calls them."""
    described = json.loads(FILES[Audience.PUBLIC].read_text(encoding="utf-8"))
    return frozenset(
        f"{method.upper()} {path}"
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        if operation["security"] and {} not in operation["security"]
    )


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is going on."""

    caller: str
    process: subprocess.Popen[bytes]

    @classmethod
    def begin(cls, ports: Ports, caller: str, *, seconds: int, seed: int) -> "Run":
        """Have everything tried by a visitor or a person, for so long."""
        answers, api = _told_by(caller), ports.gateway_url(_REGION)
        answers.unlink(missing_ok=True)
        command = [
            *(str(_HOME / "bin" / "schemathesis"), "--no-color", "--config-file", str(_CONFIG)),
            *("run", str(FILES[Audience.PUBLIC]), "--url", api),
            *("--max-time", str(seconds), "--seed", str(seed)),
        ]
        environment = {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(_HOME / "hypothesis"),
            "FUZZ_CALLER": caller,
            "FUZZ_API": api,
            "FUZZ_OUTBOX": ports.url_of("messages"),
            "FUZZ_ANSWERS": str(answers),
        }
        with _log_of(caller).open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=ROOT)  # noqa: S603 - ours
        return cls(caller, process)

    def end(self) -> Told:
        """Wait for its end, and tell what it told."""
        failed = self.process.wait() != 0
        print(f"\nAs a {self.caller}\n\n{_log_of(self.caller).read_text(encoding='utf-8')}")
        answers = _told_by(self.caller)
        told = json.loads(answers.read_text(encoding="utf-8")) if answers.exists() else {}
        return Told(self.caller, failed or not told, told)


def _told_by(caller: str) -> Path:
    return _HOME / f"{caller}.json"


def _log_of(caller: str) -> Path:
    return _HOME / f"{caller}.log"


def tried_by_all(seconds: int, seed: int) -> list[Told]:
    """Have everything tried by both at once, within so many seconds with the stack's start.

    Raises:
        RequirementsError, PartError: The stack does not start.
    """
    ends = time.monotonic() + seconds
    with Stack(free_ports(), (_REGION,), gateway_env=_LIMITS, long=True) as stack:
        left = max(_LEAST, int(ends - time.monotonic() - _OPENING))
        print(f"Tried for {left} s, SEED={seed}", flush=True)
        runs = [Run.begin(stack.ports, one, seconds=left, seed=seed) for one in _CALLERS]
        try:
            return [one.end() for one in runs]
        finally:
            for one in runs:
                one.process.kill()
                one.process.wait()


def main() -> int:
    """Try it and return the exit status."""
    parser = argparse.ArgumentParser(description="The description, tried.")
    parser.add_argument("--seconds", type=int, default=540, help="for all, with the start")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is stopped then
    try:
        told = tried_by_all(given.seconds, given.seed)
    except (RequirementsError, PartError) as e:
        print(e, file=sys.stderr)
        return 1
    needing = of_accounts()
    print(*(one.line(needing) for one in told), sep="\n")
    person = told[-1]
    unserved = person.share(needing) < _SERVED
    if unserved:
        print("who has an account was hardly ever served: nothing is shown", file=sys.stderr)
    return 1 if unserved or any(one.failed for one in told) else 0


if __name__ == "__main__":
    sys.exit(main())
