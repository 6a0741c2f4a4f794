"""Begin an epoch when the newest is old, and bring people's keys under it."""

from collections.abc import Sequence
from datetime import date, timedelta

from functions.rewrap.contract import RewrapReport
from shared.kernel.clock import Deadline
from shared.people.rotation.rotation import KeyRotation
from shared.platform.vault.keyring import KeyringHolder

EPOCH = timedelta(days=90)
"""As long as the primary version of a KMS key (infra/terraform/kms.tf)."""
MOST = 20_000
"""Keys in one run."""


async def rewrap(
    people: KeyringHolder,
    others: Sequence[KeyringHolder],
    rotation: KeyRotation,
    *,
    today: date,
    deadline: Deadline,
) -> RewrapReport:
    """Rotate. Safe to repeat at any time, and to be killed.

    While everything is being sealed anew (function ``reseal``) nothing is done about people's keys:
    one that came under the newest epoch by being wrapped would be taken for one made anew.

    Raises:
        ConflictError: A keyring was changed at the same time: run again.
        UnavailableError: A database or the key service does not answer. What was done stays done.
    """
    ring = await people.opened_anew()
    if ring.epochs[-1].anew and (await rotation.left(ring) or await rotation.pending_left(ring)):
        begun = sum([await _begun(holder, today) for holder in others])
        return _report(begun=begun, resealing=True, left=await rotation.left(ring))
    begun = sum([await _begun(holder, today) for holder in (people, *others)])
    before, ring = ring, await people.get()
    if ring.epochs[-1].anew and ring.newest != before.newest:  # reseal has begun this moment
        return _report(begun=begun, resealing=True, left=await rotation.left(ring))
    progress = await rotation.rewrap(ring, most=MOST, deadline=deadline)
    return _report(
        begun=begun,
        rewrapped=progress.done,
        damaged=progress.damaged,
        left=await rotation.left(ring),
    )


async def _begun(holder: KeyringHolder, today: date) -> bool:
    ring = await holder.opened_anew()
    if today - ring.epochs[-1].made < EPOCH:
        return False
    await holder.begin_epoch(today)
    return True


def _report(
    *, begun: int, left: int, rewrapped: int = 0, damaged: int = 0, resealing: bool = False
) -> RewrapReport:
    return RewrapReport(
        epochs_begun=begun,
        rewrapped=rewrapped,
        damaged=damaged,
        left=left,
        resealing=resealing,
        finished=not left and not resealing,
    )
