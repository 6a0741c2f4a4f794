"""SMS through Twilio's Programmable Messaging API (https://www.twilio.com/docs/messaging/api).

``POST /2010-04-01/Accounts/{sid}/Messages.json``, a form, HTTP Basic. What is sent is the number
and the text, and what comes back is not kept.
"""

import base64
from datetime import timedelta

from shared.kernel.clock import Clock, Deadline
from shared.people.person.phone_numbers import takes_sms
from shared.platform.suppliers.client import SupplierClient
from shared.platform.suppliers.port import Asker, FetchOutcome, NoSuchAddressError, SupplierError
from shared.platform.suppliers.wire import Request

_WITHIN = timedelta(seconds=5)
_CREATED = 201
_STOPPED_THERE = 21610
"""https://www.twilio.com/docs/api/errors/21610: they sent STOP."""
_NO_SMS = (21211, 21614, 30006)
"""https://www.twilio.com/docs/api/errors: no such number, no mobile, a landline."""


class StoppedThereError(SupplierError):
    """Whose number it is has told the provider that they want no SMS."""

    outcome = FetchOutcome.BAD_ANSWER


class SmsSender:
    """Sends SMS where the operator allows."""

    def __init__(  # noqa: PLR0913 - the supplier, who we are there, and whom we write to
        self,
        client: SupplierClient,
        *,
        account: str,
        token: str,
        sender: str,
        prefixes: tuple[str, ...],
        clock: Clock,
    ) -> None:
        self._client, self._sender, self._prefixes = client, sender, prefixes
        self._path = f"/2010-04-01/Accounts/{account}/Messages.json"
        pair = base64.b64encode(f"{account}:{token}".encode()).decode()
        self._headers, self._clock = {"Authorization": f"Basic {pair}"}, clock

    def serves(self, number: str) -> bool:
        """Tell whether a number is one that the operator allows."""
        return takes_sms(number, self._prefixes)

    async def send(self, number: str, text: str) -> None:
        """Send one SMS.

        Raises:
            StoppedThereError: Whose number it is told the provider to stop.
            NoSuchAddressError: The number takes no SMS.
            SupplierError: It was not taken, or nobody knows; it is not sent again.
        """
        request = Request(
            "POST",
            self._path,
            headers=self._headers,
            form={"To": number, "From": self._sender, "Body": text},
            once=True,
        )
        deadline = Deadline.after(self._clock, _WITHIN)
        answer = await self._client.send(request, asker=Asker.VISITOR, deadline=deadline)
        if answer.status == _CREATED:
            return
        told = answer.json if isinstance(answer.json, dict) else {}
        if told.get("code") == _STOPPED_THERE:
            raise StoppedThereError
        if told.get("code") in _NO_SMS:
            raise NoSuchAddressError
        raise SupplierError(outcome=FetchOutcome.BAD_ANSWER)
