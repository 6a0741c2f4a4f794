"""A limiter of this instance: token buckets by source, bounded in number. Pure but for its memory.

It keeps one noisy source from crowding out the others at an instance. What must hold across
instances is counted in the database (``quota.py``).
"""

import math
from collections import OrderedDict
from datetime import timedelta

from shared.kernel.clock import Clock
from shared.kernel.errors import TooManyRequestsError
from shared.platform.limits.standing import LimitStanding, tell

REQUESTS = "requests"
"""By what name a source is told how it stands. What it has left it may use as fast as its bucket
fills, not at once: then it is never refused."""
_MAX_SOURCES = 20_000


class Limiter:
    """Lets each source make ``burst`` requests at once and ``per_second`` sustained."""

    def __init__(self, *, per_second: float, burst: int, clock: Clock) -> None:
        self._rate, self._burst, self._clock = per_second, float(burst), clock
        self._window = timedelta(seconds=max(1, math.ceil(burst / per_second)))
        """How long a whole burst lasts at the sustained rate."""
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def admit(self, source: str, cost: float = 1.0) -> None:
        """Let one request of a source pass, or a further part of a large one.

        Raises:
            TooManyRequestsError: Its bucket is too empty; ``retry_after`` says for how long.
        """
        now = self._clock.ticks()
        tokens, since = self._buckets.pop(source, (self._burst, now))
        tokens = min(self._burst, tokens + (now - since) * self._rate)
        allowed = tokens >= cost
        self._buckets[source] = (tokens - cost if allowed else tokens, now)
        if len(self._buckets) > _MAX_SOURCES:
            self._buckets.popitem(last=False)
        if not allowed:
            wait = timedelta(seconds=(cost - tokens) / self._rate)
            self._tell(0, wait)
            raise TooManyRequestsError(retry_after=wait)
        left = int(tokens - cost)
        self._tell(left, timedelta(seconds=left / self._rate))

    def _tell(self, left: int, within: timedelta) -> None:
        tell(LimitStanding(REQUESTS, int(self._burst), self._window, left, within))
