"""Give everybody a new key, and bring everything about them under it.

A person's old key still opens while their records are sealed anew, and is dropped when all are. Who
may still seal under the old key is waited for: two minutes after the new one was made nobody does.
"""

from dataclasses import dataclass
from datetime import date, datetime

from functions.reseal.contract import ResealReport
from shared.kernel.clock import Deadline
from shared.people.rotation.resealing import Resealing
from shared.people.rotation.rotation import KeyRotation, is_settled
from shared.platform.vault.keyring import Keyring, KeyringHolder

MOST = 5_000
"""People in one run."""


@dataclass
class _Tally:
    resealed: int = 0
    objects: int = 0
    damaged: int = 0
    waiting: int = 0


async def reseal(
    keyring: KeyringHolder,
    rotation: KeyRotation,
    resealing: Resealing,
    *,
    now: datetime,
    deadline: Deadline,
) -> ResealReport:
    """Begin, or go on. Safe to be killed anywhere.

    Raises:
        ConflictError: The keyring was changed at the same time: run again.
        UnavailableError: A database or the key service does not answer. What was done stays done.
    """
    ring, begun = await _epoch(keyring, rotation, now.date())
    rekeyed = await rotation.rekey(ring, most=MOST, deadline=deadline)
    tally = _Tally(damaged=rekeyed.damaged)
    await _reseal_pending(ring, rotation, resealing, tally, now=now, deadline=deadline)
    left = await rotation.left(ring) + await rotation.pending_left(ring)
    return ResealReport(
        begun=begun,
        rekeyed=rekeyed.done,
        resealed=tally.resealed,
        objects=tally.objects,
        damaged=tally.damaged,
        waiting=tally.waiting,
        left=left,
        finished=not left,
    )


async def _epoch(
    keyring: KeyringHolder, rotation: KeyRotation, today: date
) -> tuple[Keyring, bool]:
    """Return the keyring with an epoch to bring everything under; a new one if none is at work."""
    ring = await keyring.opened_anew()
    at_work = ring.epochs[-1].anew and (
        await rotation.left(ring) or await rotation.pending_left(ring)
    )
    if at_work:
        return ring, False
    return await keyring.begin_epoch(today, anew=True), True


async def _reseal_pending(  # noqa: PLR0913 - what is done, with what, until when
    ring: Keyring,
    rotation: KeyRotation,
    resealing: Resealing,
    tally: _Tally,
    *,
    now: datetime,
    deadline: Deadline,
) -> None:
    after = ""
    while page := await rotation.pending(ring, after=after):
        for found in page:
            if deadline.passed or tally.resealed >= MOST:
                return
            if not is_settled(found, now):
                tally.waiting += 1
                continue
            done = await resealing.person(found.id.name)
            tally.objects += done.objects
            tally.damaged += done.damaged
            tally.resealed += await rotation.finish(found, ring)
        after = page[-1].id.name
