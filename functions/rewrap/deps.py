"""What the function ``rewrap`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.kernel.clock import Clock
    from shared.people.rotation.rotation import KeyRotation
    from shared.platform.vault.keyring import KeyringHolder


class Deps(Protocol):
    """What the function ``rewrap`` may use."""

    @property
    def people_keyring(self) -> "KeyringHolder":
        """The keyring that wraps people's keys."""
        ...

    @property
    def other_keyrings(self) -> "Sequence[KeyringHolder]":
        """All the others."""
        ...

    @property
    def key_rotation(self) -> "KeyRotation":
        """People's keys as the jobs see them that rotate them."""
        ...

    @property
    def clock(self) -> "Clock":
        """The clock."""
        ...
