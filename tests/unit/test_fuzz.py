"""How the runs of ``make contract-fuzz`` are judged."""

import pytest

from shared.kernel.texts import CATALOGUE
from tests.fuzz.rules import BEYOND_A_SCHEMA, is_beyond
from tests.fuzz.run import Told, of_accounts
from tests.unit.test_errors import error_classes


def test_a_rule_that_no_schema_says_is_one_of_ours_and_has_its_reason() -> None:
    known = {*CATALOGUE["en"], *(kind.code for kind in error_classes())}
    for told, reason in BEYOND_A_SCHEMA.items():
        assert told.split()[-1] in known, told
        assert reason


@pytest.mark.parametrize(
    ("code", "faults", "beyond"),
    [
        ("carrier-unknown", [], True),
        ("invalid-input", [("email", "address-one")], True),
        ("invalid-input", [("email", "address-one"), ("email", "field-too-short")], False),
        ("invalid-input", [("code", "field-missing")], True),
        ("invalid-input", [("country", "field-missing")], False),
        ("invalid-input", [], False),
        ("conflict", [], False),
    ],
)
def test_only_what_breaks_such_rules_alone_is_let_through(
    code: str, faults: list[tuple[str, str]], *, beyond: bool
) -> None:
    errors = [{"field": field, "code": why, "detail": "Do it."} for field, why in faults]
    assert is_beyond({"code": code, "errors": errors}) == beyond


def test_whoever_has_an_account_must_have_been_served_where_one_is_needed() -> None:
    needing = of_accounts()
    assert "GET /v1/me" in needing
    assert not needing & {"GET /v1/carriers", "GET /v1/consents", "POST /v1/accounts"}
    answers = {"GET /v1/me 200": 1, "GET /v1/me 401": 3, "GET /v1/carriers 200": 96}
    told = Told("person", failed=False, answers=answers)
    assert told.share(needing) == 1 / 4
    assert "97 of them 2xx" in told.line(needing)
    assert Told("person", failed=True, answers={}).share(needing) == 0
