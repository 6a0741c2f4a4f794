"""What a barcode holds: GS1 element strings, and the postcode in front of a number. Pure.

Source: GS1 General Specifications, sections 3 (application identifiers) and 5.4.6 (symbology
identifiers); USPS Publication 199 for 420 and the ZIP in front of an IMpb number.
"""

from collections.abc import Iterable
from itertools import chain, takewhile
from typing import NamedTuple

from shared.parcels.carriers.number import GROUP_SEPARATOR, MAX_CHARACTERS, NumberError, NumberFault
from shared.parcels.carriers.sureness import is_sure

_SSCC, _SSCC_CHARACTERS = "00", 20
_POSTCODE, _COUNTRY_AND_POSTCODE = "420", "421"
_CONSIGNMENTS = frozenset({"401", "402"})
"""GINC and GSIN: the number of a consignment or of a shipment is the value alone."""
_IMPB = frozenset({"91", "92", "93", "94", "95"})
"""Of these, which the post of the US uses, the identifier is a part of the number."""
_IDENTIFIERS = _IMPB | _CONSIGNMENTS | {_SSCC, _POSTCODE, _COUNTRY_AND_POSTCODE}
_LONGEST_POSTCODE = 15
"""In characters, with the identifier and the country."""
_ZIPS = (9, 5)
"""Digits of ZIP+4 and of ZIP, the likelier first where the length leaves both open."""
_IMPB_LENGTHS = frozenset({20, 22, 26})
_BETWEEN = str.maketrans("", "", " -.\t\r\n" + GROUP_SEPARATOR)

_Elements = Iterable[tuple[str, str]]
"""Application identifiers and values; an identifier is empty where none is written."""


class ReadScan(NamedTuple):
    """What a scan says of a parcel."""

    number: str
    postcode: str | None = None


def scanned(text: str) -> ReadScan | None:
    """Return what a text says that came from a scanner, or is written with GS1's brackets.

    Args:
        text: As ``number.plain`` returns it.

    Returns:
        None: it is no scan; or it says no number for certain, and may be read as other texts are.

    Raises:
        NumberError: Several numbers stand in brackets.
    """
    bracketed = _read(_bracketed(text))
    if len(bracketed) > 1:
        raise NumberError(NumberFault.SEVERAL)
    strings = [one.strip() for one in text.split(GROUP_SEPARATOR)]
    if not bracketed and any(len(one.split()) > 1 for one in strings):
        return None
    found = bracketed or _read(chain.from_iterable(map(_elements, strings)))
    if len(found) != 1:
        return None
    return found[0] if bracketed or is_sure(found[0].number) else None


def without_symbology(text: str) -> str:
    """Return a text without the three characters by which a scanner names the symbology."""
    text = text.strip()
    named = text[:1] == "]" and text[1:2].isalpha() and text[2:3].isalnum()
    return text[3:] if named else text


def without_zip(number: str) -> ReadScan:
    """Return a number without the 420 and ZIP that stand in front of it on labels of the US.

    The number behind must be sure by itself: nothing is cut off on a guess. The post is asked for
    it alone, so that both ways of giving it are one shipment.
    """
    if number.startswith(_POSTCODE) and number.isdigit():
        for digits in _ZIPS:
            begin = len(_POSTCODE) + digits
            behind = number[begin:]
            if len(behind) in _IMPB_LENGTHS and is_sure(behind):
                return ReadScan(behind, _postcode(number[len(_POSTCODE) : begin]))
    return ReadScan(number)


def _read(elements: _Elements) -> list[ReadScan]:
    """Return the numbers among elements, each with the postcode that stands there, if one does."""
    numbers: list[str] = []
    postcode = None
    for identifier, value in elements:
        kept = value.translate(_BETWEEN)
        digits = "".join(takewhile(str.isdigit, kept))
        if identifier in {_POSTCODE, _COUNTRY_AND_POSTCODE}:
            postcode = _postcode(kept) if identifier == _POSTCODE else kept[3:]
        elif identifier in _CONSIGNMENTS or not identifier:
            numbers.append(kept if identifier else value)
        elif identifier in _IMPB or len(digits) == _SSCC_CHARACTERS - len(_SSCC):
            numbers.append(identifier + digits)
    return [ReadScan(one.upper(), postcode) for one in dict.fromkeys(numbers) if _is_number(one)]


def _postcode(text: str) -> str:
    """Return a postcode as carriers want it: of ZIP+4, the ZIP."""
    return text[: min(_ZIPS)] if text.isdigit() and len(text) == max(_ZIPS) else text


def _bracketed(text: str) -> _Elements:
    """Yield the elements of ``(420) 12345 (92) 0559...``; what stands before is a label."""
    before, _, rest = text.partition("(")
    if any(one.isdigit() for one in before):
        return
    for part in rest.split("("):
        identifier, closed, value = part.partition(")")
        if closed and identifier in _IDENTIFIERS:
            yield identifier, value


def _elements(string: str) -> _Elements:
    """Yield the elements of a string, as far as a number needs it."""
    if string.startswith(_SSCC) and len(string) >= _SSCC_CHARACTERS:
        yield _SSCC, string[len(_SSCC) : _SSCC_CHARACTERS]
        string = string[_SSCC_CHARACTERS:]  # its length is fixed: no separator follows
    identifier = string[:3]
    if identifier in {_POSTCODE, _COUNTRY_AND_POSTCODE} and len(string) <= _LONGEST_POSTCODE:
        yield identifier, string[3:]
    elif string:
        yield "", string


def _is_number(text: str) -> bool:
    return text.isascii() and text.isalnum() and len(text) <= MAX_CHARACTERS
