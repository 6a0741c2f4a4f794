"""The composition root of the buckets. See ``shared/setup/platform.py``."""

from functools import cache

from shared.kernel.errors import UnavailableError
from shared.platform.objects.port import Objects
from shared.setup.settings import settings


@cache
def objects() -> Objects:
    """Return this region's bucket of sealed objects. A function can name no other region's."""
    return _bucket(settings().bucket)


@cache
def archives() -> Objects:
    """Return this region's bucket of people's exports, of a function that may reach it."""
    name = settings().archive_bucket
    if name is None:
        raise UnavailableError
    return _bucket(name)


def _bucket(name: str) -> Objects:
    from google.auth.credentials import AnonymousCredentials  # noqa: PLC0415 - if needed
    from google.cloud.storage import Client  # noqa: PLC0415 - imported where it is built

    from shared.platform.objects.gcs import GcsObjects  # noqa: PLC0415 - as above

    given = settings()
    emulator = given.storage_emulator_host
    credentials = AnonymousCredentials() if emulator is not None else None  # type: ignore[no-untyped-call]
    options = {"api_endpoint": emulator} if emulator is not None else None
    client = Client(given.google_cloud_project, credentials=credentials, client_options=options)
    return GcsObjects(client.bucket(name))
