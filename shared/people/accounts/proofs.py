"""What somebody has just proven, and that each proof serves once.

A proof is used up by the same commit that does what it was given for. If the database's answer to
that commit is lost, the proof's own mark tells whether it was applied: nobody is told of a conflict
with their own write.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from shared.kernel.clock import Clock
from shared.kernel.errors import ConflictError, UnauthenticatedError, UnavailableError
from shared.people.person.address import Address
from shared.people.person.identity import Identity
from shared.people.person.model import SIGN_IN, UsedProof
from shared.platform.records.port import Create, DocumentId, Documents, Fields, Write
from shared.platform.records.write_batch import Writing, commit_together
from shared.privacy.retention import due, shard_of

_LOOKS = 2


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody has just proven who they are, by what was not used yet."""

    who: Address | Identity
    """What they have proven to have."""
    mark: DocumentId
    """Where its use is written down."""
    also: tuple[Write, ...] = ()
    """What its use sets right beside: written in the same commit."""
    counting: Write | None = None
    """What counts the try by which it was made, unless others were counted since: written by its
    use, or by ``UsedProofs.unused`` before anybody is told that it is a proof."""


class UsedProofs:
    """The proofs of one region that were used."""

    def __init__(self, documents: Documents, clock: Clock) -> None:
        self._documents, self._clock = documents, clock

    async def once(self, proof: Proof, writings: Sequence[Writing]) -> None:
        """Commit together with the proof's use, all or nothing.

        Raises:
            UnauthenticatedError: The proof was used already.
            ConflictError: Something else stands in the way; the proof can still be used.
            UnavailableError: Not applied, as far as can be told.
        """
        mark = secrets.token_hex(16)
        try:
            await commit_together(self._documents, [self._using(proof, mark), *writings])
        except (ConflictError, UnavailableError) as e:
            used_by = await self._mark(proof)
            if used_by == mark:
                return  # the answer was lost, the commit was not
            if used_by is not None:
                raise UnauthenticatedError from e
            raise

    async def unused(self, proof: Proof) -> None:
        """Count the try by which a proof was made that is not going to be used by this request.

        Raises:
            UnauthenticatedError: Others were counted at the same time: nobody is told anything.
            UnavailableError: The database does not answer.
        """
        if proof.counting is not None:
            try:
                await self._documents.commit([proof.counting])
            except ConflictError as e:
                raise UnauthenticatedError from e

    def _using(self, proof: Proof, mark: str) -> Writing:
        """Return what writes a proof's use down: it is refused if the proof was used before.

        Args:
            proof: Whose use.
            mark: Random, of whoever uses it: so that they know their own use again.
        """
        ends = self._clock.now() + SIGN_IN.period
        shard = shard_of(proof.mark.name)
        fields: Fields = {"v": 1, "by": mark, "expires": ends, "due": due(ends, shard=shard)}
        counting = () if proof.counting is None else (proof.counting,)
        return Writing(self._documents.root, (Create(proof.mark, fields), *proof.also, *counting))

    async def _mark(self, proof: Proof) -> str | None:
        """Return the mark of whoever used a proof."""
        for left in range(_LOOKS - 1, -1, -1):
            try:
                found = (await self._documents.get([proof.mark]))[0]
            except UnavailableError:
                if not left:
                    raise
            else:
                by = found.fields.get("by") if found is not None else None
                return by if isinstance(by, str) else None
        return None


def mark_named(name: str) -> DocumentId:
    """Return where a proof's use is written down.

    Args:
        name: A keyed hash of what was proven with: 64 hexadecimal digits.
    """
    return DocumentId(UsedProof.collection, name)
