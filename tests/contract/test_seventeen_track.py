"""17TRACK, asked over the network: numbers are registered, asked for, and forgotten."""

import asyncio
import gc
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.carriers import seventeen_track as simulated
from infra.local.carriers.behaviours import WHOLE_CALL
from infra.local.carriers.seventeen_track import SEVENTEEN_TRACK
from infra.local.carriers.stories import POSTCODE
from shared.kernel.clock import Deadline, SystemClock
from shared.kernel.errors import UnavailableError
from shared.parcels.carriers.model import Asked, Proof, Report, Status
from shared.parcels.carriers.port import AggregatorPort, ProofError
from shared.parcels.carriers.seventeen_track import SeventeenTrack, aggregator
from shared.parcels.carriers.seventeen_track_items import TrackedParcel
from shared.platform.suppliers.batch import WINDOW
from shared.platform.suppliers.budget import GUESSES
from shared.platform.suppliers.client import SupplierClient, Terms
from shared.platform.suppliers.model import SupplierRefusedError
from shared.platform.suppliers.port import (
    Allowance,
    Asker,
    BudgetSpentError,
    FetchOutcome,
    PendingError,
    SupplierError,
    SupplierStanding,
    SwitchedOffError,
)
from shared.platform.suppliers.register import register
from tests.contract.carriers import KEY, TODAY, TRY_WITHIN, access
from tests.contract.test_seventeen_track_reading import info
from tests.unit.edge.site import lines_of
from tests.unit.local.serve import served

NEW, ASK, LIST, DELETE = "register", "gettrackinfo", "gettracklist", "deletetrack"
UNREGISTERED = -18019902
GLS = "990000000012"


def cn(number: int | str) -> TrackedParcel:
    """Return a parcel of China Post: one that it does not know, or one with a story."""
    known = SEVENTEEN_TRACK[number] if isinstance(number, str) else f"RA{number:09}CN"
    return TrackedParcel("post_cn", Asked(known))


def gls(postcode: str | None = None, number: str = GLS) -> TrackedParcel:
    return TrackedParcel("gls", Asked(number, postcode))


def _deadline(within: float = 5.0) -> Deadline:
    return Deadline.after(SystemClock(), timedelta(seconds=within))


class Simulator(simulated.SeventeenTrack):
    """The simulator, with all that it was sent; an operation may be answered otherwise."""

    def __init__(self) -> None:
        super().__init__(KEY, TODAY, slow_seconds=0.1)
        self.sent: list[tuple[str, Any]] = []
        self.instead: dict[str, list[Response | None]] = {}

    async def call(self, request: Request) -> Response:
        operation = request.path_params["operation"]
        self.sent.append((operation, await request.json()))
        answers = self.instead.get(operation, [None])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return answer or await super().call(request)

    def says(self, operation: str, *accepted: object, code: int = 0, **rejected: int) -> None:
        """Have the next call answered with this, and the last such answer repeated for ever."""
        errors = [{"number": one, "error": {"code": why}} for one, why in rejected.items()]
        body = {"code": code, "data": {"accepted": accepted, "rejected": errors}}
        self.instead.setdefault(operation, []).append(JSONResponse(body))

    def answers_first(self, operation: str) -> None:
        """Have the next call answered as ever."""
        self.instead.setdefault(operation, []).append(None)


@dataclass
class Till:
    """A budget that writes down who spends how much, until there is nothing left."""

    spent: list[tuple[Asker, int]] = field(default_factory=list)
    error: Exception | None = None
    guesses: Counter[str] = field(default_factory=Counter)

    async def spend(
        self, supplier: str, *, asker: Asker, allowance: Allowance, subject: str, cost: int = 1
    ) -> None:
        """Write it down."""
        assert (supplier, allowance, subject) == ("seventeen_track", Allowance(7), "")
        if self.error is not None:
            raise self.error
        self.spent.append((asker, cost))

    async def guess(self, supplier: str, *, subject: str, wrong: bool) -> None:
        """Let nobody guess on after ten wrong guesses."""
        assert supplier == "seventeen_track"
        self.guesses[subject] += wrong
        if self.guesses[subject] - wrong >= GUESSES:
            raise BudgetSpentError

    async def refund(self, supplier: str, *, subject: str) -> None:
        """Take nothing back."""

    async def unspend(self, supplier: str, *, asker: Asker, subject: str, cost: int = 1) -> None:
        """Take it back."""
        assert (supplier, subject) == ("seventeen_track", "")
        self.spent.remove((asker, cost))


