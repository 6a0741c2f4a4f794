"""Nothing is sent around the gate, the ledger and the table of kinds."""

import ast

import pytest

from infra.local.stack.process import ROOT
from shared.kernel.errors import UnavailableError
from shared.people.consents.choice import Choice, Method
from shared.people.consents.consents import Consents
from shared.people.messages import kinds
from shared.people.messages.kinds import CODE, KINDS, SIGNED_IN, MessageKind
from shared.people.messages.port import Message
from shared.people.messages.sender import Sender
from shared.people.person.address import Address, email, phone
from shared.people.person.disclosures import Disclosures
from shared.privacy.purposes import (
    ANALYTICS,
    PROMOTIONS_EMAIL,
    PROMOTIONS_SMS,
    PURPOSES,
    STATUS_EMAIL,
    Basis,
    Purpose,
)
from tests.memory_platform import Outbox
from tests.source import DEPLOYED, nodes_of
from tests.unit.people.consents.test_consents import ADA, Place

JANE, MOBILE = email("jane@example.com"), phone("+491711234567")
STOP = "https://eu.api.example.com/v1/unsubscribe/token"
OFFER = Message(MessageKind("offer", PROMOTIONS_EMAIL), "An offer", "Buy.", STOP)
NEWS = Message(MessageKind("news", STATUS_EMAIL), "News", "It is there.", STOP)
NOTICE = Message(SIGNED_IN, "A sign-in", "Somebody signed in.")


class Post:
    """A person, what they allow, and what is sent to them."""

    def __init__(self, place: Place) -> None:
        self.place, self.outbox = place, Outbox()
        self.consents: Consents = place.consents()
        self.sender = Sender(self.outbox, self.ledger(), self.consents.allowed)

    def ledger(self) -> Disclosures:
        """Return the ledger."""
        return self.place.instance().disclosures

    async def decide(self, **grants: bool) -> None:
        """Say yes or no."""
        await self.consents.decide(ADA, Choice(grants, 1, "en", Method.SETTINGS))


@pytest.fixture
async def post() -> Post:
    place = Place()
    await place.settle()
    return Post(place)


async def test_a_promotion_goes_only_to_who_agreed_and_stops_with_the_withdrawal(
    post: Post,
) -> None:
    assert not await post.sender.send(JANE, OFFER, person=ADA)
    assert (post.outbox.sent, (await post.ledger().page(ADA, after="", limit=100))[0]) == (
        [],
        [],
    ), "nobody was given it"
    await post.decide(promotions_sms=True, status_email=True)
    assert not await post.sender.send(JANE, OFFER, person=ADA)
    await post.decide(promotions_email=True)
    assert await post.sender.send(JANE, OFFER, person=ADA)
    await post.decide(promotions_email=False)
    assert not await post.sender.send(JANE, OFFER, person=ADA)
    assert post.outbox.sent == [(JANE.value, OFFER)]


async def test_a_choice_is_obeyed_too_and_is_on_until_somebody_says_no(post: Post) -> None:
    assert await post.sender.send(JANE, NEWS, person=ADA)
    await post.decide(status_email=False)
    assert not await post.sender.send(JANE, NEWS, person=ADA)


async def test_security_goes_to_who_refused_everything_and_does_not_ask(post: Post) -> None:
    await post.consents.withdraw(ADA, language="en")
    assert await post.sender.send(JANE, NOTICE, person=ADA)
    (line,) = (await post.ledger().page(ADA, after="", limit=100))[0]
    assert (line.whom, line.data, line.subject, line.until) == (
        "mail", "email address", "account", None,
    )  # fmt: skip
    assert await post.sender.send(JANE, NOTICE, person=ADA)
    assert len((await post.ledger().page(ADA, after="", limit=100))[0]) == 1


async def test_a_code_goes_to_whoever_asks_and_leaves_no_line(post: Post) -> None:
    before = dict(post.place.data.stored)
    assert await post.sender.send(MOBILE, Message(CODE, "Code", "123456"))
    assert len(post.outbox.sent) == 1
    assert dict(post.place.data.stored) == before


