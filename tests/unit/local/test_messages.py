"""What was sent can be read back, whatever channel it took."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import httpx
import pytest

from infra.local.emulators import messages
from tests.ports import NO_TLS, free_port
from tests.unit.local.serve import served


class Sink:
    """A running sink and its addresses."""

    def __init__(self, url: str, smtp_port: int) -> None:
        self.smtp_port = smtp_port
        self.http = httpx.Client(base_url=url, trust_env=False, verify=NO_TLS)

    def listed(self, **params: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = self.http.get("/messages", params=params).json()
        return found


@pytest.fixture
def sink() -> Iterator[Sink]:
    smtp_port = free_port()
    with served(messages.app(messages.Outbox(), smtp_port)) as url:
        running = Sink(url, smtp_port)
        yield running
        running.http.close()


def a_mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@x.test", "b@y.test", "Ihr Code für heute"
    mail["List-Unsubscribe"] = "<https://x.test/u>"
    mail.set_content("Code: 123456, grün")
    mail.add_alternative("<p>Code: <b>123456</b></p>", subtype="html")
    return mail


def test_a_mail_is_listed_with_both_bodies_and_its_headers(sink: Sink) -> None:
    with smtplib.SMTP("127.0.0.1", sink.smtp_port) as smtp:
        smtp.login("anybody", "anything")
        smtp.send_message(a_mail(), to_addrs=["b@y.test", "c@y.test"])
    assert [m["to"] for m in sink.listed()] == ["c@y.test", "b@y.test"]
    (told,) = sink.listed(to="b@y.test")
    fields = {"channel", "to", "subject", "text", "html", "headers", "returns_to", "at"}
    assert set(told) == fields
    assert told["returns_to"] == a_mail()["From"]
    assert told["channel"] == "email"
    assert told["subject"] == "Ihr Code für heute"
    assert told["text"] == "Code: 123456, grün\n"
    assert told["html"] == "<p>Code: <b>123456</b></p>\n"
    assert isinstance(told["headers"], dict)
    assert told["headers"]["List-Unsubscribe"] == "<https://x.test/u>"


def test_the_newest_comes_first_and_all_can_be_wiped(sink: Sink) -> None:
    for word in ("first", "second"):
        reply = sink.http.post(
            "/sms/2010-04-01/Accounts/AC1/Messages.json",
            data={"To": "+4915100000000", "From": "+491", "Body": word},
            auth=("AC1", "token"),
        )
        assert reply.status_code == 201
        assert reply.json()["sid"].startswith("SM")
        assert reply.json()["status"] == "queued"
    assert [m["text"] for m in sink.listed()] == ["second", "first"]
    assert sink.http.delete("/messages").status_code == 204
    assert sink.listed() == []


def test_the_digits_that_were_last_sent_are_found_behind_what_came_after_them(sink: Sink) -> None:
    """A notice of an earlier sign-in may come between a code and who reads it."""
    for to, words in (("1", "Code: 111111"), ("1", "Code: 222222"), ("1", "You signed in at 12")):
        sink.http.post(
            "/sms/2010-04-01/Accounts/AC1/Messages.json",
            data={"To": to, "From": "+491", "Body": words},
            auth=("AC1", "token"),
        )
    assert sink.http.get("/codes", params={"to": "1"}).json() == {"code": "222222"}
    assert sink.http.get("/codes", params={"to": "2"}).status_code == 404


def test_a_push_is_listed_under_its_token(sink: Sink) -> None:
    body = {"message": {"token": "t1", "notification": {"title": "T", "body": "B"}}}
    path = "/push/v1/projects/p/messages:send"
    reply = sink.http.post(path, json=body, headers={"Authorization": "Bearer x"})
    assert reply.json()["name"].startswith("projects/p/messages/")
    (told,) = sink.listed()
    assert (told["channel"], told["to"], told["subject"], told["text"]) == ("push", "t1", "T", "B")


@pytest.mark.parametrize(
    ("path", "credentials", "status"),
    [
        ("/sms/2010-04-01/Accounts/AC1/Messages.json", "", 401),
        ("/sms/2010-04-01/Accounts/AC1/Messages.json", "Basic x", 400),
        ("/push/v1/projects/p/messages:send", "", 401),
        ("/push/v1/projects/p/messages:send", "Bearer x", 400),
    ],
)
def test_a_provider_refuses_strangers_and_nonsense(
    sink: Sink, path: str, credentials: str, status: int
) -> None:
    reply = sink.http.post(path, content=b"[]", headers={"Authorization": credentials})
    assert reply.status_code == status
    assert sink.listed() == []
