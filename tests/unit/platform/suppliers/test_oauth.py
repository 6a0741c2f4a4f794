"""Access tokens: fetched once for many, kept until they end, fetched anew when refused."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.kernel.clock import Deadline, SystemClock
from shared.platform.suppliers.client import SupplierClient
from shared.platform.suppliers.oauth import TokenClient
from shared.platform.suppliers.port import Asker, FetchOutcome, SupplierError, SupplierStanding
from shared.platform.suppliers.wire import Answer, Request
from tests.fakes import FakeClock
from tests.unit.edge.site import lines_of

GRANT = Request("POST", "/token", form={"grant_type": "client_credentials"})
PARCEL = Request("GET", "/parcel", headers={"Kept": "yes"})


class Carrier(SupplierClient):
    """A carrier's API with tokens ``t1``, ``t2`` and so on; a test says what it answers."""

    def __init__(self) -> None:
        self.sent: list[Request] = []
        self.tokens = 0
        self.token: Callable[[int], object] = lambda number: {
            "access_token": f"t{number}",
            "expires_in": "3600",
            "scope": "addresses tracking",
        }
        self.token_status = 200
        self.good: set[str] | None = None
        """The tokens that it accepts; None: all."""
        self.gate: asyncio.Event | None = None

    @property
    def supplier(self) -> str:
        return "usps"

    @property
    def standing(self) -> SupplierStanding:
        return SupplierStanding.OPEN

    async def send(
        self, request: Request, *, asker: Asker, deadline: Deadline, subject: str = ""
    ) -> Answer:
        """Give a token, or a parcel to those who have one."""
        assert (asker, subject) == (Asker.VISITOR, "")
        assert not deadline.passed
        self.sent.append(request)
        if self.gate is not None:
            await self.gate.wait()
        await asyncio.sleep(0)
        if request.path == "/token":
            self.tokens += 1
            return Answer(self.token_status, self.token(self.tokens))
        used = request.headers["Authorization"].removeprefix("Bearer ")
        if self.good is not None and used not in self.good:
            if 401 in request.refusals:
                raise SupplierError(outcome=FetchOutcome.REFUSED)
            return Answer(401, None)
        return Answer(200, {"token": used})


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def carrier() -> Carrier:
    return Carrier()


async def ask(client: TokenClient, within: float = 5.0) -> str:
    deadline = Deadline.after(SystemClock(), timedelta(seconds=within))
    answer = await client.send(PARCEL, asker=Asker.VISITOR, deadline=deadline)
    return str(answer.json["token"])


async def fails(client: TokenClient, outcome: FetchOutcome) -> None:
    with pytest.raises(SupplierError) as caught:
        await ask(client)
    assert caught.value.outcome is outcome


async def test_a_token_is_fetched_once_for_many_who_wait(
    carrier: Carrier, clock: FakeClock
) -> None:
    client = TokenClient(carrier, GRANT, clock)
    assert set(await asyncio.gather(*(ask(client) for _ in range(50)))) == {"t1"}
    assert carrier.tokens == 1
    assert await ask(client) == "t1"
    assert carrier.tokens == 1


async def test_a_token_costs_none_of_the_days_calls_and_a_parcel_does(
    carrier: Carrier, clock: FakeClock
) -> None:
    await ask(TokenClient(carrier, GRANT, clock))
    grant, parcel = carrier.sent
    assert (grant.cost, grant.form) == (0, {"grant_type": "client_credentials"})
    assert (parcel.cost, parcel.headers) == (1, {"Kept": "yes", "Authorization": "Bearer t1"})


@pytest.mark.parametrize(("lasts", "kept"), [("3600", 3540), (90, 45), (20, 10)])
async def test_a_token_is_kept_until_a_little_before_it_ends(
    carrier: Carrier, clock: FakeClock, lasts: object, kept: int
) -> None:
    carrier.token = lambda number: {"access_token": f"t{number}", "expires_in": lasts}
    client = TokenClient(carrier, GRANT, clock)
    assert await ask(client) == "t1"
    clock.advance(timedelta(seconds=kept - 1))
    assert await ask(client) == "t1"
    clock.advance(timedelta(seconds=1))
    assert await ask(client) == "t2"


async def test_a_token_that_is_refused_is_fetched_anew_once(
    carrier: Carrier, clock: FakeClock
) -> None:
    client = TokenClient(carrier, GRANT, clock)
    assert await ask(client) == "t1"
    carrier.good = {"t2"}
    assert set(await asyncio.gather(*(ask(client) for _ in range(10)))) == {"t2"}
    assert carrier.tokens == 2


