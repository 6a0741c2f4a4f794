"""Codes by which somebody proves to have an address. A message carries two, and serves once.

**Six digits**, good for ten minutes, with the handle that the request for them was answered: so
nobody can guess at, or use up, what another has asked for (``six_digits.py``).
**A long code** of 80 bits, which needs no handle and which no wrong guess voids; it is good until
the next message to the address may go (``sent_codes.py``), so whoever asks while strangers have had
codes sent finds one in their mailbox that works.

Nothing here knows whether the address has an account, and a handle is given whether or not a
message goes.
"""

import hmac
import secrets
from dataclasses import dataclass, replace

from shared.kernel import log
from shared.kernel.clock import Clock
from shared.kernel.errors import (
    ConflictError,
    TooManyRequestsError,
    UnauthenticatedError,
    UnavailableError,
    bad_field,
)
from shared.people.accounts import sent_codes
from shared.people.accounts.code_lids import GUESSES, OF_THE_REGION, charges
from shared.people.accounts.known_devices import KnownDevices
from shared.people.accounts.long_codes import grouped, long_code, typed
from shared.people.accounts.proofs import Proof, mark_named
from shared.people.accounts.sent_codes import (
    DIGITS_VALID,
    SENT,
    CodeUse,
    SentCode,
    SentCodes,
    next_one,
)
from shared.people.accounts.six_digits import SixDigits, Tried
from shared.people.person.address import Address, Channel
from shared.people.person.model import SIGN_IN_COUNTERS
from shared.people.person.rate_limits import Charge, Counted, PeopleLimits
from shared.platform.limits.source import Asker
from shared.platform.records import ahead
from shared.platform.records.contention import retry_contended
from shared.platform.records.port import (
    Create,
    Document,
    DocumentId,
    Documents,
    Fields,
    Replace,
    Set,
)
from shared.platform.records.write_batch import Change
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.retention import due, shard_of

_CONTENTION = 20


@dataclass(frozen=True, slots=True)
class Codes:
    """What a message is to carry."""

    long: str
    """As people read it."""
    digits: str | None
    """None: there were enough that could be guessed."""
    sent: SentCode


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of a request for a code."""

    handle: str
    """With which the six digits are to come back."""
    codes: Codes | None
    """None: no message may go now; the last one's long code is good."""


