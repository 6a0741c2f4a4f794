"""Reading a report about a mail: what it says came of it, and nothing else. Pure.

Understood are delivery reports (RFC 3464), complaints (ARF, RFC 5965), and by flufl.bounce those
of servers that have a form of their own: they say that a mail failed, and rarely why.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from shared.people.person.bounces import ReportKind

_PARTS = 30
"""Boundaries that a report names at most: what has more is none."""
_STATUS = re.compile(r"\b([245])\.([0-9]{1,3})\.([0-9]{1,3})\b")
_NO_SUCH_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
"""No such mailbox, no such domain, no such form, moved away, takes no mail (RFC 3463, RFC 7505).
Others of 5.1 concern the sender."""
_OF_US = "5.7."
"""What a server refuses because of who sends, or how (RFC 3463): that says nothing of a mailbox."""
_FAILED = ("fail", "error")
"""How the action begins: some servers add a comment, and OpenSMTPD says error."""


_OF_PARSERS = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What no parser foresees."""
_GUESSED, _LINE = 8 * 1024, 200
"""Of a mail that is no report of RFC 3464 so much is looked through: the patterns for what servers
wrote before it take the square of a text's length."""


class UnreadableReportError(Exception):
    """It is no report that we understand."""


def read_report(raw: bytes) -> ReportKind | None:
    """Return what a mail reports; None: nothing that counts, such as that another one is late.

    Raises:
        UnreadableReportError: It is no report that we understand.
    """
    if raw.lower().count(b"boundary") > _PARTS:
        raise UnreadableReportError
    try:
        found = message_from_bytes(raw)
        return _read(found) if _is_whole(found) else _of_another_form(raw)
    except _OF_PARSERS as e:
        raise UnreadableReportError from e


def _is_whole(mail: Message) -> bool:
    """Tell whether a mail is a report as the standards have it."""
    if any(_blocks(mail, "message/feedback-report")):
        return True
    return any(_said(one, "Action") for one in _blocks(mail, "message/delivery-status"))


def _read(mail: Message) -> ReportKind | None:
    if complaints := list(_blocks(mail, "message/feedback-report")):
        is_abuse = any(_said(one, "Feedback-Type") == "abuse" for one in complaints)
        return ReportKind.COMPLAINT if is_abuse else None
    blocks = [one for one in _blocks(mail, "message/delivery-status") if _said(one, "Action")]
    kinds = {_kind_of(one) for one in blocks}
    order = (ReportKind.NO_SUCH_ADDRESS, ReportKind.FAILED)
    return next((one for one in order if one in kinds), None)


def _blocks(mail: Message, media_type: str) -> Iterator[Message]:
    """Yield the groups of fields in the parts of a type, not in what was sent back."""
    parts = mail.get_payload() if mail.get_content_type() == "multipart/report" else []
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, Message) and part.get_content_type() == media_type:
            groups = part.get_payload()
            yield from (one for one in groups if isinstance(one, Message))


def _said(block: Message, name: str) -> str:
    """Return what a field says, in lower case and without what surrounds it."""
    return str(block.get(name, "")).strip().lower()


def _kind_of(block: Message) -> ReportKind | None:
    """Return what is reported of one recipient; None: it is not lost."""
    if not _said(block, "Action").startswith(_FAILED):
        return None
    status = _status(_said(block, "Status"))
    if status is None or status.endswith(".0.0"):  # the field says no more than that it failed
        status = _status(_said(block, "Diagnostic-Code")) or status
    if status is not None and status.startswith(_OF_US):
        return None
    return ReportKind.NO_SUCH_ADDRESS if status in _NO_SUCH_ADDRESS else ReportKind.FAILED


def _status(text: str) -> str | None:
    found = _STATUS.search(text)
    return found[0] if found else None


def _of_another_form(raw: bytes) -> ReportKind | None:
    from flufl.bounce import all_failures  # noqa: PLC0415 - when such a mail comes

    lines = raw[:_GUESSED].splitlines()
    late, lost = all_failures(message_from_bytes(b"\n".join(one[:_LINE] for one in lines)))
    if not late and not lost:
        raise UnreadableReportError
    return ReportKind.FAILED if lost else None
