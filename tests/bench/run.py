"""``make bench``: run all benchmarks, or one; print a table, and write ``latest.json`` beside this.

Each stands on a stack of its own, on free ports of 127.0.0.1, which it stops. Exit status 0 if all
could be measured, whatever they reach; 1 if not; 2 when what was asked for makes no sense.
"""

import argparse
import asyncio
import dataclasses
import json
import platform
import sys
import time
from contextlib import redirect_stdout
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import uvloop

from infra.local.stack.process import ROOT, PartError
from infra.local.stack.programs import RequirementsError
from tests.bench.load import BenchError
from tests.bench.measure import Row
from tests.bench.stand import Stand
from tests.bench.table import table

ROWS = (
    "trips", "http", "far", "query", "fanin", "kms",
    "cold", "detect", "gdpr", "erase", "sweep", "bill",
)  # fmt: skip
"""In the order in which they are run: each is a file in ``rows``."""
HOME = Path(__file__).parent
LOG = ROOT / ".cache" / "logs" / "bench.log"
"""What our classes log in this process."""


async def run(names: tuple[str, ...], found: list[Row], *, tiny: bool) -> None:
    """Run some benchmarks, one after the other, and add what is found; tiny ones share a stack."""
    with Stand(tiny=True) as shared:
        for name in names:
            began = time.monotonic()
            module = import_module(f"tests.bench.rows.{name}")
            with LOG.open("a") as log, redirect_stdout(log):
                if tiny:
                    row: Row = await module.run(shared)
                    shared.stop_functions()
                else:
                    with Stand(tiny=False) as stand:
                        row = await module.run(stand)
            found.append(row)
            print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def written(found: list[Row], *, tiny: bool) -> dict[str, Any]:
    """Return what is written of a run."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "tiny": tiny,
        "python": platform.python_version(),
        "rows": {
            row.id: {
                "title": row.title,
                "notes": list(row.notes),
                "counts": row.counts,
                "figures": [
                    {**dataclasses.asdict(one), "reached": one.reached} for one in row.figures
                ],
            }
            for row in found
        },
    }


def main() -> int:
    """Run what is asked for and return the exit status."""
    parser = argparse.ArgumentParser(prog="bench", description="What the service costs.")
    parser.add_argument("--only", default="", help=", ".join(ROWS))
    parser.add_argument("--tiny", action="store_true", help="small sizes: to see that it works")
    parser.add_argument("--folder", type=Path, default=HOME, help="where the results go")
    given = parser.parse_args()
    names = tuple(given.only.split(",")) if given.only else ROWS
    if unknown := set(names) - set(ROWS):
        print(f"ONLY is some of {', '.join(ROWS)}, not {', '.join(unknown)}", file=sys.stderr)
        return 2
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.write_text("", encoding="utf-8")
    found: list[Row] = []
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run(names, found, tiny=given.tiny))
    except (BenchError, PartError, RequirementsError) as e:
        print(e, file=sys.stderr)
        return 1
    finally:
        print(table(found))
    told = json.dumps(written(found, tiny=given.tiny), indent=1)
    (given.folder / "latest.json").write_text(f"{told}\n", encoding="utf-8")
    for row in found:
        for name, plot in row.plots.items():
            (given.folder / name).write_text(plot, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
