"""Pausing what people turn on and off, where it does not arrive: written on the person's record."""

from collections.abc import Callable
from contextlib import suppress

from shared.kernel import log
from shared.kernel.clock import Clock
from shared.kernel.errors import ErasedError, TooManyRequestsError
from shared.people.messages.return_paths import ReturnedMail
from shared.people.person.address import Address, Channel
from shared.people.person.bounces import Bounces, PauseReason, ReportKind
from shared.people.person.model import Person, new_rev
from shared.people.person.rate_limits import EVERYONE, Charge, PeopleLimits
from shared.platform.records.contention import YIELDING, retry_contended
from shared.platform.records.sealed import SealedRecords
from shared.privacy.purposes import ACCOUNT

_TRIES = 50
_PER_HOUR = 500
"""Addresses of a region that are paused; others are tried again with the next news."""


class Pauses:
    """What was reported of the addresses of one region's people."""

    def __init__(
        self, people: SealedRecords[str, Person], limits: PeopleLimits, clock: Clock
    ) -> None:
        self._people, self._limits, self._clock = people, limits, clock

    async def mailbox_of(self, person: str) -> str | None:
        """Return the email address that a person has now; None: none, or there is no such person.

        Raises:
            UnavailableError: The database or the key service does not answer.
        """
        found = (await self._people.look([(person, person)], ACCOUNT))[0].record
        return found.email if found is not None else None

    async def pause(self, person: str, address: Address) -> None:
        """Pause what is sent to an address of a person: who relays it says that there is none.

        Raises:
            UnavailableError: It could not be written.
        """
        now = self._clock.now()
        await self._write(
            person, address, lambda one: one.paused_for(PauseReason.NO_SUCH_ADDRESS, now)
        )

    async def report(self, mail: ReturnedMail, kind: ReportKind) -> None:
        """Write down that a mail did not arrive. Raises as ``pause`` does."""
        now, address = self._clock.now(), Address(Channel.EMAIL, mail.mailbox)
        await self._write(mail.person, address, lambda one: one.reported(kind, mail.day, now))

    async def is_complained_of(self, mail: ReturnedMail) -> bool:
        """Tell whether a complaint about a mail, or a later one, was obeyed already.

        Raises:
            UnavailableError: The database or the key service does not answer.
        """
        found = (await self._people.look([(mail.person, mail.person)], ACCOUNT))[0].record
        return found is None or found.bounces(Channel.EMAIL).knows_of(mail.purpose, mail.day)

    async def complained(self, mail: ReturnedMail) -> None:
        """Write down that a complaint about a mail was obeyed. Raises as ``pause`` does."""
        address = Address(Channel.EMAIL, mail.mailbox)
        await self._write(
            mail.person, address, lambda one: one.complained_of(mail.purpose, mail.day)
        )

    async def _is_few(self) -> bool:
        """Tell whether not so much is paused in this hour that it must be a relay's mistake."""
        try:
            charge = Charge("news-pauses", EVERYONE, _PER_HOUR, watched=log.Word("news-pauses"))
            await self._limits.charge([charge])
        except TooManyRequestsError:
            return False
        return True

    @retry_contended(tries=_TRIES, pause=YIELDING)
    async def _write(
        self, person: str, address: Address, changed: Callable[[Bounces], Bounces]
    ) -> None:
        """Change what was reported of an address, unless the person has it no more."""
        slot = (await self._people.look([(person, person)], ACCOUNT))[0]
        if slot.record is None or not slot.record.has(address):
            return
        before = slot.record.bounces(address.channel)
        after = changed(before)
        if after == before or (after.paused != before.paused and not await self._is_few()):
            return
        fields = {f"{address.channel}_bounces": after, "rev": new_rev()}
        with suppress(ErasedError):
            await self._people.put(person, slot, slot.record.model_copy(update=fields))
        if before.paused is None and after.reason is not None:
            log.write(log.Event.NEWS_PAUSED, channel=address.channel, reason=after.reason)
