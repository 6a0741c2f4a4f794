"""Every carrier's adapter keeps the same promises; a next carrier is one more row of ``CARRIERS``.

An adapter that asks over the network meets its simulator, which answers as published, and in every
way that goes wrong. The pure readers meet hostile JSON as well.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from infra.local.carrier_scenarios import CANARIES, DHL, POSTCODE, dhl_answer
from infra.local.carriers import Dhl, app
from shared.carriers import dhl, sandbox
from shared.carriers.dhl import CHECKPOINTS, STATUSES, DhlCarrier, read
from shared.carriers.model import Asked, Proof, Reason, Report, Scan, Status
from shared.carriers.port import CarrierPort, ProofError
from shared.carriers.sandbox import SandboxCarrier, story
from shared.carriers.times import read_time
from shared.clock import Clock, Deadline, SystemClock
from shared.errors import AppError
from shared.suppliers.budget import UncountedBudget
from shared.suppliers.client import SupplierClient, Terms
from shared.suppliers.port import Allowance, Asker, Outcome, SupplierError
from shared.suppliers.register import register
from shared.suppliers.wire import Answer
from tests.unit.local.serve import served
from tests.unit.web.site import lines_of

TODAY = datetime(2026, 11, 20, tzinfo=UTC)
KEY = "right"


@dataclass(frozen=True)
class Contract:
    """A carrier and the numbers that tell each story; a story it cannot tell is left out."""

    open: Callable[[str, AsyncExitStack, str], CarrierPort]
    """Given the simulators' address, what closes it again, and our key."""
    numbers: Mapping[str, str]
    postcode: str
    words: frozenset[str]
    """Every text that an event may have."""


def _dhl(address: str, stack: AsyncExitStack, key: str = KEY) -> CarrierPort:
    terms = Terms(
        f"{address}/dhl", "eu", Allowance(0), loopback=True, try_within=timedelta(milliseconds=700)
    )
    client = SupplierClient(register()["dhl"], terms, budget=UncountedBudget(), clock=SystemClock())
    stack.push_async_callback(client.close)
    return DhlCarrier(client, key)


def _sandbox(_: str, __: AsyncExitStack, ___: str = KEY) -> CarrierPort:
    return SandboxCarrier(SystemClock())


