"""A mail says the same in text and HTML, loads nothing, and no header can be slipped in."""

import email
import email.policy
from email.message import EmailMessage

import pytest

from shared.people.messages.email import mime
from shared.people.messages.kinds import CODE
from shared.people.messages.port import Message
from tests.fakes import FakeClock

MESSAGE = Message(CODE, "A subject", "First <b>paragraph</b>.\n\nSecond & last.")


def read(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)


def sent(message: Message = MESSAGE, to: str = "jane@example.com") -> EmailMessage:
    return read(mime(message, sender="no-reply@agogopost.example", to=to, clock=FakeClock()))


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body(preferencelist=(kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_mail_has_text_and_html_of_the_same_words() -> None:
    mail = sent()
    assert body(mail, "plain") == "First <b>paragraph</b>.\n\nSecond & last.\n"
    page = body(mail, "html")
    assert "<p>First &lt;b&gt;paragraph&lt;/b&gt;.</p><p>Second &amp; last.</p>" in page
    assert "<title>A subject</title>" in page


def test_a_mail_loads_nothing() -> None:
    page = body(sent(), "html")
    for word in ("http", "src=", "href=", "url(", "<img", "<script", "<link", "@import"):
        assert word not in page


def test_a_mail_says_whose_it_is_and_that_nobody_need_answer() -> None:
    mail = sent()
    assert mail["From"] == "no-reply@agogopost.example"
    assert mail["To"] == "jane@example.com"
    assert mail["Subject"] == "A subject"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] == "Sun, 01 Mar 2026 12:00:00 +0000"
    assert str(mail["Message-ID"]).endswith("@agogopost.example>")


@pytest.mark.parametrize(
    ("subject", "to"),
    [
        ("A subject\r\nBcc: joe@example.com", "jane@example.com"),
        ("A subject\nBcc: joe@example.com", "jane@example.com"),
        ("A subject", "jane@example.com\r\nBcc: joe@example.com"),
    ],
)
def test_no_header_can_be_slipped_in(subject: str, to: str) -> None:
    with pytest.raises(ValueError, match=r"linefeed|CR|newline"):
        sent(Message(CODE, subject, "Text."), to)
