"""When an answer is due (GDPR Article 12(3)). Pure."""

from calendar import monthrange
from datetime import datetime

_MONTHS = 12


def months_after(moment: datetime, months: int) -> datetime:
    """Return the same time of day some calendar months later (UTC).

    On the same day of the month or, where that month is shorter, on its last day: a month after 31
    January is 28 February, in a leap year the 29th. Never later than the law has it, which counts
    from the day after, to the end of the last day, and on past a weekend (Regulation 1182/71).
    """
    total = moment.year * _MONTHS + moment.month - 1 + months
    year, month = total // _MONTHS, total % _MONTHS + 1
    day = min(moment.day, monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)
