"""Mail as MIME: text and HTML side by side, plain words, nothing remote, nothing to track by."""

from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, make_msgid
from html import escape

from shared.kernel.clock import Clock
from shared.people.messages.port import Message

_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{subject}</title>'
    '</head><body style="font-family:sans-serif">{paragraphs}</body></html>'
)


def mime(message: Message, *, sender: str, to: str, clock: Clock, language: str = "en") -> bytes:
    """Return a mail, ready to be sent.

    Args:
        message: Its subject is one line: a line break in it is an error of ours, not a header.
        sender: An address of ours.
        to: As ``people.address`` returns it.
        clock: For the date.
        language: Of the text.
    """
    mail = EmailMessage(policy=SMTP if to.isascii() else SMTPUTF8)
    mail["From"], mail["To"], mail["Subject"] = sender, to, message.subject
    mail["Date"] = format_datetime(clock.now())
    domain = sender.rpartition("@")[2]
    mail["Message-ID"] = f"<{message.id}@{domain}>" if message.id else make_msgid(domain=domain)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic answers, please
    if message.unsubscribe:  # RFC 8058: one step, without a page
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.text + "\n")
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in message.text.split("\n\n"))
    page = _PAGE.format(
        language=escape(language), subject=escape(message.subject), paragraphs=paragraphs
    )
    mail.add_alternative(page, subtype="html")
    return mail.as_bytes()
