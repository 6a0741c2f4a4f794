"""One phone is one number, however its owner writes it; SMS go where the operator said, by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.people.person.address import Address, AddressError, Channel, phone
from shared.people.person.phone_numbers import takes_sms
from tests.rows import each_row

GERMAN = "+491711234567"
WAYS = [
    ("+49 (0)171 1234567", None),
    ("+49 (0) 171 - 123 45 67", None),
    ("+49 [0]171/1234567", None),
    ("+490171 1234567", None),
    ("(+49) 171 1234567", None),
    ("+49 171 1234567", "FR"),
    ("0049 (0)171 1234567", None),
    ("00 49 171 1234567", "US"),
    ("011 49 171 1234567", "US"),
    ("0171 1234567", "DE"),
    ("0171/123 45 67", "DE"),
    ("171 1234567", "DE"),
    ("491711234567", "DE"),
    ("\u202a+49 171 1234567\u202c", None),
    ("\u2066+49\u00a0171\u2011123\u20134567\u2069", None),
    ("\u200e0171\u22121234567\ufeff", "DE"),
    ("+49\u2009171\u202f1234567\n", None),
    ("\uff0b\uff14\uff19\uff11\uff17\uff11\uff11\uff12\uff13\uff14\uff15\uff16\uff17", None),
    ("\u0660\u0661\u0667\u0661\u0661\u0662\u0663\u0664\u0665\u0666\u0667", "DE"),
]


@pytest.mark.parametrize(("written", "country"), WAYS, ids=ascii)
def test_one_phone_is_one_number_however_it_is_written(written: str, country: str | None) -> None:
    assert phone(written, country) == Address(Channel.PHONE, GERMAN)


@each_row(
    ("written", "country", "number"),
    [
        ("+52 1 55 1234 5678", None, "+525512345678"),
        ("+52 55 1234 5678", None, "+525512345678"),
        ("044 55 1234 5678", "MX", "+525512345678"),
        ("01 55 1234 5678", "MX", "+525512345678"),
        ("+54 9 11 2345-6789", None, "+5491123456789"),
        ("+54 11 2345-6789", None, "+5491123456789"),
        ("+54 11 15 2345-6789", None, "+5491123456789"),
        ("+54 9 (0)11 15 2345-6789", None, "+5491123456789"),
        ("011 15-2345-6789", "AR", "+5491123456789"),
        ("+55 11 8765 4321", None, "+5511987654321"),
        ("+55 (0)11 98765-4321", None, "+5511987654321"),
        ("+39 (0)347 123 4567", None, "+393471234567"),
        ("347 1234567", "IT", "+393471234567"),
        ("+39 06 1234 5678", None, "+390612345678"),
        ("+39 0342 123456", None, "+390342123456"),
        ("390 612 3456", "IT", "+393906123456"),
        ("+34 (0)612 345 678", None, "+34612345678"),
        ("+44 (0)7700 900123", None, "+447700900123"),
        ("07700 900123", "GB", "+447700900123"),
        ("(202) 555-0123", "US", "+12025550123"),
        ("1.202.555.0123", "US", "+12025550123"),
        ("8 (901) 234-56-78", "RU", "+79012345678"),
        ("+36 (06) 30 123 4567", None, "+36301234567"),
        ("098765 43210", "IN", "+919876543210"),
        ("9198765432", "IN", "+919198765432"),
        ("91 98765 43210", "IN", "+919876543210"),
    ],
    ids=ascii,
)
def test_every_country_has_ways_of_its_own(written: str, country: str | None, number: str) -> None:
    assert phone(written, country).value == number
    assert phone(number).value == number


@pytest.mark.parametrize(
    ("written", "country", "code"),
    [
        ("0171 1234567", None, "phone-malformed"),
        ("491711234567", None, "phone-malformed"),
        ("0171 1234567", "PN", "phone-malformed"),
        ("1-800-FLOWERS", "US", "phone-malformed"),
        ("+49171<1234567>", None, "phone-malformed"),
        ("+49171\x001234567", None, "phone-malformed"),
        ("+49171123456\u0667", None, "phone-malformed"),
        ("+49 171 1234567 x5", None, "phone-malformed"),
        ("++491711234567", None, "phone-malformed"),
        ("+49 171 12", None, "phone-impossible"),
        ("+49 171 12345678901", None, "phone-impossible"),
        ("+1 171 123 4567", None, "phone-impossible"),
        ("+999 1234567", None, "phone-impossible"),
        ("0171 1234567", "FR", "phone-impossible"),
        ("112", "DE", "phone-impossible"),
    ],
    ids=ascii,
)
def test_what_is_no_number_says_why(written: str, country: str | None, code: str) -> None:
    with pytest.raises(AddressError) as refused:
        phone(written, country)
    assert refused.value.code == code


@given(st.text(alphabet="+0123456789 ()-", max_size=20), st.sampled_from(["DE", "IT", "AR", "US"]))
def test_what_was_read_once_is_read_alike_for_ever(written: str, country: str) -> None:
    try:
        found = phone(written, country)
    except AddressError:
        return
    assert phone(found.value) == phone(found.value, country) == found


ALLOWED = ("+49", "+44", "+1", "+54")


@each_row(
    ("number", "is_served"),
    [
        ("+491711234567", True),
        ("+447700900123", True),
        ("+447912345678", True),
        ("+12025550123", True),
        ("+14165550123", True),
        ("+5491123456789", True),
        ("+431711234567", False),
        ("+499001234567", False),
        ("+491371234567", False),
        ("+491805123456", False),
        ("+4970012345678", False),
        ("+498001234567", False),
        ("+49302312512", False),
        ("+447012345678", False),
        ("+447640123456", False),
        ("+449098790123", False),
        ("+19005551234", False),
        ("+18005551234", False),
        ("+15005550006", False),
        ("+18765551234", False),
        ("+18095551234", False),
        ("+12425551234", False),
        ("+17875551234", False),
        ("+16715551234", False),
        ("+979123456789", False),
        ("+8821612345678", False),
    ],
)
def test_sms_go_to_mobile_phones_of_the_named_countries(number: str, *, is_served: bool) -> None:
    assert takes_sms(number, ALLOWED) is is_served


@pytest.mark.parametrize(
    ("number", "prefixes", "is_served"),
    [
        ("+18765551234", ("+1876",), True),
        ("+18765551234", ("+1", "+1876"), True),
        ("+18765551234", ("+1", "+18"), False),
        ("+4970012345678", ("+49", "+49700"), True),
        ("+447012345678", ("+447",), False),
        ("+447012345678", ("+4470",), True),
        ("+491711234567", ("+4",), False),
        ("+491711234567", ("+",), False),
        ("+491711234567", (), False),
    ],
)
def test_anything_else_is_named_by_its_own_range(
    number: str, prefixes: tuple[str, ...], *, is_served: bool
) -> None:
    assert takes_sms(number, prefixes) is is_served
