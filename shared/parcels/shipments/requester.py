"""For whom carriers are asked. Pure."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from shared.parcels.carriers.model import Asked
from shared.parcels.shipments.model import VISIT, ShipmentState
from shared.parcels.shipments.shares import Payer
from shared.platform.limits.source import network_of
from shared.platform.suppliers.model import Category
from shared.platform.suppliers.port import Asker

Note = Callable[[str, tuple[Category, ...]], Awaitable[None]]
Life = Callable[[ShipmentState, datetime], timedelta]
"""Tells how long a shipment in a state is kept at least after a look at it, given the time."""


def visited(_state: ShipmentState, _now: datetime) -> timedelta:
    """Keep a shipment for the day that a visitor's look gives it."""
    return VISIT


class Origin(Protocol):
    """From where an account was registered, as keyed hashes."""

    @property
    def source(self) -> str:
        """By which address."""
        ...

    @property
    def network(self) -> str:
        """In which network, with its size behind a slash."""
        ...


@dataclass(frozen=True, slots=True)
class Behalf:
    """For whom carriers are asked: whose share of their budgets, and whose limit."""

    asker: Asker
    payer: Callable[[], Awaitable[Payer]] | None
    """Tells from whose share it is paid if a carrier has to be asked; None: it is paid already."""
    before: Note | None = None
    """Writes down, before a supplier is asked, that it will be: given its id, and what it will be
    told."""
    life: Life = visited
    bells: frozenset[str] = frozenset()
    """Of the follows that it is for: they are kept with the shipment, and hear of news anyway."""


def visitor(source: str) -> Behalf:
    """Return a visitor, known by the source of the request alone."""

    async def payer() -> Payer:
        return Payer(source, network=network_of(source))

    return Behalf(Asker.VISITOR, payer)


def follower(  # noqa: PLR0913 - who, and how their parcel is kept
    person: str,
    before: Note | None = None,
    *,
    origin: Callable[[], Awaitable[Origin | None]] | None = None,
    long: bool = False,
    life: Life = visited,
    bells: frozenset[str] = frozenset(),
) -> Behalf:
    """Return a person who follows parcels: counted by their id, which no address looks like.

    Args:
        person: Who.
        before: Writes down that a supplier is asked.
        origin: Tells from where a young account was registered, by whose share it is counted.
        long: Whether the parcel has been followed for longer than a day.
        life: How long what is known of the parcel is kept.
        bells: Of the follow.
    """

    async def payer() -> Payer:
        young = await origin() if origin is not None else None
        if young is None:
            return Payer(f"person:{person}", Asker.FOLLOW, long=long)
        source, network = f"origin:{young.source}", young.network
        return Payer(source, Asker.FOLLOW, network=network, young=True)

    return Behalf(Asker.FOLLOW, payer, before, life, bells)


def poll(before: Note, *, life: Life, bells: frozenset[str]) -> Behalf:
    """Return who has a parcel watched: it is paid for, and is no use of the account.

    Args:
        before: Writes down that a supplier is asked.
        life: How long what is known of the parcel is kept.
        bells: Of the follows of the parcel that are being looked at.
    """
    return Behalf(Asker.POLL, None, before, life, bells)


def handed(asked: Asked) -> tuple[Category, ...]:
    """Return what whoever is asked for a parcel is told."""
    details = {Category.POSTCODE: asked.postcode, Category.PHONE_TAIL: asked.phone_tail}
    return (Category.NUMBER, *(one for one, value in details.items() if value is not None))
