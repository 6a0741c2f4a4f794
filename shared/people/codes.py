"""Codes by which somebody proves to have an address: six digits, ten minutes, five tries, one use.

What is stored leads nowhere without the region's index key: HMAC-SHA-256 of the code, under the
HMAC of the address. Nothing here knows whether the address has an account.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from shared.clock import DAY, Clock
from shared.errors import ConflictError, UnauthenticatedError, UnavailableError
from shared.people.address import Address, Channel
from shared.people.limits import EVERYONE, PeopleLimits
from shared.people.model import SIGN_IN, SignInCode
from shared.people.proofs import Proof, mark_named
from shared.privacy.retention import due, shard_of
from shared.records.port import Create, Document, DocumentId, Documents, Fields, Replace
from shared.vault.derive import blind_index
from shared.vault.port import IndexKey

VALID = timedelta(minutes=10)
TRIES = 5
PER_ADDRESS = 5
"""Codes for one mailbox or phone in an hour."""
PER_SOURCE = 20
"""Codes and checks of one source in an hour."""
SMS_PER_SOURCE = 3
CHECKS_PER_DAY = 30
"""Of one address: at most so many guesses in a million, whoever guesses."""
_DIGITS = 6
_CONTENTION = 20


class SignInCodes:
    """The codes of one region."""

    def __init__(  # noqa: PLR0913 - where, under what key, when, and how often
        self,
        documents: Documents,
        keys: IndexKey,
        clock: Clock,
        limits: PeopleLimits,
        *,
        sms_per_hour: int = 60,
        mail_per_hour: int = 3000,
    ) -> None:
        self._documents, self._keys, self._clock = documents, keys, clock
        self._limits, self._sms_per_hour, self._mail_per_hour = limits, sms_per_hour, mail_per_hour

    async def issue(self, address: Address, *, source: str) -> str:
        """Return a new code for an address; the one before is worth nothing any more.

        Raises:
            TooManyRequestsError: So many were asked for lately, for the address or by the source.
            UnavailableError: The database or the key service does not answer.
        """
        await self._admit(address, source)
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

        The day's guesses of an address are counted only where there is a code to be guessed: so
        nobody can use them up without a mail or SMS to the address for every five of them.

        Raises:
            UnauthenticatedError: Not the last code sent there, too old, or tried too often.
            TooManyRequestsError: This source has tried too much lately.
            UnavailableError: The database or the key service does not answer.
        """
        await self._limits.count("source", source, PER_SOURCE)
        found = await self._try(await self._place(address))
        await self._limits.count("checks", address.value, CHECKS_PER_DAY, span=DAY)
        id_, mac = found.fields.get("id"), found.fields.get("mac")
        if not isinstance(id_, str) or not isinstance(mac, bytes):
            raise UnauthenticatedError
        if not hmac.compare_digest(mac, await self._mac(address, id_, code)):
            raise UnauthenticatedError
        used = blind_index(await self._keys.index_key(), "used-proof", id_)
        return Proof(address, mark_named(used))

    async def _admit(self, address: Address, source: str) -> None:
        """Count a code that is asked for; what is refused is counted against nobody else."""
        sms = address.channel is Channel.PHONE
        await self._limits.count("source", source, PER_SOURCE)
        if sms:
            await self._limits.count("sms-source", source, SMS_PER_SOURCE)
        await self._limits.count("address", address.mailbox, PER_ADDRESS)
        if sms:
            await self._limits.count("sms", EVERYONE, self._sms_per_hour)
        else:
            await self._limits.count("mail", EVERYONE, self._mail_per_hour)

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
