"""Count the rights requests that wait, and remind the operator of those that are due."""

from collections.abc import Callable
from datetime import datetime

from functions.anonymise_nightly.contract import RightsReport
from shared import log
from shared.errors import UnavailableError
from shared.messages.sender import Sender
from shared.people.address import Address
from shared.records.port import Documents
from shared.rights.due import remind, what_is_due
from shared.rights.log import RightsLog


async def count_rights(
    requests: RightsLog,
    data: Documents,
    sender: Callable[[], Sender],
    contact: Address,
    *,
    now: datetime,
) -> RightsReport:
    """Return how many requests wait; a reminder that cannot be mailed is an alert all the same.

    Raises:
        UnavailableError: The database did not answer.
    """
    due = await what_is_due(requests, data, now)
    if due.is_pressing:
        severity = log.Severity.ERROR if due.overdue else log.Severity.WARNING
        log.write(log.Event.RIGHTS_DUE, severity, soon=due.soon, overdue=due.overdue)
        try:
            if sender().serves(contact):
                await remind(due, contact, sender())
        except UnavailableError as e:
            log.write(log.Event.NOTICE_NOT_SENT, log.Severity.WARNING)
            log.unavailable(e)
    return RightsReport(waiting=due.waiting, soon=due.soon, overdue=due.overdue)
