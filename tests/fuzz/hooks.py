"""What Schemathesis is told of us: who calls, and what to count. Loaded by it alone.

Reads FUZZ_CALLER (visitor or person), FUZZ_API and FUZZ_OUTBOX, and writes to FUZZ_TOLD what was
answered, by operation and status, and which links were followed.
"""

import atexit
import json
import os
from collections import Counter
from pathlib import Path

import schemathesis
from schemathesis import AuthContext, Case, HookContext, Response, cli
from schemathesis.core.failures import Failure
from schemathesis.engine import events
from schemathesis.openapi.checks import RejectedPositiveData

from tests.fuzz.account import Account
from tests.fuzz.rules import is_beyond

_ANSWERED: Counter[str] = Counter()
_FOLLOWED: set[str] = set()
_INVALID = 422
_ENDED = {"unauthenticated", "recent-sign-in-required", "restricted", "wrong-region"}
_account = Account(os.environ["FUZZ_API"], os.environ["FUZZ_OUTBOX"])


class Session:
    """The session of whoever has an account: another one as soon as it does not do any more."""

    def get(self, _case: Case, _context: AuthContext) -> str:
        """Return the token."""
        if not _account.token:
            _account.sign_in()
        return _account.token

    def set(self, case: Case, data: str, _context: AuthContext) -> None:
        """Bring the token along."""
        case.headers["Authorization"] = f"Bearer {data}"


class Links(cli.EventHandler):  # type: ignore[misc]  # it is made as it is asked for
    """Notes each link along which something was asked."""

    def handle_event(self, ctx: cli.ExecutionContext, event: events.EngineEvent) -> None:  # noqa: ARG002 - as handlers are called
        """See what a scenario followed."""
        if isinstance(event, events.ScenarioFinished):
            cases = event.recorder.cases.values()
            _FOLLOWED.update(
                one.transition.id for one in cases if one.transition and one.is_transition_applied
            )


def filter_failure(
    context: HookContext,  # noqa: ARG001 - hooks are called by name
    failure: Failure,
    case: Case,  # noqa: ARG001 - as above
    response: Response,
) -> bool:
    """Tell whether a failure is one: not what breaks a rule that no schema says."""
    is_refusal = isinstance(failure, RejectedPositiveData) and response.status_code == _INVALID
    return not (is_refusal and is_beyond(response.json()))


def after_call(
    context: HookContext,  # noqa: ARG001 - as above
    case: Case,
    response: Response,
) -> None:
    """Count an answer, and see whether it ended the session."""
    _ANSWERED[f"{case.method} {case.path} {response.status_code}"] += 1
    sent = response.request.headers.get("Authorization", "")
    if _account.token and sent == f"Bearer {_account.token}" and _ends(response):
        _account.token = ""


def _ends(response: Response) -> bool:
    """Tell whether an answer says that the session does not do any more."""
    if response.status_code not in {401, 403}:
        return False
    return response.json().get("code") in _ENDED


def _tell() -> None:
    told = {"answers": _ANSWERED, "links": sorted(_FOLLOWED)}
    Path(os.environ["FUZZ_TOLD"]).write_text(json.dumps(told), encoding="utf-8")


atexit.register(_tell)
cli.handler()(Links)
schemathesis.hook(filter_failure)
schemathesis.hook(after_call)
if os.environ["FUZZ_CALLER"] == "person":
    schemathesis.auth(refresh_interval=None)(Session)
