"""Log lines are a closed list: no free text fits into one, so no personal data does.

A line is one JSON object on standard output in the form that Cloud Logging reads
(https://cloud.google.com/logging/docs/structured-logging): ``severity``, ``message`` (the event's
name), the facts, and the trace that the platform gave the request. Lines of libraries are reduced
to the logger's name, level and place, because their messages may quote anything.
"""

import json
import logging
import sys
import time
import traceback
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum, StrEnum


class Event(StrEnum):
    """Everything that we ever log."""

    REQUEST = "request"
    CRASH = "crash"
    """Something of ours broke."""
    UNAVAILABLE = "unavailable"
    """Something that we depend on did not answer."""
    NOT_ADMITTED = "not-admitted"
    """The platform gives this function no access token: soon it reaches nothing."""
    MISCONFIGURED = "misconfigured"
    """A service of Google's refuses what it will refuse again, until somebody changes something:
    a role, an index, a database, a key."""
    QUOTA_EXHAUSTED = "quota-exhausted"
    """A service of Google's lets no more through."""
    LIBRARY = "library"
    BATCH_LOOKED_AT = "batch-looked-at"
    """Followed parcels that were due were looked at."""
    CARRIER_ASKED = "carrier-asked"
    CARRIER_CODE_UNKNOWN = "carrier-code-unknown"
    CARRIER_SCOPE_MISSING = "carrier-scope-missing"
    """Our credentials are good, but not for tracking."""
    CARRIER_ANSWER_REFUSED = "carrier-answer-refused"
    SHIPMENT_NOT_KEPT = "shipment-not-kept"
    SHIPMENT_UNREADABLE = "shipment-unreadable"
    FOLLOW_UNREADABLE = "follow-unreadable"
    KEYRING_OPENED = "keyring-opened"
    KEYRING_REFRESH_FAILED = "keyring-refresh-failed"
    CARRIER_PUSHED = "carrier-pushed"
    """An aggregator told something unasked."""
    PUSH_REFUSED = "push-refused"
    """A browser's push service does not take our key, or the browser subscribed with another."""
    PROMOTION_SENT = "promotion-sent"
    """A part of the people was gone through for a promotion."""
    NUMBERS_FORGOTTEN = "numbers-forgotten"
    """An aggregator was told to forget."""
    MAIL_SENT = "mail-sent"
    KEYS_REWRAPPED = "keys-rewrapped"
    PEOPLE_RESEALED = "people-resealed"
    REPLY_NOT_KEPT = "reply-not-kept"
    """A request with an idempotency key was answered; a repetition will not know it."""
    NOTICE_NOT_SENT = "notice-not-sent"
    """Somebody was not told what happened to their account, and will not be."""
    ERASURE_RUN = "erasure-run"
    """A person was erased, or it goes on later."""
    STOPS_REPLAYED = "stops-replayed"
    """After a restore, what was stopped before was stopped again, or some of it."""
    STAFF_LOOKED = "staff-looked"
    """Somebody of the staff looked at a person, who sees it in their access log."""
    POLICY_TOLD = "policy-told"
    """People were written to about a version of the policy."""
    RETENTION_RUN = "retention-run"
    ERASURES_LATE = "erasures-late"
    """Somebody should have been erased by now."""
    EXPORT_PREPARED = "export-prepared"
    RIGHTS_DUE = "rights-due"
    """Rights requests are to be answered within days, or should have been."""
    LID_NEARLY_SPENT = "lid-nearly-spent"
    """Four fifths of what a region allows itself in an hour are gone."""
    MESSAGE_DELIVERED = "message-delivered"
    """A worker had a message to a person: it was sent, put off, or not to be sent."""
    MESSAGES_SWEPT = "messages-swept"
    """Messages to people that were overdue were handed on."""
    MESSAGES_LATE = "messages-late"
    """The oldest message of a kind should have been sent long ago."""
    WHEEL_TURNED = "wheel-turned"
    """Followed parcels that were due, and news that was found, were handed out."""
    WHEEL_LATE = "wheel-late"
    """Followed parcels were handed out later than they were due."""
    POLLS_SHORT = "polls-short"
    """A supplier's day does not do for all followed parcels that are due."""
    NEWS_HANDED_ON = "news-handed-on"
    """News that somebody found reached who follows the parcel."""
    NEWS_TOLD = "news-told"
    """A worker had news for a person: they were told, or it was put off, or is not to be told."""
    MAIL_REPORTED = "mail-reported"
    """A report came back about news by mail: it did not arrive, or was complained of."""
    NEWS_PAUSED = "news-paused"
    """Nothing is sent to an address any more that is not needed, until its person proves it."""
    MESSAGE_REFUSED = "message-refused"
    """A message of ours has a form that its receiver does not know: it is not asked for again."""


