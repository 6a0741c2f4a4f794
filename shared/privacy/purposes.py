"""The one registry of purposes: why data may be held, and what people may be asked to allow.

Used by the descriptions of fields, by the records layer, by the gate and by the published data map
alike. Nothing is held or done for a purpose that does not stand here.
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
    choice: bool = False
    """Of one that rests on the contract: whether the person can say no to it all the same."""

    @property
    def is_asked(self) -> bool:
        """Tell whether people decide about it."""
        return self.choice or self.basis is Basis.CONSENT


ACCOUNT = Purpose("account", Basis.CONTRACT)
TRACKING = Purpose("tracking", Basis.CONTRACT)
PROTECTION = Purpose("protection", Basis.LEGAL)
EVIDENCE = Purpose("evidence", Basis.LEGAL)
"""To prove what was shown and agreed to."""

ANALYTICS = Purpose("analytics", Basis.CONSENT)
PREFERENCES = Purpose("preferences", Basis.CONSENT)
ADVERTISING = Purpose("advertising", Basis.CONSENT)
PERSONALISATION = Purpose("personalisation", Basis.CONSENT)
LOCATION = Purpose("location", Basis.CONSENT)
PROMOTIONS_EMAIL = Purpose("promotions_email", Basis.CONSENT)
PROMOTIONS_SMS = Purpose("promotions_sms", Basis.CONSENT)
PROMOTIONS_PUSH = Purpose("promotions_push", Basis.CONSENT)
ACTIVITIES = Purpose("activities", Basis.CONSENT)
ANONYMOUS_STATISTICS = Purpose("anonymous_statistics", Basis.CONSENT)
STATUS_EMAIL = Purpose("status_email", Basis.CONTRACT, choice=True)
STATUS_SMS = Purpose("status_sms", Basis.CONTRACT, choice=True)
STATUS_PUSH = Purpose("status_push", Basis.CONTRACT, choice=True)

PURPOSES = {
    purpose.id: purpose
    for purpose in (
        *(ACCOUNT, TRACKING, PROTECTION, EVIDENCE),
        *(ANALYTICS, PREFERENCES, ADVERTISING, PERSONALISATION, LOCATION),
        *(PROMOTIONS_EMAIL, PROMOTIONS_SMS, PROMOTIONS_PUSH),
        *(ACTIVITIES, ANONYMOUS_STATISTICS),
        *(STATUS_EMAIL, STATUS_SMS, STATUS_PUSH),
    )
}
ASKED = {one.id: one for one in PURPOSES.values() if one.is_asked}
"""What people decide about."""
CHANNELS = frozenset(
    one.id for one in ASKED.values() if one.id.startswith(("promotions_", "status_"))
)
"""By which people are written to, other than about their account's security."""
REFUSED_BY_SIGNAL = frozenset({ADVERTISING.id, PERSONALISATION.id})
"""What Global Privacy Control (``Sec-GPC: 1``) refuses unless the person says otherwise knowing of
it."""
