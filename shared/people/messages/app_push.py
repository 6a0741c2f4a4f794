"""Push messages to apps through Firebase Cloud Messaging's HTTP v1 API.

https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages: ``POST
/v1/projects/{project}/messages:send``, with the access token of the function's own account. Google
is told nothing of the person: that there is news, the message's random id and those of the follows.
The app words it, and asks us for more. Of what everybody is told alike Google is told the words,
too. The message's id is the notification's tag: one that comes again takes the place of the first.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from shared.kernel.clock import Clock, Deadline
from shared.people.messages.port import AddressGoneError, Message
from shared.platform.suppliers.client import SupplierClient
from shared.platform.suppliers.port import Asker, FetchOutcome, SupplierError, SupplierStanding
from shared.platform.suppliers.wire import Answer, Request

_WITHIN = timedelta(seconds=5)
_OK, _BAD, _UNAUTHENTICATED = 200, 400, 401
_FOLLOWS = 20
"""Of so many parcels the ids go with it: all may have 4,096 bytes."""
_GONE = "UNREGISTERED"
"""https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode: what is said of one token. That
it is another sender's (SENDER_ID_MISMATCH) is said of all, if our project is the wrong one."""


class AppPushSender:
    """Sends to apps."""

    def __init__(
        self,
        client: SupplierClient,
        project: str,
        token: Callable[[], Awaitable[str]],
        clock: Clock,
    ) -> None:
        """Send to apps.

        Args:
            client: Of FCM.
            project: The id of the Firebase project.
            token: Returns the access token of this function's account.
            clock: The clock.
        """
        self._client, self._token, self._clock = client, token, clock
        self._path = f"/v1/projects/{project}/messages:send"

    @property
    def is_open(self) -> bool:
        """Whether the register allows it here."""
        return self._client.standing is not SupplierStanding.NOT_ALLOWED

    async def send(self, to: str, message: Message) -> None:
        """Send a message to an app's token.

        Raises:
            AddressGoneError: There is no such app any more.
            SupplierError: It was not taken, or nobody knows.
            UnavailableError: There is no access token.
        """
        request = Request(
            "POST",
            self._path,
            headers={"Authorization": f"Bearer {await self._token()}"},
            json={"message": told(to, message, self._clock)},
            refusals=frozenset({_UNAUTHENTICATED}),
        )
        deadline = Deadline.after(self._clock, _WITHIN)
        answer = await self._client.send(request, asker=Asker.VISITOR, deadline=deadline)
        if answer.status == _OK:
            return
        if _is_gone(answer):
            raise AddressGoneError
        own = answer.status != _BAD
        raise SupplierError(outcome=FetchOutcome.REFUSED if own else FetchOutcome.BAD_ANSWER)


def told(to: str, message: Message, clock: Clock) -> dict[str, object]:
    """Return all that FCM is told of a message: whom it is for, and random ids."""
    seconds = max(0, round(message.keep.total_seconds()))
    data = {
        "kind": message.kind.id,
        "message": message.id,
        "follows": ",".join(message.about[:_FOLLOWS]),
    }
    if message.is_everybodys:
        data |= {"title": message.subject, "body": message.text, "stop": message.unsubscribe}
    alert = {"loc-key": f"agogopost-{message.kind.id}"}
    ends = round(clock.now().timestamp()) + seconds
    return {
        "token": to,
        "data": data,
        "android": {"priority": "HIGH", "ttl": f"{seconds}s"},
        "apns": {
            "headers": {"apns-collapse-id": message.id, "apns-expiration": str(ends)},
            "payload": {"aps": {"alert": alert, "mutable-content": 1, "sound": "default"}},
        },
    }


def _is_gone(answer: Answer) -> bool:
    """Tell whether an answer says that a token is nobody's, and not that ours is wrong."""
    error = answer.json.get("error") if isinstance(answer.json, Mapping) else None
    details = error.get("details") if isinstance(error, Mapping) else None
    for one in details if isinstance(details, list) else ():
        if not isinstance(one, Mapping):
            continue
        violations = one.get("fieldViolations")
        named = violations if isinstance(violations, list) else []
        fields = [it.get("field") for it in named if isinstance(it, Mapping)]
        if one.get("errorCode") == _GONE or "message.token" in fields:
            return True
    return False