async def test_what_cannot_be_decided_or_written_down_is_not_sent(post: Post) -> None:
    await post.decide(promotions_email=True)
    post.place.data.down = True
    for message in (OFFER, NOTICE):
        with pytest.raises(UnavailableError):
            await post.sender.send(JANE, message, person=ADA)
    assert post.outbox.sent == []


@pytest.mark.parametrize(
    ("address", "message", "person"),
    [(JANE, NOTICE, None), (JANE, OFFER, None), (MOBILE, OFFER, ADA)],
    ids=["a notice to nobody", "an offer to nobody", "an offer by another channel"],
)
async def test_what_goes_to_the_wrong_place_is_a_fault_of_ours(
    post: Post, address: Address, message: Message, person: str | None
) -> None:
    await post.decide(promotions_email=True)
    with pytest.raises(ValueError, match="not"):
        await post.sender.send(address, message, person=person)
    assert post.outbox.sent == []


@pytest.mark.parametrize(
    ("purpose", "to_strangers"),
    [
        (ANALYTICS, False),
        (PROMOTIONS_SMS, True),
        (Purpose("promotions_email", Basis.LEGAL), False),
        (Purpose("greetings", Basis.CONTRACT), False),
    ],
    ids=["no channel", "nobody to ask", "another basis", "not registered"],
)
def test_a_kind_that_nobody_can_decide_about_fails_at_import(
    purpose: Purpose, *, to_strangers: bool
) -> None:
    with pytest.raises(TypeError):
        MessageKind("wrong", purpose, to_strangers=to_strangers)


def test_a_kind_without_a_purpose_and_a_message_without_a_kind_cannot_be_made() -> None:
    with pytest.raises(TypeError):
        MessageKind("wrong")  # type: ignore[call-arg]  # that is the test
    with pytest.raises(TypeError):
        Message(subject="Hello", text="World.")  # type: ignore[call-arg]  # as above


def test_what_can_be_stopped_says_how() -> None:
    with pytest.raises(ValueError, match="stopped"):
        Message(OFFER.kind, "An offer", "Buy.")


def test_the_table_of_kinds_is_whole() -> None:
    defined = [one for one in vars(kinds).values() if isinstance(one, MessageKind)]
    assert set(defined) == set(KINDS)
    assert len({one.id for one in KINDS}) == len(KINDS) == len(defined)
    assert {one.id: one.purpose.id for one in KINDS} == {
        "code": "protection",
        "signed-in": "protection",
        "linked": "protection",
        "address-changes": "protection",
        "erasure-asked": "protection",
        "minor-erased": "protection",
        "minor-reported": "protection",
        "minor-called-off": "protection",
        "export-asked": "protection",
        "export-ready": "account",
        "inactivity": "account",
        "policy-changes": "policy_news",
        "rights-received": "rights",
        "rights-extended": "rights",
        "rights-answered": "rights",
        "restriction-lifts": "rights",
        "rights-due": "rights",
        "news-email": "status_email",
        "news-sms": "status_sms",
        "news-push": "status_push",
        "promotion-email": "promotions_email",
        "promotion-sms": "promotions_sms",
        "promotion-push": "promotions_push",
    }
    assert all(PURPOSES[one.purpose.id] is one.purpose for one in KINDS)


def test_kinds_are_declared_in_one_place_and_the_channels_are_the_senders_alone() -> None:
    folder = ROOT / "shared" / "people" / "messages"
    setup = ROOT / "shared" / "setup"
    allowed = {
        "MessageKind": {folder / "kinds.py"},
        "Channels": {setup / "google_cloud.py"},
        "MailClient": {setup / "google_cloud.py"},
        "SmsSender": {setup / "google_cloud.py"},
    }
    reads = {
        "messenger": {setup / "messages.py"},
    }
    for path in DEPLOYED:
        for node in nodes_of(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert path in allowed.get(node.func.id, {path}), (path, node.func.id)
            if isinstance(node, ast.Attribute):
                assert path in reads.get(node.attr, {path}), (path, node.attr)
