"""Take a report about a mail of ours that came back: heed it, and keep nothing of it.

Nothing that is answered or written here tells whether the address that it came to is one of ours:
see ``ReturnPaths``. A report comes twice, or late, or is made up by who saw such an address: so it
only pauses what its person can take up again, or stops what they can turn on again.
"""

import asyncio
import base64
from contextlib import suppress
from typing import TYPE_CHECKING

from functions.rights.contract import InboundMail
from functions.rights.deps import Deps
from shared.kernel import log
from shared.kernel.clock import DAY
from shared.kernel.errors import NotFoundError, TooManyRequestsError
from shared.people.consents.choice import Method
from shared.people.person.bounces import ReportKind

if TYPE_CHECKING:
    from shared.people.messages.return_paths import ReturnedMail

_PER_DAY = 20
"""Reports about mails to one person."""
_UNREADABLE = log.Word("unreadable")
_NOTHING = log.Word("nothing")


async def heed(mail: InboundMail, deps: Deps) -> bool:
    """Heed what a mail reports, if it came back from one that we sent in the last seven days.

    Returns:
        Whether it goes to an address to which nobody but a server writes.

    Raises:
        UnavailableError: It could not be written down: to be sent again.
    """
    paths = deps.return_paths
    to = next((one for one in mail.to if paths is not None and paths.is_one(one)), None)
    if paths is None or to is None:
        return False
    returned = await paths.read(to, deps.pauses.mailbox_of)
    if returned is not None and await _is_few(returned, deps):
        await _read(mail, returned, deps)
    return True


async def _read(mail: InboundMail, returned: "ReturnedMail", deps: Deps) -> None:
    kind = await _kind_of(mail.raw) if mail.raw else _UNREADABLE
    if isinstance(kind, ReportKind):
        await _heeded(returned, kind, deps)
    log.write(log.Event.MAIL_REPORTED, outcome=kind, purpose=log.Word(returned.purpose))


async def _is_few(mail: "ReturnedMail", deps: Deps) -> bool:
    """Tell whether not too much has come about a person's mails today: each takes time to read."""
    try:
        await deps.limits.count("mail-reports", mail.person, _PER_DAY, span=DAY)
    except TooManyRequestsError:
        return False
    return True


async def _kind_of(raw: str) -> ReportKind | log.Word:
    from shared.people.messages.reports import (  # noqa: PLC0415 - when such a mail comes
        UnreadableReportError,
        read_report,
    )

    try:
        return await asyncio.to_thread(read_report, base64.b64decode(raw)) or _NOTHING
    except UnreadableReportError:
        return _UNREADABLE


async def _heeded(mail: "ReturnedMail", kind: ReportKind, deps: Deps) -> None:
    if kind is not ReportKind.COMPLAINT:
        await deps.pauses.report(mail, kind)
    elif not await deps.pauses.is_complained_of(mail):
        with suppress(NotFoundError):  # they are gone, and are sent nothing
            await deps.consents.stop(mail.person, mail.purpose, method=Method.COMPLAINT)
        await deps.pauses.complained(mail)
