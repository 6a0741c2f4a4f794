"""Six digits as they are stored: under a keyed hash of the handle that belongs to them.

Ten minutes, five tries, and nobody who has not got the handle can use one of them up.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from shared.kernel.clock import Clock
from shared.kernel.errors import UnauthenticatedError
from shared.people.accounts.sent_codes import DIGITS_VALID, TRIES, SentCode
from shared.people.person.address import Address
from shared.people.person.model import SIGN_IN, SignInCode
from shared.platform.records import ahead
from shared.platform.records.contention import retry_contended
from shared.platform.records.port import Create, Document, DocumentId, Documents, Fields, Replace
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.retention import due, shard_of

_DIGITS = 6
_CONTENTION = 20


@dataclass(frozen=True, slots=True)
class Tried:
    """Digits at which somebody tries."""

    id: str
    """Of the message that brought them."""
    mac: bytes
    before: int
    """How many tries there were before."""
    counters: tuple[str, ...]
    """Under which counters who asked for them stands."""
    counting: Replace
    """Counts the try, unless another one was counted since they were looked at."""


class SixDigits:
    """The digits of one region that are good, or were lately."""

    def __init__(self, documents: Documents, keys: IndexKey, clock: Clock) -> None:
        self._documents, self._keys, self._clock = documents, keys, clock

    async def creating(self, address: Address, one: SentCode, handle: str) -> tuple[str, Create]:
        """Return new digits, and what writes them down."""
        code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
        place, now = await self.place(handle), self._clock.now()
        ends = now + SIGN_IN.period
        fields: Fields = {
            "v": SignInCode.version,
            "mac": await self._mac(address, one.id, code),
            "id": one.id,
            "counters": " ".join(one.counters),
            "tries": 0,
            "valid_until": now + DIGITS_VALID,
            "expires": ends,
            "due": due(ends, shard=shard_of(place.name)),
        }
        return code, Create(place, fields)

    async def place(self, handle: str) -> DocumentId:
        """Return where a handle's digits are."""
        name = blind_index(await self._keys.index_key(), "sign-in-code", handle)
        return DocumentId(SignInCode.collection, name)

    async def look(self, handle: str) -> Tried:
        """Return a handle's digits. Nothing is counted.

        Raises:
            UnauthenticatedError: There are none, or they are too old, or were tried too often.
            UnavailableError: The database or the key service does not answer.
        """
        (found,) = await ahead.get(self._documents, [await self.place(handle)])
        if found is None or not self._is_open(found):
            raise UnauthenticatedError
        return _tried(found)

    async def tried(
        self, seen: Tried, handle: str, *, again: Callable[[], Awaitable[None]]
    ) -> Tried:
        """Count a try at a handle's digits; sixteen at once are counted one by one.

        Args:
            seen: The digits, as they were looked at.
            handle: As it was given.
            again: Lets a further try pass, or raises before that is counted.

        Raises:
            UnauthenticatedError, UnavailableError: As for ``look``.
        """
        looked = [seen]

        @retry_contended(tries=_CONTENTION)
        async def counted() -> Tried:
            tried = looked.pop() if looked else await self.look(handle)
            if tried.before:
                await again()
            await self._documents.commit([tried.counting])
            return tried

        return await counted()

    async def are(self, address: Address, code: str, tried: Tried) -> bool:
        """Tell whether a code is what was sent to an address."""
        return hmac.compare_digest(tried.mac, await self._mac(address, tried.id, code))

    def _is_open(self, found: Document) -> bool:
        until = found.fields.get("valid_until")
        valid = isinstance(until, datetime) and self._clock.now() < until
        return valid and _tried(found).before < TRIES

    async def _mac(self, address: Address, id_: str, code: str) -> bytes:
        key = await self._keys.index_key()
        return bytes.fromhex(blind_index(key, "code", address.channel, address.value, id_, code))


def _tried(found: Document) -> Tried:
    """Return what a document says. Raises UnauthenticatedError if it is none of ours."""
    id_, mac, tries = (found.fields.get(name) for name in ("id", "mac", "tries"))
    if not isinstance(id_, str) or not isinstance(mac, bytes) or not isinstance(tries, int):
        raise UnauthenticatedError
    counting = Replace(found.id, {**found.fields, "tries": tries + 1}, found.version)
    return Tried(id_, mac, tries, tuple(str(found.fields.get("counters") or "").split()), counting)
