"""What is ours and who can be answered is seen however an address is written."""

import pytest

from shared.people.person.address import Address, AddressError, correspondent
from shared.rights.requests.contact import bare, is_ours

DOMAIN = "xn--bcher-kva.example"


@pytest.mark.parametrize(
    "to",
    [
        "agogopost@xn--bcher-kva.example",
        "agogopost@b\u00fccher.example",
        "Agogopost@B\u00dcCHER.Example.",
        "AOGOGPOST+data@b\u00fccher\u3002example",
        " \uff41gogopost@b\u00fccher.example ",
        "agogopost <agogopost@b\u00fccher.example>",
        "agogopost@bu\u0308cher.example",
    ],
    ids=ascii,
)
def test_our_address_is_ours_however_it_is_written(to: str) -> None:
    assert is_ours(to, DOMAIN)


@pytest.mark.parametrize(
    "to",
    [
        "agogopost@bucher.example",
        "agogopost@xn--bcher-kva.example.org",
        "agogopost@mail.xn--bcher-kva.example",
        "\u0430gogopost@b\u00fccher.example",
        "agogopost",
        "",
        "agogopost@b\u00fccher.example <jane@example.com>",
    ],
    ids=ascii,
)
def test_another_address_is_not(to: str) -> None:
    assert not is_ours(to, DOMAIN)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("jane@example.com", "jane@example.com"),
        ("J\u00f6rg@B\u00fccher.example", "j\u00f6rg@xn--bcher-kva.example"),
        ("Jo\u0308rg@example.de", "j\u00f6rg@example.de"),
        (
            "\u674e\u5c0f\u9f99@\u4f8b\u5b50.\u516c\u53f8",
            "\u674e\u5c0f\u9f99@xn--fsqu00a.xn--55qx5d",
        ),
        ('"Jane Doe"@example.com', '"jane doe"@example.com'),
        ("jane..doe.@docomo.ne.jp", "jane..doe.@docomo.ne.jp"),
        ("J\u00f6rg <j\u00f6rg@example.de>", "j\u00f6rg@example.de"),
    ],
    ids=ascii,
)
def test_whoever_can_be_written_to_can_write_to_us(given: str, kept: str) -> None:
    found = correspondent(bare(given))
    assert found.value == kept
    assert correspondent(found.value) == found == Address(found.channel, found.value)


@pytest.mark.parametrize(
    "given",
    [
        "", "j\u00f6rg", "@example.de", "j\u00f6rg@", "j\u00f6rg@localhost",
        "j\u00f6rg@[127.0.0.1]",
        "j\u00f6 rg@example.de", "j\u202erg@example.de", "j\u00f6rg\r\nBcc: x@example.de",
        "j\u00a0rg@example.de", "=?utf-8?q?j=F6rg?=@example.de", '"j"x"@example.de',
        "\u00f6" * 33 + "@example.de", "j\x85rg@example.de", "\ud800@example.de",
    ],
    ids=ascii,
)  # fmt: skip
def test_who_cannot_be_written_to_is_nobody(given: str) -> None:
    with pytest.raises(AddressError):
        correspondent(given)
