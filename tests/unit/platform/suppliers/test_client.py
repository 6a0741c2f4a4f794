"""The one way out: whom it lets us call, how often it tries, and what it makes of each answer."""

import asyncio
import datetime as dt
import gzip
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.clock import Deadline, SystemClock, moved_to
from shared.kernel.errors import UnavailableError
from shared.platform.suppliers.breaker import FAILURES, PAUSE
from shared.platform.suppliers.client import SupplierClient, Terms
from shared.platform.suppliers.model import Supplier, SupplierRefusedError
from shared.platform.suppliers.port import (
    Allowance,
    Asker,
    BudgetSpentError,
    BusyError,
    FetchOutcome,
    SupplierError,
    SupplierStanding,
    SwitchedOffError,
)
from shared.platform.suppliers.wire import Answer, Request, _retry_after
from tests.fakes import NOON, FakeClock
from tests.unit.edge.site import lines_of
from tests.unit.platform.suppliers.server import OK, Server, reply, running

WITHIN = timedelta(seconds=8)
SHORT = timedelta(milliseconds=150)
SUPPLIER = Supplier(
    id="dhl",
    name="A supplier",
    purpose="tracking",
    categories=("waybill number",),
    hosts=("api.example.com",),
    regions=("eu",),
    country="DE",
    stores="nothing",
    terms_accepted=date(2026, 1, 1),
    terms="https://example.com/terms",
    security_evidence="a certificate",
    next_review=NOON.date(),
)


@dataclass
class Purse:
    """A budget of so many calls."""

    left: int = 1000
    down: bool = False
    spent: list[tuple[str, Asker, Allowance]] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    refunded: int = 0

    async def spend(
        self, supplier: str, *, asker: Asker, allowance: Allowance, subject: str, cost: int = 1
    ) -> None:
        """Count a call."""
        if self.down:
            raise UnavailableError
        if not self.left:
            raise BudgetSpentError(retry_after=timedelta(hours=3))
        self.left -= cost
        self.spent.append((supplier, asker, allowance))
        self.subjects.append(subject)

    async def guess(self, supplier: str, *, subject: str, wrong: bool) -> None:
        """Let everybody guess."""

    async def refund(self, supplier: str, *, subject: str) -> None:
        """Take one call back from its subject."""
        assert supplier == "dhl"
        self.refunded += bool(subject)

    async def unspend(self, supplier: str, *, asker: Asker, subject: str, cost: int = 1) -> None:
        """Take one call back."""
        self.spent.remove((supplier, asker, self.spent[-1][2]))
        self.subjects.remove(subject)
        self.left += cost


@dataclass
class Caller:
    """A client of a server that runs, with everything around it."""

    server: Server
    purse: Purse = field(default_factory=Purse)
    clock: FakeClock = field(default_factory=FakeClock)
    client: SupplierClient | None = None

    def made(self, *, region: str = "eu", try_within: timedelta = WITHIN) -> SupplierClient:
        terms = Terms(self.server.url, region, Allowance(100), loopback=True, try_within=try_within)
        self.client = SupplierClient(SUPPLIER, terms, budget=self.purse, clock=self.clock)
        return self.client

    async def ask(self, within: timedelta = WITHIN, **params: str) -> Answer:
        client = self.client or self.made()
        deadline = Deadline.after(self.clock, within)
        return await client.send(
            Request("GET", "/track", params=params, headers={"Key": "secret"}),
            asker=Asker.VISITOR,
            deadline=deadline,
            subject="N1",
        )

    async def fails(self, outcome: FetchOutcome, within: timedelta = WITHIN) -> SupplierError:
        with pytest.raises(SupplierError) as caught:
            await self.ask(within)
        assert caught.value.outcome is outcome
        return caught.value


@pytest_asyncio.fixture
async def caller() -> AsyncIterator[Caller]:
    async with running(Server()) as server:
        caller = Caller(server)
        yield caller
        if caller.client is not None:
            await caller.client.close()


