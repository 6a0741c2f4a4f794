"""Whether a text is a waybill number for certain. Pure."""

from enum import IntEnum

from shared.parcels.carriers.detect import detect
from shared.parcels.carriers.evidence import CarrierEvidence

_SHORTEST = 8
"""Shorter numbers are nobody's for certain."""


class Sureness(IntEnum):
    """How much a number says of itself."""

    NONE = 0
    """It has a carrier's length, or nobody's."""
    BY_CHECK = 1
    """It is bare digits, the last of which is right: of any ten digits, such as a phone's, one in
    ten has DHL's. That is enough where nothing else can stand."""
    STANDS_OUT = 2
    """It is a number wherever it stands."""


def sureness(text: str) -> Sureness:
    """Return how much a number says of itself.

    Args:
        text: Without separators, in capitals.
    """
    found = {one.evidence for one in detect(text)} if len(text) >= _SHORTEST else set()
    if CarrierEvidence.CHECKSUM_LOOKUP in found or CarrierEvidence.PREFIX in found:
        return Sureness.STANDS_OUT
    if CarrierEvidence.CHECKSUM in found:
        return Sureness.BY_CHECK if text.isdigit() else Sureness.STANDS_OUT
    return Sureness.NONE


def is_sure(text: str) -> bool:
    """Tell whether a number, which stands alone, speaks for a carrier by more than its length."""
    return sureness(text) is not Sureness.NONE


def stands_out(text: str) -> bool:
    """Tell whether a number is one wherever it stands."""
    return sureness(text) is Sureness.STANDS_OUT
