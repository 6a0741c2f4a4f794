"""Read carriers' times: every one of them writes them differently, and some are impossible."""

import re
from datetime import UTC, datetime, timedelta

_ISO = re.compile(
    r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r"(?:Z|z|[+-][0-9]{2}:?[0-9]{2})?)?\Z"
)
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_LONGEST_OFFSET = timedelta(hours=14)


Told = tuple[datetime, bool]
"""A time, and whether it is local only."""


def read_time(text: object) -> Told | None:
    """Return a time and whether it is local only; None for what is not a time in our days.

    A time without an offset is returned with +00:00 and True: its clock reads right at the place
    where it was written, and nothing more is known. The form is ISO 8601 as carriers use it.
    """
    if not isinstance(text, str) or len(text) > 40 or not _ISO.match(text):  # noqa: PLR2004
        return None
    try:
        moment = datetime.fromisoformat(text.upper().replace(",", "."))
    except ValueError:
        return None
    local_only = moment.tzinfo is None
    if local_only:
        moment = moment.replace(tzinfo=UTC)
    if abs(moment.utcoffset() or timedelta(0)) > _LONGEST_OFFSET:
        return None
    return (moment, local_only) if _EARLIEST <= moment < _LATEST else None