@dataclass
class Tracking:
    """17TRACK, asked through our adapter."""

    simulator: Simulator
    port: AggregatorPort
    till: Till

    @property
    def operations(self) -> list[str]:
        return [operation for operation, _ in self.simulator.sent]

    async def ask(
        self, parcel: TrackedParcel, *, asker: Asker = Asker.VISITOR, within: float = 5.0
    ) -> Report:
        port = self.port.of(parcel.carrier)
        return await port.query(parcel.asked, asker=asker, deadline=_deadline(within))

    async def fails(
        self, parcel: TrackedParcel, outcome: FetchOutcome, within: float = 5.0
    ) -> SupplierError:
        with pytest.raises(SupplierError) as caught:
            await self.ask(parcel, within=within)
        assert caught.value.outcome is outcome
        return caught.value

    async def outcomes(self, *parcels: TrackedParcel) -> list[object]:
        """Return what comes of parcels that are asked for together."""
        found = await asyncio.gather(*(self.ask(one) for one in parcels), return_exceptions=True)
        return [getattr(one, "status", None) or getattr(one, "outcome", one) for one in found]

    async def forget(self, *parcels: TrackedParcel) -> None:
        named = ((one.carrier, one.asked) for one in parcels)
        await self.port.forget(named, deadline=_deadline())

    async def stored(self) -> list[TrackedParcel]:
        return [TrackedParcel(*one) for one in await self.port.stored(deadline=_deadline())]


class Stage:
    """Where the simulator of the test that runs is reached."""

    simulator: Simulator
    address: str

    async def call(self, request: Request) -> Response:
        return await self.simulator.call(request)

    def opened(
        self,
        stack: AsyncExitStack,
        *,
        region: str = "us",
        off: bool = False,
        settles: bool = False,
    ) -> Tracking:
        """Return 17TRACK as one region of ours reaches it; it may be given time to settle."""
        till, clock = Till(), SystemClock()
        terms = Terms(
            self.address, region, Allowance(7), loopback=True, try_within=TRY_WITHIN, off=off
        )
        client = SupplierClient(register()["seventeen_track"], terms, budget=till, clock=clock)
        stack.push_async_callback(client.close)
        if settles:
            return Tracking(
                self.simulator, aggregator(client, access("seventeen_track"), clock), till
            )
        port = SeventeenTrack(client, access("seventeen_track"), settle=timedelta(0))
        return Tracking(self.simulator, port, till)


@pytest.fixture(scope="module")
def running() -> Iterator[Stage]:
    stage = Stage()
    path = "/seventeen_track/track/v2.2/{operation}"
    with served(Starlette(routes=[Route(path, stage.call, methods=["POST"])])) as address:
        stage.address = f"{address}/seventeen_track"
        yield stage


@pytest.fixture
def stage(running: Stage) -> Stage:
    running.simulator = Simulator()
    return running


@pytest_asyncio.fixture
async def it(stage: Stage) -> AsyncIterator[Tracking]:
    async with AsyncExitStack() as stack:
        yield stage.opened(stack)


# Registered once, then asked for.


async def test_a_new_number_is_registered_once_and_a_known_one_is_one_call(it: Tracking) -> None:
    assert (await it.ask(cn("delivered"))).status is Status.DELIVERED
    assert it.operations == [ASK, NEW, ASK]
    assert (await it.ask(cn("delivered"))).status is Status.DELIVERED
    assert it.simulator.counts()["by_operation"] == {ASK: 3, NEW: 1}


async def test_ninety_numbers_are_calls_of_at_most_forty_and_cost_ninety(it: Tracking) -> None:
    wanted = [cn(at) for at in range(90)]
    asked = (it.ask(one, asker=Asker.FOLLOW) for one in wanted)
    assert {one.status for one in await asyncio.gather(*asked)} == {Status.NOT_FOUND}
    for operation, times in ((ASK, 2), (NEW, 1)):
        calls = [body for what, body in it.simulator.sent if what == operation]
        assert sorted(len(body) for body in calls) == sorted([10, 40, 40] * times)
        assert {one["number"] for body in calls for one in body} == {
            one.asked.number for one in wanted
        }
    assert sorted(it.till.spent) == [(Asker.FOLLOW, 10), (Asker.FOLLOW, 40), (Asker.FOLLOW, 40)]


