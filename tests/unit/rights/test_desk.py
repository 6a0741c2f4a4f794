"""Staff put off, answer and lift; who is concerned is told before, and sees it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.kernel.errors import ConflictError, NotFoundError, UnavailableError
from shared.platform.records.port import Create, DocumentId, Fields, Set
from shared.privacy.purposes import TRACKING
from shared.rights.exports.model import Export
from shared.rights.requests.deadlines import RequestsDue
from shared.rights.requests.log import MOST
from shared.rights.requests.model import (
    STATE_OF,
    Right,
    RightsExtension,
    RightsOutcome,
    RightsState,
)
from tests.unit.rights.place import HOME, JANE, Place

DAY = timedelta(days=1)


@pytest.fixture
async def place() -> Place:
    place = Place()
    await place.settle()
    return place


async def test_what_waits_is_listed_by_when_it_is_due_and_nobody_is_opened(place: Place) -> None:
    first = await place.ask(Right.RECTIFICATION)
    place.clock.advance(DAY)
    anybodys = await place.mail()
    second = await place.visit(Right.ACCESS)
    place.clock.advance(DAY)
    third = await place.ask(Right.OBJECTION, "tracking")
    await place.desk.extend(first.id, RightsExtension.MANY)
    place.one.person_keys.forget(JANE)
    reads = place.keys.reads
    page, more = await place.desk.waiting(first=0, limit=2)
    assert ([one.id for one in page], more) == ([second.id, third.id], True)
    page, more = await place.desk.waiting(first=2, limit=2)
    assert ([one.id for one in page], more) == ([first.id, anybodys.id], False), "unproven: last"
    assert place.keys.reads == reads, "no key of anyone"


async def test_putting_off_is_told_before_with_the_reason(place: Place) -> None:
    one = await place.ask(Right.RECTIFICATION)
    after = await place.desk.extend(one.id, RightsExtension.COMPLEX)
    assert after.asked.state is RightsState.EXTENDED
    assert after.asked.due_at > one.asked.due_at
    (to, message) = place.outbox.sent[0]
    assert to == HOME.value
    assert f"{after.asked.due_at:%Y-%m-%d}" in message.text
    assert "It is complex." in message.text
    with pytest.raises(ConflictError):
        await place.desk.extend(one.id, RightsExtension.COMPLEX)
    with pytest.raises(NotFoundError):
        await place.desk.extend("0" * 32, RightsExtension.COMPLEX)


async def test_who_cannot_be_told_is_neither_put_off_nor_freed_but_answered() -> None:
    place = Place()
    await place.settle(address=None)
    one, held = await place.ask(Right.ACCESS), await place.ask(Right.RESTRICTION)
    await place.standings.restrict(JANE)
    await place.log.end(held, RightsOutcome.UPHELD)
    with pytest.raises(ConflictError):
        await place.desk.extend(one.id, RightsExtension.COMPLEX)
    with pytest.raises(ConflictError):
        await place.desk.lift(held.id)
    assert not (await place.one.person_keys.standing(JANE)).allows(TRACKING)
    done = await place.desk.answer(one.id, RightsOutcome.CARRIED_OUT, "")
    assert done.asked.state is RightsState.DONE


async def test_a_refusal_says_why_and_where_to_complain(place: Place) -> None:
    one = await place.ask(Right.ERASURE)
    done = await place.desk.answer(one.id, RightsOutcome.LEGAL_DUTY, "The tax law.")
    assert (done.asked.state, done.asked.outcome) == (
        RightsState.REFUSED,
        RightsOutcome.LEGAL_DUTY,
    )
    text = place.outbox.sent[0][1].text
    assert "17(3)(b)" in text
    assert "The tax law." in text
    assert "complain" in text
    with pytest.raises(ConflictError):
        await place.desk.answer(one.id, RightsOutcome.CARRIED_OUT, "")


async def test_an_objection_that_is_refused_stops_nothing_and_one_upheld_holds(
    place: Place,
) -> None:
    await place.standings.object_to(JANE, TRACKING)
    one = await place.ask(Right.OBJECTION, "tracking")
    held = await place.desk.answer(one.id, RightsOutcome.UPHELD, "")
    assert held.asked.state is RightsState.IN_FORCE
    assert not (await place.one.person_keys.standing(JANE)).allows(TRACKING)
    lifted = await place.desk.lift(one.id)
    assert lifted.asked.outcome is RightsOutcome.LIFTED
    assert (await place.one.person_keys.standing(JANE)).allows(TRACKING)
    await place.standings.object_to(JANE, TRACKING)
    two = await place.ask(Right.OBJECTION, "tracking")
    await place.desk.answer(two.id, RightsOutcome.OVERRIDING_GROUNDS, "")
    assert (await place.one.person_keys.standing(JANE)).allows(TRACKING)


@pytest.mark.parametrize(
    ("kind", "purpose"), [(Right.RESTRICTION, None), (Right.OBJECTION, "tracking")]
)
async def test_what_is_upheld_is_in_force_though_it_was_cut_off_before(
    place: Place, kind: Right, purpose: str | None
) -> None:
    one = await place.ask(kind, purpose)
    place.outbox.down = True
    with pytest.raises(UnavailableError):
        await place.desk.answer(one.id, RightsOutcome.UPHELD, "")
    assert not (await place.one.person_keys.standing(JANE)).allows(TRACKING), (
        "in force before it is told"
    )
    place.outbox.down = False
    held = await place.desk.answer(one.id, RightsOutcome.UPHELD, "")
    assert held.asked.state is RightsState.IN_FORCE
    assert not (await place.one.person_keys.standing(JANE)).allows(TRACKING)
    await place.desk.lift(one.id)
    assert (await place.one.person_keys.standing(JANE)).allows(TRACKING)


async def test_a_refused_objection_holds_until_its_person_is_told(place: Place) -> None:
    await place.standings.object_to(JANE, TRACKING)
    one = await place.ask(Right.OBJECTION, "tracking")
    place.outbox.down = True
    with pytest.raises(UnavailableError):
        await place.desk.answer(one.id, RightsOutcome.OVERRIDING_GROUNDS, "")
    assert not (await place.one.person_keys.standing(JANE)).allows(TRACKING)
    assert (await place.log.find(one.id)).asked.is_waiting
    place.outbox.down = False
    place.keys.lose_answers = 1
    with pytest.raises(UnavailableError):
        await place.desk.answer(one.id, RightsOutcome.OVERRIDING_GROUNDS, "")
    done = await place.desk.answer(one.id, RightsOutcome.OVERRIDING_GROUNDS, "")
    assert done.asked.state is RightsState.REFUSED
    assert (await place.one.person_keys.standing(JANE)).allows(TRACKING)


@pytest.mark.parametrize(
    ("kind", "purpose"), [(Right.RESTRICTION, None), (Right.OBJECTION, "tracking")]
)
async def test_of_a_visitor_nothing_is_in_force_and_what_is_answered_ends(
    place: Place, kind: Right, purpose: str | None
) -> None:
    one = await place.visit(kind, purpose)
    with pytest.raises(ConflictError):
        await place.desk.answer(one.id, RightsOutcome.UPHELD, "")
    done = await place.desk.answer(one.id, RightsOutcome.NOTHING_HELD, "")
    assert done.asked.expires == place.clock.now() + 3 * 365 * DAY
    assert done.asked.due is not None


async def test_a_restriction_is_lifted_once_its_person_is_told(place: Place) -> None:
    one = await place.ask(Right.RESTRICTION)
    await place.standings.restrict(JANE)
    await place.log.end(one, RightsOutcome.UPHELD)
    lifted = await place.desk.lift(one.id)
    assert lifted.asked.state is RightsState.WITHDRAWN
    assert (await place.one.person_keys.standing(JANE)).allows(TRACKING)
    assert [message.kind.id for _, message in place.outbox.sent] == ["restriction-lifts"]
    with pytest.raises(ConflictError):
        await place.desk.lift(one.id)


@pytest.mark.parametrize("outcome", list(RightsOutcome))
async def test_who_has_proven_nothing_is_told_nothing_about_what_is_held(
    place: Place, outcome: RightsOutcome
) -> None:
    told_to_anybody = {
        *(RightsOutcome.NOT_PROVEN, RightsOutcome.ANSWERED),
        *(RightsOutcome.UNFOUNDED, RightsOutcome.EXCESSIVE),
    }
    unproven = await place.mail()
    if outcome in told_to_anybody:
        assert (await place.desk.answer(unproven.id, outcome, "")).asked.outcome is outcome
        assert place.outbox.sent[0][0] == "john@example.org"
        return
    with pytest.raises(ConflictError):
        await place.desk.answer(unproven.id, outcome, "")
    assert place.outbox.sent == []


@pytest.mark.parametrize(
    ("kind", "purpose"),
    [
        (Right.ACCESS, None),
        (Right.OBJECTION, "account"),
        (Right.OBJECTION, "analytics"),
        (Right.QUESTION, None),
    ],
)
async def test_what_holds_nothing_is_not_upheld(
    place: Place, kind: Right, purpose: str | None
) -> None:
    one = await place.ask(kind, purpose)
    with pytest.raises(ConflictError):
        await place.desk.answer(one.id, RightsOutcome.UPHELD, "")


async def test_staff_take_nothing_back_in_somebodys_name(place: Place) -> None:
    one = await place.ask(Right.ACCESS)
    for outcome, state in STATE_OF.items():
        if state is RightsState.WITHDRAWN:
            with pytest.raises(ConflictError):
                await place.desk.answer(one.id, outcome, "")


async def test_the_clock_ends_what_is_exported_and_counts_the_rest(place: Place) -> None:
    one = await place.ask(Right.ACCESS)
    await place.log.underway(one)
    await place.ask(Right.RECTIFICATION)
    await place.mail()
    clock, now = place.clock_of_requests(), place.clock.now()
    assert await clock.due(now) == RequestsDue(waiting=3, soon=0, overdue=0)
    export = DocumentId(Export.collection, JANE)
    fields: Fields = {"v": 1, "owner_id": JANE, "ready": now - timedelta(seconds=1)}
    await place.data.commit([Create(export, fields)])
    await clock.settle()
    assert (await clock.due(now)).waiting == 3, "an older copy is no answer"
    await place.data.commit([Set(export, {"ready": now})])
    await clock.settle()
    done = await place.log.find(one.id)
    assert (done.asked.state, done.asked.outcome) == (
        RightsState.DONE,
        RightsOutcome.EXPORTED,
    )
    due_at = (await place.log.waiting())[0].asked.due_at
    for moment, soon, overdue in (
        (due_at - 7 * DAY, 0, 0),
        (due_at - 7 * DAY + timedelta(seconds=1), 2, 0),
        (due_at, 2, 0),
        (due_at + timedelta(seconds=1), 0, 2),
    ):
        assert await clock.due(moment) == RequestsDue(waiting=2, soon=soon, overdue=overdue)


async def test_the_operator_is_reminded_of_numbers_and_of_nobody(place: Place) -> None:
    due = RequestsDue(waiting=3, soon=2, overdue=1)
    await place.clock_of_requests().remind(due)
    ((to, message),) = place.outbox.sent
    assert to == "agogopost@example.org"
    assert "3 rights requests" in message.text


async def test_an_answered_request_is_unreadable_after_three_years_and_an_open_one_never(
    place: Place,
) -> None:
    answered, waiting = await place.ask(Right.ACCESS), await place.mail(proven=True)
    await place.desk.answer(answered.id, RightsOutcome.CARRIED_OUT, "")
    place.clock.advance(3 * 365 * DAY)
    with pytest.raises(NotFoundError):
        await place.log.find(answered.id)
    assert (await place.log.find(waiting.id)).asked.is_waiting


async def test_what_nobody_proves_ends_by_itself_thirty_days_after_it_was_due(
    place: Place,
) -> None:
    left, proven, answered = await place.mail(), await place.mail(), await place.mail()
    ends = left.asked.due_at + 30 * DAY
    assert (left.asked.expires, (left.asked.due or "")[2:]) == (ends, f"{ends:%Y%m%d}")
    with pytest.raises(ConflictError):
        await place.desk.extend(left.id, RightsExtension.MANY)
    await place.desk.answer(answered.id, RightsOutcome.NOT_PROVEN, "")
    for _ in range(2):
        both = [await place.log.find(one.id) for one in (proven, answered)]
        await place.log.add(place.log.proving(both))
    place.clock.advance(ends - place.clock.now() - timedelta(seconds=1))
    assert [one.id for one in await place.log.waiting()] == [proven.id, left.id]
    place.clock.advance(timedelta(seconds=1))
    (waits,) = await place.log.waiting()
    assert (waits.id, waits.asked.state) == (proven.id, RightsState.OPEN)
    assert (waits.asked.expires, waits.asked.due) == (None, None)
    with pytest.raises(NotFoundError):
        await place.log.find(left.id)
    assert (await place.log.find(answered.id)).asked.outcome is RightsOutcome.NOT_PROVEN


async def test_a_flood_that_nobody_has_proven_hides_nothing(place: Place) -> None:
    mailed = (await place.mail()).document
    flood = [f"{number:032x}" for number in range(MOST + 1)]
    await place.data.commit([Create(replace(mailed.id, name=one), mailed.fields) for one in flood])
    mine = await place.visit(Right.ACCESS)
    waiting = await place.log.waiting()
    assert (waiting[0].id, len(waiting)) == (mine.id, 1 + MOST)


async def test_two_who_answer_at_once_are_one_answer(place: Place) -> None:
    one = await place.ask(Right.RECTIFICATION)
    await place.log.end(one, RightsOutcome.CARRIED_OUT)
    with pytest.raises(ConflictError):
        await place.log.end(one, RightsOutcome.UNFOUNDED)


async def test_a_restriction_that_is_refused_is_not_left_in_force(place: Place) -> None:
    one = await place.ask(Right.RESTRICTION)
    await place.standings.restrict(JANE)  # and then it was cut off
    done = await place.desk.answer(one.id, RightsOutcome.UNFOUNDED, "")
    assert done.asked.state is RightsState.REFUSED
    assert (await place.one.person_keys.standing(JANE)).allows(TRACKING)


async def test_a_refusal_does_not_end_what_another_request_holds(place: Place) -> None:
    held = await place.ask(Right.RESTRICTION)
    await place.desk.answer(held.id, RightsOutcome.UPHELD, "")
    again = await place.ask(Right.RESTRICTION)
    await place.desk.answer(again.id, RightsOutcome.UNFOUNDED, "")
    assert not (await place.one.person_keys.standing(JANE)).allows(TRACKING)
