"""Times as tests write them: in ISO 8601, as much as was told of them."""

from datetime import UTC

from shared.parcels.carriers.times import Estimate, When


def said(when: When | None) -> str | None:
    """Return a moment with its offset, a clock without one, a day, or an instant in UTC.

    Where a carrier gave both an instant in UTC and the place's day, they stand one after the other.
    """
    if when is None:
        return None
    there = f"{when.day}T{when.clock}" if when.clock else str(when.day)
    if when.moment is None:
        return there
    if (when.day, when.clock) == (when.moment.date(), f"{when.moment:%H:%M}"):
        return when.moment.isoformat()
    utc = f"{when.moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return utc if when.day is None else f"{utc} {there}"


def due(estimate: Estimate | None) -> str | None:
    """Return an estimate: one time, or both ends with a slash between."""
    if estimate is None:
        return None
    earliest, latest = said(estimate.earliest), said(estimate.latest)
    return latest if earliest == latest else f"{earliest}/{latest}"
