"""Whoever writes to the contact address is heard, whatever letters their address has."""

import hashlib
import hmac
import json
import secrets
import time

import httpx
import pytest

from infra.local.stack.parts import INBOUND_MAIL_KEY
from tests.functions.people import code_sent_to, new_email
from tests.functions.staff import member
from tests.functions.test_rights import CONTACT, MAIL, QUERY, hand_in, mail, requests_of
from tests.world import World

pytestmark = pytest.mark.stack


def _sender(kind: str) -> str:
    word = secrets.token_hex(4)
    return {
        "letters": f"j\u00f6rg-{word}@b\u00fccher.example",
        "han": f"\u674e\u5c0f\u9f99{word}@\u4f8b\u5b50.example",
        "quoted": f'"jane {word}"@example.org',
        "dots": f"jane..{word}.@example.org",
    }[kind]


@pytest.mark.promise("Q1")
@pytest.mark.parametrize("kind", ["letters", "han", "quoted", "dots"])
async def test_a_mail_from_any_address_is_kept_and_answered_and_can_be_proven(
    world: World, visitor: httpx.AsyncClient, kind: str
) -> None:
    before, sender = set(requests_of(world)), _sender(kind)
    assert (await hand_in(visitor, mail(**{"from": sender}))).json() == {"outcome": "kept"}
    (id_,) = set(requests_of(world)) - before
    local, _, domain = sender.rpartition("@")
    to = f"{local}@{domain.encode('idna').decode()}"
    assert id_ in world.messages(to)[0]["text"]
    assert not requests_of(world)[id_].holds(local), "sealed"
    proof = {"email": sender, "country": "DE", "code": code_sent_to(world, to)}
    (told,) = (await visitor.post(QUERY, json=proof)).json()["items"]
    assert (told["id"], told["status"], told["proven"]) == (id_, "open", True)
    async with member(world, "privacy") as staff:
        seen = (await staff.get(f"/staff/v1/rights-requests/{id_}")).json()
        assert (seen["email"], seen["status"]) == (to, "open")
        answer = {"outcome": "nothing_held", "answer": "We know nothing of you."}
        done = await staff.patch(f"/staff/v1/rights-requests/{id_}", json=answer)
        assert done.status_code == 200, done.text
    assert "We know nothing of you." in world.messages(to)[0]["text"]


@pytest.mark.promise("Q1")
@pytest.mark.parametrize(
    "to",
    [
        "AGOGOPOST@LocalHost.LocalDomain.",
        "agogopost <agogopost@localhost.localdomain>",
        "\uff41gogopost@localhost\u3002localdomain",
        "aogogpost+rights@localhost.localdomain",
    ],
    ids=ascii,
)
async def test_our_address_is_ours_however_it_is_written(
    visitor: httpx.AsyncClient, to: str
) -> None:
    assert (await hand_in(visitor, mail(to=[to]))).json() == {"outcome": "kept"}
    ours = mail(**{"from": to})
    assert (await hand_in(visitor, ours)).json() == {"outcome": "ignored"}, "we write to ourselves"


async def test_the_mails_of_one_mailbox_are_counted_together(
    world: World, visitor: httpx.AsyncClient
) -> None:
    word = secrets.token_hex(6)
    ways = [f"{word[:n]}.{word[n:]}+{n}@googlemail.com" for n in range(1, 11)]
    replies = [await hand_in(visitor, mail(**{"from": way})) for way in ways]
    assert [reply.status_code for reply in replies] == [200] * 10
    last = await hand_in(visitor, mail(**{"from": f"{word}@gmail.com"}))
    assert last.status_code == 429
    assert world.messages(f"{word}@gmail.com") == []
    assert (await hand_in(visitor, mail(**{"from": new_email(), "to": [CONTACT]}))).is_success


async def test_a_mail_that_is_signed_at_an_impossible_time_is_too_old_or_too_new(
    world: World, visitor: httpx.AsyncClient
) -> None:
    before, body = set(requests_of(world)), json.dumps(mail()).encode()
    for at in ("0", "000000000000", "999999999999", "253402300800", str(int(time.time()) + 400)):
        mac = hmac.new(INBOUND_MAIL_KEY.encode(), f"{at}.".encode() + body, hashlib.sha256)
        headers = {
            "Content-Type": "application/json",
            "X-Agogopost-Signature": f"t={at},v1={mac.hexdigest()}",
        }
        reply = await visitor.post(MAIL, content=body, headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (409, "replayed"), at
    assert set(requests_of(world)) == before
