"""``make watch FOLLOWS=1000``: a day of followed parcels, measured.

On a stack of its own: people follow parcels with invented lives, the carriers' simulators tell them
as they happen, and the wheel is turned every five minutes of a day. It prints how often carriers
were asked, how late news was found and what Firestore would bill, beside a flat rule of two hours
on the same parcels. Exit status 0 if nothing was lost and nothing was asked for twice, 1 if so, 2
when what was asked for makes no sense. Reads PORT_BASE and REGIONS, over which the follows are
spread.
"""

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from infra.local.drills.nights import shares
from infra.local.drills.watch_parts import WatchError
from infra.local.drills.watch_region import Region
from infra.local.drills.watch_table import MOST_READS, MOST_WRITES, Played, lines
from infra.local.emulators.oidc import IssuerError
from infra.local.stack.ports import Ports, regions_of
from infra.local.stack.process import PartError
from infra.local.stack.programs import RequirementsError
from infra.local.stack.stack import Stack
from infra.local.tools.bill import new_bill
from shared.parcels.carriers.access import ROWS

_MOST, _FEWEST = 100_000, 10
_CALLS_OF_A_DAY = 60
"""For each follow; and what a supplier is asked a day at least, so that no day is short."""
_SHOWN = 40


def settings(follows: int) -> dict[str, str]:
    """Return what a gateway is set to so that no supplier's day or pace is short."""
    daily = max(20_000, _CALLS_OF_A_DAY * follows)
    return {f"{row.code.upper()}_DAILY_BUDGET": str(daily) for row in ROWS} | {
        f"{row.code.upper()}_PER_SECOND": "1000" for row in ROWS
    }


def too_dear(day: Played) -> list[str]:
    """Return what does not hold of what a silent poll costs."""
    number, cost = day.poll()
    dear = cost.reads > MOST_READS * number or cost.writes > MOST_WRITES * number
    return [f"a silent poll costs more: {number} cost {cost}"] if dear else []


def main(arguments: Sequence[str]) -> int:
    """Play the day, and return the exit status."""
    parser = argparse.ArgumentParser(prog="watch", description="A day of followed parcels.")
    parser.add_argument("--follows", default="", help=f"{_FEWEST} to {_MOST}")
    told: str = parser.parse_args(arguments).follows
    follows = int(told) if re.fullmatch("[0-9]{1,6}", told) else 0
    if not _FEWEST <= follows <= _MOST:
        print(
            f"FOLLOWS is a number from {_FEWEST} to {_MOST}: make watch FOLLOWS=300",
            file=sys.stderr,
        )
        return 2
    try:
        regions, ports = regions_of(os.environ), Ports.of(os.environ)
    except ValueError as e:
        print(e, file=sys.stderr)
        return 2
    day = Played()
    with tempfile.TemporaryDirectory() as folder:
        bills = {region: new_bill(Path(folder), region) for region in regions}
        counting = {"GATEWAY_PLUGIN": "infra.local.tools.bill", "BILLS": folder}
        environment = settings(follows) | counting
        try:
            with Stack(ports, regions, gateway_env=environment, long=True) as stack:
                faults = _played(stack, shares(follows, regions), bills, day)
        except (WatchError, RequirementsError, PartError, IssuerError, httpx.HTTPError) as e:
            print(e, file=sys.stderr)
            return 1
    _say("\n".join(lines(day)))
    faults += too_dear(day)
    return _ended(faults)


def _played(
    stack: Stack, follows: Mapping[str, int], bills: Mapping[str, Path], day: Played
) -> list[str]:
    """Play the day in all regions at the same time, and return what did not hold."""
    played = [
        (Region(stack, region, bills[region], _say), some) for region, some in follows.items()
    ]
    with ThreadPoolExecutor(len(played)) as pool:
        faults = list(pool.map(lambda one: one[0].run(one[1]), played))
    for region, _ in played:
        day.add(region.played)
    return [one for some in faults for one in some]


def _ended(faults: list[str]) -> int:
    for one in faults[:_SHOWN]:
        _say(one)
    if len(faults) > _SHOWN:
        _say(f"and {len(faults) - _SHOWN} more")
    if not faults:
        _say("nothing was lost, and nothing was asked for twice")
    return 1 if faults else 0


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