# Whom it lets us call.


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("https://stranger.example", False),
        ("https://stranger.example", True),
        ("http://api.example.com", False),
        ("http://api.example.com", True),
        ("https://api.example.com.evil.example", False),
        ("https://api.example.com@evil.example", False),
        ("https://evil.example/api.example.com", False),
        ("http://127.0.0.1:1", False),
        ("http://10.0.0.1", True),
        ("http://127.0.0.1.evil.example", True),
        ("", True),
    ],
)
def test_a_host_that_is_not_on_the_register_stops_the_start(url: str, *, loopback: bool) -> None:
    terms = Terms(url, "eu", Allowance(1), loopback=loopback)
    with pytest.raises(ValueError, match="the register does not name the host of dhl"):
        SupplierClient(SUPPLIER, terms, budget=Purse(), clock=FakeClock())


@pytest.mark.parametrize("url", ["https://api.example.com", "https://api.example.com/v1"])
def test_a_registered_host_is_accepted(url: str) -> None:
    SupplierClient(SUPPLIER, Terms(url, "eu", Allowance(1)), budget=Purse(), clock=FakeClock())


async def test_nothing_goes_to_a_supplier_that_is_not_allowed_in_the_region(caller: Caller) -> None:
    caller.made(region="us")
    with pytest.raises(SupplierRefusedError):
        await caller.ask()
    assert (caller.server.requests, caller.purse.spent) == ([], [])


async def test_nothing_goes_to_a_supplier_whose_review_is_overdue(caller: Caller) -> None:
    await caller.ask()
    caller.clock.advance(timedelta(days=1))
    with pytest.raises(SupplierRefusedError):
        await caller.ask()
    assert len(caller.server.requests) == 1


# What is sent, and what it costs.


