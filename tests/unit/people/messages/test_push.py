"""Push messages: who is told what, and what is read from the answers."""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey

from shared.kernel.errors import AppError, IntegrityError, UnavailableError
from shared.people.messages.app_push import AppPushSender, told
from shared.people.messages.kinds import NEWS_PUSH
from shared.people.messages.outbox_delivery import NotAllReachedError
from shared.people.messages.port import AddressGoneError, Destination, Message
from shared.people.messages.posting import Posting, PostTerms
from shared.people.messages.sent import MessageOutcome
from shared.people.messages.web_push import WebPushSender, said, sealed
from shared.people.person.model import Person
from shared.people.person.push_address import PushAddress, PushTarget
from shared.people.person.push_keys import NotAKeyError, private_key, public_key, unwritten
from shared.people.person.rate_limits import Charged, Counted
from shared.platform.suppliers.client import SupplierClient
from shared.platform.suppliers.pace import Unpaced
from shared.platform.suppliers.port import FetchOutcome, SupplierError, SupplierStanding
from shared.platform.suppliers.wire import Answer, Request
from tests.fakes import FakeClock

if TYPE_CHECKING:
    from shared.people.messages.sender import Sender
    from shared.people.person.rate_limits import PeopleLimits

OURS = (
    "AiYtsY5IP2Vg3MysKrun_IokxCBhbNp4Tdb9MaU5pFk",
    "ChzzYupJJlXpmeBokBtLvUFpWNRKmfke659etfrsHyU",
)
STOP = "https://eu.api.example.com/v1/unsubscribe/dGhpcyBpcyBhIHRva2VuIG9mIDM0IGNoYXJz"
NEWS = Message(
    NEWS_PUSH,
    "Red shoes (DHL ...1234) is out for delivery.",
    "",
    unsubscribe=STOP,
    id="5d0a7c1be2d477880f3c9a5be2d47788",
    about=("0f3c9a5be2d477880f3c9a5be2d47788",),
    keep=timedelta(hours=6),
)
BROWSER = private_key("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")
"""Of RFC 8291, appendix A, as the next two."""
POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"  # noqa: S105 - published


class Service:
    """A supplier's client that answers as it is told, and keeps what it was sent."""

    standing = SupplierStanding.OPEN

    def __init__(self, status: int = 201, body: object = None) -> None:
        self.status, self.body = status, body
        self.requests: list[Request] = []

    async def send(self, request: Request, **_: object) -> Answer:
        self.requests.append(request)
        return Answer(self.status, self.body)

    async def close(self) -> None:
        """Close nothing."""


def client(service: Service) -> SupplierClient:
    return cast("SupplierClient", service)


def address(host: str = "web.push.apple.com", **more: str) -> PushAddress:
    given = {"key": POINT, "secret": SECRET, "ours": public_key(OURS[0]), **more}
    return PushAddress(
        service="web-push-apple",
        to=f"https://{host}/a/b?c=d",
        session="s",
        since=datetime(2026, 12, 1, tzinfo=UTC),
        **given,
    )


def browsers(service: Service, *keys: str) -> WebPushSender:
    return WebPushSender(
        lambda *_: client(service), keys or OURS, "mailto:agogopost@example.com", FakeClock()
    )


def test_what_is_sealed_is_what_rfc_8291_says() -> None:
    """Appendix A, byte for byte."""
    whole = http_ece.encrypt(
        b"When I grow up, I want to be a watermelon",
        salt=unwritten("DGv6ra1nlYgDCS1FRnbzlw"),
        private_key=private_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        dh=unwritten(POINT),
        auth_secret=unwritten(SECRET),
        version="aes128gcm",
    )
    assert base64.urlsafe_b64encode(whole).rstrip(b"=").decode() == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg"
        "Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuw"
        "XPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_only_the_browser_opens_what_is_sealed_to_it_and_no_two_are_alike() -> None:
    first, second = sealed(address(), said(NEWS)), sealed(address(), said(NEWS))
    assert first != second
    opened = http_ece.decrypt(
        first, private_key=BROWSER, auth_secret=unwritten(SECRET), version="aes128gcm"
    )
    assert json.loads(opened) == {
        "title": NEWS.subject,
        "body": "",
        "tag": NEWS.id,
        "follows": list(NEWS.about),
        "stop": STOP,
    }
    assert len(opened) % 256 == 0
    other = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(http_ece.ECEException):
        http_ece.decrypt(
            first, private_key=other, auth_secret=unwritten(SECRET), version="aes128gcm"
        )


