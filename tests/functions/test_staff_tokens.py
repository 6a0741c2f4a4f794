"""Who is taken for staff: exactly whom the operator's own issuer names, now, with one role."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey

from tests.functions.issuer import Issuer, by_public_key, issuer, unsigned
from tests.functions.people import bearer, person
from tests.functions.staff import PATH, token_for
from tests.world import World

pytestmark = pytest.mark.stack

NOBODY = f"{PATH}/{'0' * 32}"
THIEF = RSAKey.generate_key(2048, {"kid": "one"})


@pytest.fixture(scope="module")
def own() -> Iterator[Issuer]:
    """Return an issuer of our own."""
    with issuer() as one:
        yield one


@dataclass(frozen=True, slots=True)
class Console:
    """An instance that believes an issuer of our own."""

    visitor: httpx.AsyncClient

    async def status(self, token: str) -> int:
        """Return how it answers a token: 404, nobody is there, is how it answers the staff."""
        return (await self.visitor.get(NOBODY, headers=bearer(token))).status_code


@pytest.fixture(scope="module")
async def console(world: World, own: Issuer) -> AsyncIterator[Console]:
    """Return an instance that believes it."""
    async with world.gateway("console", **own.environment) as instance:
        yield Console(instance.visitor)


Made = Callable[[Issuer], str]
SOON = 3600


def claims(**changes: Any) -> Made:  # noqa: ANN401 - claims
    return lambda one: one.token(**changes)


@pytest.mark.promise("S5")
@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param(claims(), 404, id="a good one, its role in a list"),
        pytest.param(claims(groups="support"), 404, id="a good one, its role a word"),
        pytest.param(claims(groups=None), 403, id="without a role"),
        pytest.param(claims(groups=[]), 403, id="with no role"),
        pytest.param(claims(groups="admin"), 403, id="with a role that we do not know"),
        pytest.param(claims(groups="PRIVACY"), 403, id="with a role in other letters"),
        pytest.param(claims(groups="privacy support"), 403, id="with two roles in a word"),
        pytest.param(claims(groups=["privacy", "support"]), 403, id="with two roles"),
        pytest.param(claims(groups={"privacy": True}), 403, id="with a role in another form"),
        pytest.param(claims(groups=None, role="privacy"), 403, id="with a role elsewhere"),
        pytest.param(claims(groups="analyst"), 403, id="with a role that may not"),
        pytest.param(lambda one: one.token(exp=time.time() - 60), 401, id="expired"),
        pytest.param(claims(exp=None), 401, id="without an end"),
        pytest.param(claims(iat=None), 401, id="without a beginning"),
        pytest.param(lambda one: one.token(iat=time.time() + SOON), 401, id="from the future"),
        pytest.param(claims(aud="agogopost-staff"), 401, id="for another audience"),
        pytest.param(claims(aud=["console", "other"]), 401, id="for two audiences"),
        pytest.param(claims(aud=None), 401, id="for nobody"),
        pytest.param(claims(azp="other"), 401, id="given to another party"),
        pytest.param(claims(iss="https://elsewhere.example"), 401, id="of another issuer"),
        pytest.param(lambda one: one.token(iss=f"{one.url}/"), 401, id="of nearly this issuer"),
        pytest.param(claims(sub=None), 401, id="about nobody"),
        pytest.param(claims(sub=["me"]), 401, id="about a list"),
        pytest.param(lambda one: one.token(THIEF), 401, id="signed by another key"),
        pytest.param(
            lambda one: by_public_key(one.token(), one.url), 401, id="signed with the public key"
        ),
        pytest.param(lambda one: unsigned(one.token()), 401, id="unsigned"),
        pytest.param(lambda one: f"{one.token()}x", 401, id="damaged"),
        pytest.param(lambda one: one.token()[:-20], 401, id="cut"),
        pytest.param(lambda _: "x.y.z", 401, id="none at all"),
    ],
)
async def test_a_token_is_believed_or_not(
    console: Console, own: Issuer, made: Made, expected: int
) -> None:
    assert await console.status(made(own)) == expected


async def test_the_clock_of_a_request_moves_no_token(console: Console, own: Issuer) -> None:
    old = own.token(exp=time.time() - 600, iat=time.time() - 900)
    headers = {**bearer(old), "X-Local-Clock": "2020-01-01T00:00:00Z"}
    assert (await console.visitor.get(NOBODY, headers=headers)).status_code == 401


async def test_a_persons_session_is_no_staffs_and_the_other_way_round(world: World) -> None:
    async with person(world) as one:
        assert (await one.app.get(NOBODY)).status_code == 401
        staff = bearer(await token_for(world, "privacy"))
        assert (await one.app.get("/v1/me", headers=staff)).status_code == 401


async def test_a_cookie_is_no_staffs_token(console: Console, own: Issuer) -> None:
    cookie = {"Cookie": f"__Host-session={own.token()}"}
    assert (await console.visitor.get(NOBODY, headers=cookie)).status_code == 401


async def test_without_an_issuer_nobody_is_staff(world: World) -> None:
    off = {"STAFF_ISSUER": "", "STAFF_KEYS": "", "STAFF_AUDIENCE": ""}
    async with world.gateway("no-staff", **off) as instance:
        headers = bearer(await token_for(world, "privacy"))
        assert (await instance.visitor.get(NOBODY, headers=headers)).status_code == 401


async def test_without_the_issuers_keys_the_answer_is_unavailable(
    world: World, own: Issuer
) -> None:
    settings = {**own.environment, "STAFF_KEYS": "http://127.0.0.1:1/jwks"}
    async with world.gateway("no-keys", **settings) as instance:
        reply = await instance.visitor.get(NOBODY, headers=bearer(own.token()))
        assert (reply.status_code, reply.json()["code"]) == (503, "unavailable")
