"""The one registry of purposes: why data may be held.

Used by the descriptions of fields, by the records layer and by the published data map alike.
"""

from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """What a purpose rests on (GDPR Article 6(1))."""

    CONTRACT = "contract"
    """Needed to do what the person asked for."""
    CONSENT = "consent"
    """Only while the person agrees."""
    LEGAL = "legal"
    """A duty, or the service's legitimate interest in staying secure and available."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose. Its text is ``purpose-<id>`` in the catalogue."""

    id: str
    basis: Basis


ACCOUNT = Purpose("account", Basis.CONTRACT)
TRACKING = Purpose("tracking", Basis.CONTRACT)
PROTECTION = Purpose("protection", Basis.LEGAL)

PURPOSES = {purpose.id: purpose for purpose in (ACCOUNT, TRACKING, PROTECTION)}
