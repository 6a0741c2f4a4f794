"""Show follows, and name their states."""

import hashlib
import re
from typing import Any

from pydantic import BaseModel

from functions.follows.contract import FollowDetail, FollowView, NewsView, NotifyView, WatchEnded
from functions.follows.use_case import Finding, Seen
from shared.edge.operation import Call
from shared.edge.parcel_problems import parcel_problem
from shared.parcels.carriers.model import Proof, Status
from shared.parcels.follows.model import Follow
from shared.parcels.shipments.planning import Untracked, ungiven
from shared.parcels.shipments.track import Tracked
from shared.parcels.shipments.views import ExternalLink, ShipmentSummary, ShipmentView

_ETAG = re.compile(r'\A"([0-9a-f]{16})(?:\.[0-9a-f]{32})?"\Z')
_FLEETING = {"problem": {"request_id", "retry_after"}, "next_look_at": True, "late": True}
"""What is said of this moment alone: it is no part of a state."""


def in_short(seen: Seen, call: Call[Any]) -> FollowView:
    """Show a follow, with its shipment in short."""
    found = seen.found
    shipment = None
    if isinstance(found, Tracked):
        shipment = ShipmentSummary.of(found.carrier, found.state)
    return FollowView(**_fields(seen, call), shipment=shipment)


def in_full(seen: Seen, call: Call[Any]) -> FollowDetail:
    """Show a follow, with all that is known of its shipment."""
    found = seen.found
    shipment = None
    if isinstance(found, Tracked):
        shipment = ShipmentView.of(found.carrier, found.state)
    return FollowDetail(**_fields(seen, call), shipment=shipment)


def tag_of(view: FollowView | FollowDetail, follow: Follow) -> str:
    """Return the ETag of a follow as it is shown: its own state, and a hash of all of it.

    What its carrier says changes the hash, so that it is shown anew, but not the first part, by
    which an edit says what it means to change.
    """
    return f'"{follow.rev}.{_hash(view, _FLEETING)}"'


def tag_of_page(page: BaseModel) -> str:
    """Return the ETag of a page of follows."""
    return f'"{_hash(page, {"items": {"__all__": _FLEETING}})}"'


def names(if_match: str, rev: str) -> bool:
    """Tell whether an ``If-Match`` names a state of a follow (RFC 9110, section 13.1.1).

    The comparison is strong: a weak ETag names none.
    """
    listed = [one.strip() for one in if_match.split(",")]
    if listed == ["*"]:
        return True
    matches = (_ETAG.match(one) for one in listed)
    return any(match is not None and match[1] == rev for match in matches)


def _hash(view: BaseModel, without: Any) -> str:  # noqa: ANN401 - pydantic's own form of a choice
    shown = view.model_dump_json(exclude=without).encode()
    return hashlib.sha256(shown).hexdigest()[:32]


def _fields(seen: Seen, call: Call[Any]) -> dict[str, Any]:
    """Return what every view of a follow has."""
    follow = seen.followed.follow
    link = ExternalLink.to(follow.carrier, follow.number)
    problem = None
    if isinstance(seen.found, Untracked):
        problem = parcel_problem(
            seen.found.error, link=link, request_id=call.request_id, language=call.language
        )
    return {
        "id": seen.followed.id,
        "number": follow.number,
        "carrier": follow.carrier,
        "postcode": follow.postcode,
        "phone_tail": follow.phone_tail,
        "label": follow.label,
        "commodity": follow.commodity,
        "notify": NotifyView.of(follow.notify),
        "watched": follow.over is None,
        "watch_ended": None if follow.over is None else WatchEnded(**follow.over.model_dump()),
        "next_look_at": seen.next_look(call.now),
        "late": seen.late(call.now),
        "news": _news(follow),
        "created_at": follow.created,
        "updated_at": seen.updated,
        "transit_time": seen.transit,
        "problem": problem,
        "asks": _asks(seen.found, follow),
        "carrier_link": link,
    }


def _news(follow: Follow) -> NewsView | None:
    if follow.told is None or not follow.told.number:
        return None
    told = follow.told
    day = told.day if told.is_of_day else None
    return NewsView(status=told.status, reason=told.reason, expected_day=day, at=told.at)


def _asks(found: Finding, follow: Follow) -> tuple[Proof, ...]:
    if not isinstance(found, Tracked):
        return ungiven(follow.ref)
    report = found.state.report
    return found.asks if report is not None and report.status is Status.NOT_FOUND else ()
