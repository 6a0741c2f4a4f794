"""ID tokens from the stack's OpenID providers, without a browser.

For the relay, for scheduled calls by hand, and for tests that sign somebody in.
"""

import base64
import http.client
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

AUDIENCE = "agogopost"
STAFF_AUDIENCE = "agogopost-staff"
QUICK_LOGIN_AUDIENCES = ("agogopost-app", "agogopost-site")
PUBSUB_ACCOUNT = "pubsub@agogopost-local.iam.gserviceaccount.com"
LINK_ACCOUNT = "exports@agogopost-local.iam.gserviceaccount.com"
SCHEDULER_ACCOUNT = "scheduler@agogopost-local.iam.gserviceaccount.com"
_BACK_TO = "http://127.0.0.1/signed-in"  # nothing listens there: the code is read off the redirect
_FORM = "application/x-www-form-urlencoded"
_SECONDS = 5.0


class IssuerError(Exception):
    """The provider could not be reached, or did not answer as it should; says at which step."""


def oidc_token(
    issuer: str,
    *,
    audience: str,
    subject: str,
    claims: Mapping[str, object] | None = None,
    nonce: str | None = None,
) -> str:
    """Sign somebody in by the code flow and return the signed ID token.

    Args:
        issuer: The provider's address without a trailing slash.
        audience: The client id; it becomes ``aud``.
        subject: It becomes ``sub``; the provider takes none with a slash. One that it never saw
            has itself as its email.
        claims: Replace what the provider knows of the subject, for later tokens too, e.g.
            ``email``, ``email_verified``, ``role``. None leaves them as they are.
        nonce: Comes back in the token.

    Raises:
        IssuerError: The provider did not play its part within 5 s a step.
    """
    if claims is not None:
        body = json.dumps(dict(claims))
        _call(issuer, "PUT", f"/users/{quote(subject, safe='')}", body, "application/json")
    asked = {"client_id": audience, "redirect_uri": _BACK_TO, "response_type": "code"}
    asked |= {"scope": "openid profile email phone address", "state": "local"}
    asked |= {"nonce": nonce} if nonce is not None else {}
    form = urlencode({"sub": subject})
    sent_back = _call(issuer, "POST", f"/oauth2/authorize?{urlencode(asked)}", form, _FORM)
    code = parse_qs(urlsplit(sent_back.getheader("location") or "").query).get("code")
    if not code:
        message = f"{issuer} gave no code for {audience}"
        raise IssuerError(message)
    change = {"grant_type": "authorization_code", "code": code[0], "redirect_uri": _BACK_TO}
    change |= {"client_id": audience, "client_secret": "local"}
    told = json.loads(_call(issuer, "POST", "/oauth2/token", urlencode(change), _FORM).body)
    return str(told["id_token"])


def platform_token(issuer: str, account: str, audience: str = AUDIENCE) -> str:
    """Return a token as the platform attaches it to the calls of one of its service accounts."""
    claims = {"email": account, "email_verified": True}
    return oidc_token(issuer, audience=audience, subject=account, claims=claims)


def staff_token(issuer: str, role: str, subject: str = "staff") -> str:
    """Return a token of somebody of the staff with a role; each role has names of its own."""
    name = f"{role}-{subject}"
    return oidc_token(issuer, audience=STAFF_AUDIENCE, subject=name, claims={"role": role})


def claims_of(token: str) -> dict[str, Any]:
    """Return a token's claims without verifying anything."""
    middle = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return claims


class _Reply:
    """A read answer, after its connection is closed."""

    def __init__(self, reply: http.client.HTTPResponse) -> None:
        self.status = reply.status
        self.body = reply.read()
        self.getheader = reply.headers.get


def _call(issuer: str, method: str, path: str, body: str, content_type: str) -> _Reply:
    connection = http.client.HTTPConnection(urlsplit(issuer).netloc, timeout=_SECONDS)
    try:
        connection.request(method, path, body, {"Content-Type": content_type})
        reply = _Reply(connection.getresponse())
    except (OSError, http.client.HTTPException) as e:
        message = f"{issuer} did not answer {method} {urlsplit(path).path}"
        raise IssuerError(message) from e
    finally:
        connection.close()
    if reply.status >= HTTPStatus.BAD_REQUEST:
        message = f"{issuer} answered {reply.status} to {method} {urlsplit(path).path}"
        raise IssuerError(message)
    return reply
