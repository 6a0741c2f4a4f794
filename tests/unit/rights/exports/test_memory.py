"""However much is held about somebody, exporting it takes a fixed amount of memory."""

import json
import subprocess
import sys

import pytest

from infra.local.stack.process import ROOT

EVENTS = 100_000
MOST_MIB = 150
_RUN = """
import asyncio, json, resource, sys
from tests.unit.rights.exports.lots import export

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

asyncio.run(export(20))
before = peak()
told = asyncio.run(export(int(sys.argv[1])))
print(json.dumps({**told, "before": before, "after": peak()}))
"""


@pytest.mark.slow("a hundred thousand events are written, in a process of their own")
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere ru_maxrss has another unit")
def test_a_hundred_thousand_events_take_no_more_memory_than_a_few() -> None:
    run = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", _RUN, str(EVENTS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    told = json.loads(run.stdout.splitlines()[-1])
    assert told["events"] == EVENTS
    assert told["unpacked"] > 50 * 2**20
    growth = told["after"] - told["before"]
    assert growth < MOST_MIB
    assert growth < 30, "in fact it is less than all of it would be without any overhead"
