"""The one way to people: a message passes the gate of its purpose, and the ledger, and is sent.

Whoever relays a message is given the address, so that is written down for the person before. A code
is the exception: it is sent to whoever asks, and whether the address has an account must not make
a difference. It is written down together with the account that it makes, or the address that it
adds.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.people.messages.port import Destination, Message, Messenger
from shared.people.person.address import Address, Channel
from shared.people.person.disclosures import Disclosures, Giving
from shared.platform.suppliers.model import Category
from shared.platform.suppliers.port import NoSuchAddressError
from shared.privacy.purposes import Purpose

if TYPE_CHECKING:  # of who sends news
    from shared.people.messages.pauses import Pauses
    from shared.people.messages.return_paths import ReturnPaths

Allowed = Callable[[str, Purpose], Awaitable[bool]]
"""Tells whether something may be done for a purpose now, by a person's id."""
_RELAYS = {
    Channel.EMAIL: Giving("mail", (Category.EMAIL,)),
    Channel.PHONE: Giving("sms", (Category.PHONE,)),
}


class Sender:
    """Sends messages."""

    def __init__(
        self,
        messenger: Messenger,
        ledger: Disclosures,
        allowed: Allowed,
        *,
        pauses: "Pauses | None" = None,
        return_paths: "ReturnPaths | None" = None,
    ) -> None:
        """Send messages.

        Args:
            messenger: Who relays them.
            ledger: Where it is written down.
            allowed: Who is asked before.
            pauses: Where it is written down that what can be stopped does not arrive.
            return_paths: Where reports about that come back to; None: to the sender.
        """
        self._messenger, self._ledger, self._allowed = messenger, ledger, allowed
        self._pauses, self._return_paths = pauses, return_paths

    def serves(self, address: Destination) -> bool:
        """Tell whether messages can be sent there at all."""
        return self._messenger.serves(address)

    async def send(
        self, address: Destination, message: Message, *, person: str | None = None
    ) -> bool:
        """Send a message now, if its purpose is allowed now.

        Args:
            address: Where to.
            message: What.
            person: Whose address it is; None: nobody's that we could know.

        Returns:
            Whether it was sent: False, if its person does not allow it, has restricted what may be
            done with their data, or objects.

        Raises:
            ValueError: Such a message goes to people, by their own channel, and not there.
            NoSuchAddressError: There is no such mailbox, or the number takes no SMS. What can be
                stopped is paused from then on.
            SupplierRefusedError: The register does not allow it.
            UnavailableError: It could not be decided, written down or handed over; it may or may
                not arrive.
        """
        kind = message.kind
        _check(message, address, person)
        if person is not None:
            if not kind.purpose.while_restricted and not await self._allowed(person, kind.purpose):
                return False
            await self._ledger.given(person, _giving(address))
            if kind.purpose.is_asked:
                return await self._sent(address, message, person)
        await self._messenger.send(address, message)
        return True

    async def _sent(self, address: Destination, message: Message, person: str) -> bool:
        """Send what can be stopped, and heed what is said about the address."""
        if self._return_paths is not None and address.channel is Channel.EMAIL:
            purpose = message.kind.purpose.id
            back = await self._return_paths.of(person, purpose, address.value)
            message = replace(message, return_path=back)
        try:
            await self._messenger.send(address, message)
        except NoSuchAddressError:
            if self._pauses is not None and isinstance(address, Address):
                await self._pauses.pause(person, address)
            raise
        return True


def relayed(channel: Channel) -> Giving:
    """Return what a supplier is given when a message is sent by mail or SMS."""
    return _RELAYS[channel]


def _giving(address: Destination) -> Giving:
    if isinstance(address, Address):
        return relayed(address.channel)
    return Giving(address.address.service, (Category.PUSH,), address.device)


def _check(message: Message, address: Destination, person: str | None) -> None:
    kind = message.kind
    if person is None and not kind.to_strangers:
        msg = f"messages {kind.id} are sent to people, not to addresses"
        raise ValueError(msg)
    if kind.purpose.is_asked and kind.channel is not address.channel:
        msg = f"messages {kind.id} are not sent by {address.channel}"
        raise ValueError(msg)
