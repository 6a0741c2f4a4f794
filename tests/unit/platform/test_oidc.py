"""ID tokens for quick login: whatever is not exactly the issuer's word, to us, now, is nobody's."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from shared.kernel.errors import UnauthenticatedError, UnavailableError
from shared.platform.oidc import TokenVerifier
from tests.fakes import NOON, FakeClock

ISSUER, ALSO = "https://issuer.example", "issuer.example"
APP, SITE = "app-client", "site-client"
NOW = int(NOON.timestamp())
CLAIMS: Mapping[str, Any] = {
    "iss": ISSUER,
    "aud": APP,
    "sub": "000112233.aabbcc",
    "nonce": "whatever",
    "email": "somebody@example.com",
    "iat": NOW - 10,
    "exp": NOW + 600,
}
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
NEXT = RSAKey.generate_key(2048, {"kid": "two"})
THIEF = RSAKey.generate_key(2048, {"kid": "one"})
CURVE = ECKey.generate_key("P-256", {"kid": "curve"})
PLAIN = RSAKey.import_key(KEY.as_pem(private=True))
"""The same key, willing to sign by other algorithms."""
PUBLIC = KEY.as_dict(private=False)


@dataclass
class Issuer:
    """The issuer's published keys, and how often they were fetched."""

    keys: list[Any] = field(default_factory=lambda: [KEY, CURVE])
    fetched: int = 0
    down: bool = False

    async def fetch(self) -> Any:  # noqa: ANN401 - parsed JSON
        self.fetched += 1
        if self.down:
            raise UnavailableError
        return KeySet([*self.keys]).as_dict(private=False)


@dataclass
class Place:
    """A verifier, its issuer and its clock."""

    issuer: Issuer = field(default_factory=Issuer)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.verifier = TokenVerifier({ISSUER, ALSO}, {APP, SITE}, self.issuer.fetch, self.clock)


@pytest.fixture
def place() -> Place:
    return Place()


def signed(key: RSAKey = KEY, /, header: Mapping[str, Any] = {}, **changes: Any) -> str:  # noqa: ANN401 - claims
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": key.kid or "", **header}, claims, key)


def part(value: bytes | Mapping[str, Any]) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def by_hand(
    header: Mapping[str, Any], sign: Callable[[bytes], bytes], claims: Mapping[str, Any] = CLAIMS
) -> str:
    """Return a token with any header at all: our library would not make it."""
    start = f"{part(header)}.{part(claims)}"
    return f"{start}.{part(sign(start.encode()))}"


def rsa(start: bytes, key: RSAKey = KEY) -> bytes:
    """Sign as RS256 does."""
    signature: bytes = key.private_key.sign(start, PKCS1v15(), SHA256())  # type: ignore[union-attr]
    return signature


def by_secret(secret: bytes, kid: str = "one") -> str:
    return by_hand(
        {"alg": "HS256", "kid": kid}, lambda start: hmac.digest(secret, start, hashlib.sha256)
    )


def by_curve() -> str:
    return jwt.encode({"alg": "ES256", "kid": "curve"}, dict(CLAIMS), CURVE, algorithms=["ES256"])


def tampered(**changes: Any) -> str:  # noqa: ANN401 - claims
    head, _, signature = signed().split(".")
    return f"{head}.{part({**CLAIMS, **changes})}.{signature}"


