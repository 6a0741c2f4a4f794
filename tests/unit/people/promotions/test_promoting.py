"""Promotions: what holds one up holds up no other, and what was cut off does not go again."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from infra.local.tools.promote import main, publish
from shared.kernel.clock import Deadline
from shared.kernel.published_files import PublishedFileError
from shared.people.consents.choice import Choice, Method
from shared.people.messages.port import Destination, Message
from shared.people.messages.sent import MessageOutcome
from shared.people.person.model import Person
from shared.people.promotions.model import ROUNDS, Promotion, PromotionText
from shared.people.promotions.promoting import Promoted
from shared.people.promotions.versions import INDEX, promotions
from shared.platform.records.port import Document
from shared.platform.records.write_batch import commit_together
from shared.platform.suppliers.pace import Pace, Unpaced
from shared.setup.promotions import PromotionParts
from tests.memory_platform import Outbox
from tests.unit.people.region import Region

HOUR = timedelta(hours=1)


class Unhurried(PromotionParts):
    """Who sends promotions, without a pace: nobody waits for this clock."""

    def pace_of(self, per_second: float) -> Pace:
        """Let everything through."""
        del per_second
        return Unpaced()


class Town(Region):
    """A region whose people are offered something."""

    def __init__(self) -> None:
        super().__init__()
        self.number = 0

    def parts(self, **settings: object) -> PromotionParts:
        """Return one more instance of who sends promotions."""
        return Unhurried(self.platform.another(**settings))

    async def lives(self, *channels: str, zone: str | None = None, phone: bool = False) -> str:
        """Have somebody live here who agreed to promotions by some channels; return their id."""
        parts, self.number = self.parts(), self.number + 1
        id_ = f"{self.number:032x}"
        await parts.person_keys.make(id_)
        record = Person(
            email=f"p{self.number}@example.com",
            phone=f"+4917112345{self.number:02}" if phone else None,
            country="DE",
            time_zone=zone,
            policy_version="1",
            created=self.clock.now(),
        )
        await parts.people.create(id_, id_, record)
        if channels:
            grants = {f"promotions_{one}": True for one in channels}
            choice = Choice(grants, 1, "en", Method.SETTINGS)
            await commit_together(self.data, await parts.consents.first(id_, "DE", choice))
        return id_

    async def run(self, **settings: object) -> Promoted:
        """Go on with the offer, as the job does each minute."""
        parts = self.parts(**settings)
        return await parts.promoting.go_on(self.offer, Deadline.after(self.clock, HOUR))

    @property
    def offer(self) -> Promotion:
        """What is offered in these days."""
        text = PromotionText(
            subject="Free returns", text="Until Christmas, any parcel.", short="Free returns."
        )
        day = self.clock.now().date()
        return Promotion(id="offer", begins=day, ends=day + timedelta(days=9), texts={"en": text})

    @property
    def sent(self) -> Counter[str]:
        """How often what was sent to whom."""
        return Counter(f"{m.kind.id} {to}" for to, m in self.platform.outbox.sent)

    async def lines(self, person: str) -> list[MessageOutcome]:
        """Return what somebody is shown of it."""
        found, _ = await self.parts().sent_messages.page(person, after="", limit=100)
        return [one.outcome for _, one in found]


@pytest.fixture
def town() -> Town:
    there = Town()
    there.clock.advance(timedelta(hours=(11 - there.clock.now().hour) % 24))
    return there


async def test_who_agreed_is_sent_it_once_whoever_runs_and_however_often(town: Town) -> None:
    await town.lives("email")
    await town.lives()
    await town.lives("email", "sms", phone=True)
    await asyncio.gather(*(town.run() for _ in range(16)), return_exceptions=True)
    for _ in range(2 * ROUNDS):
        town.clock.advance(2.1 * HOUR)
        await town.run()
    expected = {"promotion-email p1@example.com", "promotion-email p3@example.com"}
    assert town.sent == Counter([*expected, "promotion-sms +491711234503"])
    (stored,) = town.stored("promotion_runs")
    assert (stored.fields["round"], stored.fields["after"]) == (ROUNDS, ""), "nobody's id stays"
    assert not (await town.run()).left


async def test_nothing_in_clear_says_who_agreed(town: Town) -> None:
    await town.lives("email")
    await town.lives()
    await town.run()
    assert town.sent.total() == 1
    assert "promotion" not in repr([one.fields for one in town.stored("messages")])
    assert town.stored("outgoing") == []


class Held(Outbox):
    """Takes a message, and never says so."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()

    async def send(self, address: Destination, message: Message) -> None:
        """Take it."""
        await super().send(address, message)
        self.begun.set()
        await asyncio.Event().wait()


async def test_what_was_cut_off_is_unknown_and_does_not_go_again(town: Town) -> None:
    ada = await town.lives("email")
    before, held = town.platform.outbox, Held()
    town.platform.news_messenger = held
    running = asyncio.create_task(town.run())
    await held.begun.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert await town.lines(ada) == [MessageOutcome.UNKNOWN]
    town.platform.news_messenger = before
    for _ in range(ROUNDS):
        town.clock.advance(4.1 * HOUR)
        await town.run()
    assert len(held.sent) == 1
    assert before.sent == []
    assert await town.lines(ada) == [MessageOutcome.UNKNOWN]


