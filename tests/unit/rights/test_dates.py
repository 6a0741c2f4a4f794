"""A month is a calendar month, however long, and a request's answer is due by then."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.kernel.errors import ConflictError
from shared.rights.requests.dates import months_after
from shared.rights.requests.model import (
    STATE_OF,
    AskedRight,
    Right,
    RightsExtension,
    RightsOutcome,
    RightsSource,
    RightsState,
)
from shared.rights.requests.transitions import asked, ended, extended

NAME = "7f" * 16


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:30:00+00:00")


@pytest.mark.parametrize(
    ("received", "months", "due"),
    [
        ("2026-03-15", 1, "2026-04-15"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-01-28", 1, "2026-02-28"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-10-31", 3, "2027-01-31"),
        ("2026-12-01", 12, "2027-12-01"),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_months_last(
    received: str, months: int, due: str
) -> None:
    assert months_after(at(received), months) == at(due)


def request(received: str = "2026-01-31", **more: object) -> AskedRight:
    fields = asked(Right.RECTIFICATION, None, RightsSource.ACCOUNT, at(received))
    return AskedRight.model_validate({**fields, **more})


def test_an_answer_is_put_off_to_three_months_after_it_came_and_not_after_it_was_due() -> None:
    news = extended(request(), RightsExtension.COMPLEX, at("2026-02-28"))
    assert (news["state"], news["due_at"]) == (RightsState.EXTENDED, at("2026-04-30"))
    with pytest.raises(ConflictError):
        extended(request(), RightsExtension.COMPLEX, at("2026-02-28") + timedelta(seconds=1))


@pytest.mark.parametrize("state", [one for one in RightsState if one is not RightsState.OPEN])
def test_only_an_open_one_is_put_off_and_only_once(state: RightsState) -> None:
    with pytest.raises(ConflictError):
        extended(request(state=state), RightsExtension.MANY, at("2026-02-01"))


def test_every_outcome_says_how_the_request_stands_and_when_it_is_deleted() -> None:
    assert set(STATE_OF) == set(RightsOutcome)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    for outcome in RightsOutcome:
        told = ended(outcome, now, name=NAME)
        holds = outcome is RightsOutcome.UPHELD
        assert ("expires" in told) == (not holds), "what holds is kept until it is taken back"
        if not holds:
            assert told["due"].endswith("20290228")
            assert told["expires"] == now + timedelta(days=3 * 365)
