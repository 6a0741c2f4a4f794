"""An OpenID issuer of the tests' own: it signs whatever it is told to."""

import base64
import hmac
import json
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuer with one key, which it publishes."""

    url: str
    audience: str
    key: RSAKey

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings of a gateway that believes it of the staff."""
        told = {"STAFF_ISSUER": self.url, "STAFF_KEYS": f"{self.url}/jwks"}
        return {**told, "STAFF_AUDIENCE": self.audience, "STAFF_ROLE_CLAIM": "groups"}

    def token(self, key: RSAKey | None = None, **claims: Any) -> str:  # noqa: ANN401 - claims
        """Return a token for somebody of the staff; None takes a claim away."""
        header = {"alg": "RS256", "kid": self.key.kid or ""}
        return jwt.encode(header, self._claims(claims), key or self.key)

    def _claims(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        now = int(time.time())
        usual = {"iss": self.url, "aud": self.audience, "sub": "me", "groups": ["staff", "privacy"]}
        whole = {**usual, "iat": now, "exp": now + 300, **changes}
        return {name: value for name, value in whole.items() if value is not None}


def unsigned(token: str) -> str:
    """Return a token without its signature, which says that it needs none."""
    return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{token.split('.')[1]}."


def by_public_key(token: str, issuer: str) -> str:
    """Return a token signed anew by HS256 with what everybody knows: the issuer's public key."""
    with urllib.request.urlopen(f"{issuer}/jwks", timeout=10) as reply:  # noqa: S310 - loopback
        (key,) = json.load(reply)["keys"]
    public = RSAKey.import_key(key).as_pem(private=False)
    start = f"{_part({'alg': 'HS256', 'kid': key.get('kid', '')})}.{token.split('.')[1]}"
    signature = hmac.digest(public, start.encode(), "sha256")
    return f"{start}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def _part(said: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


@contextmanager
def issuer(audience: str = "console") -> Iterator[Issuer]:
    """Yield an issuer that publishes its key on a port of its own."""
    key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
    published = json.dumps(KeySet([key]).as_dict(private=False)).encode()

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(published)))
            self.end_headers()
            self.wfile.write(published)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Keys)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Issuer(f"http://127.0.0.1:{server.server_port}", audience, key)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
