"""The numbers that 17TRACK has been told to track, with its rules of registration."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from infra.local.carriers.stories import Json

CHINA_POST, ROYAL_MAIL, YUN_EXPRESS = 3011, 11031, 190008
CARRIER_KEYS: Mapping[str, int] = {
    "China Post": CHINA_POST,
    "Royal Mail": ROYAL_MAIL,
    "USPS": 21051,
    "Australia Post": 1151,
    "Correios Brazil": 2151,
    "Deutsche Post DHL": 7041,
    "DHL Express": 100001,
    "UPS": 100002,
    "FedEx": 100003,
    "OnTrac": 100049,
    "LaserShip": 100104,
    "Amazon": 100143,
    "YunExpress": YUN_EXPRESS,
    "Yanwen": 190012,
    "Cainiao": 190271,
}
"""17TRACK's numeric keys of some carriers; its list has some three thousand."""
_LEAST_KEY, _GREATEST_KEY = 1011, 199_999
"""Between these are those of the list; here it is all that a key is held to."""
PAGE = 40
"""Numbers in one page of the list."""

_POST_OF: Mapping[str, int] = {
    "CN": CHINA_POST,
    "GB": ROYAL_MAIL,
    "US": CARRIER_KEYS["USPS"],
    "AU": CARRIER_KEYS["Australia Post"],
    "BR": CARRIER_KEYS["Correios Brazil"],
    "DE": CARRIER_KEYS["Deutsche Post DHL"],
}
_POSTAL_ITEM = re.compile(r"\A[A-Z]{2}[0-9]{9}([A-Z]{2})\Z")


@dataclass(frozen=True, slots=True)
class Kept:
    """A number that is registered."""

    number: str
    carrier: int
    tag: str | None = None
    param: str | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    """When."""

    def but(self, *, tag: str | None, param: str | None) -> "Kept":
        """Return the same with another tag and parameter."""
        return replace(self, tag=tag, param=param)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a call says about a number that it accepts."""

    item: Json


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a call does not accept a number."""

    number: str
    code: int
    message: str

    @property
    def item(self) -> Json:
        """The rejection as an answer has it."""
        return {"number": self.number, "error": {"code": self.code, "message": self.message}}


def carrier_key(number: str, *, anyhow: bool = False) -> int:
    """Return the carrier that 17TRACK detects for a number; 0: none.

    Args:
        number: Of a post's item, or any other.
        anyhow: Whether some carrier is detected for any other.
    """
    found = _POSTAL_ITEM.match(number)
    key = _POST_OF.get(found[1], 0) if found else 0
    return key or (YUN_EXPRESS if anyhow else 0)


class Registry:
    """What is tracked."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}

    def kept(self, number: str) -> Kept | None:
        """Return a number, if it is registered."""
        return self._kept.get(number)

    def register(
        self, asked: Json, *, known: bool, full: bool, now: datetime
    ) -> Accepted | Rejected:
        """Begin to track a number.

        Args:
            asked: The number, and what goes with it.
            known: Whether a carrier is detected even if the number does not look like one's.
            full: Whether the quota is used up.
            now: When.
        """
        number, carrier = str(asked.get("number")), asked.get("carrier")
        if number in self._kept:
            words = f"The tracking number '{number}' has been registered, don't need to repeat"
            return Rejected(number, -18019901, f"{words} registration.")
        if full:
            return Rejected(number, -18019908, "Your quota is used up.")
        if carrier is not None and not _LEAST_KEY <= carrier <= _GREATEST_KEY:
            return Rejected(number, -18019910, f"The carrier value '{carrier}' is not correct.")
        key = carrier or carrier_key(number, anyhow=known)
        if not key:
            return Rejected(number, -18019903, "Carrier cannot be detected.")
        self._kept[number] = Kept(number, key, asked.get("tag"), asked.get("param"), now)
        told = {"origin": 2 if carrier else 1, "number": number, "carrier": key}
        return Accepted(told | {name: asked.get(name) for name in ("email", "tag", "lang")})

    def find(self, asked: Json) -> Kept | Rejected:
        """Return a number that is tracked, by its carrier if one is named."""
        number, carrier = str(asked.get("number")), asked.get("carrier")
        kept = self._kept.get(number)
        if kept is None or carrier not in (None, kept.carrier):
            words = f"The tracking number '{number}' does not register, please register first."
            return Rejected(number, -18019902, words)
        return kept

    def delete(self, asked: Json) -> Accepted | Rejected:
        """Track a number no more."""
        kept = self.find(asked)
        if isinstance(kept, Rejected):
            return kept
        del self._kept[kept.number]
        return Accepted({"number": kept.number, "carrier": kept.carrier})

    def page(self, asked: Json, status: Callable[[Kept], Json]) -> Json:
        """Return one page of what is tracked, with a status for each.

        Args:
            asked: The page, counted from 1, what to look for, and the order: oldest first unless it
                is ``RegisterTimeDesc``.
            status: What the list says about a number's story.
        """
        found = [told for kept in self._kept.values() if _fits(told := _row(kept, status), asked)]
        if asked.get("order_by") == "RegisterTimeDesc":
            found.reverse()
        number = max(1, int(asked.get("page_no") or 1))
        page = {
            "data_total": len(found),
            "page_total": -(-len(found) // PAGE),
            "page_no": number,
            "page_size": PAGE,
        }
        shown = found[(number - 1) * PAGE : number * PAGE]
        return {"page": page, "code": 0, "data": {"accepted": shown, "rejected": []}}


def _fits(row: Json, asked: Json) -> bool:
    names = ("number", "carrier", "data_origin", "tracking_status", "package_status")
    return all(asked.get(name) in (None, "", row[name]) for name in names)


def _nothing(names: Iterable[str]) -> Json:
    return dict.fromkeys(names)


def _row(kept: Kept, status: Callable[[Kept], Json]) -> Json:
    at = f"{kept.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    unknown = (
        "shipping_country recipient_country push_time push_status_code stop_track_time "
        "stop_track_reason order_no order_time email lang remark"
    )
    return {
        **_nothing(unknown.split()),
        "number": kept.number,
        "param": kept.param,
        "param_type": "PostalCode" if kept.param else "None",
        "data_origin": "Api",
        "carrier": kept.carrier,
        "final_carrier": 0,
        "register_time": at,
        "tracking_status": "Tracking",
        "track_time": at,
        "push_status": "NotPushed",
        "is_retracked": False,
        "carrier_change_count": 0,
        "tag": kept.tag,
        **status(kept),
    }
