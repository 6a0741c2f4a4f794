"""Who registers while a cut of rights is announced is told of it too, as everybody else was."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from functions.registration.deps import Deps
from shared.kernel import log
from shared.kernel.errors import AppError
from shared.people.accounts.accounts import Also, Entered
from shared.people.policies.model import Policy
from shared.platform.records.write_batch import Writing

_WITHIN = timedelta(seconds=3)


async def announced_cut(deps: Deps) -> Policy | None:
    """Return the next version if it cuts rights."""
    upcoming = await deps.policies.upcoming()
    return upcoming.policy if upcoming is not None and upcoming.policy.cuts_rights else None


def accepted_by(version: int, announced: Policy | None, deps: Deps) -> Also:
    """Return what a new account says of the policy.

    That its person has accepted the version in force, unless that is the first one, which the
    account itself says; and that they are about to be told of the next one.
    """

    async def also(person: str) -> Sequence[Writing]:
        writings: list[Writing] = []
        if await deps.policies.version() == version:
            writings.append(await deps.policies.accepting(person, version))
        if announced is not None:
            writings.append(await deps.policy_telling.beginning(person, announced))
        return writings

    return also


def both(first: Also, second: Also) -> Also:
    """Return what writes both."""

    async def also(person: str) -> Sequence[Writing]:
        return [*await first(person), *await second(person)]

    return also


async def tell(entered: Entered, policy: Policy, deps: Deps) -> None:
    """Write to a new person within the same request; what cannot be sent stays ``attempted``."""
    try:
        async with asyncio.timeout(_WITHIN.total_seconds()):
            await deps.policy_telling.finish(entered.person_id, entered.person, policy)
    except (AppError, TimeoutError) as e:
        log.write(log.Event.NOTICE_NOT_SENT, log.Severity.WARNING)
        log.unavailable(e)
