"""A waybill number as people type it, made into the one way we write it. Pure."""

from enum import StrEnum
from unicodedata import category, normalize

MAX_CHARACTERS = 50
"""The longest number we read, in characters: of the raw text, and again of the result."""

_ASCII_SEPARATORS = str.maketrans("", "", " -.")
_SEPARATORS = frozenset("\N{SOFT HYPHEN}\N{MINUS SIGN}")
"""Hyphens that Unicode does not file under dashes; people paste both."""
_SEPARATOR_CATEGORIES = frozenset({"Zs", "Pd"})
"""Unicode's spaces and its dashes. Tab and newline are controls, so they are not among them."""


class NumberFault(StrEnum):
    """Why a text is not a waybill number."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    BAD_CHARACTER = "bad-character"


_MESSAGES = {
    NumberFault.EMPTY: "the number is empty",
    NumberFault.TOO_LONG: f"the number is longer than {MAX_CHARACTERS} characters",
    NumberFault.BAD_CHARACTER: "the number has a character that is not a letter or digit",
}


class NumberError(ValueError):
    """The text is not a waybill number. Says why, and never repeats the text."""

    def __init__(self, code: NumberFault) -> None:
        super().__init__(_MESSAGES[code])
        self.code = code


def normalise(raw: str) -> str:
    """Return the number as ``[A-Z0-9]``, 1 to 50 characters, whatever way it was typed.

    Compatibility forms become plain ones (Unicode NFKC, so full-width digits are digits); spaces,
    hyphens, dashes and dots go; letters become capitals. Other digits, such as Arabic-Indic ones,
    are no waybill number's and are refused. The capitals come last, after the check, because
    capitals of letters beyond ASCII may be ASCII ones.

    Args:
        raw: The text as it came, not stripped; its length counts as it is.

    Raises:
        NumberError: It is empty, too long, or has another character.
    """
    if len(raw) > MAX_CHARACTERS:
        raise NumberError(NumberFault.TOO_LONG)
    kept = _without_separators(raw)
    if not kept:
        raise NumberError(NumberFault.EMPTY)
    if not (kept.isascii() and kept.isalnum()):
        raise NumberError(NumberFault.BAD_CHARACTER)
    if len(kept) > MAX_CHARACTERS:  # NFKC may make several letters of one
        raise NumberError(NumberFault.TOO_LONG)
    return kept.upper()


def _without_separators(raw: str) -> str:
    """Return the text in NFKC without spaces, hyphens, dashes and dots."""
    if raw.isascii():
        return raw.translate(_ASCII_SEPARATORS)
    plain = normalize("NFKC", raw).translate(_ASCII_SEPARATORS)
    return "".join(character for character in plain if not _is_separator(character))


def _is_separator(character: str) -> bool:
    """Tell whether one character is a space or dash beyond ASCII."""
    return character in _SEPARATORS or category(character) in _SEPARATOR_CATEGORIES
