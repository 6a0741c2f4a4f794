"""The composition root of what is done later. See ``shared/wiring.py``."""

from functools import cache

from shared.jobs.port import Jobs
from shared.settings import settings
from shared.wiring import channel


@cache
def jobs() -> Jobs:
    """Return this region's topics. A function can name no other region's."""
    from shared.jobs.pubsub import PubsubJobs  # noqa: PLC0415 - when something is to be done later

    given = settings()
    return PubsubJobs(
        channel("pubsub.googleapis.com", given.pubsub_emulator_host),
        project=given.google_cloud_project,
        region=given.region,
    )
