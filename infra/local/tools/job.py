"""``make job NAME=...``: call a scheduled function as the platform would.

It calls a running stack; ``--at`` moves the function's clock, which only the local stack allows.
Exit status 0 after a 2xx, 1 after anything else, 2 when what was asked for makes no sense. Reads
PORT_BASE.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import httpx

from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, IssuerError, platform_token
from infra.local.stack.functions import operations
from infra.local.stack.ports import REGIONS, Ports
from shared.edge.operation import CallerKind, Operation

_JOBS = "/jobs/"
_SPARE = timedelta(seconds=5)
_RFC3339 = re.compile(
    r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})\Z"
)


class JobError(Exception):
    """The job cannot be called; one line that says what to do."""


class AskedWronglyError(JobError):
    """What was asked for makes no sense."""


@dataclass(frozen=True, slots=True)
class Job:
    """A scheduled function to be called."""

    operation: Operation[Any]
    region: str
    ports: Ports
    at: str | None
    dry: bool = False


def jobs() -> dict[str, Operation[Any]]:
    """Return the scheduled functions' operations by name, as they are declared."""
    return {
        operation.path.removeprefix(_JOBS): operation
        for _, operation in operations()
        if operation.caller is CallerKind.PLATFORM and operation.path.startswith(_JOBS)
    }


def asked_for(arguments: Sequence[str], environ: Mapping[str, str]) -> Job:
    """Read what is asked for.

    Raises:
        AskedWronglyError: The name, region, time or PORT_BASE cannot be used.
    """
    parser = argparse.ArgumentParser(prog="job", description="Call a scheduled function.")
    parser.add_argument("--name", default="", help="for example anonymise_nightly")
    parser.add_argument("--region", default="eu", help=", ".join(REGIONS))
    parser.add_argument("--at", help="move its clock, for example 2027-03-01T02:00:00Z")
    parser.add_argument("--dry-run", action="store_true", help="change nothing, if it can do that")
    given = parser.parse_args(arguments)
    if given.region not in REGIONS:  # before the functions are loaded, which read REGION too
        message = f"REGION is one of {', '.join(REGIONS)}, not {given.region!r}"
        raise AskedWronglyError(message)
    try:
        ports = Ports.of(environ)
    except ValueError as e:
        raise AskedWronglyError(str(e)) from e
    operation = _operation(given.name)
    if given.dry_run and not _can_run_dry(operation):
        message = f"{given.name} has no dry run"
        raise AskedWronglyError(message)
    return Job(operation, given.region, ports, _moment(given.at), dry=given.dry_run)


def call(job: Job) -> httpx.Response:
    """Call the job with the platform's token and return the answer.

    Raises:
        JobError: Nothing answers there, or not in time.
    """
    url = job.ports.gateway_url(job.region)
    moved = {"X-Local-Clock": job.at} if job.at else {}
    seconds = (job.operation.within + _SPARE).total_seconds()
    try:
        token = platform_token(job.ports.issuer_url("platform"), SCHEDULER_ACCOUNT)
        headers = {"Authorization": f"Bearer {token}", **moved}
        with httpx.Client(base_url=url, trust_env=False, timeout=seconds) as http:
            query = {"dry_run": "true"} if job.dry else None
            return http.request(
                job.operation.method, job.operation.path, params=query, headers=headers
            )
    except httpx.TimeoutException as e:
        message = f"{url} did not answer within {seconds:.0f} s: its log tells more"
        raise JobError(message) from e
    except (IssuerError, httpx.TransportError) as e:
        raise JobError(_not_running(job, url)) from e


def main() -> int:
    """Call a job, print what it answers, and return the exit status."""
    try:
        reply = call(asked_for(sys.argv[1:], os.environ))
    except AskedWronglyError as e:
        print(e, file=sys.stderr)
        return 2
    except JobError as e:
        print(e, file=sys.stderr)
        return 1
    print(_as_text(reply))
    if reply.is_success:
        return 0
    print(f"the job was answered with {reply.status_code}", file=sys.stderr)
    return 1


def _operation(name: str) -> Operation[Any]:
    known = jobs()
    if name not in known:
        fault = f"there is no scheduled function {name!r}" if name else "NAME is missing"
        message = f"{fault}: NAME is one of {', '.join(sorted(known))}"
        raise AskedWronglyError(message)
    return known[name]


def _can_run_dry(operation: Operation[Any]) -> bool:
    return operation.query is not None and "dry_run" in operation.query.model_fields


def _moment(at: str | None) -> str | None:
    """Return a time as given.

    Raises:
        AskedWronglyError: It is not RFC 3339 with an offset, or there is no such time.
    """
    if at is None or _is_moment(at):
        return at
    message = f"AT is a time with its offset, for example 2027-03-01T02:00:00Z, not {at!r}"
    raise AskedWronglyError(message)


def _is_moment(text: str) -> bool:
    try:
        return bool(_RFC3339.match(text) and datetime.fromisoformat(text).astimezone(UTC))
    except (ValueError, OverflowError):
        return False


def _not_running(job: Job, url: str) -> str:
    base = "" if job.ports == Ports() else f"PORT_BASE={job.ports.base} "
    regions = "" if job.region in {"eu", "us"} else f"REGIONS=eu,us,{job.region} "
    return f"the stack does not answer at {url}: start it with `{base}{regions}make run` first"


def _as_text(reply: httpx.Response) -> str:
    if reply.status_code == HTTPStatus.NO_CONTENT:
        return ""
    try:
        return json.dumps(reply.json(), indent=2, ensure_ascii=False)
    except ValueError:
        return reply.text


if __name__ == "__main__":
    sys.exit(main())
