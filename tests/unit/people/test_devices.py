"""Where push messages to a person's devices go, and until when."""

from datetime import datetime, timedelta

import pytest

from shared.kernel.errors import NotFoundError
from shared.people.accounts.devices import Devices
from shared.people.person.model import By
from shared.people.person.push_address import FRESH, PushAddress, PushTarget
from shared.platform.records.write_batch import commit_together
from tests.unit.people.region import Instance, Region
from tests.unit.people.test_accounts import registered


class Home:
    """A person with devices, and a session."""

    def __init__(self) -> None:
        self.region = Region()
        self.restored: datetime | None = None
        self.person = self.session = ""

    async def move_in(self) -> None:
        """Register, and sign in."""
        self.person = (await registered(self.instance)).person_id
        self.session = await self.signs_in()

    async def signs_in(self) -> str:
        """Begin one more session; return its name."""
        new = await self.instance.sessions.begin(self.person, By.EMAIL)
        await commit_together(self.region.data, [new.writing])
        return new.name

    @property
    def instance(self) -> Instance:
        """One more instance."""
        one = self.region.instance()
        vars(one)["restored"] = self._restored
        return one

    async def _restored(self) -> datetime | None:
        return self.restored

    @property
    def devices(self) -> Devices:
        """Devices, as one more instance sees them."""
        return self.instance.devices

    async def adds(self, to: str, session: str = "", service: str = "web-push-mozilla") -> str:
        """Add a device that is pushed to; return its id."""
        id_, _ = await self.devices.add(self.person, model="X")
        await self.devices.push_to(self.person, id_, self.address(to, session, service))
        return id_

    def address(self, to: str, session: str = "", service: str = "web-push-mozilla") -> PushAddress:
        """Return where a device is pushed to, as it is told now."""
        return PushAddress(
            service=service, to=to, session=session or self.session, since=self.region.clock.now()
        )

    async def pushed(self) -> list[str]:
        """Return where push messages go."""
        return sorted(one.value for one in await self.devices.pushed(self.person))

    async def shown(self) -> list[str]:
        """Return what the person is shown of it."""
        found, _ = await self.devices.page(self.person, after="", limit=50)
        return sorted(one.push.to if one.push is not None else "" for _, one in found)


@pytest.fixture
async def home() -> Home:
    there = Home()
    await there.move_in()
    return there


async def test_it_ends_with_the_session_that_told_it(home: Home) -> None:
    other = await home.signs_in()
    await home.adds("https://a/1")
    await home.adds("https://a/2", other)
    assert await home.pushed() == await home.shown() == ["https://a/1", "https://a/2"]
    await home.instance.own_sessions.end(home.person, other[:16])
    assert await home.shown() == ["", "https://a/1"]
    assert await home.pushed() == ["https://a/1"]


async def test_it_ends_when_it_was_not_told_anew_for_270_days(home: Home) -> None:
    id_ = await home.adds("https://a/1")
    for days in (100, 100):
        home.region.clock.advance(timedelta(days=days))
        home.session = await home.signs_in()
        await home.devices.push_to(home.person, id_, home.address("https://a/1"))
    home.region.clock.advance(timedelta(days=100))
    assert await home.pushed() == ["https://a/1"]
    home.region.clock.advance(FRESH)
    assert await home.shown() == [""]
    assert await home.pushed() == []


async def test_what_was_told_before_a_restore_is_told_anew_first(home: Home) -> None:
    id_ = await home.adds("https://a/1")
    home.region.clock.advance(timedelta(hours=1))
    home.restored = home.region.clock.now()
    assert await home.shown() == [""]
    assert await home.pushed() == []
    home.region.clock.advance(timedelta(hours=1))
    await home.devices.push_to(home.person, id_, home.address("https://a/1"))
    assert await home.pushed() == ["https://a/1"]


async def test_what_is_gone_is_forgotten_as_it_was_seen(home: Home) -> None:
    id_ = await home.adds("https://a/1")
    (seen,) = await home.devices.pushed(home.person)
    await home.devices.push_to(home.person, id_, home.address("https://a/new"))
    await home.devices.forget(home.person, seen)
    assert await home.pushed() == ["https://a/new"]
    (seen,) = await home.devices.pushed(home.person)
    await home.devices.forget(home.person, seen)
    assert await home.pushed() == []
    await home.devices.forget(home.person, PushTarget("0" * 32, seen.address))


async def test_an_address_is_of_the_device_that_told_it_last(home: Home) -> None:
    first = await home.adds("https://a/1")
    second = await home.adds("https://a/1")
    targets = await home.devices.pushed(home.person)
    assert [one.device for one in targets] == [second]
    await home.devices.push_no_more(home.person, second)
    await home.devices.push_no_more(home.person, second)
    assert await home.pushed() == []
    for missing in ("0" * 32, "no id", ""):
        with pytest.raises(NotFoundError):
            await home.devices.push_to(home.person, missing, home.address("https://a/1"))
    assert first != second