@pytest.mark.parametrize("letter", ["x", '"', "\u5305", "\U0001f4e6"])
def test_the_longest_message_fits_into_what_services_take(letter: str) -> None:
    many = Message(
        NEWS_PUSH,
        letter * 150,
        letter * 10_000,
        unsubscribe=STOP,
        id=NEWS.id,
        about=NEWS.about * 100,
    )
    assert len(sealed(address(), said(many))) <= 4096


async def test_a_service_is_told_who_we_are_and_until_when_it_is_worth_keeping() -> None:
    service = Service()
    await browsers(service).send(address(), NEWS)
    (request,) = service.requests
    assert request.path == "/a/b?c=d"
    headers = request.headers
    assert (headers["TTL"], headers["Topic"], headers["Urgency"]) == ("21600", NEWS.id, "normal")
    scheme, token, key = headers["Authorization"].replace(",", "").split(" ")
    assert (scheme, key) == ("vapid", f"k={public_key(OURS[0])}")
    public = ECKey.import_key(private_key(OURS[0]).public_key())
    claims = jwt.decode(token.removeprefix("t="), public, algorithms=["ES256"]).claims
    assert claims["aud"] == "https://web.push.apple.com"
    assert claims["sub"] == "mailto:agogopost@example.com"
    assert (
        timedelta(0)
        < datetime.fromtimestamp(claims["exp"], UTC) - FakeClock().now()
        <= (timedelta(hours=24))
    )


async def test_a_browser_is_written_to_under_the_key_with_which_it_subscribed() -> None:
    service = Service()
    sender = browsers(service)
    for private in OURS:
        await sender.send(address(ours=public_key(private)), NEWS)
    named = [one.headers["Authorization"].partition("k=")[2] for one in service.requests]
    assert named == [public_key(one) for one in OURS]
    with pytest.raises(SupplierError) as caught:  # the mistake may be ours: it is kept
        await browsers(service, OURS[1]).send(address(), NEWS)
    assert not isinstance(caught.value, AddressGoneError)
    assert caught.value.outcome is FetchOutcome.REFUSED
    assert len(service.requests) == 2


@pytest.mark.parametrize(
    ("status", "error", "outcome"),
    [
        (404, AddressGoneError, FetchOutcome.BAD_ANSWER),
        (410, AddressGoneError, FetchOutcome.BAD_ANSWER),
        (400, SupplierError, FetchOutcome.BAD_ANSWER),
        (401, SupplierError, FetchOutcome.REFUSED),
        (403, SupplierError, FetchOutcome.REFUSED),
        (413, SupplierError, FetchOutcome.BAD_ANSWER),
    ],
)
async def test_what_a_push_service_says_of_one_browser(
    status: int, error: type[SupplierError], outcome: FetchOutcome
) -> None:
    """Also of a key that it does not take: somebody may have subscribed with another one."""
    service = Service(status)
    with pytest.raises(error) as caught:
        await browsers(service).send(address(), NEWS)
    assert (type(caught.value), caught.value.outcome) == (error, outcome)
    assert service.requests[0].refusals == frozenset()


async def test_connections_are_kept_to_as_many_hosts_as_there_may_be() -> None:
    made: list[str] = []

    def make(_: str, origin: str) -> SupplierClient:
        made.append(origin)
        return client(Service())

    sender = WebPushSender(make, OURS, "mailto:a@example.com", FakeClock())
    hosts = [f"h{number}.notify.windows.com" for number in range(40)]
    for host in (*hosts, hosts[-1], hosts[0]):
        await sender.send(address(host), NEWS)
    assert made == [*(f"https://{host}" for host in hosts), f"https://{hosts[0]}"]


