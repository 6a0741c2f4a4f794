"""Who may call a scheduled function: the platform's own accounts, by a token for us."""

import asyncio
import base64
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from shared.edge.authentication import platform_gate
from shared.kernel.errors import UnauthenticatedError, UnavailableError
from shared.platform.jobs.message import LOCAL_CLOCK
from shared.platform.oidc import TokenVerifier
from tests.fakes import NOON, FakeClock
from tests.unit.edge.site import VALUE, Site, site_of

ISSUER, AUDIENCE, ACCOUNT = "https://issuer.example", "agogopost", "scheduler@example.com"
NOW = int(NOON.timestamp())
CLAIMS: Mapping[str, Any] = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": "1",
    "email": ACCOUNT,
    "email_verified": True,
    "iat": NOW - 10,
    "exp": NOW + 3600,
}
KEY = RSAKey.generate_key(2048, {"kid": "one"})
MOVED = "2027-03-01T02:00:00+00:00"
OTHER = RSAKey.generate_key(2048, {"kid": "one"})
NEXT = RSAKey.generate_key(2048, {"kid": "two"})


@dataclass
class Issuer:
    """The issuer's published keys, and how often they were fetched."""

    keys: list[RSAKey] = field(default_factory=lambda: [KEY])
    fetched: int = 0
    broken: Any = None
    down: bool = False

    async def fetch(self) -> Any:  # noqa: ANN401 - parsed JSON
        self.fetched += 1
        if self.down:
            raise UnavailableError
        return self.broken or KeySet([*self.keys]).as_dict(private=False)


def signed(key: RSAKey = KEY, /, **changes: Any) -> str:  # noqa: ANN401 - claims
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": key.kid or ""}, claims, key)


def unsigned(header: bytes, payload: bytes = b"{}") -> str:
    return ".".join(
        base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (header, payload, b"sig")
    )


def without_signature() -> str:
    return unsigned(b'{"alg":"none"}', json.dumps(CLAIMS).encode()).rpartition(".")[0] + "."


def by_shared_secret() -> str:
    start = unsigned(b'{"alg":"HS256","kid":"one"}', json.dumps(CLAIMS).encode()).rpartition(".")[0]
    signature = hmac.digest(KEY.as_pem(private=False), start.encode(), "sha256")
    return f"{start}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def by_rs512() -> str:
    return jwt.encode({"alg": "RS512"}, dict(CLAIMS), KEY, algorithms=["RS512"])


def tampered() -> str:
    head, _, signature = signed().split(".")
    claims = base64.urlsafe_b64encode(json.dumps(CLAIMS).encode()).rstrip(b"=").decode()
    return f"{head}.{claims}.{signature}"


def authorization(token: str) -> list[tuple[str, str]]:
    return [("Authorization", f"Bearer {token}")]


Headers = Callable[[], list[tuple[str, str]]]
STRANGERS: dict[str, tuple[Headers, int]] = {
    "a stranger": (list, 401),
    "an empty token": (lambda: authorization(""), 401),
    "garbage": (lambda: authorization(VALUE), 401),
    "dots": (lambda: authorization(".."), 401),
    "another scheme": (lambda: [("Authorization", f"Basic {signed()}")], 401),
    "two headers": (lambda: authorization(signed()) * 2, 401),
    "a huge token": (lambda: authorization(signed(more="x" * 4096)), 401),
    "another issuer": (lambda: authorization(signed(iss="https://evil.example")), 401),
    "the issuer with a slash": (lambda: authorization(signed(iss=ISSUER + "/")), 401),
    "no issuer": (lambda: authorization(signed(iss=None)), 401),
    "another audience": (lambda: authorization(signed(aud="another")), 401),
    "us among other audiences": (lambda: authorization(signed(aud=[AUDIENCE, "x"])), 401),
    "no audience": (lambda: authorization(signed(aud=None)), 401),
    "expired": (lambda: authorization(signed(exp=NOW - 31)), 401),
    "without an end": (lambda: authorization(signed(exp=None)), 401),
    "an end in words": (lambda: authorization(signed(exp="tomorrow")), 401),
    "not yet issued": (lambda: authorization(signed(iat=NOW + 31)), 401),
    "without a beginning": (lambda: authorization(signed(iat=None)), 401),
    "not signed": (lambda: authorization(without_signature()), 401),
    "signed with the public key as a secret": (lambda: authorization(by_shared_secret()), 401),
    "signed by another algorithm": (lambda: authorization(by_rs512()), 401),
    "signed by another key of the same name": (lambda: authorization(signed(OTHER)), 401),
    "changed after signing": (lambda: authorization(tampered()[:-4] + "AAAA"), 401),
    "an unverified email": (lambda: authorization(signed(email_verified=False)), 401),
    "an email verified in words": (lambda: authorization(signed(email_verified="true")), 401),
    "no email": (lambda: authorization(signed(email=None)), 401),
    "an email that is a list": (lambda: authorization(signed(email=[ACCOUNT])), 401),
    "a foreign account": (lambda: authorization(signed(email="thief@example.com")), 403),
    "the account in capitals": (lambda: authorization(signed(email=ACCOUNT.upper())), 403),
    "the scheduler": (lambda: authorization(signed()), 200),
    "the scheduler, in lower case": (lambda: [("authorization", f"bearer {signed()}")], 200),
    "the scheduler, whose account Google names as azp": (
        lambda: authorization(signed(azp="112233445566778899000")),
        200,
    ),
    "just us in a list": (lambda: authorization(signed(aud=[AUDIENCE])), 200),
    "just expired, clocks differ": (lambda: authorization(signed(exp=NOW - 29)), 200),
    "just issued, clocks differ": (lambda: authorization(signed(iat=NOW + 29)), 200),
}


