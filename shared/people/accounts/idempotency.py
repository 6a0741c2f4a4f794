"""What is known of a request that may come again: the permission to carry it out, or its reply.

Pure and light: the edge reads it at every cold start. The store is ``stored_replies.py``.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pydantic import BaseModel

    from shared.platform.records.port import Version
    from shared.platform.records.write_batch import Writing


@dataclass(frozen=True, slots=True)
class Told:
    """A reply that was given before."""

    owner: str
    """The id of the person whose reply it is."""
    view: str
    """As JSON."""
    etag: str
    session: str
    """The name of the session that began with it; empty: none did."""
    pointing: "Callable[[str], Awaitable[Writing]]"
    """Returns what to write so that the reply names another session, as it was read."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The permission to carry a request out."""

    name: str
    token: str
    body: bytes
    """A keyed hash."""
    version: "Version | None" = None
    """As which it was written; None: it is not yet."""


class Reply(Protocol):
    """What is kept of an answer."""

    @property
    def view(self) -> "BaseModel":
        """What was shown."""

    @property
    def etag(self) -> str:
        """The state that it names; empty: none."""

    @property
    def session(self) -> str:
        """The name of the session that began with it; empty: none did."""

    @property
    def kept(self) -> str:
        """The view as JSON without a session's token; empty: it has none."""
