"""One mailbox is one address however it is written; a look-alike is another or none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.people.person.address import Address, AddressError, Channel, email, phone
from tests.rows import each_row

SAME = [
    "jane@example.com",
    " Jane@Example.COM ",
    "JANE@EXAMPLE.COM.",
    "\uff4aane@example.com",
    "jane@\uff45xample.com",
    "jane\uff20example.com",
    "jane@example\u3002com",
]


@pytest.mark.parametrize("given", SAME)
def test_one_mailbox_is_one_address(given: str) -> None:
    assert email(given) == Address(Channel.EMAIL, "jane@example.com")


def test_a_domain_is_written_in_ascii() -> None:
    assert email("jane@b\u00fccher.example").value == "jane@xn--bcher-kva.example"
    assert email("jane@XN--BCHER-KVA.example").value == "jane@xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("jane@example.com", "jane@ex\u0430mple.com"),
        ("jane@example.com", "jane+x@example.com"),
        ("jane@example.com", "j.ane@example.com"),
        ("jane@example.com", "jane@example.com.evil.example"),
    ],
)
def test_a_look_alike_is_another_address(one: str, other: str) -> None:
    assert email(one) != email(other)


@each_row(
    "given",
    [
        "",
        "jane",
        "@example.com",
        "jane@",
        "jane@example",
        "jane@@example.com",
        "a b@example.com",
        '"jane"@example.com',
        "=?utf-8?q?v=40bank.com=2c_b?=@example.com",
        "jane@[127.0.0.1]",
        "jane@127.0.0.1",
        ".jane@example.com",
        "jane.@example.com",
        "ja..ne@example.com",
        "j\u0430ne@example.com",
        "stra\u00dfe@example.com",
        "\u0130@example.com",
        "jane@-example.com",
        "jane@exa_mple.com",
        "jane@example..com",
        "jane@" + "a" * 64 + ".com",
        "j" * 65 + "@example.com",
        "jane@" + "a." * 125 + "com",
        "jane@example.com\r\nBcc: x@example.com",
        "jane@example.com\x00",
        "jane,joe@example.com",
        "<jane@example.com>",
        "jane@example.com?subject=x",
        "\ud800@example.com",
    ],
    ids=ascii,
)
def test_what_is_no_mailbox_is_refused(given: str) -> None:
    with pytest.raises(AddressError):
        email(given)


@pytest.mark.parametrize(
    "given", ["+49 171 1234567", "0049-171/1234567", "+49(171)123.4567", " \uff0b491711234567"]
)
def test_one_phone_is_one_number(given: str) -> None:
    assert phone(given) == Address(Channel.PHONE, "+491711234567")


@pytest.mark.parametrize(
    "given",
    [
        "",
        "0171 1234567",
        "+0171234567",
        "+49",
        "+4917112345678901",
        "+49171abc",
        "tel:+491711234567",
        "+49171123456\u0667",
        "+491711234567;ext=1",
        "491711234567",
        "\ud800",
    ],
    ids=ascii,
)
def test_what_is_no_international_number_is_refused(given: str) -> None:
    with pytest.raises(AddressError):
        phone(given)


@given(st.text(max_size=300) | st.emails())
def test_any_text_is_an_address_in_ascii_or_refused(text: str) -> None:
    for read in (email, phone):
        try:
            found = read(text)
        except AddressError:
            continue
        assert found.value.isascii()
        assert found.value.isprintable()
        assert not set(found.value) & set(' ,;<>"()[]\\\r\n')
        assert read(found.value) == found
