"""The objects on Google Cloud Storage.

The client library is synchronous: each call runs in a thread and has a deadline of its own instead
of the library's minutes of retries. A write replaces the whole object, so saying it again is safe.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import TypeVar

from google.api_core.exceptions import GoogleAPICallError, NotFound, RetryError
from google.auth.exceptions import GoogleAuthError, TransportError
from google.cloud.storage import Bucket
from google.cloud.storage.exceptions import InvalidResponse
from google.cloud.storage.fileio import BlobWriter
from google.cloud.storage.retry import DEFAULT_RETRY
from requests.exceptions import RequestException

from shared.kernel.errors import ConflictError, UnavailableError
from shared.platform.faults import Fault, RefusedRequestError, Service, fault_of_status, tell
from shared.platform.objects.port import ObjectWriting

_DEADLINE_SECONDS = 3.0
_TRIES = 2
_CHUNK_BYTES = 1024 * 1024
_UPLOAD_SECONDS = 6.0
"""For each chunk of an upload, with all its tries."""
_MOST_NAMES = 1000
_NO_BUCKET = "bucket does not exist"
"""In the answer about an object of a bucket that is not there."""
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
            except NotFound as e:
                _refuse_without_bucket(e)
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

    @asynccontextmanager
    async def creating(
        self, name: str, *, media_type: str, most_bytes: int
    ) -> AsyncIterator[ObjectWriting]:
        """Write an object by a resumable upload, which nobody sees before its end."""
        upload = BlobWriter(
            self._bucket.blob(name),
            chunk_size=_CHUNK_BYTES,
            retry=DEFAULT_RETRY.with_timeout(_UPLOAD_SECONDS),
            content_type=media_type,
            if_generation_match=0,
            timeout=_UPLOAD_SECONDS,
        )
        try:
            yield _Upload(upload, most_bytes)
            await _answer(upload.close, tries=1)
        except BaseException:
            with suppress(Exception):  # nobody sees it, and it ends by itself
                await asyncio.to_thread(upload.terminate)
            raise

    async def names(self, prefix: str) -> list[str]:
        """Return names by one page of a listing."""

        def read() -> list[str]:
            found = self._bucket.client.list_blobs(
                self._bucket,
                prefix=prefix,
                max_results=_MOST_NAMES,
                timeout=_DEADLINE_SECONDS,
                retry=None,
            )
            return [str(one.name) for one in found]

        return await _answer(read)

    async def delete(self, name: str) -> bool:
        """Delete an object."""

        def remove() -> bool:
            try:
                self._bucket.blob(name).delete(timeout=_DEADLINE_SECONDS, retry=None)
            except NotFound as e:
                _refuse_without_bucket(e)
                return False
            return True

        return await _answer(remove)


class _Upload:
    """A resumable upload. Its chunks go out as they become full."""

    def __init__(self, upload: BlobWriter, most_bytes: int) -> None:
        self._upload, self._left = upload, most_bytes

    async def write(self, chunk: bytes) -> None:
        """Write the next piece."""
        self._left -= len(chunk)
        if self._left < 0:
            msg = "the object would be longer than was allowed"
            raise ValueError(msg)
        await _answer(lambda: self._upload.write(chunk), tries=1)


def _refuse_without_bucket(error: NotFound) -> None:
    """Raise the error if it is a whole bucket that is not there, and not an object."""
    if _NO_BUCKET in str(error.message):
        raise error


async def _answer(call: Callable[[], _R], *, tries: int = _TRIES) -> _R:
    """Make a call in a thread; try it once more when that may help."""
    for left in range(tries - 1, -1, -1):
        try:
            return await asyncio.to_thread(call)
        except (
            GoogleAPICallError,
            GoogleAuthError,
            InvalidResponse,
            RequestException,
            RetryError,
        ) as e:
            fault, code = _fault_of(e)
            if fault is not Fault.MAY_HEAL or not left:
                raise _raised(fault, code) from e
    raise UnavailableError(retry_after=_RETRY_AFTER)


def _fault_of(error: Exception) -> tuple[Fault, str]:
    """Return whose a fault is, and the status or the kind by which it was told."""
    match error:
        case InvalidResponse():  # of an upload: the library's own kind of answer
            status = int(error.response.status_code)
        case GoogleAPICallError() if error.code is not None:
            status = int(error.code)
        case GoogleAuthError() if not (isinstance(error, TransportError) or error.retryable):
            return Fault.MISCONFIGURED, type(error).__name__
        case _:
            return Fault.MAY_HEAL, type(error).__name__
    return fault_of_status(status), str(status)


def _raised(fault: Fault, code: str) -> Exception:
    tell(fault, Service.STORAGE, code)
    if fault is Fault.LOST:
        return ConflictError()
    return (
        RefusedRequestError() if fault is Fault.OURS else UnavailableError(retry_after=_RETRY_AFTER)
    )
