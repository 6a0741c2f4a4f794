"""News of parcels in words: with the name that the person gave, by SMS without. Pure."""

from collections.abc import Sequence
from datetime import datetime

from shared.kernel.clock import DAY
from shared.kernel.texts import say
from shared.kernel.zones import rules_of
from shared.parcels.carriers.directory import CARRIERS
from shared.parcels.carriers.model import Status
from shared.parcels.follows.model import Follow, Followed
from shared.parcels.news.told import ParcelNews
from shared.people.person.model import Person

SHORT_CHARACTERS = 19
"""Of a carrier's name in an SMS."""
_PARCEL = "Parcel"
_TAIL = 4
_EARLY = 8
"""Before this hour what was found in the night before is of this day."""


def letter(told: Sequence[Followed], language: str, stop: str) -> tuple[str, str]:
    """Return the subject and the text of a mail.

    Args:
        told: Of which parcels it tells, at least one.
        language: Which.
        stop: The address that stops such mails.
    """
    news = [_sentences(one.follow, language, is_named=True) for one in told]
    subject = news[0][0] if len(news) == 1 else _many(told, language)
    paragraphs = "\n\n".join(" ".join(one) for one in news)
    return subject, say("mail-news-text", language, news=paragraphs, stop=stop)


def short(told: Sequence[Followed], language: str, stop: str) -> str:
    """Return what an SMS says instead."""
    if len(told) == 1:
        news = _sentences(told[0].follow, language, is_named=False)[0]
    else:
        news = _many(told, language)
    return say("sms-news", language, news=news, stop=stop)


def note(told: Sequence[Followed], language: str) -> tuple[str, str]:
    """Return what a browser shows: a title, and what stands below it, if anything does."""
    news = [_sentences(one.follow, language, is_named=True) for one in told]
    if len(news) == 1:
        return news[0][0], " ".join(news[0][1:])
    return _many(told, language), "\n".join(one[0] for one in news)


def is_past(told: ParcelNews, person: Person, now: datetime) -> bool:
    """Tell whether news is of a day that is over: that a parcel comes today is told on that day."""
    if told.status is not Status.OUT_FOR_DELIVERY:
        return False
    zone = rules_of(person.zone)
    found, local = told.at.astimezone(zone), now.astimezone(zone)
    if local - found < DAY / 2 and local.hour <= _EARLY:
        return False  # found at night
    return local.date() > found.date() and not person.daily_news


def _many(told: Sequence[Followed], language: str) -> str:
    return say("news-many", language, number=str(len(told)))


def _sentences(follow: Follow, language: str, *, is_named: bool) -> list[str]:
    """Return what is new of a parcel, and why, if the carrier says so."""
    told = follow.told
    assert told is not None  # noqa: S101 - whoever tells of it has looked
    parcel = _named(follow) if is_named else _in_short(follow)
    if told.is_of_day and told.day is not None:
        return [say("news-day", language, parcel=parcel, day=f"{told.day:%Y-%m-%d}")]
    sentences = [say(f"news-{told.status}", language, parcel=parcel)]
    if told.reason is not None:
        sentences.append(say(f"news-because-{told.reason}", language))
    return sentences


def _named(follow: Follow) -> str:
    """Return how a mail calls a parcel: as its person does, if they have given it a name."""
    told = f"{_carrier(follow)} ...{follow.number[-_TAIL:]}"
    return told if follow.label is None else f"{follow.label} ({told})"


def _in_short(follow: Follow) -> str:
    """Return how an SMS calls it, which others may see on a locked screen."""
    name = _carrier(follow)
    short = name if name.isascii() and len(name) <= SHORT_CHARACTERS else _PARCEL
    return f"{short} ...{follow.number[-_TAIL:]}"


def _carrier(follow: Follow) -> str:
    carrier = CARRIERS.get(follow.carrier)
    return carrier.name if carrier is not None else follow.carrier
