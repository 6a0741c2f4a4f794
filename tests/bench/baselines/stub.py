"""Firestore's read of one document on raw gRPC, for what is written without any client library."""

import os
from collections.abc import Awaitable, Callable
from typing import Any

import grpc.aio

from tests.bench.baselines import messages
from tests.bench.baselines.database import DATABASE, project

SERVICE = "/google.firestore.v1.Firestore"
SECONDS = 3.0


class Stub:
    """One method of Firestore; further ones are added by who needs them."""

    def __init__(self) -> None:
        self.channel = grpc.aio.insecure_channel(os.environ["FIRESTORE_EMULATOR_HOST"])
        self.root = f"projects/{project()}/databases/{DATABASE}"
        self.metadata = (("google-cloud-resource-prefix", self.root),)
        self._get: Callable[..., Awaitable[Any]] = self.channel.unary_unary(
            f"{SERVICE}/GetDocument",
            request_serializer=messages.GetDocumentRequest.SerializeToString,
            response_deserializer=messages.Document.FromString,
        )

    def name(self, collection: str, name: str) -> str:
        return f"{self.root}/documents/{collection}/{name}"

    async def get(self, name: str, *fields: str) -> Any:  # noqa: ANN401 - protobuf
        wanted = messages.GetDocumentRequest(name=name)
        if fields:
            wanted.mask.field_paths.extend(fields)
        return await self._get(wanted, timeout=SECONDS, metadata=self.metadata)
