"""Times as tests write them: in ISO 8601, as much as was told of them."""

from datetime import UTC

from shared.carriers.times import Estimate, When


def said(when: When | None) -> str | None:
    """Return a moment with its offset, a clock without one, a day, or an instant in UTC."""
    if when is None:
        return None
    if when.moment is not None:
        assert when.day is None or (when.moment.date(), f"{when.moment:%H:%M}") == (
            when.day,
            when.clock,
        )
        utc = f"{when.moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        return utc if when.day is None else when.moment.isoformat()
    return f"{when.day}T{when.clock}" if when.clock else str(when.day)


def due(estimate: Estimate | None) -> str | None:
    """Return an estimate: one time, or both ends with a slash between."""
    if estimate is None:
        return None
    earliest, latest = said(estimate.earliest), said(estimate.latest)
    return latest if earliest == latest else f"{earliest}/{latest}"
