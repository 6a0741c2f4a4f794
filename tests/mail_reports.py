"""Reports about mails, as servers write them."""

import base64
from textwrap import dedent

POSTFIX = """\
    Return-Path: <>
    From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
    Subject: Undelivered Mail Returned to Sender
    To: {to}
    Auto-Submitted: auto-replied
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status;
    \tboundary="4F2B1A/mx.example.net"

    --4F2B1A/mx.example.net
    Content-Description: Notification
    Content-Type: text/plain; charset=us-ascii

    This is the mail system at host mx.example.net.

    I'm sorry to have to inform you that your message could not
    be delivered to one or more recipients. It's attached below.

    <jane@example.net>: host mail.example.net[192.0.2.7] said: 550 {status}
        <jane@example.net>: Recipient address rejected (in reply to RCPT TO command)

    --4F2B1A/mx.example.net
    Content-Description: Delivery report
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.example.net
    X-Postfix-Queue-ID: 4F2B1A
    Arrival-Date: Tue, 1 Dec 2026 10:00:00 +0000 (UTC)

    Final-Recipient: rfc822; jane@example.net
    Original-Recipient: rfc822;jane@example.net
    Action: {action}
    Status: {status}
    Remote-MTA: dns; mail.example.net
    Diagnostic-Code: smtp; 550 {status} <jane@example.net>: Recipient address
        rejected

    --4F2B1A/mx.example.net
    Content-Description: Undelivered Message Headers
    Content-Type: text/rfc822-headers

    From: agogopost@example.com
    To: jane@example.net
    Subject: Your parcel is out for delivery.

    --4F2B1A/mx.example.net--
    """
EXCHANGE = """\
    From: <postmaster@contoso.example>
    To: <{to}>
    Subject: Undeliverable: Your parcel is out for delivery.
    Content-Language: en-GB
    X-MS-Exchange-Message-Is-Ndr:
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status;
     boundary="c80c3ae9-52c8-4a2f-8d0e-0123456789ab"

    --c80c3ae9-52c8-4a2f-8d0e-0123456789ab
    Content-Type: multipart/alternative; differences=Content-Type;
     boundary="f1f1f1f1-52c8-4a2f-8d0e-0123456789ab"

    --f1f1f1f1-52c8-4a2f-8d0e-0123456789ab
    Content-Type: text/plain; charset="us-ascii"
    Content-Transfer-Encoding: quoted-printable

    Your message to jane@contoso.example couldn't be delivered.
    jane wasn't found at contoso.example.

    --f1f1f1f1-52c8-4a2f-8d0e-0123456789ab--

    --c80c3ae9-52c8-4a2f-8d0e-0123456789ab
    Content-Type: message/delivery-status

    Reporting-MTA: dns;AM0PR01MB1234.eurprd01.prod.exchangelabs.example
    Received-From-MTA: dns;mail.example.com
    Arrival-Date: Tue, 1 Dec 2026 10:00:00 +0000

    Final-Recipient: rfc822;jane@contoso.example
    Action: {action}
    Status: {status}
    Diagnostic-Code: smtp;550 {status} RESOLVER.ADR.RecipientNotFound; Recipient
     not found by SMTP address lookup
    X-Display-Name: jane@contoso.example

    --c80c3ae9-52c8-4a2f-8d0e-0123456789ab
    Content-Type: message/rfc822

    From: agogopost@example.com
    To: jane@contoso.example
    Subject: Your parcel is out for delivery.

    It is out for delivery.

    --c80c3ae9-52c8-4a2f-8d0e-0123456789ab--
    """