@dataclass
class Place:
    """The function behind the platform's gate."""

    issuer: Issuer
    site: Site
    clock: FakeClock

    async def call(
        self, headers: list[tuple[str, str]], content: bytes = b'{"text":"x"}'
    ) -> httpx.Response:
        async with self.site.client() as client:
            sent = [("Content-Type", "application/json"), *headers]
            return await client.post("/job", content=content, headers=sent)


@pytest.fixture
def place() -> Place:
    issuer, clock = Issuer(), FakeClock()
    verifier = TokenVerifier({ISSUER}, {AUDIENCE}, issuer.fetch, clock, parties=False)
    return Place(issuer, site_of(platform=platform_gate(lambda: verifier, (ACCOUNT,))), clock)


@pytest.mark.parametrize(("headers", "status"), STRANGERS.values(), ids=STRANGERS)
async def test_only_the_platforms_own_accounts_pass(
    place: Place, capsys: pytest.CaptureFixture[str], headers: Headers, status: int
) -> None:
    sent = headers()
    reply = await place.call(sent)
    assert reply.status_code == status
    assert len(place.site.knobs.calls) == (status == 200)
    if status == 401:
        assert reply.json()["code"] == "unauthenticated"
        assert reply.headers["WWW-Authenticate"] == "Bearer"
    printed = capsys.readouterr()
    for _, value in sent:
        assert value not in printed.out + printed.err + reply.text or not value
    assert "crash" not in printed.out


async def test_who_calls_is_asked_before_the_body_is_read(place: Place) -> None:
    assert (await place.call([], b"x" * 100_000)).status_code == 401
    assert (await place.call(authorization(signed()), b"x" * 100_000)).status_code == 413


@pytest.mark.parametrize("told", [[], [("X-Local-Clock", MOVED)]], ids=["message", "header too"])
async def test_where_clocks_are_not_movable_nothing_about_a_push_moves_one(
    place: Place, told: list[tuple[str, str]]
) -> None:
    message = {"data": "e30=", "attributes": {LOCAL_CLOCK: MOVED}, "publishTime": MOVED}
    sent = [("Content-Type", "application/json"), *authorization(signed()), *told]
    async with place.site.client() as client:
        reply = await client.post("/event", json={"message": message}, headers=sent)
    assert reply.status_code == 200
    assert datetime.fromisoformat(reply.json()["now"]) == NOON


async def test_a_new_key_is_fetched_when_a_token_names_it(place: Place) -> None:
    assert (await place.call(authorization(signed()))).status_code == 200
    place.issuer.keys = [NEXT]
    assert (await place.call(authorization(signed(NEXT)))).status_code == 401
    place.clock.advance(timedelta(minutes=1, seconds=1))
    assert (await place.call(authorization(signed(NEXT)))).status_code == 200
    assert (await place.call(authorization(signed(KEY)))).status_code == 401


async def test_a_flood_of_garbage_fetches_the_keys_once_a_minute(place: Place) -> None:
    for _ in range(50):
        await place.call(authorization("a.b.c"))
    assert place.issuer.fetched == 1


