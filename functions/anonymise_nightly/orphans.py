"""Find person keys whose account never came, or whose confirmation was lost. See people/keys.py."""

from datetime import date

from functions.anonymise_nightly.contract import OrphansReport
from shared.clock import Deadline
from shared.errors import ConflictError
from shared.people.keys import PersonKey
from shared.people.model import Person
from shared.privacy.retention import SHARDS, due_range
from shared.records.port import Delete, Document, DocumentId, Documents, Replace, Version

_AT_ONCE = 100
"""Documents in one read."""


async def sweep_orphans(
    keys: Documents, data: Documents, *, today: date, deadline: Deadline
) -> OrphansReport:
    """Confirm provisional keys that are a day old and have an account; delete the others.

    The account is looked for in its own database, so that a key is never deleted under one.

    Raises:
        UnavailableError: A database does not answer. What was done stays done.
    """
    confirmed = deleted = left = 0
    for shard in range(SHARDS):
        first, last = due_range(shard, today)
        found = await keys.due(PersonKey.collection, first, last, limit=_AT_ONCE)
        if found and deadline.passed:
            left += len(found)
            continue
        if not found:
            continue
        accounts = await data.get([DocumentId(Person.collection, one.name) for one, _ in found])
        stored = await keys.get([one for one, _ in found])
        for (place, version), account, key in zip(found, accounts, stored, strict=True):
            if key is None:
                continue
            if await _settle(keys, place, version, key, has_account=account is not None):
                confirmed += account is not None
                deleted += account is None
        left += len(found) == _AT_ONCE
    return OrphansReport(confirmed=confirmed, deleted=deleted, left=left)


async def _settle(
    keys: Documents, place: DocumentId, version: Version, key: Document, *, has_account: bool
) -> bool:
    """Confirm or delete a key as it was seen; tell whether that was still right."""
    write = Replace(place, {**key.fields, "due": None}, version) if has_account else None
    try:
        await keys.commit([write or Delete(place, version)])
    except ConflictError:
        return False
    return True
