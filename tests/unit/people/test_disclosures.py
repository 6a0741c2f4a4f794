"""The ledger: one open entry for what is the same, closed when it ends, and never by chance."""

import asyncio
from datetime import timedelta

import pytest

from shared.kernel.errors import IntegrityError, UnavailableError
from shared.people.person import disclosures
from shared.people.person.disclosures import ITSELF, Disclosure, Disclosures, Giving, What
from shared.platform.records.port import Document
from shared.platform.suppliers.model import Category, SupplierRefusedError
from tests.fakes import NOON
from tests.unit.people.region import Region

ADA, BOB = "a" * 32, "b" * 32
NUMBER = Giving("dhl", (Category.NUMBER,), "f" * 32)


class Place(Region):
    """A region in which two people live."""

    def ledger(self) -> Disclosures:
        """Return the ledger as one more instance has it."""
        return self.instance().disclosures

    def lines(self) -> list[Document]:
        """Return what lies there."""
        return self.stored(Disclosure.collection)


@pytest.fixture
async def place() -> Place:
    made = Place()
    for one in (ADA, BOB):
        await made.instance().person_keys.make(one)
    await made.instance().person_keys.index_key()
    return made


async def test_what_is_the_same_is_written_down_once_by_whichever_instance(place: Place) -> None:
    first = await asyncio.gather(*(place.ledger().given(ADA, NUMBER) for _ in range(16)))
    assert any(first)
    place.clock.advance(timedelta(days=400))
    commits = place.data.commits
    assert not await place.ledger().given(ADA, NUMBER)
    assert place.data.commits == commits, "a second handing-over writes nothing"
    (line,) = (await place.ledger().page(ADA, after="", limit=100))[0]
    assert (line.what, line.whom, line.data, line.subject, line.purpose) == (
        What.GIVEN, "dhl", "waybill number", NUMBER.subject, "tracking",
    )  # fmt: skip
    assert (line.at, line.until, line.expires, line.due) == (NOON, None, None, None)
    assert (await place.ledger().page(BOB, after="", limit=100))[0] == []


@pytest.mark.parametrize(
    "other",
    [
        Giving("ups", (Category.NUMBER,), NUMBER.subject),
        Giving("dhl", (Category.POSTCODE,), NUMBER.subject),
        Giving("dhl", (Category.NUMBER,), "e" * 32),
        Giving("mail", (Category.EMAIL,), ITSELF),
    ],
    ids=["supplier", "category", "subject", "all"],
)
async def test_what_differs_is_an_entry_of_its_own(place: Place, other: Giving) -> None:
    for giving in (NUMBER, other):
        assert await place.ledger().given(ADA, giving)
    assert len((await place.ledger().page(ADA, after="", limit=100))[0]) == 2
    assert await place.ledger().given(BOB, NUMBER)


async def test_what_is_new_is_written_without_a_look_and_found_by_the_next(place: Place) -> None:
    both = Giving("dhl", (Category.NUMBER, Category.POSTCODE), "f" * 32)
    ledger = place.ledger()
    await ledger.begin(BOB, both)  # opens what has to be opened
    reads = place.data.reads
    await ledger.begin(ADA, both)
    assert place.data.reads == reads
    assert not await place.ledger().given(ADA, both), "they are the same entries"
    await asyncio.gather(*(place.ledger().begin(ADA, both) for _ in range(8)))
    assert len(place.lines()) == 4


async def test_one_line_too_many_is_taken_back_and_nothing_is_handed_over(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disclosures, "MOST", 1)
    await place.ledger().begin(ADA, NUMBER)
    with pytest.raises(UnavailableError):
        await place.ledger().begin(ADA, Giving("dhl", (Category.NUMBER,), "e" * 32))
    assert len(place.lines()) == 1


async def test_the_end_is_written_down_and_a_new_beginning_beside_it(place: Place) -> None:
    ledger = place.ledger()
    for _ in range(2):
        await ledger.given(ADA, NUMBER)
        place.clock.advance(timedelta(hours=1))
        await asyncio.gather(*(place.ledger().ended(ADA, NUMBER) for _ in range(4)))
        place.clock.advance(timedelta(hours=1))
    lines = (await ledger.page(ADA, after="", limit=100))[0]
    assert [(one.at, one.until) for one in lines] == [
        (NOON + timedelta(hours=2), NOON + timedelta(hours=3)),
        (NOON, NOON + timedelta(hours=1)),
    ]
    place.clock.advance(timedelta(days=365))
    assert (await ledger.page(ADA, after="", limit=100))[0] == [], (
        "a year after its end it is not readable"
    )
    assert {str(one.fields["due"])[2:] for one in place.lines()} == {"20270301"}


async def test_all_of_one_subject_end_together_and_nothing_else(place: Place) -> None:
    ledger, both = place.ledger(), (Category.NUMBER, Category.POSTCODE)
    subjects = [f"{n:032x}" for n in range(30)]
    for subject in subjects:
        for supplier in ("dhl", "seventeen_track"):
            await ledger.given(ADA, Giving(supplier, both, subject))
    await ledger.all_ended(ADA, subjects[7])
    ended = [
        one for one in (await ledger.page(ADA, after="", limit=500))[0] if one.until is not None
    ]
    assert {one.subject for one in ended} == {subjects[7]}
    assert len(ended) == 4
    await ledger.all_ended(BOB, subjects[3])
    lines = (await ledger.page(ADA, after="", limit=500))[0]
    assert sum(one.until is not None for one in lines) == 4


@pytest.mark.parametrize(
    "giving",
    [
        Giving("nobody", (Category.NUMBER,)),
        Giving("ups", (Category.POSTCODE,)),
        Giving("dhl", (Category.NUMBER, Category.EMAIL)),
    ],
    ids=["not on the register", "not of that kind", "not all of those kinds"],
)
async def test_what_the_register_does_not_say_is_refused(place: Place, giving: Giving) -> None:
    with pytest.raises(SupplierRefusedError):
        await place.ledger().given(ADA, giving)
    assert place.lines() == []


async def test_a_fault_means_that_nothing_is_handed_over(place: Place) -> None:
    place.data.down = True
    with pytest.raises(UnavailableError):
        await place.ledger().given(ADA, NUMBER)
    place.data.down = False
    place.data.lose_answers = 1
    with pytest.raises(UnavailableError):
        await place.ledger().given(ADA, NUMBER)
    assert not await place.ledger().given(ADA, NUMBER), "it was written, by one commit"
    (line,) = place.lines()
    broken = {**line.fields, "sealed": {"account": b"\x01" + b"0" * 60}}
    place.data.stored[line.id] = Document(line.id, broken, line.version)
    with pytest.raises(IntegrityError):
        await place.ledger().given(ADA, NUMBER)


async def test_a_lost_answer_to_an_end_is_settled_by_saying_it_again(place: Place) -> None:
    await place.ledger().given(ADA, NUMBER)
    place.data.lose_answers = 1
    with pytest.raises(UnavailableError):
        await place.ledger().ended(ADA, NUMBER)
    await place.ledger().ended(ADA, NUMBER)
    (line,) = (await place.ledger().page(ADA, after="", limit=100))[0]
    assert line.until == NOON


async def test_a_dump_shows_neither_whom_nor_what(place: Place) -> None:
    await place.ledger().given(ADA, NUMBER)
    (line,) = place.lines()
    assert set(line.fields) - {"v", "sealed"} == {"owner_id", "expires", "due"}
    assert "dhl" not in str(line)
    assert NUMBER.subject not in str(line)