async def test_keys_are_fetched_anew_every_hour(place: Place) -> None:
    await place.call(authorization(signed()))
    place.clock.advance(timedelta(minutes=59))
    await place.call(authorization(signed()))
    assert place.issuer.fetched == 1
    place.clock.advance(timedelta(minutes=2))
    await place.call(authorization(signed()))
    assert place.issuer.fetched == 2


@pytest.mark.parametrize(
    "broken",
    [{"keys": 17}, {"nothing": 1}, ["x"], "x", 17, {"keys": [{"kty": "RSA", "n": "?"}]}],
    ids=str,
)
async def test_without_the_issuers_keys_nobody_passes(place: Place, broken: object) -> None:
    place.issuer.broken = broken
    assert (await place.call(authorization(signed()))).status_code == 503
    place.issuer.broken, place.issuer.down = None, True
    assert (await place.call(authorization(signed()))).status_code == 503
    assert not place.site.knobs.calls
    place.issuer.down = False
    place.clock.advance(timedelta(seconds=11))
    assert (await place.call(authorization(signed()))).status_code == 200


async def test_while_the_issuer_is_down_its_known_keys_go_on_for_a_day(place: Place) -> None:
    await place.call(authorization(signed()))
    place.issuer.down = True
    for hours, status in ((12, 200), (11, 200), (2, 503)):
        place.clock.advance(timedelta(hours=hours))
        now = int(place.clock.now().timestamp())
        token = signed(iat=now, exp=now + 60)
        assert (await place.call(authorization(token))).status_code == status


async def test_while_the_issuer_is_down_it_is_not_asked_for_every_token(place: Place) -> None:
    place.issuer.down = True
    for _ in range(20):
        assert (await place.call(authorization(signed()))).status_code == 503
    assert place.issuer.fetched == 1
    place.clock.advance(timedelta(seconds=11))
    await asyncio.gather(*(place.call(authorization(signed())) for _ in range(10)))
    assert place.issuer.fetched == 2


async def test_a_key_that_is_no_rsa_key_signs_nothing(place: Place) -> None:
    secret = OctKey.generate_key(256, {"kid": "one"})
    place.issuer.broken = {"keys": [secret.as_dict()]}
    token = jwt.encode({"alg": "HS256", "kid": "one"}, dict(CLAIMS), secret)
    assert (await place.call(authorization(token))).status_code == 401


HEADERS = (
    b"[]",
    b"null",
    b'"x"',
    b"[" * 2500,
    b'{"alg":' * 400,
    b'{"alg":[]}',
    b'{"alg":{}}',
    b'{"alg":1}',
    b'{"alg":"RS256","kid":{}}',
    b'{"alg":"RS256","crit":1}',
    b'{"alg":"RS256","crit":["x"]}',
    b'{"alg":"RS256","crit":[{}]}',
    b'{"alg":"RS256","b64":false,"crit":["b64"]}',
    b'{"alg":"RS256","jwk":1}',
    b'{"alg":"RS256","typ":1}',
    b'{"alg":"\\ud800"}',
    b'{"alg":' + b"9" * 2900 + b"}",
    '{"alg":"RS256"}'.encode("utf-16"),
)


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: header[:40].decode(errors="replace"))
async def test_an_oddly_made_token_is_a_strangers_not_a_crash(
    place: Place, capsys: pytest.CaptureFixture[str], header: bytes
) -> None:
    assert (await place.call(authorization(unsigned(header)))).status_code == 401
    assert "crash" not in capsys.readouterr().out


_scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=10)
_values = _scalars | st.lists(_scalars, max_size=2) | st.dictionaries(st.text(), _scalars)
_members = st.sampled_from(["alg", "kid", "crit", "b64", "jwk", "jku", "typ", "cty", "x5c", "zip"])


@given(st.dictionaries(_members, _values | st.just("RS256")), st.dictionaries(_members, _values))
async def test_no_token_that_is_not_signed_passes_or_crashes(
    header: dict[str, object], payload: dict[str, object]
) -> None:
    verifier = TokenVerifier({ISSUER}, {AUDIENCE}, Issuer().fetch, FakeClock())
    token = unsigned(json.dumps(header).encode(), json.dumps(payload).encode())
    with pytest.raises(UnauthenticatedError):
        await verifier.verify(token)
