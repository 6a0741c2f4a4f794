"""What callers are told of their own limits: draft-ietf-httpapi-ratelimit-headers-11."""

from datetime import timedelta

import pytest
from starlette.responses import Response

from shared.edge.rate_limits import LIMIT, POLICY, tell_limits
from shared.kernel.clock import DAY
from shared.kernel.errors import TooManyRequestsError
from shared.people.person.rate_limits import HOUR, Charge, PeopleLimits, SourceLids
from shared.platform.limits.bucket import Limiter
from shared.platform.limits.source import source_of
from shared.platform.limits.standing import LimitStanding, noted
from tests.fakes import FakeClock
from tests.unit.edge.site import ORIGIN, Site, site_of
from tests.unit.people.region import Region

EXPOSED = "Access-Control-Expose-Headers"


def limited(per_second: float, burst: int) -> Site:
    """Return the function with a limit of each source."""

    def limiter(clock: FakeClock) -> Limiter:
        return Limiter(per_second=per_second, burst=burst, clock=clock)

    return site_of(limiter=limiter)


async def test_every_answer_tells_what_is_left_to_its_source() -> None:
    site = limited(2, 6)
    async with site.client() as client, site.client("192.0.2.2") as other:
        replies = [await client.get(path) for path in ("/peek", "/nothing", "/peek?bad=1")]
        replies.append(await client.put("/peek"))
        theirs = await other.get("/peek")
    assert [reply.status_code for reply in replies] == [200, 404, 422, 405]
    assert {reply.headers[POLICY] for reply in replies} == {'"requests";q=6;w=3'}
    told = [reply.headers[LIMIT] for reply in replies]
    # Five that come as fast as the bucket fills take 2.5 seconds: nobody is asked to burst.
    assert told == [
        '"requests";r=5;t=3',
        '"requests";r=4;t=2',
        '"requests";r=3;t=2',
        '"requests";r=2;t=1',
    ]
    assert theirs.headers[LIMIT] == '"requests";r=5;t=3'


async def test_who_is_refused_has_nothing_left_until_they_may_come_again() -> None:
    site = limited(0.25, 5)
    async with site.client() as client:
        for _ in range(5):
            await client.get("/peek")
        refused = await client.get("/peek")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "4"
    assert refused.headers[POLICY] == '"requests";q=5;w=20'
    assert refused.headers[LIMIT] == '"requests";r=0;t=4'


async def test_an_answer_that_others_may_keep_says_nothing_of_who_asked() -> None:
    site = limited(2, 6)
    async with site.client() as client:
        for headers in ({}, {"If-None-Match": "*"}):
            reply = await client.get("/fixed", headers=headers)
            assert reply.headers["Cache-Control"].startswith("public")
            assert reply.headers[POLICY] == '"requests";q=6;w=3'
            assert LIMIT not in reply.headers


async def test_a_site_may_read_them() -> None:
    async with limited(2, 6).client() as client:
        reply = await client.get("/peek", headers={"Origin": ORIGIN})
    assert {POLICY, LIMIT} <= set(reply.headers[EXPOSED].split(", "))


async def test_without_limits_there_is_nothing_to_tell() -> None:
    async with site_of().client() as client:
        reply = await client.get("/peek")
    assert not {POLICY, LIMIT} & set(reply.headers)


@pytest.mark.parametrize(
    ("wait", "told"),
    [(None, '"follows";r=7;t=60'), ("60", '"follows";r=7;t=60'), ("5", '"follows";r=7')],
)
def test_no_window_outlasts_retry_after(wait: str | None, told: str) -> None:
    """Section 6: Retry-After should name no time before the window's end."""
    response = Response(headers={} if wait is None else {"Retry-After": wait})
    tell_limits(response, [LimitStanding("follows", 100, DAY, 7, timedelta(seconds=59.2))])
    assert response.headers[LIMIT] == told
    assert response.headers[POLICY] == '"follows";q=100;w=86400'


@pytest.fixture
def limits() -> PeopleLimits:
    return Region().instance().limits


async def test_an_account_is_told_what_is_left_of_its_day(limits: PeopleLimits) -> None:
    found: dict[str, LimitStanding] = {}
    token = noted.set(found)
    try:
        await limits.count("follow", "p1", 2, span=DAY, told="follows")
        assert (found["follows"].quota, found["follows"].left) == (2, 1)
        assert found["follows"].window == DAY
        await limits.count("follow", "p1", 2, span=DAY, told="follows")
        with pytest.raises(TooManyRequestsError) as refused:
            await limits.count("follow", "p1", 2, span=DAY, told="follows")
    finally:
        noted.reset(token)
    assert found["follows"].left == 0
    assert found["follows"].within == refused.value.retry_after


async def test_of_a_source_and_its_network_only_the_source_is_told(limits: PeopleLimits) -> None:
    """A neighbour in the /48 has used up what is the network's: nothing of that is told."""
    lids = SourceLids(source=5, v6_network=1, v4_network=1)
    charges = [lids.charges("x", source_of(f"2001:db8:1:{n}::1"), told="x") for n in (1, 2)]
    found: dict[str, LimitStanding] = {}
    await limits.charge(charges[0])
    token = noted.set(found)
    try:
        with pytest.raises(TooManyRequestsError):
            await limits.charge(charges[1])
    finally:
        noted.reset(token)
    assert {name: one.left for name, one in found.items()} == {"x": 5}


async def test_what_is_the_regions_or_an_addresses_is_not_told(limits: PeopleLimits) -> None:
    found: dict[str, LimitStanding] = {}
    token = noted.set(found)
    try:
        await limits.charge([Charge("mail", "everyone", 9, HOUR)])
    finally:
        noted.reset(token)
    assert found == {}