@pytest.mark.parametrize("given", ["", "A" * 43, "_" * 43, "not base64!", "\u00e4"])
def test_what_is_no_key_is_none(given: str) -> None:
    with pytest.raises(NotAKeyError):
        WebPushSender(lambda *_: client(Service()), [given], "mailto:a@example.com", FakeClock())


# Apps.


async def token() -> str:
    return "a token of ours"


def apps(service: Service) -> AppPushSender:
    return AppPushSender(client(service), "agogopost-app", token, FakeClock())


def test_google_is_told_random_ids_and_nothing_else() -> None:
    assert told("their-token", NEWS, FakeClock()) == {
        "token": "their-token",
        "data": {"kind": "news-push", "message": NEWS.id, "follows": NEWS.about[0]},
        "android": {"priority": "HIGH", "ttl": "21600s"},
        "apns": {
            "headers": {
                "apns-collapse-id": NEWS.id,
                "apns-expiration": str(round(FakeClock().now().timestamp()) + 21_600),
            },
            "payload": {
                "aps": {
                    "alert": {"loc-key": "agogopost-news-push"},
                    "mutable-content": 1,
                    "sound": "default",
                }
            },
        },
    }


def _error(status: int, **detail: object) -> dict[str, Any]:
    return {"error": {"code": status, "details": [detail]}}


@pytest.mark.parametrize(
    ("status", "body", "gone", "outcome"),
    [
        (404, _error(404, errorCode="UNREGISTERED"), True, FetchOutcome.BAD_ANSWER),
        (403, _error(403, errorCode="SENDER_ID_MISMATCH"), False, FetchOutcome.REFUSED),
        (
            400,
            _error(400, fieldViolations=[{"field": "message.token"}]),
            True,
            FetchOutcome.BAD_ANSWER,
        ),
        (
            400,
            _error(400, fieldViolations=[{"field": "message.android"}]),
            False,
            FetchOutcome.BAD_ANSWER,
        ),
        (404, {"error": {"code": 404, "status": "NOT_FOUND"}}, False, FetchOutcome.REFUSED),
        (403, {"error": {"code": 403, "status": "PERMISSION_DENIED"}}, False, FetchOutcome.REFUSED),
        (404, ["nonsense"], False, FetchOutcome.REFUSED),
        (404, {"error": {"details": "nonsense"}}, False, FetchOutcome.REFUSED),
    ],
)
async def test_only_what_is_said_of_a_token_makes_it_gone(
    status: int,
    body: object,
    gone: bool,  # noqa: FBT001 - of a case
    outcome: FetchOutcome,
) -> None:
    """A project that is named wrongly, or a missing role, costs nobody their address."""
    with pytest.raises(SupplierError) as caught:
        await apps(Service(status, body)).send("their-token", NEWS)
    assert isinstance(caught.value, AddressGoneError) == gone
    assert caught.value.outcome is outcome


async def test_an_app_is_sent_by_the_account_of_the_function() -> None:
    service = Service(200, {"name": "projects/a/messages/b"})
    await apps(service).send("their-token", NEWS)
    (request,) = service.requests
    assert request.path == "/v1/projects/agogopost-app/messages:send"
    assert request.headers == {"Authorization": "Bearer a token of ours"}


# To several devices: posting.


class Slow:
    """A sender that takes its time, and fails for some."""

    def __init__(self, clock: FakeClock, seconds: float, **fails: Exception) -> None:
        self.clock, self.seconds, self.fails = clock, seconds, fails
        self.sent: list[str] = []
        self.stopped_at = ""
        """The device before which the person says stop."""

    def serves(self, address: Destination) -> bool:
        return bool(address.value)

    async def send(self, address: Destination, _: Message, *, person: str) -> bool:
        assert person == "ada"
        self.clock.advance(timedelta(seconds=self.seconds))
        assert isinstance(address, PushTarget)
        if address.device == self.stopped_at:
            return False
        if address.device in self.fails:
            raise self.fails[address.device]
        self.sent.append(address.device)
        return True


