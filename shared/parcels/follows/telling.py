"""What is written when a followed parcel has news: a message by each channel that is wished.

It is part of the commit by which the follow remembers that the person was told. Whoever loses that
race has written nothing, and the messages' names follow from the news: one change is one message,
however many find it.

After a restore the follows remember less than people were told. So what happened before it is
remembered, and told to nobody; nor is what the first look at a follow finds, if its carrier does
not say when it happened.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from shared.kernel.clock import Clock
from shared.parcels.carriers.model import Status
from shared.parcels.follows.model import Follow
from shared.parcels.follows.wheel import parted
from shared.parcels.news.told import ParcelNews
from shared.people.messages.kinds import NEWS_EMAIL, NEWS_PUSH, NEWS_SMS, MessageKind
from shared.people.messages.outbox import Outbox
from shared.people.messages.outgoing import TRIED_FOR
from shared.platform.records.write_batch import Writing
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey

_NAME_CHARACTERS = 32
_DELIVERED_WITHIN = timedelta(hours=48)
"""For so long it is worth telling that a parcel was delivered; other news is overtaken sooner."""
_NIGHT = timedelta(hours=10)
"""By as much a look may be later than its ring says."""


class NewsTelling:
    """Writes the messages about news of one region's follows."""

    def __init__(
        self,
        outbox: Outbox,
        keys: IndexKey,
        clock: Clock,
        *,
        restored: Callable[[], Awaitable[datetime | None]],
    ) -> None:
        """Write messages.

        Args:
            outbox: Where.
            keys: For their names.
            clock: The clock.
            restored: Tells when the database was restored last, if it ever was.
        """
        self._outbox, self._keys, self._clock, self._restored = outbox, keys, clock, restored

    async def writings(
        self, person: str, name: str, before: Follow, after: Follow
    ) -> list[Writing]:
        """Return what writes the messages about what is news in a follow; nothing, if nothing is.

        Raises:
            ErasedError: The person is being erased.
            UnavailableError: The database or the key service does not answer.
        """
        kinds = wished(after)
        if after.told is None or not kinds or after.news == before.news:
            return []
        if await self._may_be_known(before, after.told):
            return []
        key, number = await self._keys.index_key(), str(after.news)
        since = after.since.isoformat()
        is_delivered = after.told.status is Status.DELIVERED
        return [
            await self._outbox.gathered(
                person,
                kind,
                {name: news_of(after)},
                blind_index(key, "message", name, since, number, kind.id)[:_NAME_CHARACTERS],
                within=_DELIVERED_WITHIN if is_delivered else TRIED_FOR,
            )
            for kind in kinds
        ]

    async def _may_be_known(self, before: Follow, news: ParcelNews) -> bool:
        """Tell whether a person may have been told before a restore, which has forgotten it."""
        restored = await self._restored()
        if restored is None or before.since > restored:
            return False
        if news.event is not None and not news.is_of_day:
            return news.event <= restored
        period = parted(before.wheel)[0].period if before.wheel is not None else timedelta(0)
        return self._clock.now() < restored + period + _NIGHT


def news_of(follow: Follow) -> str:
    """Return what tells a follow's newest news from all other of its parcel."""
    return f"{follow.since.isoformat()}|{follow.news}"


def wished(follow: Follow) -> list[MessageKind]:
    """Return the kinds of message by which a person wants to be told of a parcel."""
    notify = follow.notify
    kinds = {NEWS_EMAIL: notify.email, NEWS_SMS: notify.sms, NEWS_PUSH: notify.push}
    return [kind for kind, on in kinds.items() if on]
