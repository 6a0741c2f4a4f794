"""Second proofs: phone numbers are given to others, so an idle one alone opens no account.

The second proof is a recovery code, of which the account keeps a keyed hash, or a device on which
the person has signed in; never what somebody knows of the account. A recovery code is 80 bits,
written like a long code; it is shown when it is made, and is good until another one is.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.people.accounts.known_devices import KnownDevices
from shared.people.accounts.long_codes import grouped, typed, written
from shared.people.person.address import Channel
from shared.people.person.model import Person
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey

IDLE = timedelta(days=182)
"""After so long a phone number alone opens an account no more."""
_BYTES = 10


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """A recovery code that was just made."""

    shown: str
    """As people read it: not kept."""
    mac: bytes
    """As it is kept."""


def is_idle(person: Person, now: datetime) -> bool:
    """Tell whether nobody has used an account for long that a phone number alone opens."""
    return person.ways_in == {Channel.PHONE} and now - person.last_used >= IDLE


class SecondProofs:
    """The second proofs of one region's people."""

    def __init__(self, devices: KnownDevices, keys: IndexKey) -> None:
        self._devices, self._keys = devices, keys

    async def new_code(self, person_id: str) -> RecoveryCode:
        """Return a new recovery code of a person."""
        code = written(secrets.token_bytes(_BYTES))
        return RecoveryCode(grouped(code), await self._mac(person_id, code))

    async def given(self, person_id: str, person: Person, device: str, code: str | None) -> bool:
        """Tell whether somebody shows a second proof.

        Args:
            person_id: Whose account it is.
            person: Its record.
            device: The token of a device, as it came.
            code: A recovery code, as it was typed.

        Raises:
            UnavailableError: The database or the key service does not answer.
        """
        read = typed(code) if code is not None else None
        kept = person.recovery or b""
        if read is not None and hmac.compare_digest(await self._mac(person_id, read), kept):
            return True
        return await self._devices.is_known(person_id, device)

    async def _mac(self, person_id: str, code: str) -> bytes:
        key = await self._keys.index_key()
        return bytes.fromhex(blind_index(key, "recovery-code", person_id, code))
