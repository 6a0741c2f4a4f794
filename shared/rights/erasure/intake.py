"""Asking for an erasure: the same wherever one can be asked for."""

from dataclasses import dataclass

from shared.kernel.together import together
from shared.people.accounts.notices import Notices
from shared.people.accounts.profiles import Profiles
from shared.people.accounts.session_revocation import EverySession
from shared.platform.jobs.port import Jobs
from shared.rights.erasure.dispatch import erase_at_once
from shared.rights.erasure.erasures import Erasures
from shared.rights.erasure.model import Erasure, Why


@dataclass(frozen=True, slots=True)
class ErasureAsking:
    """What it takes to ask for the erasure of a person."""

    erasures: Erasures
    profiles: Profiles
    sessions: EverySession
    notices: Notices
    jobs: Jobs

    async def ask(self, person_id: str, why: Why) -> tuple[str, Erasure]:
        """Put a person under a tombstone, end their sessions, tell them; return the receipt.

        The rest is erased in the background. If the worker cannot be told now, the nightly run does
        it.

        Raises:
            NotFoundError: There is no such person, or not any more.
            UnavailableError: Say it again.
        """
        key, sessions = await together(
            self.erasures.key_of(person_id), self.sessions.some(person_id)
        )
        begun = await self.erasures.by_key(key)
        if begun is not None:
            await self.sessions.end(person_id, sessions)
        else:
            person = await self.profiles.get(person_id)
            begun = await self.erasures.begin(person_id, why, sessions=len(sessions), key=key)
            await together(
                self.sessions.end(person_id, sessions),
                self.notices.erasure_asked(person, begun[0]),
            )
        receipt, erasure = begun
        await erase_at_once(self.jobs, receipt)
        return receipt, erasure
