"""Firestore's refusals in our words: what may be tried again, and what may not."""

from collections.abc import Callable
from typing import Any

import grpc
import grpc.aio
import pytest
from google.cloud.firestore_v1.types import CommitResponse

from shared.kernel.errors import ConflictError, UnavailableError
from shared.platform.records.firestore import FirestoreDocuments
from shared.platform.records.port import Add, Create, DocumentId

PLACE = DocumentId("things", "t1")


class Channel:
    """A channel whose commits end as told, then well."""

    def __init__(self, *ends: grpc.StatusCode) -> None:
        self.ends, self.commits = list(ends), 0

    def unary_unary(self, method: str, **_: object) -> Callable[..., Any]:
        """Return a method."""

        async def call(*_: object, **__: object) -> Any:  # noqa: ANN401 - protobuf
            assert method.endswith("/Commit")
            self.commits += 1
            if self.ends:
                metadata = grpc.aio.Metadata()
                raise grpc.aio.AioRpcError(self.ends.pop(0), metadata, metadata, "", "")
            reply = CommitResponse.pb()()
            reply.write_results.add().transform_results.add().integer_value = 7
            return reply

        return call

    unary_stream = unary_unary


def documents(channel: Channel) -> FirestoreDocuments:
    """Return a database behind a channel."""
    return FirestoreDocuments(channel, project="p", database="eu-data")  # type: ignore[arg-type]  # a twin


async def test_an_addition_that_lost_against_another_is_made_again() -> None:
    channel = Channel(grpc.StatusCode.ABORTED, grpc.StatusCode.ABORTED)
    done = await documents(channel).commit([Add(PLACE, "count")])
    assert (done[0].total, channel.commits) == (7, 3)


async def test_an_addition_that_always_loses_is_unavailable_never_a_conflict() -> None:
    channel = Channel(*[grpc.StatusCode.ABORTED] * 9)
    with pytest.raises(UnavailableError):
        await documents(channel).commit([Add(PLACE, "count")])
    assert channel.commits == 4


@pytest.mark.parametrize("code", [grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED])
async def test_a_commit_without_an_answer_is_never_made_again(code: grpc.StatusCode) -> None:
    for write in (Add(PLACE, "count"), Create(PLACE, {})):
        channel = Channel(code)
        with pytest.raises(UnavailableError):
            await documents(channel).commit([write])
        assert channel.commits == 1


async def test_any_other_commit_that_lost_is_a_conflict_at_once() -> None:
    channel = Channel(grpc.StatusCode.ABORTED)
    with pytest.raises(ConflictError):
        await documents(channel).commit([Create(PLACE, {}), Add(PLACE, "count")])
    assert channel.commits == 1
