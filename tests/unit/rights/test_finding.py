"""What came from an address by mail is proven by a code to it, however much came."""

from dataclasses import dataclass

import pytest

from functions.rights.contract import AddressProof
from functions.rights.use_case import Means, found_by_code
from shared.people.address import email
from shared.people.profiles import Profiles
from shared.records.port import MAX_WRITES, Committed, Write
from tests.unit.people.region import elsewhere, given
from tests.unit.rights.place import Place

MOST = 300
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


async def look(place: Place) -> int:
    """Find John's requests by a code; return how many are proven."""
    code = await given(place.one, JOHN, elsewhere(4000))
    body = AddressProof(email=JOHN.value, country="DE", code=code.long)
    found = await found_by_code(body, asker=elsewhere(4000), means=means(place))
    return sum(one.asked.proven for one in found)


async def test_more_than_a_commit_takes_is_proven_by_and_by(
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
    assert await look(place) == MOST
    assert await look(place) == MAX_WRITES
