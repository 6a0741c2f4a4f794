"""A visitor's choices tell no visitor from another, and a link in an old mail ends kindly."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.functions.people import later, person
from tests.functions.test_deletion import PATH as DELETION
from tests.functions.test_deletion import SURE, finished
from tests.promises.test_cookies import said
from tests.world import World

pytestmark = pytest.mark.stack

PATH = "/v1/consents"


def held_in(token: str) -> dict[str, Any]:
    """Return what a visitor's token says."""
    body = token.partition(".")[0]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


def at(moment: datetime) -> dict[str, str]:
    return {"X-Local-Clock": moment.isoformat()}


@pytest.mark.promise("K5")
@pytest.mark.parametrize("granted", [False, True])
async def test_two_visitors_with_the_same_choices_hold_the_same_cookie(
    world: World, *, granted: bool
) -> None:
    minute = datetime.now(UTC).replace(second=0, microsecond=0)
    tokens = set()
    for seconds in (0, 7.123456, 31, 50.000001):
        async with world.visitor() as browser:
            moved = at(minute + timedelta(seconds=seconds))
            body = said(analytics=granted, advertising=granted, preferences=granted)
            reply = await browser.put(PATH, json=body, headers=moved)
            told = reply.json()
            assert reply.headers["Set-Cookie"].startswith(f"__Host-consent={told['token']};")
            tokens.add(told["token"])
            assert datetime.fromisoformat(told["at"]) == minute
    (token,) = tokens
    for decision in held_in(token).values():
        assert datetime.fromisoformat(decision["at"]) == minute


async def test_a_choice_that_is_added_is_to_the_minute_too(
    visitor: httpx.AsyncClient,
) -> None:
    first = (await visitor.put(PATH, json=said(analytics=False))).json()["token"]
    visitor.cookies.clear()
    known = {"X-Consent": first, **later(3)}
    second = (await visitor.put(PATH, json=said(advertising=False), headers=known)).json()["token"]
    times = [datetime.fromisoformat(one["at"]) for one in held_in(second).values()]
    assert len(set(times)) == 2
    assert all((one.second, one.microsecond) == (0, 0) for one in times)


@pytest.mark.promise("M4")
async def test_a_link_in_an_old_mail_ends_kindly_after_the_account_is_gone(world: World) -> None:
    async with person(world) as one, world.visitor() as visitor:
        reply = await one.app.put(PATH, json=said(promotions_email=True))
        link = reply.json()["grants"][0]["stop_url"]
        receipt = (await one.app.post(DELETION, json=SURE)).json()["receipt_id"]
        form = {"List-Unsubscribe": "One-Click"}
        for is_finished in (False, True):
            if is_finished:
                await finished(visitor, receipt)
            page = await visitor.get(link)
            assert page.status_code == 200
            done = await visitor.post(link, data=form)
            assert done.status_code == 200, done.text
            assert done.headers["Content-Type"] == "text/html; charset=utf-8"
            kind = ["Nothing is sent to you any more", *([] if is_finished else ["Stopped"])]
            assert any(one in done.text for one in kind)
        wrong = await visitor.post(f"{link}0", data=form)
        assert wrong.status_code == 404, "a link that was never ours stays none"
