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
    while_restricted: bool = False
    """Whether it goes on while a person's data may only be stored (GDPR Article 18), or they object
    to it: what they need to see their data, to use their rights, and to be safe."""

    def __post_init__(self) -> None:
        """Refuse a choice that a restriction would not stop. Raises TypeError."""
        if self.is_asked and self.while_restricted:
            msg = f"{self.id} is for people to decide, so a restriction stops it"
            raise TypeError(msg)

    @property
    def is_asked(self) -> bool:
        """Tell whether people decide about it."""
        return self.choice or self.basis is Basis.CONSENT


ACCOUNT = Purpose("account", Basis.CONTRACT, while_restricted=True)
TRACKING = Purpose("tracking", Basis.CONTRACT)
PROTECTION = Purpose("protection", Basis.LEGAL, while_restricted=True)
EVIDENCE = Purpose("evidence", Basis.LEGAL, while_restricted=True)
"""To prove what was shown and agreed to."""
RIGHTS = Purpose("rights", Basis.LEGAL, while_restricted=True)
"""To answer who uses their rights: it concerns all that is held about them."""
POLICY_NEWS = Purpose("policy_news", Basis.LEGAL)
"""To write to people about the policy. Who is not written to is shown it."""

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
        *(ACCOUNT, TRACKING, PROTECTION, EVIDENCE, RIGHTS, POLICY_NEWS),
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
