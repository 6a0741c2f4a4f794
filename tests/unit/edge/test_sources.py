"""Who counts as one source, and what happens to one that asks too much."""

from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from shared.platform.limits.bucket import Limiter
from tests.fakes import FakeClock
from tests.unit.edge.site import Site, site_of


def limited(*, trusted_hops: int = 0, burst: int = 2) -> Site:
    """Return the function with a limit of two requests and one more every ten seconds."""

    def limiter(clock: FakeClock) -> Limiter:
        return Limiter(per_second=0.1, burst=burst, clock=clock)

    return site_of(limiter=limiter, trusted_hops=trusted_hops)


async def test_one_noisy_source_waits_and_the_others_do_not() -> None:
    site = limited()
    async with AsyncExitStack() as stack:
        noisy = await stack.enter_async_context(site.client("192.0.2.1"))
        other = await stack.enter_async_context(site.client("192.0.2.2"))
        assert [(await noisy.get("/peek")).status_code for _ in range(3)] == [200, 200, 429]
        refused = await noisy.get("/peek")
        assert refused.json()["code"] == "too-many-requests"
        assert refused.headers["Retry-After"] == "10"
        assert (await other.get("/peek")).status_code == 200
        site.clock.advance(timedelta(seconds=10))
        assert [(await noisy.get("/peek")).status_code for _ in range(2)] == [200, 429]


async def test_what_is_refused_anyway_counts_too() -> None:
    site = limited()
    async with site.client() as client:
        assert (await client.get("/nothing")).status_code == 404
        assert (await client.post("/notes", content=b"?")).status_code == 415
        assert (await client.get("/nothing")).status_code == 429


SOURCES = {
    # trusted hops, the connection's peer, X-Forwarded-For, the source
    "no proxy": (0, "192.0.2.1", [], "192.0.2.1"),
    "no proxy: the header is the client's invention": (
        0,
        "192.0.2.1",
        ["203.0.113.9"],
        "192.0.2.1",
    ),
    "one proxy": (1, "10.0.0.1", ["192.0.2.1"], "192.0.2.1"),
    "one proxy, a spoofed prefix": (1, "10.0.0.1", ["203.0.113.9, 192.0.2.1"], "192.0.2.1"),
    "one proxy, a spoofed header before": (
        1,
        "10.0.0.1",
        ["203.0.113.9", "192.0.2.1"],
        "192.0.2.1",
    ),
    "two proxies": (2, "10.0.0.1", ["203.0.113.9, 192.0.2.1, 10.0.0.2"], "192.0.2.1"),
    "two proxies, fewer entries": (2, "10.0.0.1", ["192.0.2.1"], "10.0.0.1"),
    "two proxies, no header": (2, "10.0.0.1", [], "10.0.0.1"),
    "blanks and empty entries": (1, "10.0.0.1", [" , ,192.0.2.1 ,"], "192.0.2.1"),
    "an IPv6 address is its /64": (1, "::1", ["2001:db8:1:2:3:4:5:6"], "20010db800010002/64"),
    "in brackets": (1, "::1", ["[2001:db8:1:2::9]"], "20010db800010002/64"),
    "IPv4 in IPv6": (1, "::1", ["::ffff:192.0.2.1"], "192.0.2.1"),
    "not an address": (1, "10.0.0.1", ["CANARY-VALUE"], "unknown"),
    "no peer": (0, "", [], "unknown"),
}


@pytest.mark.parametrize(("hops", "peer", "forwarded", "source"), SOURCES.values(), ids=SOURCES)
async def test_the_source_is_what_our_own_proxies_saw(
    hops: int, peer: str, forwarded: list[str], source: str
) -> None:
    site = site_of(trusted_hops=hops)
    async with site.client(peer) as client:
        headers = [("X-Forwarded-For", value) for value in forwarded]
        reply = await client.get("/peek", headers=headers)
    assert reply.json()["source"].removeprefix("0x").zfill(len(source)) == source


async def test_a_client_cannot_become_another_source_by_inventing_hops() -> None:
    site = limited(trusted_hops=1)
    async with site.client("10.0.0.1") as client:
        codes = [
            (await client.get("/peek", headers={"X-Forwarded-For": f"198.51.100.{n}, 192.0.2.1"}))
            for n in range(3)
        ]
    assert [reply.status_code for reply in codes] == [200, 200, 429]


async def test_a_whole_slash_64_is_one_source_and_the_next_is_another() -> None:
    site = limited()
    codes = []
    for peer in ("2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::3", "2001:db8:0:1::1"):
        async with site.client(peer) as client:
            codes.append((await client.get("/peek")).status_code)
    assert codes == [200, 200, 429, 200]