class Severity(StrEnum):
    """Cloud Logging's severities that we use."""

    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class Word(str):
    """A word of a closed list of ours (the register, the declared operations): never a client's."""

    __slots__ = ()


Fact = float | bool | StrEnum | Word


@dataclass(frozen=True, slots=True)
class Context:
    """What every line of one request carries. The id is ours; the trace is the platform's."""

    request_id: str
    trace: str | None = None
    """``projects/<project>/traces/<32 hex>``."""


_JSON = json.JSONEncoder(separators=(",", ":"))
_SELDOM_SECONDS = 60.0
seldom: dict[tuple[object, ...], float] = {}
"""The lines that are written seldom, and from when on each is again. As many as the facts, which
are of closed lists, allow."""
context: ContextVar[Context | None] = ContextVar("log_context", default=None)


def write(event: Event, severity: Severity = Severity.INFO, **facts: Fact) -> None:
    """Write one line. Facts are numbers, truths and words of closed lists."""
    _emit(severity, event, dict(facts))


def write_seldom(event: Event, severity: Severity, **facts: Fact) -> None:
    """Write one line, unless this process has written the same in the last minute."""
    line, now = (event, *sorted(facts.items())), time.monotonic()
    if now >= seldom.get(line, now):
        seldom[line] = now + _SELDOM_SECONDS
        write(event, severity, **facts)


def crash(error: BaseException) -> None:
    """Write that something of ours broke: the error's type and where, never its message."""
    _emit(Severity.ERROR, Event.CRASH, _story(error))


def unavailable(error: BaseException) -> None:
    """Write that something did not answer: the error's type and where, never its message."""
    _emit(Severity.WARNING, Event.UNAVAILABLE, _story(error))


def _story(error: BaseException) -> dict[str, object]:
    chain: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(chain) < 5:  # noqa: PLR2004 - enough to see the root
        chain.append(_kind(cause))
        cause = cause.__cause__ or cause.__context__
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = [f"{_short(f.filename)}:{f.lineno}:{f.name}" for f in frames]
    return {"types": chain, "places": places}


def configure() -> None:
    """Send the lines of every library through the closed form. Safe to call again."""
    root = logging.getLogger()
    if not any(isinstance(h, _ClosedHandler) for h in root.handlers):
        root.handlers = [_ClosedHandler(level=logging.WARNING)]
    for chatty in ("httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


class _ClosedHandler(logging.Handler):
    """Reduces a library's line to where it comes from."""

    def emit(self, record: logging.LogRecord) -> None:
        place = f"{_short(record.pathname)}:{record.lineno}"
        facts: dict[str, object] = {"logger": record.name, "places": [place]}
        if record.exc_info and record.exc_info[0]:
            facts["types"] = [record.exc_info[0].__qualname__]
        _emit(Severity.WARNING, Event.LIBRARY, facts)


def _kind(error: BaseException) -> str:
    """Return an error's type, and the status of a gRPC one: both are closed lists."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    code = getattr(error, "code", None)
    if callable(code):
        with suppress(Exception):  # somebody's code() may be anything: a crash is told all the same
            status = code()
            if isinstance(status, Enum):
                return f"{kind}({status.name})"
    return kind


def _short(path: str) -> str:
    return "/".join(path.replace("\\", "/").split("/")[-3:])


def _emit(severity: Severity, event: Event, facts: dict[str, object]) -> None:
    line: dict[str, object] = {"severity": severity, "message": event, **facts}
    here = context.get()
    if here is not None:
        line["request_id"] = here.request_id
        if here.trace:
            line["logging.googleapis.com/trace"] = here.trace
    sys.stdout.write(_JSON.encode(line) + "\n")
    sys.stdout.flush()
