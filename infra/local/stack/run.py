"""``python -m infra.local.stack.run``: the stack, until Ctrl-C.

Reads PORT_BASE, REGIONS (default eu,us), RATE_LIMITS and EMULATORS.
"""

import argparse
import os
import signal
import sys
import threading
from types import FrameType

from infra.local.stack.ports import ISSUERS, Ports, regions_of
from infra.local.stack.process import PartError
from infra.local.stack.programs import RequirementsError
from infra.local.stack.stack import Stack

_WATCH_SECONDS = 0.2


class _StopError(BaseException):
    """A signal asked us to stop; not an Exception, so that nothing on the way swallows it."""


class _Signals:
    """Turns the first SIGINT or SIGTERM into ``_StopError`` and lets later ones change nothing."""

    def __init__(self) -> None:
        self._heard = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if not self._heard:
            self._heard = True
            raise _StopError

    def ignore(self) -> None:
        """Let nothing interrupt from now on."""
        self._heard = True


def main() -> int:
    """Run the stack; 0 after a wanted stop, 1 when something failed."""
    parser = argparse.ArgumentParser(description="The local stack, until Ctrl-C.")
    parser.add_argument("--no-gateways", action="store_true", help="only what they talk to")
    gateways = not parser.parse_args().no_gateways
    signals = _Signals()
    stack: Stack | None = None
    try:
        stack = Stack(Ports.of(), regions_of(os.environ), gateways=gateways, progress=_progress)
        stack.start()
        _say_where(stack, gateways=gateways)
        status = _watch(stack)
    except _StopError:
        status = 0
    except (RequirementsError, PartError, ValueError) as e:
        print(e, file=sys.stderr)
        status = 1
    finally:
        signals.ignore()
        if stack is not None:
            stack.stop()
    if stack is not None and stack.parts:
        print("stopped, nothing is left running")
    return status


def _progress(name: str, seconds: float) -> None:
    print(f"  {name:<20} ready after {seconds:4.1f} s", flush=True)


def _watch(stack: Stack) -> int:
    """Wait until a part ends by itself, and say which."""
    while not stack.died():
        threading.Event().wait(_WATCH_SECONDS)
    for part in stack.died():
        print(f"{part.name} ended by itself; the end of {part.log}:", file=sys.stderr)
        print(part.last_lines(), file=sys.stderr)
    return 1


def _say_where(stack: Stack, *, gateways: bool) -> None:
    """Print a short table of addresses, and what to try first."""
    ports = stack.ports
    shown = [(f"API ({r})", ports.gateway_url(r)) for r in stack.regions if gateways]
    shown += [
        ("what was sent", f"{ports.url_of('messages')}/messages (SMTP on {ports.host_of('smtp')})"),
        ("Firestore", ports.host_of("firestore")),
        ("KMS", ports.host_of("kms")),
        ("Storage", ports.url_of("storage")),
        ("Pub/Sub", f"{ports.host_of('pubsub')}, pushes to {ports.url_of('relay')}/REGION/PATH"),
        ("carriers", f"{ports.url_of('carriers')}/_calls"),
        *((f"sign-in: {name}", ports.issuer_url(name)) for name in ISSUERS),
        ("logs", str(stack.part("kms").log.parent)),
    ]
    print("\n" + "\n".join(f"  {what:<18} {where}" for what, where in shown))
    if gateways:
        first = ports.gateway_url(stack.regions[0])
        print(f"\n  try: curl {first}/healthz")
        print("  a token of the staff: make staff ROLE=support")
    print("  stop: Ctrl-C", flush=True)


if __name__ == "__main__":
    sys.exit(main())
