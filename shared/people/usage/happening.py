"""What apps tell of how they are used, and for what each kind is kept. Pure."""

from enum import StrEnum

from shared.privacy.purposes import ANALYTICS, PERSONALISATION


class Happening(StrEnum):
    """Something that a person did in an app, as the app tells it."""

    PAGE = "page"
    CLICK = "click"
    HABIT = "habit"
    INTEREST = "interest"


PURPOSE_OF = {
    Happening.PAGE: ANALYTICS,
    Happening.CLICK: ANALYTICS,
    Happening.HABIT: PERSONALISATION,
    Happening.INTEREST: PERSONALISATION,
}
