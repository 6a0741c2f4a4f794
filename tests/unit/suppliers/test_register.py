"""The register: who may be handed what, where, until when."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from shared.privacy.purposes import PURPOSES
from shared.suppliers.model import SupplierRefusedError
from shared.suppliers.register import read, register

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
