"""A process that does one thing again and again, and tells each time what it took.

It is given a file with texts as JSON. For each line on its standard input it goes over all of them
once, and prints the CPU time of that in nanoseconds. Nothing but the standard library: it runs in
other environments too.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def serve(does: Callable[[str], Sequence[object]], loaded_ns: int) -> None:
    """Print what loading has taken, and how much each text finds; then a line for each pass.

    Args:
        does: Is given each text in turn.
        loaded_ns: What it took to load that, in CPU time.
    """
    texts: list[str] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    _say(loaded_ns, *(len(does(one)) for one in texts))
    for _ in sys.stdin:
        began = time.process_time_ns()
        for one in texts:
            does(one)
        _say(time.process_time_ns() - began)


def _say(*numbers: int) -> None:
    sys.stdout.write(" ".join(map(str, numbers)) + "\n")
    sys.stdout.flush()