async def test_the_request_carries_what_was_given_and_nothing_of_the_environment(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    answer = await caller.ask(number="1 2&x=y")
    assert answer == Answer(200, {})
    (sent,) = caller.server.requests
    head, *headers = sent.decode().lower().split("\r\n")
    assert head == "get /track?number=1+2%26x%3dy http/1.1"
    assert "key: secret" in headers
    assert "user-agent: agogopost/1" in headers
    assert caller.purse.spent == [("dhl", Asker.VISITOR, Allowance(100))]


async def test_every_try_is_paid_for_before_it_is_made(caller: Caller) -> None:
    caller.server.replies = [reply(503)] * 3
    caller.purse.left = 2
    error = await caller.fails(FetchOutcome.UNAVAILABLE)
    assert error.asked, "twice, before the purse was empty"
    assert len(caller.server.requests) == 2
    caller.purse.left = 0
    error = await caller.fails(FetchOutcome.BUDGET_SPENT)
    assert not error.asked
    assert len(caller.server.requests) == 2


async def test_a_try_without_an_answer_is_given_back_to_its_number(caller: Caller) -> None:
    caller.server.replies = [reply(503), reply(500)]
    await caller.fails(FetchOutcome.UNAVAILABLE)
    assert (caller.purse.subjects, caller.purse.refunded) == (["N1", "N1"], 2)
    caller.server.replies = [reply(404, b"{}"), reply(200, b"<html>"), reply(401)]
    await caller.ask()
    await caller.fails(FetchOutcome.BAD_ANSWER)
    await caller.fails(FetchOutcome.REFUSED)
    assert caller.purse.refunded == 2


async def test_waiting_for_a_place_is_no_fault_of_the_suppliers(caller: Caller) -> None:
    caller.server.replies = [None]
    client = caller.made(try_within=timedelta(seconds=20))
    waiting = timedelta(milliseconds=20)
    holders = [asyncio.create_task(caller.ask(timedelta(seconds=20))) for _ in range(8)]
    await caller.server.until(8)
    for _ in range(FAILURES + 1):
        with pytest.raises(SupplierError) as refused:
            await client.send(
                Request("GET", "/track"),
                asker=Asker.VISITOR,
                deadline=Deadline.after(SystemClock(), waiting),
            )
        assert not refused.value.asked
        assert refused.value.retry_after == timedelta(seconds=30), "the circuit stays closed"
    caller.server.release.set()
    assert await asyncio.gather(*holders) == [Answer(200, {})] * 8


async def test_a_call_that_cannot_be_counted_is_not_made(caller: Caller) -> None:
    caller.purse.down = True
    with pytest.raises(UnavailableError):
        await caller.ask()
    assert not caller.server.requests


async def test_an_empty_purse_says_nothing_about_the_supplier(caller: Caller) -> None:
    caller.purse.left = 0
    for _ in range(FAILURES + 1):
        await caller.fails(FetchOutcome.BUDGET_SPENT)
    caller.purse.left = 1
    await caller.ask()


# What it makes of each answer.

ANSWERS: dict[str, tuple[bytes, FetchOutcome, int]] = {
    # the answer, what it is, how many requests were made
    "a refused key": (reply(401), FetchOutcome.REFUSED, 1),
    "a forbidden one": (reply(403), FetchOutcome.REFUSED, 1),
    "too many": (reply(429), FetchOutcome.BUSY, 3),
    "500 is not tried again": (reply(500), FetchOutcome.UNAVAILABLE, 1),
    "501": (reply(501), FetchOutcome.UNAVAILABLE, 1),
    "502": (reply(502), FetchOutcome.UNAVAILABLE, 3),
    "503": (reply(503), FetchOutcome.UNAVAILABLE, 3),
    "504": (reply(504), FetchOutcome.UNAVAILABLE, 3),
    "a redirect": (reply(302, Location="http://127.0.0.1:1/"), FetchOutcome.BAD_ANSWER, 1),
    "a redirect to where we are": (reply(307, Location="/track"), FetchOutcome.BAD_ANSWER, 1),
    "a web page": (reply(200, b"<html>CANARY</html>"), FetchOutcome.BAD_ANSWER, 1),
    "a web page as 404": (reply(404, b"<html>CANARY</html>"), FetchOutcome.BAD_ANSWER, 1),
    "half of it": (reply(200, b'{"a":'), FetchOutcome.BAD_ANSWER, 1),
    "no text": (reply(200, b"\xff\xfe\xfd"), FetchOutcome.BAD_ANSWER, 1),
    "100,000 brackets": (reply(200, b"[" * 100_000), FetchOutcome.BAD_ANSWER, 1),
    "5000 digits": (reply(200, b"9" * 5000), FetchOutcome.BAD_ANSWER, 1),
    "more than a mebibyte": (reply(200, b'"' + b"x" * 1024**2 + b'"'), FetchOutcome.BAD_ANSWER, 1),
    "cut in mid-body": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b"{cut",
        FetchOutcome.UNAVAILABLE,
        1,
    ),
    "a bomb": (
        reply(200, gzip.compress(b'"' + b"x" * 8_000_000 + b'"'), Content_Encoding="gzip"),
        FetchOutcome.BAD_ANSWER,
        1,
    ),
    "not what it says": (reply(200, b"{}", Content_Encoding="gzip"), FetchOutcome.UNAVAILABLE, 1),
    "no HTTP": (b"SSH-2.0-CANARY\r\n\r\n", FetchOutcome.UNAVAILABLE, 1),
    "nothing": (b"", FetchOutcome.UNAVAILABLE, 1),
}


@pytest.mark.parametrize(("answer", "outcome", "tries"), ANSWERS.values(), ids=ANSWERS)
async def test_an_answer_that_is_of_no_use_says_why_and_quotes_nothing(
    caller: Caller,
    capsys: pytest.CaptureFixture[str],
    answer: bytes,
    outcome: FetchOutcome,
    tries: int,
) -> None:
    caller.server.replies = [answer]
    error = await caller.fails(outcome)
    assert len(caller.server.requests) == tries
    assert len(caller.purse.spent) == (0 if outcome is FetchOutcome.BUSY else tries)
    assert error.retry_after is not None
    out = capsys.readouterr().out
    assert "CANARY" not in out + str(error) + repr(error)
    (line,) = lines_of(out)
    assert (line["supplier"], line["outcome"], line["severity"]) == ("dhl", outcome, "WARNING")


