"""The one way out for mail: only to the registered relay, only over TLS, told truthfully."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP

from infra.local.emulators.messages import _REFUSALS, Outbox
from shared.kernel.errors import UnavailableError
from shared.platform.suppliers.mail import MailClient, MailTerms
from shared.platform.suppliers.model import Supplier, SupplierRefusedError
from shared.platform.suppliers.port import (
    FetchOutcome,
    NoSuchAddressError,
    SupplierError,
    SwitchedOffError,
)
from tests.fakes import FakeClock
from tests.unit.edge.site import lines_of
from tests.unit.platform.suppliers.test_client import SUPPLIER

RELAY = SUPPLIER.model_copy(update={"id": "mail", "hosts": ("localhost",)})
MAIL = b"Subject: Hello\r\n\r\nCANARY-TEXT\r\n"
SENDER, TO = "no-reply@example.com", "canary-person@example.org"


class Relay:
    """An SMTP server on this machine, without TLS."""

    def __init__(self) -> None:
        self.outbox = Outbox()
        self.port = 0

    async def send(
        self,
        host: str = "127.0.0.1",
        *,
        supplier: Supplier = RELAY,
        off: bool = False,
        to: str = TO,
    ) -> None:
        terms = MailTerms(
            host=host,
            port=self.port,
            region="eu",
            loopback=True,
            off=off,
            within=timedelta(seconds=1),
        )
        await MailClient(supplier, terms, FakeClock()).send(MAIL, sender=SENDER, to=to)


@pytest_asyncio.fixture
async def relay() -> AsyncIterator[Relay]:
    made, loop = Relay(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(made.outbox, loop=loop), "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()


async def test_a_mail_is_handed_over_once_and_told_without_its_receiver(
    relay: Relay, capsys: pytest.CaptureFixture[str]
) -> None:
    await relay.send()
    (message,) = relay.outbox.messages
    assert (message.to, message.subject) == (TO, "Hello")
    printed = capsys.readouterr().out
    (line,) = lines_of(printed)
    assert (line["message"], line["outcome"]) == ("mail-sent", "answered")
    assert "canary" not in printed.lower()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("550", NoSuchAddressError),
        ("550 5.7.1 not wanted here", SupplierError),
        ("550 no 5.1.1 at its beginning", SupplierError),
        ("451", SupplierError),
    ],
)
async def test_a_relay_may_know_of_no_such_mailbox(
    relay: Relay, answer: str, kind: type[SupplierError], monkeypatch: pytest.MonkeyPatch
) -> None:
    if answer not in {"550", "451"}:
        monkeypatch.setitem(_REFUSALS, answer, answer)
    relay.outbox.knobs[TO] = answer
    with pytest.raises(SupplierError) as caught:
        await relay.send()
    assert type(caught.value) is kind
    if answer == "451":
        assert (caught.value.arrived, caught.value.outcome) == (False, FetchOutcome.UNAVAILABLE)
    assert TO not in repr(caught.value.__cause__)


async def test_a_relay_without_tls_gets_nothing_unless_it_is_the_local_stacks(relay: Relay) -> None:
    with pytest.raises(UnavailableError):
        await relay.send("localhost")
    assert relay.outbox.messages == []


async def test_a_relay_that_is_not_there_is_told(relay: Relay) -> None:
    relay.port = 1
    with pytest.raises(SupplierError) as caught:
        await relay.send()
    assert caught.value.retry_after is not None
    assert not caught.value.arrived


async def test_a_mail_whose_answer_is_lost_may_have_arrived(
    relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.local.emulators.messages.LONG_SECONDS", 1.5)
    relay.outbox.knobs[TO] = "lost"
    with pytest.raises(SupplierError) as caught:
        await relay.send()
    assert caught.value.arrived
    assert len(relay.outbox.messages) == 1


async def test_a_relay_that_says_nothing_is_not_waited_for(relay: Relay) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(asyncio.Protocol, "127.0.0.1", 0)
    relay.port = server.sockets[0].getsockname()[1]
    with pytest.raises(UnavailableError):
        await relay.send()
    server.close()


async def test_a_relay_that_is_switched_off_or_not_allowed_gets_nothing(relay: Relay) -> None:
    with pytest.raises(SwitchedOffError):
        await relay.send(off=True)
    with pytest.raises(SupplierRefusedError):
        await relay.send(supplier=RELAY.model_copy(update={"regions": ("us",)}))
    assert relay.outbox.messages == []


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.2", "smtp.localhost"])
def test_a_host_that_is_not_on_the_register_stops_the_start(host: str) -> None:
    terms = MailTerms(host=host, port=25, region="eu", loopback=True)
    with pytest.raises(ValueError, match="the register does not name the host of mail"):
        MailClient(RELAY, terms, FakeClock())


async def test_a_relay_that_takes_no_international_addresses_is_told_once_and_for_all(
    relay: Relay,
) -> None:
    with pytest.raises(SupplierError) as caught:
        await relay.send(to="j\u00f6rg@example.org")
    assert caught.value.outcome is FetchOutcome.BAD_ANSWER
    assert relay.outbox.messages == []


async def test_a_relay_that_takes_international_addresses_gets_them_as_they_are() -> None:
    made, loop = Relay(), asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(made.outbox, loop=loop, enable_SMTPUTF8=True), "127.0.0.1", 0
    )
    made.port = server.sockets[0].getsockname()[1]
    await made.send(to="j\u00f6rg@example.org")
    server.close()
    (message,) = made.outbox.messages
    assert message.to == "j\u00f6rg@example.org"