async def test_only_a_registration_costs_and_whoever_asks_pays(it: Tracking) -> None:
    await it.ask(cn(1))
    await asyncio.gather(it.ask(cn(1)), it.ask(cn(2), asker=Asker.FOLLOW))
    await it.forget(cn(1))
    assert await it.stored() == [cn(2)]
    assert it.till.spent == [(Asker.VISITOR, 1), (Asker.FOLLOW, 1)]


SENT: dict[str, tuple[TrackedParcel, dict[str, object], dict[str, object]]] = {
    "one key": (cn(1), {"carrier": 3011}, {}),
    "two keys": (TrackedParcel("dhl", Asked("1000000013")), {}, {}),
    "no key": (gls(), {}, {}),
    "a postcode": (gls(POSTCODE), {}, {"param": POSTCODE}),
    "what no catalogue knows": (
        TrackedParcel("gls", Asked("990000000012", phone_tail="1234")),
        {},
        {"param": "1234"},
    ),
    "a phone": (
        TrackedParcel("sf_express", Asked("SF1", phone_tail="1234")),
        {},
        {"param": "1234"},
    ),
}


@pytest.mark.parametrize("what", SENT)
async def test_17track_is_told_the_number_the_carrier_and_what_that_asks_for(
    it: Tracking, what: str
) -> None:
    parcel, key, param = SENT[what]
    it.simulator.says(ASK, **{parcel.asked.number: UNREGISTERED})
    it.simulator.says(NEW)
    pending = await it.fails(parcel, FetchOutcome.PENDING)
    assert isinstance(pending, PendingError)
    assert pending.retry_after == timedelta(seconds=30)
    named = {"number": parcel.asked.number, **key}
    sort = f".{parcel.proof_sort}" if param else ""
    registered = {**named, "tag": f"us.{parcel.carrier}{sort}", **param}
    assert it.simulator.sent == [(ASK, [named]), (NEW, [registered]), (ASK, [named])]


async def test_each_number_has_its_own_outcome_and_none_costs_another(it: Tracking) -> None:
    await it.outcomes(cn("delivered"), cn("pending"))
    it.simulator.sent.clear()
    expected = {
        cn("delivered"): Status.DELIVERED,
        cn("customs"): Status.IN_TRANSIT,
        cn("bad_format"): FetchOutcome.BAD_ANSWER,
        cn("pending"): FetchOutcome.PENDING,
        cn("needs_postcode"): FetchOutcome.PROOF_REQUIRED,
        cn("not_found"): Status.NOT_FOUND,
        gls(number="12345"): Status.NOT_FOUND,  # no carrier is detected
    }
    assert await it.outcomes(*expected, cn("delivered")) == [*expected.values(), Status.DELIVERED]
    assert it.operations == [ASK, NEW, ASK]
    assert [len(body) for _, body in it.simulator.sent] == [7, 5, 2]


async def test_a_number_that_17track_has_already_is_waited_for(it: Tracking) -> None:
    it.simulator.says(NEW, **{cn(1).asked.number: -18019901})
    await it.fails(cn(1), FetchOutcome.PENDING)
    assert it.operations == [ASK, NEW, ASK]


async def test_a_used_up_quota_costs_new_numbers_only(it: Tracking) -> None:
    await it.ask(cn("delivered"))
    it.simulator.set_mode("no_quota")
    found = await it.outcomes(cn("delivered"), cn("customs"))
    assert found == [Status.DELIVERED, FetchOutcome.BUDGET_SPENT]
    spent = await it.fails(cn("customs"), FetchOutcome.BUDGET_SPENT)
    assert isinstance(spent, BudgetSpentError)
    assert (spent.retry_after, spent.asked) == (timedelta(hours=1), False)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (BudgetSpentError(retry_after=timedelta(hours=3)), FetchOutcome.BUDGET_SPENT),
        (UnavailableError(retry_after=timedelta(hours=3)), FetchOutcome.UNAVAILABLE),
    ],
    ids=repr,
)
async def test_what_we_may_not_spend_costs_new_numbers_only(
    it: Tracking, error: Exception, outcome: FetchOutcome
) -> None:
    await it.ask(cn("delivered"))
    it.till.error = error
    assert await it.outcomes(cn("delivered"), cn("customs")) == [Status.DELIVERED, outcome]
    failed = await it.fails(cn("customs"), outcome)
    assert (failed.retry_after, failed.asked) == (timedelta(hours=3), False)


