"""``python -m infra.local.demo.run``: the stack, the main job end to end, and the stack's end.

Exit status 0 only if every step showed what it should; 1 if one did not or the stack did not start;
128 and the signal's number after Ctrl-C and the like. Reads PORT_BASE, EMULATORS and NO_COLOR.
"""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from infra.local.demo import (
    consents as demo_consents,
)
from infra.local.demo import (
    end as demo_end,
)
from infra.local.demo import (
    exports as demo_exports,
)
from infra.local.demo import (
    follows as demo_follows,
)
from infra.local.demo import (
    login as demo_login,
)
from infra.local.demo import (
    parcels as demo_parcels,
)
from infra.local.demo import (
    people as demo_people,
)
from infra.local.demo import (
    policies as demo_policies,
)
from infra.local.demo import (
    rights as demo_rights,
)
from infra.local.demo import (
    staff as demo_staff,
)
from infra.local.demo import (
    store as demo_store,
)
from infra.local.demo import (
    suppliers as demo_suppliers,
)
from infra.local.demo import (
    things as demo_things,
)
from infra.local.demo import (
    told as demo_told,
)
from infra.local.demo.page import Page, Step, World
from infra.local.demo.show import Ink, Row, table
from infra.local.stack.ports import Ports
from infra.local.stack.process import PartError
from infra.local.stack.programs import RequirementsError
from infra.local.stack.stack import Stack
from infra.local.tools.next_policy import with_next

STEPS = (
    *demo_parcels.STEPS,
    *demo_suppliers.STEPS,
    *demo_people.STEPS,
    *demo_things.STEPS,
    *demo_follows.STEPS,
    *demo_login.STEPS,
    *demo_consents.STEPS,
    *demo_told.STEPS,
    *demo_things.LOG,
    *demo_staff.STEPS,
    *demo_exports.STEPS,
    *demo_rights.STEPS,
    *demo_people.WHERE,
    *demo_policies.STEPS,
    *demo_store.STEPS,
    *demo_suppliers.LAST,
    *demo_end.STEPS,
)
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _StopError(BaseException):
    """A signal asked us to stop; not an Exception, so that no step swallows it."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def main() -> int:
    """Run the demo and return its exit status."""
    for number in _SIGNALS:
        signal.signal(number, _on_signal)
    stack: Stack | None = None
    policies = tempfile.TemporaryDirectory()
    try:
        folder = with_next(Path(policies.name), today=datetime.now(UTC).date())
        told = {"POLICIES": str(folder), "RATE_LIMITS": "on"}  # it looks for what they count
        stack = Stack(Ports.of(os.environ), ("eu", "us"), gateway_env=told, progress=_progress)
        print("Starting the local stack:", flush=True)
        stack.start()
        status = _walk(stack.ports)
    except _StopError as e:
        print("\nstopped before the end", file=sys.stderr)
        status = 128 + e.number
    except (RequirementsError, PartError, ValueError) as e:
        print(e, file=sys.stderr)
        status = 1
    finally:
        _ignore_signals()
        if stack is not None:
            stack.stop()
        policies.cleanup()
    return status


def _on_signal(number: int, _frame: FrameType | None) -> None:
    _ignore_signals()
    raise _StopError(number)


def _ignore_signals() -> None:
    """Let nothing interrupt the stop."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _progress(name: str, seconds: float) -> None:
    print(f"   {name:<20} ready after {seconds:4.1f} s", flush=True)


def _walk(ports: Ports) -> int:
    """Take all steps, show the table; 0 if each showed what it should."""
    page, world = Page(Ink.for_stream(sys.stdout, os.environ)), World.of(ports)
    try:
        rows = [_take(number, step, world, page) for number, step in enumerate(STEPS, start=1)]
    finally:
        world.close()
    _end(rows, ports, page)
    return 0 if all(row.ok for row in rows) else 1


def _take(number: int, step: Step, world: World, page: Page) -> Row:
    """Take one step; whatever goes wrong in it is shown, and the demo goes on."""
    began = time.monotonic()
    page.failed = False
    page.lines("", page.ink.strong(f"{number}. {step.headline}"))
    page.say(step.why)
    page.lines("")
    try:
        shown = step.walk(world, page)
    except Exception as e:  # noqa: BLE001 - the other steps are to be seen all the same
        page.fail("the step broke off", f"{type(e).__name__}: {e}")
        shown = "broke off"
    return Row(step.name, shown, not page.failed, time.monotonic() - began)


def _end(rows: Iterable[Row], ports: Ports, page: Page) -> None:
    base = "" if ports == Ports() else f"PORT_BASE={ports.base} "
    page.lines("", page.ink.strong("What was shown"), *table(rows, page.ink), "")
    page.lines(
        f"Try it: {base}make run, and in another terminal",
        f"  curl -s {ports.gateway_url('eu')}/v1/waybills/query \\",
        "    -H 'Content-Type: application/json' \\",
        """    -d '{"items": [{"number": "AGP-DELIVERED-0001"}]}'""",
    )


if __name__ == "__main__":
    sys.exit(main())
