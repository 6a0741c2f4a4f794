"""For whom carriers are asked. Pure."""

from dataclasses import dataclass

from shared.suppliers.port import Asker


@dataclass(frozen=True, slots=True)
class Behalf:
    """For whom carriers are asked: whose share of their budgets, and whose limit."""

    asker: Asker
    source: str
    """Whose look-ups that ask a carrier are counted together."""


def visitor(source: str) -> Behalf:
    """Return a visitor, known by the source of the request alone."""
    return Behalf(Asker.VISITOR, source)


def follower(person: str) -> Behalf:
    """Return a person who follows parcels: counted by their id, which no address looks like."""
    return Behalf(Asker.FOLLOW, f"person:{person}")
