"""What the SMS provider answers is told apart: stopped, no such number, not taken."""

import pytest

from shared.people.messages.sms import SmsSender, StoppedThereError
from shared.platform.suppliers.client import SupplierClient
from shared.platform.suppliers.port import NoSuchAddressError, SupplierError
from shared.platform.suppliers.wire import Answer
from tests.fakes import FakeClock


class Provider(SupplierClient):
    """A provider that answers one thing."""

    def __init__(self, code: object) -> None:
        self.code = code

    async def send(self, *_: object, **__: object) -> Answer:
        """Answer it."""
        return Answer(400, {"code": self.code, "message": "no", "status": 400})


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (21610, StoppedThereError),
        (21211, NoSuchAddressError),
        (21614, NoSuchAddressError),
        (30006, NoSuchAddressError),
        (21608, SupplierError),
        ("21211", SupplierError),
        ([], SupplierError),
    ],
)
async def test_an_answer_says_why_an_sms_does_not_go(code: object, kind: type) -> None:
    sender = SmsSender(
        Provider(code),
        account="AC1",
        token="t",  # noqa: S106 - none
        sender="+1",
        prefixes=("+49",),
        clock=FakeClock(),
    )
    with pytest.raises(SupplierError) as caught:
        await sender.send("+4915100000000", "Hello")
    assert type(caught.value) is kind
