"""Push messages, each by the service of its device."""

from shared.people.messages.app_push import AppPushSender
from shared.people.messages.port import Message
from shared.people.messages.web_push import WebPushSender
from shared.people.person.push_address import FCM, PushAddress


class PushSender:
    """Sends push messages where the operator has set up how."""

    def __init__(self, apps: AppPushSender | None, browsers: WebPushSender | None) -> None:
        self._apps, self._browsers = apps, browsers

    def serves(self, address: PushAddress) -> bool:
        """Tell whether a device can be reached here at all."""
        if address.service == FCM:
            return self._apps is not None and self._apps.is_open
        return address.is_browser and self._browsers is not None

    async def send(self, address: PushAddress, message: Message) -> None:
        """Send a message to a device. Raises as the senders do."""
        if address.service == FCM and self._apps is not None:
            await self._apps.send(address.to, message)
        elif self._browsers is not None:
            await self._browsers.send(address, message)