@pytest.mark.parametrize(
    ("answer", "understood"),
    [
        (reply(200, b'{"a":1}'), Answer(200, {"a": 1})),
        (reply(404, b'{"title":"x"}'), Answer(404, {"title": "x"})),
        (reply(204, b""), Answer(204, None)),
        (reply(200, b'"' + b"x" * (1024 * 1024 - 2) + b'"'), Answer(200, "x" * (1024**2 - 2))),
    ],
    ids=["json", "a refusal in json", "empty", "a mebibyte"],
)
async def test_an_answer_that_can_be_read_is_handed_over(
    caller: Caller, answer: bytes, understood: Answer
) -> None:
    caller.server.replies = [answer]
    assert await caller.ask() == understood


async def test_what_heals_is_tried_again_until_it_answers(caller: Caller) -> None:
    caller.server.replies = [reply(503), reply(429), OK]
    assert await caller.ask() == Answer(200, {})
    assert len(caller.purse.spent) == 2, "what is refused for haste is no call of the day"


async def test_a_connection_that_is_refused_is_tried_three_times() -> None:
    async with running(Server()) as server:
        pass
    caller = Caller(server)
    client = caller.made()
    await caller.fails(FetchOutcome.UNAVAILABLE)
    assert len(caller.purse.spent) == 3
    await client.close()


async def test_the_supplier_says_when_to_come_back_and_is_heard(caller: Caller) -> None:
    caller.server.replies = [reply(429, Retry_After="0"), OK]
    assert await caller.ask() == Answer(200, {})


async def test_a_wait_longer_than_the_deadline_is_not_waited(caller: Caller) -> None:
    caller.server.replies = [reply(429, Retry_After="9"), OK]
    error = await caller.fails(FetchOutcome.BUSY)
    assert error.retry_after == timedelta(seconds=9)
    assert len(caller.server.requests) == 1