THEIR_KEY = THIEF.as_dict(private=False)
HOSTILE: dict[str, Callable[[], str]] = {
    "nothing": str,
    "two parts": lambda: ".".join(signed().split(".")[:2]),
    "no algorithm": lambda: by_hand({"alg": "none"}, lambda _: b""),
    "no algorithm, with a signature": lambda: by_hand({"alg": "none"}, rsa),
    "no algorithm, oddly written": lambda: by_hand({"alg": "nOnE"}, lambda _: b""),
    "no header of an algorithm": lambda: by_hand({"kid": "one"}, rsa),
    "HS256 with the public key's PEM": lambda: by_secret(KEY.as_pem(private=False)),
    "HS256 with the public key's DER": lambda: by_secret(KEY.as_der(private=False)),
    "HS256 with the public key's JWK": lambda: by_secret(json.dumps(PUBLIC).encode()),
    "HS256 with the public key's modulus": lambda: by_secret(str(PUBLIC["n"]).encode()),
    "HS256 with nothing": lambda: by_secret(b""),
    "ES256 by a key of the issuer": by_curve,
    "RS512": lambda: jwt.encode({"alg": "RS512"}, dict(CLAIMS), PLAIN, algorithms=["RS512"]),
    "PS256": lambda: jwt.encode({"alg": "PS256"}, dict(CLAIMS), PLAIN, algorithms=["PS256"]),
    "said to be RS256, signed by a curve": lambda: by_hand(
        {"alg": "RS256", "kid": "curve"},
        lambda start: CURVE.private_key.sign(start, ECDSA(SHA256())),  # type: ignore[union-attr]
    ),
    "a thief's key under a known name": lambda: signed(THIEF),
    "a thief's key under an unknown name": lambda: signed(THIEF, {"kid": "unheard of"}),
    "a thief's key in the header": lambda: by_hand(
        {"alg": "RS256", "jwk": THEIR_KEY}, lambda start: rsa(start, THIEF)
    ),
    "a thief's address in the header": lambda: by_hand(
        {"alg": "RS256", "jku": "https://thief.example/keys"}, lambda start: rsa(start, THIEF)
    ),
    "an extension that is called critical": lambda: by_hand(
        {"alg": "RS256", "kid": "one", "crit": ["exp"], "exp": NOW}, rsa
    ),
    "an extension that nobody knows": lambda: by_hand(
        {"alg": "RS256", "kid": "one", "crit": ["x"], "x": 1}, rsa
    ),
    "a known header that is called critical": lambda: by_hand(
        {"alg": "RS256", "kid": "one", "crit": ["kid"]}, rsa
    ),
    "an empty list of critical ones": lambda: by_hand({"alg": "RS256", "crit": []}, rsa),
    "a payload that is not encoded": lambda: by_hand(
        {"alg": "RS256", "b64": False, "crit": ["b64"]}, rsa
    ),
    "changed after signing": lambda: tampered(sub="somebody else"),
    "claims that are a list": lambda: by_hand({"alg": "RS256"}, rsa, claims=[1]),  # type: ignore[arg-type]
    "another issuer": lambda: signed(iss="https://thief.example"),
    "the issuer with a slash": lambda: signed(iss=f"{ISSUER}/"),
    "the issuer in capitals": lambda: signed(iss=ISSUER.upper()),
    "no issuer": lambda: signed(iss=None),
    "a list of issuers": lambda: signed(iss=[ISSUER]),
    "another audience": lambda: signed(aud="another-client"),
    "us and another": lambda: signed(aud=[APP, "another-client"]),
    "two of ours": lambda: signed(aud=[APP, SITE]),
    "us twice": lambda: signed(aud=[APP, APP]),
    "us inside a list in a list": lambda: signed(aud=[[APP]]),
    "no audience": lambda: signed(aud=None),
    "an empty list of audiences": lambda: signed(aud=[]),
    "an audience that is an object": lambda: signed(aud={APP: True}),
    "another audience, asked for by us": lambda: signed(aud="another-client", azp=APP),
    "asked for by another client": lambda: signed(azp="another-client"),
    "asked for by a list": lambda: signed(azp=[APP]),
    "asked for by nothing": lambda: signed(azp=""),
    "expired": lambda: signed(exp=NOW - 30),
    "without an end": lambda: signed(exp=None),
    "an end in words": lambda: signed(exp="tomorrow"),
    "an end that is no number": lambda: signed(exp=float("nan")),
    "issued in the future": lambda: signed(iat=NOW + 31),
    "issued in a far future": lambda: signed(iat=10**400, exp=10**401),
    "without a beginning": lambda: signed(iat=None),
    "about nobody": lambda: signed(sub=None),
    "about an empty name": lambda: signed(sub=""),
    "about a number": lambda: signed(sub=17),
    "about a name with a space": lambda: signed(sub="a b"),
    "about a name with a line break": lambda: signed(sub="a\n"),
    "about a name with a letter that is not ASCII": lambda: signed(sub="a\u0430"),
    "about a name that is too long": lambda: signed(sub="x" * 256),
    "oversized": lambda: signed(more="x" * 4096),
}


@pytest.mark.parametrize("token", HOSTILE.values(), ids=HOSTILE)
async def test_a_token_that_is_not_exactly_right_is_nobodys(
    place: Place, token: Callable[[], str]
) -> None:
    with pytest.raises(UnauthenticatedError):
        await place.verifier.verify(token())


GOOD: dict[str, Callable[[], str]] = {
    "as it should be": signed,
    "signed by hand": lambda: by_hand({"alg": "RS256", "kid": "one"}, rsa),
    "the issuer's other way of writing": lambda: signed(iss=ALSO),
    "for the site": lambda: signed(aud=SITE),
    "us alone in a list": lambda: signed(aud=[APP]),
    "for the site, asked for by the app": lambda: signed(aud=SITE, azp=APP),
    "expired, but clocks differ": lambda: signed(exp=NOW - 29),
    "issued in the future, but clocks differ": lambda: signed(iat=NOW + 30),
    "times with a fraction": lambda: signed(iat=NOW - 0.5, exp=NOW + 0.5),
    "a long name": lambda: signed(sub="x" * 255),
    "no name of a key": lambda: by_hand({"alg": "RS256"}, rsa),
    "an unknown name of a known key": lambda: signed(header={"kid": "another"}),
}


@pytest.mark.parametrize("token", GOOD.values(), ids=GOOD)
async def test_a_token_that_is_right_says_who(place: Place, token: Callable[[], str]) -> None:
    claims = await place.verifier.verify(token())
    assert claims["sub"]
    assert claims["nonce"] == "whatever"


async def test_when_the_keys_rotate_the_new_one_counts_and_the_old_one_no_more(
    place: Place,
) -> None:
    await place.verifier.verify(signed())
    place.issuer.keys = [NEXT]
    place.clock.advance(timedelta(seconds=61))
    await place.verifier.verify(signed(NEXT))
    with pytest.raises(UnauthenticatedError):
        await place.verifier.verify(signed(KEY))
    assert place.issuer.fetched == 2


async def test_what_is_plainly_too_long_costs_no_fetching_of_keys(place: Place) -> None:
    with pytest.raises(UnauthenticatedError):
        await place.verifier.verify("x" * 4097)
    assert place.issuer.fetched == 0


async def test_without_the_issuers_keys_nobody_is_told_that_a_token_is_wrong(place: Place) -> None:
    place.issuer.down = True
    with pytest.raises(UnavailableError):
        await place.verifier.verify(signed())


async def test_a_set_with_a_secret_in_it_makes_no_secret_a_key(place: Place) -> None:
    secret = OctKey.generate_key(256, {"kid": "one"})
    keys = {"keys": [secret.as_dict(), PUBLIC]}

    async def fetch() -> object:
        return keys

    verifier = TokenVerifier({ISSUER}, {APP}, fetch, place.clock)
    token = jwt.encode({"alg": "HS256", "kid": "one"}, dict(CLAIMS), secret)
    with pytest.raises(UnauthenticatedError):
        await verifier.verify(token)
    await verifier.verify(signed())
