"""Become the given command, and die when the process that asked for it dies, however it died.

Run as ``python -I -S guard.py SUPERVISOR_PID COMMAND...``. A file of its own and not a
``preexec_fn``, because running Python between fork and exec is unsafe once the supervisor has
threads. Linux only; elsewhere it merely becomes the command, and a supervisor that is killed leaves
its parts behind.
"""

import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with(supervisor: int) -> None:
    """Ask the kernel for SIGKILL at the supervisor's death; it holds across exec."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes  # noqa: PLC0415 - not needed, and not always there, elsewhere

    if ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        sys.exit("prctl(PR_SET_PDEATHSIG) was refused")
    if os.getppid() != supervisor:
        sys.exit("the supervisor ended before its part began")


if __name__ == "__main__":
    die_with(int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - no shell is what we want