class Places:
    """Devices of somebody."""

    def __init__(self, *devices: str) -> None:
        self.devices, self.forgotten = devices, list[str]()

    async def pushed(self, _: str) -> list[PushTarget]:
        return [PushTarget(one, address()) for one in self.devices]

    async def forget(self, _: str, gone: PushTarget) -> None:
        self.forgotten.append(gone.device)


class Counting:
    """Limits that count and give back."""

    def __init__(self) -> None:
        self.number = 0

    async def charge(self, charges: Sequence[object]) -> Charged:
        self.number += len(charges)
        return Charged(tuple(Counted(str(n), FakeClock().now()) for n in range(len(charges))), ())

    async def give_back(self, counted: Sequence[Counted]) -> None:
        self.number -= len(counted)


ADA = Person(country="DE", policy_version="1", created=FakeClock().now())


def posting(sender: Slow, places: Places, limits: Counting) -> Posting:
    async def link(*_: str) -> str:
        return STOP

    async def stop(*_: str) -> None:
        raise AssertionError

    return Posting(
        cast("Sender", sender),
        cast("PeopleLimits", limits),
        sender.clock,
        places=places,
        link=link,
        stop=stop,
        terms={NEWS_PUSH.id: PostTerms(20, 100, Unpaced())},
    )


async def test_many_slow_devices_are_told_in_several_goes_and_none_twice() -> None:
    """A worker has 45 seconds; the day's messages of the person count once."""
    clock, limits = FakeClock(), Counting()
    places = Places(*(f"d{number:02}" for number in range(20)))
    sender, reached, goes = Slow(clock, 4.0), tuple[str, ...](), 0
    outcome = None
    while outcome is None:
        began, goes = clock.ticks(), goes + 1
        try:
            post = posting(sender, places, limits)
            attempt = await post.post("ada", ADA, NEWS_PUSH, lambda _: NEWS, reached=reached)
            outcome = attempt.outcome
        except NotAllReachedError as e:
            reached = e.reached
        assert clock.ticks() - began < 25
    assert outcome is MessageOutcome.SENT
    assert sender.sent == list(places.devices)
    assert goes == 5
    assert limits.number == 2


@pytest.mark.parametrize("error", [UnavailableError(), SupplierError(), IntegrityError()])
async def test_what_fails_for_one_device_loses_nothing_of_the_others(error: AppError) -> None:
    places, limits = Places("a", "b", "c"), Counting()
    sender = Slow(FakeClock(), 0, b=error)
    post = posting(sender, places, limits).post("ada", ADA, NEWS_PUSH, lambda _: NEWS)
    if isinstance(error, UnavailableError):
        with pytest.raises(NotAllReachedError) as caught:
            await post
        assert caught.value.reached == ("a", "c")
        assert caught.value.cause is error
    else:
        assert (await post).outcome is MessageOutcome.SENT
    assert sender.sent == ["a", "c"]
    assert places.forgotten == []


async def test_if_no_device_is_there_any_more_nothing_is_counted() -> None:
    places, limits = Places("a", "b"), Counting()
    sender = Slow(FakeClock(), 0, a=AddressGoneError(), b=AddressGoneError())
    post = posting(sender, places, limits)
    attempt = await post.post("ada", ADA, NEWS_PUSH, lambda _: NEWS)
    assert attempt.outcome is MessageOutcome.UNREACHABLE
    assert places.forgotten == ["a", "b"]
    assert limits.number == 0


@pytest.mark.parametrize(
    ("stopped_at", "outcome", "counted"),
    [("a", MessageOutcome.UNWANTED, 0), ("c", MessageOutcome.SENT, 2)],
)
async def test_who_says_stop_between_two_devices_is_told_on_no_further_one(
    stopped_at: str, outcome: MessageOutcome, counted: int
) -> None:
    limits, sender = Counting(), Slow(FakeClock(), 0, b=UnavailableError())
    sender.stopped_at = stopped_at
    post = posting(sender, Places("a", "b", "c", "d"), limits)
    attempt = await post.post("ada", ADA, NEWS_PUSH, lambda _: NEWS)
    assert attempt.outcome is outcome
    assert sender.sent == ["a"][: counted // 2]
    assert limits.number == counted
