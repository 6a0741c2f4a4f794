"""When a person wants no news. Pure."""

from datetime import date, datetime, time, timedelta

from shared.kernel.zones import rules_of
from shared.people.person.address import Channel
from shared.people.person.model import Person

_NIGHT_BEGINS, _NIGHT_ENDS = 22, 7
_DAILY = 8
_DAILY_ENDS = 10
"""Until then a daily message that was held up goes all the same."""
_DAY = timedelta(days=1)


def quiet_until(
    person: Person, channel: Channel | None, made: datetime, now: datetime
) -> datetime | None:
    """Return until when news by a channel waits; None: it may go now.

    At night, where the person is, nothing comes that rings, unless they want it; mail comes at any
    time, or if they want it so once a day: what was written until then.

    Args:
        person: Whom it is for.
        channel: By which it goes.
        made: When it was written.
        now: The time.
    """
    local = now.astimezone(rules_of(person.zone))
    if channel is Channel.EMAIL:
        is_its_time = _is_daily(local) and made <= _at(local.date(), _DAILY, local)
        return next_daily(person, now) if person.daily_news and not is_its_time else None
    if not person.quiet_hours or _NIGHT_ENDS <= local.hour < _NIGHT_BEGINS:
        return None
    today = local.date()
    return _at(today if local.hour < _NIGHT_ENDS else today + _DAY, _NIGHT_ENDS, local)


def next_daily(person: Person, now: datetime) -> datetime:
    """Return when news comes that is told once a day: at eight in the morning."""
    local = now.astimezone(rules_of(person.zone))
    today = local.date()
    return _at(today if local.hour < _DAILY else today + _DAY, _DAILY, local)


def _is_daily(local: datetime) -> bool:
    return _DAILY <= local.hour < _DAILY_ENDS


def _at(day: date, hour: int, local: datetime) -> datetime:
    return datetime.combine(day, time(hour), local.tzinfo)
