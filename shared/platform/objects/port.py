"""What needs a place for files, in our words."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol


class ObjectWriting(Protocol):
    """An object while it is being written: not there yet."""

    async def write(self, chunk: bytes) -> None:
        """Write the next piece.

        Raises:
            UnavailableError: The store does not answer in time; nothing of it will be there.
            ValueError: It would be longer than was allowed.
        """
        ...


class Objects(Protocol):
    """One bucket. What is written there is sealed before it gets here.

    Every method raises UnavailableError when the store does not answer in time.
    """

    @property
    def root(self) -> str:
        """The bucket's full name, which includes its region: part of what seals are bound to."""
        ...

    async def get(self, name: str) -> bytes | None:
        """Return an object, or None if there is none."""
        ...

    async def version(self, name: str) -> int | None:
        """Return what tells an object's content from any other it had, or None if there is none."""
        ...

    async def put(self, name: str, content: bytes, *, version: int | None = None) -> None:
        """Write an object, over whatever had this name; with a version, only over that.

        Args:
            name: At most 200 characters; it may hold no personal data.
            content: At most 4 MiB.
            version: As ``version`` returned it.

        Raises:
            ConflictError: It was written or deleted since.
        """
        ...

    def creating(
        self, name: str, *, media_type: str, most_bytes: int
    ) -> AbstractAsyncContextManager[ObjectWriting]:
        """Write a new object of any length piece by piece, without ever holding it in memory.

        It is there, whole, once the block has ended; if the block ends by an error, or the process
        does, there is nothing.

        Args:
            name: As for ``put``.
            media_type: What is told to who downloads it.
            most_bytes: How long it may become.

        Raises:
            ConflictError: There is one of this name: told at the end of the block at the latest.
            UnavailableError: No answer.
        """
        ...

    async def names(self, prefix: str) -> list[str]:
        """Return the names of up to 1000 objects that begin so."""
        ...

    async def delete(self, name: str) -> bool:
        """Delete an object; tell whether there was one."""
        ...
