"""Each call to Google's APIs brings the instance's own token, over TLS to whom it is meant for."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from shared.kernel import log
from shared.kernel.errors import UnavailableError
from shared.platform.access_tokens import AccessTokens, TokenError
from shared.platform.jobs.port import Topic
from shared.platform.jobs.pubsub import PubsubJobs
from shared.setup.google_cloud import open_channel
from tests.ports import free_port
from tests.unit.platform.metadata_server import (
    Metadata,
    Secured,
    metadata_server,
    secured_server,
)

PATH = "/computeMetadata/v1/instance/service-accounts/default/token"


@dataclass
class Ticks:
    """A clock that is set."""

    now: float = 1000.0

    def __call__(self) -> float:
        """Return it."""
        return self.now


@pytest.fixture
def metadata() -> Iterator[Metadata]:
    """Return a metadata server, with nothing said so far."""
    log.seldom.clear()
    with metadata_server() as server:
        yield server


async def publish(server: Secured, tokens: AccessTokens, *, trusted: bytes | None = None) -> None:
    """Publish something."""
    channel = open_channel(server.target, tokens, trusted=trusted or server.certificate)
    try:
        await PubsubJobs(channel, project="p", region="eu").publish(
            Topic.DELETION_WORKER, {"id": "1"}
        )
    finally:
        await channel.close(None)


async def test_a_call_brings_the_token_of_the_function_itself(metadata: Metadata) -> None:
    tokens = AccessTokens(metadata.address)
    async with secured_server() as server:
        await publish(server, tokens)
        await publish(server, tokens)
    assert server.calls == [("/google.pubsub.v1.Publisher/Publish", "Bearer t1")] * 2
    assert metadata.asked == [PATH]


async def test_a_server_that_nobody_vouches_for_gets_no_call_and_no_token(
    metadata: Metadata,
) -> None:
    async with secured_server() as other, secured_server() as server:
        for trusted in (other.certificate, None):
            channel = open_channel(server.target, AccessTokens(metadata.address), trusted=trusted)
            jobs = PubsubJobs(channel, project="p", region="eu")
            with pytest.raises(UnavailableError):
                await jobs.publish(Topic.DELETION_WORKER, {"id": "1"})
            await channel.close(None)
    assert not server.calls


async def test_without_a_token_nothing_is_sent_and_it_is_told_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log.seldom.clear()
    tokens = AccessTokens(f"127.0.0.1:{free_port()}")
    async with secured_server() as server:
        with pytest.raises(UnavailableError):
            await publish(server, tokens)
        with pytest.raises(UnavailableError):
            await publish(server, tokens)
    assert not server.calls
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["severity"], one["message"]) for one in lines] == [("ERROR", "not-admitted")]


def test_it_is_renewed_before_its_end_and_kept_until_then(metadata: Metadata) -> None:
    ticks = Ticks()
    tokens = AccessTokens(metadata.address, ticks=ticks)
    assert tokens.token() == "t1"
    ticks.now += 3600 - 226
    assert tokens.token() == "t1"
    ticks.now += 1
    assert tokens.token() == "t2"
    metadata.lasts = 100  # less than the server promises: not asked for at each call
    ticks.now += 3600
    assert [tokens.token() for _ in range(3)] == ["t3"] * 3
    ticks.now += 50
    assert tokens.token() == "t4"


def test_one_that_is_still_good_serves_while_the_server_does_not_answer(
    metadata: Metadata,
) -> None:
    ticks = Ticks()
    tokens = AccessTokens(metadata.address, ticks=ticks)
    tokens.token()
    metadata.status = 503
    ticks.now += 3500
    assert tokens.token() == "t1"
    asked = len(metadata.asked)
    assert tokens.token() == "t1"
    assert len(metadata.asked) == asked, "within a second nobody asks again"
    ticks.now += 100
    with pytest.raises(TokenError):
        tokens.token()
    metadata.status = 200
    ticks.now += 1
    assert tokens.token() == f"t{len(metadata.asked)}"


def test_of_many_threads_one_asks(metadata: Metadata) -> None:
    tokens = AccessTokens(metadata.address)
    with ThreadPoolExecutor(16) as pool:
        found = {one.result() for one in [pool.submit(tokens.token) for _ in range(64)]}
    assert (found, len(metadata.asked)) == ({"t1"}, 1)


@pytest.mark.parametrize(
    "answer",
    [
        ["t"],
        {"access_token": "t", "token_type": "Bearer"},
        {"access_token": 1, "expires_in": 3600, "token_type": "Bearer"},
        {"access_token": "t", "expires_in": "soon", "token_type": "Bearer"},
        {"access_token": "t", "expires_in": 3600, "token_type": "MAC"},
    ],
)
def test_another_answer_is_no_token(metadata: Metadata, answer: Any) -> None:  # noqa: ANN401 - JSON
    metadata.answer = answer
    with pytest.raises(TokenError):
        AccessTokens(metadata.address).token()


def test_another_server_is_not_believed(metadata: Metadata) -> None:
    metadata.flavor = "other"
    with pytest.raises(TokenError):
        AccessTokens(metadata.address).token()
