"""However many ask, and whoever they pretend to be, something of a day is left for the others."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.parcels.shipments.shares import Day, Payer, is_within
from shared.platform.suppliers.port import Asker
from tests.fakes import NOON

EVENING = NOON.replace(hour=18)
FOLLOWS, VISITS = Asker.FOLLOW, Asker.VISITOR


class Half:
    """One half of a supplier's day, as it is spent."""

    def __init__(self, daily: int) -> None:
        self.half = self.left = daily // 2
        self.daily, self.young = daily, 0
        self.own: dict[str, int] = {}
        self.networks: dict[str, int] = {}

    def ask(self, payer: Payer, times: int = 1, *, late: bool = False) -> int:
        """Ask so often; return how often that was allowed."""
        allowed = 0
        for tried in range(times):
            if tried > allowed:  # once refused, the same one is refused again
                break
            own = self.own[payer.source] = self.own.get(payer.source, 0) + 1
            network = None
            if payer.network:
                network = self.networks[payer.network] = self.networks.get(payer.network, 0) + 1
            day = Day(self.daily, self.half, self.half - self.left, self.young + payer.young)
            now = EVENING if late else NOON
            if is_within(payer, day, now, own=own, network=network):
                allowed += 1
                self.left -= 1
                self.young += payer.young
        return allowed


@pytest.mark.parametrize("daily", [100, 250, 1000, 100_000])
@pytest.mark.parametrize("size", ["48", "24"])
def test_a_network_leaves_half_of_a_half_however_many_sources_it_has(daily: int, size: str) -> None:
    half = Half(daily)
    for n in range(500):
        half.ask(Payer(f"s{n}", network=f"n/{size}"), daily)
    assert half.left >= half.half / 2
    other = Payer("other", network="m/48")
    assert half.ask(other, 3) >= min(3, half.half // 20)


@pytest.mark.parametrize("daily", [100, 250, 1000, 100_000])
@pytest.mark.parametrize("together", [True, False])
def test_young_accounts_leave_half_of_a_half_wherever_they_come_from(
    daily: int, *, together: bool
) -> None:
    half = Half(daily)
    for n in range(200):
        network = "n/48" if together else f"n{n}/48"
        half.ask(Payer(f"o{n}", FOLLOWS, network=network, young=True), daily)
    assert half.left >= half.half / 2
    assert half.ask(Payer("person:old", FOLLOWS), 3) >= min(3, half.half // 40)


@pytest.mark.parametrize("daily", [500, 1000, 100_000])
def test_the_fifty_first_young_account_still_gets_a_call(daily: int) -> None:
    half = Half(daily)
    for n in range(50):
        half.ask(Payer(f"o{n}", FOLLOWS, network=f"n{n}/48", young=True), daily)
    assert half.ask(Payer("o50", FOLLOWS, network="n50/48", young=True)) == 1


@pytest.mark.parametrize("asker", [VISITS, FOLLOWS])
def test_a_share_shrinks_and_the_first_call_is_everybodys_while_any_is_left(asker: Asker) -> None:
    half = Half(1000)
    shares = [half.ask(Payer(f"s{n}", asker), 100) for n in range(60)]
    assert 40 <= shares[0] <= 50, "a tenth of the half, or an eighth of what may be used"
    assert shares == sorted(shares, reverse=True)
    kept = half.half // 5 if asker is FOLLOWS else 0
    assert half.left >= kept
    if half.left > kept:
        assert min(shares) >= 1


def test_the_reserve_is_for_long_followed_parcels_in_the_last_quarter_of_the_day() -> None:
    half = Half(1000)
    for n in range(2000):
        half.ask(Payer(f"s{n}", FOLLOWS), 1)
        half.ask(Payer(f"s{n}", FOLLOWS, long=True), 1)
    assert half.left == half.half // 5
    assert half.ask(Payer("new", FOLLOWS), late=True) == 0
    assert half.ask(Payer("long", FOLLOWS, long=True)) == 0
    assert half.ask(Payer("long", FOLLOWS, long=True), late=True) == 1
    for hour in range(24):
        payer = replace(Payer("x", FOLLOWS), long=True)
        assert payer.may_use_the_reserve(NOON.replace(hour=0) + timedelta(hours=hour)) is (
            hour >= 18
        )
