"""The policy's versions over HTTP: read, announced, shown, in force, accepted."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, platform_token
from infra.local.tools.next_policy import BANNER, with_next
from tests.functions.people import bearer, registered
from tests.world import World, new_source

pytestmark = pytest.mark.stack


@dataclass(frozen=True, slots=True)
class Later:
    """A release that brings a second version, which cuts rights: an instance of it."""

    world: World
    api: httpx.AsyncClient
    token: str

    async def get(self, path: str, *, days: float = 0, token: str = "") -> Any:  # noqa: ANN401 - JSON
        """Read something some days from now, as a visitor or with a session."""
        headers = {**at(days), **(bearer(token) if token else {})}
        reply = await self.api.get(path, headers=headers)
        assert reply.status_code == 200, reply.text
        return reply.json()

    async def in_force(self, days: float) -> str:
        """Return the version in force some days from now."""
        version: str = (await self.get("/v1/policies/current", days=days))["version"]
        return version

    async def announce(self, days: float) -> dict[str, Any]:
        """Run the job some days from now, until it is done."""
        report: dict[str, Any] = {}
        for _ in range(20):
            reply = await self.api.post(
                "/jobs/policy_notices", headers={**at(days), **bearer(self.token)}, timeout=120
            )
            assert reply.status_code == 200, reply.text
            report = reply.json()
            if report["finished"]:
                return report
        raise AssertionError(report)

    async def register(self, days: float = 0, **more: Any) -> tuple[str, str]:  # noqa: ANN401 - JSON
        """Register somebody some days from now."""
        async with self.world.visitor(url=str(self.api.base_url)) as visitor:
            visitor.headers.update(at(days))
            return await registered(self.world, visitor, country="US", **more)


def at(days: float) -> dict[str, str]:
    """Return the header that moves the clock on."""
    return {"X-Local-Clock": (datetime.now(UTC) + timedelta(days=days)).isoformat()}


@pytest.fixture
async def later(world: World, tmp_path: Path) -> AsyncIterator[Later]:
    """Yield the us region's next release, with nothing announced yet."""
    for stored in list(world.dump("us")):
        if stored.collection in {"policy_announcements", "policy_notices"}:
            world.delete(stored.name)
    folder = with_next(tmp_path, today=datetime.now(UTC).date())
    token = platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT)
    async with world.gateway("policy", region="us", POLICIES=str(folder)) as instance:
        instance.visitor.headers["X-Forwarded-For"] = new_source()
        yield Later(world, instance.visitor, token)


@pytest.mark.promise("P1")
async def test_the_policy_in_force_and_its_history_can_be_read_with_their_dates(
    later: Later,
) -> None:
    before = await later.get("/v1/policies")
    assert [one["version"] for one in before["versions"]] == ["1"], "the next has not its day yet"
    first = await later.get("/v1/policies/current")
    assert first["in_force"] is True
    assert {one["id"] for one in first["sections"]} >= {"visitors", "rights", "changes"}
    after = await later.get("/v1/policies", days=2)
    second, old = after["versions"]
    assert (old["version"], second["version"]) == ("1", "2")
    for one in (old, second):
        assert one["published"] <= one["effective"]
    assert second["cuts_rights"] is True
    assert second["effect"] is None, "nobody was told yet"
    assert (await later.get("/v1/policies/2", days=2))["in_force"] is False
    changes = await later.get("/v1/policies/2/changes", days=2)
    assert changes["since"] == "1"
    (changed,) = changes["sections"]
    assert changed["promises_removed"], changed
    assert (await later.get("/v1/policies/1/changes"))["since"] is None
    for path in ("/v1/policies/2", "/v1/policies/9", "/v1/policies/01", "/v1/policies/2/changes"):
        assert (await later.api.get(path)).status_code == 404, path


@pytest.mark.promise("P2")
async def test_a_cut_takes_effect_only_when_all_were_told_and_shown_for_thirty_days(
    later: Later,
) -> None:
    email, token = await later.register()
    assert (await later.get("/v1/policies/upcoming"))["banner"] is None
    assert await later.in_force(days=100) == "1", "its day alone changes nothing"
    report = await later.announce(days=2)
    (told,) = report["announced"]
    assert told["version"] == "2"
    assert (told["left"], told["effect"]) == (False, None)
    mail = later.world.messages(email)[0]
    assert BANNER in mail["text"]
    assert mail["subject"].startswith("The privacy policy")
    assert await later.in_force(days=100) == "1", "mailed, and never shown"
    banner = (await later.get("/v1/policies/upcoming", days=3, token=token))["banner"]
    assert (banner["version"], banner["text"], banner["in_force"]) == ("2", BANNER, False)
    effect = datetime.fromisoformat(banner["effect"])
    assert effect >= datetime.now(UTC) + timedelta(days=32, hours=23)
    soon = (effect - datetime.now(UTC)) / timedelta(days=1)
    assert await later.in_force(days=soon - 0.01) == "1"
    assert await later.in_force(days=soon + 0.01) == "2"
    again = await later.announce(days=4)
    assert sum(one["sent"] for one in again["announced"]) == 0
    assert len([m for m in later.world.messages(email) if BANNER in m["text"]]) == 1


