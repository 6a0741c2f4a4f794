"""How many requests of one source wait for their bodies at this instance. Pure but for its memory.

A body that is there is read at once and hardly counts. One that dawdles holds a place of the
instance, whoever sends it, so that few of them may come from one source, or from one network.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from shared.kernel.errors import TooManyRequestsError
from shared.platform.limits.source import network_of

OF_SOURCE = 10
OF_IPV6_NETWORK = 20
OF_IPV4_NETWORK = 40
"""More: the neighbours in a /24 are mostly others."""
_RETRY_AFTER = timedelta(seconds=2)


class OpenBodies:
    """Counts the bodies that are waited for, by source and by network."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    @contextmanager
    def one(self, source: str) -> Iterator[None]:
        """Wait for one more body of a source.

        Raises:
            TooManyRequestsError: So many are waited for already.
        """
        network = network_of(source)
        most = OF_IPV6_NETWORK if network.endswith("/48") else OF_IPV4_NETWORK
        counted = (f"source {source}", f"network {network}")
        if self._open[counted[0]] >= OF_SOURCE or self._open[counted[1]] >= most:
            raise TooManyRequestsError(retry_after=_RETRY_AFTER)
        self._open.update(counted)
        try:
            yield
        finally:
            self._open.subtract(counted)
            for name in counted:
                if not self._open[name]:
                    del self._open[name]
