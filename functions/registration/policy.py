"""Who registers while a cut of rights is announced is told of it too, as everybody else was."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from shared import log
from shared.errors import AppError
from shared.people.accounts import Also, Entered, nothing_else
from shared.policies.model import Policy
from shared.reach import People
from shared.records.together import Writing

_WITHIN = timedelta(seconds=3)


async def announced_cut(deps: People) -> Policy | None:
    """Return the next version if it cuts rights."""
    upcoming = await deps.policies().upcoming()
    return upcoming.policy if upcoming is not None and upcoming.policy.cuts_rights else None


def announced_to(policy: Policy | None, deps: People) -> Also:
    """Return what writes down, with a new account, that its person is about to be told."""
    if policy is None:
        return nothing_else

    async def also(person: str) -> Sequence[Writing]:
        return [await deps.policy_telling().beginning(person, policy)]

    return also


def both(first: Also, second: Also) -> Also:
    """Return what writes both."""

    async def also(person: str) -> Sequence[Writing]:
        return [*await first(person), *await second(person)]

    return also


async def tell(entered: Entered, policy: Policy, deps: People) -> None:
    """Write to a new person within the same request; what cannot be sent stays ``attempted``."""
    try:
        async with asyncio.timeout(_WITHIN.total_seconds()):
            await deps.policy_telling().finish(entered.person_id, entered.person, policy)
    except (AppError, TimeoutError) as e:
        log.write(log.Event.NOTICE_NOT_SENT, log.Severity.WARNING)
        log.unavailable(e)
