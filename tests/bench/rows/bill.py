"""What one of each costs by list price, computed from what is counted as it is done."""

import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.local.drills.people import Someone
from infra.local.stack.process import ROOT
from infra.local.stack.stack import Stack
from infra.local.tools import job
from infra.local.tools.bill import Billed, new_bill, read_bill
from tests.bench.load import BenchError
from tests.bench.measure import Figure, Row
from tests.bench.prices import AS_OF, Used
from tests.bench.process import cpu_ms
from tests.bench.rows.query import delivered
from tests.bench.stand import REGION, Stand

TITLE = f"what one of each costs, by the list prices of {AS_OF}"
_TIMES, _PEOPLE = 20, 100
_TOLD_AFTER = 710
_QUIET, _POLL, _SECONDS = 1.8, 0.1, 120.0
_OPERATIONS_OF_KEYS = ("Encrypt", "Decrypt")


@dataclass(frozen=True, slots=True)
class _Counter:
    """Counts what the gateway of a stack takes."""

    stack: Stack
    bill: Path
    calls: Path

    def now(self) -> tuple[Billed, float, Counter[str]]:
        """Return what was billed, the CPU time in ms, and the calls by method, until now."""
        pid = self.stack.part(f"gateway-{REGION}").pid
        assert pid is not None
        lines = self.calls.read_text(encoding="utf-8").splitlines() if self.calls.exists() else []
        methods = Counter(line.split(" ", 1)[0] for line in lines)
        return read_bill(self.bill), cpu_ms(pid), methods

    def used(self, does: Callable[[], object], requests: int) -> Used:
        """Return what doing something takes, with what goes on behind it."""
        bill, cpu, calls = self.now()
        does()
        self._wait()
        bill_after, cpu_after, calls_after = self.now()
        new = calls_after - calls
        return Used(
            bill_after - bill,
            requests,
            (cpu_after - cpu) / 1000,
            sum(new[one] for one in _OPERATIONS_OF_KEYS),
            new["Publish"],
        )

    def _wait(self) -> None:
        """Wait until nothing has gone on for longer than a worker ever pauses."""
        seen, since, ends = read_bill(self.bill), time.monotonic(), time.monotonic() + _SECONDS
        while time.monotonic() - since < _QUIET:
            time.sleep(_POLL)
            if (now := read_bill(self.bill)) != seen:
                seen, since = now, time.monotonic()
            if since > ends:
                message = f"after {_SECONDS:.0f} s something goes on still"
                raise BenchError(message)


async def run(stand: Stand) -> Row:
    """Count, in a gateway of its own, what one of each takes."""
    return await asyncio.to_thread(_run, stand)


def _run(stand: Stand) -> Row:
    with TemporaryDirectory() as told:
        folder = Path(told)
        bill, calls = new_bill(folder, REGION), folder / "calls"
        plugin = {"GATEWAY_PLUGIN": "tests.bench.plugin", "BILLS": told, "COUNTS_FILE": str(calls)}
        with stand.whole(plugin) as stack:
            found = _found(stand, _Counter(stack, bill, calls))
    figures = [
        Figure(f"a million times: {what}", "USD", used.dollars * 1_000_000)
        for what, used in found.items()
    ]
    counts = {what: _counts(used) for what, used in found.items()}
    notes = ["CPU time with its memory; free quotas, mail, storage and traffic are not in it"]
    return Row("bill", TITLE, figures, notes, counts)


def _found(stand: Stand, counter: _Counter) -> dict[str, Used]:
    """Return what each takes, warm."""
    times, ports = stand.size(_TIMES, 2), counter.stack.ports
    warm, visitor = Someone(ports, REGION, "warm"), Someone(ports, REGION, "visitor")
    everybody = [Someone(ports, REGION, f"bill-{n}") for n in range(times)]
    (number,) = delivered(1)

    def look(*numbers: str) -> None:
        for one in numbers:
            visitor.does("POST", "/v1/waybills/query", {"items": [{"number": one}]})

    def each(does: Callable[[Someone], object]) -> None:
        for one in everybody:
            does(one)

    warm.moves_in()
    for does in (_asks_for_a_copy, _leaves):
        counter.used(partial(does, warm), 1)
    look(number)
    fresh = [f"AGP-IN-TRANSIT-{n:04}" for n in range(times)]
    found = {
        "query, cached": counter.used(partial(look, *[number] * times), times),
        "query, the carrier is asked": counter.used(partial(look, *fresh), times),
        "registration": counter.used(partial(each, Someone.registers), 2 * times),
    }
    each(_follows)
    found["export"] = counter.used(partial(each, _asks_for_a_copy), times)
    found["deletion"] = counter.used(partial(each, _leaves), times)
    for one in (warm, visitor, *everybody):
        one.close()
    return {what: used.each(times) for what, used in found.items()} | _nights(stand, counter)


def _follows(one: Someone) -> None:
    one.does("POST", "/v1/waybills", {"number": delivered(1)[0], "label": "Bench"})


def _asks_for_a_copy(one: Someone) -> None:
    one.does("POST", "/v1/exports")


def _leaves(one: Someone) -> None:
    one.does("POST", "/v1/account-deletion", {"confirm": "DELETE"})


def _nights(stand: Stand, counter: _Counter) -> dict[str, Used]:
    """Return what a night takes in which nothing is due, and a person more who is told."""
    people = stand.size(_PEOPLE, 3)
    _night(counter.stack, _TOLD_AFTER - 1)
    idle = counter.used(partial(_night, counter.stack, _TOLD_AFTER - 1), 1)
    _fill(counter.stack, people)
    told = counter.used(partial(_night, counter.stack, _TOLD_AFTER), 1)
    more = Used(
        told.documents - idle.documents,
        0,
        max(0.0, told.cpu_seconds - idle.cpu_seconds),
        told.key_operations - idle.key_operations,
        told.messages - idle.messages,
    )
    return {
        "a night, nothing is due": idle,
        "a night, each person who is told": more.each(people),
    }


def _fill(stack: Stack, people: int) -> None:
    """Have people registered who follow parcels, by the product's own classes."""
    command = [sys.executable, "-m", "infra.local.drills.nights_fill", "--people", str(people)]
    environment = {**os.environ, **stack.environment(REGION)}
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        message = f"filling failed: {done.stderr[-500:]}"
        raise BenchError(message)


def _night(stack: Stack, days: int) -> None:
    """Call the nightly job of a day that far ahead until its run has ended."""
    at = (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT02:00:00Z")
    wanted = job.Job(job.jobs()["anonymise_nightly"], REGION, stack.ports, at)
    while (reply := job.call(wanted)).json().get("parts_open", 1):
        if not reply.is_success:
            message = f"the night was answered {reply.status_code}"
            raise BenchError(message)


def _counts(used: Used) -> dict[str, float]:
    of = used.documents
    return {
        "reads": of.reads,
        "writes": of.writes,
        "deletes": of.deletes,
        "messages": used.messages,
        "key operations": used.key_operations,
        "requests": used.requests,
        "ms of CPU": used.cpu_seconds * 1000,
    }
