"""What a report about a mail says is read, of whichever server, and nothing is made of garbage."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.people.messages.reports import UnreadableReportError, read_report
from shared.people.person.bounces import ReportKind
from tests.mail_reports import ARF, EXCHANGE, EXIM, GMAIL, POSTFIX, QMAIL, report

GONE, FAILED, COMPLAINT = (
    ReportKind.NO_SUCH_ADDRESS,
    ReportKind.FAILED,
    ReportKind.COMPLAINT,
)
TO = "b+" + "a" * 47 + "@example.com"
FORMS = {"Postfix": POSTFIX, "Exchange": EXCHANGE, "Gmail": GMAIL, "Exim": EXIM}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("5.1.1", GONE),
        ("5.1.10", GONE),
        ("5.2.2", FAILED),
        ("5.7.1", None),  # of who sends
        ("4.4.7", FAILED),
        ("5.1.8", FAILED),
    ],
)
def test_a_delivery_report_says_whether_there_is_such_a_mailbox(
    form: str, status: str, kind: ReportKind | None
) -> None:
    assert read_report(report(FORMS[form], TO, status=status)) is kind


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
@pytest.mark.parametrize("form", FORMS)
def test_what_is_late_or_arrived_is_no_failure(form: str, action: str) -> None:
    assert read_report(report(FORMS[form], TO, status="4.4.1", action=action)) is None


def test_an_old_form_says_only_that_it_failed() -> None:
    assert read_report(report(QMAIL, TO)) is FAILED


@pytest.mark.parametrize(
    ("feedback", "kind"), [("abuse", COMPLAINT), ("Abuse", COMPLAINT), ("not-spam", None)]
)
def test_a_complaint_is_one_if_it_says_abuse(feedback: str, kind: ReportKind | None) -> None:
    assert read_report(report(ARF, TO, feedback=feedback)) is kind


def test_what_is_sent_back_inside_a_report_reports_nothing() -> None:
    inner = report(POSTFIX, TO).decode()
    outer = report(ARF, TO, feedback="not-spam").decode()
    whole = outer.replace("It is out for delivery.", inner)
    assert read_report(whole.encode()) is None


def nested(levels: int) -> bytes:
    """Return parts within parts."""
    head = b"From: a@example.org\r\n"
    for n in range(levels):
        head += b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
    return head


HOSTILE = {
    "nothing": b"",
    "no mail": bytes(range(256)) * 64,
    "an answer of a person": b"From: a@example.org\r\nSubject: Re: parcel\r\n\r\nThank you!\r\n",
    "parts within parts": nested(4000),
    "mails within mails": b"Content-Type: message/rfc822\n\n" * 4_000,
    "what a pattern takes long for": b"From: a@b.c\n\n" + b",a@" * 80_000,
    "the same in lines": b"From: a@b.c\n\n" + (b",a@" * 60 + b"\n") * 1_000,
    "a report without parts": b"Content-Type: multipart/report; boundary=x\r\n\r\nno part\r\n",
    "a status that is none": report(POSTFIX, TO, status="5").replace(b"Action: failed", b"Action:"),
    "no such charset": b'Content-Type: text/plain; charset="nonesuch"\r\n\r\n\xff\xfe <a@b.c>\r\n',
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_report_is_none(what: str) -> None:
    with pytest.raises(UnreadableReportError):
        read_report(HOSTILE[what])


@given(st.data())
def test_a_report_that_was_damaged_on_the_way_is_read_or_is_none(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from([*FORMS.values(), QMAIL, ARF]))
    raw = bytearray(report(form, TO))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(raw) - 1))
        if data.draw(st.booleans()):
            raw[at : at + data.draw(st.integers(1, 40))] = data.draw(st.binary(max_size=40))
        else:
            raw[at:at] = raw[data.draw(st.integers(0, len(raw) - 1)) :][:400]
    with suppress(UnreadableReportError):
        assert read_report(bytes(raw)) in {*ReportKind, None}
