"""What came from an address by mail is proven by a code to it, however much came."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from functions.rights.contract import AddressProof
from functions.rights.use_case import Means, found_by_code
from shared.people.accounts.profiles import Profiles
from shared.people.person.address import email
from shared.platform.records.port import MAX_WRITES, Committed, Write
from tests.unit.people.region import elsewhere, given
from tests.unit.rights.place import Place

JOHN = email("john@example.org")


@dataclass(frozen=True)
class Here:
    """This region, and no other."""

    region: str = "eu"

    def base_url_of(self, region: str) -> str | None:
        """Return a region's address."""
        return f"https://{region}.example.org"


def means(place: Place) -> Means:
    """Return what it takes to find requests."""
    one = place.one
    return Means(
        place=Here(),
        log=place.log,
        sealed=place.sealed,
        carrying=place.desk.carrying,
        telling=place.desk.telling,
        profiles=Profiles(one.people, one.used, place.data, one.keys),
        limits=one.limits,
        codes=lambda: one.codes,
        used=one.used,
        second=one.second,
        clock=place.clock,
    )


async def look(place: Place, cursor: str | None = None) -> tuple[int, str | None]:
    """Find John's requests by a code; return how many of a page are proven, and where to go on."""
    place.clock.advance(timedelta(hours=1))
    code = await given(place.one, JOHN, elsewhere(4000))
    body = AddressProof(email=JOHN.value, country="DE", code=code.long, cursor=cursor)
    found, last = await found_by_code(body, asker=elsewhere(4000), means=means(place))
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