GMAIL = """\
    From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
    To: {to}
    Auto-Submitted: auto-replied
    Subject: Delivery Status Notification (Failure)
    MIME-Version: 1.0
    Content-Type: multipart/report; boundary="0000000000001c2d3e05"; report-type=delivery-status

    --0000000000001c2d3e05
    Content-Type: multipart/related; boundary="0000000000001c2d6f06"

    --0000000000001c2d6f06
    Content-Type: multipart/alternative; boundary="0000000000001c2d6f07"

    --0000000000001c2d6f07
    Content-Type: text/plain; charset="UTF-8"

    ** Address not found **

    Your message wasn't delivered to jane@gmail.example because the address couldn't be found.

    --0000000000001c2d6f07--
    --0000000000001c2d6f06--
    --0000000000001c2d3e05
    Content-Type: message/delivery-status

    Reporting-MTA: dns; googlemail.example
    Arrival-Date: Tue, 01 Dec 2026 02:00:00 -0800 (PST)
    X-Original-Message-ID: <0f3c9a5b@example.com>

    Final-Recipient: rfc822; jane@gmail.example
    Action: {action}
    Status: {status}
    Remote-MTA: dns; gmail-smtp-in.l.google.example. (192.0.2.26, the server for the domain
     gmail.example.)
    Diagnostic-Code: smtp; 550-{status} The email account that you tried to reach does not exist.
     Please try 550-{status} double-checking the recipient's email address
    Last-Attempt-Date: Tue, 01 Dec 2026 02:00:01 -0800 (PST)

    --0000000000001c2d3e05--
    """
EXIM = """\
    From: Mail Delivery System <Mailer-Daemon@mx.example.net>
    To: {to}
    Subject: Mail delivery failed: returning message to sender
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary=1733047200-eximdsn-42

    --1733047200-eximdsn-42
    Content-type: text/plain; charset=us-ascii

    A message that you sent could not be delivered to one or more of its recipients.

    --1733047200-eximdsn-42
    Content-type: message/delivery-status

    Reporting-MTA: dns; mx.example.net

    Action: {action}
    Final-Recipient: rfc822;jane@example.net
    Status: 5.0.0
    Remote-MTA: dns; mail.example.net
    Diagnostic-Code: smtp; 550 {status} No such user here

    --1733047200-eximdsn-42--
    """
QMAIL = """\
    From: MAILER-DAEMON@mx.example.net
    To: {to}
    Subject: failure notice

    Hi. This is the qmail-send program at mx.example.net.
    I'm afraid I wasn't able to deliver your message to the following addresses.
    This is a permanent error; I've given up. Sorry it didn't work out.

    <jane@example.net>:
    Sorry, no mailbox here by that name. (#5.1.1)

    --- Below this line is a copy of the message.

    From: agogopost@example.com
    """
ARF = """\
    From: <abusedesk@example.net>
    Date: Tue, 1 Dec 2026 17:40:36 GMT
    Subject: FW: Your parcel is out for delivery.
    To: <{to}>
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=feedback-report;
     boundary="part1_13d.2e68ed54_boundary"

    --part1_13d.2e68ed54_boundary
    Content-Type: text/plain; charset="US-ASCII"
    Content-Transfer-Encoding: 7bit

    This is an email abuse report for an email message received from IP 192.0.2.1.

    --part1_13d.2e68ed54_boundary
    Content-Type: message/feedback-report

    Feedback-Type: {feedback}
    User-Agent: SomeGenerator/1.0
    Version: 1
    Original-Mail-From: <{to}>

    --part1_13d.2e68ed54_boundary
    Content-Type: message/rfc822
    Content-Disposition: inline

    From: <agogopost@example.com>
    To: <jane@example.net>
    Subject: Your parcel is out for delivery.

    It is out for delivery.

    --part1_13d.2e68ed54_boundary--
    """


def report(
    form: str, to: str, *, status: str = "5.1.1", action: str = "failed", feedback: str = "abuse"
) -> bytes:
    """Return a report of a form to an address."""
    text = dedent(form).format(to=to, status=status, action=action, feedback=feedback)
    return text.replace("\n", "\r\n").encode()


def handed_in(raw: bytes, to: str, **more: object) -> dict[str, object]:
    """Return what the mail provider makes of a report."""
    return {
        "message_id": "<20261201.4F2B1A@mx.example.net>",
        "from": "MAILER-DAEMON@mx.example.net",
        "to": [to],
        "auto_submitted": True,
        "raw": base64.b64encode(raw).decode(),
        **more,
    }
