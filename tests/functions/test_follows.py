"""Following parcels, as an app does it."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import httpx
import pytest

from infra.local.carriers.stories import POSTCODE
from tests.functions.people import bearer, later, registered
from tests.functions.test_tracking import dhl
from tests.world import World, new_source

pytestmark = pytest.mark.stack

Json = dict[str, Any]
PATCH = {"Content-Type": "application/merge-patch+json"}
LABEL = "Hidden-Nickname"
AMBIGUOUS, NOBODYS = "JJD217290330", "HELLO"


def sandbox(word: str = "DELIVERED") -> str:
    """Return a sandbox number that nobody else follows, most likely."""
    return f"AGP-{word}-{secrets.randbelow(10_000):04}"


@pytest.fixture
async def me(world: World, visitor: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """Return somebody who has just registered."""
    _, token = await registered(world, visitor)
    async with world.visitor() as client:
        client.headers.update(bearer(token))
        yield client


@pytest.fixture
async def stranger(world: World, visitor: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """Return somebody else."""
    _, token = await registered(world, visitor)
    async with world.visitor() as client:
        client.headers.update(bearer(token))
        yield client


async def follow(me: httpx.AsyncClient, number: str, **more: Any) -> Json:  # noqa: ANN401 - JSON
    """Follow a number from an address of its own: few bodies at once may come from one."""
    headers = {"X-Forwarded-For": new_source()}
    reply = await me.post("/v1/waybills", json={"number": number, **more}, headers=headers)
    assert reply.status_code == 201, reply.text
    told: Json = reply.json()
    return told


async def tag(me: httpx.AsyncClient, follow_id: str) -> str:
    return str((await me.get(f"/v1/waybills/{follow_id}")).headers["ETag"])


async def patch(
    me: httpx.AsyncClient, follow_id: str, changes: Json, seen: str = "*"
) -> httpx.Response:
    headers = {**PATCH, "If-Match": seen}
    return await me.patch(f"/v1/waybills/{follow_id}", json=changes, headers=headers)


async def test_a_follow_goes_to_the_carrier_that_can_be_asked_of_two_that_show_the_parcel(
    me: httpx.AsyncClient,
) -> None:
    assert (await follow(me, "CQ123456785DE"))["carrier"] == "dhl"
    assert (await follow(me, "CQ123456785DE", carrier="post_de"))["carrier"] == "post_de"


@pytest.mark.parametrize(
    ("country", "language", "first"),
    [("ES", "ko-KR", "mrw"), (None, "ko-KR", "cj_logistics"), (None, "ko", "sf_express")],
)
async def test_a_number_that_is_not_surely_anybodys_is_not_followed_without_a_name(
    me: httpx.AsyncClient, country: str | None, language: str, first: str
) -> None:
    me.headers["Accept-Language"] = language
    more = {} if country is None else {"country": country}
    reply = await me.post("/v1/waybills", json={"number": "123456789014", **more})
    told = reply.json()
    assert (reply.status_code, told["code"]) == (422, "carrier-ambiguous")
    assert told["candidates"][0]["carrier"] == first
    named = await follow(me, "123456789014", carrier=first, **more)
    assert (named["carrier"], "country" in named) == (first, False)


async def test_a_followed_waybill_is_shown_with_its_shipment(me: httpx.AsyncClient) -> None:
    number = sandbox()
    body = {
        "number": f" {number.lower()} ",
        "label": LABEL,
        "commodity": "books",
        "notify": {"email": True},
    }
    reply = await me.post("/v1/waybills", json=body)
    assert reply.status_code == 201
    assert reply.headers["Cache-Control"] == "no-store"
    told = reply.json()
    assert reply.headers["Location"] == f"/v1/waybills/{told['id']}"
    assert told["number"] == number.replace("-", "")
    assert (told["carrier"], told["label"], told["commodity"]) == ("sandbox", LABEL, "books")
    assert told["notify"] == {
        "email": True,
        "sms": False,
        "push": False,
        "expected_day": False,
    }
    assert told["shipment"]["status"] == told["shipment"]["last_event"]["status"] == "delivered"
    assert "events" not in told["shipment"]
    assert (told["problem"], told["asks"], told["transit_time"]) == (None, [], "3-5")
    one = (await me.get(f"/v1/waybills/{told['id']}")).json()
    assert one["shipment"]["events"][0] == told["shipment"]["last_event"]
    assert {k: v for k, v in one.items() if k != "shipment"} == {
        k: v for k, v in told.items() if k != "shipment"
    }
    (listed,) = (await me.get("/v1/waybills")).json()["items"]
    assert listed == told


async def test_of_a_pasted_text_the_number_alone_is_followed_and_shown(
    me: httpx.AsyncClient,
) -> None:
    number = sandbox("POSTCODE")
    plain = number.replace("-", "")
    link = f"https://shop.example.org/track?number={number}&postcode={POSTCODE}&name=SECRET"
    first = (await me.post("/v1/waybills", json={"number": f"Here it is: {link}"})).json()
    assert (first["number"], first["carrier"], first["postcode"]) == (plain, "sandbox", POSTCODE)
    assert first["shipment"]["status"] == "delivered"
    for again in (number, f"Tracking #: {number},", f"\ufeff{number[:5]}\u200b{number[5:]}\n"):
        assert (await follow(me, again))["id"] == first["id"]
    everything = (await me.get("/v1/waybills")).text + (
        await me.get(f"/v1/waybills/{first['id']}")
    ).text
    assert "SECRET" not in everything
    assert "shop.example.org" not in everything
    # What was read is kept, so that a change reads nothing anew.
    erased = (await patch(me, first["id"], {"postcode": None})).json()
    assert (erased["number"], erased["problem"]["code"]) == (plain, "proof-required")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("1Z5R89390357567127, 00340434492098429236", "number-several"),
        ("https://www.ups.com/track", "number-absent"),
        ("x" * 501, "number-too-long"),
    ],
    ids=["two", "none", "501"],
)
async def test_a_text_without_one_number_is_not_followed(
    me: httpx.AsyncClient, number: str, code: str
) -> None:
    reply = await me.post("/v1/waybills", json={"number": number})
    (error,) = reply.json()["errors"]
    assert (reply.status_code, error["field"], error["code"]) == (422, "number", code)
    assert number not in reply.text
    assert (await me.get("/v1/waybills")).json() == {"items": [], "next_cursor": None}


async def test_an_id_of_another_form_is_nobodys(me: httpx.AsyncClient) -> None:
    number = sandbox()
    mine = await follow(me, number)
    assert len(mine["id"]) == 32
    odd = ("0" * 32, "0" * 31, mine["id"].upper(), "x", number, "%00")
    for wrong in (*odd, "query"):
        path = f"/v1/waybills/{wrong}"
        replies = [
            await me.get(path),
            await me.patch(path, json={"label": "x"}, headers={**PATCH, "If-Match": "*"}),
            await me.delete(path),
        ]
        if wrong == "query":  # the visitors' own address
            assert [reply.status_code for reply in replies] == [405] * 3
            continue
        assert [reply.status_code for reply in replies] == [404] * 3, wrong
        assert [reply.json()["code"] for reply in replies] == ["not-found"] * 3
    assert (await me.get(f"/v1/waybills/{mine['id']}")).json()["label"] is None


async def test_the_same_number_is_the_same_follow_also_sixteen_at_once(
    me: httpx.AsyncClient,
) -> None:
    number = sandbox()
    asked = (follow(me, number, label=f"L{n}") for n in range(16))
    told = await asyncio.gather(*asked)
    assert len({one["id"] for one in told}) == 1
    assert len({one["label"] for one in told}) == 1
    again = await follow(me, number.replace("-", " "), carrier="sandbox", label="another")
    assert (again["id"], again["label"]) == (told[0]["id"], told[0]["label"])
    assert len((await me.get("/v1/waybills")).json()["items"]) == 1


REFUSED: list[tuple[Json, str, str | None, str | None]] = [
    ({"number": ""}, "invalid-input", "number", "number-empty"),
    ({"number": "1" * 51}, "invalid-input", "number", "number-too-long"),
    ({"number": "1?2"}, "invalid-input", "number", "number-bad-character"),
    ({"number": NOBODYS}, "carrier-unknown", None, None),
    ({"number": AMBIGUOUS}, "carrier-ambiguous", "carrier", "carrier-choose"),
    ({"number": "1", "carrier": "x"}, "invalid-input", "carrier", "carrier-code-unknown"),
    ({"number": "1", "carrier": "dhl", "postcode": "!"}, "invalid-input", "postcode",
     "postcode-malformed"),
    ({"number": "1", "carrier": "dhl", "phone_tail": "12"}, "invalid-input", "phone_tail",
     "phone-tail-malformed"),
    ({"number": "1", "label": ""}, "invalid-input", "label", "field-too-short"),
    ({"number": "1", "label": "x" * 81}, "invalid-input", "label", "field-too-long"),
    ({"number": "1", "label": "a\nb"}, "invalid-input", "label", "field-not-acceptable"),
    ({"number": "1", "commodity": "arms"}, "invalid-input", "commodity", "field-not-listed"),
    ({"number": "1", "notify": {"fax": True}}, "invalid-input", "notify", "field-unknown"),
    ({"number": "1", "notify": {"sms": "yes"}}, "invalid-input", "notify.sms", "field-type"),
    ({"number": "1", "owner_id": "x"}, "invalid-input", "", "field-unknown"),
    ({}, "invalid-input", "number", "field-missing"),
]  # fmt: skip


async def test_what_cannot_be_followed_is_refused_by_field_and_nothing_is_kept(
    me: httpx.AsyncClient,
) -> None:
    for body, code, field, fault in REFUSED:
        reply = await me.post("/v1/waybills", json=body)
        assert (reply.status_code, reply.json()["code"]) == (422, code), body
        faults = [(one["field"], one["code"]) for one in reply.json()["errors"]]
        assert faults == ([] if field is None else [(field, fault)]), body
    assert (await me.get("/v1/waybills")).json() == {"items": [], "next_cursor": None}


async def test_candidates_are_listed_as_detection_lists_them(me: httpx.AsyncClient) -> None:
    refused = (await me.post("/v1/waybills", json={"number": AMBIGUOUS})).json()
    detected = (await me.post("/v1/carriers/detect", json={"number": AMBIGUOUS})).json()
    assert refused["candidates"] == detected["candidates"]
    named = await follow(me, AMBIGUOUS, carrier=refused["candidates"][0]["carrier"])
    assert named["carrier"] == refused["candidates"][0]["carrier"]


@pytest.mark.parametrize(
    ("number", "code", "status"),
    [
        ("C11031500001879", "carrier-not-configured", 501),
        ("AGP-FAILING", "unavailable", 503),
        ("AGP-POSTCODE", "proof-required", 422),
    ],
)
async def test_trouble_with_a_carrier_is_no_obstacle_to_following(
    me: httpx.AsyncClient, number: str, code: str, status: int
) -> None:
    if number.startswith("AGP"):
        number = sandbox(number.removeprefix("AGP-"))
    told = await follow(me, number)
    assert told["shipment"] is None
    assert (told["problem"]["code"], told["problem"]["status"]) == (code, status)
    one = (await me.get(f"/v1/waybills/{told['id']}")).json()
    (listed,) = (await me.get("/v1/waybills")).json()["items"]
    for shown in (one, listed):
        assert shown["shipment"] is None
        assert shown["problem"]["code"] == code
        assert shown["asks"] == told["asks"]


async def test_a_proof_that_is_given_later_is_used_from_then_on(me: httpx.AsyncClient) -> None:
    told = await follow(me, sandbox("POSTCODE"))
    assert (told["problem"]["code"], told["asks"]) == ("proof-required", ["postcode"])
    wrong = (await patch(me, told["id"], {"postcode": "99999"})).json()
    assert (wrong["problem"]["code"], wrong["asks"]) == ("proof-rejected", [])
    right = (await patch(me, told["id"], {"postcode": f" {POSTCODE} "})).json()
    assert (right["shipment"]["status"], right["problem"]) == ("delivered", None)
    assert right["postcode"] == POSTCODE
    (listed,) = (await me.get("/v1/waybills")).json()["items"]
    assert listed["shipment"]["status"] == "delivered"
    without = (await patch(me, told["id"], {"postcode": None})).json()
    assert (without["problem"]["code"], without["postcode"]) == ("proof-required", None)


async def test_a_list_asks_no_carrier_however_old_what_is_known_is(
    world: World, me: httpx.AsyncClient
) -> None:
    number = dhl()
    world.scenario(number, "delivered")
    told = await follow(me, number, carrier="dhl", postcode=POSTCODE)
    assert (told["shipment"]["status"], told["postcode"]) == ("delivered", POSTCODE)
    assert world.calls()[number] == 1
    async with world.gateway("later", CLOCK_AHEAD=str(7 * 3600)) as later:
        later.visitor.headers.update({"Authorization": me.headers["Authorization"]})
        (listed,) = (await later.visitor.get("/v1/waybills")).json()["items"]
        assert listed["shipment"] == told["shipment"]
        assert world.calls()[number] == 1
        path = f"/v1/waybills/{told['id']}"
        for _ in range(2):
            assert (await later.visitor.get(path)).json()["shipment"]["status"] == "delivered"
        assert world.calls()[number] == 2


async def test_a_detail_that_the_carrier_does_not_ask_for_is_not_kept(
    me: httpx.AsyncClient,
) -> None:
    told = await follow(me, "1Z5R89100300000031", postcode="10115", phone_tail="1234")
    assert (told["carrier"], told["postcode"], told["phone_tail"]) == ("ups", None, None)


async def test_twenty_five_follows_are_walked_page_by_page(me: httpx.AsyncClient) -> None:
    start = secrets.randbelow(9_000)
    numbers = [f"AGPCUSTOMS{start + n:04}" for n in range(25)]
    for at in range(0, 25, 5):
        await asyncio.gather(*(follow(me, number) for number in numbers[at : at + 5]))
    default = (await me.get("/v1/waybills")).json()
    assert len(default["items"]) == 20
    assert default["next_cursor"] == default["items"][-1]["id"]
    for limit, sizes in ((10, [10, 10, 5]), (25, [25]), (24, [24, 1]), (100, [25])):
        found: list[Json] = []
        params: Json = {"limit": limit}
        for size in sizes:
            page = (await me.get("/v1/waybills", params=params)).json()
            assert len(page["items"]) == size
            found += page["items"]
            params["cursor"] = page["next_cursor"]
        assert params["cursor"] is None
        assert sorted(one["number"] for one in found) == numbers
        assert [one["id"] for one in found] == sorted(one["id"] for one in found)
        assert {one["shipment"]["reason"] for one in found} == {"customs"}


async def test_what_changed_since_a_time_is_found_in_full_pages(me: httpx.AsyncClient) -> None:
    made = [await follow(me, sandbox("LOST")) for _ in range(5)]
    times = sorted(one["updated_at"] for one in made)
    reply = await me.get("/v1/waybills", params={"updated_since": times[-1]})
    assert [one["updated_at"] for one in reply.json()["items"]] == times[-1:]
    edited = (await patch(me, made[0]["id"], {"label": "x"})).json()
    since = {"updated_since": edited["updated_at"]}
    (found,) = (await me.get("/v1/waybills", params=since)).json()["items"]
    assert found["id"] == made[0]["id"]
    params: Json = {"updated_since": times[0], "limit": 2}
    seen: list[str] = []
    while True:
        page = (await me.get("/v1/waybills", params=params)).json()
        seen += [one["id"] for one in page["items"]]
        params["cursor"] = page["next_cursor"]
        if params["cursor"] is None:
            break
        assert len(page["items"]) == 2
    assert seen == sorted(one["id"] for one in made)
    future = {"updated_since": "2099-01-01T00:00:00+01:00"}
    assert (await me.get("/v1/waybills", params=future)).json()["items"] == []


PARAMETERS: list[tuple[dict[str, str], str]] = [
    ({"limit": "0"}, "limit"),
    ({"limit": "101"}, "limit"),
    ({"limit": "x"}, "limit"),
    ({"limit": "1_0"}, "limit"),
    ({"cursor": "x"}, "cursor"),
    ({"cursor": "0" * 33}, "cursor"),
    ({"cursor": "G" * 32}, "cursor"),
    ({"cursor": ""}, "cursor"),
    ({"updated_since": "yesterday"}, "updated_since"),
    ({"updated_since": "1767225600"}, "updated_since"),
    ({"updated_since": "2026-01-01T00:00:00"}, "updated_since"),
    ({"updated_since": "2026-13-01T00:00:00Z"}, "updated_since"),
    ({"updated_since": "2026-01-01"}, "updated_since"),
    ({"since": "x"}, ""),
]


async def test_a_parameter_of_another_form_is_named(me: httpx.AsyncClient) -> None:
    for params, field in PARAMETERS:
        reply = await me.get("/v1/waybills", params=params)
        assert reply.status_code == 422, params
        assert [one["field"] for one in reply.json()["errors"]] == [field], params


async def test_a_cursor_of_anothers_leads_to_none_of_theirs(
    me: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    theirs = await follow(stranger, sandbox())
    mine = {(await follow(me, sandbox()))["id"] for _ in range(3)}
    page = (await me.get("/v1/waybills", params={"cursor": theirs["id"]})).json()
    assert {one["id"] for one in page["items"]} == {one for one in mine if one > theirs["id"]}
    page = (await me.get("/v1/waybills", params={"cursor": "0" * 32})).json()
    assert {one["id"] for one in page["items"]} == mine


async def test_what_is_known_already_is_not_sent_again(me: httpx.AsyncClient) -> None:
    ids = [(await follow(me, number))["id"] for number in (sandbox(), sandbox("FAILING"))]
    one, other = (f"/v1/waybills/{follow_id}" for follow_id in ids)
    edited = {"/v1/waybills": ids[0], one: ids[0], other: ids[1]}
    for number, (path, follow_id) in enumerate(edited.items()):
        first = await me.get(path)
        known = {"If-None-Match": first.headers["ETag"]}
        again = await me.get(path, headers=known)
        assert (again.status_code, again.content) == (304, b""), path
        assert again.headers["ETag"] == first.headers["ETag"]
        assert (await patch(me, follow_id, {"label": f"L{number}"})).is_success
        changed = await me.get(path, headers=known)
        assert changed.status_code == 200
        assert changed.headers["ETag"] != first.headers["ETag"]


async def test_the_answer_to_an_edit_is_what_is_seen_after_it(me: httpx.AsyncClient) -> None:
    made = await follow(me, sandbox())
    edited = await patch(me, made["id"], {"label": "new"}, await tag(me, made["id"]))
    assert edited.status_code == 200
    seen = await me.get(f"/v1/waybills/{made['id']}")
    assert (edited.json(), edited.headers["ETag"]) == (seen.json(), seen.headers["ETag"])


CHANGES: dict[str, tuple[Json, Json]] = {
    "nothing": ({}, {}),
    "one channel more": (
        {"notify": {"push": True}},
        {"notify": {"email": True, "sms": False, "push": True, "expected_day": False}},
    ),
    "several": ({"label": None, "commodity": "food"}, {"label": None, "commodity": "food"}),
}
"""What a patch makes of a follow is tried without a stack: ``tests/unit/functions``."""


@pytest.mark.parametrize(("changes", "expected"), CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("media_type", ["application/merge-patch+json", "application/json"])
async def test_a_patch_is_merged(
    me: httpx.AsyncClient, changes: Json, expected: Json, media_type: str
) -> None:
    made = await follow(me, sandbox(), label=LABEL, commodity="books", notify={"email": True})
    path, first = f"/v1/waybills/{made['id']}", await tag(me, made["id"])
    headers = {"Content-Type": media_type, "If-Match": first}
    replies = [await me.patch(path, json=changes, headers=headers) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [200, 200], "the second time it is so"
    assert replies[0].json() == replies[1].json()
    assert (replies[0].headers["ETag"] == first) == (not expected)
    shown = (await me.get(path)).json()
    editable = ("label", "commodity", "notify", "postcode", "phone_tail", "number", "carrier")
    assert {k: shown[k] for k in editable} == {k: made[k] for k in editable} | expected
    assert (shown["updated_at"] > made["updated_at"]) == bool(expected)


UNPATCHABLE: list[tuple[Json, str]] = [
    ({"number": "1"}, ""),
    ({"carrier": "dhl"}, ""),
    ({"id": "x"}, ""),
    ({"label": 1}, "label"),
    ({"label": ""}, "label"),
    ({"label": {"a": None}}, "label"),
    ({"commodity": "arms"}, "commodity"),
    ({"notify": True}, "notify"),
    ({"notify": {"fax": None}}, "notify"),
    ({"notify": {"email": 1}}, "notify.email"),
    ({"postcode": "!"}, "postcode"),
    ({"phone_tail": "123"}, "phone_tail"),
]


async def test_a_patch_that_cannot_be_is_refused_by_field_and_changes_nothing(
    me: httpx.AsyncClient,
) -> None:
    made = await follow(me, sandbox(), label=LABEL)
    before = await me.get(f"/v1/waybills/{made['id']}")
    for changes, field in UNPATCHABLE:
        wish = {"commodity": "food", **changes}
        reply = await patch(me, made["id"], wish, before.headers["ETag"])
        assert reply.status_code == 422, changes
        assert {one["field"] for one in reply.json()["errors"]} == {field}, changes
        assert (await me.get(f"/v1/waybills/{made['id']}")).json() == before.json(), changes


async def test_only_what_was_seen_is_changed(me: httpx.AsyncClient) -> None:
    made = await follow(me, sandbox())
    path, old = f"/v1/waybills/{made['id']}", await tag(me, made["id"])
    unsaid = await me.patch(path, json={"label": "x"}, headers=PATCH)
    assert (unsaid.status_code, unsaid.json()["code"]) == (428, "precondition-required")
    assert (await patch(me, made["id"], {"label": "one"}, old)).status_code == 200
    late = await patch(me, made["id"], {"label": "two"}, old)
    assert (late.status_code, late.json()["code"]) == (412, "precondition-failed")
    assert (await patch(me, made["id"], {"label": "one"}, old)).status_code == 200
    for never in ('"x"', "x", f"W/{await tag(me, made['id'])}", '""', ","):
        assert (await patch(me, made["id"], {"label": "two"}, never)).status_code == 412, never
    listed = f'"x", {await tag(me, made["id"])}'
    assert (await patch(me, made["id"], {"label": "three"}, listed)).status_code == 200
    assert (await me.get(path)).json()["label"] == "three"
    other = await me.patch(path, content="{}", headers={"Content-Type": "text/plain",
                                                        "If-Match": "*"})  # fmt: skip
    assert other.status_code == 415
    assert "application/merge-patch+json" in other.headers["Accept"]


async def test_a_tag_from_following_or_from_before_the_carriers_news_serves_an_edit(
    world: World, me: httpx.AsyncClient
) -> None:
    number = dhl()
    made = await me.post("/v1/waybills", json={"number": number, "carrier": "dhl"})
    assert made.json()["shipment"]["status"] == "not_found"
    assert made.json()["asks"] == ["postcode"]
    follow_id = made.json()["id"]
    first = await tag(me, follow_id)
    world.scenario(number, "delivered")
    given = (await patch(me, follow_id, {"postcode": POSTCODE}, made.headers["ETag"])).json()
    assert given["shipment"]["status"] == "delivered"
    assert (await patch(me, follow_id, {"label": "x"}, first)).status_code == 412
    assert (await patch(me, follow_id, {"label": "x"}, await tag(me, follow_id))).is_success


async def test_how_long_a_parcel_took_is_told_when_it_is_delivered_and_stays(
    world: World, me: httpx.AsyncClient
) -> None:
    number = dhl()
    world.scenario(number, "in_transit")
    body = {"number": number, "carrier": "dhl", "postcode": POSTCODE}
    made = await me.post("/v1/waybills", json=body)
    path, told = f"/v1/waybills/{made.json()['id']}", made.json()
    assert (told["shipment"]["status"], told["transit_time"]) == ("in_transit", None)
    before = stored(world, told["id"])
    assert (await me.get(path)).json()["transit_time"] is None
    assert stored(world, told["id"]) == before
    world.scenario(number, "delivered")
    seen = await me.get(path, headers=later(16))
    told = seen.json()
    times = [datetime.fromisoformat(one["at"]["moment"]) for one in told["shipment"]["events"]]
    assert (max(times) - min(times)).days == 2
    assert (told["shipment"]["status"], told["transit_time"]) == ("delivered", "0-2")
    after = stored(world, told["id"])
    assert after != before
    kept = {"sealed": None, "wheel": None}
    assert after | kept == before | kept, "no edit"
    again = await me.get(path, headers=later(17) | {"If-None-Match": seen.headers["ETag"]})
    assert again.status_code == 304
    assert (await patch(me, told["id"], {"label": "x"}, made.headers["ETag"])).is_success
    month = later(30 * 24 * 60)
    (listed,) = (await me.get("/v1/waybills", headers=month)).json()["items"]
    assert (listed["shipment"], listed["transit_time"]) == (None, "0-2"), "all else is forgotten"
    assert (await patch(me, told["id"], {"transit_time": None})).status_code == 422


def stored(world: World, follow_id: str) -> Json:
    """Return a follow as it lies in the database."""
    (one,) = [one for one in world.dump() if one.name.endswith(f"/follows/{follow_id}")]
    return one.fields


async def test_of_sixteen_edits_at_once_from_one_state_one_is_made(me: httpx.AsyncClient) -> None:
    made = await follow(me, sandbox())
    seen = await tag(me, made["id"])
    edits = (patch(me, made["id"], {"label": f"L{n}"}, seen) for n in range(16))
    replies = await asyncio.gather(*edits)
    assert sorted(reply.status_code for reply in replies) == [200] + [412] * 15
    (won,) = [reply.json()["label"] for reply in replies if reply.is_success]
    assert (await me.get(f"/v1/waybills/{made['id']}")).json()["label"] == won


async def test_what_is_no_longer_followed_is_gone_and_can_be_followed_anew(
    me: httpx.AsyncClient,
) -> None:
    number = sandbox()
    made = await follow(me, number, label=LABEL)
    path = f"/v1/waybills/{made['id']}"
    stopped = await me.delete(path)
    assert (stopped.status_code, stopped.json()) == (200, {"stopped": True})
    assert (await me.delete(path)).status_code == 404
    assert (await me.get(path)).status_code == 404
    assert (await me.get("/v1/waybills")).json()["items"] == []
    again = await follow(me, number)
    assert (again["id"], again["label"]) == (made["id"], None)


@pytest.mark.promise("S3")
async def test_a_thief_of_all_databases_learns_nothing_of_what_is_followed(
    world: World, me: httpx.AsyncClient
) -> None:
    number = sandbox("POSTCODE")
    said = {"postcode": POSTCODE, "label": LABEL, "commodity": "medicine"}
    made = await follow(me, number, notify={"push": True}, **said)
    assert made["shipment"]["status"] == "delivered"
    stored = list(world.dump())
    mine = [one for one in stored if one.name.endswith(f"/follows/{made['id']}")]
    assert [set(one.fields) for one in mine] == [
        {"v", "sealed", "owner_id", "rev", "created", "updated", "wheel", "expires", "due"}
    ]
    words = (number, number.replace("-", ""), LABEL, "medicine", "sandbox", "delivered")
    for word in words:
        hits = [one.name for one in stored if one.holds(word)]
        assert not [name for name in hits if "/budgets/" not in name], word
    assert not [one for one in world.dump("us") if one.name.endswith(made["id"])]
