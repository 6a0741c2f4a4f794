"""What came from an address by mail is proven by a code to it, however much came."""

from datetime import timedelta

import pytest

from functions.rights.contract import AddressProof
from functions.rights.use_case import found_by_code
from shared.people.person.address import email
from shared.platform.records.port import MAX_WRITES, Committed, Write
from tests.unit.people.region import elsewhere, given
from tests.unit.rights.place import Place

JOHN = email("john@example.org")


async def look(place: Place, cursor: str | None = None) -> tuple[int, str | None]:
    """Find John's requests by a code; return how many of a page are proven, and where to go on."""
    place.clock.advance(timedelta(hours=1))
    code = await given(place.one, JOHN, elsewhere(4000))
    body = AddressProof(email=JOHN.value, country="DE", code=code.long, cursor=cursor)
    found, last = await found_by_code(body, asker=elsewhere(4000), deps=place.one)
    return sum(one.asked.proven for one in found), last


async def test_more_than_is_looked_at_does_no_harm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = Place()
    for _ in range(MAX_WRITES):
        await place.mail()
    commit = place.data.commit

    async def bounded(writes: list[Write]) -> list[Committed]:
        assert len(writes) <= MAX_WRITES
        return await commit(writes)

    monkeypatch.setattr(place.data, "commit", bounded)
    proven, cursor = await look(place)
    while cursor is not None:
        more, cursor = await look(place, cursor)
        proven += more
    assert proven == MAX_WRITES
