"""How surely a number is a carrier's, in the words of the API.

Pure and light: every function may have to say that a number is several carriers'.
"""

from enum import StrEnum


class CarrierEvidence(StrEnum):
    """Why we think a number belongs to a carrier, strongest first."""

    CHECKSUM_LOOKUP = "checksum+lookup"
    """The check digit is right and a part of the number is on the carrier's published list."""
    CHECKSUM = "checksum"
    """The check digit is right."""
    PREFIX = "prefix"
    """A distinctive beginning or end that no other carrier is known for; no check digit."""
    LENGTH = "length"
    """Only the length and the kind of characters fit, or a beginning that others use, too. Never
    enough to ask the carrier."""
