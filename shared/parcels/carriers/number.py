"""A waybill number as people type it, made into the one way we write it. Pure."""

from enum import StrEnum
from itertools import chain
from unicodedata import category, normalize

MAX_CHARACTERS = 50
"""The longest number, in characters."""
MAX_PASTED = 500
"""The longest text that we look for a number in, in characters as they came."""

GROUP_SEPARATOR = "\x1d"
"""What a scanner sends for GS1's FNC1: the one control character that means something."""

_IGNORABLE = frozenset(
    chain(
        [0x00AD, 0x034F, 0x061C, 0x3164, 0xFEFF, 0xFFA0],
        *[range(0x115F, 0x1161), range(0x17B4, 0x17B6), range(0x180B, 0x1810)],
        *[range(0x200B, 0x2010), range(0x202A, 0x202F), range(0x2060, 0x2070)],
        *[range(0xFE00, 0xFE10), range(0xFFF0, 0xFFF9), range(0x1BCA0, 0x1BCA4)],
        range(0x1D173, 0x1D17B),
    )
)
"""Unicode's Default_Ignorable_Code_Point, but for plane 14: what is drawn as nothing at all. Format
characters that are drawn, such as U+0600, are not among them."""
_PLANE_14 = range(0xE0000, 0xE1000)
"""Tags and variation selectors, ignorable all of them."""
_SEEN_AS = {
    "\N{MINUS SIGN}": "-",
    "\N{BRAILLE PATTERN BLANK}": " ",
    "\N{IDEOGRAPHIC COMMA}": ",",
    "\N{IDEOGRAPHIC FULL STOP}": ".",
    "\x85": "\n",
}
_CATEGORY_SEEN_AS = {
    "Zs": " ",
    "Pd": "-",
    "Zl": "\n",
    "Zp": "\n",
    "Ps": "(",
    "Pe": ")",
    "Pi": '"',
    "Pf": '"',
}
"""Unicode's spaces, dashes, line ends, brackets and quotes are as ASCII's."""
_LONGEST_LIGATURE, _LONGEST_FOLD = "\ufdfa", 18
"""A whole prayer. The others become few letters."""
_WHITE = "\t\n\v\f\r\x1c\x1e\x1f"
_DROPPED = dict.fromkeys(
    code for code in (*range(32), 127) if chr(code) not in {*_WHITE, GROUP_SEPARATOR}
)
"""ASCII's controls that nobody sees, but for those that are white space."""
_SEPARATORS = str.maketrans("", "", f" -.{_WHITE}{GROUP_SEPARATOR}")


class NumberFault(StrEnum):
    """Why a text is not a waybill number."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    BAD_CHARACTER = "bad-character"
    SEVERAL = "several"
    ABSENT = "absent"


_MESSAGES = {
    NumberFault.EMPTY: "the number is empty",
    NumberFault.TOO_LONG: f"the number is longer than {MAX_CHARACTERS} characters",
    NumberFault.BAD_CHARACTER: "the number has a character that is not a letter or digit",
    NumberFault.SEVERAL: "the number stands beside another one",
    NumberFault.ABSENT: "the number does not stand in the text",
}


class NumberError(ValueError):
    """The text is not a waybill number. Says why, and never repeats the text."""

    def __init__(self, code: NumberFault) -> None:
        super().__init__(_MESSAGES[code])
        self.code = code


def normalise(raw: str) -> str:
    """Return a text as ``[A-Z0-9]``, 1 to 50 characters, whatever way it was typed.

    Compatibility forms become plain ones (Unicode NFKC, so full-width digits are digits); what
    nobody sees, white space, hyphens, dashes and dots go; letters become capitals. Other digits,
    such as Arabic-Indic ones, are no waybill number's and are refused. The capitals come last,
    after the check, because capitals of letters beyond ASCII may be ASCII ones.

    Args:
        raw: The text as it came, not stripped; its length counts as it is.

    Raises:
        NumberError: It is empty, too long, or has another character.
    """
    return checked(plain(raw).translate(_SEPARATORS))


def checked(kept: str) -> str:
    """Return a text without separators as a number.

    Raises:
        NumberError: It is empty, too long, or has a character that is no ASCII letter or digit.
    """
    if not kept:
        raise NumberError(NumberFault.EMPTY)
    if not (kept.isascii() and kept.isalnum()):
        raise NumberError(NumberFault.BAD_CHARACTER)
    if len(kept) > MAX_CHARACTERS:
        raise NumberError(NumberFault.TOO_LONG)
    return kept.upper()


def plain(raw: str) -> str:
    """Return a text as a person sees it: in NFKC, spaces, dashes, quotes and brackets as ASCII's.

    What is drawn as nothing is gone, and so are control characters that are no white space; only
    GS1's separator stays.

    Raises:
        NumberError: It is too long.
    """
    if len(raw) > MAX_PASTED:
        raise NumberError(NumberFault.TOO_LONG)
    if raw.isascii():
        return raw.translate(_DROPPED)
    seen = "".join(one for one in raw if not _is_ignorable(one))
    if len(seen) + _LONGEST_FOLD * seen.count(_LONGEST_LIGATURE) > 2 * MAX_PASTED:
        raise NumberError(NumberFault.TOO_LONG)
    folded = normalize("NFKC", seen.replace("\N{NUMERO SIGN}", "#"))
    return "".join(_seen_as(one) for one in folded if not _is_ignorable(one)).translate(_DROPPED)


def _is_ignorable(character: str) -> bool:
    code = ord(character)
    return code in _IGNORABLE or code in _PLANE_14


def _seen_as(character: str) -> str:
    """Return what a character is for us: ASCII's where it only looks otherwise."""
    if character.isascii():
        return character
    if (known := _SEEN_AS.get(character)) is not None:
        return known
    kind = category(character)
    return "" if kind == "Cc" else _CATEGORY_SEEN_AS.get(kind, character)
