"""When reports pause what is sent to an address, and what settles them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.kernel.clock import DAY
from shared.people.person.address import Channel
from shared.people.person.bounces import Bounces, PauseReason, ReportKind
from shared.people.person.model import Person

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
GONE, FAILED = ReportKind.NO_SUCH_ADDRESS, ReportKind.FAILED


def after(*days: int, kind: ReportKind = FAILED) -> Bounces:
    """Return what is known after reports about mails of some days, each on its day."""
    found = Bounces()
    for day in days:
        moment = NOON + timedelta(days=day)
        found = found.reported(kind, moment.date(), moment)
    return found


@pytest.mark.parametrize(
    ("days", "is_paused"),
    [
        ((0, 1, 2, 3), False),
        ((0, 1, 2, 3, 4), True),
        ((0, 0, 0, 0, 0, 0), False),
        ((0, 2, 4, 6, 7), True),
        ((0, 2, 4, 6, 8), False),
    ],
)
def test_five_days_of_seven_pause(days: tuple[int, ...], is_paused: bool) -> None:  # noqa: FBT001 - a row
    found = after(*days)
    assert (found.paused is not None) == is_paused
    assert found.reason == (PauseReason.KEEPS_FAILING if is_paused else None)


def test_one_is_enough_if_there_is_no_such_mailbox_and_again_changes_nothing() -> None:
    found = after(0, kind=GONE)
    assert (found.paused, found.reason) == (NOON, PauseReason.NO_SUCH_ADDRESS)
    assert after(0, 1, kind=GONE) == found
    assert found.paused_for(PauseReason.NO_SUCH_ADDRESS, NOON + DAY) == found


def test_a_code_that_arrives_settles_what_was_sent_until_then() -> None:
    proven = after(0, kind=GONE).proven(NOON + DAY)
    assert (proven.paused, proven.reason) == (None, None)
    for day in (NOON.date(), (NOON + DAY).date()):
        assert proven.reported(GONE, day, NOON + 2 * DAY) == proven
    assert proven.reported(GONE, date(2026, 12, 3), NOON + 2 * DAY).paused is not None
    refused_at_once = proven.paused_for(PauseReason.NO_SUCH_ADDRESS, NOON + DAY)
    assert refused_at_once.paused is not None


def test_a_complaint_is_heeded_once_for_a_day_and_a_purpose() -> None:
    known = Bounces().complained_of("status_email", NOON.date())
    assert known.knows_of("status_email", NOON.date())
    assert known.knows_of("status_email", (NOON - DAY).date())
    assert not known.knows_of("status_email", (NOON + DAY).date())
    assert not known.knows_of("promotions_email", NOON.date())


def test_of_a_new_address_nothing_was_reported_and_an_edit_of_the_rest_changes_none() -> None:
    ada = Person(
        email="ada@example.com", country="DE", policy_version="1", created=NOON
    ).model_copy(update={"email_bounces": after(0, kind=GONE), "phone_bounces": Bounces()})
    same = ada.changed({"nickname": "Ada", "email": "ada@example.com"})
    assert same.bounces(Channel.EMAIL).paused == NOON
    moved = ada.changed({"email": "new@example.com"})
    assert (moved.email_bounces, moved.phone_bounces) == (None, Bounces())
    assert ada.changed({"phone": "+4917612345678"}).phone_bounces is None
