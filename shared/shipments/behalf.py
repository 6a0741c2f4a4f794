"""For whom carriers are asked. Pure."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared.suppliers.port import Asker

Note = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Behalf:
    """For whom carriers are asked: whose share of their budgets, and whose limit."""

    asker: Asker
    source: str
    """Whose look-ups that ask a carrier are counted together."""
    before: Note | None = None
    """Writes down, before it is asked, that somebody will be: given its code."""


def visitor(source: str) -> Behalf:
    """Return a visitor, known by the source of the request alone."""
    return Behalf(Asker.VISITOR, source)


def follower(person: str, before: Note | None = None) -> Behalf:
    """Return a person who follows parcels: counted by their id, which no address looks like."""
    return Behalf(Asker.FOLLOW, f"person:{person}", before)