class Withdrawing(Unpaced):
    """Turns at which somebody withdraws who waits for theirs."""

    def __init__(self, withdraw: Callable[[], Awaitable[object]]) -> None:
        self.withdraw = withdraw

    async def begin(self, turn: datetime) -> None:
        """Withdraw."""
        await self.withdraw()
        await super().begin(turn)


async def test_who_withdraws_while_their_message_waits_for_its_turn_is_sent_none(
    town: Town,
) -> None:
    ada = await town.lives("email")
    parts, other = town.parts(), town.parts()

    async def withdraw() -> None:
        await other.consents.withdraw(ada, language="en")

    vars(parts)["pace_of"] = lambda _: Withdrawing(withdraw)
    done = await parts.promoting.go_on(town.offer, Deadline.after(town.clock, HOUR))
    assert done.sent == 0
    assert town.platform.outbox.sent == []
    assert await town.lines(ada) == [MessageOutcome.UNWANTED]


async def test_the_lid_on_sms_holds_up_no_mail(town: Town) -> None:
    for _ in range(5):
        await town.lives("email", "sms", phone=True)
    done = await town.run(promotions_sms_per_hour=2)
    assert done.sent == 7
    assert Counter(one.partition(" ")[0] for one in town.sent) == {
        "promotion-email": 5,
        "promotion-sms": 2,
    }
    town.clock.advance(4.1 * HOUR)
    await town.run(promotions_sms_per_hour=10)
    assert town.sent.total() == 10


async def test_beyond_the_lid_on_mail_it_goes_on_in_the_next_hour(town: Town) -> None:
    for _ in range(5):
        await town.lives("email")
    assert (await town.run(promotions_per_hour=2)).left
    assert (await town.run(promotions_per_hour=2)).left
    assert town.sent.total() == 2
    for total in (4, 5):
        town.clock.advance(HOUR)
        await town.run(promotions_per_hour=2)
        assert town.sent.total() == total


async def test_who_has_night_is_sent_it_by_day_where_they_are(town: Town) -> None:
    await town.lives("email", zone="Europe/Berlin")
    await town.lives("email", zone="Pacific/Auckland")
    await town.run()
    assert set(town.sent) == {"promotion-email p1@example.com"}
    for _ in range(ROUNDS):
        town.clock.advance(4.1 * HOUR)
        await town.run()
    assert set(town.sent) == {f"promotion-email p{one}@example.com" for one in (1, 2)}


async def test_what_cannot_be_read_of_one_costs_the_others_nothing(town: Town) -> None:
    for _ in range(3):
        await town.lives("email")
    (state, *_) = town.stored("consent_states")
    damaged = {**state.fields, "sealed": {"evidence": b"?" * 80}}
    town.data.stored[state.id] = Document(state.id, damaged, state.version)
    await town.run()
    assert town.sent.total() == 2


# Publishing.

DAY = date(2026, 12, 1)
GOOD = """
id = "returns"
begins = 2026-12-10
ends = 2026-12-24
[texts.en]
subject = "Free returns"
text = "Until Christmas you can return any parcel for free."
short = "Free returns until Christmas."
"""


def folder(path: Path) -> Path:
    (path / INDEX).touch()
    return path


@pytest.mark.parametrize(
    ("line", "instead", "told"),
    [
        ('id = "returns"', 'id = "Returns!"', "id"),
        ("begins = 2026-12-10", "begins = 2026-12-01", "needs a release"),
        ("ends = 2026-12-24", "ends = 2026-12-09", "ends must be after"),
        ("ends = 2026-12-24", "ends = 2027-12-24", "60 days"),
        ("[texts.en]", "[texts.de]", "language en"),
        ('subject = "Free returns"', 'subject = "Free\\nreturns"', "subject"),
        ('short = "Free returns until Christmas."', f'short = "{"x" * 46}"', "short"),
        ('short = "Free returns until Christmas."', 'short = "Gr\u00f6\u00dfer"', "short"),
        ("[texts.en]", "budget = 3\n[texts.en]", "budget"),
        ("[texts.en]", "[texts", "TOML"),
    ],
)
def test_what_cannot_be_sent_is_not_published(
    tmp_path: Path, line: str, instead: str, told: str
) -> None:
    there = folder(tmp_path)
    with pytest.raises(PublishedFileError, match=told):
        publish(GOOD.replace(line, instead).encode(), there, today=DAY)
    assert promotions(there) == ()
    promotions.cache_clear()


def test_what_is_published_is_brought_as_it_is_and_is_not_changed(tmp_path: Path) -> None:
    there = folder(tmp_path)
    publish(GOOD.encode(), there, today=DAY, write=False)
    assert promotions(there) == ()
    promotions.cache_clear()
    told = publish(GOOD.encode(), there, today=DAY)
    assert told[0] == "returns: from 2026-12-10 to 2026-12-24, in en"
    (found,) = promotions(there)
    assert found.text("de").subject == "Free returns"
    with pytest.raises(PublishedFileError, match="published already"):
        publish(GOOD.encode(), there, today=DAY)
    promotions.cache_clear()
    (there / "returns.toml").write_text(GOOD.replace("Free", "Cheap"), encoding="utf-8")
    with pytest.raises(PublishedFileError, match="not the one that was published"):
        promotions(there)
    promotions.cache_clear()


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = tmp_path / "draft.toml"
    assert main(["--file", str(draft)]) == 1
    draft.write_text(GOOD.replace("2026-12-10", "2020-12-10"), encoding="utf-8")
    assert main(["--file", str(draft), "--check"]) == 1
    assert "not published" in capsys.readouterr().err
