"""What registration keeps of a reply that begins a session."""

import pytest

from functions.registration.contract import NewSessionView, SessionView, SignIn, Transport
from functions.registration.entry import _entered
from shared.edge.authentication import Visitor
from shared.edge.operation import Call
from shared.people.accounts.sessions import NewSession
from shared.platform.records.write_batch import Writing
from tests.fakes import NOON

TOKEN = "agp_eu_" + "x" * 86


@pytest.mark.parametrize("transport", list(Transport))
def test_a_sessions_token_is_never_kept(transport: Transport) -> None:
    session = NewSession(TOKEN, "0" * 64, NOON, Writing("", ()))
    view = NewSessionView(session=SessionView.of(session, Transport.COOKIE))
    body = SignIn.model_validate({"country": "DE", "transport": transport})
    call = Call(Visitor("192.0.2.1"), body, NOON, "request", "en")
    answered = _entered(view, session, "ada", call)
    told = answered.view.model_dump_json() + str(answered.cookies)
    assert TOKEN in told
    assert TOKEN not in answered.kept
    assert (answered.owner, answered.session) == ("ada", session.name)
