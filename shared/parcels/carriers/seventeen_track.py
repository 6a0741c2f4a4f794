"""17TRACK, an aggregator of some three thousand carriers: Tracking API v2.2 (https://api.17track.net).

A number is registered, which uses up the key's quota, and then asked for, up to 40 in one call; a
push tells when something changes. 17TRACK stores the numbers until it is told to forget them. A tag
of ours, the region and the carrier's code, goes with each number and comes back with all about it.
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from shared.kernel.clock import Clock, Deadline
from shared.kernel.errors import (
    FieldFault,
    InvalidInputError,
    UnauthenticatedError,
    UnavailableError,
)
from shared.parcels.carriers import reading
from shared.parcels.carriers.access import Access
from shared.parcels.carriers.model import Asked, Report
from shared.parcels.carriers.port import MOST_STORED, AggregatorPort, CarrierPort, Pushed
from shared.parcels.carriers.seventeen_track_codes import ALREADY_REGISTERED, NOT_REGISTERED
from shared.parcels.carriers.seventeen_track_items import (
    LOOK_AGAIN,
    Data,
    Found,
    TrackedItem,
    TrackedParcel,
    data_of,
    is_about,
    parcel_of,
    pushed_of,
    rejection,
    tag_of,
    told_to,
)
from shared.parcels.carriers.seventeen_track_keys import KEYS
from shared.parcels.carriers.seventeen_track_reading import CODE
from shared.platform.suppliers.batch import Batches
from shared.platform.suppliers.client import SupplierClient
from shared.platform.suppliers.port import (
    Asker,
    FetchOutcome,
    PendingError,
    SupplierError,
    SupplierStanding,
)
from shared.platform.suppliers.wire import Request

MOST = 40
"""Numbers in one call, and in one page of its list."""
_PAGES = MOST_STORED // MOST
_BYTES_OF_ONE = 256 * 1024
_ERASING = frozenset({"gettracklist", "deletetrack"})
"""What is done so that numbers are forgotten: that is never withheld."""
_SETTLE = timedelta(seconds=1)
"""How long 17TRACK is given after a registration, before it is asked for the first time."""


class SeventeenTrack:
    """17TRACK as an aggregator. See the port."""

    code = CODE

    def __init__(
        self, client: SupplierClient, access: Access, *, settle: timedelta = _SETTLE
    ) -> None:
        self._client, self._key, self._settle = client, access.key("api_key"), settle
        self._batches: Batches[TrackedParcel, Report] = Batches(self._ask, most=MOST)
        self.daily_budget = access.daily_budget

    @property
    def standing(self) -> SupplierStanding:
        """Whether 17TRACK may be asked here and now."""
        return self._client.standing

    def of(self, carrier: str) -> CarrierPort:
        """Return one carrier as 17TRACK answers for it."""
        return _Carrier(self, carrier)

    def pushed(self, message: bytes, signature: str) -> Pushed | None:
        """Return what a push says. See the port.

        17TRACK signs with SHA-256 over the body, a slash and the key (its documentation of
        pushes): no HMAC, but the key comes last, so nobody can lengthen a message.
        """
        right = hashlib.sha256(message + b"/" + self._key.encode()).hexdigest()
        given = signature.lower().encode(errors="replace")
        if not hmac.compare_digest(right.encode(), given):
            raise UnauthenticatedError
        try:
            body = json.loads(message)
        except (ValueError, RecursionError) as e:
            raise InvalidInputError(faults=(FieldFault("", "body-not-json"),)) from e
        return pushed_of(body, self._client.region)

    async def query(self, parcel: TrackedParcel, asker: Asker, deadline: Deadline) -> Report:
        """Ask for a parcel, together with those that are asked for at the same time."""
        return await self._batches.ask(parcel, asker=asker, deadline=deadline)

    async def stored(self, *, deadline: Deadline) -> list[tuple[str, Asked]]:
        """Return what 17TRACK stores for this region: at most 10,000 numbers, the oldest first."""
        found: list[tuple[str, Asked]] = []
        for page in range(1, _PAGES + 1):
            asked_for = {"page_no": page, "order_by": "RegisterTimeAsc"}
            data = await self._call("gettracklist", asked_for, deadline)
            parcels = (parcel_of(item, self._client.region) for item in data.items)
            found += [(one.carrier, one.asked) for one in parcels if one is not None]
            if data.listed < MOST:
                break
        return found

    async def forget(self, parcels: Iterable[tuple[str, Asked]], *, deadline: Deadline) -> None:
        """Have numbers deleted; one that is not there is deleted already.

        One that 17TRACK does not let go does not keep the others.
        """
        rest, confirmed = [TrackedParcel(*one) for one in parcels], True
        while rest:
            some, rest = rest[:MOST], rest[MOST:]
            data = await self._call("deletetrack", [_named(one) for one in some], deadline)
            confirmed &= all(data.says_gone(one.asked.number) for one in some)
        if not confirmed:
            raise SupplierError(outcome=FetchOutcome.BAD_ANSWER)

    async def _ask(
        self, parcels: Sequence[TrackedParcel], asker: Asker, deadline: Deadline
    ) -> Mapping[TrackedParcel, Found]:
        """Ask for numbers; register those that are new, and ask for them once more.

        What goes wrong with the new ones costs the others nothing.
        """
        found = await self._tracked(parcels, deadline)
        if new := [one for one in parcels if one not in found]:
            found |= await _theirs(new, self._register(new, asker, deadline))
        if waiting := [one for one in new if one not in found]:
            await asyncio.sleep(min(self._settle.total_seconds(), deadline.left()))
            found |= await _theirs(waiting, self._tracked(waiting, deadline, again=True))
        return {one: found.get(one, PendingError(retry_after=LOOK_AGAIN)) for one in parcels}

    async def _tracked(
        self, parcels: Sequence[TrackedParcel], deadline: Deadline, *, again: bool = False
    ) -> dict[TrackedParcel, Found]:
        """Return what is known; numbers that are to be registered, or anew, are left out."""
        data = await self._call("gettrackinfo", [_named(one) for one in parcels], deadline)
        found: dict[TrackedParcel, Found] = {}
        misled = []
        for one in parcels:
            item = next((item for item in data.items if is_about(item, one)), None)
            code = data.rejected.get(one.asked.number)
            if item is not None:
                told = await self._guarded(item, one)
                if told is None:
                    misled.append(one)
                else:
                    found[one] = told
            elif code is None and (again or not data.has(one.asked.number)):
                found[one] = reading.refuse(CODE)
            elif code not in {None, NOT_REGISTERED}:
                found[one] = rejection(code or 0)
        return found | await _theirs(misled, self._let_go(misled, deadline))

    async def _guarded(self, item: TrackedItem, parcel: TrackedParcel) -> Found | None:
        """Return what an item tells; one that a proof opened only to who gives the same.

        17TRACK would tell everyone, so wrong proofs are counted by us. None: see ``told_to``.
        """
        if item.param and parcel.proof:
            try:
                wrong = item.param != parcel.proof
                await self._client.guess(parcel.asked.number, wrong=wrong)
            except SupplierError as e:
                return e
            except UnavailableError:
                return SupplierError(asked=False)
        return told_to(item, parcel)

    async def _let_go(
        self, parcels: Sequence[TrackedParcel], deadline: Deadline
    ) -> dict[TrackedParcel, Found]:
        """Have numbers deleted that are to be registered anew."""
        await self.forget([(one.carrier, one.asked) for one in parcels], deadline=deadline)
        return {}

    async def _register(
        self, parcels: Sequence[TrackedParcel], asker: Asker, deadline: Deadline
    ) -> dict[TrackedParcel, Found]:
        """Register numbers; return those that are not accepted."""
        items = [self._registration(one) for one in parcels]
        data = await self._call("register", items, deadline, asker=asker, cost=len(items))
        known = {item.number.upper() for item in data.items}
        known |= {number for number, code in data.rejected.items() if code == ALREADY_REGISTERED}
        return {
            one: rejection(data.rejected[one.asked.number])
            for one in parcels
            if one.asked.number in data.rejected.keys() - known
        }

    def _registration(self, parcel: TrackedParcel) -> dict[str, object]:
        tag = tag_of(self._client.region, parcel)
        param = {"param": parcel.proof} if parcel.proof else {}
        return {**_named(parcel), "tag": tag, **param}

    async def _call(
        self,
        method: str,
        body: object,
        deadline: Deadline,
        *,
        asker: Asker = Asker.VISITOR,
        cost: int = 0,
    ) -> Data:
        request = Request(
            "POST",
            f"/track/v2.2/{method}",
            headers={"17token": self._key},
            json=body,
            cost=cost,
            erases=method in _ERASING,
            most_bytes=_BYTES_OF_ONE * MOST,
        )
        return data_of(await self._client.send(request, asker=asker, deadline=deadline))


@dataclass(frozen=True, slots=True)
class _Carrier:
    """One carrier, as 17TRACK answers for it. See the port."""

    _aggregator: SeventeenTrack
    _carrier: str
    code = CODE

    @property
    def daily_budget(self) -> int | None:
        """How often 17TRACK may be asked in a day."""
        return self._aggregator.daily_budget

    @property
    def standing(self) -> SupplierStanding:
        """Whether 17TRACK may be asked here and now."""
        return self._aggregator.standing

    async def query(self, asked: Asked, *, asker: Asker, deadline: Deadline) -> Report:
        """Ask for a parcel."""
        return await self._aggregator.query(TrackedParcel(self._carrier, asked), asker, deadline)

    async def forget(self, asked: Asked, *, deadline: Deadline) -> None:
        """Have a number deleted."""
        await self._aggregator.forget([(self._carrier, asked)], deadline=deadline)


def aggregator(client: SupplierClient, access: Access, clock: Clock) -> AggregatorPort:
    """Return 17TRACK as an aggregator."""
    del clock
    return SeventeenTrack(client, access)


async def _theirs(
    parcels: Sequence[TrackedParcel], done: Awaitable[dict[TrackedParcel, Found]]
) -> dict[TrackedParcel, Found]:
    """Return what came of some parcels: if it failed, that is the outcome of each of them."""
    try:
        return await done
    except SupplierError as e:
        return dict.fromkeys(parcels, e)
    except UnavailableError as e:
        return dict.fromkeys(parcels, SupplierError(retry_after=e.retry_after, asked=False))


def _named(parcel: TrackedParcel) -> dict[str, object]:
    """Return how a call names a parcel: with the carrier's key if there is just one."""
    keys = KEYS.get(parcel.carrier, ())
    return {"number": parcel.asked.number, **({"carrier": keys[0]} if len(keys) == 1 else {})}
