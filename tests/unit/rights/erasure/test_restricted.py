"""Whose data is restricted is erased like anybody, and nothing is taken of what they leave."""

from datetime import timedelta

import pytest

from shared.parcels.follows.model import Follow
from shared.people.consents.choice import Choice, Method
from shared.people.person.restrictions import Standings
from shared.people.person.stop_ledger import StopLedger
from shared.rights.erasure.model import ErasureStage, Why
from shared.rights.statistics.model import Contribution
from tests.unit.rights.erasure.world import Erasing


@pytest.mark.parametrize("restricted", [False, True])
async def test_a_restricted_person_who_stayed_away_is_erased_and_adds_to_no_figures(
    *, restricted: bool
) -> None:
    region = Erasing()
    me = (await region.live("jane")).person_id
    await follow(region, me)
    choice = Choice({"anonymous_statistics": True}, 1, "en", Method.SETTINGS)
    await region.consents().decide(me, choice)
    if restricted:
        ledger = StopLedger(region.keys, region.clock)
        keys = region.instance().person_keys
        await Standings(region.keys, ledger, keys, region.clock).restrict(me)
    region.clock.advance(timedelta(days=800))
    receipt, _ = await region.erasures().begin(me, Why.INACTIVE)
    await region.run(receipt)
    assert (await region.erasures().get(receipt)).stage is ErasureStage.FINISHED
    assert bool(region.stored(Contribution.collection)) is not restricted


async def follow(region: Erasing, me: str) -> None:
    """Let a person follow a parcel."""
    now = region.clock.now()
    parcel = Follow(
        owner_id=me, rev="1", created=now, updated=now, number="1000000013", carrier="dhl"
    )
    await region.records(Follow).create(me, f"{me}f", parcel)
