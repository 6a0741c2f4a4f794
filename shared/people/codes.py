"""Codes by which somebody proves to have an address: six digits, ten minutes, five tries, one use.

What is stored leads nowhere without the region's index key: HMAC-SHA-256 of the code, under the
HMAC of the address. Nothing here knows whether the address has an account.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.clock import DAY, Clock, midnight
from shared.errors import (
    ConflictError,
    TooManyRequestsError,
    UnauthenticatedError,
    UnavailableError,
)
from shared.limits.counter import count
from shared.people.address import Address, Channel
from shared.people.model import SIGN_IN, SIGN_IN_COUNTERS, SignInCode, SignInCounter, UsedProof
from shared.privacy.retention import due, shard_of
from shared.records.port import Create, Document, DocumentId, Documents, Fields, Replace
from shared.records.together import Writing
from shared.vault.derive import blind_index
from shared.vault.port import IndexKey

VALID = timedelta(minutes=10)
TRIES = 5
PER_ADDRESS = 5
"""Codes for one address in an hour."""
PER_SOURCE = 20
"""Codes and checks of one source in an hour."""
SMS_PER_SOURCE = 3
CHECKS_PER_DAY = 30
"""Of one address: at most so many guesses in a million, whoever guesses."""
_DIGITS = 6
_CONTENTION = 20


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody has just proven to have an address, by a code that was not used yet."""

    address: Address
    mark: DocumentId
    """Where its use is written down."""


class SignInCodes:
    """The codes of one region."""

    def __init__(
        self, documents: Documents, keys: IndexKey, clock: Clock, *, sms_per_hour: int = 60
    ) -> None:
        self._documents, self._keys, self._clock = documents, keys, clock
        self._sms_per_hour = sms_per_hour

    async def issue(self, address: Address, *, source: str) -> str:
        """Return a new code for an address; the one before is worth nothing any more.

        Raises:
            TooManyRequestsError: So many were asked for lately, for the address or by the source.
            UnavailableError: The database or the key service does not answer.
        """
        await self._count("source", source, PER_SOURCE)
        if address.channel is Channel.PHONE:
            await self._count("sms-source", source, SMS_PER_SOURCE)
        await self._count("address", address.value, PER_ADDRESS)
        if address.channel is Channel.PHONE:
            await self._count("sms", "everyone", self._sms_per_hour)
        code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
        place = await self._place(address)
        for _ in range(_CONTENTION):
            found = (await self._documents.get([place]))[0]
            fields = await self._fields(place, address, code)
            write = (
                Create(place, fields) if found is None else Replace(place, fields, found.version)
            )
            try:
                await self._documents.commit([write])
            except ConflictError:
                continue
            return code
        raise UnavailableError

    async def check(self, address: Address, code: str, *, source: str) -> Proof:
        """Check a code, which costs one of its tries.

        Raises:
            UnauthenticatedError: Not the last code sent there, too old, or tried too often.
            TooManyRequestsError: This source has tried too much lately.
            UnavailableError: The database or the key service does not answer.
        """
        await self._count("source", source, PER_SOURCE)
        await self._count("checks", address.value, CHECKS_PER_DAY, span=DAY)
        found = await self._try(await self._place(address))
        id_, mac = found.fields.get("id"), found.fields.get("mac")
        if not isinstance(id_, str) or not isinstance(mac, bytes):
            raise UnauthenticatedError
        if not hmac.compare_digest(mac, await self._mac(address, id_, code)):
            raise UnauthenticatedError
        used = blind_index(await self._keys.index_key(), "used-proof", id_)
        return Proof(address, DocumentId(UsedProof.collection, used))

    def using(self, proof: Proof, mark: str) -> Writing:
        """Return what writes a proof's use down: it is refused if the proof was used before.

        Args:
            proof: As ``check`` returned it.
            mark: Random, of whoever uses it: so that they know their own use again.
        """
        ends = self._clock.now() + SIGN_IN.period
        shard = shard_of(proof.mark.name)
        fields: Fields = {"v": 1, "by": mark, "expires": ends, "due": due(ends, shard=shard)}
        return Writing(self._documents.root, (Create(proof.mark, fields),))

    async def used_by(self, proof: Proof) -> str | None:
        """Return the mark of whoever used a proof."""
        found = (await self._documents.get([proof.mark]))[0]
        by = found.fields.get("by") if found is not None else None
        return by if isinstance(by, str) else None

    async def _try(self, place: DocumentId) -> Document:
        """Return a code's document after counting a try; 16 at once are counted one by one."""
        for _ in range(_CONTENTION):
            found = (await self._documents.get([place]))[0]
            if found is None or not self._is_open(found):
                raise UnauthenticatedError
            tried = {**found.fields, "tries": _tries(found) + 1}
            try:
                await self._documents.commit([Replace(place, tried, found.version)])
            except ConflictError:
                continue
            return found
        raise UnavailableError

    def _is_open(self, found: Document) -> bool:
        until = found.fields.get("valid_until")
        valid = isinstance(until, datetime) and self._clock.now() < until
        return valid and _tries(found) < TRIES

    async def _count(
        self, kind: str, who: str, limit: int, *, span: timedelta = timedelta(hours=1)
    ) -> None:
        """Count one; what is refused is not counted against anybody else's limit.

        Raises:
            TooManyRequestsError: There were more than the limit in this hour, or day.
        """
        now, key = self._clock.now(), await self._keys.index_key()
        since = midnight(now)
        since += span * ((now - since) // span)
        name = blind_index(key, "sign-in", kind, f"{since:%Y%m%d%H}", who)
        place = DocumentId(SignInCounter.collection, name)
        ends = since + SIGN_IN_COUNTERS.period
        counter = count(place, "count", ends=ends, shard=shard_of(name))
        total = (await self._documents.commit([counter]))[0].total
        if total is None or total > limit:
            raise TooManyRequestsError(retry_after=since + span - now)

    async def _place(self, address: Address) -> DocumentId:
        key = await self._keys.index_key()
        name = blind_index(key, "sign-in-code", address.channel, address.value)
        return DocumentId(SignInCode.collection, name)

    async def _mac(self, address: Address, id_: str, code: str) -> bytes:
        key = await self._keys.index_key()
        return bytes.fromhex(blind_index(key, "code", address.channel, address.value, id_, code))

    async def _fields(self, place: DocumentId, address: Address, code: str) -> Fields:
        now, id_ = self._clock.now(), secrets.token_hex(16)
        ends = now + SIGN_IN.period
        return {
            "v": SignInCode.version,
            "mac": await self._mac(address, id_, code),
            "id": id_,
            "tries": 0,
            "valid_until": now + VALID,
            "expires": ends,
            "due": due(ends, shard=shard_of(place.name)),
        }


def _tries(found: Document) -> int:
    tries = found.fields.get("tries")
    return tries if isinstance(tries, int) else TRIES