async def test_a_call_that_fails_takes_back_no_outcome_of_an_earlier_one(it: Tracking) -> None:
    await it.ask(cn("delivered"))
    three = (cn("delivered"), cn("bad_format"), cn("customs"))
    it.simulator.answers_first(ASK)
    it.simulator.says(ASK, code=-18010003)
    expected = [Status.DELIVERED, FetchOutcome.BAD_ANSWER, FetchOutcome.UNAVAILABLE]
    assert await it.outcomes(*three) == expected
    it.simulator.instead.clear()
    it.simulator.says(NEW, code=-18010002)
    assert await it.outcomes(*three[:2]) == [Status.DELIVERED, FetchOutcome.REFUSED]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (-18010001, FetchOutcome.REFUSED),
        (-18010002, FetchOutcome.REFUSED),
        (-18010003, FetchOutcome.UNAVAILABLE),
        (-18010014, FetchOutcome.BAD_ANSWER),
    ],
)
async def test_a_call_that_is_refused_is_refused_for_all_of_it(
    it: Tracking, code: int, outcome: FetchOutcome
) -> None:
    it.simulator.says(ASK, code=code)
    assert await it.outcomes(cn(1), cn(2)) == [outcome, outcome]
    assert it.operations == [ASK]


@pytest.mark.parametrize(
    ("mode", "outcome"),
    [("unauthorised", FetchOutcome.REFUSED), ("down", FetchOutcome.UNAVAILABLE)],
)
async def test_no_answer_over_the_network_is_an_error_with_its_reason(
    it: Tracking, mode: str, outcome: FetchOutcome
) -> None:
    it.simulator.set_mode(mode)
    await it.fails(cn("delivered"), outcome, within=1.5)


OTHERS: dict[str, list[dict[str, object]]] = {
    "nothing": [],
    "another number": [{"number": cn(2).asked.number, "carrier": 3011, "track_info": info()}],
    "another carrier's": [{"number": cn(1).asked.number, "carrier": 21051, "track_info": info()}],
    "a param that is no text": [
        {"number": cn(1).asked.number, "carrier": 3011, "param": 10115, "track_info": info()}
    ],
}


