"""The replies of the last day to requests with an idempotency key. See ``edge/idempotency.py``.

A document is named by a keyed hash of scope, operation and key. While the request is being carried
out it holds a lease; afterwards the reply, sealed under the key of the person whose it is: erasing
the person erases it too.
"""

import hmac
import json
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel import log
from shared.kernel.clock import DAY, Clock
from shared.kernel.errors import (
    AppError,
    IdempotencyMismatchError,
    StillRunningError,
    UnavailableError,
)
from shared.people.accounts.idempotency import Claim, Reply, Told
from shared.platform.records.contention import retry_contended
from shared.platform.records.lease import Lease
from shared.platform.records.port import (
    ContendedError,
    Create,
    Delete,
    Document,
    DocumentId,
    Documents,
    Fields,
    Replace,
)
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Writing
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import ACCOUNT
from shared.privacy.retention import SHARDS, due, shard_of

REPLIES = Retention("reply", DAY, "the request")
_LEASE = Lease(timedelta(seconds=15))
"""Longer than any request is worked on."""
_TRIES = 3
MOST = 300
"""Replies of one person that are kept: of more, the request runs again if it comes again."""


class StoredReply(Record, collection="replies", database=Database.DATA, owner="a person"):
    """What a request was answered, to be told again if the answer was lost on the way."""

    owner_id: Annotated[
        str | None, Operational(keep=REPLIES, why="whose it is: a random id; none while it runs")
    ] = None
    reply: Annotated[
        str,
        Personal(
            Kind.BUSINESS,
            purpose=ACCOUNT,
            keep=REPLIES,
            holds="what the app was answered; never a session's token",
            unmask=False,
        ),
    ]
    body: Annotated[
        bytes, Operational(keep=REPLIES, why="a keyed hash of the request", internal=True)
    ]
    token: Annotated[
        str | None,
        Operational(keep=REPLIES, why="the random mark of who is carrying it out", internal=True),
    ] = None
    until: Annotated[
        AwareDatetime | None, Operational(keep=REPLIES, why="until when nobody else does")
    ] = None
    expires: Annotated[AwareDatetime, Operational(keep=REPLIES, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=REPLIES, why="when the nightly run deletes it")]


class StoredReplies:
    """The replies of one region. See ``Replies`` of ``edge/idempotency.py``."""

    def __init__(
        self,
        records: SealedRecords[str, StoredReply],
        documents: Documents,
        keys: IndexKey,
        clock: Clock,
    ) -> None:
        self._records, self._documents = records, documents
        self._keys, self._clock = keys, clock

    async def claim(self, scope: str, operation: str, key: str, body: bytes) -> Claim | Told:
        """Return the permission to carry a request out, or its reply. See the port."""
        index = await self._keys.index_key()
        name = blind_index(index, "idempotency", scope, operation, key)
        hashed = bytes.fromhex(blind_index(index, "idempotent body", name, body.hex()))
        claim = Claim(name, secrets.token_hex(16), hashed)
        try:
            return await self._write(claim, None)
        except (ContendedError, UnavailableError):  # it has come before
            return await self._claimed(claim)

    @retry_contended(tries=_TRIES)
    async def _claimed(self, claim: Claim) -> Claim | Told:
        found = (await self._documents.get([self._place(claim.name)]))[0]
        if found is not None and not self._is_over(found):
            if not hmac.compare_digest(_body(found), claim.body):
                raise IdempotencyMismatchError
            if told := await self._told(found):
                return told
            if found.fields.get("token") == claim.token:
                return replace(claim, version=found.version)  # our own commit's answer was lost
            if left := _LEASE.left(found.fields.get("until"), self._clock.now()):
                raise StillRunningError(left)
        try:
            return await self._write(claim, found)
        except UnavailableError as e:
            raise ContendedError from e  # or it was written: look again

    async def _write(self, claim: Claim, found: Document | None) -> Claim:
        (done,) = await self._documents.commit([self._claiming(claim, found)])
        return replace(claim, version=done.version)

    async def keep(self, claim: Claim, answered: Reply, owner: str) -> None:
        """Keep a reply: the request has been carried out, whether or not this works."""
        place: Slot[StoredReply] = Slot(claim.name, None, claim.version)
        record = self._record(answered, owner, claim.body)
        try:
            await self._records.within(owner, self._records.put(owner, place, record), most=MOST)
        except AppError:  # its lease ran out and somebody else has it, or nobody answers
            log.write(log.Event.REPLY_NOT_KEPT, log.Severity.WARNING)

    async def drop(self, claim: Claim) -> None:
        """Forget a request that failed."""
        try:
            await self._documents.commit([Delete(self._place(claim.name), claim.version)])
        except AppError:
            log.write(log.Event.REPLY_NOT_KEPT, log.Severity.WARNING)

    def _record(self, answered: Reply, owner: str, body: bytes) -> StoredReply:
        told = {
            "view": answered.kept or answered.view.model_dump_json(),
            "etag": answered.etag,
            "session": answered.session,
        }
        ends = self._clock.now() + REPLIES.period
        shard = secrets.randbelow(SHARDS)
        return StoredReply(
            owner_id=owner,
            reply=json.dumps(told),
            body=body,
            expires=ends,
            due=due(ends, shard=shard),
        )

    async def _told(self, found: Document) -> Told | None:
        owner = found.fields.get("owner_id")
        if not isinstance(owner, str):
            return None
        slot = await self._records.opened(owner, found, ACCOUNT)
        if slot.record is None:  # the person was erased meanwhile: nobody's reply
            return None
        record, told = slot.record, json.loads(slot.record.reply)

        async def pointing(session: str) -> Writing:
            text = json.dumps({**told, "session": session})
            return await self._records.writing(
                owner, slot, record.model_copy(update={"reply": text})
            )

        return Told(owner, told["view"], told["etag"], told["session"], pointing)

    def _claiming(self, claim: Claim, found: Document | None) -> Create | Replace:
        now = self._clock.now()
        ends = now + REPLIES.period
        fields: Fields = {
            "v": StoredReply.version,
            "body": claim.body,
            "token": claim.token,
            "until": _LEASE.until(now),
            "expires": ends,
            "due": due(ends, shard=shard_of(claim.name)),
        }
        if found is None:
            return Create(self._place(claim.name), fields)
        return Replace(found.id, fields, found.version)

    def _is_over(self, found: Document) -> bool:
        ends = found.fields.get("expires")
        return not isinstance(ends, datetime) or ends <= self._clock.now()

    def _place(self, name: str) -> DocumentId:
        return DocumentId(StoredReply.collection, name)


def _body(found: Document) -> bytes:
    body = found.fields.get("body")
    return body if isinstance(body, bytes) else b""