async def test_credentials_without_access_do_not_cost_a_token_each_time(
    carrier: Carrier, clock: FakeClock
) -> None:
    carrier.good = set()
    client = TokenClient(carrier, GRANT, clock)
    await fails(client, FetchOutcome.REFUSED)
    assert carrier.tokens == 2
    for _ in range(5):
        await fails(client, FetchOutcome.REFUSED)
    assert carrier.tokens == 2
    clock.advance(timedelta(minutes=1))
    carrier.good = {"t3"}
    assert await ask(client) == "t3"


async def test_another_error_does_not_cost_the_token(carrier: Carrier, clock: FakeClock) -> None:
    client = TokenClient(carrier, GRANT, clock)
    await ask(client)

    async def broken(*_: object, **__: object) -> Answer:
        raise SupplierError(outcome=FetchOutcome.BAD_ANSWER)

    whole, carrier.send = carrier.send, broken  # type: ignore[method-assign]
    await fails(client, FetchOutcome.BAD_ANSWER)
    carrier.send = whole  # type: ignore[method-assign]
    assert await ask(client) == "t1"


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        "t1",
        {},
        {"access_token": "t1"},
        {"expires_in": 60},
        {"access_token": "", "expires_in": 60},
        {"access_token": "x" * 8193, "expires_in": 60},
        {"access_token": "t1\r\nX-Header: y", "expires_in": 60},
        {"access_token": "t\u00e9", "expires_in": 60},
        {"access_token": 17, "expires_in": 60},
        {"access_token": "t1", "expires_in": 0},
        {"access_token": "t1", "expires_in": -1},
        {"access_token": "t1", "expires_in": "soon"},
        {"access_token": "t1", "expires_in": "inf"},
        {"access_token": "t1", "expires_in": "nan"},
    ],
    ids=str,
)
async def test_an_answer_without_a_token_is_an_error_and_is_not_kept(
    carrier: Carrier, clock: FakeClock, told: object
) -> None:
    good, carrier.token = carrier.token, lambda _: told
    client = TokenClient(carrier, GRANT, clock)
    await fails(client, FetchOutcome.BAD_ANSWER)
    assert [one.path for one in carrier.sent] == ["/token"]
    carrier.token = good
    assert await ask(client) == "t2"


async def test_credentials_that_are_refused_are_told_apart(
    carrier: Carrier, clock: FakeClock
) -> None:
    carrier.token, carrier.token_status = lambda _: {"error": "invalid_client"}, 400
    await fails(TokenClient(carrier, GRANT, clock), FetchOutcome.REFUSED)


@pytest.mark.parametrize("scope", [None, "", "addresses", "tracking2 pretracking", "TRACKING"])
async def test_a_token_without_the_scope_is_of_no_use_and_the_operator_is_told(
    carrier: Carrier, clock: FakeClock, scope: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    carrier.token = lambda _: {"access_token": "t1", "expires_in": 60, "scope": scope}
    await fails(TokenClient(carrier, GRANT, clock, scope="tracking"), FetchOutcome.REFUSED)
    assert [one.path for one in carrier.sent] == ["/token"], "no parcel was asked for"
    (line,) = lines_of(capsys.readouterr().out)
    assert (line["message"], line["supplier"]) == ("carrier-scope-missing", "usps")


async def test_a_token_with_the_scope_among_others_is_good(
    carrier: Carrier, clock: FakeClock
) -> None:
    assert await ask(TokenClient(carrier, GRANT, clock, scope="tracking")) == "t1"


async def test_whoever_leaves_takes_the_token_from_nobody(
    carrier: Carrier, clock: FakeClock
) -> None:
    carrier.gate = asyncio.Event()
    client = TokenClient(carrier, GRANT, clock)
    first = asyncio.create_task(ask(client))
    await asyncio.sleep(0)
    second = asyncio.create_task(ask(client))
    await asyncio.sleep(0)
    first.cancel()
    carrier.gate.set()
    assert await second == "t1"
    assert carrier.tokens == 1


async def test_nobody_waits_for_a_token_beyond_the_deadline(
    carrier: Carrier, clock: FakeClock
) -> None:
    carrier.gate = asyncio.Event()
    client = TokenClient(carrier, GRANT, clock)
    with pytest.raises(SupplierError) as caught:
        await ask(client, within=0.05)
    assert caught.value.outcome is FetchOutcome.UNAVAILABLE
    carrier.gate.set()
    assert await ask(client) == "t1"
