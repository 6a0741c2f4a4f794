"""Serve all carriers: ``python -m infra.local.carriers --port P --dhl-key K ...``."""

import argparse
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from infra.local.carriers.app import app
from infra.local.carriers.carrier import Carrier
from infra.local.carriers.dhl import Dhl
from infra.local.carriers.fedex import FedEx
from infra.local.carriers.seventeen_track import SeventeenTrack
from infra.local.carriers.ups import Ups
from infra.local.carriers.usps import Usps
from infra.local.stack.serving import server_of

# Each carrier with the options that say what it accepts: its first arguments.
CARRIERS: Sequence[tuple[Callable[..., Carrier], tuple[str, ...]]] = (
    (Dhl, ("dhl-key",)),
    (Ups, ("ups-id", "ups-secret")),
    (FedEx, ("fedex-id", "fedex-secret")),
    (Usps, ("usps-id", "usps-secret")),
    (SeventeenTrack, ("seventeen-track-key",)),
)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="The carriers, simulated.")
    parser.add_argument("--port", type=int, required=True)
    for _, options in CARRIERS:
        for option in options:
            parser.add_argument(f"--{option}", required=True)
    told = vars(parser.parse_args())
    today = datetime.now(UTC)
    carriers = [
        carrier(*(told[option.replace("-", "_")] for option in options), today)
        for carrier, options in CARRIERS
    ]
    server_of(app(*carriers), told["port"]).run()


if __name__ == "__main__":
    main()
