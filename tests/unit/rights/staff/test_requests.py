"""Whose request it is, staff see one at a time, and its person sees that they did."""

import pytest

from functions.staff.requests import RequestsQuery, list_requests, see_request
from shared.edge.operation import Call
from shared.kernel.errors import UnavailableError
from shared.people.person.disclosures import What
from shared.people.person.keys import PersonKey
from shared.platform.records.port import DocumentId, Set
from shared.rights.requests.model import Right
from shared.rights.staff.roles import Member, Role
from tests.unit.rights.place import JANE, Place

PAT = Member(Role.PRIVACY, "pat")


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
    page = await list_requests(call(place), place.one)
    assert {item.id for item in page.items} == {one.id, other.id}
    assert [item.person for item in page.items] == [None, None]
    assert (await place.one.disclosures.page(JANE, after="", limit=100))[0] == []


async def test_whose_it_is_is_shown_once_that_stands_in_their_access_log(place: Place) -> None:
    one = await place.ask(Right.RECTIFICATION)
    assert (await see_request(call(place, one.id), place.one)).person == JANE
    (line,) = (await place.one.disclosures.page(JANE, after="", limit=100))[0]
    assert (line.what, line.whom, line.purpose) == (What.SEEN, Role.PRIVACY, "rights")
    place.data.down = True
    with pytest.raises(UnavailableError):
        await see_request(call(place, one.id), place.one)


async def test_of_who_is_being_erased_the_request_alone_is_shown(place: Place) -> None:
    one = await place.ask(Right.ERASURE)
    await place.keys.commit([Set(DocumentId(PersonKey.collection, JANE), {"erasing": "r"})])
    place.one.person_keys.forget(JANE)
    seen = await see_request(call(place, one.id), place.one)
    assert (seen.id, seen.person) == (one.id, None)
