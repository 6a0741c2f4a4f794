"""One part of the stack as a process of ours: started, awaited, stopped, paused, changed.

A part is told apart by the ``Popen`` this object holds: nothing is ever looked up by name or
signalled unless it was started here.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from infra.local.stack.ready import Check

ROOT = Path(__file__).resolve().parents[3]
_GUARD = Path(__file__).with_name("guard.py")
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "VIRTUAL_ENV", "USER")
_POLL_SECONDS = 0.02
_GRACE_SECONDS = 3.0
_LAST_LINES = 15


class PartError(Exception):
    """A part died or did not become ready; the message names it and ends with its last lines."""


@cache
def _starter() -> ThreadPoolExecutor:
    """Return the one thread that starts processes.

    Linux ties a child's fate to the thread that started it, so that thread must live as long as we
    do.
    """
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="starter")


class Part:
    """A named process with an environment, a readiness check and a log file.

    It gets the supervisor's PATH, HOME and locale, and of the rest of its environment nothing but
    what is given.
    """

    def __init__(  # noqa: PLR0913 - a part is these facts; all but two are named at the call
        self,
        name: str,
        command: Sequence[str],
        *,
        ready: Check,
        log: Path,
        environment: Mapping[str, str] | None = None,
        prepare: Callable[[], None] | None = None,
        deadline: float = 30.0,
    ) -> None:
        """Describe the part; nothing runs yet.

        Args:
            name: What messages call it.
            command: Program and arguments, run in the project's root.
            ready: Asked until it says yes.
            log: Where both output streams go; begun anew by the first launch, added to by later
                ones.
            environment: Its own variables.
            prepare: Run after each time it became ready, for what the part forgets when it stops.
            deadline: Seconds it may take to become ready.
        """
        self.name = name
        self.command = tuple(command)
        self.environment = dict(environment or {})
        self.log = log
        self._ready = ready
        self._prepare = prepare
        self._deadline = deadline
        self._process: subprocess.Popen[bytes] | None = None
        self._wanted = False
        self._guarding = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The process id while it runs, which is also its group's."""
        return self._process.pid if self._process and self.running else None

    @property
    def running(self) -> bool:
        """Whether the process exists; a paused one does."""
        return self._process is not None and self._process.poll() is None

    @property
    def died(self) -> bool:
        """Whether it ended without being asked to by this object."""
        return self._wanted and not self.running

    def launch(self) -> None:
        """Start the process and return at once.

        Raises:
            PartError: The program cannot be run.
        """
        if self.running:
            return
        self.log.parent.mkdir(parents=True, exist_ok=True)
        again = self._process is not None
        with self.log.open("ab" if again else "wb") as output:
            self._process = _starter().submit(self._spawn, output.fileno()).result()
        self._wanted = True

    def _spawn(self, output: int) -> subprocess.Popen[bytes]:
        passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        guard = (sys.executable, "-I", "-S", str(_GUARD), str(os.getpid()))
        return subprocess.Popen(  # noqa: S603 - our own command lines, no shell
            (*guard, *self.command),
            cwd=ROOT,
            env=passed_on | self.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait_ready(self) -> float:
        """Wait until the part answers and is prepared; return the seconds that took.

        Raises:
            PartError: It died meanwhile, or was not ready by its deadline.
        """
        began = time.monotonic()
        while not self._ready():
            if not self.running:
                raise PartError(self._story(f"ended while starting ({self._ending()})"))
            if time.monotonic() - began > self._deadline:
                raise PartError(self._story(f"was not ready after {self._deadline:.0f} s"))
            time.sleep(_POLL_SECONDS)
        if not self.running:  # somebody else answers on its port
            raise PartError(self._story(f"ended while starting ({self._ending()})"))
        if self._prepare:
            self._prepare()
        return time.monotonic() - began

    def start(self) -> float:
        """Launch it and wait until it is ready; return the seconds that took."""
        self.launch()
        return self.wait_ready()

    def terminate(self) -> None:
        """Ask the whole group to end and return at once; ``stop`` sees it through."""
        self._wanted = False
        self._signal(signal.SIGTERM)
        self._signal(signal.SIGCONT)  # a paused process would not hear the request

    def stop(self, grace: float = _GRACE_SECONDS) -> None:
        """End the whole group: ask, wait ``grace`` seconds, then kill; harmless if it ended."""
        if self._process is None:
            return
        self.terminate()
        try:
            self._process.wait(grace)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait()

    def kill(self) -> None:
        """End the whole group at once, as a crash would."""
        self._wanted = False
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def pause(self) -> None:
        """Freeze it: connections are accepted by the kernel and never answered."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused part go on."""
        self._signal(signal.SIGCONT)

    def restart(self, environment: Mapping[str, str] | None = None) -> float:
        """Stop it and start it with these variables changed for good; return the seconds taken."""
        self.stop()
        self.environment |= environment or {}
        return self.start()

    def last_lines(self, count: int = _LAST_LINES) -> str:
        """Return the end of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])

    def _signal(self, number: signal.Signals) -> None:
        """Signal the group while its leader is unreaped, so that the number is surely ours."""
        with self._guarding:
            if self._process is not None and self._process.poll() is None:
                os.killpg(self._process.pid, number)

    def _ending(self) -> str:
        code = self._process.returncode if self._process else None
        return f"signal {-code}" if code is not None and code < 0 else f"exit status {code}"

    def _story(self, what: str) -> str:
        return f"{self.name} {what}; the end of {self.log}:\n{self.last_lines()}"
