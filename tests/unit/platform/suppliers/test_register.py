"""The register: who may be handed what, where, until when."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from shared.parcels.carriers.access import ROWS, Row
from shared.parcels.carriers.directory import CARRIERS
from shared.parcels.carriers.model import Proof
from shared.people.messages.sender import relayed
from shared.people.person.address import Channel
from shared.people.person.push_address import BROWSERS, FCM, browser_service
from shared.platform.suppliers.model import Category, SupplierRefusedError
from shared.platform.suppliers.register import read, register
from shared.privacy.purposes import PURPOSES

GOOD = """
[dhl]
name = "A supplier"
purpose = "tracking"
categories = ["waybill number"]
hosts = ["api.example.com"]
regions = ["eu"]
country = "DE"
stores = "nothing"
terms_accepted = 2026-01-01
terms = "https://example.com/terms"
security_evidence = "a certificate"
next_review = 2027-01-01
"""


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ('purpose = "tracking"', 'purpose = "advertising to strangers"'),
        ('categories = ["waybill number"]', "categories = []"),
        ('hosts = ["api.example.com"]', "hosts = []"),
        ('regions = ["eu"]', 'regions = ["mars"]'),
        ('country = "DE"', 'country = "Germany"'),
        ('stores = "nothing"', ""),
        ("terms_accepted = 2026-01-01", ""),
        ('terms = "https://example.com/terms"', 'terms = "agreed by phone"'),
        ('terms = "https://example.com/terms"', 'terms = "http://example.com/terms"'),
        ('security_evidence = "a certificate"', ""),
        ("next_review = 2027-01-01", ""),
        ("next_review = 2027-01-01", "next_review = 2027-01-01\nnote = 'trust me'"),
    ],
)
def test_an_entry_that_lacks_or_invents_something_is_refused(line: str, instead: str) -> None:
    assert list(read(GOOD)) == ["dhl"]
    with pytest.raises(ValidationError):
        read(GOOD.replace(line, instead))


@pytest.mark.parametrize("name", register())
def test_every_supplier_of_this_release_is_checked_by_day_and_region(name: str) -> None:
    known = register()[name]
    assert known.purpose in PURPOSES
    assert all("/" not in host and host == host.lower() for host in known.hosts)
    for region in known.regions:
        known.check(region=region, today=known.next_review)
        with pytest.raises(SupplierRefusedError):
            known.check(region=region, today=known.next_review + timedelta(days=1))
    with pytest.raises(SupplierRefusedError):
        known.check(region="elsewhere", today=known.next_review)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_whoever_is_asked_for_parcels_may_be_told_what_it_asks_for(row: Row) -> None:
    """Else the ledger would refuse it: what it asks for must stand on the register."""
    details = {Proof.POSTCODE: Category.POSTCODE, Proof.PHONE_TAIL: Category.PHONE_TAIL}
    own = CARRIERS.get(row.code)
    asks = set(own.asks) if own is not None else {p for one in CARRIERS.values() for p in one.asks}
    wanted = {Category.NUMBER, *(details[proof] for proof in asks)}
    assert wanted <= set(register()[row.code].categories)


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.PHONE])
def test_whoever_relays_messages_may_be_told_the_address(channel: Channel) -> None:
    giving = relayed(channel)
    assert set(giving.categories) <= set(register()[giving.supplier].categories)


@pytest.mark.parametrize("service", [FCM, *BROWSERS])
def test_whoever_relays_push_messages_may_be_told_the_address(service: str) -> None:
    assert Category.PUSH in register()[service].categories


def test_apps_are_not_reached_from_the_eu_as_shipped_and_browsers_everywhere() -> None:
    assert register()[FCM].regions == ("us", "asia")
    assert {register()[one].regions for one in BROWSERS} == {("eu", "us", "asia")}


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("https://web.push.apple.com/QGuQ", "web-push-apple"),
        ("https://fcm.googleapis.com/fcm/send/a:b", "web-push-google"),
        ("https://wns2-par02p.notify.windows.com/w/?token=a", "web-push-microsoft"),
        ("https://updates.push.services.mozilla.com:443/wpush/v2/a", "web-push-mozilla"),
        ("https://a.b.notify.windows.com/w/", None),
        ("https://notify.windows.com/w/", None),
        ("https://.notify.windows.com/w/", None),
        ("https://*.notify.windows.com/w/", "web-push-microsoft"),  # resolves to nothing
        ("https://xfcm.googleapis.com/a", None),
        ("https://fcm.googleapis.com.example/a", None),
        ("https://fcm.googleapis.com@example.com/a", None),
        ("https://example.com@fcm.googleapis.com/a", None),
        ("https://fcm.googleapis.com:444/a", None),
        ("https://fcm.googleapis.com:x/a", None),
        ("http://fcm.googleapis.com/a", None),
        ("https://[::1/a", None),
        ("http://127.0.0.1/a", None),
    ],
)
def test_a_browsers_service_is_known_by_whole_labels_port_and_scheme(
    address: str, service: str | None
) -> None:
    assert browser_service(address, register(), loopback=False) == service


def test_the_ledger_has_no_word_that_no_supplier_is_given() -> None:
    named = {category for one in register().values() for category in one.categories}
    assert set(Category) <= named