@pytest.mark.parametrize("what", OTHERS)
async def test_an_answer_about_something_else_is_refused_and_told_to_the_operator(
    it: Tracking, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    it.simulator.says(ASK, *OTHERS[what])
    await it.fails(cn(1), FetchOutcome.BAD_ANSWER)
    tried = [ASK, NEW, ASK] if what == "another carrier's" else [ASK]
    assert it.operations == tried, "another carrier's: ours may still be registered"
    assert "carrier-answer-refused" in capsys.readouterr().out


async def test_forty_long_stories_are_one_answer(it: Tracking) -> None:
    told = {"number": cn(1).asked.number, "carrier": 3011, "track_info": info()}
    it.simulator.says(ASK, told | {"much": "x" * 3_000_000})
    assert (await it.ask(cn(1))).status is Status.IN_TRANSIT


async def test_17track_is_given_time_after_a_registration_but_nobody_else_waits(
    stage: Stage,
) -> None:
    async with AsyncExitStack() as stack:
        it = stage.opened(stack, settles=True)
        await it.fails(cn("bad_format"), FetchOutcome.BAD_ANSWER, within=0.5)
        assert it.operations == [ASK, NEW]
        others = asyncio.all_tasks()
        await it.fails(cn("delivered"), FetchOutcome.UNAVAILABLE, within=0.3)
        assert it.operations == [ASK, NEW, ASK, NEW]
        await asyncio.sleep(0.1)
        assert asyncio.all_tasks() == others, "nothing goes on when nobody waits any more"


# Asked for together.


@pytest.mark.parametrize("first", ["hasty", "patient"])
async def test_whoever_has_less_time_does_not_cut_the_others_short(
    it: Tracking, first: str
) -> None:
    hasty = it.fails(cn(1), FetchOutcome.UNAVAILABLE, within=0.05)
    patient = it.ask(cn("slow"))
    both = [hasty, patient] if first == "hasty" else [patient, hasty]
    found = await asyncio.gather(*both)
    assert [one.status for one in found if isinstance(one, Report)] == [Status.DELIVERED]
    assert it.operations == [ASK, NEW, ASK]


async def test_who_comes_a_little_later_is_asked_for_in_the_same_call(it: Tracking) -> None:
    early = asyncio.create_task(it.ask(cn(1)))
    for _ in range(10):
        await asyncio.sleep(0)
    await asyncio.gather(early, it.ask(cn(2)))
    assert [len(body) for _, body in it.simulator.sent] == [2, 2, 2]


async def test_a_call_that_fills_up_in_its_last_moment_is_made_all_the_same(it: Tracking) -> None:
    early = [asyncio.create_task(it.ask(cn(at))) for at in range(39)]
    for _ in range(3):
        await asyncio.sleep(0)
    time.sleep(WINDOW.total_seconds() * 2)  # noqa: ASYNC251 - nobody may see the time pass
    await asyncio.gather(it.ask(cn(39)), *early)
    assert [len(body) for _, body in it.simulator.sent] == [40, 40, 40]


async def test_a_failure_that_nobody_waits_for_is_no_crash(it: Tracking) -> None:
    crashes: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, what: crashes.append(what))
    others = asyncio.all_tasks()
    it.simulator.says(ASK, code=-18010002)
    gone = asyncio.create_task(it.ask(cn(1)))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait(asyncio.all_tasks() - others, timeout=5)
    del gone
    gc.collect()
    asyncio.get_running_loop().set_exception_handler(None)
    assert it.operations == [ASK]
    assert crashes == []


# Behind a postcode or a phone number.


async def test_what_a_postcode_opened_is_told_to_nobody_without_it(it: Tracking) -> None:
    it.simulator.tell(GLS, "in_transit")
    assert (await it.ask(gls(POSTCODE))).status is Status.IN_TRANSIT
    for other, outcome in (
        (None, FetchOutcome.PROOF_REQUIRED),
        ("99999", FetchOutcome.PROOF_REJECTED),
    ):
        it.simulator.sent.clear()
        error = await it.fails(gls(other), outcome)
        assert isinstance(error, ProofError)
        assert error.proof is Proof.POSTCODE
        assert it.operations == [ASK]
    assert await it.outcomes(gls(), gls("99999"), gls(POSTCODE)) == [
        FetchOutcome.PROOF_REQUIRED,
        FetchOutcome.PROOF_REJECTED,
        Status.IN_TRANSIT,
    ]
    assert it.till.guesses == {GLS: 2}, "who gives none does not guess"


async def test_where_nothing_is_to_be_guessed_no_guess_is_counted(it: Tracking) -> None:
    it.simulator.tell(GLS, "in_transit")
    assert (await it.ask(gls())).status is Status.IN_TRANSIT
    assert (await it.ask(gls("99999"))).status is Status.IN_TRANSIT
    assert not it.till.guesses


async def test_the_end_of_a_phone_number_is_a_proof_of_its_own_kind(it: Tracking) -> None:
    it.simulator.tell("SF1", "in_transit")
    right, wrong, none = (Asked("SF1", phone_tail=tail) for tail in ("1234", "4321", None))
    assert (await it.ask(TrackedParcel("sf_express", right))).status is Status.IN_TRANSIT
    for asked, outcome in (
        (wrong, FetchOutcome.PROOF_REJECTED),
        (none, FetchOutcome.PROOF_REQUIRED),
    ):
        error = await it.fails(TrackedParcel("sf_express", asked), outcome)
        assert isinstance(error, ProofError)
        assert error.proof is Proof.PHONE_TAIL
    assert await it.stored() == [TrackedParcel("sf_express", right)]


async def test_a_wrong_postcode_shuts_nobody_out_who_has_the_right_one(it: Tracking) -> None:
    it.simulator.tell(GLS, "needs_postcode")
    assert (await it.ask(gls("99999"))).status is Status.NOT_FOUND
    it.simulator.sent.clear()
    assert (await it.ask(gls(POSTCODE))).status is Status.DELIVERED
    assert it.operations == [ASK, DELETE, NEW, ASK]
    assert it.till.spent == [(Asker.VISITOR, 1)] * 2
    await it.fails(gls("99999"), FetchOutcome.PROOF_REJECTED)