@pytest.mark.parametrize(
    ("given_", "wait"),
    [
        ("17", timedelta(seconds=17)),
        (" 0 ", timedelta(0)),
        ("999999999999", timedelta(hours=1)),
        (format_datetime(NOON + timedelta(seconds=30), usegmt=True), timedelta(seconds=30)),
        (format_datetime(NOON - timedelta(days=1), usegmt=True), timedelta(0)),
        (format_datetime(NOON + timedelta(days=1), usegmt=True), timedelta(hours=1)),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("\u0661\u0667", None),
        ("Mon, 01 Jan 99999999999 00:00:00 GMT", None),
        ("Mon, 01 Jan 2026 00:00:00 +9999999999999999", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_or_not_understood(
    given_: str, wait: timedelta | None
) -> None:
    assert _retry_after({"Retry-After": given_}, NOON) == wait


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d+ [A-Z][a-z]{2} \d+ \d+:\d+:\d+ [+-]\d+"))
def test_no_retry_after_crashes_or_makes_us_wait_more_than_an_hour(value: str) -> None:
    wait = _retry_after({"Retry-After": value}, NOON)
    assert wait is None or timedelta(0) <= wait <= timedelta(hours=1)


# How long it waits.


def test_one_try_may_take_three_seconds() -> None:
    assert Terms("", "eu", Allowance(1)).try_within == timedelta(seconds=3)


async def test_a_supplier_that_hangs_costs_one_try_and_no_more(caller: Caller) -> None:
    client = caller.made()
    await caller.ask()
    await client.close()
    caller.server.replies = [None]
    caller.made(try_within=SHORT)
    await caller.fails(FetchOutcome.UNAVAILABLE)
    assert len(caller.server.requests) == 2, "the first has loaded what takes its time once"


async def test_nobody_waits_beyond_the_deadline(caller: Caller) -> None:
    caller.server.replies = [None]
    await caller.fails(FetchOutcome.UNAVAILABLE, within=SHORT)
    await caller.fails(FetchOutcome.UNAVAILABLE, within=timedelta(0))


async def test_at_most_eight_are_asked_at_once(caller: Caller) -> None:
    caller.server.replies = [None]
    caller.made()
    asking = [asyncio.create_task(caller.ask()) for _ in range(20)]
    await caller.server.until(8)
    for _ in range(20):
        await asyncio.sleep(0)
    caller.server.release.set()
    assert await asyncio.gather(*asking) == [Answer(200, {})] * 20
    assert caller.server.most_at_once == 8


# Its pace.


@dataclass
class Turns:
    """Turns that are given, or not."""

    error: UnavailableError | None = None
    waited: list[float] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    calls: int = 0

    async def take(self, *, within: float) -> datetime:
        """Give a turn."""
        self.waited.append(within)
        if self.error is not None:
            raise self.error
        return NOON

    async def begin(self, turn: datetime) -> None:
        """Wait for nothing."""
        assert turn == NOON

    def sent(self) -> None:
        """Note a call."""
        self.calls += 1

    async def hold(self, seconds: float) -> None:
        """Give none for a while."""
        self.held.append(seconds)


def paced(caller: Caller, turns: Turns) -> Turns:
    terms = Terms(caller.server.url, "eu", Allowance(100), loopback=True)
    caller.client = SupplierClient(
        SUPPLIER, terms, budget=caller.purse, clock=caller.clock, pace=turns
    )
    return turns


async def test_every_try_has_a_turn_of_its_own_and_429_holds_the_others_up(caller: Caller) -> None:
    turns = paced(caller, Turns())
    caller.server.replies = [reply(429, Retry_After="0"), reply(503), OK]
    assert await caller.ask() == Answer(200, {})
    assert len(turns.waited) == 3
    assert all(7.0 < one <= 7.5 for one in turns.waited), "half a second is left for the answer"
    assert (turns.held, turns.calls) == ([0.0], 3)
    assert len(caller.purse.spent) == 2


@dataclass
class FewTurns(Turns):
    """Turns of which there are only some."""

    left: int = 1

    async def take(self, *, within: float) -> datetime:
        """Give a turn, if one is left."""
        if self.left == 0:
            raise BusyError(asked=False, retry_after=timedelta(seconds=9))
        self.left -= 1
        return await super().take(within=within)


async def test_who_is_down_is_down_also_where_no_second_try_had_a_turn(caller: Caller) -> None:
    turns = FewTurns()
    paced(caller, turns)
    for _ in range(FAILURES):
        turns.left = 1
        caller.server.replies = [reply(503)]
        error = await caller.fails(FetchOutcome.UNAVAILABLE)
        assert error.asked
    error = await caller.fails(FetchOutcome.UNAVAILABLE)
    assert not error.asked, "the circuit is open"


async def test_who_let_nobody_through_and_gives_no_other_turn_is_busy(caller: Caller) -> None:
    paced(caller, FewTurns())
    caller.server.replies = [reply(429, Retry_After="0")]
    error = await caller.fails(FetchOutcome.BUSY)
    assert (error.asked, caller.purse.spent) == (True, [])


async def test_a_turn_that_is_lost_before_it_begins_costs_nothing(caller: Caller) -> None:
    class Lost(Turns):
        async def begin(self, turn: datetime) -> None:
            assert turn == NOON
            raise BusyError(asked=False, retry_after=timedelta(seconds=9))

    paced(caller, Lost())
    error = await caller.fails(FetchOutcome.BUSY)
    assert (error.asked, caller.purse.spent, caller.server.requests) == (False, [], [])


async def test_without_a_turn_nothing_is_sent_counted_or_held_against_the_supplier(
    caller: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    turns = paced(caller, Turns(BusyError(asked=False, retry_after=timedelta(seconds=3))))
    for _ in range(FAILURES + 1):
        error = await caller.fails(FetchOutcome.BUSY)
        assert (error.asked, error.retry_after) == (False, timedelta(seconds=3))
    assert (caller.server.requests, caller.purse.spent) == ([], [])
    assert lines_of(capsys.readouterr().out) == []
    turns.error = None
    await caller.ask()


async def test_however_often_a_supplier_says_too_many_its_circuit_stays_closed(
    caller: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    caller.server.replies = [reply(429)]
    errors = await asyncio.gather(*(caller.fails(FetchOutcome.BUSY) for _ in range(FAILURES + 1)))
    assert all(error.asked for error in errors)
    assert caller.purse.spent == []
    assert caller.purse.left == 1000
    lines = lines_of(capsys.readouterr().out)
    assert {(line["outcome"], line["circuit_open"]) for line in lines} == {("busy", False)}


async def test_a_token_is_fetched_out_of_turn(caller: Caller) -> None:
    turns = paced(caller, Turns())
    assert caller.client is not None
    deadline = Deadline.after(caller.clock, WITHIN)
    token = Request("POST", "/token", cost=0, paced=False)
    await caller.client.send(token, asker=Asker.VISITOR, deadline=deadline)
    assert turns.waited == []


# The circuit.


def test_five_failures_open_the_circuit_for_half_a_minute() -> None:
    assert (FAILURES, PAUSE.total_seconds()) == (5, 30)


async def test_after_five_failures_in_a_row_the_supplier_is_left_alone(caller: Caller) -> None:
    caller.server.replies = [reply(500)]
    for _ in range(FAILURES):
        await caller.fails(FetchOutcome.UNAVAILABLE)
    asked = len(caller.server.requests)
    assert asked == FAILURES == len(caller.purse.spent)
    left_alone = await caller.fails(FetchOutcome.UNAVAILABLE)
    assert left_alone.retry_after == PAUSE + timedelta(seconds=1)
    assert len(caller.server.requests) == asked == len(caller.purse.spent)


async def test_after_the_pause_one_call_tests_and_its_failure_opens_the_circuit_anew(
    caller: Caller,
) -> None:
    await test_after_five_failures_in_a_row_the_supplier_is_left_alone(caller)
    asked = len(caller.server.requests)
    caller.clock.advance(PAUSE)
    await caller.fails(FetchOutcome.UNAVAILABLE)
    await caller.fails(FetchOutcome.UNAVAILABLE)
    assert len(caller.server.requests) == asked + 1


async def test_while_one_call_tests_the_others_wait(caller: Caller) -> None:
    await test_after_five_failures_in_a_row_the_supplier_is_left_alone(caller)
    asked = len(caller.server.requests)
    caller.clock.advance(PAUSE)
    caller.server.replies = [None]
    testing = asyncio.create_task(caller.ask())
    await caller.server.until(asked + 1)
    await caller.fails(FetchOutcome.UNAVAILABLE)
    caller.server.release.set()
    assert await testing == Answer(200, {})
    assert len(caller.server.requests) == asked + 1


async def test_a_success_closes_the_circuit(caller: Caller) -> None:
    await test_after_five_failures_in_a_row_the_supplier_is_left_alone(caller)
    caller.clock.advance(PAUSE)
    caller.server.replies = [OK]
    for _ in range(3):
        await caller.ask()
    caller.server.replies = [reply(500)]
    for _ in range(FAILURES - 1):
        await caller.fails(FetchOutcome.UNAVAILABLE)
    caller.server.replies = [OK]
    await caller.ask()


async def test_failures_that_are_not_in_a_row_open_nothing(caller: Caller) -> None:
    for _ in range(FAILURES):
        caller.server.replies = [reply(500)]
        await caller.fails(FetchOutcome.UNAVAILABLE)
        caller.server.replies = [OK]
        await caller.ask()


# TLS.


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(private + signed.public_bytes(pem))
    return path


async def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    async with running(Server(), context) as server:
        terms = Terms(f"https://localhost:{server.port}", "eu", Allowance(1), loopback=True)
        client = SupplierClient(SUPPLIER, terms, budget=Purse(), clock=FakeClock())
        with pytest.raises(SupplierError) as caught:
            await client.send(
                Request("GET", "/", headers={"Key": "secret"}),
                asker=Asker.VISITOR,
                deadline=Deadline.after(SystemClock(), WITHIN),
            )
        await client.close()
        assert server.requests == []
    assert _has_cause(caught.value, lambda e: "CERTIFICATE_VERIFY_FAILED" in str(e))


def _has_cause(error: BaseException | None, wanted: Callable[[BaseException], bool]) -> bool:
    while error is not None:
        if wanted(error):
            return True
        error = error.__cause__ or error.__context__
    return False


# Who is told what the clock was moved to.

FAR = datetime(2031, 1, 1, tzinfo=UTC)


def moment_in(request: bytes) -> datetime | None:
    lines = request.decode().split("\r\n")
    told = [line.partition(": ")[2] for line in lines if line.lower().startswith("x-local-clock:")]
    return datetime.fromisoformat(*told) if told else None


async def test_a_stand_in_on_this_machine_is_told_what_the_clock_was_moved_to(
    caller: Caller,
) -> None:
    await caller.ask()
    with moved_to(FAR):
        await caller.ask()
    await caller.ask()
    before, told, after = map(moment_in, caller.server.requests)
    assert before is after is None
    assert told is not None
    assert timedelta(0) <= told - FAR < timedelta(minutes=1)


@pytest.mark.parametrize("loopback", [True, False], ids=["in the local stack", "in the cloud"])
async def test_a_registered_host_is_never_told_what_the_clock_was_moved_to(
    *, loopback: bool
) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    url, clock = "https://api.example.com", FakeClock()
    terms = Terms(url, "eu", Allowance(1), loopback=loopback)
    client = SupplierClient(SUPPLIER, terms, budget=Purse(), clock=clock)
    nowhere = httpx.AsyncClient(base_url=url, transport=httpx.MockTransport(answer))
    client._wire._http = nowhere  # noqa: SLF001 - the host is somebody's
    with moved_to(FAR):
        await client.send(
            Request("GET", "/track", headers={"Key": "secret"}),
            asker=Asker.VISITOR,
            deadline=Deadline.after(clock, WITHIN),
        )
    await client.close()
    (request,) = seen
    assert request.headers["Key"] == "secret"
    assert "X-Local-Clock" not in request.headers


# Where it stands, and what costs nothing.


async def test_a_supplier_that_is_switched_off_is_not_called_and_says_so(caller: Caller) -> None:
    terms = Terms(caller.server.url, "eu", Allowance(100), loopback=True, off=True)
    caller.client = SupplierClient(SUPPLIER, terms, budget=caller.purse, clock=caller.clock)
    assert caller.client.standing is SupplierStanding.OFF
    with pytest.raises(SwitchedOffError) as caught:
        await caller.ask()
    assert not caught.value.asked
    assert (caller.server.requests, caller.purse.spent) == ([], [])


async def test_its_standing_is_what_the_register_says_today(caller: Caller) -> None:
    assert caller.made().standing is SupplierStanding.OPEN
    assert caller.made(region="us").standing is SupplierStanding.NOT_ALLOWED
    client = caller.made()
    caller.clock.advance(timedelta(days=1))
    assert client.standing is SupplierStanding.NOT_ALLOWED


@pytest.mark.parametrize(("cost", "left"), [(0, 1000), (1, 999), (40, 960)])
async def test_a_request_uses_up_as_many_calls_as_it_says(
    caller: Caller, cost: int, left: int
) -> None:
    deadline = Deadline.after(caller.clock, WITHIN)
    request = Request("POST", "/register", json=[{"number": "N1"}], cost=cost)
    await caller.made().send(request, asker=Asker.VISITOR, deadline=deadline)
    assert caller.purse.left == left


async def test_a_body_is_sent_as_json_or_as_a_form(caller: Caller) -> None:
    client = caller.made()
    for request in (
        Request("POST", "/json", {"a": "b"}, json={"number": "N1"}),
        Request("POST", "/form", form={"grant_type": "client_credentials"}),
    ):
        deadline = Deadline.after(caller.clock, WITHIN)
        await client.send(request, asker=Asker.VISITOR, deadline=deadline)
        await client.close()
    as_json, as_form = (one.decode().lower() for one in caller.server.requests)
    assert as_json.startswith("post /json?a=b http/1.1")
    assert "content-type: application/json" in as_json
    assert as_form.startswith("post /form http/1.1")
    assert "content-type: application/x-www-form-urlencoded" in as_form


async def test_what_must_not_arrive_twice_is_sent_once(caller: Caller) -> None:
    caller.server.replies = [reply(503), OK]
    deadline = Deadline.after(caller.clock, WITHIN)
    request = Request("POST", "/sms", form={"To": "+49"}, once=True)
    with pytest.raises(SupplierError):
        await caller.made().send(request, asker=Asker.VISITOR, deadline=deadline)
    assert len(caller.server.requests) == 1
