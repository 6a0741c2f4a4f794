"""Stand-ins for push services: FCM's HTTP v1 API, and a browser's service with a browser behind.

What goes to a browser is opened as it opens it (RFC 8291), once it is signed by the key with which
it subscribed (RFC 8292); FCM wants a token of an account, and takes any.
"""

import asyncio
import base64
import json
import re
import secrets
import time

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from infra.local.emulators.sent import LONG_SECONDS, LOST, Browser, Message, Sent

BUSY = "429"
GONE = frozenset({"404", "410"})
_FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
_VAPID = re.compile(r"vapid t=(?P<token>[A-Za-z0-9_.-]+), k=(?P<key>[A-Za-z0-9_-]+)")
_A_DAY = 24 * 3600


async def _app(request: Request) -> Response:
    """Answer as FCM's HTTP v1 API does."""
    if not request.headers.get("authorization", "").startswith("Bearer "):
        return JSONResponse({"error": {"code": 401, "status": "UNAUTHENTICATED"}}, 401)
    whole = await request.body()
    try:
        told = json.loads(whole)["message"]
        to, notification = str(told["token"]), told.get("notification", {})
    except (ValueError, KeyError, TypeError, AttributeError):
        return JSONResponse({"error": {"code": 400, "status": "INVALID_ARGUMENT"}}, 400)
    sent: Sent = request.app.state.outbox
    knob = sent.knobs.get(to)
    if knob in GONE:
        details = [{"@type": _FCM_ERROR, "errorCode": "UNREGISTERED"}]
        error = {"code": 404, "status": "NOT_FOUND", "details": details}
        return JSONResponse({"error": error}, 404)
    if knob == BUSY:
        return JSONResponse({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}}, 429)
    headers = {**told.get("data", {}), "whole": whole.decode(errors="replace")}
    title, body = notification.get("title"), notification.get("body")
    sent.messages.append(Message("push", to, title, body, headers=headers))
    if knob == LOST:
        await asyncio.sleep(LONG_SECONDS)
    project = request.path_params["project"]
    return JSONResponse({"name": f"projects/{project}/messages/{secrets.token_hex(8)}"})


async def _subscribe(request: Request) -> Response:
    """Subscribe a browser, as ``PushManager.subscribe()`` does."""
    server, id_ = str((await request.json())["key"]), secrets.token_urlsafe(24)
    key, secret = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
    request.app.state.outbox.browsers[id_] = Browser(key, secret, server)
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return JSONResponse(
        {
            "endpoint": f"{request.base_url}webpush/w?token={id_}",
            "expirationTime": None,
            "keys": {"p256dh": _base64url(point), "auth": _base64url(secret)},
        },
        201,
    )


async def _browser(request: Request) -> Response:
    """Answer as a push service does (RFC 8030), and open what is sent as the browser does."""
    sent: Sent = request.app.state.outbox
    browser, to = sent.browsers.get(request.query_params.get("token", "")), str(request.url)
    knob = sent.knobs.get(to)
    if browser is None or knob in GONE:
        return Response(status_code=int(knob or "404"))
    if not _is_named(request, browser.server):
        return PlainTextResponse("not the key that this browser subscribed with", 403)
    if knob == BUSY:
        return Response(status_code=429)
    headers = request.headers
    if headers.get("content-encoding") != "aes128gcm" or not headers.get("ttl", "").isdigit():
        return PlainTextResponse("an encoding and a TTL are needed", 400)
    opened = http_ece.decrypt(
        await request.body(),
        private_key=browser.key,
        auth_secret=browser.secret,
        version="aes128gcm",
    )
    told = json.loads(opened)
    more = {name: headers.get(name, "") for name in ("ttl", "topic", "urgency")}
    more |= {"tag": told["tag"], "stop": told["stop"], "follows": ",".join(told["follows"])}
    sent.messages.append(Message("web-push", to, told["title"], told["body"], headers=more))
    if knob == LOST:
        await asyncio.sleep(LONG_SECONDS)
    return Response(status_code=201)


def _is_named(request: Request, server: str) -> bool:
    """Tell whether a request is signed as RFC 8292 has it, under the key of a subscription."""
    match = _VAPID.fullmatch(request.headers.get("authorization", ""))
    if match is None or match["key"] != server:
        return False
    try:
        point = _from_base64url(server)
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        claims = jwt.decode(match["token"], ECKey.import_key(key), algorithms=["ES256"]).claims
    except (ValueError, JoseError):
        return False
    left = claims["exp"] - time.time()
    is_ours = claims["aud"] == str(request.base_url).rstrip("/")
    return is_ours and 0 < left <= _A_DAY and str(claims["sub"]).startswith("mailto:")


def _base64url(whole: bytes) -> str:
    return base64.urlsafe_b64encode(whole).rstrip(b"=").decode()


def _from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


PUSH_ROUTES = (
    Route("/push/v1/projects/{project}/messages:send", _app, methods=["POST"]),
    Route("/webpush", _subscribe, methods=["POST"]),
    Route("/webpush/w", _browser, methods=["POST"]),
)