class SignInCodes:
    """The codes of one region."""

    def __init__(  # noqa: PLR0913 - where, under what key, when, for whom, and how often
        self,
        documents: Documents,
        keys: IndexKey,
        clock: Clock,
        limits: PeopleLimits,
        devices: KnownDevices,
        *,
        sms_per_hour: int = 60,
        mail_per_hour: int = 3000,
        spaced: bool = True,
    ) -> None:
        self._documents, self._keys, self._clock = documents, keys, clock
        self._limits, self._devices = limits, devices
        self._digits = SixDigits(documents, keys, clock)
        self._spaced = spaced
        self._lids = {Channel.EMAIL: mail_per_hour, Channel.PHONE: sms_per_hour}

    @retry_contended(tries=_CONTENTION)
    async def issue(self, address: Address, asker: Asker, *, digits: bool = True) -> Issued:
        """Return a handle, and the codes of a message if one may go now.

        Args:
            address: Where to.
            asker: Who asks.
            digits: Whether the message is to carry six digits too.

        Raises:
            TooManyRequestsError: The source, its network, or the region has had many sent.
            UnavailableError: The database or the key service does not answer.
        """
        handle, place = secrets.token_urlsafe(16), await self._place(address)
        counters = await self._limits.counters(self._costs(address, asker, known=False))
        beside = [place, *(one.place for one in counters)]  # who is known has no others
        (found, *counts), known = await self._devices.seen(
            address, beside, asker.device, asker.person
        )
        before = self._before(found)
        one = next_one(before, self._clock.now(), known=known, digits=digits, spaced=self._spaced)
        if one is None:
            return Issued(handle, None)
        costs = self._costs(address, asker, known=one.known)
        await self._limits.see_room(costs, {each.id: each for each in counts if each is not None})
        counted = await self._limits.counters(costs)
        one = replace(one, counters=tuple(each.name for each in counted[OF_THE_REGION:]))
        code, creating = await self._digits.creating(address, one, handle)
        noting = self._noting(place, found, (*before, one))
        try:
            await self._limits.charge(costs, [noting, *([Change(creating)] if one.digits else [])])
        except UnavailableError:
            if not await self._is_noted(place, one):
                raise
        long = grouped(await self._long(address, one))
        return Issued(handle, Codes(long, code if one.digits else None, one))

    def _costs(self, address: Address, asker: Asker, *, known: bool) -> tuple[Charge, ...]:
        lid = self._lids[address.channel]
        return charges(address.channel, asker, known=known, lid=lid)

    async def _is_noted(self, place: DocumentId, one: SentCode) -> bool:
        """Tell whether a message was noted although the answer to that was lost."""
        found = (await self._documents.get([place]))[0]
        return one in self._before(found)

    async def long_code(self, address: Address, asker: Asker) -> str:
        """Return a long code for a message of another kind: a new one, or the one that is good.

        Raises: as ``issue`` does.
        """
        issued = await self.issue(address, asker, digits=False)
        if issued.codes is not None:
            return issued.codes.long
        found = (await self._documents.get([await self._place(address)]))[0]
        now = self._clock.now()
        good = [one for one in self._before(found) if one.is_good(now) and not one.over]
        if not good:  # it was used this moment
            raise TooManyRequestsError(retry_after=DIGITS_VALID)
        return grouped(await self._long(address, good[-1]))

    async def unsent(self, address: Address, codes: Codes) -> None:
        """Say that a message could not be sent: the next one need not wait for it.

        It may arrive all the same, so its codes stay good. If this cannot be written either, the
        next one waits.
        """
        used = sent_codes.used_as(codes.sent, CodeUse.UNSENT)
        try:
            await self._documents.commit([Set(await self._place(address), {"used": used})])
        except (ConflictError, UnavailableError) as e:
            log.unavailable(e)

    async def check(
        self,
        address: Address,
        code: str,
        handle: str | None,
        asker: Asker,
        *,
        counted: bool = True,
    ) -> Proof:
        """Check a code, which costs six digits one of their tries.

        Args:
            address: Where it was sent.
            code: As it was typed.
            handle: That came with it.
            asker: Who tries.
            counted: Whether the try is counted when this returns. If not, a first try that is right
                is counted by what the proof is used for, or by ``UsedProofs.unused``.

        Raises:
            InvalidInputError: Six digits came without their handle.
            UnauthenticatedError: Not one that was sent there, too old, or tried too often.
            TooManyRequestsError: This source has guessed much lately.
            UnavailableError: The database or the key service does not answer.
        """
        long = typed(code)
        if long is not None:
            await self._devices.expect(address, await self._place(address), asker.device)
            return await self._check_long(address, long)
        if handle is None:
            raise bad_field("handle", "handle-needed")
        await self._devices.expect(address, await self._digits.place(handle), asker.device)
        tried = await self._digits.look(handle)
        if not counted and not tried.before and await self._digits.are(address, code, tried):
            return await self._proof(address, _as_sent(tried), counting=tried.counting)
        return await self._check_digits(address, code, handle, asker, tried)

    async def _check_long(self, address: Address, given: str) -> Proof:
        (found,) = await ahead.get(self._documents, [await self._place(address)])
        now, right = self._clock.now(), None
        for one in self._before(found):
            genuine = await self._long(address, one)
            if hmac.compare_digest(genuine, given) and one.is_good(now):
                right = one
        if right is None:
            raise UnauthenticatedError
        return await self._proof(address, right, later=True)

    async def _check_digits(
        self, address: Address, code: str, handle: str, asker: Asker, seen: Tried
    ) -> Proof:
        counted: tuple[Counted, ...] = ()

        async def charge() -> None:
            nonlocal counted
            if not counted:
                charged = await self._limits.charge(GUESSES.charges("guesses", asker.source))
                counted = charged.counted

        tried = await self._digits.tried(seen, handle, again=charge)
        if not await self._digits.are(address, code, tried):
            raise UnauthenticatedError
        await self._limits.give_back(counted)
        return await self._proof(address, _as_sent(tried), later=bool(tried.before))

    async def _proof(
        self,
        address: Address,
        one: SentCode,
        *,
        counting: Replace | None = None,
        later: bool = False,
    ) -> Proof:
        """Return a proof, whose use lets the next message go and gives back what it had cost."""
        place, key = await self._place(address), await self._keys.index_key()
        ends = one.moment.replace(minute=0, second=0, microsecond=0) + SIGN_IN_COUNTERS.period
        back = [Counted(name, ends).back() for name in one.counters]
        how = CodeUse.LATER if later else CodeUse.FIRST_TRY
        used = Set(place, {"used": sent_codes.used_as(one, how)})
        mark = mark_named(blind_index(key, "used-proof", place.name, one.id))
        return Proof(address, mark, (used, *back), counting)

    def _before(self, found: Document | None) -> tuple[SentCode, ...]:
        return sent_codes.read(found.fields if found is not None else {}, self._clock.now())

    def _noting(
        self, place: DocumentId, found: Document | None, sent: tuple[SentCode, ...]
    ) -> Change:
        ends = self._clock.now() + SENT.period
        fields: Fields = {
            "v": SentCodes.version,
            "sent": sent_codes.written(sent),
            "used": "",
            "expires": ends,
            "due": due(ends, shard=shard_of(place.name)),
        }
        if found is None:
            return Change(Create(place, fields))
        return Change(Replace(place, fields, found.version), before=found.fields)

    async def _place(self, address: Address) -> DocumentId:
        """Return where it is written down what was sent to an address."""
        key = await self._keys.index_key()
        name = blind_index(key, "sent-codes", address.channel, address.pool)
        return DocumentId(SentCodes.collection, name)

    async def _long(self, address: Address, one: SentCode) -> str:
        """Return a message's long code: it proves whatever its reader has."""
        key = await self._keys.index_key()
        return long_code(key, "long-code", address.channel, address.read_by, one.id)


def _as_sent(tried: Tried) -> SentCode:
    """Return the message that brought six digits, as far as they tell."""
    return SentCode(int(tried.id), digits=True, known=False, counters=tried.counters)
