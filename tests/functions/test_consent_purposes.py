"""For every purpose that rests on consent: what is sent without it leaves nothing behind."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from infra.local.stack.functions import operations
from shared.people.usage.happening import PURPOSE_OF
from shared.privacy.purposes import ASKED, PREFERENCES, PURPOSES, Basis
from tests.functions.people import Person, person
from tests.promises.test_regions import everything
from tests.world import World, new_source

pytestmark = pytest.mark.stack

CONSENTS = sorted(one.id for one in ASKED.values() if one.basis is Basis.CONSENT)
NAME = "opened-in-a-test"


@dataclass(frozen=True, slots=True)
class Sending:
    """A request with data for one purpose, and what is answered without the consent."""

    method: str
    path: str
    body: dict[str, Any]
    status: int = 403
    told: dict[str, Any] = field(default_factory=dict)
    visitors: int | None = None
    """The status for a visitor, where it differs."""


def events(*whats: str) -> dict[str, Any]:
    return {"events": [{"what": what, "name": NAME} for what in whats]}


def batch(purpose: str, *whats: str) -> Sending:
    """Return a batch: it is accepted, and what is not allowed is discarded and counted."""
    told = {"stored": 0, "discarded": {purpose: len(whats)}}
    return Sending("POST", "/v1/events", events(*whats), 202, told)


COLLECTED = {
    "analytics": batch("analytics", "page", "click"),
    "personalisation": batch("personalisation", "habit", "interest"),
    "location": Sending(
        "PUT", "/v1/me/location", {"latitude": 52.5, "longitude": 13.4}, visitors=401
    ),
    "preferences": Sending("PUT", "/v1/me/preferences", {"language": "de", "layout": "cards"}),
}
"""What is collected under each consent, and how it is sent."""
NOT_COLLECTED = {
    one: Sending("POST", "/v1/events", events(one), 422) for one in CONSENTS if one not in COLLECTED
}
"""For these nothing is taken yet: they are asked before something is sent or counted."""
ALL = {**COLLECTED, **NOT_COLLECTED}


def test_every_operation_that_needs_a_consent_has_its_row() -> None:
    declared = {
        purpose.id
        for _, one in operations()
        for purpose in (one.purpose, one.of_visitors)
        if purpose is not None and purpose.basis is Basis.CONSENT
    }
    of_events = {one.id for one in PURPOSE_OF.values()}
    assert declared | of_events == set(COLLECTED)
    assert set(ALL) == set(CONSENTS)
    assert {PURPOSES[one].basis for one in ALL} == {Basis.CONSENT}


@pytest.mark.promise("C7")
@pytest.mark.promise("U3")
@pytest.mark.parametrize("purpose", CONSENTS)
async def test_what_a_person_sends_without_this_consent_is_not_stored(
    world: World, purpose: str
) -> None:
    """Not even with all the others."""
    async with person(world) as one:
        await _decide(one.app, purpose)
        if purpose == PREFERENCES.id:  # of a person they are the account's
            one.app.headers.pop("Authorization")
        await _send(world, one.app, ALL[purpose], None)


@pytest.mark.promise("C7")
@pytest.mark.promise("M6")
@pytest.mark.parametrize("purpose", CONSENTS)
async def test_what_a_visitor_sends_without_this_consent_is_not_stored(
    world: World, visitor: httpx.AsyncClient, purpose: str
) -> None:
    receipt = await _decide(visitor, purpose)
    visitor.cookies.clear()
    visitor.headers["X-Consent"] = receipt["token"]
    await _send(world, visitor, ALL[purpose], ALL[purpose].visitors)


@pytest.mark.promise("C7")
@pytest.mark.promise("U3")
@pytest.mark.parametrize("purpose", ["analytics", "personalisation", "location"])
async def test_with_the_consent_the_same_is_stored(world: World, ada: Person, purpose: str) -> None:
    sending = COLLECTED[purpose]
    grants = {"grants": {purpose: True}, "notice_version": 1, "language": "en"}
    reply = await ada.app.put("/v1/consents", json={**grants, "method": "settings"})
    assert reply.status_code == 200
    before = everything(world, "eu")
    reply = await ada.app.request(sending.method, sending.path, json=sending.body)
    assert reply.status_code < 300
    new = everything(world, "eu").keys() - before.keys()
    kinds = {name.split("/documents/")[-1].split("/")[0] for name in new}
    assert len(kinds) == 1
    assert kinds <= {"traces", "interests", "places"}


@pytest.fixture
async def ada(world: World) -> AsyncIterator[Person]:
    """Return somebody who has just registered."""
    async with person(world) as one:
        yield one


async def _decide(app: httpx.AsyncClient, without: str) -> dict[str, Any]:
    """Allow everything but one purpose."""
    grants = {one: one != without for one in CONSENTS}
    body = {"grants": grants, "notice_version": 1, "language": "en", "method": "settings"}
    reply = await app.put("/v1/consents", json=body)
    assert reply.status_code == 200, reply.text
    receipt: dict[str, Any] = reply.json()
    return receipt


async def _send(world: World, app: httpx.AsyncClient, sending: Sending, status: int | None) -> None:
    """Send what is not allowed; all that is stored anywhere is as it was before."""
    before = {region: everything(world, region) for region in ("eu", "us")}
    headers = {"X-Forwarded-For": new_source()}
    reply = await app.request(sending.method, sending.path, json=sending.body, headers=headers)
    assert reply.status_code == (status or sending.status), reply.text
    if reply.status_code == 403:
        assert reply.json()["code"] == "consent-required"
        assert reply.json()["still_works"].endswith(".")
    assert all(reply.json()[name] == value for name, value in sending.told.items())
    assert "Set-Cookie" not in reply.headers
    assert {region: everything(world, region) for region in ("eu", "us")} == before
