"""People for the benchmarks: ours by the product's own classes, plain ones as plain documents."""

import asyncio
import hashlib
import itertools
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from google.cloud.firestore import AsyncClient

from shared.people.accounts.accounts import Details
from shared.people.accounts.profiles import ProfileChange
from shared.people.accounts.proofs import Proof
from shared.people.consents.choice import Choice, Method
from shared.people.person.address import email
from shared.people.person.model import UsedProof
from shared.platform.limits.source import Asker
from shared.platform.records.port import DocumentId
from shared.setup.people import PeopleParts
from tests.bench.baselines.database import PEOPLE, SESSIONS, name_of
from tests.world import new_source

_AT_ONCE = 8
_AT_ONCE_PLAIN = 200
_FIELDS = {
    "country": "DE",
    "locale": "de",
    "nickname": "Benchmark",
    "gender": "other",
    "birthday": "02-29",
    "policy_version": "1",
}


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person with a session."""

    id: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """The headers of their app, which calls from an address of its own."""
        number = hashlib.sha256(self.id.encode()).hexdigest()[:8]
        source = f"2001:db8:{number[:4]}:{number[4:]}::1"
        return {"Authorization": f"Bearer {self.token}", "X-Forwarded-For": source}


async def ours(parts: PeopleParts, number: int) -> list[Somebody]:
    """Register so many people with all eight sealed fields, who allow analytics.

    Their sessions were used today, at an instance that is not the one that is measured.
    """

    async def work(numbers: Iterator[int]) -> list[Somebody]:
        return [await _registered(parts, one) for one in numbers]

    numbers = iter(range(number))
    made = await asyncio.gather(*(work(numbers) for _ in range(_AT_ONCE)))
    return list(itertools.chain.from_iterable(made))


async def _registered(parts: PeopleParts, number: int) -> Somebody:
    address = email(f"bench-{number}-{secrets.token_hex(6)}@example.org")
    proof = Proof(address, DocumentId(UsedProof.collection, secrets.token_hex(16)))
    choice = Choice({"analytics": True}, 1, "en", Method.SETTINGS)
    entered = await parts.accounts.register(
        proof,
        Details(**_FIELDS),
        also=lambda person: parts.consents.first(person, "DE", choice),
        asker=Asker(source=new_source()),
    )
    phone = {"phone": f"+49151{secrets.randbelow(10**8):08}"}
    seen = await parts.profiles.slot(entered.person_id)
    await parts.profiles.change(entered.person_id, seen, ProfileChange(phone))
    await parts.sessions.of(entered.session.token)
    return Somebody(entered.person_id, entered.session.token)


async def plain(database: AsyncClient, number: int) -> list[Somebody]:
    """Write so many people with the same fields in clear, each with a session."""
    made = [Somebody(secrets.token_hex(16), secrets.token_urlsafe(32)) for _ in range(number)]
    ends = datetime.now(UTC) + timedelta(days=180)
    for first in range(0, number, _AT_ONCE_PLAIN):
        batch = database.batch()
        for one in made[first : first + _AT_ONCE_PLAIN]:
            addresses = {"email": f"bench-{one.id}@example.org", "phone": "+4915112345678"}
            person = {**_FIELDS, **addresses, "grants": {"analytics": True}}
            session = {"owner_id": one.id, "expires": ends}
            batch.set(database.collection(PEOPLE).document(one.id), person)
            batch.set(database.collection(SESSIONS).document(name_of(one.token)), session)
        await batch.commit()
    return made
