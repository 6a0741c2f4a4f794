"""What needs a place for files, in our words."""

from typing import Protocol


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

    async def delete(self, name: str) -> bool:
        """Delete an object; tell whether there was one."""
        ...
