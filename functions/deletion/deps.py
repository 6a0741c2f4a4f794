"""What the function ``deletion`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.rights.erasure.erasures import Erasures
    from shared.rights.erasure.intake import ErasureAsking


class Deps(Protocol):
    """What the function ``deletion`` may use."""

    @property
    def erasures(self) -> "Erasures":
        """The receipts."""
        ...

    @property
    def erasure_intake(self) -> "ErasureAsking":
        """Where an erasure is asked for."""
        ...
