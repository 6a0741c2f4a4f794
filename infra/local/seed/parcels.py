"""Invented waybills that invented people follow. Pure.

Most are the sandbox's or in the simulators' tables, so that something is known of them; of some
the carrier knows nothing, and for some nobody can be asked. Numbers of real carriers are few and
shared, as a carrier's calls of a day are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from infra.local.carriers.dhl import DHL
from infra.local.carriers.fedex import FEDEX
from infra.local.carriers.seventeen_track import SEVENTEEN_TRACK
from infra.local.carriers.ups import UPS
from infra.local.carriers.usps import USPS
from shared.parcels.carriers.checksums import mod7, mod10, s10
from shared.parcels.carriers.sandbox import POSTCODE

MOST = 5
"""Waybills of one person."""
_STORIES = (
    "delivered", "in_transit", "out_for_delivery", "exception", "customs",
    "available_for_pickup", "recipient_absent", "returned", "no_scan_yet", "not_found",
)  # fmt: skip
_WORDS = (
    "DELIVERED", "DELIVERED", "DELIVERED", "IN-TRANSIT", "IN-TRANSIT", "OUT-FOR-DELIVERY",
    "AVAILABLE-FOR-PICKUP", "CUSTOMS", "DELAYED", "INFO-RECEIVED", "RETURNED", "RECIPIENT-ABSENT",
    "NOWHERE",
)  # fmt: skip
_THINGS: Mapping[str, Sequence[str]] = {
    "clothing": ("Winter boots", "Rain jacket", "Woollen socks"),
    "electronics": ("Headphones", "Spare charger", "Reading lamp"),
    "books": ("Cookbook", "Atlas of moss", "Box of comics"),
    "food": ("Olive oil", "Sourdough starter", "Smoked paprika"),
    "medicine": ("From the pharmacy", "Contact lenses"),
    "documents": ("Signed papers", "Passport photos"),
    "home": ("Kettle with whistle", "Curtain rail", "Doormat"),
    "toys": ("Wooden train", "Jigsaw puzzle"),
    "sports": ("Climbing rope", "Bicycle pump"),
    "beauty": ("Soap from the island", "Hair clips"),
    "tools": ("Spirit level", "Set of files"),
    "other": ("Surprise parcel", "Something for the cat"),
}
_ENDS = ("FR", "SE", "JP", "CH", "AU", "BR")
_UNKNOWN = 8
"""Numbers of each invented kind."""
_UPS = mod10(even=1, odd=2)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A waybill, and what its follower says of it."""

    number: str
    carrier: str | None
    """None: the number speaks for itself."""
    postcode: str | None
    label: str | None
    commodity: str | None
    notify: Mapping[str, bool] | None

    def body(self) -> dict[str, Any]:
        """Return it as it is sent: what is not told is left out."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in told.items() if value is not None}

    def words(self) -> set[str]:
        """Return all that nobody may find in any store: the number as typed and as kept."""
        return {self.number, self.number.replace("-", ""), *([self.label] if self.label else ())}


def parcels_of(chance: Random, name: str) -> tuple[Parcel, ...]:
    """Return what somebody of this name follows: none to five, no two alike."""
    found = [_parcel(chance, name) for _ in range(chance.randint(0, MOST))]
    return tuple({parcel.number: parcel for parcel in found}.values())


def _parcel(chance: Random, name: str) -> Parcel:
    [make] = chance.choices([kind for kind, _ in _KINDS], weights=[weight for _, weight in _KINDS])
    number, carrier, postcode = make(chance)
    commodity = chance.choice(list(_THINGS))
    label = f"{chance.choice(_THINGS[commodity])} for {name}"
    return Parcel(
        number=number,
        carrier=carrier,
        postcode=postcode,
        label=label if happens(chance, 70) else None,
        commodity=commodity if happens(chance, 60) else None,
        notify=_notify(chance) if happens(chance, 50) else None,
    )


def _notify(chance: Random) -> Mapping[str, bool]:
    return {"email": happens(chance, 50), "push": happens(chance, 50)}


def happens(chance: Random, percent: int) -> bool:
    """Tell whether something happens that does so in so many of a hundred cases."""
    return chance.randrange(100) < percent


_Told = tuple[str, str | None, str | None]
"""Number, carrier and postcode."""


def _sandbox(chance: Random) -> _Told:
    return f"AGP-{chance.choice(_WORDS)}-{chance.randrange(10_000):04}", None, None


def _with_postcode(chance: Random) -> _Told:
    told = POSTCODE if happens(chance, 70) else None
    return f"AGP-POSTCODE-{chance.randrange(10_000):04}", None, told


def _simulated(chance: Random) -> _Told:
    tables = (("dhl", DHL), ("ups", UPS), ("fedex", FEDEX), ("usps", USPS))
    carrier, table = chance.choice(tables)
    return table[chance.choice(_STORIES)], carrier, None


def _aggregated(chance: Random) -> _Told:
    return SEVENTEEN_TRACK[chance.choice(_STORIES)], None, None


def _unknown_dhl(chance: Random) -> _Told:
    serial = f"{310_000_000 + chance.randrange(_UNKNOWN)}"
    return serial + mod7(serial), "dhl", None


def _unknown_ups(chance: Random) -> _Told:
    serial = f"5R8910{3_990_000 + chance.randrange(_UNKNOWN):09}"
    return f"1Z{serial}{_UPS(serial)}", "ups", None


def _unknown_post(chance: Random) -> _Told:
    place = chance.randrange(_UNKNOWN)
    serial = f"{73_000_000 + place}"
    return f"RR{serial}{s10(serial)}{_ENDS[place % len(_ENDS)]}", None, None


_KINDS: Sequence[tuple[Callable[[Random], _Told], int]] = (
    (_sandbox, 55),
    (_with_postcode, 5),
    (_simulated, 25),
    (_aggregated, 5),
    (_unknown_dhl, 3),
    (_unknown_ups, 2),
    (_unknown_post, 5),
)
