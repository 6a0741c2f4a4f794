"""The objects on Google Cloud Storage.

The client library is synchronous: each call runs in a thread and has a deadline of its own instead
of the library's minutes of retries. A write replaces the whole object, so saying it again is safe.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from google.api_core.exceptions import GoogleAPICallError, NotFound, PreconditionFailed, RetryError
from google.auth.exceptions import GoogleAuthError
from google.cloud.storage import Bucket
from requests.exceptions import RequestException

from shared.errors import ConflictError, UnavailableError

_DEADLINE_SECONDS = 3.0
_TRIES = 2
_RETRY_AFTER = timedelta(seconds=5)
_R = TypeVar("_R")


class GcsObjects:
    """One bucket. See the port for what its methods promise."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    @property
    def root(self) -> str:
        """Return ``buckets/<name>``."""
        return f"buckets/{self._bucket.name}"

    async def get(self, name: str) -> bytes | None:
        """Return an object's content; the library checks its CRC32C."""

        def read() -> bytes | None:
            try:
                content: bytes = self._bucket.blob(name).download_as_bytes(
                    timeout=_DEADLINE_SECONDS, retry=None
                )
            except NotFound:
                return None
            return content

        return await _answer(read)

    async def version(self, name: str) -> int | None:
        """Return an object's generation."""

        def read() -> int | None:
            found = self._bucket.get_blob(name, timeout=_DEADLINE_SECONDS, retry=None)
            return None if found is None else int(found.generation)

        return await _answer(read)

    async def put(self, name: str, content: bytes, *, version: int | None = None) -> None:
        """Write an object. Said again after a lost answer it may find its own write: a conflict."""

        def write() -> None:
            self._bucket.blob(name).upload_from_string(
                content,
                content_type="application/octet-stream",
                timeout=_DEADLINE_SECONDS,
                retry=None,
                checksum="crc32c",
                if_generation_match=version,
            )

        await _answer(write)

    async def delete(self, name: str) -> bool:
        """Delete an object."""

        def remove() -> bool:
            try:
                self._bucket.blob(name).delete(timeout=_DEADLINE_SECONDS, retry=None)
            except NotFound:
                return False
            return True

        return await _answer(remove)


async def _answer(call: Callable[[], _R]) -> _R:
    """Make a call in a thread; try it once more when the connection broke."""
    for left in range(_TRIES - 1, -1, -1):
        try:
            return await asyncio.to_thread(call)
        except PreconditionFailed as e:
            raise ConflictError from e
        except (GoogleAPICallError, GoogleAuthError, RetryError, RequestException) as e:
            if not left:
                raise UnavailableError(retry_after=_RETRY_AFTER) from e
    raise UnavailableError(retry_after=_RETRY_AFTER)
