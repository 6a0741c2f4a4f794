"""Whom ``watch`` speaks to: the books, the carriers' simulators, the wheel, the workers' log."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Self

import httpx

from infra.local.drills.lives import Happened
from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, platform_token
from infra.local.stack.ports import Ports
from infra.local.stack.process import ROOT
from shared.kernel.log import Event

Json = dict[str, Any]
_TURN = "/jobs/refresh_waybills"
_SECONDS = 60.0
_TOKEN_SECONDS = 60.0
_QUIET_SECONDS = 0.3
_POLL_SECONDS = 0.02
_LOOKED = (Event.BATCH_LOOKED_AT, Event.NEWS_HANDED_ON)


class WatchError(Exception):
    """The day could not be played; one line that says why."""


class Books:
    """The process that reads and writes what is kept, by the product's own classes."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        """Start it in a gateway's environment."""
        self._log = log
        with log.open("wb") as written:
            self._process = _started(environment, written)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def asked(self, what: str, **told: object) -> Json:
        """Ask for something, and return the answer.

        Raises:
            WatchError: There is none.
        """
        asks, answers = self._process.stdin, self._process.stdout
        if asks is not None and answers is not None:
            print(json.dumps({"what": what, **told}), file=asks, flush=True)
            if line := answers.readline():
                told_back: Json = json.loads(line)
                return told_back
        message = f"what is kept could not be read: {self._log} tells why"
        raise WatchError(message)


def _started(environment: dict[str, str], log: IO[bytes]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "infra.local.drills.watch_books"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )


class _Client:
    """A client of a part of the stack; use it with ``with``."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, trust_env=False, timeout=_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()


class Simulators(_Client):
    """The carriers, as whoever plays a day moves parcels there and counts calls."""

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports.url_of("carriers"))
        self._counted: Counter[str] = Counter()

    def tell(self, number: str, events: tuple[Happened, ...]) -> None:
        """Have a number tell these events."""
        told = [{"at": one.at.isoformat(), "status": one.status} for one in events]
        self._http.put(f"/stories/{number}", json={"events": told}).raise_for_status()

    def calls(self) -> Counter[str]:
        """Return how often each number was asked for since the last time, by anybody."""
        counts = self._http.get("/_calls").raise_for_status().json()
        now = sum((Counter(one["by_number"]) for one in counts.values()), Counter[str]())
        since, self._counted = now - self._counted, now
        return since


class Wheel(_Client):
    """One region's wheel, as Cloud Scheduler turns it."""

    def __init__(self, ports: Ports, region: str) -> None:
        super().__init__(ports.gateway_url(region))
        self._issuer = ports.issuer_url("platform")
        self._token, self._since = "", float("-inf")

    def turn(self, moment: datetime) -> tuple[int, int]:
        """Turn it at a moment; return how many follows were handed out, and how many rings.

        Raises:
            WatchError: It was not turned.
        """
        if time.monotonic() - self._since > _TOKEN_SECONDS:
            self._token = platform_token(self._issuer, SCHEDULER_ACCOUNT)
            self._since = time.monotonic()
        headers = {
            "Authorization": f"Bearer {self._token}",
            "X-Local-Clock": moment.isoformat(),
        }
        reply = self._http.post(_TURN, headers=headers)
        if not reply.is_success:
            message = f"{moment}: turning the wheel was answered with {reply.status_code}"
            raise WatchError(message)
        told = reply.json()
        return int(told["handed_out"]), int(told["rings"])


class Workers:
    """What a gateway's log says of the batches that were looked at, from now on."""

    def __init__(self, log: Path) -> None:
        self._log, self._at = log, log.stat().st_size

    def await_all(self, number: int, rings: int, *, within: float, more: bool) -> Counter[str]:
        """Wait until so much is looked at; return what became of the batches' follows.

        Args:
            number: How many batches.
            rings: How many rings, by which news is handed on.
            within: At most so many seconds.
            more: Whether there may be further batches: then wait until none has come for a while.

        Raises:
            WatchError: They are not.
        """
        found: dict[str, list[Json]] = {one: [] for one in _LOOKED}
        batches, heard = found.values()
        began = quiet = time.monotonic()
        while (
            len(batches) < number
            or len(heard) < rings
            or (more and time.monotonic() - quiet < _QUIET_SECONDS)
        ):
            for one in self._came():
                found[one["message"]].append(one)
                quiet = time.monotonic()
            if time.monotonic() - began > within:
                done = f"of {number} batches {len(batches)} and of {rings} rings {len(heard)}"
                message = f"{done} were looked at: {self._log} tells why"
                raise WatchError(message)
            time.sleep(_POLL_SECONDS)
        numbers = ({k: v for k, v in one.items() if isinstance(v, int)} for one in batches)
        return sum(map(Counter[str], numbers), Counter[str]())

    def _came(self) -> list[Json]:
        with self._log.open("rb") as opened:
            opened.seek(self._at)
            whole, end, _ = opened.read().rpartition(b"\n")
        self._at += len(whole) + len(end)
        words = [one.encode() for one in _LOOKED]
        lines = whole.splitlines()
        return [json.loads(line) for line in lines if any(word in line for word in words)]
