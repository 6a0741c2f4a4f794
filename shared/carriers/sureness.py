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
