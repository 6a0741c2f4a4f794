"""Count the rights requests that wait, and remind the operator of those that are due."""

from datetime import datetime

from functions.anonymise_nightly.contract import RightsReport
from shared.kernel import log
from shared.kernel.errors import UnavailableError
from shared.rights.requests.deadlines import RightsClock


async def count_rights(clock: RightsClock, *, now: datetime, dry: bool) -> RightsReport:
    """Return how many requests wait; a reminder that cannot be mailed is an alert all the same.

    Args:
        clock: Of the requests.
        now: When.
        dry: Change nothing, tell nobody.

    Raises:
        UnavailableError: The database did not answer.
    """
    if not dry:
        await clock.settle()
    due = await clock.due(now)
    if due.is_pressing and not dry:
        severity = log.Severity.ERROR if due.overdue or due.cut else log.Severity.WARNING
        log.write(log.Event.RIGHTS_DUE, severity, soon=due.soon, overdue=due.overdue)
        try:
            await clock.remind(due)
        except UnavailableError as e:
            log.write(log.Event.NOTICE_NOT_SENT, log.Severity.WARNING)
            log.unavailable(e)
    return RightsReport(waiting=due.waiting, soon=due.soon, overdue=due.overdue)
