"""Whether a text is a waybill number for certain. Pure."""

from shared.carriers.detect import detect
from shared.carriers.model import Evidence

_SHORTEST = 8
"""Shorter numbers are nobody's for certain."""


def is_sure(text: str) -> bool:
    """Tell whether a number speaks for a carrier by more than its length.

    Args:
        text: Without separators, in capitals.
    """
    if len(text) < _SHORTEST:
        return False
    return any(one.evidence is not Evidence.LENGTH for one in detect(text))


def stands_out(text: str) -> bool:
    """Tell whether a number is sure wherever it stands, and not by a check digit on bare digits.

    Of any ten digits, such as a phone number's, one in ten has DHL's.

    Args:
        text: As for ``is_sure``.
    """
    if len(text) < _SHORTEST:
        return False
    enough = (Evidence.CHECKSUM_LOOKUP, Evidence.PREFIX) if text.isdigit() else _SURE
    return any(one.evidence in enough for one in detect(text))


_SURE = tuple(one for one in Evidence if one is not Evidence.LENGTH)