async def test_who_gives_no_postcode_costs_nobody_who_does(it: Tracking) -> None:
    it.simulator.tell(GLS, "needs_postcode")
    found = await it.outcomes(gls(), gls(POSTCODE))
    assert found == [FetchOutcome.PROOF_REQUIRED, Status.DELIVERED]
    assert it.operations == [ASK, NEW, ASK]
    await it.forget(gls())
    found = await it.outcomes(gls(POSTCODE), gls("99999"), gls())
    assert found == [Status.DELIVERED, FetchOutcome.PROOF_REJECTED, FetchOutcome.PROOF_REQUIRED]


async def test_a_number_that_is_not_let_go_costs_no_other(it: Tracking) -> None:
    it.simulator.tell(GLS, "needs_postcode")
    await it.outcomes(gls("99999"), cn("delivered"))
    it.simulator.says(DELETE, **{GLS: -18019910})
    found = await it.outcomes(gls(POSTCODE), cn("delivered"), cn("customs"))
    assert found == [FetchOutcome.BAD_ANSWER, Status.DELIVERED, Status.IN_TRANSIT]


# Forgotten.


async def test_numbers_are_forgotten_forty_at_a_time_and_so_is_one_that_was_never_there(
    it: Tracking,
) -> None:
    wanted = [cn(at) for at in range(45)]
    await it.outcomes(*wanted[:42])
    await it.port.of("post_cn").forget(wanted[0].asked, deadline=_deadline())
    assert await it.stored() == wanted[1:42]
    await it.forget(*wanted)
    assert await it.stored() == []
    assert [len(body) for what, body in it.simulator.sent if what == DELETE] == [1, 40, 5]
    await it.forget()


async def test_what_17track_does_not_confirm_is_not_forgotten(it: Tracking) -> None:
    first, second = (cn(at).asked.number for at in (1, 2))
    for rejected in ({}, {second: -18019910}, {second: -18019903, first: UNREGISTERED}):
        it.simulator.instead.clear()
        it.simulator.says(DELETE, {"number": first}, **rejected)
        with pytest.raises(SupplierError) as caught:
            await it.forget(cn(1), cn(2))
        assert caught.value.outcome is FetchOutcome.BAD_ANSWER
    it.simulator.instead.clear()
    it.simulator.says(DELETE, {"number": first.lower()}, **{second.lower(): UNREGISTERED})
    await it.forget(cn(1), cn(2))


async def test_a_number_that_cannot_be_forgotten_does_not_keep_the_others(it: Tracking) -> None:
    wanted = [cn(at) for at in range(45)]
    await it.outcomes(*wanted)
    it.simulator.says(DELETE, **{wanted[0].asked.number: -18019910})
    it.simulator.answers_first(DELETE)
    with pytest.raises(SupplierError):
        await it.forget(*wanted)
    assert await it.stored() == wanted[:40]


async def test_the_whole_list_is_read_and_an_odd_row_ends_it_not(
    it: Tracking, stage: Stage
) -> None:
    it.simulator.tell(GLS, "in_transit")
    wanted = [cn(at) for at in range(94)] + [gls(POSTCODE)]
    for first in (0, 40, 80):
        await it.outcomes(*wanted[first : first + 40])
    async with AsyncExitStack() as stack:
        asian = stage.opened(stack, region="asia")
        await asian.ask(cn(100))
        assert await asian.stored() == [cn(100)]
    it.simulator.sent.clear()
    assert await it.stored() == wanted
    asked = [body for what, body in it.simulator.sent if what == LIST]
    assert asked == [{"page_no": page, "order_by": "RegisterTimeAsc"} for page in (1, 2, 3)]
    it.simulator.says(LIST, *[{"number": None}] * 40)
    it.simulator.says(LIST, {"number": GLS, "tag": "us.gls"})
    assert await it.stored() == [gls()]


ROWS: dict[str, dict[str, object]] = {
    "another region's": {"tag": "eu.post_cn"},
    "no tag": {"tag": None},
    "a foreign tag": {"tag": "order-1042"},
    "a longer tag": {"tag": "us.post_cn "},
    "no such carrier": {"tag": "us.nobody"},
    "an odd number": {"number": "RB 1"},
    "an odd param": {"param": "7 Hidden Lane"},
    "another param": {"param": 10115},
}


