"""Whose request it is, staff see one at a time, and its person sees that they did."""

from typing import NoReturn

import pytest

from functions.staff.requests import RequestsQuery, list_requests, see_request
from shared.edge.operation import Call
from shared.kernel.errors import UnavailableError
from shared.people.person.disclosures import Disclosure, What
from shared.people.person.keys import PersonKey
from shared.platform.records.port import DocumentId, Set
from shared.platform.records.sealed import SealedRecords
from shared.rights.requests.model import Right
from shared.rights.staff.access_log import Looks
from shared.rights.staff.roles import Member, Role
from shared.setup.reach import Staffed
from tests.unit.rights.place import JANE, Place

PAT = Member(Role.PRIVACY, "pat")


def _unused() -> NoReturn:
    raise AssertionError


def reach(place: Place) -> Staffed:
    """Return what the function reaches."""
    records: SealedRecords[str, Disclosure] = SealedRecords(
        Disclosure, place.data, place.one.keys, place.clock
    )
    looks = Looks(records, place.data, place.one.keys, place.one.limits, place.clock)
    return Staffed(
        people=_unused,
        looks=lambda: looks,
        unmaskings=_unused,
        holdings=_unused,
        consents=_unused,
        erasures=_unused,
        sessions=_unused,
        notices=_unused,
        jobs=_unused,
        requests=lambda: place.desk,
        standings=_unused,
        clock=place.clock,
    )


def call(place: Place, id_: str = "") -> Call[None]:
    """Return a call of somebody of the staff."""
    return Call(
        caller=PAT,
        body=None,
        now=place.clock.now(),
        request_id="r",
        language="en",
        params={"id": id_},
        query=RequestsQuery(),
    )


@pytest.fixture
async def place() -> Place:
    place = Place()
    await place.settle()
    return place


async def test_a_list_says_nothing_of_who_asks(place: Place) -> None:
    one, other = await place.ask(Right.RECTIFICATION), await place.visit(Right.ACCESS)
    page = await list_requests(call(place), reach(place))
    assert {item.id for item in page.items} == {one.id, other.id}
    assert [item.person for item in page.items] == [None, None]
    assert (await place.one.disclosures.page(JANE, after="", limit=100))[0] == []


async def test_whose_it_is_is_shown_once_that_stands_in_their_access_log(place: Place) -> None:
    one = await place.ask(Right.RECTIFICATION)
    assert (await see_request(call(place, one.id), reach(place))).person == JANE
    (line,) = (await place.one.disclosures.page(JANE, after="", limit=100))[0]
    assert (line.what, line.whom, line.purpose) == (What.SEEN, Role.PRIVACY, "rights")
    place.data.down = True
    with pytest.raises(UnavailableError):
        await see_request(call(place, one.id), reach(place))


async def test_of_who_is_being_erased_the_request_alone_is_shown(place: Place) -> None:
    one = await place.ask(Right.ERASURE)
    await place.keys.commit([Set(DocumentId(PersonKey.collection, JANE), {"erasing": "r"})])
    place.one.keys.forget(JANE)
    seen = await see_request(call(place, one.id), reach(place))
    assert (seen.id, seen.person) == (one.id, None)
