"""Sends each message by the channel of its address."""

from typing import TYPE_CHECKING

from shared.kernel.clock import Clock
from shared.kernel.errors import UnavailableError
from shared.people.messages.email import mime
from shared.people.messages.port import Destination, Message
from shared.people.messages.sms import SmsSender
from shared.people.person.address import Address, Channel
from shared.platform.suppliers.mail import MailClient

if TYPE_CHECKING:
    from shared.people.messages.push import PushSender


class Channels:
    """The channels that are configured. See ``Messenger``."""

    def __init__(
        self,
        *,
        mail: MailClient | None,
        sender: str,
        sms: SmsSender | None,
        clock: Clock,
        push: "PushSender | None" = None,
    ) -> None:
        self._mail, self._sender, self._sms, self._clock = mail, sender, sms, clock
        self._push = push

    def serves(self, address: Destination) -> bool:
        """Tell whether there is a channel to an address."""
        if not isinstance(address, Address):
            return self._push is not None and self._push.serves(address.address)
        if address.channel is Channel.EMAIL:
            return self._mail is not None
        return self._sms is not None and self._sms.serves(address.value)

    async def send(self, address: Destination, message: Message) -> None:
        """Send a message now. See the port."""
        if not isinstance(address, Address):
            if self._push is None:
                raise UnavailableError
            await self._push.send(address.address, message)
        elif address.channel is Channel.EMAIL and self._mail is not None:
            mail = mime(message, sender=self._sender, to=address.value, clock=self._clock)
            sender = message.return_path or self._sender
            await self._mail.send(mail, sender=sender, to=address.value)
        elif address.channel is Channel.PHONE and self._sms is not None:
            await self._sms.send(address.value, message.short or message.text)
        else:
            raise UnavailableError
