"""``python -m tests.filling <person>``: give somebody as much of everything as one may have.

By the product's own classes, in a gateway's environment; over HTTP it would take an hour.
"""

import asyncio
import secrets
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from shared.kernel.clock import DAY
from shared.parcels.follows.model import MOST as MOST_FOLLOWS
from shared.parcels.follows.model import Follow
from shared.people.accounts.devices import MOST as MOST_DEVICES
from shared.people.accounts.devices import Device
from shared.people.accounts.known_devices import MOST as MOST_KNOWN
from shared.people.accounts.known_devices import KnownDevice
from shared.people.accounts.own_sessions import MOST as MOST_SESSIONS
from shared.people.accounts.stored_replies import MOST as MOST_REPLIES
from shared.people.accounts.stored_replies import StoredReply
from shared.people.consents.choice import Method
from shared.people.consents.consents import MOST as MOST_CONSENTS
from shared.people.consents.model import ConsentRecord, ConsentState
from shared.people.person.address import Address, Channel
from shared.people.person.disclosures import Disclosure, What
from shared.people.person.model import By
from shared.people.person.stop_ledger import StopKind
from shared.people.usage.model import Interests, Traces
from shared.platform.records.port import Write
from shared.platform.records.sealed import Slot
from shared.privacy.describe import Record
from shared.privacy.purposes import ASKED, EVIDENCE
from shared.rights.requests.log import MOST_OWN
from shared.rights.requests.model import Right, RightsSource
from shared.setup.google_cloud import google_cloud
from shared.setup.rights import RightsParts

LINES = 600
TRACES = 600
_AT_ONCE = 200
_parts = RightsParts(google_cloud())


async def fill(person: str) -> None:
    """Fill a person's collections up to their limits."""
    now = _parts.clock.now()
    ends: dict[str, Any] = {"expires": now + DAY, "due": "0020991231"}
    named: list[tuple[str, Record]] = []

    def add(times: int, record: type[Record], /, **fields: Any) -> None:  # noqa: ANN401 - any field
        made = record.model_validate({"owner_id": person, **fields})
        named.extend((secrets.token_hex(16), made) for _ in range(times))

    left = {"rev": secrets.token_hex(8), "created": now, "updated": now}
    for n in range(MOST_FOLLOWS):
        add(1, Follow, number=f"777{n:07}", carrier="dhl", **left)
    add(MOST_DEVICES, Device, model="Pixel 9", added=now)
    add(MOST_KNOWN, KnownDevice, used=now, mac=b"", **ends)
    told = {"whom": "dhl", "data": "number", "subject": "account", "purpose": "tracking"}
    add(LINES, Disclosure, what=What.GIVEN, at=now, until=now, **told, **ends)
    add(MOST_REPLIES, StoredReply, reply="{}", body=b"", **ends)
    add(TRACES, Traces, seen=("page:home",), at=now, **ends)
    add(TRACES, Interests, seen=("habit:late",), at=now, **ends)
    said = {"notice": 1, "notice_sha256": "0" * 64, "language": "en", "method": Method.SETTINGS}
    said |= {"controller": "agogopost", "jurisdiction": "DE", "grants": {"analytics": True}}
    for n in range(MOST_CONSENTS):
        add(1, ConsentRecord, number=n + 1, at=now - timedelta(minutes=n), **said)
    await _write(person, named)
    await _state(person)
    for _ in range(MOST_SESSIONS - 1):
        await sessions_of(person)
    of_theirs: dict[str, Any] = {"purpose": None, "source": RightsSource.ACCOUNT}
    for _ in range(MOST_OWN - 1):
        log, sealed = _parts.rights_log, _parts.sealed_requests
        fresh = log.fresh(secrets.token_hex(16), Right.RECTIFICATION, "So it is.", **of_theirs)
        await log.add(await sealed.of_person(person, fresh))
        mail = log.fresh(
            secrets.token_hex(16),
            Right.QUESTION,
            "Hello.",
            purpose=None,
            source=RightsSource.MAIL,
            proven=False,
        )
        address = Address(Channel.EMAIL, "jane@example.org")
        await log.add(await sealed.in_name_of(person, address, mail))
    for purpose in ASKED:
        await _parts.stop_ledger.note(person, StopKind.WITHDRAWAL, purpose)


async def sessions_of(person: str) -> None:
    """Begin one more session."""
    session = await _parts.sessions.begin(person, By.EMAIL)
    await _parts.data.commit(session.writing.writes)


async def _state(person: str) -> None:
    states = _parts.of_people(ConsentState)
    (slot,) = await states.look([(person, person)], EVIDENCE)
    before = slot.record or ConsentState.none(person)
    full = before.model_copy(update={"number": MOST_CONSENTS, "last": secrets.token_hex(16)})
    await states.put(person, slot, full)


async def _write(person: str, named: Sequence[tuple[str, Record]]) -> None:
    for first in range(0, len(named), _AT_ONCE):
        writes: list[Write] = []
        for name, record in named[first : first + _AT_ONCE]:
            place: Slot[Any] = Slot(name, None, None)
            writing = await _parts.of_people(type(record)).writing(person, place, record)
            writes += writing.writes
        await _parts.data.commit(writes)


if __name__ == "__main__":
    asyncio.run(fill(sys.argv[1]))
