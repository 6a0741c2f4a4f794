"""Whether something costs less than so much, on a machine that may be slow or busy."""

from collections.abc import Callable
from time import thread_time_ns

MOST_TRIES = 20
_COUNTED = 50_000
_COUNTING_NS = 700_000
"""How long it takes to count so far on the machine for which limits are given."""


def costs_less(limit_ns: int, call: Callable[[], object]) -> bool:
    """Tell whether a call stays under a limit, in one of some tries.

    A machine may be busy, a loop is not. Where counting takes longer, a call may, too.
    """
    for _ in range(MOST_TRIES):
        spent = _spent(call)
        if spent < limit_ns or spent < limit_ns * _spent(_count) / _COUNTING_NS:
            return True
    return False


def _spent(call: Callable[[], object]) -> int:
    begin = thread_time_ns()
    call()
    return thread_time_ns() - begin


def _count() -> None:
    for _ in range(_COUNTED):
        pass
