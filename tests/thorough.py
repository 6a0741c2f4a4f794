"""How much is left to chance: all of it in ``make test``, a quarter in ``make check``."""

import os

QUICK = os.environ.get("HYPOTHESIS_PROFILE") == "check"


def tries(number: int) -> int:
    """Return how often something random is tried, where a whole run tries it so often."""
    return max(number // 4, 1) if QUICK else number
