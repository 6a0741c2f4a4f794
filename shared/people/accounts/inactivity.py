"""When an account that nobody uses comes to its end. Pure.

Nobody uses it for 24 months, and was told 30 days before. Its last use is known to the week
(``Person.used``), so a week is added. A person's record carries the day on which to look at it:
finding who is inactive costs who is due, not who is there.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from shared.kernel.clock import midnight_of
from shared.people.person.model import WHILE_ACCOUNT
from shared.privacy.retention import due, shard_of

NOTICE = timedelta(days=30)
"""How long before its end a person is told, and for how long it stands at least after that."""
_WEEK = timedelta(days=7)


class Next(StrEnum):
    """What is to be done about an account that is looked at."""

    WAIT = "wait"
    TELL = "tell"
    ANONYMISE = "anonymise"


def tell_on(last_used: datetime) -> datetime:
    """Return the day from which on a person is told, if they do not use their account."""
    return last_used + _WEEK + WHILE_ACCOUNT.period - NOTICE


def looked_at(person: str, last_used: datetime) -> str:
    """Return the ``due`` of the record of a person who was just there."""
    return _due(person, tell_on(last_used))


def looked_at_again(person: str, day: date) -> str:
    """Return the ``due`` of one who was told on a day."""
    return _due(person, midnight_of(day) + NOTICE)


def next_of(last_used: datetime, told: datetime | None, day: date) -> Next:
    """Return what is to be done on a day.

    A notice from before the last use counts for nothing.
    """
    today, tell = midnight_of(day), tell_on(last_used)
    if today < tell:
        return Next.WAIT
    if told is None or told < tell:
        return Next.TELL
    return Next.ANONYMISE if today >= told + NOTICE else Next.WAIT


def _due(person: str, moment: datetime) -> str:
    return due(moment, shard=shard_of(person))
