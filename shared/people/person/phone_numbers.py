"""Phone numbers in one way of writing, E.164, and which of them an SMS may go to.

The plans of numbers are those of Google's libphonenumber. It is imported where a number is read:
20 ms, once in a process. Pure.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_FORM = re.compile(r"\A(\+?)([0-9]{3,24})\Z")
_FILLING = re.compile(r"[\s()\[\]./-]")
_MINUS = "\u2212"
_AMERICA, _AMERICANS = 1, frozenset({"US", "CA"})
_NAMES_A_RANGE = 2
"""How many digits behind a country's prefix name one of its ranges; behind +1 it is three."""
_RANGE = 4
"""How many digits of a number say what it is, of those that the plan does not know exactly."""
_MEXICO, _ARGENTINA, _BRAZIL = 52, 54, 55
_OLD_MEXICAN = re.compile(r"\A(?:1|01|044|045)([0-9]{10})\Z")
_OLD_BRAZILIAN = re.compile(r"\A([0-9]{2})([6-9][0-9]{7})\Z")
_ARGENTINE = 10


class NotANumberError(ValueError):
    """Not written as a phone number, or without its country's prefix where we know no country."""


class ImpossibleNumberError(ValueError):
    """Written as one, but no country has numbers like this."""


def e164(given: str, country: str | None = None) -> str:
    """Return a phone number in E.164: ``+491711234567``.

    However it is written it is one: as it is dialled in its country, if that is known; with a trunk
    zero behind the prefix; with marks of direction and dashes that were pasted along; in full-width
    or another script's digits; in a form that its country has given up.

    Args:
        given: As a person wrote it.
        country: Whose way of dialling it may be in, as ISO 3166-1 has it; None: we do not know.

    Raises:
        NotANumberError, ImpossibleNumberError: It is none.
    """
    import phonenumbers  # noqa: PLC0415 - where a number is read

    written = _FORM.match(_FILLING.sub("", _plain(given)))
    if written is None:
        raise NotANumberError
    readings = [form for one in _readings(written, country) for form in _forms(one)]
    if not readings and not written[1]:
        raise NotANumberError
    for is_one in (phonenumbers.is_valid_number, _kinds):
        for number in readings:
            if is_one(number):
                return _shown(number)
    raise ImpossibleNumberError


def takes_sms(number: str, prefixes: tuple[str, ...]) -> bool:
    """Tell whether an SMS may go to a number: to mobile phones of the countries that are named.

    What costs more, or is no mobile phone, must be named by its own range: ``+49700``. So must the
    countries that share +1 with the United States and Canada: ``+1876``.

    Args:
        number: In E.164.
        prefixes: Each begins with a country's whole prefix. With two digits more, behind +1 three,
            it names a range.
    """
    import phonenumbers  # noqa: PLC0415 - where a number is read

    parsed = phonenumbers.parse(number)
    code = f"+{parsed.country_code}"
    named = [len(one) for one in prefixes if one.startswith(code) and number.startswith(one)]
    if not named:
        return False
    is_american = parsed.country_code == _AMERICA
    if max(named) - len(code) >= _NAMES_A_RANGE + is_american:
        return True
    if is_american and phonenumbers.region_code_for_number(parsed) not in _AMERICANS:
        return False
    return _is_mobile(parsed)


def _plain(given: str) -> str:
    """Return a text with ASCII digits and hyphens, and without what cannot be seen."""
    seen = [
        one for one in unicodedata.normalize("NFKC", given) if unicodedata.category(one) != "Cf"
    ]
    scripts = {ord(one) - unicodedata.decimal(one) for one in seen if one.isdecimal()}
    if len(scripts) > 1:  # a digit of another script among the others: a look-alike
        raise NotANumberError
    return "".join(_ascii(one) for one in seen).strip()


def _ascii(one: str) -> str:
    if one.isdecimal():
        return str(unicodedata.decimal(one))
    return "-" if one == _MINUS or unicodedata.category(one) == "Pd" else one


def _readings(written: re.Match[str], country: str | None) -> "list[PhoneNumber]":
    """Return the numbers that somebody may have meant, the likeliest first."""
    plus, digits = written.groups()
    if plus:
        return _parsed(f"+{digits}")
    found = _parsed(digits, country) if country is not None else []
    if digits.startswith("00"):
        return [*found, *_parsed(f"+{digits[2:]}")]
    if country is not None:
        abroad = [one for one in _parsed(f"+{digits}") if one.country_code == _code_of(country)]
        found = sorted([*found, *abroad], key=lambda one: not _is_mobile(one))
    return found


def _parsed(text: str, country: str | None = None) -> "list[PhoneNumber]":
    from phonenumbers import NumberParseException, parse  # noqa: PLC0415 - as above

    try:
        return [parse(text, country)]
    except NumberParseException:
        return []


def _forms(number: "PhoneNumber") -> "Iterator[PhoneNumber]":
    """Yield a number as its plan has it now, then as it was written, then with less before it."""
    from phonenumbers import national_significant_number  # noqa: PLC0415 - as above

    code, national = number.country_code, national_significant_number(number)
    if code == _ARGENTINA and len(national) == _ARGENTINE:
        yield from (one for one in _parsed(f"+549{national}") if _is_mobile(one))
    yield number
    if code == _ARGENTINA and national.startswith("9"):
        yield from _parsed(f"+54{national[1:]}")
    elif code == _MEXICO and (old := _OLD_MEXICAN.match(national)):
        yield from _parsed(f"+52{old[1]}")
    elif code == _BRAZIL and (old := _OLD_BRAZILIAN.match(national)):
        yield from _parsed(f"+55{old[1]}9{old[2]}")
    elif national.startswith("0"):
        yield from _parsed(f"+{code}{national.lstrip('0')}")


def _kinds(number: "PhoneNumber") -> frozenset[int]:
    """Return what a number may be, as ``PhoneNumberType``; nothing: no plan has it.

    A plan has gaps, which are filled before the library hears of it: what is in one may be what is
    beside it.
    """
    import phonenumbers  # noqa: PLC0415 - as above

    unknown = phonenumbers.PhoneNumberType.UNKNOWN
    kind = phonenumbers.number_type(number)
    if kind != unknown:
        return frozenset({kind})
    national = phonenumbers.national_significant_number(number)
    head, tail = national[:_RANGE], national[_RANGE + 1 :]
    beside = (f"+{number.country_code}{head}{digit}{tail}" for digit in range(10))
    found = {phonenumbers.number_type(near) for one in beside for near in _parsed(one)}
    return frozenset(found - {unknown})


def _is_mobile(number: "PhoneNumber") -> bool:
    """Tell whether a number is a mobile phone's, or cannot be told apart from one."""
    from phonenumbers import PhoneNumberType  # noqa: PLC0415 - as above

    return not _kinds(number).isdisjoint(
        {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
    )


def _code_of(country: str) -> int:
    from phonenumbers import country_code_for_region  # noqa: PLC0415 - as above

    return country_code_for_region(country)


def _shown(number: "PhoneNumber") -> str:
    from phonenumbers import PhoneNumberFormat, format_number  # noqa: PLC0415 - as above

    return format_number(number, PhoneNumberFormat.E164)
