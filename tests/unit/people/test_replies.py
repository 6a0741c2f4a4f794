"""What an idempotency key does, at several instances of one region."""

import asyncio
from datetime import timedelta

import pytest

from shared.edge.idempotency import once
from shared.edge.operation import Answered
from shared.kernel.clock import DAY
from shared.kernel.errors import (
    ConflictError,
    IdempotencyMismatchError,
    InvalidInputError,
    StillRunningError,
    UnavailableError,
)
from shared.kernel.schema import View
from shared.people.accounts.idempotency import Claim, Told
from shared.platform.vault.uses import Use
from tests.unit.people.region import Instance, Region

KEY = "key-of-the-app-0001"
OPERATION = "POST /things"


class Thing(View):
    """What is made."""

    name: str


@pytest.fixture
def region() -> Region:
    return Region()


@pytest.fixture
async def instance(region: Region) -> Instance:
    one = region.instance()
    for person in ("ada", "bob"):
        await one.person_keys.make(person)
    return one


class Maker:
    """Makes things, and counts."""

    def __init__(self, error: Exception | None = None) -> None:
        self.made, self.error = 0, error
        self.going, self.go = asyncio.Event(), asyncio.Event()
        self.go.set()

    async def run(self) -> Answered:
        self.going.set()
        await self.go.wait()
        if self.error is not None:
            raise self.error
        self.made += 1
        return Answered(Thing(name=f"thing {self.made}"), etag='"e"')


async def ask(
    instance: Instance, maker: Maker, *, key: str = KEY, body: bytes = b"a", scope: str = "ada"
) -> str:
    async def repeat(told: Told) -> Answered:
        return Answered(Thing.model_validate_json(told.view), etag=told.etag)

    answered = await once(
        instance.stored_replies,
        key=key,
        scope=scope,
        operation=OPERATION,
        body=body,
        run=maker.run,
        repeat=repeat,
    )
    assert answered.etag == '"e"'
    assert isinstance(answered.view, Thing)
    return answered.view.name


async def test_the_same_request_is_carried_out_once_and_answered_alike(
    region: Region, instance: Instance
) -> None:
    maker = Maker()
    assert [await ask(one, maker) for one in (instance, region.instance())] == ["thing 1"] * 2
    assert maker.made == 1


async def test_other_keys_people_and_bodies_are_other_requests(instance: Instance) -> None:
    maker = Maker()
    assert await ask(instance, maker) == "thing 1"
    assert await ask(instance, maker, key="another-key") == "thing 2"
    assert await ask(instance, maker, scope="bob") == "thing 3"
    with pytest.raises(IdempotencyMismatchError):
        await ask(instance, maker, body=b"b")
    assert await ask(instance, maker) == "thing 1"


async def test_while_it_is_carried_out_nobody_else_does(region: Region, instance: Instance) -> None:
    maker = Maker()
    maker.go.clear()
    first = asyncio.create_task(ask(instance, maker))
    await maker.going.wait()
    with pytest.raises(StillRunningError) as refused:
        await ask(region.instance(), maker)
    assert refused.value.retry_after is not None
    with pytest.raises(IdempotencyMismatchError):
        await ask(region.instance(), maker, body=b"b")
    maker.go.set()
    assert await first == "thing 1"
    assert await ask(region.instance(), maker) == "thing 1"


async def test_of_sixteen_at_once_one_is_carried_out(region: Region, instance: Instance) -> None:
    maker = Maker()
    calls = (ask(region.instance(), maker) for _ in range(16))
    ends = await asyncio.gather(instance.person_keys.index_key(), *calls, return_exceptions=True)
    assert maker.made == 1
    names = [end for end in ends[1:] if isinstance(end, str)]
    assert set(names) == {"thing 1"}
    refused = [end for end in ends[1:] if not isinstance(end, str)]
    assert {type(end) for end in refused} <= {StillRunningError, UnavailableError}


async def test_an_error_is_not_kept(instance: Instance) -> None:
    maker = Maker(ConflictError())
    with pytest.raises(ConflictError):
        await ask(instance, maker)
    maker.error = None
    assert await ask(instance, maker) == "thing 1"


async def test_one_whose_process_was_killed_is_taken_over_when_its_lease_has_run_out(
    region: Region, instance: Instance
) -> None:
    claim = await instance.stored_replies.claim("ada", OPERATION, KEY, b"a")
    assert isinstance(claim, Claim)
    maker = Maker()
    with pytest.raises(StillRunningError):
        await ask(region.instance(), maker)
    region.clock.advance(timedelta(seconds=16))
    assert await ask(region.instance(), maker) == "thing 1"
    await instance.stored_replies.keep(claim, Answered(Thing(name="late")), "ada")
    assert await ask(instance, maker) == "thing 1", "who lost the claim keeps nothing"


async def test_who_lost_the_claim_forgets_nothing_of_who_has_it(
    region: Region, instance: Instance
) -> None:
    late = await instance.stored_replies.claim("ada", OPERATION, KEY, b"a")
    assert isinstance(late, Claim)
    region.clock.advance(timedelta(seconds=16))
    maker = Maker()
    maker.go.clear()
    running = asyncio.create_task(ask(region.instance(), maker))
    await maker.going.wait()
    await instance.stored_replies.drop(late)
    with pytest.raises(StillRunningError):
        await ask(instance, maker)
    maker.go.set()
    assert await running == "thing 1"
    await instance.stored_replies.drop(late)
    assert await ask(instance, maker) == "thing 1"


@pytest.mark.parametrize("lost", [1, 2])
async def test_a_lost_answer_of_the_database_changes_nothing(
    region: Region, instance: Instance, lost: int
) -> None:
    await instance.platform.keyring(Use.LIMITS).index_key()
    maker = Maker()
    region.data.lose_answers = lost
    assert await ask(instance, maker) == "thing 1"
    assert await ask(instance, maker) == "thing 1"
    assert maker.made == 1


async def test_after_a_day_the_key_is_new(region: Region, instance: Instance) -> None:
    maker = Maker()
    await ask(instance, maker)
    region.clock.advance(DAY + timedelta(seconds=1))
    assert await ask(instance, maker, body=b"b") == "thing 2"


async def test_a_reply_is_sealed_under_its_persons_key_and_goes_with_it(
    region: Region, instance: Instance
) -> None:
    maker = Maker()
    await ask(instance, maker)
    stored = repr(region.stored("replies"))
    assert "thing" not in stored
    assert KEY not in stored
    await instance.person_keys.destroy("ada")
    await instance.person_keys.make("ada")
    assert await ask(instance, maker) == "thing 2"


@pytest.mark.parametrize(
    "key", ["", "short", "a" * 129, "with space", "key-\u00e9-abcdef", "tab\tkey-abc"]
)
async def test_a_key_of_another_form_is_refused(instance: Instance, key: str) -> None:
    maker = Maker()
    with pytest.raises(InvalidInputError) as refused:
        await ask(instance, maker, key=key)
    assert refused.value.faults[0].field == "Idempotency-Key"
    assert maker.made == 0