@pytest.mark.parametrize("what", ROWS)
async def test_a_row_that_is_not_ours_is_left_out(it: Tracking, what: str) -> None:
    good = {"number": "rb1", "tag": "us.post_cn", "param": ""}
    it.simulator.says(LIST, good | ROWS[what], good)
    assert await it.stored() == [TrackedParcel("post_cn", Asked("RB1"))]


# Where and when it may be asked, and what is written down.


async def test_where_the_register_does_not_allow_it_nobody_is_asked(stage: Stage) -> None:
    async with AsyncExitStack() as stack:
        it = stage.opened(stack, region="eu")
        assert it.port.standing is it.port.of("post_cn").standing is SupplierStanding.NOT_ALLOWED
        with pytest.raises(SupplierRefusedError):
            await it.ask(cn("delivered"))
        assert stage.simulator.sent == []
        await it.stored()
        await it.forget(cn("delivered"))
        assert it.operations == [LIST, DELETE], "to have numbers deleted is never withheld"


async def test_what_the_operator_has_switched_off_is_not_asked(stage: Stage) -> None:
    async with AsyncExitStack() as stack:
        it = stage.opened(stack, off=True)
        assert it.port.standing is it.port.of("post_cn").standing is SupplierStanding.OFF
        with pytest.raises(SwitchedOffError):
            await it.ask(cn("delivered"))
        assert stage.simulator.sent == []
        await it.forget(cn("delivered"))
        assert it.operations == [DELETE]


async def test_a_proof_cannot_be_guessed_by_trying(it: Tracking) -> None:
    it.simulator.tell(GLS, "needs_postcode")
    assert (await it.ask(gls(POSTCODE))).status is Status.DELIVERED
    for guess in range(GUESSES):
        await it.fails(gls(f"{guess:05}"), FetchOutcome.PROOF_REJECTED)
    await it.fails(gls("99999"), FetchOutcome.BUDGET_SPENT)
    await it.fails(gls(POSTCODE), FetchOutcome.BUDGET_SPENT)


async def test_a_proof_that_cannot_be_counted_is_not_compared(it: Tracking) -> None:
    it.simulator.tell(GLS, "needs_postcode")
    await it.ask(gls(POSTCODE))

    async def broken(*_: object, **__: object) -> None:
        raise UnavailableError

    it.till.guess = broken  # type: ignore[method-assign]
    await it.fails(gls(POSTCODE), FetchOutcome.UNAVAILABLE)


async def test_a_number_that_somebody_asked_for_as_another_carriers_is_not_shown_as_ours(
    it: Tracking,
) -> None:
    it.simulator.tell(GLS, "in_transit")
    assert (await it.ask(gls())).status is Status.IN_TRANSIT
    other = TrackedParcel("dpd", Asked(GLS))
    await it.fails(other, FetchOutcome.BAD_ANSWER)


async def test_what_is_written_down_names_no_number_no_key_and_nobody(
    it: Tracking, capsys: pytest.CaptureFixture[str]
) -> None:
    it.simulator.tell(GLS, "exception")
    parcels = [*map(cn, SEVENTEEN_TRACK), gls(POSTCODE)]
    quiet = [one for one in parcels if it.simulator.scenario(one.asked.number) not in WHOLE_CALL]
    await it.outcomes(*quiet)
    await it.outcomes(gls("99999"))
    await it.forget(*quiet)
    lines = lines_of(capsys.readouterr().out)
    assert {line["message"] for line in lines} == {
        "carrier-asked",
        "carrier-code-unknown",
        "carrier-answer-refused",
    }
    assert {line["supplier"] for line in lines} == {"seventeen_track"}
    secret = [*SEVENTEEN_TRACK.values(), GLS, KEY, POSTCODE, "99999", "CANARY", "post_cn"]
    assert not [word for word in secret if word in json.dumps(lines)]


async def test_it_says_who_it_is_and_how_often_it_may_be_asked(it: Tracking) -> None:
    one = it.port.of("post_cn")
    assert it.port.code == one.code == "seventeen_track"
    assert one.daily_budget == 100
