"""Any language can be said, is kept as it was said, and is answered in the best that there is."""

import httpx
import pytest

from tests.functions.people import code_for, new_email, person, registration
from tests.functions.test_profile import patch
from tests.world import World

pytestmark = pytest.mark.stack

TAGS = ["es-419", "zh-Hans-CN", "zh-Hant", "sr-Latn-RS", "de-CH-1996", "fil", "en-US-u-hc-h23"]
SAID = {"grants": {"analytics": True}, "notice_version": 1, "method": "registration"}


@pytest.mark.parametrize("tag", TAGS)
async def test_every_real_language_can_register(
    world: World, visitor: httpx.AsyncClient, tag: str
) -> None:
    email = new_email()
    code = await code_for(world, visitor, email=email)
    body = registration(code, email=email, locale=tag, consents={**SAID, "language": tag})
    reply = await visitor.post("/v1/accounts", json=body, headers={"Accept-Language": tag})
    assert reply.status_code == 201, reply.text
    assert reply.json()["account"]["locale"] == tag
    visitor.headers["Authorization"] = f"Bearer {reply.json()['session']['token']}"
    (receipt,) = (await visitor.get("/v1/consents/receipts")).json()["receipts"]
    assert receipt["language"] == "en", "as which the notice was shown"
    wanted = {"language": tag, "layout": "cards"}
    assert (await visitor.put("/v1/me/preferences", json=wanted)).json() == {
        "served_as": "person",
        **wanted,
    }
    assert (await visitor.get("/v1/me/preferences")).json() == {"served_as": "person", **wanted}


async def test_a_tag_is_kept_in_its_usual_case(world: World) -> None:
    async with person(world, locale="ZH-hant-tw") as ada:
        assert (await ada.app.get("/v1/me")).json()["locale"] == "zh-Hant-TW"
        assert (await patch(ada, {"locale": "SR-latn-rs"})).json()["locale"] == "sr-Latn-RS"
        reply = await patch(ada, {"locale": "de_DE"})
        (fault,) = reply.json()["errors"]
        assert (reply.status_code, fault["field"], fault["code"]) == (
            422,
            "locale",
            "language-malformed",
        )


async def test_a_visitors_browser_keeps_any_language(visitor: httpx.AsyncClient) -> None:
    allowed = {"grants": {"preferences": True}, "notice_version": 1, "method": "settings"}
    reply = await visitor.put("/v1/consents", json={**allowed, "language": "zh-Hant-HK"})
    visitor.headers["X-Consent"] = reply.json()["token"]
    longest = "zh-cmn-Hant-HK-u-ca-chinese-co-stroke-hc-h23-nu-hanidec"
    wanted = {"language": longest, "layout": "compact"}
    reply = await visitor.put("/v1/me/preferences", json=wanted)
    assert reply.status_code == 200, reply.text
    kept = reply.headers["Set-Cookie"].partition(";")[0]
    again = await visitor.get("/v1/me/preferences", headers={"Cookie": kept})
    assert again.json() == {"served_as": "visitor", **wanted}


@pytest.mark.parametrize("header", ["sr-Latn-RS, *;q=0.1", "en;q=0", "x" * 500, "de;q=x", ",,;"])
async def test_whatever_is_accepted_is_answered(visitor: httpx.AsyncClient, header: str) -> None:
    for path in ("/v1/consents", "/v1/policies/current"):
        reply = await visitor.get(path, headers={"Accept-Language": header})
        assert (reply.status_code, reply.json()["language"]) == (200, "en")
