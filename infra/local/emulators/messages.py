"""What was sent: an SMTP sink, and stand-ins for an SMS provider's and push services' HTTP APIs.

Nothing leaves the machine. ``GET /messages`` lists everything, newest first; ``?to=`` narrows it to
one receiver. A mail to several receivers is listed once for each. ``GET /codes?to=`` says which six
digits somebody was last sent: what they are told beside it comes whenever its worker gets to it.
The stand-ins want credentials but accept any, so that a forgotten header shows.

``POST /webpush`` with ``{"key": ...}`` subscribes a browser that is not there to a server's key, as
``PushManager.subscribe()`` does, and answers what ``PushSubscription.toJSON()`` would. What is sent
to it is opened with its key (RFC 8291), and listed as its service worker would see it.

``PUT /knobs?to=`` with ``{"answer": ...}`` has one receiver answered otherwise from then on: a mail
by ``451`` or ``550``, an SMS by ``21610`` (they said STOP to the provider) or ``21211`` (there is
no such number), a push message by ``404``, ``410`` or ``429``; ``lost``: it is taken, and no answer
comes. ``ok`` is as before.
"""

import argparse
import asyncio
import email
import email.policy
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from email.message import EmailMessage
from urllib.parse import parse_qsl

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.emulators.push import BUSY, GONE, PUSH_ROUTES
from infra.local.emulators.sent import LONG_SECONDS, LOST, Message, Sent
from infra.local.stack.serving import server_of

_MAX_MAIL_BYTES = 10 * 1024 * 1024
_SMS_REFUSALS = {"21610": "unsubscribed recipient", "21211": "invalid 'To' phone number"}
_REFUSALS = {"451": "451 4.3.0 try again later", "550": "550 5.1.1 no such user"}
_ANSWERS = frozenset({"ok", LOST, BUSY, *GONE, *_REFUSALS, *_SMS_REFUSALS})
_CODE = re.compile(r"\b[0-9]{6}\b")


class Outbox(Sent):
    """What was sent, and the SMTP server's side of it."""

    async def handle_RCPT(  # noqa: N802 - as below
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        """Refuse a receiver, if that is wanted; called by aiosmtpd."""
        refusal = _REFUSALS.get(self.knobs.get(address, ""))
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a mail; called by aiosmtpd."""
        for receiver in envelope.rcpt_tos:
            mail = read_mail(envelope.original_content or b"", receiver)
            self.messages.append(replace(mail, returns_to=envelope.mail_from or ""))
            if self.knobs.get(receiver) == LOST:
                await asyncio.sleep(LONG_SECONDS)
        return "250 OK"


def read_mail(raw: bytes, receiver: str) -> Message:
    """Return a mail's readable parts; a part that is missing is None."""
    mail = email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)
    text, html = (_part(mail, kind) for kind in ("plain", "html"))
    headers = {name: str(value) for name, value in mail.items()}
    subject = None if mail["subject"] is None else str(mail["subject"])
    return Message("email", receiver, subject, text, html, headers)


def _part(mail: EmailMessage, kind: str) -> str | None:
    part = mail.get_body(preferencelist=(kind,))
    return None if part is None else str(part.get_content()).replace("\r\n", "\n")


def app(outbox: Outbox, smtp_port: int | None = None) -> Starlette:
    """Return the HTTP side, which also opens the SMTP side on 127.0.0.1 if a port is given."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        if smtp_port is None:
            yield
            return
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _smtp(outbox), "127.0.0.1", smtp_port)
        yield
        server.close()

    async def listed(request: Request) -> Response:
        to = request.query_params.get("to")
        newest_first = reversed(outbox.messages)
        return JSONResponse([asdict(m) for m in newest_first if to is None or m.to == to])

    async def code(request: Request) -> Response:
        to = request.query_params.get("to")
        texts = (_CODE.search(m.text or "") for m in reversed(outbox.messages) if m.to == to)
        found = next((match[0] for match in texts if match), None)
        return JSONResponse({"code": found}, 200 if found else 404)

    async def wipe(_: Request) -> Response:
        outbox.messages.clear()
        return Response(status_code=204)

    sms_path = "/sms/2010-04-01/Accounts/{sid}/Messages.json"
    routes = [
        Route("/messages", listed, methods=["GET"]),
        Route("/messages", wipe, methods=["DELETE"]),
        Route("/codes", code, methods=["GET"]),
        Route("/knobs", _turn, methods=["PUT"]),
        Route(sms_path, _sms, methods=["POST"]),
        *PUSH_ROUTES,
    ]
    served = Starlette(routes=routes, lifespan=lifespan)
    served.state.outbox = outbox
    return served


async def _turn(request: Request) -> Response:
    """Have a receiver answered otherwise."""
    answer = str((await request.json()).get("answer"))
    if answer not in _ANSWERS:
        return JSONResponse({"answers": sorted(_ANSWERS)}, 422)
    outbox: Outbox = request.app.state.outbox
    outbox.knobs[request.query_params["to"]] = answer
    return Response(status_code=204)


def _smtp(outbox: Outbox) -> SMTP:
    """Return one connection's side of SMTP; a login is not needed, and any succeeds."""
    return SMTP(
        outbox,
        data_size_limit=_MAX_MAIL_BYTES,
        enable_SMTPUTF8=True,
        authenticator=lambda *_: AuthResult(success=True),
        auth_require_tls=False,
        loop=asyncio.get_running_loop(),
    )


async def _sms(request: Request) -> Response:
    """Answer as Twilio's Messages resource does."""
    if not request.headers.get("authorization", "").startswith("Basic "):
        return JSONResponse({"code": 20003, "message": "Authenticate", "status": 401}, 401)
    told = dict(parse_qsl((await request.body()).decode(errors="replace")))
    missing = [name for name in ("To", "From", "Body") if not told.get(name)]
    if missing:
        problem = {"code": 21604, "message": f"missing: {', '.join(missing)}", "status": 400}
        return JSONResponse(problem, 400)
    outbox: Outbox = request.app.state.outbox
    knob = outbox.knobs.get(told["To"], "")
    if knob in _SMS_REFUSALS:
        problem = {"code": int(knob), "message": _SMS_REFUSALS[knob], "status": 400}
        return JSONResponse(problem, 400)
    others = {name: value for name, value in told.items() if name not in {"To", "Body"}}
    outbox.messages.append(Message("sms", told["To"], None, told["Body"], headers=others))
    if knob == LOST:
        await asyncio.sleep(LONG_SECONDS)
    sid = f"SM{secrets.token_hex(16)}"
    reply = {"sid": sid, "status": "queued", "to": told["To"], "body": told["Body"]}
    return JSONResponse(reply | {"error_code": None, "error_message": None}, 201)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="Keeps what was sent.")
    parser.add_argument("--port", type=int, required=True, help="HTTP")
    parser.add_argument("--smtp-port", type=int, required=True)
    told = parser.parse_args()
    server_of(app(Outbox(), told.smtp_port), told.port).run()


if __name__ == "__main__":
    main()