@pytest.mark.promise("P3")
async def test_going_on_after_having_been_told_is_recorded_with_version_and_time(
    later: Later,
) -> None:
    _, token = await later.register()
    await later.announce(days=2)
    await later.get("/v1/policies/upcoming", days=2)
    me = await later.get("/v1/me", days=20, token=token)
    assert me["policy_version"] == "1"
    await later.get("/v1/me", days=36, token=token)
    assert (await later.get("/v1/me", days=36, token=token))["policy_version"] == "2"
    reply = await later.api.post("/v1/policies/2/acceptance", headers={**at(40), **bearer(token)})
    assert reply.status_code == 200, reply.text
    accepted = reply.json()
    assert (accepted["version"], accepted["how"]) == ("2", "going_on")
    moment = datetime.fromisoformat(accepted["accepted"])
    assert abs(moment - datetime.now(UTC) - timedelta(days=36)) < timedelta(minutes=5)


@pytest.mark.promise("P3")
async def test_who_says_so_has_accepted_and_what_is_over_cannot_be(later: Later) -> None:
    _, token = await later.register()
    said = await later.api.post("/v1/policies/2/acceptance", headers={**at(2), **bearer(token)})
    assert (said.status_code, said.json()["how"]) == (200, "said")
    again = await later.api.post("/v1/policies/2/acceptance", headers={**at(3), **bearer(token)})
    assert again.json() == said.json(), "the first time counts"
    await later.announce(days=2)
    await later.get("/v1/policies/upcoming", days=2)
    old = await later.api.post("/v1/policies/1/acceptance", headers={**at(36), **bearer(token)})
    assert old.status_code == 409
    unknown = await later.api.post("/v1/policies/7/acceptance", headers=bearer(token))
    assert unknown.status_code == 404
    stranger = await later.api.post("/v1/policies/2/acceptance", headers=at(2))
    assert stranger.status_code == 401


@pytest.mark.promise("P2")
async def test_who_registers_while_it_is_announced_is_told_at_once(later: Later) -> None:
    await later.announce(days=2)
    await later.get("/v1/policies/upcoming", days=2)
    email, token = await later.register(days=3)
    assert BANNER in later.world.messages(email)[0]["text"]
    await later.get("/v1/me", days=36, token=token)
    assert (await later.get("/v1/me", days=36, token=token))["policy_version"] == "2"


async def test_who_registers_must_have_been_shown_the_version_in_force(later: Later) -> None:
    await later.announce(days=2)
    await later.get("/v1/policies/upcoming", days=2)
    _, token = await later.register(days=36, policy_version="2")
    assert (await later.get("/v1/me", days=36, token=token))["policy_version"] == "2"
    shown = await later.get("/v1/policies/upcoming", days=36, token=token)
    assert shown["banner"] is None, "they have just accepted it"
    said = await later.api.post("/v1/policies/2/acceptance", headers={**at(37), **bearer(token)})
    assert said.json()["how"] == "said"
    with pytest.raises(AssertionError, match="policy-version-old"):
        await later.register(days=36)


@pytest.mark.promise("E1")
async def test_who_has_their_data_restricted_is_not_written_to_but_shown(
    world: World, later: Later
) -> None:
    email, token = await later.register()
    reply = await later.api.post(
        "/v1/rights-requests", json={"kind": "restriction"}, headers=bearer(token)
    )
    assert reply.status_code == 201, reply.text
    other, _ = await later.register()
    report = (await later.announce(days=2))["announced"][0]
    assert report["restricted"] >= 1
    subjects = {to: [one["subject"] for one in world.messages(to)] for to in (email, other)}
    changes = "The privacy policy of agogopost is going to change."
    assert changes in subjects[other]
    assert changes not in subjects[email]
    shown = await later.get("/v1/policies/upcoming", days=2, token=token)
    assert shown["banner"] is not None


async def test_what_people_were_told_and_have_accepted_hangs_on_a_random_id(
    world: World, later: Later
) -> None:
    _, token = await later.register()
    await later.announce(days=2)
    await later.get("/v1/policies/upcoming", days=2, token=token)
    found = [one for one in world.dump("us") if one.collection == "policy_notices"]
    assert found
    allowed = {"v", "owner_id", "policy", "told", "told_at", "shown", "accepted", "how"}
    assert all(set(one.fields) <= allowed for one in found)
