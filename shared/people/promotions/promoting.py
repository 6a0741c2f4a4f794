"""Sending promotions: to those who agree at that moment, once, by day, and after all news.

Everybody is gone through, a page of random ids after the other, and each is asked for under their
own key: nothing that is stored says in clear who agreed. A line of what they were sent is written
for a person before a message goes, under a name that follows from both; so nobody gets one twice,
whoever runs at the same time, and one that was cut off stays ``unknown``. Who could not be sent it,
or has night, is come to again in a later round: six within a day.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from shared.kernel import log
from shared.kernel.clock import DAY, Clock, Deadline, midnight_of
from shared.kernel.errors import (
    AppError,
    ConflictError,
    ErasedError,
    RestrictedError,
    TooManyRequestsError,
    UnavailableError,
)
from shared.kernel.texts import say
from shared.kernel.zones import rules_of
from shared.people.messages.kinds import (
    PROMOTION_EMAIL,
    PROMOTION_PUSH,
    PROMOTION_SMS,
    MessageKind,
)
from shared.people.messages.outbox_delivery import NotAllReachedError
from shared.people.messages.port import Message
from shared.people.messages.posting import Posting
from shared.people.messages.sent import MessageOutcome, SentMessage
from shared.people.person.address import Channel
from shared.people.person.model import Person
from shared.people.promotions.model import ROUND, RUNS, Promotion, PromotionRun
from shared.platform.records.port import Create, DocumentId, Documents, Replace, Version
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.unsealed import fields_of, read
from shared.platform.suppliers.port import FetchOutcome, SupplierError
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.consent import Decisions, allowed
from shared.privacy.notice import current
from shared.privacy.purposes import ACCOUNT
from shared.privacy.retention import due

_KINDS = (PROMOTION_EMAIL, PROMOTION_SMS, PROMOTION_PUSH)
_PAGE = 50
_AT_ONCE = 10
_NAME_CHARACTERS = 32
_FROM, _TO = 9, 20
"""Hours of the person's day in which promotions come."""
_KEPT = DAY
"""For so long a push message waits for a device."""


@dataclass(slots=True)
class Promoted:
    """What a run has done."""

    sent: int = 0
    left: bool = False
    """Whether there are people for the next run."""


