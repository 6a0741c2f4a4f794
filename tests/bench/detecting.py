"""Our detection, pass by pass: ``python -m tests.bench.detecting FILE``."""

import time

import shared.parcels.carriers.model  # noqa: F401 - every function has pydantic anyway
from tests.bench.baselines.passes import serve

_began = time.process_time_ns()
from shared.parcels.carriers.detect import detect  # noqa: E402 - loading is what is measured

if __name__ == "__main__":
    serve(detect, time.process_time_ns() - _began)
