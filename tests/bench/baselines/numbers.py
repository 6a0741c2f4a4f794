"""PyPI's tracking-numbers, asked for all that a number may be: in an environment of its own."""

import time

from tests.bench.baselines.passes import serve

_began = time.process_time_ns()
from tracking_numbers import DEFINITIONS  # noqa: E402 - loading is what is measured
from tracking_numbers.types import TrackingNumber  # noqa: E402 - as above

_LOADED = time.process_time_ns() - _began


def matches(number: str) -> list[TrackingNumber]:
    """Return every valid match, as ``get_tracking_number`` tests them: that returns the first."""
    found = (one.test(number) for one in DEFINITIONS)
    return [one for one in found if one is not None and one.valid]


if __name__ == "__main__":
    serve(matches, _LOADED)
