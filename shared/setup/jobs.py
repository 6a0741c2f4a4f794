"""The composition root of what is done later. See ``shared/setup/platform.py``."""

from functools import cache

from shared.platform.jobs.port import Jobs
from shared.setup.platform import channel
from shared.setup.settings import settings


@cache
def jobs() -> Jobs:
    """Return this region's topics. A function can name no other region's."""
    from shared.platform.jobs.pubsub import PubsubJobs  # noqa: PLC0415 - when something is to be done later

    given = settings()
    return PubsubJobs(
        channel("pubsub.googleapis.com", given.pubsub_emulator_host),
        project=given.google_cloud_project,
        region=given.region,
    )