CARRIERS: Mapping[str, Contract] = {
    "dhl": Contract(
        open=_dhl,
        numbers={
            **DHL,
            "not_found": "1000000223",
            "wants_postcode": DHL["needs_postcode"],
            "failing": DHL["error_500"],
        },
        postcode=POSTCODE,
        words=frozenset(one.text for one in CHECKPOINTS.values()),
    ),
    "sandbox": Contract(
        open=_sandbox,
        numbers={
            "delivered": "AGPDELIVERED0001",
            "in_transit": "AGPINTRANSIT0001",
            "out_for_delivery": "AGPOUTFORDELIVERY0001",
            "customs": "AGPCUSTOMS0001",
            "no_scan_yet": "AGPINFORECEIVED0001",
            "unknown_status": "AGPUNKNOWN0001",
            "not_found": "AGPNOTFOUND0001",
            "wants_postcode": "AGPPOSTCODE0001",
            "failing": "AGPFAILING0001",
        },
        postcode=sandbox.POSTCODE,
        words=frozenset(
            [text for *_, text in sandbox._STEPS] + [text for *_, text in sandbox._LAST.values()]  # noqa: SLF001 - its tables
        ),
    ),
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(app(Dhl(KEY, TODAY, slow_seconds=0.1))) as url:
        yield url


@dataclass
class Tried:
    """A carrier with its contract."""

    contract: Contract
    port: CarrierPort
    clock: Clock

    async def ask(self, tale: str, *, postcode: str | None = None, within: float = 8.0) -> Report:
        """Ask for the parcel that tells a story."""
        asked = Asked(self.contract.numbers[tale], postcode)
        deadline = Deadline.after(self.clock, timedelta(seconds=within))
        return await self.port.query(asked, asker=Asker.VISITOR, deadline=deadline)

    async def fails(self, tale: str, outcome: Outcome, **asked: Any) -> SupplierError:  # noqa: ANN401 - as ask
        with pytest.raises(SupplierError) as caught:
            await self.ask(tale, **asked)
        assert caught.value.outcome is outcome
        return caught.value


@pytest_asyncio.fixture
async def carrier(request: pytest.FixtureRequest, address: str) -> AsyncIterator[Tried]:
    contract = CARRIERS[request.param]
    async with AsyncExitStack() as stack:
        yield Tried(contract, contract.open(address, stack, KEY), SystemClock())


def tells(*tales: str) -> pytest.MarkDecorator:
    """Run a test for each carrier that has a number for each of these stories."""
    pairs = [(name, tale) for tale in tales for name in CARRIERS if tale in CARRIERS[name].numbers]
    return pytest.mark.parametrize(("carrier", "tale"), pairs, indirect=["carrier"])


def test_every_carrier_stands_in_the_contract_under_its_own_code() -> None:
    assert {dhl.CODE, sandbox.CODE} == set(CARRIERS)


STORIES = {
    "delivered": (Status.DELIVERED, None),
    "in_transit": (Status.IN_TRANSIT, None),
    "out_for_delivery": (Status.OUT_FOR_DELIVERY, None),
    "customs": (Status.IN_TRANSIT, Reason.CUSTOMS),
    "unknown_status": (Status.UNKNOWN, None),
    "exception": (Status.DELIVERY_FAILED, Reason.REFUSED),
    "slow": (Status.DELIVERED, None),
}


@tells(*STORIES)
async def test_a_parcel_has_its_status_and_its_events_newest_first(
    carrier: Tried, tale: str
) -> None:
    report = await carrier.ask(tale)
    assert (report.status, report.reason) == STORIES[tale]
    assert report.scans[0].status is report.status
    times = [scan.at for scan in report.scans]
    assert len(times) > 2
    assert times == sorted(times, reverse=True)
    for scan in report.scans:
        assert scan.at.utcoffset() is not None
        assert scan.text is None or scan.text in carrier.contract.words


@tells("no_scan_yet")
async def test_a_parcel_that_is_only_announced_has_no_events(carrier: Tried, tale: str) -> None:
    report = await carrier.ask(tale)
    assert (report.status, report.scans) == (Status.INFO_RECEIVED, ())


@tells("not_found")
async def test_a_parcel_that_the_carrier_does_not_know_is_a_finding(
    carrier: Tried, tale: str
) -> None:
    assert await carrier.ask(tale) == Report(status=Status.NOT_FOUND)


@tells("delivered")
async def test_the_same_number_tells_the_same_story(carrier: Tried, tale: str) -> None:
    assert await carrier.ask(tale) == await carrier.ask(tale)


@tells("wants_postcode")
async def test_a_parcel_behind_a_postcode_opens_with_the_right_one_only(
    carrier: Tried, tale: str
) -> None:
    right = carrier.contract.postcode
    assert (await carrier.ask(tale, postcode=right)).status is Status.DELIVERED
    wrong = await carrier.fails(tale, Outcome.PROOF_REJECTED, postcode="99999")
    assert isinstance(wrong, ProofError)
    assert wrong.proof is Proof.POSTCODE


@tells("failing")
async def test_a_carrier_that_fails_says_when_to_come_back(carrier: Tried, tale: str) -> None:
    error = await carrier.fails(tale, Outcome.UNAVAILABLE)
    assert error.retry_after is not None
    assert error.retry_after > timedelta(0)


NO_ANSWER = {
    "rate_limited": Outcome.UNAVAILABLE,
    "error_500": Outcome.UNAVAILABLE,
    "html": Outcome.BAD_ANSWER,
    "hang": Outcome.UNAVAILABLE,
    "cut": Outcome.UNAVAILABLE,
    "huge": Outcome.BAD_ANSWER,
    "redirect": Outcome.BAD_ANSWER,
    "other_shipment": Outcome.BAD_ANSWER,
}


@tells(*NO_ANSWER)
async def test_an_answer_that_is_none_is_an_error_with_its_reason(
    carrier: Tried, tale: str
) -> None:
    await carrier.fails(tale, NO_ANSWER[tale], within=0.9)


@tells("rate_limited")
async def test_too_many_requests_says_when_to_come_back(carrier: Tried, tale: str) -> None:
    error = await carrier.fails(tale, Outcome.UNAVAILABLE, within=0.5)
    assert error.retry_after == timedelta(seconds=1)


@tells("rate_limited_once")
async def test_too_many_requests_once_heals(carrier: Tried, tale: str) -> None:
    assert (await carrier.ask(tale)).status is Status.DELIVERED


@tells("one_bad_item")
async def test_one_bad_event_does_not_cost_the_others(carrier: Tried, tale: str) -> None:
    whole, damaged = await carrier.ask("delivered"), await carrier.ask(tale)
    assert damaged.scans == whole.scans


@tells("odd_times")
async def test_odd_times_lose_their_event_and_no_other(carrier: Tried, tale: str) -> None:
    local, moved, last = (await carrier.ask(tale)).scans
    assert (local.local_time_only, moved.local_time_only) == (True, False)
    assert moved.at.isoformat() == "2026-11-17T02:30:00+05:30"
    assert last.status is Status.IN_TRANSIT


@tells("delivered", "exception", "one_bad_item", "odd_times")
async def test_nothing_personal_gets_past_a_reader(carrier: Tried, tale: str) -> None:
    text = (await carrier.ask(tale)).model_dump_json()
    assert [canary for canary in CANARIES if canary in text] == []
    for word in ("CANARY", "Roe", "Poe", "Hidden", "@", "JD0146", "ORDER"):
        assert word not in text


@tells("delivered", "unknown_status", "wants_postcode")
async def test_nothing_personal_is_logged(
    carrier: Tried, tale: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await carrier.ask(tale, postcode=carrier.contract.postcode)
    printed = capsys.readouterr()
    for number in carrier.contract.numbers.values():
        assert number not in printed.out + printed.err
    assert KEY not in printed.out + printed.err


@tells("delivered")
async def test_forgetting_a_number_that_was_never_stored_is_done(carrier: Tried, tale: str) -> None:
    await carrier.port.forget(Asked(carrier.contract.numbers[tale]))


async def test_a_key_that_is_not_accepted_is_told_apart(address: str) -> None:
    async with AsyncExitStack() as stack:
        wrong = Tried(CARRIERS["dhl"], _dhl(address, stack, "wrong"), SystemClock())
        await wrong.fails("delivered", Outcome.REFUSED)


# DHL's reader, without the network.

ASKED = Asked("1000000013")


def answer(scenario: str = "delivered", **changes: Any) -> Answer:  # noqa: ANN401 - JSON
    """Return DHL's answer for the number, with fields of its shipment replaced."""
    body = json.loads(json.dumps(dhl_answer(ASKED.number, scenario, TODAY)))
    body["shipments"][0].update(changes)
    return Answer(200, body)


def event(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    good = {"timestamp": "2026-11-19T11:30:00+01:00", "statusCode": "transit", "status": "DF"}
    return {**good, **changes}


def scan(**changes: Any) -> Scan:  # noqa: ANN401 - JSON
    (found,) = read(answer(events=[event(**changes)]), ASKED).scans
    return found


WORDS = {
    "pre-transit": Status.INFO_RECEIVED,
    "transit": Status.IN_TRANSIT,
    "delivered": Status.DELIVERED,
    "failure": Status.DELIVERY_FAILED,
    "unknown": Status.UNKNOWN,
}
CODES: dict[str, tuple[Status, Reason | None]] = {
    "SD": (Status.IN_TRANSIT, None),
    "SA": (Status.IN_TRANSIT, None),
    "PU": (Status.IN_TRANSIT, None),
    "PL": (Status.IN_TRANSIT, None),
    "DF": (Status.IN_TRANSIT, None),
    "AF": (Status.IN_TRANSIT, None),
    "AR": (Status.IN_TRANSIT, None),
    "TR": (Status.IN_TRANSIT, None),
    "FD": (Status.IN_TRANSIT, None),
    "CR": (Status.IN_TRANSIT, Reason.CUSTOMS),
    "IC": (Status.IN_TRANSIT, Reason.CUSTOMS),
    "RR": (Status.IN_TRANSIT, Reason.CUSTOMS),
    "CD": (Status.IN_TRANSIT, Reason.CUSTOMS),
    "OH": (Status.IN_TRANSIT, Reason.DELAYED),
    "WC": (Status.OUT_FOR_DELIVERY, None),
    "CC": (Status.AVAILABLE_FOR_PICKUP, None),
    "OK": (Status.IN_TRANSIT, None),
    "NH": (Status.DELIVERY_FAILED, Reason.RECIPIENT_ABSENT),
    "CA": (Status.DELIVERY_FAILED, Reason.RECIPIENT_ABSENT),
    "BA": (Status.DELIVERY_FAILED, Reason.ADDRESS),
    "CM": (Status.DELIVERY_FAILED, Reason.ADDRESS),
    "RD": (Status.DELIVERY_FAILED, Reason.REFUSED),
    "RT": (Status.EXCEPTION, Reason.RETURNED),
    "DM": (Status.EXCEPTION, Reason.DAMAGED),
}
"""What each checkpoint code says of a parcel that DHL says is in transit."""


def test_these_tables_name_every_row_of_the_readers() -> None:
    assert WORDS == STATUSES
    assert CODES.keys() == CHECKPOINTS.keys()


@pytest.mark.parametrize("word", WORDS)
def test_each_of_dhls_words_is_one_of_our_statuses(word: str) -> None:
    found = read(answer(status={"statusCode": word}, events=[event(statusCode=word)]), ASKED)
    assert found.status is WORDS[word]
    assert found.scans[0].status is WORDS[word]


@pytest.mark.parametrize("code", CODES)
def test_each_of_dhls_checkpoints_says_where_and_why(code: str) -> None:
    found = scan(status=code)
    assert (found.status, found.reason) == CODES[code]
    assert (found.text, found.carrier_code) == (CHECKPOINTS[code].text, code)


@pytest.mark.parametrize("code", ["teleported", "TRANSIT", "delivered ", "", "x" * 40])
def test_a_code_that_nobody_knows_is_unknown_and_reported_never_guessed(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = read(answer(status={"statusCode": code, "status": "OK"}, events=[]), ASKED)
    assert (found.status, found.reason) == (Status.UNKNOWN, None)
    (line,) = lines_of(capsys.readouterr().out)
    assert (line["message"], line["supplier"]) == ("carrier-code-unknown", "dhl")
    assert not code or code not in json.dumps(line)


@pytest.mark.parametrize("checkpoint", ["ZZ", "Signed by Jane Roe", None, 17, ["OK"], {"OK": 1}])
def test_a_checkpoint_that_we_do_not_know_leaves_dhls_word(checkpoint: object) -> None:
    found = scan(status=checkpoint)
    assert (found.status, found.text, found.carrier_code) == (Status.IN_TRANSIT, None, "transit")


def test_a_checkpoint_nested_to_the_edge_of_what_parses_crashes_nothing() -> None:
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    assert scan(status=deep).text is None
    assert read(answer(status={"statusCode": "transit", "status": deep}), ASKED).reason is None


PLACES = {
    "BERLIN - GERMANY": "BERLIN, DE",
    "CINCINNATI HUB, OH - USA": "CINCINNATI HUB, OH, DE",
    "7 Hidden Lane, BERLIN - GERMANY": "BERLIN, DE",
    "7 Hidden Lane": "DE",
    "Hidden Lane 7 - GERMANY": "DE",
    "canary@example.org": "DE",
    "<b>BERLIN</b>": "DE",
    "BERLIN\nX-Header: y": "DE",
    "Saint-Denis (La R\u00e9union)": "Saint-Denis (La R\u00e9union), DE",
    "L'A\u00efquila": "L'A\u00efquila, DE",
    "x" * 100: "x" * 60 + ", DE",
    "\u0667 Lane": "DE",
    "\ud800": "DE",
    "": "DE",
    None: "DE",
    17: "DE",
}


@pytest.mark.parametrize(("locality", "place"), PLACES.items(), ids=lambda value: ascii(value)[:30])
def test_a_place_is_a_town_and_a_country_and_no_address(locality: object, place: str) -> None:
    address = {"addressLocality": locality, "countryCode": "DE", "streetAddress": "7 Hidden Lane"}
    assert scan(location={"address": address}).place == place


@pytest.mark.parametrize("country", ["Germany", "de", "D1", "<s", "", None, 17, "\ud800\ud800"])
def test_a_country_is_its_code_or_left_out(country: object) -> None:
    address = {"addressLocality": "BERLIN", "countryCode": country}
    assert scan(location={"address": address}).place == "BERLIN"


@pytest.mark.parametrize("location", [None, "BERLIN", 17, [], {}, {"address": None}])
def test_an_event_without_a_readable_place_is_an_event_all_the_same(location: object) -> None:
    assert scan(location=location).place is None


@pytest.mark.parametrize("events", [None, {}, "none", 17, [], ["x", None, 17, {}, []]])
def test_events_that_are_none_leave_the_status(events: object) -> None:
    found = read(answer(events=events), ASKED)
    assert (found.status, found.scans) == (Status.DELIVERED, ())


def test_two_hundred_events_are_enough() -> None:
    assert len(read(answer(events=[event()] * 1000), ASKED).scans) == 200


@pytest.mark.parametrize("estimated", [None, 17, "soon", "2026-02-30T00:00:00Z", ["x"]])
def test_an_estimate_that_is_no_time_is_left_out(estimated: object) -> None:
    assert read(answer(estimatedTimeOfDelivery=estimated), ASKED).estimated_delivery is None


@pytest.mark.parametrize(
    "other",
    [
        {"id": "1000000212"},
        {"id": 1000000013},
        {"id": None},
        {"status": None},
        {"status": {}},
        {"status": {"statusCode": "x" * 41}},
        {"status": {"statusCode": 17}},
    ],
    ids=str,
)
def test_an_answer_about_another_shipment_or_about_none_is_refused(
    other: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SupplierError) as caught:
        read(answer(**other), ASKED)
    assert caught.value.outcome is Outcome.BAD_ANSWER
    assert lines_of(capsys.readouterr().out)[-1]["message"] == "carrier-answer-refused"


def test_the_shipment_that_was_asked_for_is_found_among_others() -> None:
    whole = answer()
    whole.json["shipments"][:0] = [None, {"id": "1"}, answer(id="1000000212").json["shipments"][0]]
    assert read(whole, ASKED).status is Status.DELIVERED
    assert read(answer(id="10 0000 0013"), ASKED).status is Status.DELIVERED


@pytest.mark.parametrize("body", [None, [], "x", 17, {}, {"shipments": None}, {"shipments": {}}])
def test_an_answer_of_another_form_is_refused(body: object) -> None:
    with pytest.raises(SupplierError) as caught:
        read(Answer(200, body), ASKED)
    assert caught.value.outcome is Outcome.BAD_ANSWER


@pytest.mark.parametrize("status", [201, 204, 402, 410, 418])
def test_a_status_that_dhl_never_published_is_refused(status: int) -> None:
    with pytest.raises(SupplierError) as caught:
        read(Answer(status, answer().json), ASKED)
    assert caught.value.outcome is Outcome.BAD_ANSWER


_scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([*STATUSES, *CHECKPOINTS, *CANARIES, ASKED.number, "2026-11-19T11:30:00Z"])
)
_NAMES = (
    "shipments",
    "id",
    "status",
    "statusCode",
    "events",
    "timestamp",
    "location",
    "address",
    "countryCode",
    "addressLocality",
    "estimatedTimeOfDelivery",
)
_keys = st.text(max_size=5) | st.sampled_from(_NAMES)
_json = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_keys, inner, max_size=5),
    max_leaves=25,
)
_current = {"statusCode": st.sampled_from([*STATUSES]) | _json, "status": _json}
_location = st.fixed_dictionaries(
    {"address": st.fixed_dictionaries({"countryCode": _json, "addressLocality": _json}) | _json}
)
_events = st.lists(
    st.fixed_dictionaries(
        {
            "timestamp": st.just("2026-11-19T11:30:00Z") | st.datetimes().map(str) | _json,
            "location": _location | _json,
            "description": st.sampled_from(CANARIES),
            **_current,
        }
    )
    | _json,
    max_size=4,
)
_shipments = st.fixed_dictionaries(
    {
        "id": st.just(ASKED.number) | _json,
        "status": st.fixed_dictionaries(_current) | _json,
        "events": _events | _json,
        "estimatedTimeOfDelivery": _json,
        "details": st.sampled_from(CANARIES),
    }
)


@given(
    st.fixed_dictionaries({"shipments": st.lists(_shipments, max_size=3) | _json}) | _json,
    st.sampled_from([200, 200, 200, 400, 404, 500]),
    st.none() | st.just("10115"),
)
def test_hostile_json_is_a_report_in_our_words_or_an_error_of_the_port(
    body: object, status: int, postcode: str | None
) -> None:
    try:
        report = read(Answer(status, body), Asked(ASKED.number, postcode))
    except SupplierError:
        return
    words = {None} | {one.text for one in CHECKPOINTS.values()}
    for found in report.scans:
        assert found.text in words
        code = found.carrier_code
        assert code is None or (len(code) <= 40 and code.isascii() and " " not in code)
        _is_place(found.place)
    report.model_dump_json()


def _is_place(place: str | None) -> None:
    assert place is None or (len(place) <= 64 and place.isprintable())
    assert place is None or not set(place) & set('<>@"\\{}0123456789')


@given(_json)
def test_any_value_is_a_time_of_our_days_or_none(value: object) -> None:
    found = read_time(value)
    assert found is None or 2000 <= found[0].astimezone(UTC).year < 2100


@given(st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}([+-][0-9]{2}:?[0-9]{2})?"))
def test_what_looks_like_a_time_never_crashes(text: str) -> None:
    read_time(text)


TIMES: dict[str, tuple[str, bool] | None] = {
    "2026-01-01T10:00:00Z": ("2026-01-01T10:00:00+00:00", False),
    "2026-01-01t10:00:00z": ("2026-01-01T10:00:00+00:00", False),
    "2026-01-01T10:00:00+05:30": ("2026-01-01T10:00:00+05:30", False),
    "2026-01-01T10:00:00.123456789+0530": ("2026-01-01T10:00:00.123456+05:30", False),
    "2026-01-01 10:00": ("2026-01-01T10:00:00+00:00", True),
    "2026-01-01T10:00:00": ("2026-01-01T10:00:00+00:00", True),
    "2026-01-01": ("2026-01-01T00:00:00+00:00", True),
    "2026-01-01+05:30": None,
    "2026-01-01Z": None,
    "2026-01-01T10": None,
    "2026-02-30T10:00:00Z": None,
    "2026-01-01T25:00:00Z": None,
    "2026-01-01T10:00:00+15:00": None,
    "1999-12-31T23:59:59Z": None,
    "2100-01-01T00:00:00Z": None,
    "0000-01-01T00:00:00Z": None,
    "\uff12026-01-01T10:00:00Z": None,
    "2026-01-01T10:00:00Z\n": None,
    "1763632800": None,
    "": None,
}


@pytest.mark.parametrize(("text", "expected"), TIMES.items(), ids=ascii)
def test_a_time_keeps_its_offset_or_says_that_it_has_none(
    text: str, expected: tuple[str, bool] | None
) -> None:
    found = read_time(text)
    assert (found and (found[0].isoformat(), found[1])) == expected


# The sandbox.


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_sandbox_number(status: Status) -> None:
    assert story(status.replace("_", "").upper(), TODAY).status is status


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sandbox_number(reason: Reason) -> None:
    found = story(reason.replace("_", "").upper(), TODAY)
    assert found.reason is reason
    assert found.scans[0].reason is reason


@pytest.mark.parametrize("number", ["AGP", "AGPDELIVERED1", "XAGPDELIVERED0001", "AGP0001", "1"])
async def test_a_number_that_is_no_sandbox_number_is_not_found(number: str) -> None:
    clock = SystemClock()
    deadline = Deadline.after(clock, timedelta(seconds=1))
    asked = Asked(number)
    found = await SandboxCarrier(clock).query(asked, asker=Asker.VISITOR, deadline=deadline)
    assert found.status is Status.NOT_FOUND


async def test_a_sandbox_parcel_behind_a_postcode_asks_for_it() -> None:
    carrier = Tried(CARRIERS["sandbox"], SandboxCarrier(SystemClock()), SystemClock())
    error = await carrier.fails("wants_postcode", Outcome.PROOF_REQUIRED)
    assert isinstance(error, ProofError)


async def test_dhl_does_not_tell_that_a_parcel_wants_a_postcode(address: str) -> None:
    async with AsyncExitStack() as stack:
        carrier = Tried(CARRIERS["dhl"], _dhl(address, stack), SystemClock())
        assert (await carrier.ask("wants_postcode")).status is Status.NOT_FOUND


def test_an_error_of_the_port_is_the_projects_own() -> None:
    assert issubclass(SupplierError, AppError)
