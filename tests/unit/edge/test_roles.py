"""An operation for staff says for whom of them, and no other one does."""

from typing import Any

import pytest

from shared.edge.authentication import ServiceAccount, Visitor
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel.errors import ForbiddenError
from shared.kernel.schema import View
from shared.privacy.purposes import ACCOUNT
from shared.rights.staff.roles import Member, Role


async def see(call: Call[None], deps: object) -> View:
    """See nothing."""
    del call, deps
    return View()


def declared(caller: CallerKind, *roles: Role) -> Operation[Any]:
    told: dict[str, Any] = {"purpose": ACCOUNT, "reply": View, "roles": frozenset(roles)}
    return Operation("GET", "/x", see, caller=caller, **told)


def test_one_for_staff_without_roles_fails_at_import_and_so_does_the_other_way_round() -> None:
    with pytest.raises(TypeError, match="GET /x"):
        declared(CallerKind.STAFF)
    for kind in set(CallerKind) - {CallerKind.STAFF}:
        with pytest.raises(TypeError, match="GET /x"):
            declared(kind, Role.PRIVACY)


@pytest.mark.parametrize("role", Role)
def test_who_of_the_staff_is_not_named_is_refused(role: Role) -> None:
    operation = declared(CallerKind.STAFF, Role.PRIVACY, Role.SUPPORT)
    if role in operation.roles:
        operation.admit(Member(role, "me"))
    else:
        with pytest.raises(ForbiddenError):
            operation.admit(Member(role, "me"))


def test_who_is_no_staff_was_judged_by_the_gate() -> None:
    for caller in (Visitor("s"), ServiceAccount("account")):
        declared(CallerKind.VISITOR).admit(caller)


def test_a_members_own_name_is_shown_by_no_representation() -> None:
    assert "me@" not in repr(Member(Role.PRIVACY, "me@example.com"))