class Promoting:
    """Sends the promotions of one region."""

    def __init__(  # noqa: PLR0913 - whom it goes through, what it asks, who sends
        self,
        people: SealedRecords[str, Person],
        sent: SealedRecords[str, SentMessage],
        documents: Documents,
        keys: IndexKey,
        clock: Clock,
        *,
        decisions: Callable[[str], Awaitable[Decisions]],
        posting: Posting,
        is_news_first: Callable[[], Awaitable[bool]],
        restored: Callable[[], Awaitable[datetime | None]],
    ) -> None:
        """Send promotions.

        Args:
            people: Everybody.
            sent: What they were sent.
            documents: The database of both.
            keys: For the names of what they were sent.
            clock: The clock.
            decisions: Returns what a person has decided.
            posting: Hands messages over; it asks the person's choices again.
            is_news_first: Tells whether news waits that is due.
            restored: Tells when the database was restored last, if it ever was.
        """
        self._people, self._sent, self._documents = people, sent, documents
        self._keys, self._clock = keys, clock
        self._decisions, self._posting = decisions, posting
        self._is_news_first, self._restored = is_news_first, restored

    async def go_on(self, promotion: Promotion, deadline: Deadline) -> Promoted:
        """Send a promotion to more people, until the deadline.

        Whoever has restored a backup does not know any more who was sent it: it is over then.

        Raises:
            UnavailableError: A database does not answer. Who was sent it was.
        """
        done, restored = Promoted(), await self._restored()
        if restored is not None and promotion.begins <= restored.date():
            return done
        run, version = await self._known(promotion)
        while not deadline.passed and run.goes_on(self._clock.now()):
            if await self._is_news_first():
                break
            page = await self._documents.listed(Person.collection, after=run.after, limit=_PAGE)
            slots = [await self._people.opened(one.id.name, one, ACCOUNT) for one in page]
            if not await self._page(promotion, slots, done, deadline):
                break
            run, version = await self._keep(promotion, _further(run, slots, self._clock), version)
        done.left = not run.is_over
        return done

    async def _page(
        self, promotion: Promotion, slots: list[Slot[Person]], done: Promoted, deadline: Deadline
    ) -> bool:
        """Send a promotion to the people of a page; return whether it may go on.

        If not, the next run begins with that page: who was sent it is passed over.
        """
        places = asyncio.Semaphore(_AT_ONCE)

        async def one(slot: Slot[Person]) -> bool:
            if slot.record is None:
                return True
            async with places:
                if deadline.passed:
                    return False
                return await self._tell(promotion, slot.name, slot.record, done)

        return all(await asyncio.gather(*(one(slot) for slot in slots)))

    async def _tell(self, promotion: Promotion, owner: str, person: Person, done: Promoted) -> bool:
        """Send a promotion to a person, by each channel that they agreed to.

        Returns:
            False: as much was sent in this hour as may be.
        """
        local = self._clock.now().astimezone(rules_of(person.zone))
        if not _FROM <= local.hour < _TO:
            return True
        try:
            decisions = await self._decisions(owner)
            for kind in (one for one in _KINDS if _agreed(one, decisions)):
                sent = await self._by(promotion, kind, owner, person)
                done.sent += sent
        except TooManyRequestsError:
            return False
        except AppError as e:
            log.unavailable(e)
        except Exception as e:  # noqa: BLE001 - whatever it is, it costs nobody else theirs
            log.crash(e)
        return True

    async def _by(
        self, promotion: Promotion, kind: MessageKind, owner: str, person: Person
    ) -> bool:
        """Send a promotion by one channel; what fails by it costs the others nothing.

        Raises:
            TooManyRequestsError: As much was sent in this hour as may be, but for SMS: the lid on
                what these cost holds up nothing else. They go in a later round.
        """
        try:
            return await self._once(promotion, kind, owner, person)
        except UnavailableError as e:
            log.unavailable(e)
        except TooManyRequestsError:
            if kind is not PROMOTION_SMS:
                raise
        return False

    async def _once(
        self, promotion: Promotion, kind: MessageKind, owner: str, person: Person
    ) -> bool:
        """Send a promotion by a channel unless that was done or begun; return whether it was.

        What is cut off, by whatever it may be, stays as it was begun.
        """
        key = await self._keys.index_key()
        name = blind_index(key, "promotion", promotion.id, kind.id, owner)[:_NAME_CHARACTERS]
        line = SentMessage.kept_from(
            self._clock.now(),
            name,
            owner_id=owner,
            kind=kind.id,
            channel=kind.channel,
            outcome=MessageOutcome.UNKNOWN,
        )
        try:
            slot = await self._sent.put(owner, Slot(name, None, None), line)
        except (ConflictError, ErasedError, RestrictedError):
            return False

        def word(stop: str) -> Message:
            return _worded(promotion, kind, person.language, stop, name)

        try:
            outcome = (await self._posting.post(owner, person, kind, word)).outcome
        except AppError as e:
            await self._settle(owner, slot, _of(e))
            raise
        await self._settle(owner, slot, outcome)
        return outcome is MessageOutcome.SENT

    async def _settle(
        self, owner: str, slot: Slot[SentMessage], outcome: MessageOutcome | None
    ) -> None:
        """Write down what came of a message; None: nothing, it may go another time."""
        with suppress(ConflictError, ErasedError, RestrictedError):  # it stays as it is
            if outcome is None:
                await self._sent.delete(slot)
            elif slot.record is not None and outcome is not MessageOutcome.UNKNOWN:
                after = slot.record.model_copy(update={"outcome": outcome, "at": self._clock.now()})
                await self._sent.put(owner, slot, after)

    async def _known(self, promotion: Promotion) -> tuple[PromotionRun, Version | None]:
        """Return how far a promotion has come."""
        (found,) = await self._documents.get([_place(promotion)])
        if found is not None:
            return read(PromotionRun, found), found.version
        ends = midnight_of(promotion.ends) + RUNS.period
        first = midnight_of(promotion.begins)
        return PromotionRun(next=first, expires=ends, due=due(ends, shard=0)), None

    async def _keep(
        self, promotion: Promotion, run: PromotionRun, version: Version | None
    ) -> tuple[PromotionRun, Version | None]:
        """Keep how far it has come. Raises UnavailableError if another run is further."""
        fields, place = fields_of(run), _place(promotion)
        write = Create(place, fields) if version is None else Replace(place, fields, version)
        try:
            (done,) = await self._documents.commit([write])
        except ConflictError as e:
            raise UnavailableError from e
        return run, done.version


def _further(run: PromotionRun, page: list[Slot[Person]], clock: Clock) -> PromotionRun:
    """Return how far a promotion has come after a page; an empty one ends a round."""
    begun = {} if run.after else {"next": clock.now() + ROUND}
    if page:
        return run.model_copy(update={"after": page[-1].name, **begun})
    return run.model_copy(update={"after": "", "round": run.round + 1, **begun})


def _agreed(kind: MessageKind, decisions: Decisions) -> bool:
    return allowed(kind.purpose, decisions, current(), signal=False)


def _of(error: AppError) -> MessageOutcome | None:
    """Return what came of a message that failed; None: it may go another time."""
    if isinstance(error, NotAllReachedError):
        return MessageOutcome.SENT if error.reached else None
    if isinstance(error, SupplierError):
        if error.outcome is FetchOutcome.BAD_ANSWER:
            return MessageOutcome.REFUSED
        if error.arrived:
            return MessageOutcome.UNKNOWN
    return None


def _worded(
    promotion: Promotion, kind: MessageKind, language: str, stop: str, name: str
) -> Message:
    text = promotion.text(language)
    if kind.channel is Channel.PUSH:
        return Message(
            kind,
            text.subject,
            text.short,
            unsubscribe=stop,
            id=name,
            is_everybodys=True,
            keep=_KEPT,
        )
    whole = say("mail-promotion-text", language, text=text.text.strip(), stop=stop)
    short = say("sms-news", language, news=text.short, stop=stop)
    return Message(kind, text.subject, whole, unsubscribe=stop, short=short, id=name)


def _place(promotion: Promotion) -> DocumentId:
    return DocumentId(PromotionRun.collection, promotion.id)
