"""What a version of the privacy policy is, and when it takes effect. Pure.

A version that cuts rights takes effect only when the banner that tells of it was served, it was
mailed to everyone as far as that can be done, and thirty days have passed since both.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.kernel.clock import DAY, midnight_of
from shared.kernel.languages import best
from shared.privacy.describe import Database, Operational, Record, Retention

NOTICE_PERIOD = 30 * DAY
"""Between everybody having been told of a cut and its effect."""
ANNOUNCEMENTS = Retention("policy", 3650 * DAY, "the version's publication")

Promises = tuple[Annotated[str, Field(pattern=r"\A[A-Z][0-9]{1,2}\z")], ...]


class PolicyError(Exception):
    """A version cannot be published; the message says why, and what to do."""


class _Closed(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )


class Section(_Closed):
    """A section, and the promises that it makes."""

    id: Annotated[str, Field(pattern=r"\A[a-z][a-z-]{1,39}\z")]
    title: Annotated[str, Field(min_length=3, max_length=100)]
    text: Annotated[str, Field(min_length=20, max_length=5000)]
    promises: Promises


class PolicyText(_Closed):
    """A version in one language."""

    title: Annotated[str, Field(min_length=3, max_length=100)]
    intro: Annotated[str, Field(min_length=20, max_length=2000)]
    banner: Annotated[str, Field(max_length=500)] = ""
    """What is shown, and mailed, before the version takes effect; the first one has none."""
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=60)]


class Draft(_Closed):
    """A version as its file has it."""

    published: date
    """From midnight (UTC) on it is shown as the next one."""
    effective: date
    """It takes effect at midnight (UTC), or later if it cuts rights and not all were told."""
    cuts_rights: bool
    texts: Annotated[Mapping[str, PolicyText], Field(min_length=1, max_length=30)]
    """By language."""

    @property
    def promises(self) -> frozenset[str]:
        """The promises that it makes."""
        return frozenset(one for section in self.texts["en"].sections for one in section.promises)


class Policy(Draft):
    """A version that is published, or will be on its day."""

    version: int
    sha256: str
    """Of its file."""

    def text(self, wanted: Sequence[str]) -> tuple[str, PolicyText]:
        """Return its text in the best language that it has, and which that is."""
        chosen = best(wanted, self.texts)
        return chosen, self.texts[chosen]


class SectionChange(StrEnum):
    """What became of a section."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Difference(_Closed):
    """How one section differs from the version before."""

    section: str
    change: SectionChange
    before: str | None
    after: str | None
    promises_added: tuple[str, ...]
    promises_removed: tuple[str, ...]


class Announcement(
    Record, collection="policy_announcements", database=Database.DATA, owner="the service"
):
    """How far a version has been made known in this region. Named by the version."""

    shown: Annotated[
        AwareDatetime | None,
        Operational(keep=ANNOUNCEMENTS, why="when the banner was first served"),
    ] = None
    told: Annotated[
        AwareDatetime | None, Operational(keep=ANNOUNCEMENTS, why="when all had been written to")
    ] = None
    after: Annotated[
        str, Operational(keep=ANNOUNCEMENTS, why="how far the mailing has come: a random id")
    ] = ""
    stuck: Annotated[
        AwareDatetime | None,
        Operational(keep=ANNOUNCEMENTS, why="since when nobody of the next page can be written to"),
    ] = None
    sent: Annotated[int, Operational(keep=ANNOUNCEMENTS, why="how many it was sent to")] = 0
    not_sent: Annotated[int, Operational(keep=ANNOUNCEMENTS, why="and how many not")] = 0


def takes_effect(policy: Policy, announced: Announcement) -> datetime | None:
    """Return when a version takes effect by itself; None: not known yet."""
    stated = midnight_of(policy.effective)
    if not policy.cuts_rights:
        return stated
    if announced.shown is None or announced.told is None:
        return None
    return max(stated, announced.shown + NOTICE_PERIOD, announced.told + NOTICE_PERIOD)


def effects(
    policies: Sequence[Policy], announced: Mapping[int, Announcement]
) -> dict[int, datetime | None]:
    """Return when each version takes effect: none before the one that it follows."""
    found: dict[int, datetime | None] = {}
    last: datetime | None = datetime.min.replace(tzinfo=UTC)
    for one in policies:
        own = takes_effect(one, announced.get(one.version, Announcement()))
        last = None if own is None or last is None else max(own, last)
        found[one.version] = last
    return found


def differences(before: PolicyText | None, after: PolicyText) -> list[Difference]:
    """Return how a text differs from the one before it, section by section."""
    old = {one.id: one for one in before.sections} if before is not None else {}
    new = {one.id: one for one in after.sections}
    return [
        _difference(name, old.get(name), new.get(name))
        for name in dict.fromkeys([*new, *old])
        if old.get(name) != new.get(name)
    ]


def _difference(name: str, old: Section | None, new: Section | None) -> Difference:
    was = set(old.promises) if old is not None else set[str]()
    is_ = set(new.promises) if new is not None else set[str]()
    change = (
        SectionChange.ADDED
        if old is None
        else SectionChange.REMOVED
        if new is None
        else SectionChange.CHANGED
    )
    return Difference(
        section=name,
        change=change,
        before=old.text if old is not None else None,
        after=new.text if new is not None else None,
        promises_added=tuple(sorted(is_ - was)),
        promises_removed=tuple(sorted(was - is_)),
    )


def check(policies: Sequence[Draft]) -> None:
    """Refuse versions that cannot follow one another.

    Raises:
        PolicyError: One has a fault of its own, or does not follow the one before.
    """
    for number, one in enumerate(policies, start=1):
        _refuse(number, _faults(number, one))
    for number, (before, after) in enumerate(pairwise(policies), start=2):
        _refuse(number, _step_faults(before, after))


def _faults(number: int, one: Draft) -> Iterable[str]:
    if "en" not in one.texts:
        yield "it has no English text: add [texts.en]"
        return
    shape = [(s.id, s.promises) for s in one.texts["en"].sections]
    if any([(s.id, s.promises) for s in text.sections] != shape for text in one.texts.values()):
        yield "its languages differ in sections or promises: make them the same"
    if len({name for name, _ in shape}) != len(shape):
        yield "two of its sections have the same id"
    if one.effective < one.published:
        yield "it takes effect before it is published"
    if number > 1 and not all(text.banner for text in one.texts.values()):
        yield "it has no banner: say in a few words what changes, in every language"
    if one.cuts_rights and one.effective - one.published < NOTICE_PERIOD:
        yield f"it cuts rights: leave {NOTICE_PERIOD.days} days between published and effective"


def _step_faults(before: Draft, after: Draft) -> Iterable[str]:
    if after.published <= before.published or after.effective <= before.effective:
        yield "its dates are not after those of the version before"
    if missing := before.texts.keys() - after.texts.keys():
        yield f"it has no text in {', '.join(sorted(missing))}, which the version before has"
    if (gone := before.promises - after.promises) and not after.cuts_rights:
        yield f"it drops {', '.join(sorted(gone))}: that cuts rights, say cuts_rights = true"


def _refuse(number: int, faults: Iterable[str]) -> None:
    if found := list(faults):
        msg = f"version {number}: " + "; ".join(found)
        raise PolicyError(msg)
