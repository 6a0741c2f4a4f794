"""What sessions need of the policy."""

from typing import Protocol


class GoingOn(Protocol):
    """Takes note that people go on using the service under a version of the policy."""

    async def version(self) -> int:
        """Return the version in force; 0 while that is the first, which all accept on registering.

        Cheap: asked for every request.
        """
        ...

    async def went_on(self, person: str, version: int) -> bool:
        """Take note of a person's use under a version; tell whether all is settled."""
        ...
