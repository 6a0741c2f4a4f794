"""For whom carriers are asked. Pure."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared.carriers.model import Asked
from shared.suppliers.model import Category
from shared.suppliers.port import Asker

Note = Callable[[str, tuple[Category, ...]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Behalf:
    """For whom carriers are asked: whose share of their budgets, and whose limit."""

    asker: Asker
    source: str
    """Whose look-ups that ask a carrier are counted together."""
    before: Note | None = None
    """Writes down, before a supplier is asked, that it will be: given its id, and what it will be
    told."""


def visitor(source: str) -> Behalf:
    """Return a visitor, known by the source of the request alone."""
    return Behalf(Asker.VISITOR, source)


def follower(person: str, before: Note | None = None) -> Behalf:
    """Return a person who follows parcels: counted by their id, which no address looks like."""
    return Behalf(Asker.FOLLOW, f"person:{person}", before)


def handed(asked: Asked) -> tuple[Category, ...]:
    """Return what whoever is asked for a parcel is told."""
    details = {Category.POSTCODE: asked.postcode, Category.PHONE_TAIL: asked.phone_tail}
    return (Category.NUMBER, *(one for one, value in details.items() if value is not None))
