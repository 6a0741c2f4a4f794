"""A return path says of which mail a report tells: to us alone, for a week, for one address."""

import base64
import re
from datetime import date, timedelta

import pytest

from shared.kernel.clock import DAY
from shared.people.messages.return_paths import ReturnedMail, ReturnPaths
from shared.platform.vault.derive import blind_index
from shared.privacy.purposes import CHANNELS
from tests.unit.people.consents.test_consents import ADA
from tests.unit.people.region import Region

TO, DOMAIN = "jane@example.com", "bounces.example.com"


class Post:
    """A region that sends mail."""

    def __init__(self, name: str = "eu") -> None:
        self.region = Region(name)
        self.mailbox: str | None = TO
        self.asked: list[str] = []
        keys = self.region.instance().person_keys
        self.paths = ReturnPaths(keys, self.region.clock, domain=DOMAIN)

    async def mailbox_of(self, person: str) -> str | None:
        """Return the address of the one person that there is."""
        self.asked.append(person)
        return self.mailbox if person == ADA else None

    async def path(self, purpose: str = "status_email") -> str:
        """Return the return path of a mail to that person."""
        return await self.paths.of(ADA, purpose, TO)

    async def read(self, recipient: str) -> ReturnedMail | None:
        """Read one."""
        return await self.paths.read(recipient, self.mailbox_of)


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.mark.parametrize("purpose", sorted(CHANNELS))
async def test_it_is_read_as_it_was_made_and_says_nothing_to_others(
    post: Post, purpose: str
) -> None:
    path = await post.path(purpose)
    assert re.fullmatch(rf"b\+[a-z2-7]{{47}}@{DOMAIN}", path)
    assert ADA not in path
    today = post.region.clock.now().date()
    assert await post.read(path) == ReturnedMail(ADA, purpose, TO, today)
    others = Post("us")
    assert await others.read(path) is None


@pytest.mark.parametrize(
    "written", [str.upper, str.title, lambda one: f" <{one}> ", lambda one: f"{one}."]
)
async def test_relays_may_write_it_otherwise(post: Post, written: object) -> None:
    assert callable(written)
    path = written(await post.path())
    assert post.paths.is_one(path)
    assert await post.read(path) is not None


async def test_every_letter_of_it_counts(post: Post) -> None:
    path = await post.path()
    local, _, domain = path.rpartition("@")
    for place in range(2, len(local)):
        for other in "abcdefghijklmnopqrstuvwxyz234567":
            if other != local[place]:
                turned = f"{local[:place]}{other}{local[place + 1 :]}@{domain}"
                assert await post.read(turned) is None, place
    for wrong in ("b+", "b+" + "1" * 47, local[:-1], local + "a", "b+" + "é" * 47, ""):
        assert await post.read(f"{wrong}@{domain}") is None


async def test_it_is_good_for_seven_days_and_not_before_it_was_sent(post: Post) -> None:
    path = await post.path()
    post.region.clock.advance(7 * DAY)
    assert await post.read(path) is not None
    post.region.clock.advance(DAY)
    assert await post.read(path) is None
    post.region.clock.advance(timedelta(days=-9))
    assert await post.read(path) is None


@pytest.mark.parametrize("mailbox", ["new@example.com", None])
async def test_it_is_good_for_the_address_alone_to_which_the_mail_went(
    post: Post, mailbox: str | None
) -> None:
    path, post.mailbox = await post.path(), mailbox
    assert await post.read(path) is None


@pytest.mark.parametrize(
    "recipient",
    ["agogopost@bounces.example.com", f"b+{'a' * 47}@example.com", "b@bounces.example.com", ""],
)
def test_other_addresses_are_none(post: Post, recipient: str) -> None:
    assert not post.paths.is_one(recipient)


async def test_it_keeps_its_form(post: Post) -> None:
    """Reports come back for days after a release."""
    token = (await post.path())[2:49].upper() + "="
    whole = base64.b32decode(token)
    key = await post.region.instance().person_keys.index_key()
    days = (post.region.clock.now().date() - date(1970, 1, 1)).days
    assert (len(whole), whole[16], int.from_bytes(whole[17:19], "big")) == (29, 1, days)
    mac = blind_index(key, "return-path", "short", whole[:19].hex(), TO)
    assert whole[19:].hex() == mac[:20]
