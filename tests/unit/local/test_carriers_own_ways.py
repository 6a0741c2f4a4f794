"""What UPS, FedEx and USPS, simulated, do each in its own way."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import pytest_asyncio

from tests.unit.local.oauth_clients import SECRET, Client, batch, opened, simulators, why


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with simulators() as url:
        yield url


@pytest_asyncio.fixture
async def ups(address: str) -> AsyncIterator[Client]:
    async with opened(address, "ups") as one:
        await one.fetch()
        yield one


@pytest_asyncio.fixture
async def fedex(address: str) -> AsyncIterator[Client]:
    async with opened(address, "fedex") as one:
        await one.fetch()
        yield one


@pytest_asyncio.fixture
async def usps(address: str) -> AsyncIterator[Client]:
    async with opened(address, "usps") as one:
        await one.fetch()
        yield one


# UPS.


async def test_ups_writes_all_of_a_token_as_text(ups: Client) -> None:
    told = (await ups.fetch()).json()
    assert {name for name, value in told.items() if not isinstance(value, str)} == set()
    assert told["expires_in"] == "14399"


@pytest.mark.parametrize("tale", ["not_found", "tw0001", "1Z5R89100399999999"])
async def test_ups_answers_200_with_a_warning_for_a_number_it_does_not_know(
    ups: Client, tale: str
) -> None:
    reply = await ups.ask(tale)
    (shipment,) = reply.json()["trackResponse"]["shipment"]
    warnings = [{"code": "TW0001", "message": "Tracking Information Not Found"}]
    number = ups.numbers.get(tale, tale)
    assert (reply.status_code, shipment) == (200, {"inquiryNumber": number, "warnings": warnings})


async def test_ups_refuses_a_number_of_no_form_and_may_answer_404(ups: Client) -> None:
    assert (await ups.ask("1Z")).status_code == 400
    assert (await ups.ask("not_found_404")).status_code == 404


@pytest.mark.parametrize("header", ["transId", "transactionSrc"])
async def test_ups_wants_both_of_its_headers(ups: Client, header: str) -> None:
    path = f"/ups/api/track/v1/details/{ups.numbers['delivered']}"
    reply = await ups.http.get(path, headers={**ups.headers, header: "x"})
    assert reply.status_code == 400


# FedEx.


async def test_fedex_tells_of_thirty_numbers_in_one_call_and_of_no_more(fedex: Client) -> None:
    path = "/fedex/track/v1/trackingnumbers"
    numbers = [f"7{at:011}" for at in range(30)]
    reply = await fedex.http.post(path, json=batch(*numbers), headers=fedex.headers)
    results = reply.json()["output"]["completeTrackResults"]
    assert [result["trackingNumber"] for result in results] == numbers
    for told in (batch(*numbers, "1"), batch(""), {}, {"trackingInfo": ["1"]}):
        refused = await fedex.http.post(path, json=told, headers=fedex.headers)
        assert refused.status_code == 400
    calls = await fedex.calls()
    assert (calls["total"], calls["by_number"][numbers[0]]) == (5, 2)


async def ask_many(fedex: Client, *tales: str) -> httpx.Response:
    asked = batch(*(fedex.numbers[tale] for tale in tales))
    path = "/fedex/track/v1/trackingnumbers"
    return await fedex.http.post(path, json=asked, headers=fedex.headers)


async def test_fedex_has_errors_of_single_numbers_beside_the_others(fedex: Client) -> None:
    reply = await ask_many(fedex, "delivered", "not_found", "used_again")
    good, bad, twice = reply.json()["output"]["completeTrackResults"]
    assert "error" not in good["trackResults"][0]
    assert bad["trackResults"][0]["error"]["code"] == "TRACKING.TRACKINGNUMBER.NOTFOUND"
    latest = [one["latestStatusDetail"]["code"] for one in twice["trackResults"]]
    assert latest == ["AR", "DL"]


async def test_one_number_spoils_the_whole_call_at_fedex(fedex: Client) -> None:
    assert (await ask_many(fedex, "delivered", "error_500", "in_transit")).status_code == 500
    assert (await ask_many(fedex, "delivered", "rate_limited_once")).status_code == 429
    assert (await ask_many(fedex, "delivered", "rate_limited_once")).status_code == 200


# USPS.


async def test_usps_lists_scopes_as_words_and_tracking_may_be_missing(usps: Client) -> None:
    assert "tracking" in (await usps.fetch()).json()["scope"].split(" ")
    await usps.mode("no_scope")
    assert "tracking" not in (await usps.fetch()).json()["scope"].split(" ")
    refused = await usps.ask("delivered")
    assert refused.status_code == 401
    assert refused.json()["error"]["message"] == "Insufficient OAuth scope."


async def test_usps_takes_a_form_for_a_token_too(usps: Client) -> None:
    form = {"grant_type": "client_credentials", "client_id": "me", "client_secret": SECRET}
    reply = await usps.http.post("/usps/oauth2/v3/token", data=form)
    assert reply.json()["expires_in"] == 28_799


@pytest.mark.parametrize(
    ("tale", "status", "error"),
    [
        ("not_found", 404, "404"),
        ("9400100000000000999999", 404, "404"),
        ("no_status_yet", 400, "150001"),
        ("no_access", 403, "403"),
    ],
)
async def test_usps_refuses_single_numbers(
    usps: Client, tale: str, status: int, error: str
) -> None:
    reply = await usps.ask(tale)
    assert (reply.status_code, why("usps", reply)) == (status, error)
    assert reply.json()["error"]["code"] == str(status)


async def test_usps_tells_events_only_if_asked_for_details(usps: Client) -> None:
    path = f"/usps/tracking/v3/tracking/{usps.numbers['in_transit']}"
    brief = (await usps.http.get(path, headers=usps.headers)).json()
    assert "trackingEvents" not in brief
    assert len(brief["eventSummaries"]) == 3
    assert len((await usps.ask("in_transit")).json()["trackingEvents"]) == 3
